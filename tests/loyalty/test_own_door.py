"""The way to a guest's own page: nobody learns who is known, nothing opens twice or too long."""

import re
import time
from datetime import timedelta

import pytest
from django.conf import settings as project_settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common.dates import business_date
from guests.choices import ErasureBasis
from guests.models import GuestEmail, Preference
from guests.services.erasing import erase_guest
from guests.services.merging import merge_guests
from hotelcrm.log_secrets import hide_tokens
from hotelcrm.request_log import PathOnlyRequestMiddleware
from loyalty.own.choices import Way
from loyalty.own.models import OwnCode, OwnSession
from loyalty.own.services.codes import A_TARGET, LIVES, MOST_TRIES, send_waiting
from loyalty.own.services.links import make_link
from loyalty.own.services.sessions import IDLE, LONGEST, begin_session
from loyalty.own.urls import urlpatterns
from loyalty.own.views.door import ASKED
from loyalty.own.views.frame import SESSION, TICKET
from tests.factories import GuestFactory, StayFactory

pytestmark = pytest.mark.django_db
START, CODE, HOME = reverse("own:start"), reverse("own:code"), reverse("own:home")
KNOWN, UNKNOWN = "anna@example.com", "nobody@example.com"


@pytest.fixture(autouse=True)
def nobody_has_asked(settings):
    settings.PUBLIC_URL = ""
    cache.clear()


@pytest.fixture
def anna():
    return GuestFactory(name="Anna Berg", emails=(KNOWN,), phones=("13800001234",), language="en")


def ask(client, target=KNOWN):
    return client.post(START, {"target": target})


def sent_code() -> str:
    send_waiting(on=business_date(), at=timezone.now())
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body).group()


def enter(guest, client=None) -> Client:
    client = client or Client()
    client.cookies[SESSION] = begin_session(guest=guest, way=Way.CODE, at=timezone.now())
    return client


