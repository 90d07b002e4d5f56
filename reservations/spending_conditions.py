"""What spending says about guests, as conditions of the combined query."""

from functools import partial

from django.db.models import F, Max, Min, Q, QuerySet, Sum
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from guests.query.registry import Asked, Kind, Narrowing, register_in
from guests.query.sets import ids, within
from guests.query.totals import Rows, Total
from reservations.choices import OutletCategory
from reservations.conditions import (
    OF_STAYS,
    any_stay,
    by_itself,
    keyed,
    keys,
    named,
    of_completed,
    stays_narrowed,
)
from reservations.models import Charge, Outlet
from reservations.models.spending import SPEND_COLUMNS

POSTED = Narrowing("posted", _("posted"), Kind.DATE)
STAY_ARRIVED = Narrowing("arrived", _("in stays that arrived"), Kind.DATE)
CATEGORY = Narrowing("category", _("category"), Kind.CHOICE, keys(OutletCategory.choices))
OUTLET = Narrowing("outlet", _("outlet"), Kind.CHOICE, named(Outlet))


def register_all() -> None:
    add = register_in(_("Spending"), "reservations.view_stay")
    add("spend.stays", _("Spent on stays"), Kind.MONEY, _spent, narrowings=OF_STAYS)
    add(
        "spend.charges",
        _("Spent in outlets"),
        Kind.MONEY,
        _charged,
        narrowings=(CATEGORY, OUTLET, STAY_ARRIVED, POSTED),
        permission="reservations.view_charge",
    )
    for narrowing, label in [
        (CATEGORY, _("Ever charged in category")),
        (OUTLET, _("Ever charged in outlet")),
    ]:
        add(
            f"charges.{narrowing.name}",
            label,
            Kind.CHOICE,
            _ever_charged(narrowing.name),
            choices=narrowing.choices,
            narrowings=(STAY_ARRIVED, POSTED),
        )


def _spent(asked: Asked) -> Total:
    return of_completed(partial(Sum, "spend"), asked)


def _charged(asked: Asked) -> Total:
    narrowed = _by_whole_categories(_of_any_day(asked.narrowed))
    if _needs_charges(narrowed):
        charges = Rows(_charges, tuple(narrowed.items()), guest="guest_key")
        return Total(charges, partial(Sum, "amount"), asked.value)
    kept = partial(Sum, _kept_sum(narrowed))
    return Total(Rows(stays_narrowed), kept, asked.value, by_itself(narrowed))  # of whatever state


def _of_any_day(narrowed):
    """Days of posting that leave out no charge are not asked: then the stays' own sums say it."""
    if "posted" not in narrowed:
        return narrowed
    days = Charge.objects.aggregate(first=Min("business_date"), last=Max("business_date"))
    low, high = narrowed["posted"]
    if days["first"] is None or (low and low > days["first"]) or (high and high < days["last"]):
        return narrowed
    return {name: value for name, value in narrowed.items() if name != "posted"}


def _by_whole_categories(narrowed):
    """All outlets of a category are asked as the category, of which each stay keeps the sum."""
    if "outlet" not in narrowed or "posted" in narrowed:
        return narrowed
    asked = Outlet.objects.filter(code__in=narrowed["outlet"])
    if "category" in narrowed:
        asked = asked.filter(category__in=narrowed["category"])
    categories = sorted(set(asked.values_list("category", flat=True)))
    others = Outlet.objects.filter(category__in=categories).exclude(code__in=narrowed["outlet"])
    if not categories or others.exists():
        return narrowed
    beside = {name: value for name, value in narrowed.items() if name != "outlet"}
    return {**beside, "category": tuple(categories)}


def _ever_charged(name: str):
    """More than was given back, where the stays' own sums can say it; any charge, where only charges can."""

    def build(asked: Asked) -> QuerySet | Total:
        narrowed = {**asked.narrowed, name: asked.value}
        if _needs_charges(narrowed):
            return ids(_charges(narrowed), "guest_key")
        paid = Q()
        for category in narrowed["category"]:
            paid |= Q(GreaterThan(_kept_of(category), 0))
        return any_stay(asked.narrowed, paid)

    return build


def _needs_charges(narrowed) -> bool:
    """Each stay keeps its sums by category: only single outlets and days of posting are read from charges."""
    return "outlet" in narrowed or "posted" in narrowed


def _kept_sum(narrowed):
    """What a stay keeps of the asked categories; of all of them where none is asked."""
    if "category" not in narrowed:
        return F("spend")
    first, *more = [_kept_of(category) for category in narrowed["category"]]
    return sum(more, first)


def _kept_of(category: str) -> F:
    return F(SPEND_COLUMNS.get(OutletCategory(category), "spend_rooms"))


def _charges(narrowed) -> QuerySet[Charge]:
    charges = Charge.objects.all()
    if "category" in narrowed:
        charges = charges.filter(outlet__in=keyed(Outlet, category__in=narrowed["category"]))
    if "outlet" in narrowed:
        charges = charges.filter(outlet__in=keyed(Outlet, code__in=narrowed["outlet"]))
    if "posted" in narrowed:
        charges = charges.filter(within("business_date", narrowed["posted"]))
    if "arrived" in narrowed:
        charges = charges.filter(within("stay__arrival", narrowed["arrived"]))
    return charges
