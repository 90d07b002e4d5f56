"""A walk-in in one screen: who, how long, which room."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.dates import business_date
from common.errors import HotelError
from guests.choices import Place
from reservations.choices import Origin, Status
from reservations.forms.stays import NewGuestForm, WalkInForm
from reservations.models import Room
from reservations.selectors.proposals import rooms_for_guest
from reservations.selectors.recognition import recognise
from reservations.services.booking import BookingDraft
from reservations.services.walk_ins import walk_in as walk_in_service
from reservations.views.alerts import stop_context as alert_stop
from reservations.views.bookings import known_already, stop_context
from reservations.views.shared import OVERBOOK, attach, guest_by_number, may_override

#: Rooms whose reasons are shown beside the list.
PROPOSED = 3


@require_http_methods(["GET", "POST"])
@permission_required(["reservations.add_reservation", "reservations.change_stay"], raise_exception=True)
def walk_in(request):
    """For `?guest=G…`, or for somebody without a file; POST books and checks in."""
    number, on = request.GET.get("guest", ""), business_date()
    guest = guest_by_number(number) if number else None
    known = recognise([guest], on=on, place=Place.CHECK_IN)[guest.pk] if guest else None
    overriding = bool(known and known.blacklist) and may_override(request) and "override" in request.GET
    if known and known.blacklist and not overriding:
        return render(request, "reservations/walk_in.html", stop_context(request, known))
    proposals = rooms_for_guest(guest, arrival=on, departure=on + timedelta(days=1))
    form = WalkInForm(
        request.POST or None,
        rooms=[(p.room.id, f"{p.room.number} · {p.room.type_name}") for p in proposals],
    )
    guest_form = None if guest else NewGuestForm(request.POST or None)
    if overriding:
        form.demand_blacklist_reason()
    same = []
    if request.method == "POST" and all([form.is_valid(), guest_form is None or guest_form.is_valid()]):
        same = [] if guest or "anyway" in request.POST else known_already(guest_form, on=on)
        line = None if same else _walked_in(request, form, guest, guest_form, on)
        if line:
            messages.success(request, _("Checked in: room %(room)s.") % {"room": line.room})
            return redirect("departments:front_desk")
    context = {
        "form": form,
        "guest_form": guest_form,
        "guest": guest,
        "known": known,
        "same": same,
        "proposals": [p for p in proposals if p.reasons][:PROPOSED],
        "has_rooms": bool(proposals),
        "find_url": reverse("reservations:find_guest") + "?for=walk_in",
    }
    context |= alert_stop(request, [guest.pk] if guest else [], Place.BOOKING, Place.CHECK_IN)
    return render(request, "reservations/walk_in.html", context)


def _walked_in(request, form, guest, guest_form, on):
    said = form.cleaned_data
    room = Room.objects.select_related("room_type").get(pk=said["room"])
    draft = BookingDraft(
        token=said["token"],
        guest_id=guest.pk if guest else 0,
        arrival=on,
        departure=on + timedelta(days=said["nights"]),
        room_type_id=room.room_type_id,
        room_id=room.pk,
        rate=said["rate"] if said["rate"] is not None else room.room_type.base_rate,
        adults=said["adults"],
        children=said["children"],
        babies=said["babies"],
        status=Status.CONFIRMED,
        origin=Origin.WALK_IN,
        motive=said["motive"],
    )
    try:
        return walk_in_service(
            draft=draft,
            guest=guest_form.draft() if guest_form else None,
            on=on,
            at=timezone.now(),
            by=request.user.get_username(),
            user=request.user,
            accept_overbooking=request.user.has_perm(OVERBOOK) and said["accept_overbooking"],
            blacklist_reason=said["blacklist_reason"],
            may_override_blacklist=may_override(request),
        )
    except HotelError as error:
        attach(form, error)
        return None
