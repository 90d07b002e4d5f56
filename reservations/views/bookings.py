"""Bookings are taken: for whom, what, and whether there is room."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common.dates import business_date
from common.errors import HotelError
from common.money import ZERO
from guests.choices import Place
from guests.selectors.file import blacklisted_namesakes, holders
from guests.selectors.search import search_guests
from reservations.forms.booking import BookingForm, DatesForm
from reservations.forms.stays import NewGuestForm
from reservations.models import Reservation, RoomType
from reservations.rates import rate_for
from reservations.selectors.availability import rooms_left
from reservations.selectors.recognition import recognise
from reservations.services.booking import BookingDraft
from reservations.services.walk_ins import book_for
from reservations.views.alerts import stop_context as alert_stop
from reservations.views.shared import (
    OVERBOOK,
    TAKE_OFFERS,
    attach,
    guest_by_number,
    line_or_404,
    may_override,
    stop_of,
)

add_reservation = permission_required("reservations.add_reservation", raise_exception=True)


@require_http_methods(["GET", "POST"])
@add_reservation
def find_guest(request):
    """Whom the booking is for, or who shares the room of `line`: search, or a new file. Htmx gets the finds only."""
    typed = request.POST.get("q", "")
    found = [item for item in search_guests(typed, on=business_date()) if item.guest] if typed.strip() else []
    purpose = request.POST.get("for", request.GET.get("for", "create"))
    url_name = "reservations:walk_in" if purpose == "walk_in" else "reservations:create"
    context = {"found": found, "query": typed, "purpose": purpose, "target": reverse(url_name)}
    if sharing := request.POST.get("line", ""):
        context["line"] = line_or_404(int(sharing) if sharing.isdecimal() and sharing.isascii() else 0).pk
    template = "reservations/_guest_finds.html" if request.htmx else "reservations/find_guest.html"
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
@add_reservation
def create(request):
    """A booking for `?guest=G…`, or with `?new=1` for somebody without a file; else one is asked whom for."""
    number, on = request.GET.get("guest", ""), business_date()
    if not number and "new" not in request.GET:
        return redirect("reservations:find_guest")
    guest = guest_by_number(number) if number else None
    known = recognise([guest], on=on, place=Place.BOOKING)[guest.pk] if guest else None
    overriding = bool(known and known.blacklist) and may_override(request) and "override" in request.GET
    if known and known.blacklist and not overriding:
        return render(request, "reservations/create.html", stop_context(request, known))
    form = BookingForm(request.POST or None, today=on, account=guest.account_id if guest else None)
    guest_form = None if guest else NewGuestForm(request.POST or None)
    if request.user.has_perm(OVERBOOK):
        form.offer_overbooking()
    if overriding:
        form.demand_blacklist_reason()
    same = []
    if request.method == "POST" and _are_valid(form, guest_form):
        same = known_already(guest_form, on=on) if guest_form and "anyway" not in request.POST else []
        reservation = None if same else _booked(request, form, guest, guest_form)
        if reservation:
            messages.success(request, _("Booked: %(number)s.") % {"number": reservation.confirmation})
            return redirect(reservation)
    context = {"form": form, "guest_form": guest_form, "guest": guest, "known": known, "same": same}
    context |= alert_stop(request, [guest.pk] if guest else [], Place.BOOKING)
    return render(request, "reservations/create.html", context)


def stop_context(request, known) -> dict:
    """The stop screen before a page that was opened with `?guest=`; `continue_url` is '' without permission."""
    query = QueryDict(mutable=True)
    query["guest"], query["override"] = known.guest.number, "1"
    return {
        "guest": known.guest,
        "known": known,
        "stop": stop_of(request, known.blacklist),
        "back_url": known.guest.get_absolute_url(),
        "continue_url": f"{request.path}?{query.urlencode()}" if may_override(request) else "",
    }


def known_already(guest_form, *, on) -> list:
    """Whose phone, address or document was entered for a new guest, and who of his name is on the blacklist."""
    said = guest_form.cleaned_data
    return blacklisted_namesakes(said["name"], on=on) + holders(
        phones=[said["phone"]],
        emails=[said["email"]],
        document=said["document_number"],
        country=str(said["nationality"] or "CN"),
    )


def _are_valid(*forms) -> bool:
    """Every form is asked, so that all errors are shown at once."""
    return all([form.is_valid() for form in forms if form is not None])


def _booked(request, form, guest, guest_form) -> Reservation | None:
    try:
        return book_for(
            draft=_draft(form, guest.pk if guest else 0),
            guest=guest_form.draft() if guest_form else None,
            at=timezone.now(),
            by=request.user.get_username(),
            user=request.user,
            accept_overbooking=request.user.has_perm(OVERBOOK) and form.cleaned_data["accept_overbooking"],
            offer=form.offer() if request.user.has_perm(TAKE_OFFERS) else None,
            blacklist_reason=form.cleaned_data["blacklist_reason"],
            may_override_blacklist=may_override(request),
        )
    except HotelError as error:
        attach(form, error)
        return None


def _draft(form: BookingForm, guest_id: int) -> BookingDraft:
    said = form.cleaned_data
    account, channel = said["account"], said["channel"]
    discount = account.discount_percent if account else ZERO
    rate = said["rate"] if said["rate"] is not None else rate_for(said["room_type"].base_rate, discount)
    return BookingDraft(
        guest_id=guest_id,
        room_type_id=said["room_type"].pk,
        rate=rate,
        origin=form.origin(),
        account_id=account.pk if account else None,
        channel_id=channel.pk if channel else None,
        **{
            name: said[name]
            for name in (
                "token", "arrival", "departure", "rooms", "adults", "children", "babies", "status",
                "motive", "why_this_hotel", "board", "group", "special_requests", "remarks",
            )
        },
    )  # fmt: skip


@require_safe
@permission_required("reservations.view_reservation", raise_exception=True)
def left(request):
    """Rooms left by type for `?arrival=&departure=`: a fragment beside the booking form."""
    form = DatesForm(request.GET)
    days = form.cleaned_data if form.is_valid() else {}
    counts = rooms_left(**days) if days else {}
    types = [
        {"type": room_type, "left": max(0, counts[room_type.pk])}
        for room_type in RoomType.objects.filter(is_active=True)
        if room_type.pk in counts
    ]
    return render(request, "reservations/_rooms_left.html", {"types": types} | days)
