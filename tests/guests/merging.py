"""Files to merge, and what of them can be compared before and after."""

from datetime import timedelta
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.utils import timezone

from common.audit import QUIET_FIELDS
from common.dates import business_day_start
from common.machines.shapes import Reading
from guests.models import GuestMerge, MatchReview, NameToken
from guests.ties import Merge, ties
from reservations.models import Charge
from reservations.push_messages import read_booking
from reservations.services.push import push_bookings
from tests.api.bookings import booking, room
from tests.factories import DAY, OutletFactory


def merger():
    """Whoever merges in these tests."""
    return get_user_model().objects.get_or_create(username="merger")[0]


def state() -> dict:
    """Every row of every model that a merge may touch, column by column; only the merge's own log is left out."""
    models = {tie.model for tie in ties() if tie.merge is not Merge.KEEP or tie.is_direct} - {GuestMerge}
    return {
        (model._meta.label, row["pk"]): {
            name: value for name, value in row.items() if name not in QUIET_FIELDS
        }
        for model in models | {MatchReview}
        if model._meta.managed
        for row in model._default_manager.values("pk", *(f.attname for f in model._meta.concrete_fields))
        if model._meta.model_name != "nametoken"
    } | {("tokens",): tokens()}


def tokens() -> dict:
    """The spellings by which each file is found; their keys are made anew and say nothing."""
    return {(row.guest_id, row.token): row.kind for row in NameToken.objects.all()}


def push(number: str, guest: dict, *, day: int = 0, version: int = 1) -> None:
    """The front office system sends a booking of one room, `day` days after DAY."""
    arrival = DAY + timedelta(days=day)
    said = booking(
        version=version,
        guest=guest,
        rooms=[room(arrival=arrival.isoformat(), departure=(arrival + timedelta(days=1)).isoformat())],
    )
    reading = Reading()
    message = read_booking(said, source="pms", external_id=number, reading=reading)
    assert message is not None, reading.errors
    push_bookings(source="pms", messages=[message], received_at=timezone.now())


def dine(stay, amount: str, number: str = "C-1") -> Charge:
    """A charge on `stay`."""
    return Charge.objects.create(
        stay=stay,
        source="till",
        external_id=number,
        outlet=OutletFactory(),
        amount=Decimal(amount),
        posted_at=business_day_start(stay.arrival),
        business_date=stay.arrival,
    )
