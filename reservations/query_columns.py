"""What staying says of guests, as columns of result lists."""

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from common.list_parts import Column
from guests.query.columns import QueryColumn, register
from reservations.choices import StayStatus
from reservations.models import Stay


def _of_guest(figure, status: str = StayStatus.CHECKED_OUT) -> Subquery:
    mine: QuerySet = Stay.objects.filter(guest=OuterRef("pk"), status=status)
    return Subquery(mine.order_by().values("guest").annotate(figure=figure).values("figure"))


def register_all() -> None:
    register(
        QueryColumn(
            Column(
                "stays", _("stays"), value=lambda guest: guest.q_stays or 0, sort=("q_stays",), numeric=True
            ),
            "reservations.view_stay",
            {"q_stays": _of_guest(Count("pk"))},
        ),
        QueryColumn(
            Column("last_stay", _("last stay"), value=lambda guest: guest.q_last_stay, sort=("q_last_stay",)),
            "reservations.view_stay",
            {"q_last_stay": _of_guest(Max("departure"))},
        ),
        QueryColumn(
            Column(
                "spend",
                _("lifetime spend"),
                value=lambda guest: guest.q_spend,
                sort=("q_spend",),
                numeric=True,
                shown=False,
            ),
            "reservations.view_charge",
            {"q_spend": _of_guest(Sum("spend"))},
        ),
    )
