"""Bookings and stays. Guests are named by number, bookings by confirmation, rooms of a booking by key."""

from django.urls import path, register_converter

from reservations.views import accounts, alerts, bookings, imports, reservation, sharers, stays, walk_in
from reservations.views.list import ReservationList

app_name = "reservations"


class Confirmation:
    """R and at least eight digits."""

    regex = r"R\d{8,}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(Confirmation, "confirmation")

urlpatterns = [
    path("", ReservationList.as_view(), name="list"),
    path("new/", bookings.create, name="create"),
    path("new/guest/", bookings.find_guest, name="find_guest"),
    path("new/left/", bookings.left, name="left"),
    path("walk-in/", walk_in.walk_in, name="walk_in"),
    path("<confirmation:confirmation>/", reservation.reservation, name="reservation"),
    path("<confirmation:confirmation>/edit/", reservation.edit, name="edit"),
    path("<confirmation:confirmation>/cancel/", reservation.cancel, name="cancel"),
    path("<confirmation:confirmation>/reinstate/", reservation.reinstate, name="reinstate"),
    path("rooms/<int:pk>/edit/", reservation.edit_line, name="edit_line"),
    path("rooms/<int:pk>/check-in/", stays.check_in, name="check_in"),
    path("rooms/<int:pk>/check-in/reverse/", stays.reverse_check_in, name="reverse_check_in"),
    path("rooms/<int:pk>/check-out/", stays.check_out, name="check_out"),
    path("rooms/<int:pk>/check-out/reverse/", stays.reverse_check_out, name="reverse_check_out"),
    path("rooms/<int:pk>/no-show/", stays.no_show, name="no_show"),
    path("rooms/<int:pk>/reinstate/", stays.reinstate_line, name="reinstate_line"),
    path("rooms/<int:pk>/arrival-today/", stays.move_arrival, name="move_arrival"),
    path("rooms/<int:pk>/sharer/", sharers.add_sharer, name="add_sharer"),
    path("rooms/<int:pk>/payer/", sharers.payer, name="payer"),
    path("rooms/<int:pk>/guests/<int:stay>/leave/", sharers.leave, name="leave"),
    path(
        "rooms/<int:pk>/guests/<int:stay>/leave/reverse/", sharers.take_leaving_back, name="take_leaving_back"
    ),
    path("rooms/<int:pk>/room/", stays.room, name="room"),
    path("accounts/", accounts.AccountList.as_view(), name="accounts"),
    path("accounts/new/", accounts.new_account, name="new_account"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("accounts/<int:pk>/edit/", accounts.edit_account, name="edit_account"),
    path("alerts/read/", alerts.read_alerts, name="read_alerts"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/<uuid:pk>/", imports.import_detail, name="import"),
    path("imports/<uuid:pk>/start/", imports.import_start, name="import_start"),
    path("imports/<uuid:pk>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<uuid:pk>/failed/", imports.import_failed, name="import_failed"),
    path("imports/<uuid:pk>/problems/", imports.import_problems, name="import_problems"),
]
