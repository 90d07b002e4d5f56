"""Who could this be? How alike a person we were told of and a guest file are, with the reasons. Pure.

Exact evidence (the same document, membership or number at the source) joins by itself; a phone or e-mail joins
together with a like name; name and birthday alone wait for a person, a name alone is nothing. Scores are 0–100,
added up from WEIGHTS; the bands are JOIN and REVIEW. What speaks against (DOUBTS) never joins without exact
evidence, however much speaks for it. Masked addresses of agencies never come here as evidence.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from guests.contacts import is_masked_email, parse_email, parse_phone
from guests.drafts import GuestDraft
from guests.likeness import CLOSE_NAME, LIKE_NAME, ONE_CHARACTER, SAME_NAME, likeness, spellings

#: From this score on two are one; from the lower one on a person decides.
JOIN_FROM, REVIEW_FROM = 85, 55
#: An identifier on so many files belongs to a secretary, an agency or a fax machine.
SUSPECT_FROM = 5
#: A year that is wrong by more is no slip: it may be the father.
MOST_YEARS_OF_A_SLIP = 10


class Reason(TextChoices):
    """What spoke for or against; the keys stand in API answers and in the review queue, the labels in pages."""

    DOCUMENT = "same-document", _("the same document")
    MEMBERSHIP = "same-membership", _("the same membership number")
    EXTERNAL_ID = "same-number-at-source", _("the same number in the other system")
    SAME_BOOKING = "same-place-in-booking", _("the same place in the same booking")
    PHONE = "same-phone", _("the same phone")
    EMAIL = "same-email", _("the same e-mail")
    SHARED = "identifier-on-many-files", _("a phone or e-mail in common that many guests have")
    NEAR_PHONE = "near-phone", _("phones that differ in one digit")
    NEAR_DOCUMENT = "near-document", _("documents that end alike")
    OTHER_DOCUMENT = "other-document", _("two different identity cards")
    OTHER_PASSPORT = "other-passport", _("two numbers of a document that is renewed now and then")
    NAME = "same-name", _("the same name")
    LIKE_NAME = "like-name", _("names that sound or are spelt alike")
    CLOSE_NAME = "close-name", _("similar names: perhaps shortened, perhaps a relative")
    ONE_CHARACTER = "one-character-differs", _("names that differ in one character")
    OTHER_NAME = "other-name", _("different names")
    BIRTHDAY = "same-birthday", _("the same birthday")
    NEAR_BIRTHDAY = "near-birthday", _("birthdays that differ by a slip: day and month swapped, or one digit")
    OTHER_BIRTHDAY = "other-birthday", _("different birthdays")
    OTHER_GENDER = "other-gender", _("different genders")
    CONTESTED = "contested", _("another file fits as well, and these two contradict each other")


#: What settles by itself which of several likely files is meant.
EXACT = frozenset({Reason.DOCUMENT, Reason.MEMBERSHIP, Reason.EXTERNAL_ID})
DECISIVE = EXACT | {Reason.SAME_BOOKING}
#: What a person has to look at, unless something decisive speaks for it.
DOUBTS = frozenset(
    {
        Reason.NEAR_DOCUMENT, Reason.OTHER_DOCUMENT, Reason.OTHER_PASSPORT, Reason.CLOSE_NAME,
        Reason.ONE_CHARACTER, Reason.OTHER_NAME, Reason.NEAR_BIRTHDAY, Reason.OTHER_BIRTHDAY,
    }
)  # fmt: skip
_CONTACTS = frozenset({Reason.PHONE, Reason.EMAIL})
_OTHER_PERSON = frozenset({Reason.OTHER_DOCUMENT, Reason.OTHER_GENDER})
#: Two files that differ so are not one person, whatever third file is like both of them.
CONTRADICTIONS = frozenset(
    {Reason.OTHER_DOCUMENT, Reason.OTHER_NAME, Reason.OTHER_BIRTHDAY, Reason.OTHER_GENDER}
)
WEIGHTS = {
    # Exact: joins whatever the name says, unless the birthday contradicts as well.
    Reason.DOCUMENT: 130,
    Reason.MEMBERSHIP: 125,
    Reason.EXTERNAL_ID: 125,
    Reason.SAME_BOOKING: 70,
    Reason.PHONE: 45,
    Reason.EMAIL: 45,
    Reason.SHARED: 20,
    Reason.NEAR_PHONE: 15,
    Reason.NEAR_DOCUMENT: 15,
    Reason.OTHER_DOCUMENT: -25,
    Reason.OTHER_PASSPORT: -10,
    Reason.NAME: 45,
    Reason.LIKE_NAME: 42,
    Reason.CLOSE_NAME: 30,
    Reason.ONE_CHARACTER: 12,
    Reason.OTHER_NAME: -40,
    Reason.BIRTHDAY: 25,
    Reason.NEAR_BIRTHDAY: 10,
    Reason.OTHER_BIRTHDAY: -30,
    Reason.OTHER_GENDER: -10,
    Reason.CONTESTED: 0,  # said after scoring, when all pairs are known
}
_NAME_REASONS = (
    (SAME_NAME, Reason.NAME),
    (LIKE_NAME, Reason.LIKE_NAME),
    (CLOSE_NAME, Reason.CLOSE_NAME),
    (ONE_CHARACTER, Reason.ONE_CHARACTER),
)


class Band(StrEnum):
    JOIN = "matched"
    REVIEW = "in_review"
    NEW = "created"


@dataclass(frozen=True)
class Face:
    """What is compared of a person or of a file: his names, birthday (None unless solar) and gender."""

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

    @property
    def is_decisive(self) -> bool:
        """Whether something exact speaks for it."""
        return not DECISIVE.isdisjoint(self.reasons)

    @property
    def certainty(self) -> int:
        """Which of two equal scores comes first: an identifier of his own before the place in the booking,
        which somebody else may have taken since."""
        return self.is_decisive + (not EXACT.isdisjoint(self.reasons))


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
        reasons.add(next((reason for least, reason in _NAME_REASONS if alike >= least), Reason.OTHER_NAME))
    if person.birthday and candidate.birthday:
        reasons.add(_birthday_reason(person.birthday, candidate.birthday))
    if person.gender and candidate.gender and person.gender != candidate.gender:
        reasons.add(Reason.OTHER_GENDER)
    total = sum(WEIGHTS[reason] for reason in reasons)
    if Reason.SAME_BOOKING in reasons and alike is None and Reason.OTHER_BIRTHDAY not in reasons:
        total = max(total, JOIN_FROM)  # the source never told a name: it can only mean the same one
    if Reason.BIRTHDAY in reasons and not reasons.isdisjoint(_CONTACTS) and reasons.isdisjoint(_OTHER_PERSON):
        total = max(total, REVIEW_FROM)  # twins, or a name that went wrong altogether: worth a look
    if not reasons.isdisjoint(DOUBTS) and reasons.isdisjoint(DECISIVE):
        total = min(total, JOIN_FROM - 1)
    ordered = tuple(reason for reason in Reason if reason in reasons)
    return Match(score=max(0, min(100, total)), reasons=ordered)


def best(matches: Collection[tuple[int, Match]]) -> tuple[int, Match] | None:
    """The likeliest (guest id, match); two equally likely ones that would join are a case for a person."""
    if not matches:
        return None
    ranked = sorted(matches, key=lambda pair: (-pair[1].score, -pair[1].certainty, pair[0]))
    first = ranked[0]
    is_tied = len(ranked) > 1 and ranked[1][1].score == first[1].score and first[1].band is Band.JOIN
    if is_tied and not first[1].is_decisive:
        return first[0], Match(score=JOIN_FROM - 1, reasons=first[1].reasons)
    return first


def _birthday_reason(one: date, other: date) -> Reason:
    if one == other:
        return Reason.BIRTHDAY
    return Reason.NEAR_BIRTHDAY if is_birthday_slip(one, other) else Reason.OTHER_BIRTHDAY


def is_birthday_slip(one: date, other: date) -> bool:
    """Whether two dates differ as a hand slips: day and month swapped, or one digit wrong."""
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return True
    digits = zip(one.isoformat(), other.isoformat(), strict=True)
    is_one_digit = sum(a != b for a, b in digits) == 1
    return is_one_digit and abs(one.year - other.year) <= MOST_YEARS_OF_A_SLIP
