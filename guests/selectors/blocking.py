"""Which two files are worth comparing: found by what they have in common, never all against all.

Each block is one statement: a document, a phone, an e-mail, a birthday with the beginning of a name, a rare name.
An identifier of very many files only counts between namesakes, or an agency's phone would pair thousands of strangers.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from django.db import connection
from rapidfuzz.distance import OSA

from guests.choices import Calendar, DocumentType
from guests.matching import SUSPECT_FROM, Face, Reason
from guests.models import Document, Guest, GuestPhone

#: Files with one identifier that are all compared with each other; above, only namesakes among them.
MOST_FILES = 20
#: A name on no more files is rare: two of its bearers are compared whatever else they have.
RARE_NAME = 12
#: Letters by which a name begins that has a slip further on.
BEGINNING = 4
#: A shorter number says nothing by differing in one digit.
_LONG_PHONE = 9

#: Whole names; of former names also endings and initials are kept, which are short.
_WHOLE = "(kind IN ('pinyin', 'latin') OR kind = 'former' AND length(token) > 4)"

_DOCUMENTS = """
    SELECT DISTINCT mine.guest_id, other.guest_id, false
    FROM guests_document mine JOIN guests_document other USING (number_hash)
    WHERE mine.guest_id = ANY(%(ids)s) AND other.guest_id <> mine.guest_id AND {side}
"""

#: {table}, {column}: a phone or an e-mail; the third answer says whether it is suspect.
_CONTACTS = """
    WITH counted AS MATERIALIZED (
        SELECT {column} AS key, count(*) AS files, bool_or(is_shared) OR count(*) >= %(suspect)s AS is_suspect
        FROM {table}
        WHERE {column} IN (SELECT {column} FROM {table} WHERE guest_id = ANY(%(ids)s)) AND {condition}
        GROUP BY 1 HAVING count(*) > 1
    ), crowd AS MATERIALIZED (
        SELECT key, token, guest_id
        FROM counted JOIN {table} ON {column} = key JOIN guests_nametoken USING (guest_id)
        WHERE files > %(most)s AND {whole}
    )
    SELECT mine.guest_id, other.guest_id, bool_and(is_suspect)
    FROM counted JOIN {table} mine ON mine.{column} = key JOIN {table} other ON other.{column} = key
    WHERE files <= %(most)s AND mine.guest_id = ANY(%(ids)s) AND other.guest_id <> mine.guest_id AND {side}
    GROUP BY 1, 2
    UNION ALL
    SELECT DISTINCT mine.guest_id, other.guest_id, true
    FROM crowd mine JOIN crowd other USING (key, token)
    WHERE mine.guest_id = ANY(%(ids)s) AND other.guest_id <> mine.guest_id AND {side}
"""

_BIRTHDAYS = """
    SELECT DISTINCT mine.guest_id, other.guest_id, false
    FROM (
        SELECT birthday, left(token, %(beginning)s) AS begins, guest_id
        FROM guests_guest JOIN guests_nametoken ON guest_id = guests_guest.id
        WHERE guest_id = ANY(%(ids)s) AND birthday IS NOT NULL AND {whole}
    ) mine JOIN (
        SELECT birthday, left(token, %(beginning)s) AS begins, guest_id
        FROM guests_guest JOIN guests_nametoken ON guest_id = guests_guest.id
        WHERE birthday IS NOT NULL AND {whole}
    ) other USING (birthday, begins)
    WHERE other.guest_id <> mine.guest_id AND {side}
"""

#: The bearers of each rare name, themselves few: their pairs need no join.
_RARE_NAMES = """
    SELECT array_agg(guest_id) FROM guests_nametoken
    WHERE token IN (SELECT token FROM guests_nametoken WHERE guest_id = ANY(%(ids)s) AND {whole}) AND {whole}
    GROUP BY token HAVING count(*) BETWEEN 2 AND %(rare)s
