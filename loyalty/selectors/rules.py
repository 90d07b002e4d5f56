"""The rules in force, and the tiers they lead to."""

from datetime import date

from loyalty import delivered
from loyalty.choices import Ladder
from loyalty.ladder import Rule, rules_of, targets_of
from loyalty.models import LadderRules, Tier


def tiers_in_order() -> list[Tier]:
    """The tiers, the lowest first."""
    return list(Tier.objects.order_by("order"))


def rules_on(ladder: str, on: date, tiers: list[Tier]) -> tuple[Rule, ...]:
    """The rules of `ladder` in force on business date `on`."""
    version = LadderRules.objects.filter(ladder=ladder, valid_from__lte=on).first()
    return rules_of(document_on(version, ladder), targets_of(ladder, [tier.code for tier in tiers]))


def document_on(version: LadderRules | None, ladder: str) -> list:
    """What a version says; without one what was delivered."""
    return version.document if version else delivered.RULES[Ladder(ladder)]
