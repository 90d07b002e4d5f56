"""Each channel as a guest or a clerk walks it, without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common.dates import business_date
from feedback.choices import SurveyChannel
from feedback.models import AnswerSet, Indicator, RoomSurveyCode, SurveyLink, SurveyTablet
from feedback.services.links import make_link
from feedback.services.tablets import pair_tablet
from feedback.views.public import MISSES, TABLET_COOKIE
from reservations.choices import StayStatus
from tests.factories import GuestFactory, RoomFactory, StayFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def stay():
    guest = GuestFactory(name="王晓明", language="zh-CN")
    return StayFactory(
        guest=guest, status=StayStatus.IN_HOUSE, arrival=business_date(), line__room=RoomFactory()
    )


def link_for(stay, channel=SurveyChannel.ONLINE) -> str:
    _link, token = make_link(channel=channel, on=business_date(), at=timezone.now(), stay=stay)
    return reverse("survey:open", args=[token])


def answers(criterion: str, points) -> dict:
    ids = Indicator.objects.filter(criterion__key=criterion).values_list("pk", flat=True)
    return {f"q-{pk}": points for pk in ids}


def walk(client: Client, address: str) -> AnswerSet:
    """From the link to the end, every question answered."""
    page = client.get(address, follow=True)
    for criterion in ("environment", "facilities", "service", "staff", "spend"):
        page = client.post(page.request["PATH_INFO"], answers(criterion, "8"), follow=True)
        assert page.status_code == 200
    page = client.post(page.request["PATH_INFO"], {"comment": "服务很好"}, follow=True)
    assert page.templates[0].name == "feedback/survey_thanks.html"
    return AnswerSet.objects.latest("pk")


def test_a_guest_answers_by_his_link_in_five_screens_and_his_own_words(stay):
    done = walk(Client(enforce_csrf_checks=True), link_for(stay))
    assert (done.guest, done.channel, done.comment) == (stay.guest, "online", "服务很好")
    assert done.answers.count() == 24
    assert {answer.score for answer in done.answers.all()} == {75.0}


def test_a_survey_speaks_the_guests_language_until_he_chooses_the_other(client, stay):
    address = link_for(stay)
    page = client.get(address, follow=True, headers={"accept-language": "en"})
    assert "地理位置" in page.content.decode()
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert "Location" in client.get(address, follow=True).content.decode()


def test_reopened_the_survey_goes_on_at_the_first_screen_without_answers(client, stay):
    address = link_for(stay)
    client.post(client.get(address).url, answers("environment", "none"))
    again = Client().get(address)
    assert again.url.endswith("/2/")
    first = Client().get(again.url.replace("/2/", "/1/")).content.decode()
    assert first.count('value="none" checked') == 3


def test_going_back_saves_too_and_points_the_scale_has_not_are_not_taken(client, stay):
    address = link_for(stay)
    second = client.get(address).url.replace("/1/", "/2/")
    location = Indicator.objects.get(key="car_park")
    back = client.post(second, {f"q-{location.pk}": "6", "q-999999": "6", "back": "1"})
    assert back.url.endswith("/1/")
    client.post(second, {f"q-{location.pk}": "7"})
    assert [answer.points for answer in AnswerSet.objects.get().answers.all()] == [6]


def test_nothing_at_all_is_not_a_set(client, stay):
    last = client.get(link_for(stay)).url.replace("/1/", "/6/")
    refused = client.post(last, {"comment": " "})
    assert refused.status_code == 400
    assert not AnswerSet.objects.exists()


def test_unknown_and_expired_links_look_alike_and_a_used_one_thanks(client, stay):
    expired = link_for(stay)
    SurveyLink.objects.update(expires_at=timezone.now())
    pages = [client.get(address) for address in (expired, reverse("survey:open", args=["x" * 32]))]
    assert [page.status_code for page in pages] == [404, 404]
    bodies = [re.sub(r"csrf[^>]*|X-CSRFToken[^}]*", "", page.content.decode()) for page in pages]
    assert re.sub(r'lang="[^"]*"', "", bodies[0]) == re.sub(r'lang="[^"]*"', "", bodies[1])
    assert "王晓明" not in bodies[0]
    used = link_for(stay)
    walk(client, used)
    assert client.get(used).url == reverse("survey:thanks")


def test_guessing_tokens_is_slowed_down_while_real_links_open(client, stay):
    address = link_for(stay)
    guess = {"REMOTE_ADDR": "192.0.2.77"}
    statuses = [
        client.get(reverse("survey:open", args=[f"guess-{n}"]), **guess).status_code
        for n in range(MISSES + 1)
    ]
    assert set(statuses[:MISSES]) == {404}
    assert statuses[MISSES] == 429
    assert client.get(address, **guess).status_code == 302


def test_survey_pages_are_kept_and_listed_by_nobody_and_name_no_guest(client, stay):
    page = client.get(link_for(stay), follow=True)
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]
    assert "王晓明" not in page.content.decode()
    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_the_card_in_a_room_leads_to_the_stay_that_is_in_it(client, stay):
    card = RoomSurveyCode.objects.create(room=stay.line.room)
    address = reverse("survey:room", args=[card.code])
    assert "王晓明" not in client.get(address).content.decode()
    begun = client.post(address)
    done = walk(client, begun.url)
    assert (done.stay, done.room, done.channel) == (stay, stay.line.room, "room")
    refused = client.post(address)
    assert refused.status_code == 200
    assert AnswerSet.objects.count() == 1
    assert business_date().isoformat() in refused.content.decode()
    assert client.get(reverse("survey:room", args=["nothing"])).status_code == 404


def test_the_sheet_of_cards_draws_a_code_for_every_room(signed_in):
    RoomFactory(number="8808")
    page = signed_in("guest_service").get(reverse("feedback:cards")).content.decode()
    assert page.count("<svg aria-hidden") == RoomSurveyCode.objects.count() > 0
    assert "8808" in page
    before = RoomSurveyCode.objects.get(room__number="8808").code
    signed_in("guest_service").get(reverse("feedback:cards"))
    assert RoomSurveyCode.objects.get(room__number="8808").code == before, (
        "printed again, the card is the same"
    )


def test_the_tablet_takes_over_a_survey_returns_to_its_start_and_leads_nowhere_else(signed_in, stay):
    desk = signed_in("front_desk")
    set_up = Client()
    set_up.force_login(desk.user)
    set_up.post(reverse("feedback:tablets"), {"name": "Desk 1"})
    tablet = SurveyTablet.objects.get()
    assert set_up.get(reverse("home")).url.startswith(reverse("account_login")), "signed out on the tablet"
    assert set_up.get(reverse("survey:tablet")).status_code == 200
    assert set_up.get(reverse("survey:tablet_next")).url == reverse("survey:tablet"), "nothing started yet"

    desk.post(reverse("feedback:start_on_tablet", args=[stay.pk]), {"tablet": tablet.pk})
    started = set_up.get(reverse("survey:tablet_next"), headers={"hx-request": "true"})
    address = started["HX-Redirect"]
    page = set_up.get(address, follow=True)
    assert 'data-silence="60"' in page.content.decode()
    set_up.post(page.request["PATH_INFO"], answers("environment", "2"))

    set_up.get(reverse("survey:tablet"))  # a minute of silence
    assert set_up.get(address).status_code == 404, "back in the browser's history shows nothing of the guest"
    desk.post(reverse("feedback:start_on_tablet", args=[stay.pk]), {"tablet": tablet.pk})
    address = set_up.get(reverse("survey:tablet_next")).url
    assert set_up.get(address).url.endswith("/2/"), "and started again it goes on"
    page = set_up.post(set_up.get(address).url.replace("/2/", "/6/"), {"comment": "ok"}, follow=True)
    assert f"url={reverse('survey:tablet')}" in page.content.decode()
    assert AnswerSet.objects.get(finished_at__isnull=False).channel == "desk"
    again = desk.post(reverse("feedback:start_on_tablet", args=[stay.pk]), {"tablet": tablet.pk}, follow=True)
    assert business_date().isoformat() in " ".join(str(m) for m in again.context["messages"])


def test_a_removed_tablet_shows_nothing(client):
    tablet, token = pair_tablet(name="Desk 2", by="x", at=timezone.now())
    client.cookies[TABLET_COOKIE] = token
    assert client.get(reverse("survey:tablet")).status_code == 200
    tablet.delete()
    assert client.get(reverse("survey:tablet")).status_code == 404


def test_staff_ask_in_person_once_and_the_answers_stand_on_the_guests_page(signed_in, stay):
    client = signed_in("front_desk")
    address = reverse("feedback:enter", args=[stay.pk])
    said = answers("environment", "4") | answers("staff", "none") | {"comment": "电梯太慢"}
    saved = client.post(address, said)
    assert saved.status_code == 302
    assert "电梯太慢" in client.get(f"{stay.guest.get_absolute_url()}?whole=1").content.decode()
    again = client.post(address, said)
    assert again.status_code == 400
    done = AnswerSet.objects.get()
    assert (done.channel, done.noted_by, done.answers.count()) == ("in_person", client.user.username, 6)
    assert client.get(done.get_absolute_url()).status_code == 200
    assert client.post(reverse("feedback:enter_anybody"), said).status_code == 302
    assert AnswerSet.objects.filter(guest__isnull=True).count() == 1


def test_an_answer_given_a_day_later_is_of_that_day(client, stay):
    address = link_for(stay)
    client.post(client.get(address).url, answers("environment", "8"))
    AnswerSet.objects.update(business_date=business_date() - timedelta(days=3))
    client.post(client.get(address).url.replace("/2/", "/6/"), {"comment": ""})
    assert AnswerSet.objects.get(finished_at__isnull=False).business_date == business_date()
