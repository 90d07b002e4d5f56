"""What the night says of guests, as conditions of the combined query; always of the run that is shown."""

from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from analytics.value.choices import CERTAIN_FROM, ValueClass
from analytics.value.models import GuestValue, ValueRun
from guests.query.registry import Asked, Kind, register_in
from guests.query.sets import ids, within


def register_all() -> None:
    add = register_in(_("Guest value"), "value.view_guestvalue")
    add(
        "value.class",
        _("value class"),
        Kind.CHOICE,
        lambda asked: ids(_values().filter(value_class__in=asked.value)),
        choices=lambda: ValueClass.choices,
    )
    add("value.ccv", _("current value (CCV)"), Kind.MONEY, _in("ccv"))
    add("value.cpv", _("incremental value (CPV)"), Kind.NUMBER, _in("cpv"))
    add("value.chv", _("historic value (CHV)"), Kind.MONEY, _in("chv"))
    add("value.top", _("Rank by historic value, per cent from the top"), Kind.NUMBER, _ranked, unit="%")
    add("value.recent_stays", _("stays in the last 24 months"), Kind.NUMBER, _in("recent_stays"))
    add(
        "value.uncertain",
        _("uncertain"),
        Kind.FLAG,
        lambda asked: ids(_values().filter(completeness__lt=CERTAIN_FROM)),
    )


def _run() -> ValueRun | None:
    return ValueRun.objects.filter(is_current=True).only("pk", "guests").first()


def _values() -> QuerySet[GuestValue]:
    """The rows of the shown run; with its number in hand PostgreSQL looks into its partition alone."""
    run = _run()
    return GuestValue.objects.none() if run is None else GuestValue.objects.filter(run_id=run.pk)


def _in(field: str):
    return lambda asked: ids(_values().filter(within(field, asked.value)))


def _ranked(asked: Asked) -> QuerySet:
    """From 0 to 20: the fifth of the guests who brought most. Who equals the last of them is among them."""
    run, values = _run(), _values()
    if run is None:
        return ids(values)
    low, high = asked.value
    by_rank = values.order_by("-chv").values("chv")
    if high is not None:
        last = _place(high, run.guests) - 1
        values = values.filter(chv__gte=by_rank[last : last + 1]) if last >= 0 else values.none()
    if low is not None and (first := _place(low, run.guests)) > 0:
        values = values.filter(chv__lt=by_rank[first - 1 : first])
    return ids(values)


def _place(percent: Decimal, guests: int) -> int:
    """How many guests stand within the first `percent` of `guests`."""
    return max(0, min(guests, round(percent * guests / 100)))