"""

#: Statement, what it is formatted with, and the evidence its pairs have (None: the file is only looked at).
_BLOCKS: tuple[tuple[str, dict[str, str], Reason | None], ...] = (
    (_DOCUMENTS, {}, Reason.DOCUMENT),
    (
        _CONTACTS,
        {"table": "guests_guestphone", "column": "number", "condition": "true"},
        Reason.PHONE,
    ),
    (
        _CONTACTS,
        {"table": "guests_guestemail", "column": "address", "condition": "NOT is_masked"},
        Reason.EMAIL,
    ),
    (_BIRTHDAYS, {}, None),
)

#: (older file, newer file), by their ids.
Pair = tuple[int, int]


def candidate_pairs(ids: Sequence[int], *, older_only: bool) -> dict[Pair, set[Reason]]:
    """Pairs of one of `ids` with any file, and what they have in common; five queries.

    With `older_only` the other file is always the older one, so that going through all ids meets each pair once.
    """
    params: dict[str, Any] = {
        "ids": list(ids), "suspect": SUSPECT_FROM, "most": MOST_FILES, "rare": RARE_NAME, "beginning": BEGINNING,
    }  # fmt: skip
    side = "other.guest_id < mine.guest_id" if older_only else "true"
    found: dict[Pair, set[Reason]] = defaultdict(set)
    with connection.cursor() as cursor:
        for statement, parts, evidence in _BLOCKS:
            cursor.execute(statement.format(side=side, whole=_WHOLE, **parts), params)
            for mine, other, is_suspect in cursor.fetchall():
                reasons = found[min(mine, other), max(mine, other)]
                if evidence:
                    reasons.add(Reason.SHARED if is_suspect else evidence)
        cursor.execute(_RARE_NAMES.format(whole=_WHOLE), params)
        wanted = set(ids)
        for (bearers,) in cursor.fetchall():
            for older, newer in combinations(sorted(set(bearers)), 2):
                if newer in wanted or (older in wanted and not older_only):
                    found[older, newer]  # their names and birthdays are compared anyway
    return found


@dataclass(frozen=True)
class FileFace:
    """What is compared of two files beyond what joined them."""

    face: Face
    phones: tuple[str, ...] = ()
    #: (type, country, hash, last characters)
    documents: tuple[tuple[str, str, str, str], ...] = ()


def file_faces(ids: Collection[int]) -> dict[int, FileFace]:
    """The faces of those of `ids` that are files in use of a person; three queries."""
    wanted = list(ids)
    phones, documents = defaultdict(list), defaultdict(list)
    for guest_id, digits in GuestPhone.objects.filter(guest__in=wanted).values_list("guest_id", "digits"):
        phones[guest_id].append(digits)
    rows = Document.objects.filter(guest__in=wanted)
    for guest_id, *parts in rows.values_list("guest_id", "type", "country", "number_hash", "last_digits"):
        kind, country, number_hash, ending = parts
        documents[guest_id].append((kind, country, number_hash, ending))
    guests = Guest.objects.current().filter(pk__in=wanted, is_anonymous=False, erased_at__isnull=True)
    columns = ("pk", "name", "latin_name", "former_names", "birthday", "birthday_calendar", "gender")
    return {
        pk: FileFace(
            Face(
                names=tuple(one for one in (name, latin, *former) if one),
                birthday=birthday if calendar == Calendar.SOLAR else None,
                gender=gender,
            ),
            tuple(phones[pk]),
            tuple(documents[pk]),
        )
        for pk, name, latin, former, birthday, calendar, gender in guests.values_list(*columns)
    }


def further_evidence(one: FileFace, other: FileFace, known: Iterable[Reason]) -> set[Reason]:
    """`known` and what phones and documents say by nearly agreeing, or by disagreeing."""
    reasons = set(known)
    if Reason.PHONE not in reasons and _are_near(one.phones, other.phones):
        reasons.add(Reason.NEAR_PHONE)
    if Reason.DOCUMENT not in reasons:
        reasons |= _document_evidence(one.documents, other.documents)
    return reasons


def _are_near(phones: Collection[str], others: Collection[str]) -> bool:
    return any(
        min(len(a), len(b)) >= _LONG_PHONE and OSA.distance(a, b, score_cutoff=1) == 1
        for a, b in product(phones, others)
    )


def _document_evidence(documents, others) -> set[Reason]:
    comparable = [(a, b) for a, b in product(documents, others) if a[:2] == b[:2]]
    if any(OSA.distance(a[3], b[3], score_cutoff=1) <= 1 for a, b in comparable):
        return {Reason.NEAR_DOCUMENT}
    if any(a[0] == DocumentType.IDENTITY_CARD for a, _ in comparable):
        return {Reason.OTHER_DOCUMENT}  # its number is for life, a passport comes with a new one
    return {Reason.OTHER_PASSPORT} if comparable else set()
