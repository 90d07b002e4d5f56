"""Satisfaction as conditions of the combined query, as it was last computed."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from analytics.satisfaction.models import GuestSatisfaction, Scoring
from analytics.satisfaction.selectors.scores import FEWEST_ANSWERS
from guests.query.registry import Asked, Kind, register_in
from guests.query.sets import ids, within


def register_all() -> None:
    add = register_in(_("Satisfaction"), "satisfaction.view_guestsatisfaction")
    add("satisfaction.score", _("satisfaction, 0–100"), Kind.NUMBER, _score)
    add("satisfaction.sets", _("surveys answered"), Kind.NUMBER, _in("sets"))
    add("satisfaction.last_on", _("last survey answered"), Kind.DATE, _in("last_on"))


def _rows() -> QuerySet[GuestSatisfaction]:
    return GuestSatisfaction.objects.filter(weighting=Scoring.objects.order_by("-pk").values("weighting")[:1])


def _score(asked: Asked) -> QuerySet:
    """Who answered too little has no score and is never found by one."""
    return ids(_rows().filter(within("score", asked.value), answers__gte=FEWEST_ANSWERS))


def _in(field: str):
    return lambda asked: ids(_rows().filter(within(field, asked.value)))
