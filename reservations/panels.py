"""What bookings and stays add to the guest page: the cards "now" and "stays and folios"."""

from django.db.models import Q
from django.utils.translation import gettext_lazy

from guests.choices import Place
from guests.panels import Panel, register
from reservations.choices import EXPECTED, Status
from reservations.models import ReservationLine
from reservations.selectors import desk
from reservations.selectors.folios import stays_with_folios
from reservations.views.alerts import stop_context

#: Coming bookings shown under "now".
SHOWN_NOW = 3


def register_all() -> None:
    """Called once the apps are ready."""
    register(
        Panel(
            key="now",
            title=gettext_lazy("Now"),
            template="reservations/_panel_now.html",
            permission="reservations.view_stay",
            order=10,
            column="main",
            load=now,
        )
    )
    register(
        Panel(
            key="stays",
            title=gettext_lazy("Stays and folios"),
            template="reservations/_panel_stays.html",
            permission="reservations.view_stay",
            order=30,
            column="main",
            load=stays,
        )
    )


def present_lines(guest, on):
    """The lines he is in, or comes for, the nearest first.

    His lines are named first, by two keys: asked for with OR, PostgreSQL looks through the whole house instead.
    """
    booked = ReservationLine.objects.filter(reservation__guest=guest, stays__isnull=True)
    his = guest.stays.order_by().values("line").union(booked.order_by().values("pk"), all=True)
    return ReservationLine.objects.filter(
        Q(status=Status.IN_HOUSE) | Q(status__in=EXPECTED, departure__gte=on), pk__in=his
    ).order_by("arrival", "pk")


def now(guest, request, on):
    """Today's and the coming bookings; None where there is none."""
    nearest = [line.pk for line in present_lines(guest, on)[:SHOWN_NOW]]
    if not nearest:
        return None
    lines = ReservationLine.objects.filter(pk__in=nearest)
    rows = desk.rows(lines, on=on, place=Place.IN_HOUSE)
    is_here = any(row.line.status == Status.IN_HOUSE for row in rows)
    stops = is_here and any(
        alert.stops_screen and alert.guest_id == guest.pk for row in rows for alert in row.warnings
    )
    return {"rows": rows} | (stop_context(request, [guest.pk], Place.IN_HOUSE) if stops else {})


def stays(guest, request, on):
    """His newest stays; None before the first booking."""
    newest, total = stays_with_folios(guest)
    if not total:
        return None
    return {"stays": newest, "total": total, "shows_money": request.user.has_perm("reservations.view_charge")}
