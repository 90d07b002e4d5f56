"""What bookings and stays add to the one search box: rooms, confirmations, and where a guest stands today."""

from collections.abc import Iterable
from datetime import date

from django.db.models import CharField, Count, F, Max, Q, Value
from django.db.models.functions import Cast
from django.urls import reverse

from guests.search_providers import Hit, StayFacts, register_facts, register_finder
from guests.search_terms import Terms
from reservations.choices import EXPECTED, Status, StayStatus
from reservations.models import Reservation, Stay

#: A confirmation number of ours: R and eight digits; people leave the zeros out.
CONFIRMATION_LETTER = "R"
#: Rows per way of finding; one room holds few, and a booking number of a source is nearly always unique.
FOUND = 20


def register() -> None:
    """Called once the apps are ready."""
    register_finder("reservations", find)
    register_facts(stay_facts)


def find(terms: Terms, on: date) -> list[Hit]:
    """Guests in or expected in the room of this number, and bookings of this number; one query."""
    if not terms.code:
        return []
    stays = _rooms(terms.code, on)
    bookings = _bookings(terms.code)
    return [
        Hit(guest_id=guest, why=why, matched=matched, url=_booking_url(confirmation), title=matched)
        for guest, why, matched, confirmation in stays.union(bookings, all=True)
    ]


def _rooms(code: str, on: date):
    expected = Q(status=StayStatus.EXPECTED, arrival=on, line__room__number=code, line__status__in=EXPECTED)
    in_house = Q(status=StayStatus.IN_HOUSE, line__room__number=code, line__status=Status.IN_HOUSE)
    rows = [
        _as_rows(Stay.objects.filter(asked), "guest_id", why, "line__room__number")
        for asked, why in ((in_house, "in_room"), (expected, "expected_room"))
    ]
    return rows[0].union(rows[1], all=True)


def _bookings(code: str):
    number = code.removeprefix(CONFIRMATION_LETTER)
    asked = Q(external_id=code)
    if number.isdigit() and code.startswith(CONFIRMATION_LETTER) and len(number) <= 8:
        ours = Reservation.objects.filter(pk=int(number))
        return _as_rows(ours, "guest_id", "confirmation", "confirmation", "confirmation")
    return _as_rows(Reservation.objects.filter(asked), "guest_id", "booking", "external_id", "confirmation")


def _as_rows(queryset, guest: str, why: str, matched: str, confirmation: str = ""):
    """(guest, why, matched, confirmation) of at most FOUND rows."""
    return (
        queryset.order_by()
        .annotate(
            found_guest=F(guest),
            found_why=Value(why, output_field=CharField()),
            found_by=Cast(matched, CharField()),
            found_booking=Cast(confirmation, CharField()) if confirmation else Value("", CharField()),
        )
        .values_list("found_guest", "found_why", "found_by", "found_booking")[:FOUND]
    )


def _booking_url(confirmation: str) -> str:
    return reverse("reservations:reservation", args=[confirmation]) if confirmation else ""


def stay_facts(guest_ids: Iterable[int], on: date) -> dict[int, StayFacts]:
    """Stays, last departure, present room and whether expected on `on`, for many guests; one query."""
    here, gone = Q(status=StayStatus.IN_HOUSE), Q(status=StayStatus.CHECKED_OUT)
    rows = (
        Stay.objects.filter(guest__in=list(guest_ids))
        .values("guest")
        .annotate(
            stays=Count("pk", filter=gone),
            last_departure=Max("departure", filter=gone),
            present_room=Max("line__room__number", filter=here),
            arriving=Count("pk", filter=Q(status=StayStatus.EXPECTED, arrival=on)),
        )
    )
    return {
        row["guest"]: StayFacts(
            stays=row["stays"],
            last_departure=row["last_departure"],
            room=row["present_room"] or "",
            is_expected=bool(row["arriving"]),
        )
        for row in rows
    }
