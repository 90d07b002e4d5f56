"""What bookings and stays add to the one search box: rooms, confirmations, and where a guest stands today."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from common.among import literals
from common.prepared import fetch_prepared
from guests.search_providers import Hit, StayFacts, register_facts, register_finder
from guests.search_terms import Terms
from reservations.choices import EXPECTED, Status, StayStatus
from reservations.models import Room

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


#: Of what was typed $1 is the code, $2 the whole text, $3 the key if it is a number of ours; $4 is the day. Each way of
#: asking is a statement of its own: one for all would be planned at each search, for what is not asked costs nothing.
_OURS = (
    "SELECT guest_id, 'confirmation', confirmation, confirmation FROM reservations_reservation WHERE id = $3"
)
_THEIRS = f"""
    (SELECT guest_id, 'booking', external_id, confirmation FROM reservations_reservation
     WHERE external_id IN ($1, $2) LIMIT {FOUND})"""
_IN_ROOM = f"""
    (SELECT s.guest_id, CASE s.status WHEN '{StayStatus.IN_HOUSE}' THEN 'in_room' ELSE 'expected_room' END, r.number, ''
     FROM reservations_room r
     JOIN reservations_reservationline l ON l.room_id = r.id
     JOIN reservations_stay s ON s.line_id = l.id
     WHERE r.number = $1
       AND ((s.status = '{StayStatus.IN_HOUSE}' AND l.status = '{Status.IN_HOUSE}')
         OR (s.status = '{StayStatus.EXPECTED}' AND s.arrival = $4
             AND l.status IN ({literals(EXPECTED)})))
     LIMIT {FOUND})"""
_TYPES = ("text", "text", "bigint", "date")


def find(terms: Terms, on: date) -> list[Hit]:
    """Guests in or expected in the room of this number, and bookings of this number; one query."""
    code = terms.code
    if not code:
        return []
    key = _key_in(code)
    asked = {"theirs": _THEIRS} if key is None else {"ours": _OURS}
    if len(code) <= LONGEST_ROOM:
        asked["room"] = _IN_ROOM
    name, sql = "find_" + "_".join(asked), " UNION ALL ".join(asked.values())
    return [
        Hit(guest_id=guest, why=why, matched=matched, url=_booking_url(confirmation), title=matched)
        for guest, why, matched, confirmation in fetch_prepared(
            name, sql, _TYPES, [code, terms.text, key, on]
        )
    ]


def _key_in(code: str) -> int | None:
    """The key in a confirmation number of ours."""
    number = code.removeprefix(CONFIRMATION_LETTER)
    is_ours = code.startswith(CONFIRMATION_LETTER) and number.isdigit() and len(number) <= 8
    return int(number) if is_ours else None


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
