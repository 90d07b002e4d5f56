"""The front desk's day: who comes, who is there, who goes, and what waits for a decision."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from common.prepared import fetch_prepared
from guests.birthdays import birthday_within
from guests.choices import AlertKind
from guests.models import Guest, Preference
from guests.selectors.alerts import alerts_in_force
from guests.selectors.marks import first_phone
from reservations.choices import EXPECTED, Status, StayStatus
from reservations.models import ReservationLine, Stay, StayWish
from reservations.selectors.arrival_facts import Facts, Failure, Pledge, Trouble, facts_of
from reservations.selectors.recognition import Recognition, recognise

#: Bookings that nobody claimed are asked about for so long; older ones are left to the CRM centre.
UNCLAIMED_FOR = timedelta(days=7)
#: Rows of one part of the page; a hotel of 167 rooms never reaches it.
MOST_ROWS = 400


@dataclass(frozen=True)
class Row:
    """One room of a list with the people of its line; `guest` is who pays, or who booked.

    `known` are his recognition and `others` the sharers'. `is_named` is False while only the booker is known.
    """

    line: ReservationLine
    on: date
    guest: Guest | None
    is_named: bool
    known: Recognition | None
    others: tuple[Recognition, ...]
    wishes: tuple[StayWish, ...]
    trouble: Trouble | None
    failures: tuple[Failure, ...]
    pledges: tuple[Pledge, ...]
    phone_digits: str
    has_real_email: bool
    has_only_made_up_email: bool

    @cached_property
    def people(self) -> tuple[Recognition, ...]:
        return ((self.known,) if self.known else ()) + self.others

    @cached_property
    def blacklist(self):
        return next((person.blacklist for person in self.people if person.blacklist), None)

    @cached_property
    def warnings(self) -> list:
        return [alert for person in self.people for alert in person.warnings]

    @cached_property
    def preferences(self) -> list[Preference]:
        """Of everybody in the room, musts first."""
        found = [preference for person in self.people for preference in person.preferences]
        return sorted(found, key=lambda preference: not preference.is_must)

    @cached_property
    def birthdays(self) -> list[tuple[Guest, date]]:
        """Who has his birthday, by his calendar, while he is here, and when."""
        found = ((person.guest, _birthday_within(person.guest, self.line)) for person in self.people)
        return [(guest, day) for guest, day in found if day]

    @cached_property
    def is_urgent(self) -> bool:
        """Marked at the edge: it needs a person's attention before the guest is spoken to."""
        return bool(
            self.blacklist
            or self.trouble
            or self.is_unclaimed
            or self.is_overstayed
            or any(alert.stops_screen for alert in self.warnings)
        )

    @cached_property
    def is_expected(self) -> bool:
        return self.line.status in EXPECTED

    @cached_property
    def duty_phone(self) -> str:
        """Whom to call before a blacklisted guest is served."""
        return settings.DUTY_MANAGER_PHONE

    @cached_property
    def is_unclaimed(self) -> bool:
        return self.line.status in EXPECTED and self.line.arrival < self.on

    @cached_property
    def is_overstayed(self) -> bool:
        return self.line.status == Status.IN_HOUSE and self.line.departure < self.on


def arrivals(on: date) -> QuerySet[ReservationLine]:
    """Expected on `on`, or already arrived."""
    return ReservationLine.objects.arriving(on)


def only(line_id: int) -> QuerySet[ReservationLine]:
    """One line, whatever its day."""
    return ReservationLine.objects.filter(pk=line_id)


def following(line: ReservationLine, *, on: date) -> ReservationLine | None:
    """By which booking somebody of this room can stay on from `on`."""
    people = Stay.objects.filter(line=line, status=StayStatus.IN_HOUSE).values("guest")
    further = Stay.objects.filter(guest__in=people, status=StayStatus.EXPECTED).values("line")
    return (
        ReservationLine.objects.filter(pk__in=further, status__in=EXPECTED, arrival__lte=on, departure__gt=on)
        .select_related("reservation")
        .order_by("arrival", "pk")
        .first()
    )


def in_house() -> QuerySet[ReservationLine]:
    return ReservationLine.objects.in_house()


def departures(on: date) -> QuerySet[ReservationLine]:
    """Due on `on` or before and still here, and who left on `on`."""
    return ReservationLine.objects.departing(on)


def unclaimed(on: date) -> QuerySet[ReservationLine]:
    """Booked for one of the last days and neither arrived nor marked as a no-show."""
    return ReservationLine.objects.filter(
        status__in=EXPECTED, arrival__lt=on, arrival__gte=on - UNCLAIMED_FOR
    )


