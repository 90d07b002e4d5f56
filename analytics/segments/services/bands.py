"""Versions of the bands: added, never changed, so that every night keeps its own."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.utils.translation import gettext as _

from analytics.segments import statements
from analytics.segments.bands import BY_QUARTERS, checked, delivered, read_edges, rounded
from analytics.segments.models import AttributeRun, BandVersion
from analytics.segments.selectors.facts import parameters
from analytics.value.choices import Period
from analytics.value.models import ValueRun
from common.errors import HotelError
from common.quick import quick_session
from guests.models import Guest

#: Quarters of fewer guests than this are chance: such a hotel begins with the delivered amounts.
FEWEST_FOR_QUARTERS = 100
#: Of so many guests, of a hotel with many more, quarters are taken: of all they would be the same to two digits,
#: but for one that stands just between, and take as long as the night's work itself.
QUARTERS_OF = 100_000


def bands_in_force() -> BandVersion:
    """The newest version; unsaved with the delivered bands in a hotel that has none yet."""
    return BandVersion.objects.first() or BandVersion(edges=delivered())


def first_bands(value_run: ValueRun | None, *, on: date) -> BandVersion:
    """The version in force; in a hotel's first night with enough guests the quarters of its own, frozen as amounts.

    They are frozen once: a quarter that moved with its guests would never tell that all of them spend more.
    """
    newest = BandVersion.objects.first()
    if newest is not None and not newest.is_provisional:
        return newest
    edges = delivered()
    guests, quarters = _quarters(value_run, on=on)
    if guests < FEWEST_FOR_QUARTERS:
        return newest or BandVersion.objects.create(edges=edges, is_provisional=True)
    edges |= {key: frozen for key, frozen in quarters.items() if frozen}
    return BandVersion.objects.create(edges=edges, note=_("quarters of the hotel’s own guests, frozen"))


def _quarters(value_run: ValueRun | None, *, on: date) -> tuple[int, dict[str, list[str] | None]]:
    """Guests with a completed stay; of each attribute by quarters the amounts, None where they part nobody."""
    with quick_session(), connection.cursor() as cursor:
        cursor.execute(
            statements.quarters(value_run.pk if value_run else None, BY_QUARTERS),
            parameters(on, BandVersion()) | {"every": max(1, Guest.objects.count() // QUARTERS_OF)},
        )
        *found, guests = cursor.fetchone()
    return guests, {
        key: rounded([Decimal(figure) for figure in figures or []]) if figures else None
        for key, figures in zip(BY_QUARTERS, found, strict=True)
    }


@transaction.atomic
def change_bands(
    *, edges: Mapping[str, Sequence[str]], note: str, by: str, frequency_period: str | None = None
) -> BandVersion:
    """Add a version with these `edges` of some attributes, for the nights to come. HotelError names the field."""
    current = bands_in_force()
    period = frequency_period or current.frequency_period
    if period not in Period.values:
        raise HotelError(_("Choose a year, a quarter or a month."), field="frequency_period")
    wanted = {key: [str(edge) for edge in ends] for key, ends in read_edges(current.edges).items()}
    wanted |= {key: checked(key, texts) for key, texts in edges.items()}
    if read_edges(wanted) == read_edges(current.edges) and period == current.frequency_period:
        raise HotelError(_("Nothing differs from the version in force."))
    return BandVersion.objects.create(edges=wanted, frequency_period=period, note=note, created_by=by)


def moves_by(
    key: str, texts: Sequence[str], run: AttributeRun, *, frequency_period: str | None = None
) -> list[tuple[int | None, int | None, int]]:
    """(code now, code by the limits `texts`, guests) of the attribute `key`, if they were in force. HotelError for
    limits that cannot be."""
    edges = {**read_edges(run.bands.edges), key: [Decimal(text) for text in checked(key, texts)]}
    bands = BandVersion(frequency_period=frequency_period or run.bands.frequency_period)
    with connection.cursor() as cursor:
        cursor.execute(statements.moves(key, run.value_run_id, edges), parameters(run.business_date, bands))
        return cursor.fetchall()
