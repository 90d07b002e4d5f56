"""One booking: looked at, changed, cancelled and taken back."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.conflicts import lines_of, opened_again, with_theirs
from common.dates import business_date
from common.errors import EditConflict, HotelError
from guests.choices import Place
from reservations.choices import EXPECTED, Status, StayStatus
from reservations.forms.booking import CancelForm, LineForm, ReservationForm
from reservations.models import Reservation, ReservationLine
from reservations.selectors.desk import rows
from reservations.selectors.folios import folio_of
from reservations.selectors.history import history_of
from reservations.services import changes
from reservations.services.dates import change_line
from reservations.views.alerts import stop_context
from reservations.views.shared import (
    OVERBOOK,
    attach,
    back,
    is_closed,
    line_or_404,
    say,
)

ONE_DAY = timedelta(days=1)
change_reservation = permission_required("reservations.change_reservation", raise_exception=True)


@require_safe
@permission_required("reservations.view_reservation", raise_exception=True)
def reservation(request, confirmation):
    """One booking: its rooms with their people and folios, what can be done, what was changed."""
    lines = ReservationLine.objects.select_related("room_type", "room")
    found = get_object_or_404(
        Reservation.objects.select_related("guest", "booker", "account", "channel").prefetch_related(
            Prefetch("lines", lines.order_by("pk"))
        ),
        confirmation=confirmation,
    )
    on = business_date()
    shown = rows(found.lines.all(), on=on, place=Place.IN_HOUSE)
    rooms = [_room_card(request, row, on) for row in sorted(shown, key=lambda row: row.line.pk)]
    context = {
        "reservation": found,
        "rooms": rooms,
        "on": on,
        "can_cancel": any(row.line.status in EXPECTED for row in shown),
        "can_reinstate": found.status == Status.CANCELLED,  # a no-show is taken back room by room
        "cancel_form": CancelForm(),
        "history": history_of(found, [row.line for row in shown]),
    }
    here = [s.guest_id for row in shown for s in row.line.present if s.status == StayStatus.IN_HOUSE]
    context |= stop_context(request, here, Place.IN_HOUSE)
    return render(request, "reservations/reservation_detail.html", context)


def _room_card(request, row, on) -> dict:
    line = row.line
    has_folio = line.status in (Status.IN_HOUSE, Status.CHECKED_OUT)
    shows_money = has_folio and request.user.has_perm("reservations.view_charge")
    here = [stay for stay in line.present if stay.status == StayStatus.IN_HOUSE]
    staying = [stay for stay in line.present if stay.status in (StayStatus.EXPECTED, StayStatus.IN_HOUSE)]
    known = {person.guest.pk: person for person in row.people}
    return {
        "row": row,
        "line": line,
        "party": [(stay, known.get(stay.guest_id)) for stay in line.present],
        "some_may_leave": line.status == Status.IN_HOUSE and len(here) > 1,
        "may_change_payer": line.status in (*EXPECTED, Status.IN_HOUSE) and len(staying) > 1,
        "can_check_in": line.status in EXPECTED and line.arrival <= on,
        # Late, or a night early: who arrives at 02:00 comes on the business date before the day he booked.
        "may_come_today": line.status in EXPECTED and line.arrival != on and line.arrival <= on + ONE_DAY,
        "is_expected": line.status in EXPECTED,
        "is_closed": is_closed(line),
        "folio": folio_of(line, leaving_on=line.departure) if shows_money else None,
    }


@require_http_methods(["GET", "POST"])
@change_reservation
def edit(request, confirmation):
    """The booking's own facts; a conflict shows both values, and what was typed stays in the form."""
    found = get_object_or_404(Reservation, confirmation=confirmation)
    posted = with_theirs(request.POST, ReservationForm(instance=found))
    form = ReservationForm(posted or None, instance=found)
    conflicts = []
    if request.method == "POST" and form.is_valid():
        try:
            changes.change_reservation(
                reservation_id=found.pk,
                changes=form.changes(),
                expected_version=form.cleaned_data["version"],
            )
            messages.success(request, _("Saved."))
            return redirect(found)
        except EditConflict as error:
            conflicts = lines_of(form, error)
            found.refresh_from_db()
            data = opened_again(form.data, ReservationForm(instance=found), error)
            form = ReservationForm(data, instance=found)
        except HotelError as error:
            attach(form, error)
    context = {"form": form, "reservation": found, "conflicts": conflicts}
    status = 409 if conflicts else 200
    return render(request, "reservations/reservation_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@change_reservation
def edit_line(request, pk):
    """Dates, type, price and persons of one room; a conflict is shown as for the booking."""
    line, on = line_or_404(pk), business_date()
    form = _line_form(request, with_theirs(request.POST, LineForm(line=line)) or None, line)
    conflicts = []
    if request.method == "POST" and form.is_valid():
        try:
            _change_line(request, form, line, on)
            messages.success(request, _("Saved."))
            return redirect(line.reservation)
        except EditConflict as error:
            conflicts = lines_of(form, error)
            line = line_or_404(pk)
            form = _line_form(request, opened_again(form.data, LineForm(line=line), error), line)
        except HotelError as error:
            attach(form, error)
    context = {"form": form, "line": line, "reservation": line.reservation, "conflicts": conflicts}
    return render(request, "reservations/line_form.html", context, status=409 if conflicts else 200)


def _line_form(request, data, line) -> LineForm:
    form = LineForm(data, line=line)
    if request.user.has_perm(OVERBOOK):
        form.offer_overbooking()
    return form


def _change_line(request, form, line, on) -> None:
    said = form.cleaned_data
    change_line(
        line_id=line.pk,
        expected_version=said["version"],
        on=on,
        arrival=said["arrival"],
        departure=said["departure"],
        room_type_id=said["room_type"].pk if said["room_type"] else None,
        rate=said["rate"],
        adults=said["adults"],
        children=said["children"],
        babies=said["babies"],
        accept_overbooking=request.user.has_perm(OVERBOOK) and said["accept_overbooking"],
    )


@require_POST
@change_reservation
def cancel(request, confirmation):
    found = get_object_or_404(Reservation, confirmation=confirmation)
    form = CancelForm(request.POST)
    try:
        changes.cancel(reservation_id=found.pk, reason=form.data.get("reason", "")[:300])
        messages.success(request, _("Cancelled. It can be taken back here."))
    except HotelError as error:
        say(request, error)
    return back(request, found)


@require_POST
@change_reservation
def reinstate(request, confirmation):
    found = get_object_or_404(Reservation, confirmation=confirmation)
    try:
        changes.reinstate(reservation_id=found.pk)
        messages.success(request, _("The booking is confirmed again. Check its rooms and dates."))
    except HotelError as error:
        say(request, error)
    return back(request, found)
