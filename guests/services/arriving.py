"""People arrive with data from outside: each is joined to the file he already has, or gets one.

Batch first. Two pushes that bring the same new person at once take turns (advisory locks on what identifies
him), so that he gets one file.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from common.locks import lock_names
from guests.drafts import FILLABLE, GuestDraft
from guests.matching import Band, Face, Identifiers, Match, Reason, best, score
from guests.models import Guest, MatchReview
from guests.privacy.returning import erased_among
from guests.selectors.matches import Scored, Wanted, score_candidates
from guests.services.files import create_guests, enrich_guests


@dataclass(frozen=True)
class Arrived:
    """Who a person turned out to be. In review: `guest` is a new file, `candidate` the one he may have already."""

    guest: Guest
    band: Band
    match: Match
    candidate: Guest | None = None


@transaction.atomic(savepoint=False)
def receive_people(*, people: Sequence[Wanted], created_by: str = "") -> list[Arrived]:
    """The file of each of `people`, in their order; known files are filled in, never overwritten.

    A bounded number of queries, whatever the number of people.
    """
    if not people:
        return []
    identifiers = [person.identifiers for person in people]
    lock_names("person", (key for who in identifiers for key in who.for_locking()))
    arrived: dict[int, Arrived] = {}
    doubtful: dict[int, Scored] = {}
    scored = score_candidates(people)
    for place, candidates in enumerate(scored):
        chosen = _choose([one for one in candidates if one.guest.erased_at is None])
        if chosen and chosen.match.band is Band.JOIN:
            arrived[place] = Arrived(chosen.guest, Band.JOIN, chosen.match)
        elif chosen and chosen.match.band is Band.REVIEW:
            doubtful[place] = chosen
    erased = erased_among(people, scored, {place: found.guest for place, found in arrived.items()})
    for place, guest in erased.items():
        arrived[place] = Arrived(guest, Band.JOIN, Match(100, (Reason.SAME_BOOKING,)))
        doubtful.pop(place, None)
    unknown = [place for place in range(len(people)) if place not in arrived]
    groups = _group([(place, people[place].draft, identifiers[place]) for place in unknown])
    memberships = _Memberships.of(people)
    pairs = [
        (found.guest, memberships.claim(people[p].draft, found.guest.pk))
        for p, found in arrived.items()
        if p not in erased
    ]
    enrich_guests(pairs=pairs)
    drafts = [memberships.claim(_without_disputed(group, doubtful), None) for group in groups]
    guests = create_guests(drafts=drafts, created_by=created_by)
    for guest, group in zip(guests, groups, strict=True):
        for place in group.places:
            arrived[place] = _new_file(guest, doubtful.get(place))
    _note_reviews(arrived, people)
    return [arrived[place] for place in range(len(people))]


def _choose(candidates: Sequence[Scored]) -> Scored | None:
    by_id = {scored.guest.pk: scored.guest for scored in candidates}
    chosen = best([(scored.guest.pk, scored.match) for scored in candidates])
    return Scored(by_id[chosen[0]], chosen[1]) if chosen else None


def _new_file(guest: Guest, doubt: Scored | None) -> Arrived:
    if doubt is None:
        return Arrived(guest, Band.NEW, Match(0))
    return Arrived(guest, Band.REVIEW, doubt.match, doubt.guest)


@dataclass
class _Memberships:
    """A membership belongs to one file; whoever else brings it goes without."""

    owners: dict[str, int | None]

    @classmethod
    def of(cls, people: Sequence[Wanted]) -> "_Memberships":
        numbers = {who.draft.membership_number for who in people if who.draft.membership_number}
        if not numbers:
            return cls({})
        rows = Guest.objects.filter(membership_number__in=numbers)
        return cls(dict(rows.values_list("membership_number", "pk")))

    def claim(self, draft: GuestDraft, guest_id: int | None) -> GuestDraft:
        number = draft.membership_number
        if not number:
            return draft
        if number not in self.owners:
            self.owners[number] = guest_id
            return draft
        is_his = guest_id is not None and self.owners[number] == guest_id
        return draft if is_his else replace(draft, membership_number=None)


@dataclass
class _Group:
    """People of one batch who are one person without a file."""

    draft: GuestDraft
    places: list[int]


def _group(unknown: Sequence[tuple[int, GuestDraft, Identifiers]]) -> list[_Group]:
    groups: list[_Group] = []
    by_key: dict[tuple[Reason, object], list[int]] = defaultdict(list)
    for place, draft, who in unknown:
        evidence: dict[int, set[Reason]] = defaultdict(set)
        keys = _keys(who)
        for key in keys:
            for number in by_key[key]:
                evidence[number].add(key[0])
        matches = [(n, score(Face.of(draft), Face.of(groups[n].draft), why)) for n, why in evidence.items()]
        found = best(matches)
        if found and found[1].band is Band.JOIN:
            number = found[0]
            groups[number].draft = _joined(groups[number].draft, draft)
            groups[number].places.append(place)
        else:
            number = len(groups)
            groups.append(_Group(draft, [place]))
        for key in keys:
            if number not in by_key[key]:
                by_key[key].append(number)
    return groups


def _keys(who: Identifiers) -> list[tuple[Reason, object]]:
    return [
        *((Reason.DOCUMENT, key) for key in who.documents),
        *((Reason.MEMBERSHIP, key) for key in (who.membership,) if key),
        *((Reason.EXTERNAL_ID, key) for key in who.external_ids),
        *((Reason.PHONE, key) for key in who.phones),
        *((Reason.EMAIL, key) for key in who.emails),
    ]


def _joined(first: GuestDraft, second: GuestDraft) -> GuestDraft:
    """What both say; where they differ, the first."""
    plain = {name: getattr(first, name) or getattr(second, name) for name in FILLABLE}
    parts = {
        name: tuple(dict.fromkeys((*getattr(first, name), *getattr(second, name))))
        for name in ("phones", "emails", "documents", "external_ids")
    }
    return replace(first, **plain, **parts)


def _without_disputed(group: _Group, doubtful: dict[int, Scored]) -> GuestDraft:
    """A number at the source that another file has stays there until a person has decided."""
    taken = {
        reason for place in group.places if place in doubtful for reason in doubtful[place].match.reasons
    }
    return replace(group.draft, external_ids=()) if Reason.EXTERNAL_ID in taken else group.draft


def _note_reviews(arrived: dict[int, Arrived], people: Sequence[Wanted]) -> None:
    rows = [
        MatchReview(
            guest=found.guest,
            candidate=found.candidate,
            score=found.match.score,
            reasons=[str(reason) for reason in found.match.reasons],
            source=people[place].draft.source,
        )
        for place, found in arrived.items()
        if found.candidate is not None
    ]
    if rows:
        MatchReview.objects.bulk_create(rows, ignore_conflicts=True)
