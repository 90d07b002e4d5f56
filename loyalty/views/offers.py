"""What a guest is offered: while he books, with a booking, and asked for by itself."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.dates import business_date
from common.errors import HotelError
from loyalty.giving_forms import OfferQuery
from loyalty.models import OfferTaken
from loyalty.offers import Asked
from loyalty.selectors.offers import offer_of, offering
from loyalty.services.offering import OPEN, asked_of, take_offer, take_offer_back
from reservations.models import Reservation, RoomType
from reservations.views.shared import back, done, guest_by_number

seeing = permission_required("loyalty.view_offertaken", raise_exception=True)
taking = permission_required("loyalty.add_offertaken", raise_exception=True)


@require_safe
@seeing
def offers(request, number):
    """Offers for `?arrival=&departure=&room_type=`: beside the booking form, or a page of its own."""
    guest, on = guest_by_number(number), business_date()
    kind = RoomType.objects.filter(is_active=True).first()
    usual = {"arrival": on, "departure": on + timedelta(days=1), "room_type": kind, "account": guest.account}
    form = OfferQuery(request.GET if "arrival" in request.GET else None, initial=usual)
    found = None
    if not form.is_bound or form.is_valid():
        said = form.cleaned_data if form.is_bound else usual
        found = _offering(guest, said, on) if said["room_type"] else None
    context = {
        "guest": guest,
        "form": form,
        "found": found,
        "is_booking": bool(request.htmx),
        "takes_offer": "takes_offer" in request.GET,
        "has_rate": bool(request.GET.get("rate")),
    }
    return render(request, "loyalty/_offers.html" if request.htmx else "loyalty/offers.html", context)


def _offering(guest, said, on):
    kind = said["room_type"]
    asked = Asked(said["arrival"], said["departure"], kind.room_class, kind.base_rate)
    account = said["account"] or guest.account
    return offering(guest, asked, on=on, account=account, code=said.get("coupon", ""))


@require_http_methods(["GET", "HEAD", "POST"])
@seeing
def booking(request, confirmation):
    """Offers for a booking: what was taken, else what could be; a POST takes the best."""
    held = get_object_or_404(
        Reservation.objects.select_related("guest__account", "account"), confirmation=confirmation
    )
    if request.method == "POST":
        return _take(request, held)
    taken = offer_of(held.pk)
    line = held.lines.filter(status__in=OPEN).select_related("room_type").order_by("pk").first()
    found = None
    if taken is None and line is not None and line.room_type and held.guest:
        account = held.account or held.guest.account
        code = request.GET.get("coupon", "")[:40]
        found = offering(held.guest, asked_of(line), on=business_date(), account=account, code=code)
    context = {
        "reservation": held,
        "guest": held.guest,
        "taken": taken,
        "found": found,
        "is_open": line is not None,
    }
    template = "loyalty/_booking_offers.html" if request.htmx else "loyalty/booking_offers.html"
    return render(request, template, context)


@taking
def _take(request, held):
    code, at = request.POST.get("coupon", "")[:40], timezone.now()
    try:
        taken = take_offer(reservation=held, by=request.user, on=business_date(at), at=at, code=code)
    except HotelError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Taken: %(names)s.") % {"names": " + ".join(taken.names)})
    return back(request, held)


@require_POST
@taking
def take_back(request, pk):
    """The guest does without the offer after all."""
    taken = get_object_or_404(OfferTaken.objects.select_related("reservation"), pk=pk)
    if done(request, lambda: take_offer_back(taken=taken, on=business_date())):
        messages.success(request, _("Taken back: the rooms cost their full rate again."))
    return redirect(taken.reservation)
