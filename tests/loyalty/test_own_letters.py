"""Messages to guests: by consent, in his language, once; handed to a real mail server in one of the tests."""

import socketserver
import threading
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from common.dates import business_date
from feedback.models import SurveyInvitation
from feedback.services.invitations import invite
from feedback.services.invitations import send_due as send_invitations
from guests.choices import Basis, ConsentPurpose, ContactChannel
from guests.models import GuestEmail
from guests.services.consents import record_consent
from loyalty.models import Campaign
from loyalty.own.choices import LetterStatus
from loyalty.own.models import Letter
from loyalty.own.services.letters import (
    queue_confirmations,
    queue_letter,
    queue_statements,
    queue_thanks,
    send_due,
)
from loyalty.services.enrolling import enrol
from loyalty.services.manual import enter_points
from reservations.choices import StayStatus
from reservations.services.stays import check_out, reverse_check_out
from tests.care_factories import ComplaintFactory
from tests.factories import GuestFactory, RoomFactory, StayFactory, UserFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 2)
NOON = timezone.make_aware(datetime(2026, 11, 2, 12))
LATER = NOON + timedelta(days=2)


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.GUEST_MESSAGES = True
    settings.PUBLIC_URL = "https://crm.example"


def anna(**kwargs):
    return GuestFactory(**({"name": "Anna Berg", "emails": ("anna@example.com",), "language": "en"} | kwargs))


def arriving(guest, day: date, **kwargs):
    return StayFactory(guest=guest, arrival=day, **kwargs)


def member(guest, points=640, on=ON):
    enrol(guest=guest, by=None, on=on)
    enter_points(guest=guest, points=points, reason="-", by=UserFactory(), on=on, at=NOON)
    return guest


def agree(guest, is_given=True, purpose=ConsentPurpose.PROGRAMME):
    record_consent(guest=guest, purpose=purpose, channel=ContactChannel.EMAIL, is_given=is_given, on=ON)


def link_in(body: str) -> str:
    return next(line for line in body.splitlines() if line.startswith("https://crm.example"))


# --- Before arrival ----------------------------------------------------------------------------------------------
def test_48_hours_before_he_is_written_to_once_with_what_is_prepared_and_a_link(client, settings):
    settings.HOTEL_DIRECTIONS_EN = "Bus 12 to Leiyang Square"
    guest = anna()
    guest.preferences.create(category="diet", text="no peanuts", basis=Basis.STATED, is_must=True)
    guest.preferences.create(category="other", text="snores", basis=Basis.OBSERVED)
    stay = arriving(guest, ON + timedelta(days=2))
    stay.line.wishes.create(guest=guest, category="bed", text="buckwheat pillow")
    queue_confirmations(on=ON, at=NOON)
    assert not Letter.objects.exists(), "not before 14:00 two days ahead"
    for _turn in range(2):
        queue_confirmations(on=ON, at=NOON + timedelta(hours=2))
        send_due(on=ON, at=NOON + timedelta(hours=2))
    (message,) = mail.outbox
    for words in (
        "Dear Anna Berg",
        "no peanuts",
        "buckwheat pillow",
        "Bus 12",
        stay.line.reservation.confirmation,
    ):
        assert words in message.body, words
    assert "snores" not in message.body
    assert "Weather" not in message.body
    page, kind = message.alternatives[0]
    assert kind == "text/html"
    assert "no peanuts" in page
    link = link_in(message.body).removeprefix("https://crm.example")
    assert client.post(link).headers["Location"] == reverse("own:home")


class Sunny:
    def forecast(self, day, language):
        return f"sunny on {day} ({language})"


class Away:
    def forecast(self, day, language):
        raise OSError("down")


@pytest.mark.parametrize(("provider", "line"), [("Sunny", True), ("Away", False)])
def test_the_weather_is_told_by_a_provider_and_left_out_when_it_is_away(settings, provider, line):
    settings.WEATHER_PROVIDER = f"{__name__}.{provider}"
    arriving(anna(), ON + timedelta(days=1))
    queue_confirmations(on=ON, at=NOON)
    send_due(on=ON, at=NOON)
    assert ("sunny on 2026-11-03 (en)" in mail.outbox[0].body) is line


