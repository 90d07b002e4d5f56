"""All bookings, one row a room."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.utils.translation import gettext_lazy as _

from common.list_parts import Column
from common.lists import ListPage
from reservations.filters import LineFilter
from reservations.models import ReservationLine


def guest_name(line) -> str:
    guest = line.reservation.guest
    return guest.display_name if guest else line.reservation.group or "—"


class ReservationList(PermissionRequiredMixin, ListPage):
    permission_required = "reservations.view_reservation"
    raise_exception = True
    template_name = "reservations/reservation_list.html"
    page_title = _("Reservations")
    empty_title = _("No reservations yet")
    empty_text = _("Take one with n, import a file, or let the property system push them.")
    filterset_class = LineFilter
    export_permission = "guests.export_guest"
    default_sort = "-arrival"
    counted_exactly = 200_000  # to count more would cost every look at the list tenths of a second
    columns = (
        Column("reservation__confirmation", _("Confirmation")),
        Column("guest", _("Guest"), value=guest_name),
        Column("arrival", _("Arrival"), sort=("arrival",)),
        Column("departure", _("Departure"), sort=("departure",)),
        Column("room_type", _("Room type")),
        Column("room", _("Room")),
        Column("get_status_display", _("Status")),
        Column("reservation__channel", _("Channel")),
        Column("reservation__account", _("Account"), shown=False),
        Column("reservation__get_origin_display", _("Origin"), shown=False),
        Column("reservation__source", _("Source"), shown=False),
        Column("amount", _("Room amount"), numeric=True),
    )

    def get_queryset(self):
        return ReservationLine.objects.select_related(
            "room_type", "room", "reservation__guest", "reservation__channel", "reservation__account"
        )

    def row_url(self, row) -> str:
        return row.reservation.get_absolute_url()