def to_handle(on: date) -> QuerySet[ReservationLine]:
    """What somebody must decide: unclaimed bookings, overstays, blacklisted guests among today's arrivals."""
    return ReservationLine.objects.filter(
        Q(pk__in=unclaimed(on).values("pk"))
        | Q(status=Status.IN_HOUSE, departure__lt=on)
        | Q(pk__in=blacklisted(on).values("pk"))
    )


def blacklisted(on: date) -> QuerySet[ReservationLine]:
    """Arrivals of `on` still to come with somebody on the blacklist."""
    listed = alerts_in_force(on).filter(kind=AlertKind.BLACKLIST).values("guest")
    return ReservationLine.objects.filter(
        Q(stays__guest__in=listed) | Q(reservation__guest__in=listed), arrival=on, status__in=EXPECTED
    )


def rows(lines: QuerySet[ReservationLine], *, on: date, place: str) -> list[Row]:
    """`lines` with all that is known of their people, urgent ones first, then by room; 14 queries at most."""
    present = Stay.objects.exclude(status=StayStatus.VOID).select_related("guest").order_by("-is_payer", "pk")
    found = list(
        lines.select_related("room", "reservation")
        .prefetch_related(
            "room_type",  # a dozen, shared by all lines
            Prefetch("stays", present, to_attr="present"),
            Prefetch("wishes", StayWish.objects.order_by("pk"), to_attr="wished"),
        )
        .order_by("arrival", "room__number", "pk")[:MOST_ROWS]
    )
    unnamed = [line.reservation for line in found if not line.present]
    prefetch_related_objects(unnamed, "guest")
    people = {line.pk: _people(line) for line in found}
    guests = {guest.pk: guest for named in people.values() for guest in named}
    known = recognise(guests.values(), on=on, place=place)
    contacts, facts = _Contacts.of(guests), facts_of(list(guests))
    made = [_row(line, people[line.pk], known, contacts, facts, on) for line in found]
    return sorted(
        made, key=lambda row: (row.line.status == Status.CHECKED_OUT, not row.is_urgent, _is_done(row))
    )


def _is_done(row: Row) -> bool:
    """Arrived today: nothing is left to do, so it stands behind who is still to come."""
    return row.line.status == Status.IN_HOUSE and row.line.arrival == row.on


def _people(line: ReservationLine) -> list[Guest]:
    """Who pays first; the booker's guest where nobody is named yet. Who left before the others is not here."""
    named = [stay.guest for stay in line.present if not _left_alone(stay, line)]
    return named or ([line.reservation.guest] if line.reservation.guest else [])


def _left_alone(stay: Stay, line: ReservationLine) -> bool:
    return line.status == Status.IN_HOUSE and stay.status == StayStatus.CHECKED_OUT


#: Guest, the phone he is called on first, whether an address of his is no agency's (NULL without any).
_CONTACTS = f"""
    SELECT guest.id, {first_phone("guest.id")},
        (SELECT bool_or(NOT is_masked) FROM guests_guestemail WHERE guest_id = guest.id)
    FROM unnest($1) AS guest(id)"""


@dataclass(frozen=True)
class _Contacts:
    """What the lists show of contacts, by guest id."""

    phones: dict[int, str]
    made_up: set[int]
    real: set[int]

    @classmethod
    def of(cls, guest_ids: Iterable[int]) -> "_Contacts":
        ids = list(guest_ids)
        rows = fetch_prepared("contacts_of_guests", _CONTACTS, ["bigint[]"], [ids])
        return cls(
            phones={guest_id: digits for guest_id, digits, _real in rows if digits},
            made_up={guest_id for guest_id, _digits, is_real in rows if is_real is False},
            real={guest_id for guest_id, _digits, is_real in rows if is_real},
        )


def _row(
    line: ReservationLine,
    people: Sequence[Guest],
    known: dict[int, Recognition],
    contacts: _Contacts,
    facts: Facts,
    on: date,
) -> Row:
    guest = people[0] if people else None
    pk = guest.pk if guest else None
    return Row(
        line=line,
        on=on,
        guest=guest,
        is_named=bool(line.present),
        known=known.get(pk),
        others=tuple(known[other.pk] for other in people[1:]),
        wishes=tuple(line.wished),
        trouble=next((facts.troubles[p.pk] for p in people if p.pk in facts.troubles), None),
        failures=tuple(failure for p in people for failure in facts.failures.get(p.pk, ())),
        pledges=tuple(pledge for p in people for pledge in facts.pledges.get(p.pk, ())),
        phone_digits=contacts.phones.get(pk, "")[-4:],
        has_real_email=pk in contacts.real,
        has_only_made_up_email=pk in contacts.made_up,
    )


def _birthday_within(guest: Guest, line: ReservationLine) -> date | None:
    return birthday_within(guest.birthday, guest.birthday_calendar, line.arrival, line.departure)
