"""Guest files come into being, are filled in by machines and corrected by people.

Everything is a batch; one guest is a batch of one. Machines may fill what is empty, never what a person
confirmed, and what they leave out stays as it is (thin data, spec 9).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F

from common.bulk import insert_objects, insert_rows, new_object
from common.errors import EditConflict
from guests.contacts import document_key, is_masked_email, parse_email, parse_phone
from guests.drafts import DocumentDraft, GuestDraft
from guests.edits import overwritten_fields
from guests.models import Document, ExternalId, Guest, GuestEmail, GuestPhone, NameToken
from guests.names import name_tokens

BATCH = 2000
NAME_FIELDS = frozenset({"name", "latin_name", "former_names"})


@transaction.atomic(savepoint=False)
def create_guests(*, drafts: Sequence[GuestDraft], created_by: str = "") -> list[Guest]:
    """New files, one per draft and in their order, with contacts, documents and search tokens."""
    if not drafts:
        return []
    guests = [
        new_object(
            Guest,
            **draft.said(),
            **draft.extra,
            source=draft.source,
            is_anonymous=draft.is_anonymous,
            is_synthetic=draft.is_synthetic,
            created_by=created_by,
        )
        for draft in drafts
    ]
    insert_objects(guests)
    _add_parts(list(zip(guests, drafts, strict=True)))
    refresh_name_tokens(guests=guests, are_new=True)
    return guests


@transaction.atomic(savepoint=False)
def enrich_guests(*, pairs: Sequence[tuple[Guest, GuestDraft]]) -> list[Guest]:
    """Fill the empty fields of known guests and add contacts that are new; returns those whose row changed.

    A value is never replaced. A field in `confirmed_fields` is left alone even while empty: a person emptied it.
    """
    if not pairs:
        return []
    changed: dict[int, Guest] = {}
    renamed: dict[int, Guest] = {}
    touched: set[str] = set()
    for guest, draft in pairs:
        news = {
            name: value
            for name, value in draft.said().items()
            if getattr(guest, name) in ("", None) and name not in guest.confirmed_fields
        }
        for name, value in news.items():
            setattr(guest, name, value)
        if news:
            changed[guest.pk] = guest
            touched |= news.keys()
        if NAME_FIELDS & news.keys():
            renamed[guest.pk] = guest
    if changed:
        Guest.objects.bulk_update(changed.values(), sorted(touched), batch_size=BATCH)
    if renamed:
        refresh_name_tokens(guests=list(renamed.values()))
    _add_parts(pairs)
    return list(changed.values())


@transaction.atomic
def update_guest(
    *,
    guest: Guest,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    seen: Mapping[str, str] | None = None,
) -> Guest:
    """A person corrects a file; what he sets is confirmed from now on.

    With `expected_version`, any save since then is a conflict. With `seen` (field → `guests.edits.as_text` of
    what he had before him), only a change of the very fields he sets is one, a machine's included. Raises
    EditConflict with those fields as (field, yours, theirs); nothing is written then.
    """
    current = Guest.objects.select_for_update().get(pk=guest.pk)
    news = {name: value for name, value in changes.items() if getattr(current, name) != value}
    if seen is not None:
        conflicts = overwritten_fields(seen, news, {name: getattr(current, name) for name in news})
        if conflicts:
            raise EditConflict(conflicts=conflicts)
    elif expected_version is not None and current.lock_version != expected_version and news:
        raise EditConflict(conflicts=[(name, value, getattr(current, name)) for name, value in news.items()])
    if not news:
        return current
    for name, value in news.items():
        setattr(current, name, value)
    current.confirmed_fields = sorted({*current.confirmed_fields, *news})
    current.lock_version = F("lock_version") + 1
    current.save(update_fields=[*news, "confirmed_fields", "lock_version", "updated_at"])
    current.refresh_from_db()
    if NAME_FIELDS & news.keys():
        refresh_name_tokens(guests=[current])
    return current


def refresh_name_tokens(*, guests: Sequence[Guest], are_new: bool = False) -> None:
    """Make the search tokens of `guests` those of their present names."""
    if not are_new:
        NameToken.objects.filter(guest__in=guests).delete()
    insert_rows(
        NameToken,
        ("guest_id", "token", "kind"),
        [
            (guest.pk, token, kind)
            for guest in guests
            for token, kind in name_tokens(guest.name, guest.latin_name, guest.former_names).items()
        ],
    )


def add_phones(pairs: Iterable[tuple[Guest, str, str]]) -> None:
    """(guest, phone, source): numbers that the guest has not got yet; what is no phone number is left out."""
    rows = []
    for guest, text, source in pairs:
        phone = parse_phone(text)
        if phone is not None:
            rows.append((guest.pk, phone.number, phone.digits, source, False, False))
    columns = ("guest_id", "number", "digits", "source", "is_primary", "is_shared")
    insert_rows(GuestPhone, columns, rows, ignore_conflicts=True)


def add_emails(pairs: Iterable[tuple[Guest, str, str]]) -> None:
    """(guest, address, source): as `add_phones`; agencies' made-up addresses are marked as such."""
    rows = []
    for guest, text, source in pairs:
        address = parse_email(text)
        if address is not None:
            rows.append((guest.pk, address, is_masked_email(address), source, False, False))
    columns = ("guest_id", "address", "is_masked", "source", "is_primary", "is_shared")
    insert_rows(GuestEmail, columns, rows, ignore_conflicts=True)


def add_documents(pairs: Iterable[tuple[Guest, DocumentDraft, str]]) -> None:
    """(guest, document, source): documents that the guest has not got yet."""
    rows = [
        Document(
            guest=guest,
            type=draft.type,
            country=draft.country,
            number=document_key(draft.number),
            number_hash=draft.number_hash,
            last_digits=document_key(draft.number)[-4:],
            source=source,
        )
        for guest, draft, source in pairs
    ]
    if rows:
        Document.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)


def _add_parts(pairs: Sequence[tuple[Guest, GuestDraft]]) -> None:
    add_phones((guest, text, draft.source) for guest, draft in pairs for text in draft.phones)
    add_emails((guest, text, draft.source) for guest, draft in pairs for text in draft.emails)
    add_documents((guest, document, draft.source) for guest, draft in pairs for document in draft.documents)
    rows = [
        ExternalId(guest=guest, source=source, external_id=external_id)
        for guest, draft in pairs
        for source, external_id in draft.external_ids
    ]
    if rows:
        ExternalId.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
