"""What is kept of an erased guest so that an old message does not bring him back: keyed hashes, nothing else.

A hash can be made only by this installation (DOCUMENT_HASH_KEY), only from the same words. Names are hashed
together with the file's number: they can be compared with one erased file, never looked up among all.
"""

from collections.abc import Collection, Iterable

from common.crypto import keyed_hash
from guests.drafts import GuestDraft
from guests.likeness import spellings
from guests.matching import Identifiers
from guests.models import Document, ErasedTrace, ExternalId, Guest, GuestEmail, GuestPhone
from guests.privacy.family import Family

NAME = "name"


def keep_traces(family: Family) -> int:
    """Write the hashes of everything by which the family could be known again; how many."""
    ids, owner = family.ids, family.guest
    found: set[tuple[str, str]] = set()
    for file in family.files:
        for name in (file.name, file.latin_name, *file.former_names):
            found |= {(NAME, _of_name(owner.pk, spelling)) for spelling in spellings(name)}
        if file.membership_number:
            found.add(_trace("membership", file.membership_number))
    found |= {_trace("phone", number) for number in _column(GuestPhone, "number", ids)}
    addresses = GuestEmail.objects.filter(guest__in=ids, is_masked=False).values_list("address", flat=True)
    found |= {_trace("email", address) for address in addresses}
    found |= {_trace("document", number) for number in _column(Document, "number_hash", ids)}
    pairs = ExternalId.objects.filter(guest__in=ids).values_list("source", "external_id")
    found |= {_trace("external_id", *pair) for pair in pairs}
    rows = [ErasedTrace(guest=owner, kind=kind, hash=digest) for kind, digest in sorted(found)]
    ErasedTrace.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def named_by(draft: GuestDraft, erased: Iterable[Guest]) -> Guest | None:
    """Which of these erased guests the draft names, if any; one query."""
    who, files = Identifiers.of(draft), {guest.pk: guest for guest in erased}
    hashes = {digest for _kind, digest in _traces(who)}
    hashes |= {_of_name(pk, spelling) for pk in files for spelling in who.names}
    rows = ErasedTrace.objects.filter(guest__in=files, hash__in=hashes).order_by("guest_id")
    owner = rows.values_list("guest_id", flat=True).first()
    return files.get(owner)


def erased_owners(people: Collection[Identifiers]) -> list[Guest | None]:
    """For each of `people` the erased guest who had one of these identifiers (names apart); one query."""
    hashes = [{digest for _kind, digest in _traces(who)} for who in people]
    wanted = set().union(*hashes)
    if not wanted:
        return [None] * len(people)
    rows = ErasedTrace.objects.filter(hash__in=wanted).select_related("guest").order_by("-guest__erased_at")
    owners: dict[str, Guest] = {}
    for row in rows:
        owners.setdefault(row.hash, row.guest)
    return [next((owners[key] for key in sorted(keys) if key in owners), None) for keys in hashes]


def _traces(who: Identifiers) -> set[tuple[str, str]]:
    found = {_trace("document", number) for number in who.documents}
    found |= {_trace("phone", number) for number in who.phones}
    found |= {_trace("email", address) for address in who.emails}
    found |= {_trace("external_id", *pair) for pair in who.external_ids}
    return found | ({_trace("membership", who.membership)} if who.membership else set())


def _trace(kind: str, *parts: str) -> tuple[str, str]:
    return kind, keyed_hash("erased", kind, *parts)


def _of_name(guest_id: int, spelling: str) -> str:
    return keyed_hash("erased", NAME, str(guest_id), spelling)


def _column(model, column: str, ids: Collection[int]):
    return model.objects.filter(guest__in=ids).values_list(column, flat=True)
