"""New versions of the rules."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from loyalty.ladder import document_of, rules_of, targets_of
from loyalty.models import LadderRules
from loyalty.selectors.rules import rules_on, tiers_in_order


@transaction.atomic
def change_rules(*, ladder: str, document: list[dict[str, Any]], note: str, by: str, on: date) -> LadderRules:
    """Add a version that is in force from business date `on`; HotelError for what makes no sense or changes nothing."""
    tiers = tiers_in_order()
    rules = rules_of(document, targets_of(ladder, [tier.code for tier in tiers]))
    if rules == rules_on(ladder, on, tiers):
        raise HotelError(_("Nothing differs from the rules in force."))
    return LadderRules.objects.create(
        ladder=ladder, document=document_of(rules), valid_from=on, note=note.strip(), created_by=by
    )
