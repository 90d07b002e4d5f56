"""What guests ask for on their own page is decided by staff, with an answer."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from guests.edits import as_text
from guests.models import Guest
from guests.services.files import update_guest
from loyalty.own.choices import RequestKind, RequestStatus
from loyalty.own.models import OwnRequest
from loyalty.own.selectors.requests import field_of

ERASING = "guests.erase_guest"


@transaction.atomic
def ask_erasure(*, guest: Guest, at: datetime) -> OwnRequest:
    """He wants to be erased; asked again while it waits nothing changes. Nothing is erased by it."""
    Guest.objects.select_for_update().get(pk=guest.pk)
    return OwnRequest.objects.get_or_create(
        guest=guest,
        kind=RequestKind.ERASURE,
        status=RequestStatus.WAITING,
        defaults={"asked_at": at},
    )[0]


@transaction.atomic
def withdraw(*, guest: Guest, kind: str, at: datetime) -> None:
    """He thought better of it."""
    waiting = OwnRequest.objects.filter(guest=guest, kind=kind, status=RequestStatus.WAITING)
    waiting.update(status=RequestStatus.WITHDRAWN, decided_at=at)


@transaction.atomic
def grant_correction(*, request: OwnRequest, by, at: datetime) -> Guest:
    """The desk has seen his document: the file takes what he wrote.

    Raises HotelError where it was decided already, or a field changed since he asked; nothing is written then.
    """
    held = _lock(request)
    if held.kind != RequestKind.CORRECTION:
        raise HotelError(_("An erasure is carried out on the guest’s privacy page."))
    guest = Guest.objects.select_for_update().get(pk=held.guest_id)
    for name, (before, _after) in held.changes.items():
        if as_text(getattr(guest, name)) != before:
            message = _(
                "%(field)s has changed since he asked. Look at the file, then refuse or ask him again."
            )
            raise HotelError(message % {"field": field_of(name).verbose_name})
    changes = {
        name: field_of(name).to_python(after) if after else _empty(name)
        for name, (_before, after) in held.changes.items()
    }
    guest = update_guest(guest=guest, changes=changes)
    _decide(held, RequestStatus.DONE, at, by)
    return guest


@transaction.atomic
def refuse(*, request: OwnRequest, answer: str, by, at: datetime) -> None:
    """With an answer, which he reads on his page. An erasure is refused only by who could carry it out."""
    held = _lock(request)
    if not answer.strip():
        raise HotelError(_("Say why: the guest reads it."), field="answer")
    if held.kind == RequestKind.ERASURE and not by.has_perm(ERASING):
        raise HotelError(_("Only who may erase a guest decides on this."))
    _decide(held, RequestStatus.REFUSED, at, by, answer.strip())


def settle_erased(*, guest_ids: Collection[int], at: datetime) -> int:
    """He has been erased: nothing of his waits any more."""
    waiting = OwnRequest.objects.filter(guest__in=guest_ids, status=RequestStatus.WAITING)
    return waiting.update(status=RequestStatus.DONE, decided_at=at)


def _empty(name: str):
    return None if field_of(name).null else ""


def _lock(request: OwnRequest) -> OwnRequest:
    held = OwnRequest.objects.select_for_update().get(pk=request.pk)
    if held.status != RequestStatus.WAITING:
        raise HotelError(_("This has been decided already."))
    return held


def _decide(row: OwnRequest, status: str, at: datetime, by, answer: str = "") -> None:
    row.status, row.decided_at, row.decided_by, row.answer = status, at, by, answer
    row.save(update_fields=["status", "decided_at", "decided_by", "answer"])
