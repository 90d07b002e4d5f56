"""The small forms of the guest page: each posts one thing, then comes back to its panel."""

import structlog
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from common.dates import business_date
from common.errors import HotelError
from common.wording import labelled
from guests.forms import (
    AlertForm,
    BlacklistForm,
    ConsentForm,
    ContactForm,
    DocumentForm,
    NoteForm,
    RelationshipForm,
)
from guests.models import Alert, Document, GuestEmail, GuestPhone, Relationship
from guests.selectors.file import guest_by_number, notes_for, survivor_of
from guests.services.alerts import blacklist_guest, close_alert, raise_alert
from guests.services.consents import record_consent
from guests.services.contacts import add_contact, drop_contact, prefer_contact
from guests.services.documents import drop_document, keep_document, reveal_document
from guests.services.notes import add_note
from guests.services.relationships import end_relationship, relate_guests

CONTACTS = {"phone": GuestPhone, "email": GuestEmail}


def guest_of(number):
    """The guest in use behind this number; refuses an erased one, of whom nothing is written any more."""
    guest = survivor_of(guest_by_number(number))
    if guest.erased_at is not None:
        raise PermissionDenied(
            _("%(number)s was erased: nothing is written about him any more.") % {"number": guest.number}
        )
    return guest


def to_panel(guest, key: str):
    """Back to the guest page, at the panel of this key; the stop screen has been seen already."""
    return redirect(f"{guest.get_absolute_url()}?seen=1#{key}")


def _tell(request, form) -> None:
    """What was wrong with a small form, as messages on the next page."""
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        messages.error(request, labelled(label, " ".join(errors)))


def _act(request, form, act, done: str) -> bool:
    """Carry out `act(cleaned)` if the form is right; every refusal is told in words."""
    if not form.is_valid():
        _tell(request, form)
        return False
    try:
        act(form.cleaned_data)
    except HotelError as error:
        messages.error(request, str(error.message))
        return False
    messages.success(request, done)
    return True


# --- Alerts ----------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@permission_required("guests.add_alert", raise_exception=True)
def new_alert(request, number):
    """Raise an alert."""
    guest, on = guest_of(number), business_date()
    form = AlertForm(request.POST or None, initial={"starts_on": on})
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        fields = ("reason", "places", "stops_screen", "starts_on", "ends_on")
        if _carried_out(form, raise_alert, guest=guest, **{name: cleaned[name] for name in fields}):
            return to_panel(guest, "alerts")
    return render(request, "guests/alert_form.html", {"form": form, "guest": guest, "is_blacklist": False})


@require_http_methods(["GET", "POST"])
@permission_required("guests.blacklist_guest", raise_exception=True)
def new_blacklisting(request, number):
    """Put a guest on the blacklist; whoever signs it approves it."""
    guest, on = guest_of(number), business_date()
    form = BlacklistForm(request.POST or None, on=on)
    if request.method == "POST" and form.is_valid():
        said = {"reason": form.cleaned_data["reason"], "ends_on": form.cleaned_data["ends_on"]}
        if _carried_out(form, blacklist_guest, guest=guest, approver=request.user, starts_on=on, **said):
            return to_panel(guest, "alerts")
    return render(request, "guests/alert_form.html", {"form": form, "guest": guest, "is_blacklist": True})


def _carried_out(form, service, **said) -> bool:
    try:
        service(**said)
    except HotelError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error.message))
        return False
    return True


@require_POST
@permission_required("guests.change_alert", raise_exception=True)
def end_alert(request, pk):
    """Close an alert or, for those who may, an entry of the blacklist."""
    alert = get_object_or_404(Alert.objects.select_related("guest"), pk=pk)
    try:
        close_alert(alert=alert, by=request.user)
    except HotelError as error:
        raise PermissionDenied(str(error.message)) from error
    messages.success(request, _("Closed."))
    return to_panel(alert.guest, "alerts")


