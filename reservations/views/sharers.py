"""Several people in one room: one more comes, one leaves before the others, another one pays."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.dates import business_date
from common.errors import HotelError
from guests.choices import Place
from guests.models import Guest
from reservations.choices import EXPECTED, Status, StayStatus
from reservations.forms.sharers import LeaveForm, PayerForm
from reservations.models import ReservationLine, Stay
from reservations.selectors.folios import folio_of
from reservations.services import sharers
from reservations.views.alerts import stop_context
from reservations.views.shared import (
    attach,
    back,
    done,
    guest_by_number,
    is_closed,
    line_or_404,
    may_override,
)

change_stay = permission_required("reservations.change_stay", raise_exception=True)


@require_http_methods(["GET", "POST"])
@change_stay
def add_sharer(request, pk):
    """One more guest; a look at `?guest=G…` asks whether he is meant, and shows what must be read about him."""
    line = line_or_404(pk)
    if request.method == "GET":
        return _sharer_page(request, line)
    guest = guest_by_number(request.POST.get("guest", ""))
    if _stop_of(request, line, guest)["unread"]:
        return redirect(f"{request.path}?guest={guest.number}")
    act = {
        "line_id": pk,
        "guest_id": guest.pk,
        "on": business_date(),
        "at": timezone.now(),
        "user": request.user,
        "may_override_blacklist": may_override(request),
        "blacklist_reason": request.POST.get("blacklist_reason", ""),
    }
    if done(request, lambda: sharers.add_sharer(**act)):
        messages.success(request, _("%(name)s shares this room.") % {"name": guest.display_name})
    return back(request, line.reservation)


def _sharer_page(request, line: ReservationLine):
    if is_closed(line) or "guest" not in request.GET:
        return redirect(line.reservation)
    guest = guest_by_number(request.GET["guest"])
    context = {"line": line, "guest": guest} | _stop_of(request, line, guest)
    return render(request, "reservations/sharer.html", context)


def _stop_of(request, line: ReservationLine, guest: Guest) -> dict:
    place = Place.CHECK_IN if line.status == Status.IN_HOUSE else Place.BOOKING
    return stop_context(request, [guest.pk], place, back_url=line.reservation.get_absolute_url())


@require_http_methods(["GET", "POST"])
@change_stay
def leave(request, pk, stay):
    """One guest leaves before the others; of the payer it asks who pays instead."""
    line = line_or_404(pk)
    leaving = _stay_of(line, stay)
    staying = [other for other in _here(line) if other != leaving]
    if leaving.status != StayStatus.IN_HOUSE or line.status != Status.IN_HOUSE or not staying:
        return redirect(line.reservation)
    on = business_date()
    form = LeaveForm(request.POST or None, stays=staying) if leaving.is_payer else None
    if (
        request.method == "POST"
        and (form is None or form.is_valid())
        and _left(request, line, leaving, form, on)
    ):
        words = _("%(name)s has left; the others stay in room %(room)s.")
        messages.success(request, words % {"name": leaving.guest.display_name, "room": line.room})
        return redirect(line.reservation)
    context = {"line": line, "leaving": leaving, "staying": staying, "form": form, "on": on}
    context["folio"] = folio_of(line, leaving_on=on)
    context |= stop_context(request, [leaving.guest_id], Place.CHECK_OUT)
    return render(request, "reservations/leave.html", context)


def _left(request, line: ReservationLine, leaving: Stay, form: LeaveForm | None, on) -> bool:
    heir = form.new_payer() if form else None
    act = {"line_id": line.pk, "stay_id": leaving.pk, "on": on, "at": timezone.now(), "user": request.user}
    if form is None:
        return done(request, lambda: sharers.leave_alone(**act))
    try:
        sharers.leave_alone(
            **act, new_payer_stay_id=heir, handover=form.chosen_handover(), keeps_paying=heir is None
        )
    except HotelError as error:
        attach(form, error)
        return False
    return True


@require_POST
@change_stay
def take_leaving_back(request, pk, stay):
    line = line_or_404(pk)
    if done(request, lambda: sharers.take_leaving_back(line_id=pk, stay_id=stay)):
        messages.success(request, _("His leaving was taken back; he is in the room again."))
    return back(request, line.reservation)


@require_http_methods(["GET", "POST"])
@change_stay
def payer(request, pk):
    """Who of the room's guests pays for it, before and during the stay."""
    line, on = line_or_404(pk), business_date()
    candidates = _candidates(line)
    if line.status not in (*EXPECTED, Status.IN_HOUSE) or len(candidates) < 2:
        return redirect(line.reservation)
    present = next((stay for stay in line.present if stay.is_payer), None)
    is_here = line.status == Status.IN_HOUSE
    form = PayerForm(
        request.POST or None,
        stays=candidates,
        asks_handover=is_here,
        initial={"payer": str(present.pk) if present else ""},
    )
    if request.method == "POST" and form.is_valid() and _payer_changed(line, form, on):
        messages.success(request, _("Saved."))
        return redirect(line.reservation)
    context = {"line": line, "form": form, "present": present, "on": on}
    context["folio"] = folio_of(line, leaving_on=on) if is_here else None
    return render(request, "reservations/payer.html", context)


def _payer_changed(line: ReservationLine, form: PayerForm, on) -> bool:
    try:
        sharers.change_payer(
            line_id=line.pk,
            stay_id=form.new_payer(),
            on=on,
            at=timezone.now(),
            handover=form.chosen_handover(),
        )
    except HotelError as error:
        attach(form, error)
        return False
    return True


def _stay_of(line: ReservationLine, stay_id: int) -> Stay:
    found = next((stay for stay in line.present if stay.pk == stay_id), None)
    if found is None:
        raise Http404
    return found


def _here(line: ReservationLine) -> list[Stay]:
    return [stay for stay in line.present if stay.status == StayStatus.IN_HOUSE]


def _candidates(line: ReservationLine) -> list[Stay]:
    return [stay for stay in line.present if stay.status in (StayStatus.IN_HOUSE, StayStatus.EXPECTED)]
