"""Offers over the API: the best with its reasons, why not the others, and why there are none."""

from decimal import Decimal

import pytest

from reservations.models import RoomType
from tests.care_factories import ComplaintFactory
from tests.loyalty.test_offers import of_tier

pytestmark = pytest.mark.django_db


def test_a_machine_is_told_the_offer_the_reasons_and_what_is_wrong_with_its_question(machine):
    guest = of_tier(1)
    ask = machine("offers:read")
    path = f"/guests/{guest.number}/offers?arrival=2026-06-20&departure=2026-06-22&room_type=standard"
    told = ask.get(f"{path}&coupon=NO").json()
    full = RoomType.objects.get(code="standard").base_rate
    assert Decimal(told["rate"]) == full * Decimal("0.9")
    assert [each["kind"] for each in told["chosen"]] == ["tier"]
    assert told["rejected"][0]["why_not"]
    for wrong in (
        path.replace("standard", "castle"),
        path.replace("2026-06-22", "2026-06-19"),
        path.replace("06-20", "x"),
    ):
        assert ask.get(wrong).status_code == 422
    ComplaintFactory(guest=guest)
    told = ask.get(path).json()
    assert (told["rate"], told["chosen"]) == (None, [])
    assert told["withheld"]
