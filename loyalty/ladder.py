"""Rules of classes and tiers as data, read, judged and said in words. Pure; `statements` says the same in SQL.

A target is reached when any of its rules holds; the highest target reached counts. A rule holds when all (or any)
of its conditions do; a condition asks for at least so much of one metric, of the stays that ended in the last
`window` days (None: of all).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import reduce
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.errors import HotelError
from loyalty.choices import Combine, GuestClass, Ladder, Metric
from reservations.choices import RoomClass

#: The longest window, in days, and the highest threshold.
LONGEST_WINDOW, HIGHEST = 3650, Decimal(100_000_000)
#: What a stay adds to is asked within a window; where he stands today is not.
WITHOUT_WINDOW = frozenset({Metric.CONTRACT, Metric.TIER})
ROOM_CLASSES = tuple(RoomClass)
AT_LEAST: dict[str, str | Promise] = {
    Metric.SPEND: gettext_lazy("spend of at least %(n)s CNY"),
    Metric.STAYS: gettext_lazy("at least %(n)s stays"),
    Metric.NIGHTS: gettext_lazy("at least %(n)s nights"),
    Metric.LONG_MONTHS: gettext_lazy("at least %(n)s months in a long-term room"),
}
MISSING: dict[str, str | Promise] = {
    Metric.SPEND: gettext_lazy("%(n)s CNY are missing"),
    Metric.STAYS: gettext_lazy("%(n)s stays are missing"),
    Metric.NIGHTS: gettext_lazy("%(n)s nights are missing"),
    Metric.LONG_MONTHS: gettext_lazy("%(n)s months are missing"),
}

#: Longest code of a rate, and most codes that one version names.
LONGEST_RATE, MOST_RATES = 40, 50

Figures = Mapping[tuple[str, int | None], Decimal]


@dataclass(frozen=True)
class Condition:
    metric: str
    at_least: Decimal
    window: int | None = None

    @property
    def key(self) -> tuple[str, int | None]:
        """By which the figure it asks for is found: (metric, window)."""
        return self.metric, self.window

    def holds(self, figures: Figures) -> bool:
        return figures.get(self.key, Decimal(0)) >= self.at_least


@dataclass(frozen=True)
class Rule:
    target: str
    combine: str
    conditions: tuple[Condition, ...]

    def holds(self, figures: Figures) -> bool:
        judged = [condition.holds(figures) for condition in self.conditions]
        return all(judged) if self.combine == Combine.ALL else any(judged)


@dataclass(frozen=True)
class Uncounted:
    """Stays that are history and earn no tier: by our code of the booking's channel, by the code of the room's rate
    as its source sends it (in small letters).
    """

    channels: tuple[str, ...] = ()
    rate_plans: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.channels or self.rate_plans)


@dataclass(frozen=True)
class Version:
    """All that one version of a ladder says."""

    rules: tuple[Rule, ...]
    uncounted: Uncounted = Uncounted()


@dataclass(frozen=True)
class Missing:
    """What one condition still needs: he has `have` of `need`."""

    condition: Condition
    have: Decimal
    need: Decimal

    @property
    def left(self) -> Decimal:
        return max(Decimal(0), self.need - self.have)

    @property
    def share(self) -> int:
        """How much of it he has, in whole per cent."""
        return 100 if self.need <= 0 else min(100, int(self.have * 100 / self.need))

    @property
    def words(self) -> str:
        return condition_words(self.condition)

    @property
    def left_words(self) -> str:
        """'3 stays are missing'; '' of what is not counted."""
        return str(MISSING.get(self.condition.metric, "")) % {"n": _told(self.left)}


def rules_of(document: Any, targets: Sequence[str]) -> tuple[Rule, ...]:
    """The rules of a stored or entered document; HotelError in words for what makes no sense."""
    if not isinstance(document, list):
        raise HotelError(_("Rules are a list."))
    return tuple(_rule(each, targets) for each in document)


def uncounted_of(document: Mapping[str, Any]) -> Uncounted:
    """Of a stored or entered document {"channels": [...], "rate_plans": [...]}; HotelError for what is no code."""
    rates = sorted({str(code).strip().lower() for code in document.get("rate_plans", ())} - {""})
    if len(rates) > MOST_RATES or any(len(code) > LONGEST_RATE for code in rates):
        message = _("Enter up to %(most)s codes of rates, each up to %(longest)s characters.")
        raise HotelError(message % {"most": MOST_RATES, "longest": LONGEST_RATE}, field="rate_plans")
    return Uncounted(tuple(sorted(set(document.get("channels", ())))), tuple(rates))


def document_of(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """`rules` as they are stored."""
    return [
        {
            "target": rule.target,
            "combine": str(rule.combine),
            "conditions": [
                {"metric": str(c.metric), "at_least": str(c.at_least), "window": c.window}
                for c in rule.conditions
            ],
        }
        for rule in rules
    ]


def reached(rules: Iterable[Rule], figures: Figures, order: Sequence[str]) -> tuple[str, int]:
    """(the highest target in `order` of which a rule holds, that rule's number), or (the lowest, -1)."""
    held = [(order.index(rule.target), -at) for at, rule in enumerate(rules) if rule.holds(figures)]
    if not held:
        return order[0], -1
    place, number = max(held)
    return order[place], -number


def missing_for(rules: Iterable[Rule], target: str, figures: Figures) -> tuple[Missing, ...]:
    """What he still needs for `target` by the rule he is nearest to; empty if it asks for nothing he lacks."""
    ways = []
    for rule in rules:
        if rule.target == target:
            parts = tuple(Missing(c, figures.get(c.key, Decimal(0)), c.at_least) for c in rule.conditions)
            shares = [part.share for part in parts]
            ways.append((min(shares) if rule.combine == Combine.ALL else max(shares), parts))
    return max(ways, key=lambda way: way[0])[1] if ways else ()


def condition_words(condition: Condition) -> str:
    """'spend of at least 5 000 CNY within 182 days'."""
    if condition.metric == Metric.CONTRACT:
        return _("is a guest of a contract partner")
    if condition.metric == Metric.TIER:
        return _("is in membership tier %(order)s or higher") % {"order": condition.at_least}
    if condition.metric == Metric.ROOM_CLASS:
        at = min(len(ROOM_CLASSES), max(1, int(condition.at_least))) - 1
        words = _("usually takes a room of class %(class)s or better") % {"class": ROOM_CLASSES[at].label}
    else:
        words = AT_LEAST[condition.metric] % {"n": _told(condition.at_least)}
    if condition.window is None:
        return words
    return _("%(what)s within %(days)s days") % {"what": words, "days": condition.window}


def _told(n: Decimal) -> str:
    return f"{n.normalize():,f}"


def figure_words(key: str, value: str) -> str:
    """'spend 6000 (182 days)' of a stored figure 'spend:182'."""
    metric, _colon, window = key.partition(":")
    words = f"{Metric(metric).label} {value}"
    if not window:
        return words
    return _("%(figure)s (%(days)s days)") % {"figure": words, "days": window}


def rule_words(rule: Rule) -> str:
    """The rule's conditions as one sentence."""
    joint = _("%(first)s and %(then)s") if rule.combine == Combine.ALL else _("%(first)s or %(then)s")
    words = map(condition_words, rule.conditions)
    return reduce(lambda first, then: joint % {"first": first, "then": then}, words)


def targets_of(ladder: str, tiers: Sequence[str]) -> tuple[str, ...]:
    """What the rules of `ladder` lead to, the lowest first; it needs no rule."""
    return tuple(map(str, GuestClass)) if ladder == Ladder.GUEST_CLASS else tuple(tiers)


def _rule(each: Any, targets: Sequence[str]) -> Rule:
    target, combine = each.get("target"), each.get("combine")
    if target not in targets[1:]:
        raise HotelError(_("“%(target)s” is not something a rule leads to.") % {"target": target})
    if combine not in Combine:
        raise HotelError(_("Choose whether all or any of the conditions must hold."), field="combine")
    conditions = tuple(_condition(part) for part in each.get("conditions", ()))
    if not conditions:
        raise HotelError(_("A rule needs at least one condition: else everybody is meant."))
    return Rule(target, combine, conditions)


def _condition(part: Mapping[str, Any]) -> Condition:
    metric, window = part.get("metric"), part.get("window")
    if metric not in Metric:
        raise HotelError(_("“%(metric)s” cannot be asked for.") % {"metric": metric}, field="metric")
    try:
        at_least = Decimal(str(part.get("at_least")))
    except InvalidOperation:
        at_least = Decimal(-1)
    if not 0 < at_least <= HIGHEST:
        message = _("At least %(n)s is not possible: enter a number above 0.")
        raise HotelError(message % {"n": part.get("at_least")}, field="at_least")
    if metric in WITHOUT_WINDOW:
        window = None
    if window is not None and not (isinstance(window, int) and 1 <= window <= LONGEST_WINDOW):
        message = _("A window of %(n)s days is not possible: enter 1 to %(most)s, or nothing.")
        raise HotelError(message % {"n": window, "most": LONGEST_WINDOW}, field="window")
    return Condition(metric, at_least, window)
