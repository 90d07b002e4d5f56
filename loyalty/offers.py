"""Which reductions a guest is offered together, and why not the others. Pure.

A reduction is a percentage off the night, then an amount off it. Of all combinations that no rule forbids the
cheapest for the guest is chosen; of two that cost the same the one of fewer parts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

from django.utils.translation import gettext as _

from common.money import ZERO, to_cents
from loyalty.giving_choices import OfferKind
from reservations.rates import HUNDRED, nights_between

Forbidden = frozenset[frozenset[str]]


@dataclass(frozen=True)
class Asked:
    """What he asks for: a room of `room_class` for these dates at `rate` a night without any reduction."""

    arrival: date
    departure: date
    room_class: str
    rate: Decimal

    @property
    def nights(self) -> int:
        return len(nights_between(self.arrival, self.departure))


@dataclass(frozen=True)
class Terms:
    """For which bookings a campaign is good; `left` None: for as many as come, no class: for every class."""

    valid_from: date
    valid_until: date
    room_classes: tuple[str, ...] = ()
    minimum_nights: int = 1
    left: int | None = None


@dataclass(frozen=True)
class Candidate:
    """One reduction. `reason` says why he could have it, `obstacle` why he cannot ('': he can); both for people."""

    kind: str
    key: str
    name: str
    reason: str
    percent: Decimal = ZERO
    amount: Decimal = ZERO
    obstacle: str = ""


@dataclass(frozen=True)
class Choice:
    """`chosen` are given together; `rejected` each with why not. `rate` is a night's with them, `full_rate` without."""

    full_rate: Decimal
    rate: Decimal
    chosen: tuple[Candidate, ...]
    rejected: tuple[tuple[Candidate, str], ...]

    @property
    def saving(self) -> Decimal:
        """A night."""
        return self.full_rate - self.rate


def obstacle_of(terms: Terms, asked: Asked) -> str:
    """Why these terms do not hold for what is asked; '' where they do."""
    if not terms.valid_from <= asked.arrival <= terms.valid_until:
        words = _("only for arrivals from %(first)s to %(last)s")
        return words % {"first": terms.valid_from.isoformat(), "last": terms.valid_until.isoformat()}
    if terms.room_classes and asked.room_class not in terms.room_classes:
        return _("not for this class of room")
    if asked.nights < terms.minimum_nights:
        return _("only from %(n)s nights on") % {"n": terms.minimum_nights}
    if terms.left is not None and terms.left < 1:
        return _("used up")
    return ""


def rate_with(parts: Iterable[Candidate], rate: Decimal) -> Decimal:
    """A night's rate with these reductions: the percentages one after the other, then the amounts; never below zero."""
    parts = list(parts)
    for part in parts:
        rate = rate * (HUNDRED - part.percent) / HUNDRED
    return max(ZERO, to_cents(rate) - sum((part.amount for part in parts), ZERO))


def choose(candidates: Sequence[Candidate], forbidden: Forbidden, rate: Decimal) -> Choice:
    """The combination that costs the guest least; two of one kind are never given together."""
    possible = [candidate for candidate in candidates if not candidate.obstacle]
    allowed = [
        parts
        for size in range(min(len(possible), len(OfferKind)) + 1)
        for parts in combinations(possible, size)
        if not any(_clash(one, other, forbidden) for one, other in combinations(parts, 2))
    ]
    chosen = min(
        allowed, key=lambda parts: (rate_with(parts, rate), len(parts), [part.key for part in parts])
    )
    rejected = [
        (candidate, candidate.obstacle or _why_not(candidate, chosen, forbidden))
        for candidate in candidates
        if candidate not in chosen
    ]
    return Choice(rate, rate_with(chosen, rate), tuple(chosen), tuple(rejected))


def _clash(one: Candidate, other: Candidate, forbidden: Forbidden) -> bool:
    return one.kind == other.kind or frozenset((one.kind, other.kind)) in forbidden


def _why_not(candidate: Candidate, chosen: Sequence[Candidate], forbidden: Forbidden) -> str:
    rival = next((part for part in chosen if _clash(candidate, part, forbidden)), None)
    if rival is None:
        return _("reduces nothing further")
    if rival.kind == candidate.kind:
        return _("“%(name)s” reduces more") % {"name": rival.name}
    return _("may not be combined with “%(name)s”, which is better for him") % {"name": rival.name}
