"""A guest as a machine sees him. Document numbers are masked: nobody reads a whole one over the API."""

from collections.abc import Collection
from typing import Any

from django.utils import timezone

from common.machines.openapi import describe
from guests.models import Guest

_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_PROPERTIES = {
    "number": _TEXT,
    "name": _TEXT,
    "latin_name": _TEXT,
    "salutation": _TEXT,
    "gender": _TEXT,
    "birthday": _TEXT_OR_NULL,
    "nationality": _TEXT,
    "region": _TEXT,
    "language": _TEXT,
    "account": _TEXT_OR_NULL,
    "position": _TEXT,
    "membership": _TEXT_OR_NULL,
    "vip": {"type": "boolean"},
    "phones": {"type": "array", "items": _TEXT},
    "emails": {"type": "array", "items": _TEXT},
    "documents": {
        "type": "array",
        "items": {"type": "object", "properties": {"type": _TEXT, "country": _TEXT, "number": _TEXT}},
    },
    "source": _TEXT,
    "is_synthetic": {"type": "boolean"},
    "changed_at": _TEXT,
}
GUEST_FIELDS = tuple(_PROPERTIES)
GUEST = describe("Guest", {"type": "object", "properties": _PROPERTIES})


def guest_answer(guest: Guest, fields: Collection[str] = GUEST_FIELDS) -> dict[str, Any]:
    """The chosen fields of a guest read with `with_contacts`."""
    whole = {
        "number": guest.number,
        "name": guest.name,
        "latin_name": guest.latin_name,
        "salutation": guest.salutation,
        "gender": guest.gender,
        "birthday": guest.birthday.isoformat() if guest.birthday else None,
        "nationality": str(guest.nationality),
        "region": guest.region,
        "language": guest.language,
        "account": guest.account.code if guest.account else None,
        "position": guest.position,
        "membership": guest.membership_number,
        "vip": guest.is_vip,
        "phones": [phone.number for phone in guest.phones.all()],
        "emails": [email.address for email in guest.emails.all() if not email.is_masked],
        "documents": [
            {"type": document.type, "country": document.country, "number": document.masked}
            for document in guest.documents.all()
        ],
        "source": guest.source,
        "is_synthetic": guest.is_synthetic,
        "changed_at": timezone.localtime(guest.updated_at).isoformat(timespec="seconds"),
    }
    return {name: value for name, value in whole.items() if name in fields}
