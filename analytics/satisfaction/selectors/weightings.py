"""Weightings as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from analytics.satisfaction.models import Round, Weighting
from analytics.satisfaction.selectors.groups import Group, groups_of
from analytics.satisfaction.selectors.objective import suggested


@dataclass(frozen=True)
class Line:
    """A sibling's weight in its group and as a share of the whole; `spread` and `component` for the second look.

    `is_top` marks a line that other lines stand below.
    """

    key: tuple[str, str]
    label: str
    is_top: bool
    weight: Decimal
    importance: Decimal
    spread: float | None = None
    component: float | None = None


@dataclass(frozen=True)
class Difference:
    """The same sibling in two weightings; None where one of them does not have it."""

    label: str
    is_top: bool
    first: Decimal | None
    second: Decimal | None

    @property
    def change(self) -> Decimal | None:
        return None if self.first is None or self.second is None else self.second - self.first


@dataclass(frozen=True)
class Protocol:
    """A closed round: of every group its siblings with the figures of `Round.outcome`."""

    round: Round
    groups: tuple[tuple[str, dict, tuple[tuple[str, dict], ...]], ...]


def lines_of(weighting: Weighting) -> list[Line]:
    """Every weight of a decided weighting, criteria followed by their indicators; [] while it is not decided."""
    weights = {(group, item): weight for group, item, weight in _rows(weighting)}
    if not weights:
        return []
    groups = groups_of(weighting)
    second_look = suggested(weighting, groups)
    by_key = {group.key: group for group in groups}
    lines = []
    for item in groups[0].items:
        whole = weights["", item.key]
        below = by_key.get(item.key) if weighting.system_id else None
        lines.append(_line("", item, whole, whole, second_look, is_top=below is not None))
        for inner in below.items if below else ():
            weight = weights[item.key, inner.key]
            lines.append(_line(item.key, inner, weight, weight * whole, second_look, is_top=False))
    return lines


def _rows(weighting: Weighting):
    return weighting.weights.values_list("group", "item", "weight")


def _line(group: str, item, weight, importance, second_look: dict, *, is_top: bool) -> Line:
    spread, component = second_look.get((group, item.key), (None, None))
    return Line((group, item.key), item.label, is_top, weight, importance, spread, component)


def differences(first: Weighting, second: Weighting) -> list[Difference]:
    """Shares of the whole in two weightings of the same subject, in the order of the second; what only the first
    has stands last."""
    before = {line.key: line for line in lines_of(first)}
    found = []
    for line in lines_of(second):
        old = before.pop(line.key, None)
        found.append(Difference(line.label, line.is_top, old.importance if old else None, line.importance))
    left = [Difference(line.label, line.is_top, line.importance, None) for line in before.values()]
    return found + left


def protocol_of(weighting: Weighting, groups: Sequence[Group]) -> list[Protocol]:
    """The closed rounds, newest first."""
    closed = weighting.rounds.filter(closed_at__isnull=False).order_by("-number")
    return [
        Protocol(
            one,
            tuple(
                (
                    group.label,
                    one.outcome["groups"][group.key],
                    tuple((i.label, one.outcome["groups"][group.key]["items"][i.key]) for i in group.items),
                )
                for group in groups
                if group.key in one.outcome["groups"]
            ),
        )
        for one in closed
    ]
