"""Whoever left is asked once, if he may be and can be written to."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from common.dates import business_date
from feedback.models import AnswerSet, SurveyInvitation
from feedback.services.invitations import invite, send_due
from guests.choices import ConsentPurpose, ContactChannel
from guests.models import Consent, GuestEmail
from reservations.choices import StayStatus
from reservations.services.stays import check_out
from tests.factories import GuestFactory, RoomFactory, StayFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.SURVEY_INVITATIONS = True
    settings.PUBLIC_URL = "https://crm.example"


def left(days_ago=0, **guest):
    guest = GuestFactory(**({"name": "Anna Berg", "emails": ("anna@example.com",), "language": "en"} | guest))
    departure = business_date() - timedelta(days=days_ago)
    stay = StayFactory(
        guest=guest,
        status=StayStatus.CHECKED_OUT,
        arrival=departure - timedelta(days=2),
        departure=departure,
    )
    invite(stay_ids=[stay.pk], on=departure)
    return stay


def send() -> int:
    tomorrow = timezone.now() + timedelta(days=2)
    return send_due(on=business_date(), at=tomorrow)


def test_he_is_asked_the_next_morning_in_his_language_by_a_link_that_opens(client):
    stay = left()
    assert send_due(on=business_date(), at=timezone.now()) == 0, "not on the evening of his departure"
    assert send() == 1
    message = mail.outbox[0]
    assert message.to == ["anna@example.com"]
    assert "Dear Anna Berg" in message.body
    path = next(line for line in message.body.splitlines() if line.startswith("https://crm.example"))
    page = client.get(path.removeprefix("https://crm.example"), follow=True)
    assert page.status_code == 200
    client.post(page.request["PATH_INFO"].replace("/1/", "/6/"), {"comment": "fine"})
    assert AnswerSet.objects.get().stay == stay
    assert send() == 0
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("guest", "reason"),
    [
        ({"emails": ()}, "no-address"),
        ({"emails": ("x@guest.booking.com",)}, "no-address"),
        ({"birthday": business_date() - timedelta(days=3000)}, "child"),
    ],
)
def test_who_cannot_or_may_not_be_written_to_is_not_and_the_reason_is_kept(guest, reason):
    left(**guest)
    assert send() == 0
    assert not mail.outbox
    held = SurveyInvitation.objects.get()
    assert (held.status, held.reason, held.link) == ("held_back", reason, None)


def test_who_refused_messages_about_his_stay_gets_none():
    stay = left()
    Consent.objects.create(
        guest=stay.guest,
        purpose=ConsentPurpose.SERVICE,
        channel=ContactChannel.EMAIL,
        is_given=False,
        source="desk",
        at=timezone.now(),
    )
    send()
    assert SurveyInvitation.objects.get().reason == "refused"


def test_old_and_invented_stays_invite_nobody():
    old = StayFactory(status=StayStatus.CHECKED_OUT)
    invented = left()
    SurveyInvitation.objects.all().delete()
    type(invented).objects.filter(pk=invented.pk).update(is_synthetic=True)
    assert invite(stay_ids=[old.pk, invented.pk], on=business_date()) == 0


def test_a_mail_server_that_is_down_is_tried_again_later_and_no_link_is_left(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    left()
    assert send() == 0
    waiting = SurveyInvitation.objects.get()
    assert (waiting.status, waiting.attempts, waiting.link, waiting.reason) == (
        "waiting",
        1,
        None,
        "mail-server",
    )
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due(on=business_date(), at=timezone.now() + timedelta(days=3)) == 1


def test_checking_out_at_the_desk_puts_him_into_the_outbox(django_capture_on_commit_callbacks):
    today = business_date()
    stay = StayFactory(
        status=StayStatus.IN_HOUSE,
        arrival=today - timedelta(days=1),
        departure=today,
        line__room=RoomFactory(),
    )
    with django_capture_on_commit_callbacks(execute=True):
        check_out(line_id=stay.line_id, on=today, at=timezone.now())
    assert SurveyInvitation.objects.get().stay == stay
    assert reverse("survey:open", args=["x"]) == "/s/x/"


def test_the_outbox_says_what_was_not_sent_and_sends_it_again(signed_in):
    stay = left(emails=())
    send()
    held = SurveyInvitation.objects.get()
    client = signed_in("guest_service")
    page = client.get(reverse("feedback:invitations"), headers={"accept-language": "en"}).content.decode()
    assert stay.guest.display_name in page
    assert reverse("feedback:invitation_again", args=[held.pk]) in page
    GuestEmail.objects.create(guest=stay.guest, address="late@example.com")
    client.post(reverse("feedback:invitation_again", args=[held.pk]))
    assert send() == 1
    assert mail.outbox[0].to == ["late@example.com"]
    client.post(reverse("feedback:invitation_again", args=[held.pk]))
    assert send() == 0, "what went out does not go out twice"
