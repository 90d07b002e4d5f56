"""May this guest be erased, and if not: why not, and until when. Each app registers what it knows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from guests.choices import AlertKind, RetentionEffect
from guests.models import RetentionRule
from guests.privacy.family import Family
from guests.privacy.retention import kind_of
from guests.privacy.terms import months_after
from guests.selectors.alerts import alerts_in_force


@dataclass(frozen=True)
class Obstacle:
    """One reason why he cannot be erased today; `until` is the day from which it is none any more, if known."""

    words: str
    until: date | None = None
    url: str = ""


#: `find(family, on)` names what stands in the way of an erasure on `on`.
Find = Callable[[Family, date], Iterable[Obstacle]]

_finders: dict[str, Find] = {}


def register_obstacle(key: str, find: Find) -> None:
    _finders[key] = find


def obstacles(family: Family, on: date) -> list[Obstacle]:
    """Everything that stands in the way, in the order in which the apps registered it; [] when nothing does."""
    found = [obstacle for find in _finders.values() for obstacle in find(family, on)]
    return [*found, *_blacklist(family, on), *_held_by_law(family, on)]


def _blacklist(family: Family, on: date) -> Iterable[Obstacle]:
    entries = alerts_in_force(on).filter(guest__in=family.ids, kind=AlertKind.BLACKLIST)
    for entry in entries.order_by("-ends_on")[:1]:
        words = _("He is on the blacklist until %(day)s. Close the entry first, or wait.")
        yield Obstacle(words % {"day": formats.date_format(entry.ends_on, "Y-m-d")}, until=entry.ends_on)


def _held_by_law(family: Family, on: date) -> Iterable[Obstacle]:
    for rule in RetentionRule.objects.filter(effect=RetentionEffect.HOLD, is_active=True):
        kind = kind_of(rule.kind)
        began = kind.began(family) if kind and kind.began else None
        if began is None:
            continue
        until = months_after(began, rule.months)
        if until > on:
            words = _("%(kind)s must be kept until %(day)s: %(basis)s.")
            yield Obstacle(
                words % {"kind": kind.label, "day": until.isoformat(), "basis": rule.basis}, until=until
            )