def test_nobody_is_told_of_a_stay_that_was_cancelled_or_is_invented_or_another_pays():
    arriving(anna(), ON + timedelta(days=1), status=StayStatus.VOID)
    arriving(anna(name="B"), ON + timedelta(days=1), is_synthetic=True)
    paid = arriving(anna(name="C"), ON + timedelta(days=1))
    StayFactory(guest=anna(name="D"), line=paid.line, arrival=paid.arrival, is_payer=False)
    assert queue_confirmations(on=ON, at=NOON) == 1
    paid.status = StayStatus.VOID
    paid.save()
    send_due(on=ON, at=NOON)
    assert not mail.outbox
    assert Letter.objects.get().reason == "not-expected"


@pytest.mark.parametrize(
    ("change", "reason"),
    [("refuse", "refused"), ("shared", "no-address"), ("child", "no-page")],
)
def test_who_may_or_can_not_be_written_to_is_not_and_the_reason_is_kept(change, reason):
    guest = anna(birthday=ON - timedelta(days=3000)) if change == "child" else anna()
    if change == "refuse":
        agree(guest, False, ConsentPurpose.SERVICE)
    if change == "shared":
        GuestEmail.objects.update(is_shared=True)
    arriving(guest, ON + timedelta(days=1))
    queue_confirmations(on=ON, at=NOON)
    send_due(on=ON, at=NOON)
    letter = Letter.objects.get()
    assert (letter.status, letter.reason, mail.outbox) == (LetterStatus.HELD_BACK, reason, [])


# --- After departure ----------------------------------------------------------------------------------------------
def left(guest):
    return StayFactory(
        guest=guest, status=StayStatus.CHECKED_OUT, arrival=ON - timedelta(days=2), departure=ON
    )


def test_he_is_thanked_the_next_morning_in_chinese_with_his_points_if_he_agreed():
    guest = member(anna(name="王晓明", language="zh-CN"))
    agree(guest)
    stay = left(guest)
    queue_thanks(stay_ids=[stay.pk], on=ON)
    send_due(on=ON, at=NOON)
    assert not mail.outbox, "not on the day of his departure"
    send_due(on=ON, at=LATER)
    send_due(on=ON, at=LATER)
    (message,) = mail.outbox
    with override("zh-hans"):
        words = ("王晓明", "640", _("Points"), _("My stay and its account"))
    assert all(word in message.body for word in words)


def test_the_thanks_say_what_fits_him_next_to_who_wants_offers_and_has_no_open_complaint():
    Campaign.objects.create(
        code="spring",
        name_zh="春季",
        name_en="Spring",
        percent=10,
        valid_from=ON,
        valid_until=ON + timedelta(days=90),
    )
    wants, silent, angry = (anna(emails=(f"{n}@example.com",)) for n in range(3))
    for guest in (wants, angry):
        agree(guest, purpose=ConsentPurpose.MARKETING)
    ComplaintFactory(guest=angry)
    queue_thanks(stay_ids=[left(guest).pk for guest in (wants, silent, angry)], on=ON)
    send_due(on=ON, at=LATER)
    told = {message.to[0]: "Spring: 10% off the room" in message.body for message in mail.outbox}
    assert told == {"0@example.com": True, "1@example.com": False, "2@example.com": False}


def test_who_is_invited_to_the_survey_is_thanked_by_that_message_alone(settings):
    settings.SURVEY_INVITATIONS = True
    stay = left(anna())
    queue_thanks(stay_ids=[stay.pk], on=ON)
    invite(stay_ids=[stay.pk], on=ON)
    send_due(on=ON, at=LATER)
    assert not mail.outbox, "the invitation goes first"
    send_invitations(on=ON, at=LATER)
    send_due(on=ON, at=LATER + timedelta(hours=2))
    (message,) = mail.outbox
    assert "/s/" in message.body
    assert "/me/open/" in message.body
    assert Letter.objects.get().reason == "invited"
    assert SurveyInvitation.objects.get().status == "sent"


