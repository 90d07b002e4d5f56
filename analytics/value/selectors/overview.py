"""What a run says to managers; everything read here was computed and stored at night."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analytics.value.choices import ValueClass
from analytics.value.explanation import delivered_advice
from analytics.value.models import ClassAdvice, GuestValue, ValueRun
from common.prepared import fetch_prepared
from guests.models import Guest
from reservations.selectors.recognition import ValueClass as ShownClass

#: Look of each class's mark.
KINDS = {ValueClass.HIGH: "good", ValueClass.SECONDARY: "vip", ValueClass.POTENTIAL: "", ValueClass.LOW: ""}


@dataclass(frozen=True)
class ClassRow:
    """One class: its guests and money, `change` in guests since the run before (None: there was none)."""

    key: str
    label: Any
    kind: str
    guests: int
    share: Decimal
    ccv: Decimal
    chv: Decimal
    spend: Decimal
    uncertain: int
    change: int | None
    advice: str

    @property
    def url(self) -> str:
        return f"{reverse('value:guests')}?value_class={self.key}"


@dataclass(frozen=True)
class MigrationRow:
    """Guests of one class before (or of none) by their class now, in ValueClass order, then those gone."""

    label: str
    key: str
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Mover:
    guest: Guest
    before: Decimal
    now: Decimal
    reason: str

    @property
    def change(self) -> Decimal:
        return self.now - self.before


def shown_run() -> ValueRun | None:
    """The last complete run, with its parameters; None before the first night."""
    return (
        ValueRun.objects.select_related("parameters", "job_run", "forecast").filter(is_current=True).first()
    )


def value_of(guest: Guest, run: ValueRun) -> GuestValue | None:
    """The guest's row; None if he has no completed stay in it."""
    return GuestValue.objects.filter(run_id=run.pk, guest_id=guest.pk).first()


_CLASSES = """
    WITH run AS MATERIALIZED (SELECT id, finished_at FROM value_valuerun WHERE is_current)
    SELECT guest_id, value_class, (SELECT finished_at FROM run) FROM value_guestvalue
    WHERE run_id = (SELECT id FROM run) AND guest_id = ANY($1)"""


def classes_of(guest_ids: Iterable[int]) -> dict[int, ShownClass]:
    """Guest id → class in the run that is shown, for the desk's lists.

    One query: with the run's number found first PostgreSQL looks into its partition alone.
    """
    rows = fetch_prepared("classes_of_guests", _CLASSES, ["bigint[]"], [list(guest_ids)])
    labels = {choice.value: str(choice.label) for choice in ValueClass}
    return {
        guest: ShownClass(value_class, labels[value_class], KINDS[value_class], as_of)
        for guest, value_class, as_of in rows
    }


def advice() -> dict[str, str]:
    """What to do with each class: the hotel's own words where it has any."""
    chinese = (get_language() or "").startswith("zh")
    own = {row.value_class: row.text_zh if chinese else row.text_en for row in ClassAdvice.objects.all()}
    return {key: own.get(key) or delivered_advice(key) for key in ValueClass.values}


def class_rows(run: ValueRun) -> list[ClassRow]:
    """The four classes of `run`."""
    classes, actions = run.summary["classes"], advice()
    before = _compared_with(run)
    total = max(1, run.guests)
    return [
        ClassRow(
            key=key,
            label=ValueClass(key).label,
            kind=KINDS[key],
            guests=figures["guests"],
            share=Decimal(figures["guests"]) / total,
            ccv=Decimal(figures["ccv"]),
            chv=Decimal(figures["chv"]),
            spend=Decimal(figures["spend"]),
            uncertain=figures["uncertain"],
            change=figures["guests"] - before.summary["classes"][key]["guests"] if before else None,
            advice=actions[key],
        )
        for key in ValueClass.values
        for figures in [classes[key]]
    ]


def _compared_with(run: ValueRun) -> ValueRun | None:
    return ValueRun.objects.select_related("forecast").filter(pk=run.summary.get("compared_with")).first()


def compared_date(run: ValueRun):
    """Business date of the run that `run` is compared with, or None."""
    before = _compared_with(run)
    return before.business_date if before else None


def migration(run: ValueRun) -> list[MigrationRow]:
    """Classes before (rows, newcomers last) by classes now; empty without a run before."""
    found = {(old, new): guests for old, new, guests in run.summary["migration"]}
    if not found:
        return []
    now = [*ValueClass.values, None]
    return [
        MigrationRow(
            label=str(ValueClass(old).label) if old else _("new"),
            key=old or "new",
            counts=tuple((new or "", found.get((old, new), 0)) for new in now),
        )
        for old in now
    ]


def movers(run: ValueRun) -> dict[str, list[Mover]]:
    """Who rose and fell most since the run before; guests merged away meanwhile are left out."""
    rows, before = run.summary["movers"], _compared_with(run)
    guests = Guest.objects.in_bulk([row["guest"] for way in rows.values() for row in way])
    return {
        way: [
            Mover(
                guests[row["guest"]],
                Decimal(row["ccv"][0]),
                Decimal(row["ccv"][1]),
                _reason(row, run, before),
            )
            for row in found
            if row["guest"] in guests
        ]
        for way, found in rows.items()
    }


def _reason(row: dict, run: ValueRun, compared: ValueRun | None) -> str:
    stays, spend = row["stays"][1] - row["stays"][0], Decimal(row["spend"][1]) - Decimal(row["spend"][0])
    if stays:
        return _("stays: %(n)s, spend: %(spend)s") % {"n": f"{stays:+d}", "spend": f"{spend:+,.2f}"}
    if spend:
        return _("spend: %(spend)s") % {"spend": f"{spend:+,.2f}"}
    if compared and compared.estimator != run.estimator:
        return _("p is now estimated by: %(estimator)s") % {"estimator": run.estimator.short}
    if run.forecast and Decimal(row["ccv"][1]) < Decimal(row["ccv"][0]):
        return _("silent for longer: the model expects fewer stays")
    before, now = row.get("recent", (0, 0))  # runs before this was noted have none
    if now < before:
        return _("stays now older than 24 months: %(n)s") % {"n": before - now}
    return _("time passed, or the parameters changed")