def plain(answer) -> tuple:
    """What somebody sees of an answer, without what is random in every one of them."""
    headers = {
        name: value
        for name, value in answer.headers.items()
        if name not in {"Content-Length", "Date", "Expires"}
    }
    cookies = {name: {**cookie, "expires": ""} for name, cookie in answer.cookies.items()}
    body = re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken": ")[^"]*"?[^"]*"', "", answer.content.decode())
    return answer.status_code, headers, sorted(cookies), body


def test_a_code_by_mail_opens_his_page_once(client, anna):
    assert ask(client).headers["Location"] == CODE
    code = sent_code()
    assert mail.outbox[0].to == [KNOWN]
    assert client.post(CODE, {"code": "x"}).status_code == 400
    ticket = client.cookies[TICKET].value
    assert client.post(CODE, {"code": code}).headers["Location"] == HOME
    assert "Anna Berg" in client.get(HOME).content.decode()
    row = OwnCode.objects.get()
    assert code not in row.code_hash
    assert row.target is None
    again = Client()
    again.cookies[TICKET] = ticket
    assert again.post(CODE, {"code": code}).status_code == 400
    assert OwnSession.objects.count() == 1


def test_a_phone_number_sends_the_code_to_his_own_address(client, anna):
    ask(client, "138 0000 1234")
    sent_code()
    assert mail.outbox[0].to == [KNOWN]


def test_known_and_unknown_are_answered_alike_in_words_headers_and_time(anna, django_assert_num_queries):
    targets = (KNOWN, UNKNOWN, "x@guest.booking.com", "13900009999")
    took: dict[str, list[float]] = {target: [] for target in targets}
    answers, pages, wrong = {}, {}, {}
    for target in targets * A_TARGET:
        client = Client()
        began = time.thread_time()
        with django_assert_num_queries(5):
            answer = ask(client, target)
        took[target].append(time.thread_time() - began)
        answers[target], pages[target] = plain(answer), plain(client.get(CODE))
        wrong[target] = plain(client.post(CODE, {"code": "000000"}))
    assert len({repr(value) for value in answers.values()}) == 1
    assert len({repr(value) for value in pages.values()}) == 1
    assert len({repr(value) for value in wrong.values()}) == 1
    quickest = [min(times) for times in took.values()]
    assert max(quickest) < 2 * min(quickest)
    send_waiting(on=business_date(), at=timezone.now())
    assert {to for message in mail.outbox for to in message.to} == {KNOWN}


def test_wrong_codes_of_known_and_unknown_cost_the_same_queries(anna, django_assert_max_num_queries):
    counts = set()
    for target in (KNOWN, UNKNOWN):
        client = Client()
        ask(client, target)
        send_waiting(on=business_date(), at=timezone.now())
        with django_assert_max_num_queries(8) as asked:
            client.post(CODE, {"code": "abcdef"})
        counts.add(len(asked))
    assert len(counts) == 1


def test_after_five_wrong_tries_the_right_code_is_wrong(client, anna):
    ask(client)
    code = sent_code()
    for _try in range(MOST_TRIES):
        client.post(CODE, {"code": "12345x"})
    assert client.post(CODE, {"code": code}).status_code == 400


def test_a_code_is_worth_nothing_after_ten_minutes(client, anna):
    ask(client)
    code = sent_code()
    OwnCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.post(CODE, {"code": code}).status_code == 400
    assert timedelta(minutes=10) == LIVES


def test_one_target_and_one_place_are_limited_also_without_redis(anna, settings):
    for _time in range(A_TARGET):
        assert ask(Client()).status_code == 302
    assert ask(Client()).status_code == 429
    assert ask(Client(), UNKNOWN).status_code == 302
    settings.CACHES = {"default": {**project_settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    assert ask(Client()).status_code == 429


def test_somebody_who_tries_many_targets_is_held_up():
    client = Client()
    answers = [ask(client, f"p{n}@example.com").status_code for n in range(ASKED + 1)]
    assert answers == [302] * ASKED + [429]


def test_who_shares_an_address_gets_no_code_but_a_word(client, anna):
    GuestFactory(name="Bernd Berg", emails=(KNOWN,))
    ask(client)
    send_waiting(on=business_date(), at=timezone.now())
    assert not re.search(r"\d{6}", mail.outbox[0].body)
    assert not OwnCode.objects.get().code_hash


def test_two_files_of_one_name_are_one_person(client, anna):
    GuestFactory(name="anna berg", emails=(KNOWN,))
    ask(client)
    sent_code()
    assert OwnCode.objects.get().guest == anna


@pytest.mark.parametrize("flag", ["is_shared", "is_masked"])
def test_an_address_that_is_not_his_own_opens_nothing(client, anna, flag):
    GuestEmail.objects.update(**{flag: True})
    ask(client)
    send_waiting(on=business_date(), at=timezone.now())
    assert not mail.outbox


def test_a_child_has_no_page(client):
    GuestFactory(name="小明", emails=(KNOWN,), birthday=business_date() - timedelta(days=3000))
    ask(client)
    send_waiting(on=business_date(), at=timezone.now())
    assert not mail.outbox


def test_a_mail_server_that_is_down_is_tried_again(client, anna, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    ask(client)
    assert send_waiting(on=business_date(), at=timezone.now()) == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert client.post(CODE, {"code": sent_code()}).headers["Location"] == HOME


class Gateway:
    sent: list[tuple[str, str]] = []

    def send(self, number: str, text: str) -> None:
        self.sent.append((number, text))


def test_with_a_gateway_a_phone_number_gets_a_text_message(client, anna, settings):
    settings.SMS_GATEWAY = f"{__name__}.Gateway"
    ask(client, "13800001234")
    send_waiting(on=business_date(), at=timezone.now())
    assert Gateway.sent[-1][0] == "+8613800001234"
    assert re.search(r"\d{6}", Gateway.sent[-1][1])
    assert not mail.outbox


# --- Links -----------------------------------------------------------------------------------------------
def opened(client, link) -> int:
    client.get(link)
    return client.post(link).status_code


def test_a_link_opens_by_a_press_and_says_nothing_about_him(client, anna):
    link = make_link(guest=anna, at=timezone.now())
    assert anna.number not in link
    assert str(anna.pk) not in link.split(".")[0]
    page = client.get(link).content.decode()
    assert "Anna" not in page
    assert 'lang="en"' in page  # hers, though the house speaks Chinese
    assert not OwnSession.objects.exists()
    assert client.post(link).headers["Location"] == HOME
    assert client.get(HOME).status_code == 200


def test_a_link_ends_by_time_by_the_desk_and_by_leaving_everywhere(client, anna, settings):
    now = timezone.now()
    old = make_link(guest=anna, at=now - timedelta(days=settings.OWN_LINK_DAYS, minutes=1))
    assert opened(client, old) == 404
    link = make_link(guest=anna, at=now)
    inside = enter(anna)
    inside.post(reverse("own:leave_everywhere"))
    assert opened(client, link) == 404
    assert inside.get(HOME).status_code == 302
    assert opened(client, make_link(guest=anna, at=now)) == 302
    forged = make_link(guest=anna, at=now)[:-3] + "xx/"
    assert opened(Client(), forged) == 404


def test_a_merged_guests_link_opens_the_survivor_and_an_erased_ones_nothing(client, anna):
    other = GuestFactory(name="Anna Berg")
    link, inside = make_link(guest=other, at=timezone.now()), enter(other)
    merge_guests(survivor=anna, absorbed=other)
    assert opened(client, link) == 302
    assert KNOWN in client.get(reverse("own:details")).content.decode()
    assert KNOWN in inside.get(reverse("own:details")).content.decode()
    of_anna = make_link(guest=anna, at=timezone.now())
    erase_guest(guest=anna, basis=ErasureBasis.REQUEST, on=business_date(), at=timezone.now())
    assert opened(Client(), of_anna) == opened(Client(), link) == 404
    assert client.get(HOME).status_code == 302


def test_who_tries_many_links_is_answered_shortly(client):
    answers = [client.get(reverse("own:open", args=[f"x{n}"])).status_code for n in range(31)]
    assert answers == [404] * 30 + [429]


def test_no_log_holds_a_link(anna, rf):
    link = make_link(guest=anna, at=timezone.now())
    token = link.rstrip("/").rpartition("/")[2]
    assert token not in PathOnlyRequestMiddleware.format_request(rf.get(link))
    assert token not in hide_tokens(None, "", {"event": f"GET {link} 200"})["event"]


# --- Sessions ----------------------------------------------------------------------------------------------
def test_a_visit_ends_by_silence_by_time_and_by_leaving(anna):
    client = enter(anna)
    now = timezone.now()
    assert client.get(HOME).status_code == 200
    OwnSession.objects.update(seen_at=now - IDLE)
    assert client.get(HOME).status_code == 302
    client = enter(anna)
    OwnSession.objects.update(seen_at=now, began_at=now - LONGEST)
    assert client.get(HOME).status_code == 302
    client = enter(anna)
    client.post(reverse("own:leave"))
    assert client.get(HOME).status_code == 302


def addresses(stay) -> dict[str, str]:
    """Name → address of everything behind the entry."""
    places = {"drop_contact": ["email", stay.guest.emails.get().pk], "drop_like": [1], "folio": [stay.pk]}
    places |= {"survey": [stay.pk], "take_back": ["erasure"]}
    names = {entry.name for entry in urlpatterns} - {"start", "code", "open"}
    return {name: reverse(f"own:{name}", args=places.get(name, [])) for name in sorted(names)}


def test_nobody_and_no_member_of_the_staff_comes_in_without_a_visit_of_his_own(signed_in, anna):
    stay = StayFactory(guest=anna)
    for client in (Client(), signed_in("crm_centre")):
        for name, address in addresses(stay).items():
            for answer in (client.get(address), client.post(address)):
                led_out = answer.status_code == 302 and answer.headers["Location"] == START
                assert led_out or answer.status_code == 405, (name, answer.status_code)
    assert anna.emails.exists()


def test_who_serves_here_and_is_a_guest_too_is_the_guest_on_his_page(signed_in, anna):
    client = enter(anna, signed_in("crm_centre"))
    answer = client.post(reverse("own:likes"), {"category": "food", "text": "Linsen"})
    assert answer.wsgi_request.user.is_anonymous
    client.post(reverse("own:drop_like", args=[anna.preferences.get().pk]))
    event = Preference._meta.get_field("events").related_model.objects.get()
    assert event.pgh_context.metadata["user"] is None
    assert event.pgh_context.metadata["user_name"] != client.user.username


def test_another_guest_sees_and_changes_nothing_of_his(anna):
    stay = StayFactory(guest=anna)
    like = anna.preferences.create(category="food", text="Linsen")
    other = enter(GuestFactory(name="Bernd", emails=("b@example.com",)))
    assert other.get(reverse("own:folio", args=[stay.pk])).status_code == 404
    assert other.post(reverse("own:survey", args=[stay.pk])).status_code == 404
    assert other.post(reverse("own:drop_like", args=[like.pk])).status_code == 404
    email = anna.emails.get()
    assert other.post(reverse("own:drop_contact", args=["email", email.pk])).status_code == 404
    for name in ("home", "details", "likes", "stays", "points", "complaints", "consents", "data"):
        page = other.get(reverse(f"own:{name}")).content.decode()
        assert "Anna" not in page
        assert KNOWN not in page
        assert "Linsen" not in page
    assert anna.preferences.exists()
    assert anna.emails.exists()


def test_a_visit_opens_nothing_of_the_staffs_and_its_cookie_stays_on_these_pages(anna, client):
    link = make_link(guest=anna, at=timezone.now())
    answer = client.post(link)
    cookie = answer.cookies[SESSION]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/me/", True, "Lax")
    assert client.get(anna.get_absolute_url()).status_code == 302


def test_pages_are_kept_by_nobody_and_found_by_no_machine(anna):
    for client, address in ((Client(), START), (enter(anna), HOME)):
        answer = client.get(address)
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_forms_of_other_pages_are_refused(anna):
    client = enter(anna, Client(enforce_csrf_checks=True))
    assert client.post(reverse("own:take_copy")).status_code == 403
