"""Complaints come from surveys, machines and pages; what they teach is counted honestly."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from common.machines.clients import create_client
from feedback.models import Answer, AnswerSet, Complaint, Indicator, Instrument, Recovery, RecoveryLimit
from feedback.selectors.complaint_report import ENOUGH, Returned, report
from feedback.services.complaints import close
from feedback.services.recovering import recover
from feedback.services.survey_complaints import open_from_answers, open_missing
from reservations.choices import StayStatus
from tests.care_factories import NOON, CallBackFactory, ComplaintFactory, GuestRequestFactory, RecoveryFactory
from tests.factories import DAY, RoomFactory, StayFactory

pytestmark = pytest.mark.django_db
URL = "/api/v1/complaints"


# --- Surveys ------------------------------------------------------------------------------------------------
def answered(points: dict[str, int | None], comment="", **kwargs) -> AnswerSet:
    stay = StayFactory(status=StayStatus.CHECKED_OUT)
    answers = AnswerSet.objects.create(
        guest=stay.guest,
        stay=stay,
        instrument=Instrument.objects.get(version=1),
        channel="online",
        business_date=DAY,
        comment=comment,
        **({"finished_at": NOON} | kwargs),
    )
    for key, given in points.items():
        Answer.objects.create(
            answer_set=answers,
            indicator=Indicator.objects.get(system__version=1, key=key),
            scale="ladder10",
            points=given,
            not_used=given is None,
        )
    return answers


def test_an_answer_under_the_threshold_opens_one_complaint_in_the_guests_words():
    answers = answered({"restaurant_service": 4, "location": 10, "greenery": None}, "菜凉了")
    made = open_from_answers(answer_set_id=answers.pk, at=NOON)
    assert (made.cause, made.department, made.severity) == ("food", "food_beverage", "minor")
    assert made.text.startswith("菜凉了")
    assert open_from_answers(answer_set_id=answers.pk, at=NOON) == made
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    ("points", "kwargs"), [({"location": 6}, {}), ({"location": 2}, {"finished_at": None})]
)
def test_good_or_unfinished_answers_open_none(points, kwargs):
    assert open_from_answers(answer_set_id=answered(points, **kwargs).pk, at=NOON) is None


def test_the_worst_answer_of_all_is_serious_and_the_night_finds_what_was_missed():
    answered({"room_facilities": 2})
    assert open_missing(at=NOON) == 1
    assert open_missing(at=NOON) == 0
    assert Complaint.objects.get().severity == "serious"


# --- Machines -----------------------------------------------------------------------------------------------
@pytest.fixture
def tell(client, db):
    _machine, token = create_client(name="Reviews", source="reviews", scopes=["complaints:write"])

    def send(**said):
        body = {"external_id": "R-1", "text": "Loud all night", "cause": "noise"} | said
        return client.post(
            URL, body, content_type="application/json", headers={"authorization": f"Bearer {token}"}
        )

    return send


def test_a_machine_tells_a_complaint_once(tell):
    stay = StayFactory()
    answer = tell(guest=stay.guest.number, severity="critical", source="ota")
    assert answer.status_code == 201, answer.json()
    again = tell(guest=stay.guest.number)
    assert (again.status_code, again.json()["number"]) == (200, answer.json()["number"])
    complaint = Complaint.objects.get()
    assert (complaint.guest, complaint.severity, complaint.source_name) == (stay.guest, "critical", "reviews")


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"cause": "x"}, "/cause"),
        ({"text": " "}, "/text"),
        ({"guest": "G99999999"}, "/guest"),
        ({"reservation": "nope"}, "/reservation"),
    ],
)
def test_what_a_machine_says_wrongly_is_named(tell, said, pointer):
    answer = tell(**said)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not Complaint.objects.exists()


def test_a_machine_without_the_scope_is_refused(client):
    _machine, token = create_client(name="Till", source="till", scopes=[])
    answer = client.post(
        URL, {}, content_type="application/json", headers={"authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 403


# --- Pages --------------------------------------------------------------------------------------------------
def test_from_the_desk_to_the_end_on_pages(signed_in, user_of):
    client = signed_in("guest_service")
    stay = StayFactory(status=StayStatus.IN_HOUSE, line__room=RoomFactory())
    form = {"guest": stay.guest.number, "room_text": "1208", "text": "水不热", "cause": "room",
            "severity": "serious", "department": "", "source": "staff"}  # fmt: skip
    sent = client.post(reverse("care:new_complaint") + f"?stay={stay.pk}", form)
    complaint = Complaint.objects.get()
    assert sent.url == complaint.get_absolute_url()
    assert (complaint.stay, complaint.opened_by) == (stay, client.user)

    def act(deed, **said):
        return client.post(reverse("care:complaint_act", args=[complaint.number, deed]), said, follow=True)

    act("take")
    page = act("recover", tool="discount", detail="免一晚", cost="280", is_done="on")
    assert "免一晚" in page.content.decode()
    act("ask", question="水热了吗?", due_on=DAY.isoformat())
    page = act("close")
    complaint.refresh_from_db()
    assert complaint.is_closed
    assert "免一晚" in client.get(f"{stay.guest.get_absolute_url()}?whole=1").content.decode()


def test_a_refusal_is_said_on_the_page_and_nothing_is_written(signed_in):
    client = signed_in("guest_service")
    complaint = ComplaintFactory()
    page = client.post(
        reverse("care:complaint_act", args=[complaint.number, "close"]),
        follow=True,
        headers={"accept-language": "en"},
    )
    assert "Recover first" in page.content.decode()
    complaint.refresh_from_db()
    assert not complaint.is_closed


def test_guest_service_opens_on_what_is_due(signed_in):
    client = signed_in("guest_service")
    assert client.get(reverse("home")).url == reverse("departments:guest_service")
    recovery = RecoveryFactory(complaint=ComplaintFactory(at=timezone.now()))
    call, request = CallBackFactory(next_on=DAY), GuestRequestFactory()
    page = client.get(reverse("departments:guest_service")).content.decode()
    for words in (recovery.complaint.number, recovery.detail, call.guest.display_name, request.text):
        assert words in page


def test_a_request_is_noted_taken_and_done_on_one_page(signed_in):
    client = signed_in("rooms")
    client.post(reverse("care:requests"), {"room": "1208", "text": "两瓶水", "department": "rooms"})
    page = client.get(reverse("care:requests"))
    made = page.context["open"][0]
    client.post(reverse("care:request_act", args=[made.pk, "take"]))
    client.post(reverse("care:request_act", args=[made.pk, "finish"]))
    made.refresh_from_db()
    assert (made.status, made.done_by) == ("done", client.user)


def test_management_sets_limits_and_clocks_together_or_not_at_all(signed_in):
    client = signed_in("management")
    form = client.get(reverse("care:rules")).context
    data = {bound.html_name: bound.value() or "" for bound in form["limits"]}
    for clock in form["clocks"]:
        data |= {bound.html_name: bound.value() for bound in clock}
    data["limit-front_desk-discount"] = "150"
    data["limit-front_desk-upgrade"] = ""
    assert client.post(reverse("care:rules"), data | {"critical-take_within": "999"}).status_code == 200
    assert RecoveryLimit.objects.get(department="front_desk", tool="discount").most == 100
    client.post(reverse("care:rules"), data)
    assert RecoveryLimit.objects.get(department="front_desk", tool="discount").most == 150
    assert not RecoveryLimit.objects.filter(department="front_desk", tool="upgrade").exists()
    assert RecoveryLimit.objects.filter(most__isnull=True).count() == 6


# --- Report -------------------------------------------------------------------------------------------------
def test_the_report_counts_time_cost_and_who_came_again(user_of, signed_in):
    by = user_of("management")
    for hours in (1, 2, 3, 4, 5):
        complaint = ComplaintFactory()
        recover(complaint_id=complaint.pk, tool="discount", detail="折扣", cost=Decimal(20), by=by,
                at=NOON + timedelta(hours=hours), is_done=True)  # fmt: skip
        StayFactory(guest=complaint.guest, status=StayStatus.CHECKED_OUT, arrival=DAY + timedelta(days=30))
    lost = ComplaintFactory(cause="food")
    close(complaint_id=lost.pk, by=by, at=NOON, reason="误会")
    found = report(since=DAY - timedelta(days=1), until=DAY + timedelta(days=400))
    room = next(line for line in found.by_cause if line.key == "room")
    assert (room.cases, room.recovered, room.seconds, room.cost, room.enough) == (5, 5, 3 * 3600, 100, True)
    assert found.total.cases == 6
    assert found.total.late == 1
    assert found.by_tool[0][1:] == (5, 100)
    assert found.after_recovery == Returned(5, 5)
    assert found.without_recovery == Returned(1, 0)
    assert not found.without_recovery.enough
    low, high = found.after_recovery.interval
    assert low < 0.6 < high == 1.0
    page = signed_in("management").get(
        reverse("care:report") + f"?since={DAY}&until={DAY}", headers={"accept-language": "en"}
    )
    assert "too few" in page.content.decode()


def test_who_had_no_time_to_come_again_is_not_counted():
    RecoveryFactory(status="given", done_at=NOON)
    assert report(since=DAY, until=DAY + timedelta(days=30)).after_recovery.cases == 0
    assert Recovery.objects.count() == 1
    assert ENOUGH == 5
