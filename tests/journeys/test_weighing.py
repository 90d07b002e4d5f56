"""An adviser weighs on his phone, the CRM centre follows him on its pages."""

import pytest
from django.urls import reverse

from analytics.satisfaction.choices import Method, Subject
from analytics.satisfaction.models import Judgement, Weighting
from analytics.satisfaction.selectors.groups import asked_groups
from analytics.satisfaction.selectors.links import link_token
from analytics.satisfaction.services import replies, rounds, weightings
from tests.factories import UserFactory
from tests.journeys.conftest import serious_faults

pytestmark = pytest.mark.django_db(transaction=True)


def assert_fits(page):
    assert serious_faults(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.usefixtures("house")
def test_an_adviser_compares_on_his_phone_and_sees_at_once_where_he_stands(page):
    one = weightings.start_weighting(
        subject=Subject.POTENTIAL, method=Method.AHP, name="秋季", outsiders=["王教授"], by="li"
    )
    reply = replies.reply_in_open_round(expert=one.experts.get())
    group = asked_groups(one)[0]
    keys = [item.key for item in group.items]
    for i, j in group.pairs:
        replies.compare(reply=reply, group=group, first=keys[i], second=keys[j], answer=0)
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(reverse("satisfaction:asked", args=[link_token(one.experts.get())]))
    assert_fits(page)
    page.locator(".ask-group").click()
    slider = page.locator("#slider")
    assert_fits(page)
    equal = page.locator("#slider-says").inner_text()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        slider.press("Home")
    assert page.locator("#slider-says").inner_text() != equal
    page.wait_for_function("document.querySelector('#standing .mark')?.textContent.includes('0.1')")
    assert Judgement.objects.get(first=keys[0], second=keys[1]).answer == 8
    assert_fits(page)
    page.locator(".ask .btn-primary").click()
    page.wait_for_url("**/top/?pair=0")  # complete, and contradicting itself: the pair that does
    assert_fits(page)


@pytest.mark.usefixtures("house")
def test_the_pages_of_a_weighting_are_readable(page, client):
    user = UserFactory(is_superuser=True)
    one = weightings.start_weighting(
        subject=Subject.SATISFACTION,
        method=Method.DELPHI,
        name="秋季",
        outsiders=["甲", "乙"],
        colleagues=[user],
        by="li",
    )
    for expert in one.experts.filter(user=None):
        reply = replies.reply_in_open_round(expert=expert)
        for group in asked_groups(one):
            replies.weigh(reply=reply, group=group, points={item.key: 50 for item in group.items})
        replies.hand_in(reply=reply)
    rounds.close_round(weighting=one, by="li")
    weightings.open_round(weighting=one, by="li")
    client.force_login(user)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.goto(reverse("account_login"))
    page.context.add_cookies([session | {"url": page.url}])
    delivered = Weighting.objects.get(subject=Subject.SATISFACTION, version=1)
    addresses = [
        reverse("satisfaction:weighting", args=[one.pk]),
        reverse("satisfaction:weighting", args=[delivered.pk]),
        reverse("satisfaction:opinion", args=[one.pk]),
        reverse("satisfaction:opinion_group", args=[one.pk, "service"]),
        reverse("satisfaction:compare") + f"?first={delivered.pk}&second={delivered.pk}",
    ]
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        for address in addresses:
            page.goto(address)
            assert_fits(page)
