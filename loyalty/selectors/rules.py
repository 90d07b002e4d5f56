"""The rules in force, and the tiers they lead to."""

from dataclasses import dataclass
from datetime import date, timedelta

from loyalty import delivered
from loyalty.choices import Ladder
from loyalty.ladder import Rule, rules_of, targets_of
from loyalty.models import LadderRules, Tier


def tiers_in_order() -> list[Tier]:
    """The tiers, the lowest first."""
    return list(Tier.objects.order_by("order"))


def tier_names() -> dict[str, str]:
    """Code → name in the reader's language."""
    return {tier.code: tier.name for tier in tiers_in_order()}


def rules_on(ladder: str, on: date, tiers: list[Tier]) -> tuple[Rule, ...]:
    """The rules of `ladder` in force on business date `on`."""
    version = LadderRules.objects.filter(ladder=ladder, valid_from__lte=on).first()
    return rules_of(document_on(version, ladder), targets_of(ladder, [tier.code for tier in tiers]))


def document_on(version: LadderRules | None, ladder: str) -> list:
    """What a version says; without one what was delivered."""
    return version.document if version else delivered.RULES[Ladder(ladder)]


@dataclass(frozen=True)
class Span:
    """Days that one version of the rules decides on."""

    rules: tuple[Rule, ...]
    start: date
    end: date


def spans(
    ladder: str, *, start: date, end: date, tiers: list[Tier], instead: list[Rule] | None = None
) -> list[Span]:
    """The rules of `ladder` for every day from `start` to `end`, in order; `instead` is tried as the rules of `end`."""
    targets = targets_of(ladder, [tier.code for tier in tiers])
    versions = list(
        LadderRules.objects.filter(ladder=ladder, valid_from__lte=end).order_by("valid_from", "pk")
    )
    told = [(date.min, rules_of(document_on(None, ladder), targets))]
    told += [(version.valid_from, rules_of(version.document, targets)) for version in versions]
    if instead is not None:
        told.append((end, tuple(instead)))
    found = []
    for at, (since, rules) in enumerate(told):
        until = told[at + 1][0] - timedelta(days=1) if at + 1 < len(told) else end
        if until >= max(since, start):
            found.append(Span(rules, max(since, start), until))
    return found
