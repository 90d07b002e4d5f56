"""The rules in force, and the tiers they lead to."""

from dataclasses import dataclass
from datetime import date, timedelta

from loyalty import delivered
from loyalty.choices import Ladder
from loyalty.ladder import Rule, Uncounted, Version, rules_of, targets_of, uncounted_of
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


def uncounted_on(ladder: str, on: date) -> Uncounted:
    """Which stays the version of `ladder` in force on business date `on` leaves out."""
    version = LadderRules.objects.filter(ladder=ladder, valid_from__lte=on).first()
    return uncounted_of(left_out_by(version, ladder))


def left_out_by(version: LadderRules | None, ladder: str) -> dict:
    """What a version leaves out, as it is stored; without one what was delivered. Classes leave nothing out."""
    if ladder != Ladder.TIER:
        return {}
    return version.uncounted if version else delivered.UNCOUNTED


def document_on(version: LadderRules | None, ladder: str) -> list:
    """What a version says; without one what was delivered."""
    return version.document if version else delivered.RULES[Ladder(ladder)]


@dataclass(frozen=True)
class Span:
    """Days that one version of the rules decides on."""

    said: Version
    start: date
    end: date


def spans(
    ladder: str, *, start: date, end: date, tiers: list[Tier], instead: Version | None = None
) -> list[Span]:
    """The rules of `ladder` for every day from `start` to `end`, in order; `instead` is tried as the rules of `end`."""
    targets = targets_of(ladder, [tier.code for tier in tiers])
    versions = list(
        LadderRules.objects.filter(ladder=ladder, valid_from__lte=end).order_by("valid_from", "pk")
    )
    told = [(date.min, _said(None, ladder, targets))]
    told += [(version.valid_from, _said(version, ladder, targets)) for version in versions]
    if instead is not None:
        told.append((end, instead))
    found = []
    for at, (since, said) in enumerate(told):
        until = told[at + 1][0] - timedelta(days=1) if at + 1 < len(told) else end
        if until >= max(since, start):
            found.append(Span(said, max(since, start), until))
    return found


def _said(version: LadderRules | None, ladder: str, targets: tuple[str, ...]) -> Version:
    rules = rules_of(document_on(version, ladder), targets)
    return Version(rules, uncounted_of(left_out_by(version, ladder)))
