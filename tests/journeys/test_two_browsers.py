"""Two people at two screens correct the same guest: each sees the other's value and chooses; nothing is lost."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import GuestFactory, UserFactory
from tests.journeys.conftest import PASSWORD, serious_faults

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def screens(house, chromium, live_server):
    """Two windows, each signed in as somebody of his own."""
    contexts, windows = [], []
    for _person in range(2):
        client = Client()
        client.force_login(UserFactory(is_superuser=True, password=PASSWORD))
        context = chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([session, {"name": "django_language", "value": "en", "url": live_server.url}])
        context.set_default_timeout(15_000)
        contexts.append(context)
        windows.append(context.new_page())
    yield windows
    for context in contexts:
        context.close()


def save(window):
    with window.expect_navigation():
        window.locator("#guest-form button[data-key=s]").click()


def test_two_browsers_one_guest(screens):
    guest = GuestFactory(name="陈美玲", salutation="Ms Chen")
    one, other = screens
    for window in screens:
        window.goto(reverse("guests:edit", args=[guest.number]))
    one.fill("#id_salutation", "Madam Chen")
    one.fill("#id_position", "CEO")
    save(one)
    other.fill("#id_salutation", "Dr Chen")
    other.fill("#id_region", "Changsha")
    save(other)
    told = other.locator(".error-summary").inner_text()
    assert all(word in told for word in ("Ms Chen", "Dr Chen", "Madam Chen"))
    assert other.input_value("#id_region") == "Changsha"
    assert other.input_value("#id_position") == "CEO"
    assert not serious_faults(other)
    other.get_by_label("Theirs: Madam Chen").check()
    save(other)
    guest.refresh_from_db()
    assert (guest.salutation, guest.region, guest.position) == ("Madam Chen", "Changsha", "CEO")


def test_the_timeline_comes_when_it_is_reached_and_goes_on(screens):
    guest = GuestFactory(name="陈美玲")
    window, _other = screens
    for number in range(20):
        guest.preferences.create(category="room", text=f"wish {number}")
    window.goto(guest.get_absolute_url())
    place = window.locator("#timeline")
    place.scroll_into_view_if_needed()
    place.get_by_text("Older entries").click()
    place.get_by_text("wish 0", exact=True).wait_for()
    assert place.get_by_text("wish 19", exact=True).count() == 1
    place.get_by_role("link", name="Notes", exact=True).click()
    place.get_by_text("Nothing of this kind").wait_for()
    assert window.url.endswith(guest.get_absolute_url())
