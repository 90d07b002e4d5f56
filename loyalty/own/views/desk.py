"""What the desk does about guests' own pages: a link to show or send, a membership with its card, their requests."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.dates import business_date
from common.errors import HotelError
from feedback.cards import qr_svg
from guests.selectors.contactable import own_address
from guests.services.reading import note_request
from guests.views.parts import guest_of
from loyalty.own.choices import LetterKind
from loyalty.own.forms import EnrolAtDeskForm
from loyalty.own.models import OwnRequest
from loyalty.own.selectors.people import may_have_page
from loyalty.own.selectors.requests import decided_requests, waiting_requests, wishes_of
from loyalty.own.services.joining import join as become_member
from loyalty.own.services.letters import queue_letter
from loyalty.own.services.links import make_link
from loyalty.own.services.requests import ERASING, grant_correction, refuse
from loyalty.own.services.sessions import end_everything
from loyalty.selectors.membership import membership_of

LINKING, ENROLLING = "own.add_ownkey", "loyalty.enrol_guest"
READING, DECIDING = "own.view_ownrequest", "own.change_ownrequest"


@never_cache
@require_POST
@permission_required(LINKING, raise_exception=True)
def link(request: HttpRequest, number: str) -> HttpResponse:
    """A link to his page, as a code for his phone. It is shown once and kept nowhere."""
    guest = guest_of(number)
    if not may_have_page(guest, business_date()):
        messages.error(request, _("This guest has no page of his own: under 14, or without a name."))
        return redirect(guest.get_absolute_url())
    note_request(request, [guest.pk])  # who holds a link can read the file
    address = make_link(guest=guest, at=timezone.now())
    context = {"guest": guest, "address": address, "code": qr_svg(address), "email": own_address(guest)}
    return render(request, "own/desk_link.html", context)


@require_POST
@permission_required(LINKING, raise_exception=True)
def send(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """His link, or his member card, by e-mail."""
    if kind not in (LetterKind.LINK, LetterKind.CARD):
        raise Http404
    guest = guest_of(number)
    try:
        queue_letter(guest=guest, kind=kind, at=timezone.now())
    except HotelError as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("On its way."))
    return redirect(guest.get_absolute_url())


@require_POST
@permission_required(LINKING, raise_exception=True)
def end(request: HttpRequest, number: str) -> HttpResponse:
    """No link and no visit of his goes on: his phone is lost, or a link was passed on."""
    guest = guest_of(number)
    end_everything(guest=guest)
    messages.success(request, _("Every visit and every link has been ended."))
    return redirect(guest.get_absolute_url())


@require_POST
@permission_required(ENROLLING, raise_exception=True)
def join(request: HttpRequest, number: str) -> HttpResponse:
    """The dialog of the guest page: he agrees and is a member; on to his card."""
    guest, form = guest_of(number), EnrolAtDeskForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
        return redirect(guest.get_absolute_url())
    said = {name: value for name, value in form.cleaned_data.items() if name != "agrees"}
    try:
        become_member(guest=guest, by=request.user, on=business_date(), at=timezone.now(), **said)
    except HotelError as refused:
        messages.error(request, str(refused.message))
        return redirect(guest.get_absolute_url())
    messages.success(request, _("%(guest)s is a member now.") % {"guest": guest.display_name})
    return redirect("own_desk:card", guest.number)


@require_safe
@permission_required("loyalty.view_membership", raise_exception=True)
def card(request: HttpRequest, number: str) -> HttpResponse:
    """The member card in the size of a wallet, to print: name, tier, number, and the number as a code."""
    guest = guest_of(number)
    view = membership_of(guest, on=business_date())
    if view is None:
        raise Http404
    context = {"guest": guest, "view": view, "code": qr_svg(view.number), "email": own_address(guest)}
    return render(request, "own/desk_card.html", context)


@require_safe
@permission_required(READING, raise_exception=True)
def requests(request: HttpRequest) -> HttpResponse:
    """What guests ask for on their pages: corrections for the desk, erasures for who may erase."""
    rows = [{"request": row, "wishes": wishes_of(row)} for row in waiting_requests()]
    context = {"rows": rows, "decided": decided_requests(), "may_erase": request.user.has_perm(ERASING)}
    return render(request, "own/desk_requests.html", context)


@require_POST
@permission_required(DECIDING, raise_exception=True)
def decide(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Grant a correction, or refuse with an answer."""
    if deed not in ("grant", "refuse"):
        raise Http404
    asked, at = get_object_or_404(OwnRequest, pk=pk), timezone.now()
    try:
        if deed == "grant":
            grant_correction(request=asked, by=request.user, at=at)
        else:
            refuse(request=asked, answer=request.POST.get("answer", "")[:300], by=request.user, at=at)
    except HotelError as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("Saved."))
    return redirect("own_desk:requests")
