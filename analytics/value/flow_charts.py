"""The flow of guests between classes with its words and links, for the page of a run."""

from dataclasses import dataclass, fields
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from analytics.value.choices import ValueClass
from analytics.value.flow import Band, Bar, Flow, Move, flow
from analytics.value.models import ValueRun
from common.templatetags.hotel import number
from common.wording import labelled

NEW, GONE = "new", "gone"


@dataclass(frozen=True)
class NamedBar(Bar):
    label: str


@dataclass(frozen=True)
class NamedBand(Band):
    """`url`: the guests of the band; '' for those who are gone."""

    words: str
    url: str


def migration_flow(run: ValueRun) -> Flow | None:
    """From the classes of the run before to those of `run`; None without one."""
    found = run.summary["migration"]
    if not found:
        return None
    moves = [Move(was or NEW, now or GONE, guests) for was, now, guests in found]
    drawn = flow(moves, before=[*ValueClass.values, NEW], now=[*ValueClass.values, GONE])
    return Flow(
        before=tuple(NamedBar(**_of(bar), label=_label(bar.key)) for bar in drawn.before),
        now=tuple(NamedBar(**_of(bar), label=_label(bar.key)) for bar in drawn.now),
        bands=tuple(
            NamedBand(
                **_of(band),
                words=labelled(f"{_label(band.was)} → {_label(band.now)}", number(band.guests)),
                url=_url(band.was, band.now),
            )
            for band in drawn.bands
        ),
        height=drawn.height,
    )


def _of(part: Bar | Band) -> dict[str, Any]:
    return {field.name: getattr(part, field.name) for field in fields(part)}


def _label(key: str) -> str:
    return {NEW: _("new"), GONE: _("gone")}.get(key) or str(ValueClass(key).label)


def _url(was: str, now: str) -> str:
    return "" if now == GONE else f"{reverse('value:guests')}?value_class={now}&was={was}"
