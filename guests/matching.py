"""Who could this be? How alike a person we were told of and a guest file are, with the reasons. Pure.

Exact evidence (the same document, membership or number at the source) joins by itself; a phone or e-mail joins
together with a like name; name and birthday alone wait for a person. Scores are 0–100, added up from WEIGHTS;
the bands are JOIN and REVIEW. Masked addresses of agencies never come here as evidence.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

from guests.contacts import is_masked_email, parse_email, parse_phone
from guests.drafts import GuestDraft
from guests.names import is_han, latin_words, pinyin, search_key, split_han, surname_pinyin

#: From this score on two are one; from the lower one on a person decides.
JOIN_FROM, REVIEW_FROM = 85, 55
#: An identifier on so many files belongs to a secretary, an agency or a fax machine.
SUSPECT_FROM = 5
#: Names at least this alike (0–1) are the same name, otherwise spelt.
LIKE_NAME = 0.9
#: Below this they are two names; between, they say nothing.
OTHER_NAME = 0.75


class Reason(StrEnum):
    """What spoke for or against; the keys stand in API answers and in the review queue."""

    DOCUMENT = "same-document"
    MEMBERSHIP = "same-membership"
    EXTERNAL_ID = "same-number-at-source"
    SAME_BOOKING = "same-place-in-booking"
    PHONE = "same-phone"
    EMAIL = "same-email"
    SHARED = "identifier-on-many-files"
    NAME = "same-name"
    LIKE_NAME = "like-name"
    OTHER_NAME = "other-name"
    BIRTHDAY = "same-birthday"
    OTHER_BIRTHDAY = "other-birthday"
    OTHER_GENDER = "other-gender"


#: What settles by itself which of several likely files is meant.
DECISIVE = frozenset({Reason.DOCUMENT, Reason.MEMBERSHIP, Reason.EXTERNAL_ID, Reason.SAME_BOOKING})
WEIGHTS = {
    # Exact: joins whatever the name says, unless the birthday contradicts as well.
    Reason.DOCUMENT: 130,
    Reason.MEMBERSHIP: 125,
    Reason.EXTERNAL_ID: 125,
    Reason.SAME_BOOKING: 70,
    Reason.PHONE: 45,
    Reason.EMAIL: 45,
    Reason.SHARED: -25,
    Reason.NAME: 45,
    Reason.LIKE_NAME: 42,
    Reason.OTHER_NAME: -35,
    Reason.BIRTHDAY: 25,
    Reason.OTHER_BIRTHDAY: -30,
    Reason.OTHER_GENDER: -10,
}


class Band(StrEnum):
    JOIN = "matched"
    REVIEW = "in_review"
    NEW = "created"


@dataclass(frozen=True)
class Face:
    """What is compared of a person or of a file: his names, birthday and gender."""

    names: tuple[str, ...] = ()
    birthday: date | None = None
    gender: str = ""

    @classmethod
    def of(cls, draft: GuestDraft) -> "Face":
        names = tuple(name for name in (draft.name, draft.latin_name) if name)
        return cls(names=names, birthday=draft.birthday, gender=draft.gender)


@dataclass(frozen=True)
class Match:
    score: int
    reasons: tuple[Reason, ...] = ()

    @property
    def band(self) -> Band:
        if self.score >= JOIN_FROM:
            return Band.JOIN
        return Band.REVIEW if self.score >= REVIEW_FROM else Band.NEW


@dataclass(frozen=True)
class Identifiers:
    """By what a person can be found again, in the spellings of the guest file."""

    documents: frozenset[str] = frozenset()
    membership: str = ""
    external_ids: frozenset[tuple[str, str]] = frozenset()
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    names: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, draft: GuestDraft) -> "Identifiers":
        phones = (parse_phone(text) for text in draft.phones)
        emails = (parse_email(text) for text in draft.emails)
        return cls(
            documents=frozenset(document.number_hash for document in draft.documents),
            membership=draft.membership_number or "",
            external_ids=frozenset(draft.external_ids),
            phones=frozenset(phone.number for phone in phones if phone),
            emails=frozenset(email for email in emails if email and not is_masked_email(email)),
            names=frozenset(form for name in (draft.name, draft.latin_name) for form in spellings(name)),
        )

    def for_locking(self) -> list[str]:
        """Every identifier by which two files of one person could come about at the same moment."""
        exact = [*self.documents, self.membership, *(":".join(pair) for pair in self.external_ids)]
        return [key for key in (*exact, *self.phones, *self.emails) if key]


def score(person: Face, candidate: Face, evidence: Iterable[Reason]) -> Match:
    """How sure it is that `candidate` is `person`, given which identifiers agree."""
    reasons = set(evidence)
    alike = likeness(person.names, candidate.names)
    if alike is not None:
        reasons.add(
            Reason.NAME if alike >= 1 else Reason.LIKE_NAME if alike >= LIKE_NAME else Reason.OTHER_NAME
        )
    if person.birthday and candidate.birthday:
        same = person.birthday == candidate.birthday
        reasons.add(Reason.BIRTHDAY if same else Reason.OTHER_BIRTHDAY)
    if person.gender and candidate.gender and person.gender != candidate.gender:
        reasons.add(Reason.OTHER_GENDER)
    total = sum(WEIGHTS[reason] for reason in reasons)
    if Reason.SAME_BOOKING in reasons and alike is None and Reason.OTHER_BIRTHDAY not in reasons:
        total = max(total, JOIN_FROM)  # the source never told a name: it can only mean the same one
    ordered = tuple(reason for reason in Reason if reason in reasons)
    return Match(score=max(0, min(100, total)), reasons=ordered)


def _name_reasons(alike: float) -> set[Reason]:
    if alike >= 1:
        return {Reason.NAME}
    if alike >= LIKE_NAME:
        return {Reason.LIKE_NAME}
    return {Reason.OTHER_NAME} if alike < OTHER_NAME else set()


def best(matches: Collection[tuple[int, Match]]) -> tuple[int, Match] | None:
    """The likeliest (guest id, match); two equally likely ones that would join are a case for a person."""
    if not matches:
        return None
    ranked = sorted(matches, key=lambda pair: (-pair[1].score, not DECISIVE & set(pair[1].reasons), pair[0]))
    first = ranked[0]
    is_tied = len(ranked) > 1 and ranked[1][1].score == first[1].score and first[1].band is Band.JOIN
    if is_tied and not DECISIVE & set(first[1].reasons):
        return first[0], Match(score=JOIN_FROM - 1, reasons=first[1].reasons)
    return first


def likeness(ours: Collection[str], theirs: Collection[str]) -> float | None:
    """How alike the closest pair of names is, 0–1; None when one side has no name."""
    if not ours or not theirs:
        return None
    return max(_name_likeness(one, other) for one in ours for other in theirs)


def _name_likeness(one: str, other: str) -> float:
    if search_key(one) == search_key(other):
        return 1.0
    forms, others = spellings(one), spellings(other)
    both_han = is_han(one) and is_han(other)
    if forms & others:
        return 0.95 if both_han else 1.0  # 王晓明 and 王小明 sound alike, yet are two names
    if _is_abbreviation(one, other) or _is_abbreviation(other, one):
        return LIKE_NAME
    if both_han:
        return _han_likeness(one, other)
    return max((fuzz.ratio(a, b) / 100 for a in forms for b in others), default=0.0)


def _han_likeness(one: str, other: str) -> float:
    """Chinese names that neither look nor sound the same: one wrong character of three or more may be a slip."""
    return fuzz.ratio(search_key(one), search_key(other)) / 100 * 0.9


@lru_cache(maxsize=20_000)
def spellings(name: str) -> frozenset[str]:
    """Latin spellings in which a name is compared: surname first and surname last, without spaces."""
    if is_han(name):
        surname, given = split_han(name)
        first, rest = surname_pinyin(surname), pinyin(given)
        return frozenset({first + rest, rest + first})
    words = latin_words(name)
    if not words:
        return frozenset()
    german = latin_words(name.translate(_GERMAN))
    return frozenset(form for spelt in (words, german) for form in _turned(spelt))


#: Müller is also spelt Mueller; folding alone makes it Muller.
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def _turned(words: list[str]) -> set[str]:
    return {"".join(words), "".join(words[1:] + words[:1]), "".join(words[-1:] + words[:-1])}


def _is_abbreviation(short: str, long: str) -> bool:
    """'J. Müller' for 'Jonas Müller': a whole word the same, every other one its first letter."""
    words, whole = latin_words(short), latin_words(long)
    initials = [word for word in words if len(word) == 1]
    names = [word for word in words if len(word) > 1]
    if not initials or not names or len(words) != len(whole) or not set(names) <= set(whole):
        return False
    rest = [word for word in whole if word not in names]
    return sorted(initials) == sorted(word[0] for word in rest)
