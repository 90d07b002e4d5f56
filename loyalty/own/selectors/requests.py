"""What guests have asked for on their own pages."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django_countries import countries

from guests.models import Guest
from loyalty.own.choices import RequestKind, RequestStatus
from loyalty.own.models import OwnRequest

#: Decided ones that a page shows.
SHOWN = 50


@dataclass(frozen=True)
class Wish:
    """One field that he would have otherwise, as people read it."""

    label: str
    before: str
    after: str


def requests_of(guest: Guest) -> QuerySet[OwnRequest]:
    """His, newest first."""
    return OwnRequest.objects.filter(guest=guest)


def waiting_correction(guest: Guest) -> OwnRequest | None:
    return requests_of(guest).filter(kind=RequestKind.CORRECTION, status=RequestStatus.WAITING).first()


def waiting_requests() -> QuerySet[OwnRequest]:
    """What staff have to decide, the oldest first."""
    rows = OwnRequest.objects.filter(status=RequestStatus.WAITING)
    return rows.select_related("guest").order_by("asked_at", "pk")


def decided_requests() -> QuerySet[OwnRequest]:
    """The newest that were decided."""
    rows = OwnRequest.objects.exclude(status=RequestStatus.WAITING).select_related("guest", "decided_by")
    return rows.order_by("-decided_at", "-pk")[:SHOWN]


def wishes_of(request: OwnRequest) -> list[Wish]:
    """The changes of a correction in words."""
    return [
        Wish(str(field_of(name).verbose_name), _said(name, before), _said(name, after))
        for name, (before, after) in request.changes.items()
    ]


def field_of(name: str) -> Any:
    """The field of the guest that a correction names."""
    return Guest._meta.get_field(name)


def _said(name: str, text: str) -> str:
    if not text:
        return "—"
    if name == "nationality":
        return str(countries.name(text) or text)
    labels = dict(field_of(name).flatchoices or ())
    return str(labels.get(text, text))
