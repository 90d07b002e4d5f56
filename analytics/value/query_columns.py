"""What the night says of guests, as columns of result lists; always of the run that is shown."""

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from analytics.value.choices import ValueClass
from analytics.value.models import GuestValue, ValueRun
from common.list_parts import Column
from guests.query.columns import QueryColumn, register


def _value(field: str) -> Subquery:
    shown = ValueRun.objects.filter(is_current=True).values("pk")
    return Subquery(
        GuestValue.objects.filter(guest_id=OuterRef("pk"), run_id=Subquery(shown)).values(field)[:1]
    )


def register_all() -> None:
    register(
        QueryColumn(
            Column(
                "value_class",
                _("value class"),
                value=lambda guest: ValueClass(guest.q_class).label if guest.q_class else "",
            ),
            "value.view_guestvalue",
            {"q_class": _value("value_class")},
        ),
        QueryColumn(
            Column(
                "ccv",
                _("current value (CCV)"),
                value=lambda guest: guest.q_ccv,
                sort=("q_ccv",),
                numeric=True,
                shown=False,
            ),
            "value.view_guestvalue",
            {"q_ccv": _value("ccv")},
        ),
    )
