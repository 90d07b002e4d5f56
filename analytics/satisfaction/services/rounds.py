"""The end of a round: what the experts said becomes figures in which nobody can be recognised."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analytics.satisfaction.delphi import FEWEST_EXPERTS
from analytics.satisfaction.models import Reply, Round, Weighting
from analytics.satisfaction.selectors.groups import Group, asked_groups
from analytics.satisfaction.selectors.sheets import handed_in, sheets_of
from analytics.satisfaction.services.weightings import hold_open
from analytics.satisfaction.weighing import of_all
from common.errors import HotelError

#: Decimals of a stored figure: more than a weight has, so that rounding it again changes nothing.
PLACES = 9


@transaction.atomic
def close_round(*, weighting: Weighting, by: str) -> Round:
    """Close the open round with what is handed in; who has not handed in is left out.

    Raises HotelError where too few have handed in: two for Delphi, one otherwise.
    """
    hold_open(weighting)
    now_open = weighting.rounds.select_for_update().filter(closed_at__isnull=True).first()
    if now_open is None:
        raise HotelError(_("No round is open now."))
    replies = handed_in(now_open)
    needed = FEWEST_EXPERTS if weighting.is_in_rounds else 1
    if len(replies) < needed:
        words = _("Handed in: %(n)s. At least %(needed)s are needed to close the round.")
        raise HotelError(words % {"n": len(replies), "needed": needed})
    now_open.outcome = {
        "experts": len(replies),
        "groups": {group.key: _figures(weighting, group, replies) for group in asked_groups(weighting)},
    }
    now_open.closed_at, now_open.closed_by = timezone.now(), by
    now_open.save(update_fields=["outcome", "closed_at", "closed_by"])
    return now_open


def _figures(weighting: Weighting, group: Group, replies: list[Reply]) -> dict:
    sheets = list(sheets_of(replies, group, is_in_pairs=weighting.is_in_pairs).values())
    found = of_all(weighting.method, len(group.items), sheets, float(weighting.cv_limit))
    items = zip(group.items, found.weights, found.spreads, strict=True)
    return {
        "agreed": found.is_agreed,
        "ratio": None if found.ratio is None else round(found.ratio, PLACES),
        "items": {
            item.key: {
                "weight": round(weight, PLACES),
                "median": round(spread.median, PLACES),
                "lower": round(spread.lower, PLACES),
                "upper": round(spread.upper, PLACES),
                "mean": round(spread.mean, PLACES),
                "variation": round(spread.variation, PLACES),
            }
            for item, weight, spread in items
        },
    }
