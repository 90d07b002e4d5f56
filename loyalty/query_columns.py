"""Class, tier and points as columns of result lists."""

from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.list_parts import Column
from guests.query.columns import QueryColumn, register
from loyalty.choices import AccountKind, GuestClass
from loyalty.conditions import CLASSES, MEMBERS
from loyalty.models import PointsAccount


def register_all() -> None:
    """Called once the apps are ready."""
    balances = PointsAccount.objects.filter(guest=OuterRef("pk"), kind=AccountKind.GUEST).values("balance")
    register(
        QueryColumn(
            Column("tier", _("membership tier"), value=_tier_name, shown=False),
            MEMBERS,
            {"q_tier_zh": F("membership__tier__name_zh"), "q_tier_en": F("membership__tier__name_en")},
        ),
        QueryColumn(
            Column("points", _("Points"), value=lambda guest: guest.q_points, numeric=True, shown=False),
            MEMBERS,
            {"q_points": Subquery(balances)},
        ),
        QueryColumn(
            Column("guest_class", _("guest class"), value=_class_name, shown=False),
            CLASSES,
            {"q_guest_class": F("service_class__guest_class")},
        ),
    )


def _tier_name(guest: Any) -> str:
    chinese = (get_language() or "").startswith("zh")
    return (guest.q_tier_zh if chinese else guest.q_tier_en) or ""


def _class_name(guest: Any) -> str:
    return str(GuestClass(guest.q_guest_class).label) if guest.q_guest_class else ""
