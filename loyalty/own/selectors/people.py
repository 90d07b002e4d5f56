"""Whom an address or a phone number belongs to, as far as that lets somebody in."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from guests.contacts import is_masked_email, parse_email, parse_phone
from guests.models import Guest, GuestEmail, GuestPhone
from guests.selectors.contactable import is_child, own_address
from guests.selectors.file import survivor_of


@dataclass(frozen=True)
class Target:
    """What somebody typed, as it is stored: an address, or a phone number."""

    value: str
    is_email: bool


@dataclass(frozen=True)
class Reached:
    """Who is meant, and where his code goes. `several`: the address is used by more than one person."""

    guest: Guest | None = None
    address: str = ""
    several: bool = False


NOBODY = Reached()


def target_of(text: str) -> Target | None:
    """None for what is neither an e-mail address nor a phone number."""
    address = parse_email(text)
    if address is not None:
        return Target(address, True)
    phone = parse_phone(text) if "@" not in text else None
    return Target(phone.number, False) if phone is not None else None


def may_have_page(guest: Guest, on: date) -> bool:
    """Of age, with a name, in use; for a child a parent asks at the desk."""
    return not (guest.merged_into_id or guest.erased_at or guest.is_anonymous or is_child(guest, on))


def page_owner(guest: Guest, on: date) -> Guest | None:
    """Whose page opens for who was let in as `guest`: the survivor of merges; None where there is none any more."""
    found = survivor_of(guest)
    return found if may_have_page(found, on) else None


def reached_by(target: Target, on: date) -> Reached:
    """Who is let in by `target`. An agency's made-up address and one marked as shared reach nobody; where two people
    use one address nobody can tell which of them reads it.
    """
    if not target.is_email:
        guest, several = _only_one(_by_phone(target.value), on)
        if guest is None or several:
            return NOBODY
        address = own_address(guest)
        return reached_by(Target(address, True), on) if address else Reached(guest)
    if is_masked_email(target.value):
        return NOBODY
    guest, several = _only_one(_by_email(target.value), on)
    if several:
        return Reached(address=target.value, several=True)
    return Reached(guest, target.value) if guest else NOBODY


def _only_one(files: QuerySet[Guest], on: date) -> tuple[Guest | None, bool]:
    """(the person, False), (None, True) where there are several. Files of one name are one person's: the oldest."""
    found = [guest for guest in files.order_by("pk").distinct() if may_have_page(guest, on)]
    if len({guest.display_name.casefold() for guest in found}) > 1:
        return None, True
    return (found[0], False) if found else (None, False)


def _by_email(address: str) -> QuerySet[Guest]:
    rows = GuestEmail.objects.filter(address=address, is_masked=False, is_shared=False)
    return Guest.objects.filter(pk__in=rows.values("guest"))


def _by_phone(number: str) -> QuerySet[Guest]:
    rows = GuestPhone.objects.filter(number=number, is_shared=False)
    return Guest.objects.filter(pk__in=rows.values("guest"))
