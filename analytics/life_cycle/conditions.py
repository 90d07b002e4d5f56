"""The life-cycle as conditions of the combined query; as the last night computed it."""

from django.utils.translation import gettext_lazy as _

from analytics.life_cycle.choices import State
from analytics.life_cycle.models import GuestLifeCycle
from guests.query.registry import Asked, Kind, register_in
from guests.query.sets import ids, within


def register_all() -> None:
    add = register_in(_("Life-cycle"), "life_cycle.view_guestlifecycle")
    add("life_cycle.state", _("life-cycle"), Kind.CHOICE, _among("state"), choices=lambda: State.choices)
    add("life_cycle.since", _("in this life-cycle since"), Kind.DATE, _in("since"))
    add(
        "life_cycle.previous",
        _("life-cycle before that"),
        Kind.CHOICE,
        _among("previous"),
        choices=lambda: State.choices,
    )
    add("life_cycle.usual_days", _("usual interval, days"), Kind.NUMBER, _in("usual_days"))
    add("life_cycle.at_risk_on", _("at risk from"), Kind.DATE, _in("at_risk_on"))


def _among(field: str):
    return lambda asked: ids(GuestLifeCycle.objects.filter(**{f"{field}__in": asked.value}))


def _in(field: str):
    def build(asked: Asked):
        return ids(GuestLifeCycle.objects.filter(within(field, asked.value)))

    return build
