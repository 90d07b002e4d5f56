"""Complaints are written down, settled within their clock, and never closed without a recovery or a reason."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation

from common.dates import business_day_start
from common.errors import HotelError
from feedback import complaint_briefing
from feedback.care_choices import ComplaintStatus, EventKind, RecoveryStatus, RecoveryTool, Severity, Verdict
from feedback.models import Complaint, ComplaintEvent, Recovery, RecoveryLimit, ServiceClock
from feedback.services.complaints import Told, close, grade, open_complaint, pass_on, reopen, take
from feedback.services.escalating import escalate_due
from feedback.services.follow_ups import note_answer, plan_question
from feedback.services.recovering import approve, carry_out, recover, refuse
from guests.choices import ConsentPurpose, ContactChannel, Department
from guests.models import Guest
from guests.privacy.family import family_of
from guests.privacy.obstacles import obstacles
from guests.selectors.contactable import contactable, may_contact
from guests.services.consents import record_consent
from reservations.selectors.arrival_facts import facts_of
from tests.care_factories import NOON, ComplaintFactory
from tests.factories import DAY, GuestFactory, StayFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def desk(user_of):
    return user_of("front_desk")


@pytest.fixture
def service(user_of):
    return user_of("guest_service")


@pytest.fixture
def manager(user_of):
    return user_of("management")


def give(complaint, by, cost=0, tool=RecoveryTool.APOLOGY, **kwargs):
    return recover(
        complaint_id=complaint.pk, tool=tool, detail="当面致歉", cost=Decimal(cost), by=by, at=NOON, **kwargs
    )


def stand(complaint):
    return Complaint.objects.get(pk=complaint.pk)


def steps(complaint):
    return list(
        ComplaintEvent.objects.filter(complaint=complaint).order_by("pk").values_list("kind", flat=True)
    )


# --- Opened -----------------------------------------------------------------------------------------------
def test_a_complaint_knows_guest_room_department_and_deadline():
    stay = StayFactory()
    complaint = open_complaint(
        told=Told(text=" 空调异响 ", cause="room", severity="critical", stay=stay), at=NOON
    )
    assert complaint.guest == stay.guest
    assert (complaint.text, complaint.department, complaint.business_date) == ("空调异响", "rooms", DAY)
    assert complaint.due_at - complaint.opened_at == timedelta(hours=1)
    assert complaint.number.startswith("C")
    assert steps(complaint) == [EventKind.OPENED]


@pytest.mark.parametrize(
    ("wrong", "field"), [({"text": " "}, "text"), ({"cause": "x"}, "cause"), ({"severity": "x"}, "severity")]
)
def test_a_complaint_without_words_cause_or_severity_is_refused_by_name(wrong, field):
    said = {"text": "吵", "cause": "noise", "severity": "minor"} | wrong
    with pytest.raises(HotelError) as refused:
        open_complaint(told=Told(**said), at=NOON)
    assert refused.value.field == field
    assert not Complaint.objects.exists()


def test_the_same_message_of_a_system_is_one_complaint():
    told = Told(text="吵", cause="noise", severity="minor", source_name="ota", external_id="R-1")
    assert open_complaint(told=told, at=NOON) == open_complaint(told=told, at=NOON)
    assert Complaint.objects.count() == 1


# --- Taken, passed on, graded ---------------------------------------------------------------------------
def test_the_second_of_two_colleagues_is_told_who_was_faster(desk, service):
    complaint = ComplaintFactory()
    take(complaint_id=complaint.pk, by=desk, at=NOON)
    with pytest.raises(HotelError, match=desk.username):
        take(complaint_id=complaint.pk, by=service, at=NOON)
    assert stand(complaint).taken_by == desk


def test_passed_on_somebody_there_has_to_take_it_and_the_clock_runs_on(desk):
    complaint = ComplaintFactory()
    take(complaint_id=complaint.pk, by=desk, at=NOON)
    pass_on(complaint_id=complaint.pk, department="food_beverage", by=desk, at=NOON)
    passed = stand(complaint)
    assert (passed.status, passed.taken_by, passed.due_at) == ("open", None, complaint.due_at)


def test_graded_the_other_clock_counts_from_the_beginning(service):
    complaint = ComplaintFactory(severity=Severity.MINOR)
    grade(complaint_id=complaint.pk, severity=Severity.CRITICAL, by=service, at=NOON + timedelta(minutes=50))
    assert stand(complaint).due_at == NOON + timedelta(hours=1)


# --- Recovery and its limits ----------------------------------------------------------------------------
def test_within_his_limit_somebody_gives_at_once_and_it_is_recovered(desk):
    complaint = ComplaintFactory()
    recovery = give(complaint, desk, 100, RecoveryTool.DISCOUNT, is_done=True)
    assert recovery.status == RecoveryStatus.GIVEN
    assert stand(complaint).status == ComplaintStatus.RECOVERED
    assert EventKind.TAKEN in steps(complaint)


@pytest.mark.parametrize(("tool", "cost"), [(RecoveryTool.DISCOUNT, "100.01"), (RecoveryTool.FREE_NIGHT, 0)])
def test_above_the_limit_or_without_one_it_waits_even_if_it_is_said_to_be_done(desk, tool, cost):
    complaint = ComplaintFactory()
    recovery = give(complaint, desk, cost, tool, is_done=True)
    assert recovery.status == RecoveryStatus.WAITING
    assert stand(complaint).status == ComplaintStatus.IN_HAND
    with pytest.raises(HotelError):
        carry_out(recovery_id=recovery.pk, by=desk, at=NOON)


def test_a_second_person_approves_and_never_his_own(desk, manager):
    complaint = ComplaintFactory()
    RecoveryLimit.objects.filter(department="management", tool="discount").update(most=500)
    own = give(complaint, manager, 600, RecoveryTool.DISCOUNT)
    with pytest.raises(HotelError, match="own"):
        approve(recovery_id=own.pk, by=manager, at=NOON)
    asked = give(complaint, desk, 400, RecoveryTool.DISCOUNT)
    with pytest.raises(HotelError):
        approve(recovery_id=asked.pk, by=desk, at=NOON)
    assert approve(recovery_id=asked.pk, by=manager, at=NOON).status == RecoveryStatus.PROMISED
    assert carry_out(recovery_id=asked.pk, by=desk, at=NOON).status == RecoveryStatus.GIVEN


def test_nobody_approves_above_his_own_limit(desk, manager):
    RecoveryLimit.objects.filter(department="management", tool="discount").update(most=500)
    asked = give(ComplaintFactory(), desk, 600, RecoveryTool.DISCOUNT)
    with pytest.raises(HotelError, match="above"):
        approve(recovery_id=asked.pk, by=manager, at=NOON)


def test_without_the_right_to_approve_a_high_limit_does_not_help(desk, service):
    asked = give(ComplaintFactory(), desk, 200, RecoveryTool.DISCOUNT)
    with pytest.raises(HotelError, match="may not approve"):
        approve(recovery_id=asked.pk, by=service, at=NOON)


def test_the_database_refuses_a_recovery_approved_by_who_gave_it(desk):
    recovery = give(ComplaintFactory(), desk)
    with pytest.raises(DatabaseError), transaction.atomic():
        Recovery.objects.filter(pk=recovery.pk).update(approved_by=desk)


def test_what_is_refused_needs_a_reason_and_leaves_the_complaint_in_hand(desk, manager):
    complaint = ComplaintFactory()
    asked = give(complaint, desk, 900, RecoveryTool.UPGRADE)
    with pytest.raises(HotelError):
        refuse(recovery_id=asked.pk, by=manager, at=NOON, reason=" ")
    refuse(recovery_id=asked.pk, by=manager, at=NOON, reason="满房")
    assert stand(complaint).status == ComplaintStatus.IN_HAND


# --- Closed and opened again ------------------------------------------------------------------------------
def test_closing_needs_a_recovery_or_a_reason(service):
    complaint = ComplaintFactory()
    with pytest.raises(HotelError) as refused:
        close(complaint_id=complaint.pk, by=service, at=NOON)
    assert refused.value.code == "reason-needed"
    close(complaint_id=complaint.pk, by=service, at=NOON, reason="误会")
    assert stand(complaint).is_closed
    with pytest.raises(DatabaseError), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(close_reason="")


def test_nothing_promised_may_be_open_when_it_is_closed(service):
    complaint = ComplaintFactory()
    recovery = give(complaint, service, 50, RecoveryTool.AMENITY)
    with pytest.raises(HotelError, match="promised"):
        close(complaint_id=complaint.pk, by=service, at=NOON, reason="好了")
    carry_out(recovery_id=recovery.pk, by=service, at=NOON)
    close(complaint_id=complaint.pk, by=service, at=NOON)


def test_a_guest_who_is_still_unsatisfied_opens_it_again_with_a_new_clock(service):
    complaint = ComplaintFactory()
    give(complaint, service, is_done=True)
    close(complaint_id=complaint.pk, by=service, at=NOON)
    asked = plan_question(complaint_id=complaint.pk, question="都好了吗?", due_on=DAY, by=service, at=NOON)
    later = NOON + timedelta(days=1)
    note_answer(follow_up_id=asked.pk, verdict=Verdict.UNSATISFIED, answer="又响了", by=service, at=later)
    again = stand(complaint)
    assert (again.status, again.times_reopened, again.recovered_at) == ("reopened", 1, None)
    assert again.due_at == later + timedelta(hours=4)
    with pytest.raises(HotelError):
        reopen(complaint_id=complaint.pk, by=service, at=later, reason="x")


def test_a_step_is_never_changed(service):
    complaint = ComplaintFactory()
    for change in (
        lambda: ComplaintEvent.objects.filter(complaint=complaint).update(kind="closed"),
        lambda: ComplaintEvent.objects.filter(complaint=complaint).update(text="anders"),
        lambda: ComplaintEvent.objects.filter(complaint=complaint).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# --- The clock ----------------------------------------------------------------------------------------------
def test_late_complaints_are_escalated_once_a_level_over_midnight_and_the_business_date():
    late = business_day_start(DAY + timedelta(days=1)) - timedelta(minutes=20)  # the turn of the hotel's day
    complaint = ComplaintFactory(severity=Severity.CRITICAL, at=late)
    assert complaint.business_date == DAY
    levels = []
    for minutes in (5, 12, 12, 59, 60, 61, 89, 90, 500):
        escalate_due(at=late + timedelta(minutes=minutes))
        levels.append(stand(complaint).escalation)
    assert levels == [0, 1, 1, 1, 2, 2, 2, 3, 3]
    assert steps(complaint).count(EventKind.ESCALATED) == 3


def test_what_was_taken_in_time_is_not_escalated_before_it_is_due(desk):
    complaint = ComplaintFactory(severity=Severity.CRITICAL)
    take(complaint_id=complaint.pk, by=desk, at=NOON)
    assert escalate_due(at=NOON + timedelta(minutes=59)) == 0
    give(complaint, desk, is_done=True)
    assert escalate_due(at=NOON + timedelta(days=9)) == 0


def test_a_clock_that_settles_before_it_takes_is_refused_by_the_database():
    with pytest.raises(DatabaseError), transaction.atomic():
        ServiceClock.objects.update(take_within=99999)


# --- Where it is felt -------------------------------------------------------------------------------------
def test_nobody_with_an_open_complaint_is_sent_offers(service):
    guest = GuestFactory()
    record_consent(guest=guest, purpose="marketing", channel="email", is_given=True)
    asked = (ConsentPurpose.MARKETING, ContactChannel.EMAIL, date(2026, 6, 15))
    assert may_contact(guest, *asked)
    complaint = ComplaintFactory(guest=guest)
    assert not may_contact(guest, *asked)
    assert not contactable(Guest.objects.all(), *asked).exists()
    assert may_contact(guest, ConsentPurpose.SERVICE, ContactChannel.EMAIL, date(2026, 6, 15))
    close(complaint_id=complaint.pk, by=service, at=NOON, reason="误会")
    assert may_contact(guest, *asked)
    assert contactable(Guest.objects.all(), *asked).get() == guest


def test_nobody_is_erased_while_his_complaint_is_open(service):
    complaint = ComplaintFactory()
    assert any(complaint.number in each.words for each in obstacles(family_of(complaint.guest), DAY))
    close(complaint_id=complaint.pk, by=service, at=NOON, reason="误会")
    assert not obstacles(family_of(complaint.guest), DAY)


def test_arrivals_and_desk_see_what_is_open_what_is_owed_and_what_was_done(service):
    complaint = ComplaintFactory()
    ids = [complaint.guest_id]
    assert complaint.number in facts_of(ids).troubles[complaint.guest_id].text
    recovery = give(complaint, service, 50, RecoveryTool.AMENITY, due_on=DAY)
    assert facts_of(ids).pledges[complaint.guest_id][0].due == DAY
    carry_out(recovery_id=recovery.pk, by=service, at=NOON)
    close(complaint_id=complaint.pk, by=service, at=NOON)
    afterwards = facts_of(ids)
    assert not afterwards.troubles
    assert not afterwards.pledges
    assert "致歉" in afterwards.failures[complaint.guest_id][0].done


def test_a_department_reads_and_leads_its_own_complaints_and_knows_of_others_what_happened(signed_in):
    own = ComplaintFactory(department=Department.ROOMS)
    other = ComplaintFactory(department=Department.FOOD_BEVERAGE)
    rooms = signed_in("rooms")
    listed = rooms.get(reverse("care:complaints")).content.decode()
    assert own.number in listed
    assert other.number not in listed
    assert (
        rooms.get(reverse("care:complaint", args=[own.number])).templates[0].name
        == "care/complaint_detail.html"
    )
    brief = rooms.get(reverse("care:complaint", args=[other.number]))
    assert brief.templates[0].name == "care/complaint_brief.html"
    assert other.text in brief.content.decode()
    assert rooms.post(reverse("care:complaint_act", args=[other.number, "take"])).status_code == 403
    other.refresh_from_db()
    assert other.taken_by is None
    assert other.number in signed_in("guest_service").get(reverse("care:complaints")).content.decode()


def test_the_briefing_paints_what_is_unsettled_as_loud_as_it_is():
    for severity in Severity:
        ComplaintFactory(severity=severity)
    settled = ComplaintFactory(severity=Severity.CRITICAL)
    Complaint.objects.filter(pk=settled.pk).update(status=ComplaintStatus.RECOVERED, business_date=DAY)
    shown = sorted((str(point.mark), point.kind) for point in complaint_briefing.points(DAY))
    labels = [str(severity.label) for severity in (Severity.CRITICAL, Severity.MINOR, Severity.SERIOUS)]
    assert shown == sorted([(labels[0], "bad"), (labels[0], ""), (labels[1], ""), (labels[2], "warn")])
