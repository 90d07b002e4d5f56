"""Further reasons for which points are earned."""

from datetime import timedelta

import pytest
from django.urls import reverse

from common.dates import business_date
from loyalty.models import EarningRule
from loyalty.selectors.accounts import balance
from loyalty.services.earning import settle_stays
from tests.loyalty.programme import NOON, member, stayed

pytestmark = pytest.mark.django_db


def test_a_further_earning_rule_is_added_and_gives_its_points_beside_the_others(signed_in):
    client, today = signed_in("management"), business_date()
    said = {
        "code": "autumn",
        "name_zh": "秋季双倍",
        "name_en": "Autumn",
        "valid_from": today,
        "restaurant": "2",
    }
    said |= {"is_active": "on", "valid_until": today}
    for wrong, field in (
        ({"valid_from": today - timedelta(days=1)}, "valid_from"),
        ({"valid_until": today - timedelta(days=1)}, "valid_until"),
        ({"restaurant": ""}, "__all__"),
        ({"restaurant": "-1"}, "restaurant"),
    ):
        refused = client.post(reverse("loyalty:new_earning_rule"), said | wrong)
        assert field in refused.context["form"].errors
    guest = member()
    points = {}
    for code in ("before", "after"):
        stay = stayed(guest, spend=100, departure=today)
        settle_stays(stay_ids=[stay.pk], on=today, at=NOON)
        points[code] = balance(guest)
        assert client.post(reverse("loyalty:new_earning_rule"), said).status_code in (200, 302)
    assert points["after"] - 2 * points["before"] == 200
    rule = EarningRule.objects.get(code="autumn")
    assert "秋季双倍" in client.get(reverse("loyalty:programme")).content.decode()
    changed = said | {"restaurant": "", "rooms": "1.5"}
    assert client.post(reverse("loyalty:earning_rule", args=[rule.pk]), changed).status_code == 302
    assert list(rule.rates.values_list("category", flat=True)) == ["rooms"]
