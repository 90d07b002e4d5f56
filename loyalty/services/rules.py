"""New versions of the rules."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from loyalty.ladder import document_of, rules_of, targets_of, uncounted_of
from loyalty.models import LadderRules
from loyalty.selectors.rules import rules_on, tiers_in_order, uncounted_on


@transaction.atomic
def change_rules(
    *,
    ladder: str,
    document: list[dict[str, Any]],
    uncounted: Mapping[str, Any],
    note: str,
    by: str,
    on: date,
) -> LadderRules:
    """Add a version that is in force from business date `on`; HotelError for what makes no sense or changes nothing."""
    left_out = uncounted_of(uncounted)
    tiers = tiers_in_order()
    rules = rules_of(document, targets_of(ladder, [tier.code for tier in tiers]))
    if (rules, left_out) == (rules_on(ladder, on, tiers), uncounted_on(ladder, on)):
        raise HotelError(_("Nothing differs from the rules in force."))
    return LadderRules.objects.create(
        ladder=ladder,
        document=document_of(rules),
        uncounted=asdict(left_out),
        valid_from=on,
        note=note.strip(),
        created_by=by,
    )
