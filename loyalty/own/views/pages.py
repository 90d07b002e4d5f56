"""What a guest reads on his own page: an overview, his stays and their accounts, points, complaints, his data."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.dates import business_date
from common.errors import HotelError
from feedback.cards import qr_svg
from feedback.choices import SurveyChannel
from feedback.models import Complaint
from feedback.services.links import make_link as make_survey_link
from guests.choices import ReadingKind
from guests.models import Guest
from guests.privacy.copying import copy_of
from guests.privacy.family import family_of
from guests.services.reading import note_reading
from loyalty.own.authorship import SOURCE
from loyalty.own.choices import CodePurpose, RequestKind
from loyalty.own.forms import TellUsForm
from loyalty.own.models import OwnCode
from loyalty.own.selectors.requests import requests_of
from loyalty.own.selectors.stays import open_surveys, own_stay
from loyalty.own.services.codes import LIVES, ask_erasing_code
from loyalty.own.services.requests import ask_erasure, withdraw
from loyalty.own.services.telling import tell
from loyalty.own.views.confirming import confirm
from loyalty.own.views.frame import TICKET, keep, own_page
from loyalty.selectors.accounts import purses
from loyalty.selectors.ledger import bookings_of
from loyalty.selectors.membership import membership_of
from reservations.selectors.folios import sections_of, stays_with_folios
from reservations.selectors.wishes import stay_at_hand


@require_safe
@own_page
def home(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Where he stands, and what waits for him."""
    on = business_date()
    context = {
        "guest": guest,
        "stay": stay_at_hand(guest, on),
        "view": membership_of(guest, on=on),
        "surveys": open_surveys(guest, on),
    }
    return render(request, "own/home.html", context)


@require_safe
@own_page
def stays(request: HttpRequest, guest: Guest) -> HttpResponse:
    """His stays, past and to come."""
    shown, total = stays_with_folios(guest)
    context: dict[str, Any] = {"guest": guest, "stays": shown, "older": total - len(shown)}
    context["surveys"] = {stay.pk for stay in open_surveys(guest, business_date())}
    return render(request, "own/stays.html", context)


@require_safe
@own_page
def folio(request: HttpRequest, guest: Guest, pk: int) -> HttpResponse:
    """What was posted to his own account; who shared with a payer sees that somebody else paid."""
    stay = own_stay(guest, pk)
    if stay is None:
        raise Http404
    sections = sections_of(stay)
    total = sum(section.amount for section in sections)
    context = {"guest": guest, "stay": stay, "sections": sections, "total": total}
    return render(request, "own/folio.html", context)


@require_POST
@own_page
def survey(request: HttpRequest, guest: Guest, pk: int) -> HttpResponse:
    """To the questions about a stay of his."""
    stay = own_stay(guest, pk)
    if stay is None:
        raise Http404
    try:
        _link, token = make_survey_link(
            channel=SurveyChannel.ONLINE, on=business_date(), at=timezone.now(), stay=stay, by=SOURCE
        )
    except HotelError as refused:
        messages.error(request, str(refused.message))
        return redirect("own:stays")
    return redirect("survey:open", token)


@require_safe
@own_page
def points(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Balance, what expires when, the entries, and what is missing for the next tier; for others how to join."""
    view = membership_of(guest, on=business_date())
    context: dict[str, Any] = {"guest": guest, "view": view}
    if view is not None:
        purse = purses([guest.pk]).get(guest.pk)
        context |= {
            "lots": purse.lots if purse else (),
            "bookings": bookings_of(guest),
            "code": qr_svg(view.number),
        }
    return render(request, "own/points.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def complaints(request: HttpRequest, guest: Guest) -> HttpResponse:
    """What he complained of and how far it is; and telling us something new."""
    form = TellUsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            tell(guest=guest, on=business_date(), at=timezone.now(), **form.cleaned_data)
        except HotelError as refused:
            form.add_error(None, str(refused.message))
        else:
            messages.success(request, _("Thank you. Somebody is told at once."))
            return redirect("own:complaints")
    rows = Complaint.objects.filter(guest=guest).order_by("-opened_at", "-pk")
    context = {"guest": guest, "complaints": rows, "form": form}
    return render(request, "own/complaints.html", context, status=400 if form.errors else 200)


@require_safe
@own_page
def data(request: HttpRequest, guest: Guest) -> HttpResponse:
    """His copy, erasure, what he asked for and was answered, leaving everywhere."""
    asked = list(requests_of(guest))
    is_asked = any(row.kind == RequestKind.ERASURE and row.status == "waiting" for row in asked)
    return render(request, "own/data.html", {"guest": guest, "requests": asked, "erasure_waits": is_asked})


@require_POST
@own_page
def take_copy(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Everything kept of him, to read and for machines; the log of readings says that he took it himself."""
    at = timezone.now()
    note_reading(
        guest_ids=family_of(guest).ids, place="own:copy", at=at, kind=ReadingKind.EXPORT, client=SOURCE
    )
    response = HttpResponse(copy_of(guest, at=at), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{guest.number}.zip"'
    return response


@require_POST
@own_page
def ask_erasing(request: HttpRequest, guest: Guest) -> HttpResponse:
    """A code goes to his own address first: a link that was passed on must not be enough."""
    try:
        ticket = ask_erasing_code(guest=guest, language=translation.get_language() or "", at=timezone.now())
    except HotelError as refused:
        messages.error(request, str(refused.message))
        return redirect("own:data")
    if not ticket:
        messages.error(
            request, _("We have no e-mail address of yours to confirm this. Please ask at the desk.")
        )
        return redirect("own:data")
    return keep(redirect("own:confirm_erasing"), TICKET, ticket, seconds=int(LIVES.total_seconds()))


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def confirm_erasing(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The code: now the request lies with the hotel. Nothing is erased by it alone."""

    def ask(_used: OwnCode) -> None:
        ask_erasure(guest=guest, at=timezone.now())
        messages.success(request, _("Your request has arrived. You will find our answer here."))

    return confirm(request, guest, purpose=CodePurpose.ERASE, act=ask, back="own:data", erasing=True)


@require_POST
@own_page
def take_back(request: HttpRequest, guest: Guest, kind: str) -> HttpResponse:
    """A request that he does not want any more."""
    withdraw(guest=guest, kind=kind, at=timezone.now())
    messages.success(request, _("Withdrawn."))
    return redirect("own:data")