def test_checking_out_queues_thanks_and_taking_it_back_takes_them_back(django_capture_on_commit_callbacks):
    today = business_date()
    stay = StayFactory(
        guest=anna(), status=StayStatus.IN_HOUSE, arrival=today - timedelta(days=1), line__room=RoomFactory()
    )
    with django_capture_on_commit_callbacks(execute=True):
        check_out(line_id=stay.line_id, on=today, at=timezone.now())
    assert Letter.objects.get().stay == stay
    with django_capture_on_commit_callbacks(execute=True):
        reverse_check_out(line_id=stay.line_id, on=today)
    assert not Letter.objects.exists()


# --- Members --------------------------------------------------------------------------------------------------------
def test_members_who_agreed_get_one_statement_a_month():
    for name, consent in (("Yes", True), ("No", False), ("Never asked", None)):
        guest = member(anna(name=name, emails=(f"{name[0]}@example.com",)), on=ON - timedelta(days=7))
        if consent is not None:
            agree(guest, consent)
    for _night in range(2):
        queue_statements(on=ON, at=NOON)
        send_due(on=ON, at=NOON)
    (message,) = mail.outbox
    assert message.to == ["y@example.com"]
    assert "640" in message.body
    assert "2026-10" in message.subject
    assert not queue_statements(on=ON + timedelta(days=10), at=NOON)


def test_who_withdraws_before_it_is_sent_gets_none():
    guest = member(anna())
    agree(guest)
    queue_statements(on=ON, at=NOON)
    agree(guest, False)
    send_due(on=ON, at=NOON)
    assert Letter.objects.get().reason == "refused"
    assert not mail.outbox


def test_switched_off_nothing_is_queued_but_what_the_desk_sends(settings):
    settings.GUEST_MESSAGES = False
    guest = member(anna())
    guest.refresh_from_db()
    agree(guest)
    arriving(guest, ON + timedelta(days=1))
    assert not queue_confirmations(on=ON, at=NOON) + queue_statements(on=ON, at=NOON)
    queue_letter(guest=guest, kind="card", at=NOON)
    send_due(on=ON, at=NOON)
    assert guest.membership_number in mail.outbox[0].body


def test_a_mail_server_that_is_down_is_tried_three_times(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    queue_letter(guest=anna(), kind="link", at=NOON)
    for hours in range(0, 8, 2):
        send_due(on=ON, at=NOON + timedelta(hours=hours))
    letter = Letter.objects.get()
    assert (letter.status, letter.attempts, letter.reason) == (LetterStatus.FAILED, 3, "mail-server")


class Postman(socketserver.StreamRequestHandler):
    """As much of SMTP as a sender needs."""

    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline():
            word = line.strip().upper()
            if word == b"DATA":
                self.say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.letters.append(b"".join(lines))
            if word == b"QUIT":
                return self.say("221 bye")
            self.say("250 ok")
        return None

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def post_office():
    """A mail server on a free port; `letters` is what it was handed."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Postman) as server:
        server.letters = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_a_real_mail_server_is_handed_text_and_page(settings):
    guest = member(anna(name="王晓明", language="zh-CN"))
    agree(guest)
    queue_statements(on=ON, at=NOON)
    with post_office() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = office.server_address
        assert send_due(on=ON, at=NOON) == 1
    (letter,) = office.letters
    message = message_from_bytes(letter, policy=policy.default)
    assert message["To"] == "anna@example.com"
    words = message.get_body(("plain",)).get_content()
    page = message.get_body(("html",)).get_content()
    assert "640" in words
    assert "王晓明" in words
    assert "640" in page
    assert "<script" not in page
    assert "img" not in page
