"""What bookings put into a guest's change log: the bookings, their rooms, his stays."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.audit_log import Logged
from common.templatetags.hotel import day
from guests.change_log import register
from reservations.models import Reservation, ReservationLine, Stay


def register_all() -> None:
    """Called once the apps are ready."""
    register(
        Logged(
            "booking",
            _("Bookings"),
            Reservation,
            "reservations.view_reservation",
            of=lambda files: Q(pgh_obj_id__in=_bookings(files)),
            silent=frozenset(
                {"version", "source_updated_at", "attributes", "is_synthetic", "is_erased", "guest", "booker"}
            ),
            words=lambda booking: f"{booking.source} {booking.external_id}",
        ),
        Logged(
            "room",
            _("Reserved rooms"),
            ReservationLine,
            "reservations.view_reservationline",
            of=lambda files: Q(pgh_obj_id__in=_stays(files).values("line")),
            silent=frozenset({"reservation", "line"}),
            words=_dates,
        ),
        Logged(
            "stay",
            _("Stays"),
            Stay,
            "reservations.view_stay",
            of=lambda files: Q(pgh_obj_id__in=_stays(files).values("pk")),
            silent=frozenset({"guest", "line", "room", "is_synthetic"}),
            words=_dates,
        ),
    )


def _stays(files):
    return Stay.objects.filter(guest__in=files).order_by()


def _bookings(files):
    """Those he stays in and those in his name: two keys, because an OR looks through all."""
    booked = Reservation.objects.filter(guest__in=files).order_by().values("pk")
    return _stays(files).values("line__reservation").union(booked, all=True)


def _dates(row) -> str:
    return f"{day(row.arrival)} – {day(row.departure)}"
