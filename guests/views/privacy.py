"""Consents and privacy of one guest: what he agreed to, who has read his file, his copy, his erasure."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from common.dates import business_date
from common.errors import HotelError
from guests.choices import ConsentPurpose, ContactChannel, ReadingKind
from guests.models import DocumentReading
from guests.privacy.copying import copy_of
from guests.privacy.family import family_of
from guests.privacy.obstacles import obstacles
from guests.privacy_forms import AnswerForm, ErasureForm
from guests.selectors.contactable import is_child, may_contact
from guests.selectors.file import consents_in_force, guest_by_number, survivor_of
from guests.services.consents import record_consent
from guests.services.erasing import erase_guest
from guests.services.reading import note_request
from guests.views.parts import guest_of

READINGS_SHOWN = 20
LOG_SHOWN = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("guests.view_consent", raise_exception=True)
def privacy_page(request, number):
    """The log of his consents with what counts now, who has read his file, and what can be done about it."""
    guest, on = survivor_of(guest_by_number(number)), business_date()
    note_request(request, [guest.pk])
    form = AnswerForm(request.POST or None)
    may_add = request.user.has_perm("guests.add_consent")
    if request.method == "POST" and not may_add:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            record_consent(guest=guest, by=request.user, on=on, **form.cleaned_data)
        except HotelError as error:
            form.add_error(error.field or None, str(error.message))
        else:
            messages.success(request, _("Recorded."))
            return redirect("guests:privacy", guest.number)
    context = {
        "guest": guest,
        "is_child": is_child(guest, on),
        "in_force": consents_in_force(guest),
        "log": guest.consents.select_related("recorded_by").order_by("-at", "-pk")[:LOG_SHOWN],
        "answers": _answers(guest, on),
        "form": form if may_add else None,
        "may_read_log": request.user.has_perm("guests.view_filereading"),
    }
    if context["may_read_log"]:
        context["readings"] = guest.file_readings.select_related("reader")[:READINGS_SHOWN]
        documents = DocumentReading.objects.filter(document__guest=guest).select_related("reader", "document")
        context["document_readings"] = documents.order_by("-at")[:READINGS_SHOWN]
    return render(request, "guests/privacy.html", context)


def _answers(guest, on) -> list[tuple[str, list]]:
    """May he be contacted, and why: for every purpose, by e-mail, message and phone."""
    channels = (ContactChannel.EMAIL, ContactChannel.SMS, ContactChannel.PHONE)
    return [
        (
            label,
            [
                (ContactChannel(channel).label, may_contact(guest, purpose, channel, on))
                for channel in channels
            ],
        )
        for purpose, label in ConsentPurpose.choices
    ]


@require_POST
@permission_required("guests.add_consent", raise_exception=True)
def withdraw(request, number):
    """One click takes one consent back: a new line, the old one stays."""
    guest = guest_of(number)
    try:
        record_consent(
            guest=guest,
            purpose=request.POST.get("purpose", ""),
            channel=request.POST.get("channel", ""),
            is_given=False,
            by=request.user,
        )
    except HotelError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Withdrawn."))
    return redirect("guests:privacy", guest.number)


@never_cache
@require_POST
@permission_required("guests.export_personal_data", raise_exception=True)
def take_copy(request, number):
    """Everything kept of him, as a file for him; that it was taken is logged first."""
    guest, now = guest_of(number), timezone.now()
    note_request(request, family_of(guest).ids, kind=ReadingKind.EXPORT)
    response = HttpResponse(copy_of(guest, at=now), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{guest.number}.zip"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("guests.erase_guest", raise_exception=True)
def erase(request, number):
    """First whether it may be and why not; then, confirmed by his number, the erasure."""
    guest, on = survivor_of(guest_by_number(number)), business_date()
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            erase_guest(guest=guest, on=on, at=timezone.now(), by=request.user, **form.cleaned_data)
        except HotelError as error:
            form.add_error(error.field or None, str(error.message))
        else:
            messages.success(request, _("%(number)s has been erased.") % {"number": guest.number})
            return redirect("guests:privacy", guest.number)
    family = family_of(guest)
    context = {
        "guest": guest,
        "files": family.files,
        "obstacles": obstacles(family, on) if guest.erased_at is None else [],
        "form": form,
    }
    return render(request, "guests/privacy_erase.html", context)
