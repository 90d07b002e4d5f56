"""Which guest files could be these people: candidates for a whole batch in at most nine queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Model

from common.prepared import fetch_prepared
from guests.choices import Calendar
from guests.drafts import GuestDraft
from guests.matching import SUSPECT_FROM, Face, Identifiers, Match, Reason, score
from guests.models import Document, ExternalId, Guest, GuestEmail, GuestPhone, NameToken

#: Of an identifier that stands on very many files, only so many are looked at.
MOST_FILES = 20


@dataclass(frozen=True)
class Wanted:
    """A person to look for; `hints` are the guests who stood at his place in the same booking before.

    `booking` tells the bookings of a batch apart; `made_at` is the moment an old booking was made (None: it is new).
    """

    draft: GuestDraft
    hints: tuple[int, ...] = ()
    booking: str = ""
    made_at: datetime | None = None

    @cached_property
    def identifiers(self) -> Identifiers:
        return Identifiers.of(self.draft)


@dataclass(frozen=True)
class Scored:
    guest: Guest
    match: Match


def score_candidates(people: Sequence[Wanted]) -> list[list[Scored]]:
    """For each of `people` the files that could be his, the likeliest first; merged files give their survivor."""
    identifiers = [person.identifiers for person in people]
    evidence = _evidence(people, identifiers)
    guests = _survivors({guest_id for found in evidence for guest_id in found})
    scored = []
    for person, found in zip(people, evidence, strict=True):
        by_survivor: dict[int, set[Reason]] = defaultdict(set)
        for guest_id, reasons in found.items():
            by_survivor[guests[guest_id].pk] |= reasons
        files = {guests[guest_id].pk: guests[guest_id] for guest_id in found}
        face = Face.of(person.draft)
        rows = [Scored(files[pk], score(face, face_of(files[pk]), why)) for pk, why in by_survivor.items()]
        scored.append(sorted(rows, key=lambda row: (-row.match.score, row.guest.pk)))
    return scored


def face_of(guest: Guest) -> Face:
    names = tuple(name for name in (guest.name, guest.latin_name, *guest.former_names) if name)
    birthday = guest.birthday if guest.birthday_calendar == Calendar.SOLAR else None
    return Face(names=names, birthday=birthday, gender=guest.gender)


def _evidence(people: Sequence[Wanted], identifiers: Sequence[Identifiers]) -> list[dict[int, set[Reason]]]:
    """Per person: guest id → what speaks for that file."""
    documents = _exact(Document, "number_hash", (key for who in identifiers for key in who.documents))
    memberships = _exact(Guest, "membership_number", (who.membership for who in identifiers), owner="pk")
    external_ids = _external_ids({pair for who in identifiers for pair in who.external_ids})
    phones = _contacts(GuestPhone, "number", {key for who in identifiers for key in who.phones})
    emails = _contacts(
        GuestEmail, "address", {key for who in identifiers for key in who.emails}, "NOT is_masked"
    )
    namesakes = _namesakes(people, identifiers)
    found = []
    for place, (person, who) in enumerate(zip(people, identifiers, strict=True)):
        reasons: dict[int, set[Reason]] = defaultdict(set)
        for guest_id in person.hints:
            reasons[guest_id].add(Reason.SAME_BOOKING)
        for keys, table, reason in (
            (who.documents, documents, Reason.DOCUMENT),
            ({who.membership}, memberships, Reason.MEMBERSHIP),
            (who.external_ids, external_ids, Reason.EXTERNAL_ID),
        ):
            for guest_id in (guest_id for key in keys for guest_id in table.get(key, ())):
                reasons[guest_id].add(reason)
        for keys, contacts, reason in (
            (who.phones, phones, Reason.PHONE),
            (who.emails, emails, Reason.EMAIL),
        ):
            for contact in (contacts[key] for key in keys if key in contacts):
                for guest_id in contact.guest_ids:
                    reasons[guest_id].add(Reason.SHARED if contact.is_suspect else reason)
        for guest_id in namesakes.get(place, ()):
            reasons[guest_id]  # name and birthday are compared anyway; the file only has to be looked at
        found.append(reasons)
    return found


@dataclass(frozen=True)
class _Contact:
    guest_ids: tuple[int, ...]
    is_suspect: bool


def _exact(
    model: type[Model], column: str, keys: Iterable[str], owner: str = "guest_id"
) -> dict[str, list[int]]:
    wanted = {key for key in keys if key}
    found: dict[str, list[int]] = defaultdict(list)
    if wanted:
        for key, guest_id in model.objects.filter(**{f"{column}__in": wanted}).values_list(column, owner):
            found[key].append(guest_id)
    return found


def _external_ids(pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], list[int]]:
    if not pairs:
        return {}
    rows = ExternalId.objects.filter(
        source__in={source for source, _ in pairs}, external_id__in={number for _, number in pairs}
    ).values_list("source", "external_id", "guest_id")
    return {(source, number): [guest_id] for source, number, guest_id in rows if (source, number) in pairs}


def _contacts(
    model: type[Model], column: str, keys: Collection[str], condition: str = "true"
) -> dict[str, _Contact]:
    if not keys:
        return {}
    rows = fetch_prepared(
        f"files_of_{column}",
        f"""
        SELECT contact.{column}, array_agg(guest_id ORDER BY guest_id),
            bool_or(is_shared) OR count(DISTINCT coalesce(merged_into_id, guest_id)) >= $1
        FROM {model._meta.db_table} contact JOIN guests_guest file ON file.id = guest_id
        WHERE contact.{column} = ANY($2) AND {condition} GROUP BY contact.{column}
        """,
        ("int", "text[]"),
        [SUSPECT_FROM, list(keys)],
    )
    return {key: _Contact(tuple(ids[:MOST_FILES]), suspect) for key, ids, suspect in rows}


def _namesakes(people: Sequence[Wanted], identifiers: Sequence[Identifiers]) -> dict[int, set[int]]:
    """Place in `people` → files of the same birthday whose name is spelt alike."""
    wanted: dict[tuple[str, object], list[int]] = defaultdict(list)
    for place, (person, who) in enumerate(zip(people, identifiers, strict=True)):
        if person.draft.birthday:
            for spelling in who.names:
                wanted[spelling, person.draft.birthday].append(place)
    if not wanted:
        return {}
    rows = NameToken.objects.filter(
        token__in={spelling for spelling, _ in wanted},
        guest__birthday__in={birthday for _, birthday in wanted},
    ).values_list("token", "guest__birthday", "guest_id")
    found: dict[int, set[int]] = defaultdict(set)
    for token, birthday, guest_id in rows:
        for place in wanted.get((token, birthday), ()):
            found[place].add(guest_id)
    return found


def _survivors(guest_ids: Collection[int]) -> dict[int, Guest]:
    """Guest id → the file that stands for it today, whatever was merged into what."""
    if not guest_ids:
        return {}
    guests = Guest.objects.in_bulk(guest_ids)
    known = dict(guests)
    while missing := {g.merged_into_id for g in known.values() if g.merged_into_id} - known.keys():
        known |= Guest.objects.in_bulk(missing)
    return {guest_id: _end_of_chain(guest, known) for guest_id, guest in guests.items()}


def _end_of_chain(guest: Guest, known: dict[int, Guest]) -> Guest:
    while guest.merged_into_id:
        guest = known[guest.merged_into_id]
    return guest
