"""Files to merge, and what of them can be compared before and after."""

from decimal import Decimal

from django.contrib.auth import get_user_model

from common.audit import QUIET_FIELDS
from common.dates import business_day_start
from guests.models import GuestMerge, MatchReview, NameToken
from guests.ties import Merge, ties
from reservations.models import Charge
from tests.factories import OutletFactory


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
