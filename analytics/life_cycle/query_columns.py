"""The life-cycle as columns of result lists."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from analytics.life_cycle.choices import State
from common.list_parts import Column
from guests.query.columns import QueryColumn, register

PERMISSION = "life_cycle.view_guestlifecycle"


def register_all() -> None:
    register(
        QueryColumn(
            Column(
                "life_cycle",
                _("life-cycle"),
                value=lambda guest: State(guest.q_life_cycle).label if guest.q_life_cycle else "",
            ),
            PERMISSION,
            {"q_life_cycle": F("life_cycle__state")},
        ),
        QueryColumn(
            Column(
                "life_cycle_since",
                _("in this life-cycle since"),
                value=lambda guest: guest.q_life_cycle_since,
                shown=False,
            ),
            PERMISSION,
            {"q_life_cycle_since": F("life_cycle__since")},
        ),
    )
