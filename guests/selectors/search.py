"""Find a guest by whatever the desk has in hand; say why he was found.

The kind of input is recognised first (guests.search_terms), then each index is asked only for what it can
answer, in one statement; what is known about the finds follows in two more. Only where nothing was found,
a slower look for the like-sounding and the misspelt follows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Reverse
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from common.crypto import keyed_hash
from guests.misspellings import one_slip_away
from guests.models import Document, Guest, GuestEmail, GuestPhone, NameToken
from guests.search_providers import Hit, StayFacts, facts_of, find_elsewhere
from guests.search_terms import Terms, parse
from guests.selectors.marks import guests_with_marks

#: Results on one page of the box.
SHOWN = 12
#: Rows read per way of finding: enough to sort by last stay, few enough to stay quick.
CANDIDATES = 50
#: Read beyond what is shown, because a merged file and the one that took it up become one line.
SPARE = 4
#: Rows of the rarer word that the search for names with something in between looks at.
MOST_BETWEEN = 5000

#: Why a guest was found, the surest first; the keys are those of Hit.why.
REASONS = {
    "number": _("guest number"),
    "membership": _("membership number"),
    "document": _("document"),
    "in_room": _("in room"),
    "expected_room": _("expected in room"),
    "was_in_room": _("last in room"),
    "confirmation": _("confirmation"),
    "booking": _("booking number"),
    "phone": _("phone"),
    "email": _("e-mail"),
    "name": _("full name"),
    "pinyin": _("pinyin"),
    "initials": _("initials"),
    "latin": _("latin name"),
    "former": _("former name"),
    "sounds_like": _("sounds alike"),
    "similar": _("similar spelling"),
}
_RANK = {why: rank for rank, why in enumerate(REASONS)}
#: All ways of spelling a name rank alike: whether the whole name fits counts for more.
_NAME_KINDS = frozenset({"name", "pinyin", "initials", "latin"})


@dataclass(frozen=True)
class Found:
    """One line of the results. `guest` is None for a booking without a known guest (then `title`, `url`).

    `merged_number` is the retired number or file by which a merged guest was found; `guest` is the survivor.
    """

    guest: Guest | None
    why: str
    reason: str
    matched: str
    url: str
    title: str
    facts: StayFacts
    merged_number: str = ""


def search_guests(typed: str, *, on: date, limit: int = SHOWN) -> list[Found]:
    """The guests that fit what was typed, best first, at most `limit`; [] for blank input.

    At most four queries when something is found, two more where a merged file is among it or nothing is.
    """
    terms = parse(typed)
    if not terms:
        return []
    hits = find_elsewhere(terms, on) if terms.code else []
    hits += _exact(terms)
    if not hits:
        hits = _alike(terms)
    return _described(hits, terms, on, limit)


# --- Ways of finding -----------------------------------------------------------------------------------
def _exact(terms: Terms) -> list[Hit]:
    """One statement over the indexes that `terms` can be answered by."""
    parts = [*_by_name(terms), *_by_contact(terms), *_by_number(terms)]
    if not parts:
        return []
    rows = parts[0] if len(parts) == 1 else parts[0].union(*parts[1:], all=True)
    return [Hit(guest_id=guest, why=why, matched=matched) for guest, why, matched in rows]


def _rows(queryset: QuerySet, guest: str, why, matched: str) -> QuerySet:
    """(guest, why, matched) of the first CANDIDATES rows, in the shape that all parts share."""
    return (
        queryset.order_by()
        .annotate(
            found_guest=F(guest),
            found_why=why if isinstance(why, F) else Value(why, output_field=CharField()),
            found_by=F(matched),
        )
        .values_list("found_guest", "found_why", "found_by")[:CANDIDATES]
    )


def _by_name(terms: Terms) -> list[QuerySet]:
    return [
        _rows(NameToken.objects.filter(token__startswith=prefix), "guest_id", F("kind"), "token")
        for prefix in terms.name_prefixes
    ]


def _by_contact(terms: Terms) -> list[QuerySet]:
    parts = []
    for digits in terms.phone_digits:
        ending = GuestPhone.objects.alias(backwards=Reverse("digits")).filter(
            backwards__startswith=digits[::-1]
        )
        parts.append(_rows(ending, "guest_id", "phone", "digits"))
        parts.append(
            _rows(GuestPhone.objects.filter(digits__startswith=digits), "guest_id", "phone", "digits")
        )
    if terms.email:
        addresses = GuestEmail.objects.filter(address__startswith=terms.email)
        parts.append(_rows(addresses, "guest_id", "email", "address"))
    return parts


def _by_number(terms: Terms) -> list[QuerySet]:
    parts = []
    if terms.guest_id:
        parts.append(_rows(Guest.objects.filter(pk=terms.guest_id), "id", "number", "number"))
    if terms.code:
        members = Guest.objects.filter(membership_number=terms.code)
        parts.append(_rows(members, "id", "membership", "membership_number"))
    if terms.document:
        hashes = [keyed_hash(country, terms.document) for country in _issuers()]
        documents = Document.objects.filter(number_hash__in=hashes)
        parts.append(_rows(documents, "guest_id", "document", "last_digits"))
    return parts


@lru_cache(maxsize=1)
def _issuers() -> tuple[str, ...]:
    """Every country: a typed document number does not say who issued it."""
    return ("", *(code for code, _name in countries))


def _alike(terms: Terms) -> list[Hit]:
    """Slower ways, for what was not found: like-sounding characters, words in between, a misspelling."""
    if terms.sounds_like:
        homophones = NameToken.objects.filter(token__startswith=terms.sounds_like)
        return _hits(_rows(homophones, "guest_id", "sounds_like", "token"))
    if len(terms.words) > 1:
        hits = _hits(_rows(_with_all_words(terms.words), "guest_id", F("kind"), "token"))
        if hits:
            return hits
    near = [spelling for prefix in terms.name_prefixes[:2] for spelling in one_slip_away(prefix)]
    return (
        _hits(_rows(NameToken.objects.filter(token__in=near), "guest_id", "similar", "token")) if near else []
    )


def _hits(rows: Iterable[tuple[int, str, str]]) -> list[Hit]:
    return [Hit(guest_id=guest, why=why, matched=matched) for guest, why, matched in rows]


def _with_all_words(words: tuple[str, ...]) -> QuerySet:
    """Names that have a part beginning with each of the words: Anna Maria Schmidt for 'anna schmidt'."""
    longest, *others = sorted(words, key=len, reverse=True)
    driving = NameToken.objects.filter(token__startswith=longest).values("pk")[:MOST_BETWEEN]
    tokens = NameToken.objects.filter(pk__in=driving)
    for word in others:
        same_guest = NameToken.objects.filter(guest=OuterRef("guest"), token__startswith=word)
        tokens = tokens.filter(Exists(same_guest))
    return tokens


# --- What is said about the finds -----------------------------------------------------------------------
def _described(hits: list[Hit], terms: Terms, on: date, limit: int) -> list[Found]:
    """The best `limit` of the hits: where they stand decides the order, the rest is read of those shown only."""
    best = _best_per_target(hits, terms)
    wanted = best if terms.is_specific else best[:limit]
    facts = facts_of({hit.guest_id for hit in wanted if hit.guest_id}, on)
    if terms.is_specific:
        wanted.sort(key=lambda hit: _order(hit, terms, facts))
    wanted = wanted[: limit + SPARE]
    guests = guests_with_marks({hit.guest_id for hit in wanted if hit.guest_id}, on)
    survivors = {guest.survivor.pk for guest in guests.values()} - facts.keys() - guests.keys()
    facts |= facts_of(survivors, on)
    found = [_found(hit, guests, facts) for hit in wanted if hit.guest_id is None or hit.guest_id in guests]
    return _once_each(found)[:limit]


def _best_per_target(hits: list[Hit], terms: Terms) -> list[Hit]:
    """The surest reason of each guest (or booking), surest first."""
    best: dict[tuple, Hit] = {}
    for hit in sorted(hits, key=lambda hit: (_rank(hit.why), not _is_whole(hit, terms))):
        best.setdefault((hit.guest_id, hit.url), hit)
    return list(best.values())


def _rank(why: str) -> int:
    return _RANK["name"] if why in _NAME_KINDS else _RANK.get(why, len(_RANK))


def _is_whole(hit: Hit, terms: Terms) -> bool:
    return (
        hit.matched in terms.name_prefixes or hit.matched in terms.phone_digits or hit.matched == terms.email
    )


def _order(hit: Hit, terms: Terms, facts: dict[int, StayFacts]) -> tuple:
    """By the kind of reason; in it the whole name first, then who is here, is expected, was here last."""
    stands = facts.get(hit.guest_id, StayFacts())
    return (
        _rank(hit.why),
        hit.matched not in terms.name_prefixes,
        not stands.room,
        not stands.is_expected,
        -(stands.last_departure.toordinal() if stands.last_departure else 0),
    )


def _found(hit: Hit, guests: dict[int, Guest], facts: dict[int, StayFacts]) -> Found:
    if hit.guest_id is None:
        return Found(None, hit.why, str(REASONS[hit.why]), hit.matched, hit.url, hit.title, StayFacts())
    guest = guests[hit.guest_id]
    survivor = guest.survivor
    return Found(
        guest=survivor,
        why=hit.why,
        reason=str(REASONS[hit.why]),
        matched=hit.matched,
        url=hit.url or survivor.get_absolute_url(),
        title=survivor.display_name,
        facts=facts.get(survivor.pk, StayFacts()),
        merged_number=guest.number if survivor is not guest else "",
    )


def _once_each(found: list[Found]) -> list[Found]:
    """A survivor found also by the file that went into him stands there once, by his own reason."""
    seen: dict[tuple, Found] = {}
    for item in found:
        key = (
            item.guest.pk if item.guest else None,
            "" if item.guest and not _leads_away(item) else item.url,
        )
        if key not in seen or (seen[key].merged_number and not item.merged_number):
            seen[key] = item
    return list(seen.values())


def _leads_away(item: Found) -> bool:
    return item.url != item.guest.get_absolute_url()
