"""The stay that a wish noted now is for, and the wishes of it."""

from datetime import date

from django.db.models import QuerySet

from guests.models import Guest
from reservations.choices import EXPECTED, Status, StayStatus
from reservations.models import Stay, StayWish


def stays_at_hand(guest: Guest) -> QuerySet[Stay]:
    """Going on, or still to come."""
    return guest.stays.filter(
        status__in=[StayStatus.IN_HOUSE, StayStatus.EXPECTED], line__status__in=[Status.IN_HOUSE, *EXPECTED]
    ).select_related("line__room", "line__room_type", "line__reservation")


def stay_at_hand(guest: Guest, on: date) -> Stay | None:
    """The stay in progress, else the next one from `on` (yesterday's late arrival included)."""
    stays = list(stays_at_hand(guest).order_by("arrival", "pk"))
    here = [stay for stay in stays if stay.status == StayStatus.IN_HOUSE]
    coming = [stay for stay in stays if stay.status == StayStatus.EXPECTED and stay.departure >= on]
    return next(iter([*here, *coming]), None)


def wishes_of(stay: Stay) -> QuerySet[StayWish]:
    """What he asked for this time, in the order it was noted."""
    return StayWish.objects.filter(line=stay.line_id, guest=stay.guest_id).order_by("pk")
