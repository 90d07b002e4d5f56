"""What a member is told about his membership, in words: for the mail that says it, and for whoever tells him."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from common.templatetags.hotel import day, number
from loyalty.choices import NoticeKind


@dataclass(frozen=True)
class Words:
    subject: str
    text: str


def words_of(kind: str, figures: Mapping[str, Any], due_on: date | None, tiers: Mapping[str, str]) -> Words:
    """A notice in the language that is active; `tiers` are the names by code."""
    on = day(due_on)
    if kind == NoticeKind.POINTS_EXPIRING:
        facts = {"n": number(figures["points"]), "day": on}
        return Words(
            _("Your points expire soon"),
            _(
                "%(n)s of your points expire from %(day)s on. Spend them on your next stay, or ask us at the desk."
            )
            % facts,
        )
    code = figures["tier"]
    facts = {"tier": tiers.get(code, code), "day": on}
    if kind == NoticeKind.TIER_FALLING:
        return Words(
            _("Your tier ends soon"),
            _("You keep %(tier)s until %(day)s. With another stay before that day it may stay yours.")
            % facts,
        )
    if kind == NoticeKind.TIER_UP:
        return Words(
            _("Welcome to your new tier"),
            _("From %(day)s on you are %(tier)s. Thank you for coming.") % facts,
        )
    return Words(_("Your tier has changed"), _("Since %(day)s your tier is %(tier)s.") % facts)
