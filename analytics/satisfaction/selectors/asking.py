"""One expert's page: what he said, where he stands, and where the middle of the last round lies."""

from collections.abc import Mapping
from dataclasses import dataclass

from analytics.satisfaction.ahp import STRONGEST
from analytics.satisfaction.choices import SAATY
from analytics.satisfaction.models import Reply, Round
from analytics.satisfaction.paired import POINTS
from analytics.satisfaction.scale_words import slider_of_steps
from analytics.satisfaction.selectors.groups import Group, asked_groups
from analytics.satisfaction.selectors.sheets import sheet_of, words_of_contradiction
from analytics.satisfaction.weighing import Sheet, Standing, standing


@dataclass(frozen=True)
class GroupState:
    """How far an expert is with one group."""

    group: Group
    standing: Standing

    @property
    def is_done(self) -> bool:
        return self.standing.is_complete and self.standing.weights is not None


@dataclass(frozen=True)
class Bar:
    """A sibling's own share so far beside the middle of the last round; None where there is none."""

    label: str
    share: float | None
    middle: dict | None


@dataclass(frozen=True)
class Figure:
    """A sibling's field: name, what stands in it, the middle of the last round."""

    name: str
    label: str
    points: str
    middle: dict | None


@dataclass(frozen=True)
class AnswerPage:
    group: Group
    method: str
    sheet: Sheet
    standing: Standing
    middles: dict[str, dict]

    @property
    def missing(self) -> list[int]:
        """Numbers of the pairs not yet compared."""
        return [at for at, pair in enumerate(self.group.pairs) if pair not in self._compared]

    @property
    def _compared(self) -> Mapping:
        return self.sheet if isinstance(self.sheet, Mapping) else {}

    @property
    def bars(self) -> list[Bar]:
        shares = self.standing.weights or (None,) * len(self.group.items)
        pairs = zip(self.group.items, shares, strict=True)
        return [Bar(item.label, share, self.middles.get(item.key)) for item, share in pairs]

    @property
    def contradiction(self) -> str:
        return words_of_contradiction(self.group, self.standing) if self.standing.is_refused else ""

    @property
    def slider_from(self) -> int:
        return -STRONGEST if self.method in SAATY else 0

    @property
    def slider_to(self) -> int:
        return STRONGEST if self.method in SAATY else POINTS

    def is_given(self, number: int) -> bool:
        return self.group.pairs[number] in self._compared

    def slider(self, number: int) -> int:
        return slider_of_steps(self.method, self._compared.get(self.group.pairs[number]))

    def figures(self, typed: Mapping[str, str]) -> list[Figure]:
        """The fields of Delphi with what is kept, or what was `typed` and could not be."""
        kept = self.sheet if not isinstance(self.sheet, Mapping) and len(self.sheet) else ()
        texts = [f"{points:g}" for points in kept] or [""] * len(self.group.items)
        return [
            Figure(f"points_{item.key}", item.label, typed.get(item.key, text), self.middles.get(item.key))
            for item, text in zip(self.group.items, texts, strict=True)
        ]


def answer_page(reply: Reply, group: Group) -> AnswerPage:
    """Two statements: his sheet of the group, and the last closed round."""
    method = reply.round.weighting.method
    sheet = sheet_of(reply, group)
    return AnswerPage(
        group, method, sheet, standing(method, len(group.items), sheet), middles_before(reply.round, group)
    )


def group_states(reply: Reply) -> list[GroupState]:
    weighting = reply.round.weighting
    return [
        GroupState(group, standing(weighting.method, len(group.items), sheet_of(reply, group)))
        for group in asked_groups(weighting)
    ]


def middles_before(now_open: Round, group: Group) -> dict[str, dict]:
    """{item: figures of `Round.outcome`} of the round before; {} in the first."""
    before = Round.objects.filter(weighting=now_open.weighting_id, number=now_open.number - 1).first()
    if before is None or not before.outcome:
        return {}
    return before.outcome["groups"].get(group.key, {}).get("items", {})
