"""What a channel asks now, criterion by criterion."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from feedback.choices import SystemStatus
from feedback.exceptions import NotAsked
from feedback.models import Criterion, Indicator, Instrument, InstrumentChannel


@dataclass(frozen=True)
class Screen:
    """One criterion with its indicators, in their order."""

    criterion: Criterion
    indicators: tuple[Indicator, ...]


def instrument_of(channel: str) -> Instrument:
    """The survey a channel asks with; NotAsked where it has none."""
    row = InstrumentChannel.objects.select_related("instrument__system").filter(channel=channel).first()
    if row is None:
        raise NotAsked(_("There is no survey for this channel now. Choose one on the page of the surveys."))
    return row.instrument


def screens_of(system_id: int) -> list[Screen]:
    """The criteria of a version that have indicators; two queries."""
    indicators: dict[int, list[Indicator]] = {}
    for indicator in Indicator.objects.filter(system_id=system_id).order_by("position", "pk"):
        indicators.setdefault(indicator.criterion_id, []).append(indicator)
    criteria = Criterion.objects.filter(system_id=system_id).order_by("position", "pk")
    return [Screen(each, tuple(indicators[each.pk])) for each in criteria if each.pk in indicators]


def instrument_of_machine(*, scale: str, version: int | None = None) -> Instrument | None:
    """The survey of this version, or the newest of the system in use, with this scale; None if there is none."""
    surveys = Instrument.objects.filter(scale=scale)
    if version is not None:
        return surveys.filter(version=version).first()
    return surveys.filter(system__status=SystemStatus.PUBLISHED).order_by("-version").first()
