"""What bookings and stays add to the one search box: rooms, confirmations, and where a guest stands today."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Cast
from django.urls import reverse

from common.prepared import fetch_prepared
from guests.search_providers import Hit, StayFacts, register_facts, register_finder
from guests.search_terms import Terms
from reservations.choices import EXPECTED, Status, StayStatus
from reservations.models import Reservation, Room, Stay

#: A confirmation number of ours: R and eight digits; people leave the zeros out.
CONFIRMATION_LETTER = "R"
#: Rows per way of finding; one room holds few, and a booking number of a source is nearly always unique.
FOUND = 20
#: Room numbers are no longer than this.
LONGEST_ROOM = Room._meta.get_field("number").max_length


def register() -> None:
    """Called once the apps are ready."""
    register_finder("reservations", find)
    register_facts(stay_facts)


def find(terms: Terms, on: date) -> list[Hit]:
    """Guests in or expected in the room of this number, and bookings of this number; one query."""
    if not terms.code:
        return []
    rows = _bookings(terms)
    if len(terms.code) <= LONGEST_ROOM:
        rows = rows.union(_rooms(terms.code, on), all=True)
    return [
        Hit(guest_id=guest, why=why, matched=matched, url=_booking_url(confirmation), title=matched)
        for guest, why, matched, confirmation in rows
    ]


def _rooms(code: str, on: date):
    here = Q(status=StayStatus.IN_HOUSE, line__status=Status.IN_HOUSE)
    expected = Q(status=StayStatus.EXPECTED, arrival=on, line__status__in=EXPECTED)
    stays = Stay.objects.filter(here | expected, line__room__number=code)
    why = Case(When(status=StayStatus.IN_HOUSE, then=Value("in_room")), default=Value("expected_room"))
    return _as_rows(stays, "guest_id", why, "line__room__number")


def _bookings(terms: Terms):
    code = terms.code
    number = code.removeprefix(CONFIRMATION_LETTER)
    if number.isdigit() and code.startswith(CONFIRMATION_LETTER) and len(number) <= 8:
        ours = Reservation.objects.filter(pk=int(number))
        return _as_rows(ours, "guest_id", Value("confirmation"), "confirmation", "confirmation")
    theirs = Reservation.objects.filter(external_id__in=[code, terms.text])
    return _as_rows(theirs, "guest_id", Value("booking"), "external_id", "confirmation")


def _as_rows(queryset, guest: str, why: Value | Case, matched: str, confirmation: str = ""):
    """(guest, why, matched, confirmation) of at most FOUND rows."""
    return (
        queryset.order_by()
        .annotate(
            found_guest=F(guest),
            found_why=Cast(why, CharField()),
            found_by=Cast(matched, CharField()),
            found_booking=Cast(confirmation, CharField()) if confirmation else Value("", CharField()),
        )
        .values_list("found_guest", "found_why", "found_by", "found_booking")[:FOUND]
    )


def _booking_url(confirmation: str) -> str:
    return reverse("reservations:reservation", args=[confirmation]) if confirmation else ""


_STAY_FACTS = f"""
    SELECT s.guest_id, count(*) FILTER (WHERE s.status = '{StayStatus.CHECKED_OUT}'),
        max(s.departure) FILTER (WHERE s.status = '{StayStatus.CHECKED_OUT}'),
        coalesce(max(r.number) FILTER (WHERE s.status = '{StayStatus.IN_HOUSE}'), ''),
        coalesce(bool_or(s.status = '{StayStatus.EXPECTED}' AND s.arrival = $2), false)
    FROM reservations_stay s LEFT JOIN reservations_room r ON r.id = s.room_id
    WHERE s.guest_id = ANY($1) GROUP BY s.guest_id"""


def stay_facts(guest_ids: Iterable[int], on: date) -> dict[int, StayFacts]:
    """Stays, last departure, present room and whether expected on `on`, for many guests; one query."""
    rows = fetch_prepared("stay_facts_of_guests", _STAY_FACTS, ["bigint[]", "date"], [list(guest_ids), on])
    return {guest_id: StayFacts(*facts) for guest_id, *facts in rows}
