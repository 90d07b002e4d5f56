"""May this guest be written to? The newest word of his log decides; children are never advertised to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from common.dates import years_before
from guests.choices import ConsentPurpose, ContactChannel, RelationshipKind
from guests.models import Consent, Guest, GuestEmail, Relationship

#: Below this age a guardian answers (PIPL, article 31).
OF_AGE_FOR_CONSENT = 14
#: What a stay itself asks for: allowed until he says no.
WITHOUT_ASKING = frozenset({ConsentPurpose.SERVICE})
#: Key → (rows of {guest} who are left in peace with offers for the time being, why).
_holds: dict[str, tuple[Callable[[], QuerySet], str | Promise]] = {}


def register_hold(key: str, guests: Callable[[], QuerySet], why: str | Promise) -> None:
    """Nobody of `guests()` (rows whose only column `guest` is his key) is sent offers, whatever he agreed to."""
    _holds[key] = guests, why


@dataclass(frozen=True)
class MayContact:
    """`allowed`, and why (or why not) in a sentence."""

    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


def is_child(guest: Guest, on: date) -> bool:
    """Whether he is known to be under 14 on `on`; of whom no birthday is known, it is not assumed."""
    return guest.birthday is not None and guest.birthday > years_before(on, OF_AGE_FOR_CONSENT)


def has_guardian(guest: Guest) -> bool:
    """Whether a parent of his has a file here."""
    return Relationship.objects.filter(
        Q(guest=guest, kind=RelationshipKind.CHILD) | Q(other=guest, kind=RelationshipKind.PARENT)
    ).exists()


def may_contact(guest: Guest, purpose: str, channel: str, on: date) -> MayContact:
    """Whether he may be contacted for `purpose` by `channel` on `on`, with the reason.

    Of the lines about this channel and about any channel the newest counts. Without a line only messages about his
    stay are allowed. At most one query, and for offers one for each hold.
    """
    if guest.erased_at is not None:
        return MayContact(False, _("He was erased."))
    if is_child(guest, on) and purpose not in WITHOUT_ASKING:
        return MayContact(False, _("He is under 14: no offers, no surveys, no profile."))
    if purpose == ConsentPurpose.MARKETING:
        for held, why in _holds.values():
            if held().filter(guest=guest).exists():
                return MayContact(False, str(why))
    newest = _lines(purpose, channel).filter(guest=guest).first()
    if newest is None:
        if purpose in WITHOUT_ASKING:
            return MayContact(True, _("Messages about his stay need no consent; he has not refused them."))
        return MayContact(False, _("He has not agreed."))
    facts = {"day": newest.at.date().isoformat(), "source": newest.source}
    if newest.is_given:
        return MayContact(True, _("He agreed on %(day)s (%(source)s).") % facts)
    return MayContact(False, _("He refused on %(day)s (%(source)s).") % facts)


def own_address(guest: Guest) -> str:
    """Where e-mail reaches him alone, his first choice first; '' where nothing does. Addresses that agencies make up
    and those shared with others are none."""
    rows = GuestEmail.objects.filter(guest=guest, is_masked=False, is_shared=False)
    return rows.order_by("-is_primary", "pk").values_list("address", flat=True).first() or ""


def contactable(guests: QuerySet[Guest], purpose: str, channel: str, on: date) -> QuerySet[Guest]:
    """Those of `guests` for whom `may_contact` says yes; one condition, whatever their number."""
    lines = _lines(purpose, channel).filter(guest=OuterRef("pk"))
    agreed = Q(newest_word=True)
    if purpose in WITHOUT_ASKING:
        agreed |= ~Exists(lines)
    else:
        born_after = years_before(on, OF_AGE_FOR_CONSENT)
        agreed &= Q(birthday__isnull=True) | Q(birthday__lte=born_after)
    if purpose == ConsentPurpose.MARKETING:
        for held, _why in _holds.values():
            guests = guests.filter(~Exists(held().filter(guest=OuterRef("pk"))))
    return (
        guests.filter(erased_at__isnull=True)
        .alias(newest_word=Subquery(lines.values("is_given")[:1]))
        .filter(agreed)
    )


def _lines(purpose: str, channel: str) -> QuerySet[Consent]:
    """About this purpose by this channel or by any, newest first."""
    channels = {channel, ContactChannel.ANY}
    return Consent.objects.filter(purpose=purpose, channel__in=channels).order_by("-at", "-pk")
