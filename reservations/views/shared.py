"""What the pages of bookings and stays have in common."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from common.addresses import way_back
from common.errors import HotelError
from guests.models import Guest
from reservations.choices import Status
from reservations.models import ReservationLine
from reservations.selectors.folios import line_with_people

OVERRIDE_BLACKLIST = "reservations.override_blacklist"
OVERBOOK = "reservations.overbook_room_type"
TAKE_OFFERS = "loyalty.add_offertaken"


def guest_by_number(number: str) -> Guest:
    """The guest, or the one he was merged into; 404 for an unknown number."""
    guest = get_object_or_404(Guest.objects.select_related("merged_into", "account"), number=number)
    return guest.merged_into or guest


def line_or_404(pk: int) -> ReservationLine:
    line = line_with_people(pk)
    if line is None:
        raise Http404
    return line


def attach(form, error: HotelError) -> None:
    """Put a refusal beside the field it is about, else on top of the form."""
    field = error.field if error.field in form.fields else None
    form.add_error(field, error.message)


def say(request, error: HotelError) -> None:
    messages.error(request, error.message)


def done(request, act) -> bool:
    """Whether `act` was carried out; a refusal is said on the next page."""
    try:
        act()
    except HotelError as error:
        say(request, error)
        return False
    return True


def back(request, default):
    """To where the button was pressed, if that is one of our pages, else to `default`."""
    return redirect(way_back(request, request.POST.get("next")) or default)


def stop_of(request, alert) -> dict:
    """The context of the stop screen for a blacklist entry."""
    return {
        "guest_name": alert.guest.display_name,
        "reason": alert.reason,
        "approver": alert.approved_by.get_full_name() or alert.approved_by.get_username(),
        "until": alert.ends_on,
        "call_name": _("the duty manager"),
        "call_phone": settings.DUTY_MANAGER_PHONE,
    }


def may_override(request) -> bool:
    return request.user.has_perm(OVERRIDE_BLACKLIST)


def is_closed(line: ReservationLine) -> bool:
    """Whether nothing will happen on this line any more unless something is taken back."""
    return line.status in (Status.CHECKED_OUT, Status.CANCELLED, Status.NO_SHOW)
