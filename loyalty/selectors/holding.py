"""Whose favourite room is held, as long as it hurts nobody."""

from collections import Counter
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from common.templatetags.hotel import day
from loyalty.matrix import MEMBER_FROM, VIP_FROM
from loyalty.models import FavouriteRoom
from reservations.choices import EXPECTED, HOLDS_ROOM, StayStatus
from reservations.models import Stay
from reservations.selectors.availability import rooms_left
from reservations.selectors.held_rooms import Held

#: A VIP member who stayed within so many days may come any day: his room waits for him unasked.
STILL_OURS = timedelta(days=365)


def held_favourites(*, arrival: date, departure: date) -> dict[int, Held]:
    """Room id → for whom it is held from `arrival` to `departure`; one query, three where rooms are held.

    Of VIP members always, of other members in the low season and only where they are expected. Rooms of a type are
    given up when the house is short of it, so that nobody is turned away: those of who is not expected as soon as no
    others can be sold, those of who comes when the type is overbooked.
    """
    rows = list(_holders(arrival, max(departure, arrival + timedelta(days=1))))
    if not rows:
        return {}
    left = rooms_left(arrival=arrival, departure=departure)
    idle = Counter(row.room.room_type_id for row in rows if row.comes is None)
    spare = {kind: left[kind] - idle[kind] for kind in {row.room.room_type_id for row in rows}}
    return {
        row.room_id: Held(row.guest_id, _words(row))
        for row in rows
        if spare[row.room.room_type_id] > 0 or (row.comes and spare[row.room.room_type_id] == 0)
    }


def _holders(arrival: date, end: date) -> QuerySet[FavouriteRoom]:
    """`comes`: his arrival, where he is expected in these nights. Who has a room for them needs no other."""
    his = Stay.objects.filter(guest=OuterRef("guest"), arrival__lt=end, departure__gt=arrival)
    expected = his.filter(status=StayStatus.EXPECTED, line__status__in=EXPECTED, line__room__isnull=True)
    housed = his.filter(line__room__isnull=False, line__status__in=HOLDS_ROOM)
    recent = Stay.objects.completed().filter(guest=OuterRef("guest"), departure__gte=arrival - STILL_OURS)
    order = F("guest__membership__tier__order")
    is_vip, is_member = Q(order__gte=VIP_FROM), Q(order__gte=MEMBER_FROM)
    comes = Q(Exists(expected))
    who = is_vip & (comes | Q(Exists(recent)))
    if arrival.month in settings.LOW_SEASON_MONTHS:
        who |= is_member & comes
    rows = FavouriteRoom.objects.filter(guest__merged_into__isnull=True, room__is_active=True)
    rows = rows.alias(order=order).filter(who).filter(~Exists(housed))
    return rows.annotate(comes=expected.order_by("arrival").values("arrival")[:1]).select_related(
        "room", "guest"
    )


def _words(row: FavouriteRoom) -> str:
    if row.comes:
        return _("held for %(guest)s, who comes on %(day)s") % {
            "guest": row.guest.display_name,
            "day": day(row.comes),
        }
    return _("held for %(guest)s") % {"guest": row.guest.display_name}
