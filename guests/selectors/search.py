"""Find a guest by whatever the desk has in hand; say why he was found.

The kind of input is recognised first (guests.search_terms), then each index is asked only for what it can
answer, in one statement; what is known about the finds follows in two more. Only where nothing was found,
a slower look for the like-sounding and the misspelt follows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Reverse
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from common.crypto import keyed_hash
from guests.choices import AlertKind
from guests.models import Alert, Document, Guest, GuestEmail, GuestPhone, NameToken
from guests.search_providers import Hit, StayFacts, facts_of, find_elsewhere
from guests.search_terms import Terms, parse

#: Results on one page of the box.
SHOWN = 12
#: Rows read per way of finding: enough to sort by last stay, few enough to stay quick.
CANDIDATES = 60
#: Rows of the rarer word that the search for names with something in between looks at.
MOST_BETWEEN = 5000
#: Likeness from which a misspelt name counts (trigram similarity, 0 to 1).
LIKE_ENOUGH = 0.45
#: From this length a misspelling can be told from another name.
LEAST_FUZZY = 5

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
    "name": _("name"),
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

    At most four queries when something is found, two more when not.
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
    if terms.name_prefixes and len(terms.name_prefixes[0]) >= LEAST_FUZZY:
        return _hits(_similar(terms.name_prefixes))
    return []


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


def _similar(spellings: tuple[str, ...]) -> QuerySet:
    """Spellings that share most of their trigrams with the first of `spellings`."""
    typed = spellings[0]
    return (
        NameToken.objects.filter(kind__in=("pinyin", "latin"), token__trigram_similar=typed)
        .annotate(likeness=TrigramSimilarity("token", typed))
        .filter(likeness__gte=LIKE_ENOUGH)
        .order_by("-likeness")
        .values_list("guest_id", Value("similar"), "token")[:CANDIDATES]
    )


# --- What is said about the finds -----------------------------------------------------------------------
def _described(hits: list[Hit], terms: Terms, on: date, limit: int) -> list[Found]:
    best = _best_per_target(hits, terms)
    if not terms.is_specific:
        best = best[:limit]
    guests = _guests_with_marks({hit.guest_id for hit in best if hit.guest_id}, on)
    facts = facts_of({_survivor(guest).pk for guest in guests.values()}, on)
    found = [_found(hit, guests, facts) for hit in best if hit.guest_id is None or hit.guest_id in guests]
    found = _once_each(found)
    if terms.is_specific:
        places = {id(item): place for place, item in enumerate(found)}
        found.sort(key=lambda item: (*_order(item, terms), places[id(item)]))
    return found[:limit]


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


def _order(item: Found, terms: Terms) -> tuple:
    """In the house, then expected, then who was here last; within the same kind of reason."""
    whole = item.matched in terms.name_prefixes
    last = item.facts.last_departure
    return (
        _rank(item.why),
        not whole,
        not item.facts.room,
        not item.facts.is_expected,
        -(last.toordinal() if last else 0),
    )


def open_alerts(on: date) -> Q:
    """Of alerts: in force on `on`."""
    return Q(closed_at__isnull=True, starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def with_marks(guests: QuerySet, on: date) -> QuerySet:
    """Annotates `alert_kind` ('', 'alert' or 'blacklist'), `vip_now` and `phone_digits` (of his first phone)."""
    alerts = Alert.objects.filter(open_alerts(on), guest=OuterRef("pk"))
    phones = GuestPhone.objects.filter(guest=OuterRef("pk")).order_by("-is_primary", "pk")
    return guests.annotate(
        alert_kind=Case(
            When(Exists(alerts.filter(kind=AlertKind.BLACKLIST)), then=Value(AlertKind.BLACKLIST.value)),
            When(Exists(alerts), then=Value(AlertKind.ALERT.value)),
            default=Value(""),
            output_field=CharField(),
        ),
        vip_now=Case(
            When(Q(is_vip=True) & (Q(vip_until__isnull=True) | Q(vip_until__gte=on)), then=True),
            default=False,
        ),
        phone_digits=Subquery(phones.values("digits")[:1]),
    )


def _guests_with_marks(ids: set[int], on: date) -> dict[int, Guest]:
    """The guests of `ids`, each with `survivor`: himself, or the file that a merged one went into."""
    if not ids:
        return {}
    named = Guest.objects.filter(pk__in=ids)
    # A union, not an OR: each half is asked by primary key.
    wanted = named.values("pk").union(named.filter(merged_into__isnull=False).values("merged_into"))
    guests = with_marks(Guest.objects.filter(pk__in=wanted), on).select_related("account")
    rows = {guest.pk: guest for guest in guests}
    return {pk: _linked(guest, rows) for pk, guest in rows.items() if pk in ids}


def _linked(guest: Guest, rows: dict[int, Guest]) -> Guest:
    guest.survivor = rows.get(guest.merged_into_id, guest) if guest.merged_into_id else guest
    return guest


def _survivor(guest: Guest) -> Guest:
    return guest.survivor


def _found(hit: Hit, guests: dict[int, Guest], facts: dict[int, StayFacts]) -> Found:
    if hit.guest_id is None:
        return Found(None, hit.why, str(REASONS[hit.why]), hit.matched, hit.url, hit.title, StayFacts())
    guest = guests[hit.guest_id]
    survivor = _survivor(guest)
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