# --- Notes and consents ----------------------------------------------------------------------------------
@require_POST
@permission_required("guests.add_note", raise_exception=True)
def new_note(request, number):
    """Keep a note; only those who may read confidential ones may write them."""
    guest, form = guest_of(number), NoteForm(request.POST)

    def act(said):
        confidential = said["is_confidential"] and request.user.has_perm("guests.view_confidential_note")
        add_note(
            guest=guest,
            department=said["department"],
            text=said["text"],
            author=request.user,
            is_confidential=confidential,
        )

    _act(request, form, act, _("Noted."))
    return to_panel(guest, "notes")


@require_POST
@permission_required("guests.view_note", raise_exception=True)
@permission_required("guests.change_guest", raise_exception=True)
def drop_note(request, number, pk):
    """Take a note away; what it said stays in the change history."""
    guest = guest_of(number)
    get_object_or_404(notes_for(guest, request.user), pk=pk).delete()
    messages.success(request, _("Removed."))
    return to_panel(guest, "notes")


@require_POST
@permission_required("guests.add_consent", raise_exception=True)
def new_consent(request, number):
    """Add a line to the log of consents."""
    guest = guest_of(number)
    _act(
        request,
        ConsentForm(request.POST),
        lambda said: record_consent(guest=guest, by=request.user, **said),
        _("Recorded."),
    )
    return to_panel(guest, "consents")


# --- Contacts, documents, relationships --------------------------------------------------------------------
@require_POST
@permission_required("guests.change_guest", raise_exception=True)
def new_contact(request, number):
    """Add a phone number or an address."""
    guest = guest_of(number)
    _act(
        request,
        ContactForm(request.POST),
        lambda said: add_contact(guest=guest, text=said["text"]),
        _("Added."),
    )
    return redirect("guests:edit", guest.number)


@require_POST
@permission_required("guests.change_guest", raise_exception=True)
def change_contact(request, number, kind, pk):
    """Make a contact the first choice (`act=prefer`) or take it away (`act=drop`)."""
    guest = guest_of(number)
    contact = get_object_or_404(CONTACTS[kind], guest=guest, pk=pk)
    if request.POST.get("act") == "prefer":
        prefer_contact(contact=contact)
        messages.success(request, _("Saved."))
    else:
        drop_contact(contact=contact)
        messages.success(request, _("Removed."))
    return redirect("guests:edit", guest.number)


@require_POST
@permission_required("guests.add_document", raise_exception=True)
def new_document(request, number):
    """Keep a document's number; never a copy of it."""
    guest = guest_of(number)
    _act(request, DocumentForm(request.POST), lambda said: keep_document(guest=guest, **said), _("Added."))
    return redirect("guests:edit", guest.number)


@require_POST
@permission_required("guests.delete_document", raise_exception=True)
def remove_document(request, pk):
    """Take away a document entered by mistake."""
    document = get_object_or_404(Document.objects.select_related("guest"), pk=pk)
    drop_document(document=document)
    messages.success(request, _("Removed."))
    return redirect("guests:edit", document.guest.number)


@never_cache
@require_POST
@permission_required("guests.reveal_document", raise_exception=True)
def reveal(request, pk):
    """Show a whole document number once, and log who looked."""
    document = get_object_or_404(Document.objects.select_related("guest"), pk=pk)
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    shown = reveal_document(document=document, reader=request.user, request_id=str(request_id))
    template = "guests/_document_revealed.html" if request.htmx else "guests/document_revealed.html"
    return render(request, template, {"document": document, "number": shown, "guest": document.guest})


@require_POST
@permission_required("guests.change_guest", raise_exception=True)
def new_relationship(request, number):
    """Say who belongs to this guest."""
    guest = guest_of(number)
    _act(
        request, RelationshipForm(request.POST), lambda said: relate_guests(guest=guest, **said), _("Added.")
    )
    return to_panel(guest, "relationships")


@require_POST
@permission_required("guests.change_guest", raise_exception=True)
def remove_relationship(request, number, pk):
    """They do not belong together any more."""
    guest = guest_of(number)
    end_relationship(relationship=get_object_or_404(Relationship, guest=guest, pk=pk))
    messages.success(request, _("Removed."))
    return to_panel(guest, "relationships")
