"""What a guest sees and corrects himself: his details, how he is reached, what he likes, what he agreed to."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.dates import business_date
from common.errors import HotelError
from guests.choices import Basis
from guests.contacts import is_masked_email
from guests.models import Guest, GuestEmail, GuestPhone
from guests.services.consents import record_consent
from guests.services.preferences import drop_preference, note_preference
from loyalty.own.authorship import SOURCE
from loyalty.own.choices import CodePurpose
from loyalty.own.forms import OwnContactForm, ProfileForm, WishForm
from loyalty.own.models import OwnCode
from loyalty.own.selectors.consents import answers_of, channels_of
from loyalty.own.selectors.people import target_of
from loyalty.own.selectors.requests import waiting_correction, wishes_of
from loyalty.own.services.codes import LIVES, ask_code
from loyalty.own.services.corrections import (
    AT_ONCE,
    IDENTITY,
    add_own_contact,
    correct_file,
    drop_own_contact,
)
from loyalty.own.views.confirming import confirm
from loyalty.own.views.frame import TICKET, keep, own_page

CONTACTS: dict[str, Any] = {"phone": GuestPhone, "email": GuestEmail}
#: Name of the text by which he agrees or withdraws on this page.
WORDING = "own-page-1"


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def details(request: HttpRequest, guest: Guest) -> HttpResponse:
    """His file; what says who he is waits for the desk, the rest holds at once."""
    form = ProfileForm(request.POST or None, instance=guest)
    if request.method == "POST" and form.is_valid():
        applied, asked = correct_file(guest=guest, said=form.said(), at=timezone.now())
        if asked:
            messages.success(request, _("Thank you. We compare this with your document and then change it."))
        elif applied:
            messages.success(request, _("Saved."))
        return redirect("own:details")
    waiting = waiting_correction(guest)
    context = {
        "guest": guest,
        "form": form,
        "identity": [form[name] for name in IDENTITY],
        "at_once": [form[name] for name in AT_ONCE],
        "waiting": wishes_of(waiting) if waiting else [],
        "documents": guest.documents.order_by("pk"),
        "phones": guest.phones.order_by("-is_primary", "pk"),
        "emails": guest.emails.filter(is_masked=False).order_by("-is_primary", "pk"),
        "contact_form": OwnContactForm(auto_id="contact_%s"),
    }
    return render(request, "own/details.html", context, status=400 if form.errors else 200)


@require_POST
@own_page
def add_contact(request: HttpRequest, guest: Guest) -> HttpResponse:
    """A number holds at once; an address after a code that was sent there."""
    form = OwnContactForm(request.POST)
    target = target_of(form.cleaned_data["text"]) if form.is_valid() else None
    try:
        if target is None or (target.is_email and is_masked_email(target.value)):
            raise HotelError(_("This is neither an e-mail address of your own nor a phone number."))
        if not target.is_email:
            add_own_contact(guest=guest, text=target.value)
        else:
            ticket = ask_code(
                target=target,
                language=translation.get_language() or "",
                at=timezone.now(),
                purpose=CodePurpose.EMAIL,
                guest=guest,
            )
            return keep(redirect("own:confirm_contact"), TICKET, ticket, seconds=int(LIVES.total_seconds()))
    except HotelError as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("Added."))
    return redirect("own:details")


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def confirm_contact(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The code that was sent to the new address."""

    def add(used: OwnCode) -> None:
        try:
            add_own_contact(guest=guest, text=str(used.target))
        except HotelError as refused:
            messages.error(request, str(refused.message))
        else:
            messages.success(request, _("Added."))

    return confirm(request, guest, purpose=CodePurpose.EMAIL, act=add, back="own:details")


@require_POST
@own_page
def drop_contact(request: HttpRequest, guest: Guest, kind: str, pk: int) -> HttpResponse:
    """It is not his any more."""
    if kind not in CONTACTS:
        raise Http404
    contact = get_object_or_404(CONTACTS[kind], guest=guest, pk=pk)
    try:
        drop_own_contact(contact=contact)
    except HotelError as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("Removed."))
    return redirect("own:details")


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def likes(request: HttpRequest, guest: Guest) -> HttpResponse:
    """What he told us; what we only saw is shown as such, and he may take it away too."""
    form = WishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            note_preference(guest=guest, basis=Basis.STATED, source=SOURCE, **form.cleaned_data)
        except HotelError as refused:
            form.add_error(refused.field or None, str(refused.message))
        else:
            messages.success(request, _("Noted."))
            return redirect("own:likes")
    context = {
        "guest": guest,
        "form": form,
        "likes": guest.preferences.order_by("-is_must", "category", "pk"),
    }
    return render(request, "own/likes.html", context, status=400 if form.errors else 200)


@require_POST
@own_page
def drop_like(request: HttpRequest, guest: Guest, pk: int) -> HttpResponse:
    """It holds no longer."""
    drop_preference(preference=get_object_or_404(guest.preferences, pk=pk))
    messages.success(request, _("Removed."))
    return redirect("own:likes")


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def consents(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Every purpose and channel with what holds since when; one press gives or withdraws."""
    if request.method == "POST":
        purpose, channel = request.POST.get("purpose", ""), request.POST.get("channel", "")
        try:
            if channel not in channels_of(purpose):
                raise HotelError(_("Choose a purpose and a channel from the lists."))
            record_consent(
                guest=guest,
                purpose=purpose,
                channel=channel,
                is_given=request.POST.get("answer") == "yes",
                source=SOURCE,
                wording=WORDING,
                on=business_date(),
            )
        except HotelError as refused:
            messages.error(request, str(refused.message))
        else:
            messages.success(request, _("Saved."))
        return redirect("own:consents")
    return render(request, "own/consents.html", {"guest": guest, "answers": answers_of(guest)})
