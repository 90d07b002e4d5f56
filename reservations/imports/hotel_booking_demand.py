"""Mapping of the public file *Hotel booking demand* (Antonio, de Almeida, Nunes 2019). Pure.

What the file does not say is not made up: no guest identity, no currency, no room types of this house. The
nights decide the stay (they are what the revenue was computed from); a check-out date that disagrees is
listed and kept as an attribute.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache

from django_countries import countries

from common.handed_in import Severity
from reservations.choices import Board, Origin, Status
from reservations.imports.rows import BookingRow, Problem, ReadRow

SOURCE = "hotel_booking_demand"
EMPTY = "NULL"
COLUMNS = (
    "hotel", "is_canceled", "lead_time", "arrival_date_year", "arrival_date_month", "arrival_date_week_number",
    "arrival_date_day_of_month", "stays_in_weekend_nights", "stays_in_week_nights", "adults", "children", "babies",
    "meal", "country", "market_segment", "distribution_channel", "is_repeated_guest", "previous_cancellations",
    "previous_bookings_not_canceled", "reserved_room_type", "assigned_room_type", "booking_changes", "deposit_type",
    "agent", "company", "days_in_waiting_list", "customer_type", "adr", "required_car_parking_spaces",
    "total_of_special_requests", "reservation_status", "reservation_status_date",
)  # fmt: skip
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
STATUSES = {"Check-Out": Status.CHECKED_OUT, "Canceled": Status.CANCELLED, "No-Show": Status.NO_SHOW}
BOARDS = {"BB": Board.BREAKFAST, "HB": Board.HALF_BOARD, "FB": Board.FULL_BOARD, "SC": Board.ROOM_ONLY}
ORIGINS = {"Contract": Origin.CONTRACT, "Group": Origin.GROUP}
#: Kept with the reservation as the file says them: we neither compute nor trust them.
ATTRIBUTES = (
    "hotel", "country", "market_segment", "distribution_channel", "customer_type", "is_repeated_guest",
    "previous_cancellations", "previous_bookings_not_canceled", "reserved_room_type", "assigned_room_type",
    "booking_changes", "deposit_type", "agent", "company", "days_in_waiting_list", "required_car_parking_spaces",
    "total_of_special_requests", "reservation_status_date",
)  # fmt: skip
NUMBERS = frozenset({
    "is_repeated_guest", "previous_cancellations", "previous_bookings_not_canceled", "booking_changes",
    "days_in_waiting_list", "required_car_parking_spaces", "total_of_special_requests",
})  # fmt: skip


class Mapping:
    """Reads the rows of one file in order; it counts repeats, so a new file needs a new Mapping."""

    source = SOURCE
    columns = COLUMNS

    def __init__(self):
        self._seen: dict[bytes, int] = {}

    def read(self, row: int, cells: Sequence[str]) -> ReadRow:
        """One row; `cells` in the order of `columns`, `row` its number in the file."""
        digest, repeat = self._identify(cells)
        if len(cells) != len(COLUMNS):
            return _rejected(row, "wrong-columns", "", str(len(cells)))
        values = dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True))
        problems: list[Problem] = []

        def tell(reason: str, field: str, severity: Severity = Severity.DOUBTFUL) -> None:
            problems.append(Problem(row, reason, field, values[field], severity))

        arrival = _arrival(values)
        if arrival is None:
            written = " ".join(values[f"arrival_date_{part}"] for part in ("year", "month", "day_of_month"))
            return _rejected(row, "not-a-date", "arrival_date_day_of_month", written)
        numbers: dict[str, int] = {}
        for name in (
            "lead_time",
            "stays_in_weekend_nights",
            "stays_in_week_nights",
            "adults",
            "children",
            "babies",
        ):
            if not values[name].isdecimal() or len(values[name]) > 4:
                return _rejected(row, "not-a-number", name, values[name])
            numbers[name] = int(values[name])
        price = _price(values["adr"])
        if price is None:
            return _rejected(row, "not-a-number", "adr", values["adr"])
        status = STATUSES.get(values["reservation_status"])
        if status is None:
            return _rejected(row, "unknown-status", "reservation_status", values["reservation_status"])

        nights = numbers["stays_in_weekend_nights"] + numbers["stays_in_week_nights"]
        left_on = _left_on(values, status)
        _doubt(values, numbers, price, nights, tell)
        if left_on is not None and left_on != arrival + timedelta(days=nights):
            tell("departure-differs", "reservation_status_date")
        if repeat:
            tell("exact-repeat", "hotel", Severity.NOTED)
        booking = BookingRow(
            row=row,
            external_id=f"{digest.hex()}-{repeat + 1}",
            status=str(status),
            arrival=arrival,
            nights=nights,
            booked_on=arrival - timedelta(days=numbers["lead_time"]),
            left_on=left_on,
            origin=str(ORIGINS.get(values["customer_type"], Origin.TRANSIENT)),
            board=str(BOARDS.get(values["meal"], "")),
            adults=numbers["adults"],
            children=numbers["children"],
            babies=numbers["babies"],
            price=price,
            nationality=_nationality(values["country"]),
            attributes={
                name: _attribute(name, values[name]) for name in ATTRIBUTES if values[name] not in ("", EMPTY)
            },
        )
        return ReadRow(row, booking, tuple(problems))

    def _identify(self, cells: Sequence[str]) -> tuple[bytes, int]:
        """A digest of the row's content and how often the file had that content before."""
        digest = hashlib.blake2b("\x1f".join(cells).encode(), digest_size=12).digest()
        repeat = self._seen.get(digest, 0)
        self._seen[digest] = repeat + 1
        return digest, repeat


def _rejected(row: int, reason: str, field: str, value: str) -> ReadRow:
    return ReadRow(row, None, (Problem(row, reason, field, value[:120], Severity.REJECTED),))


def _arrival(values: dict[str, str]) -> date | None:
    try:
        month = MONTHS.index(values["arrival_date_month"]) + 1
        return date(int(values["arrival_date_year"]), month, int(values["arrival_date_day_of_month"]))
    except ValueError:
        return None


def _price(text: str) -> Decimal | None:
    try:
        price = Decimal(text)
    except InvalidOperation:
        return None
    # More than cents could not be reconciled with the file afterwards.
    if not price.is_finite() or price.as_tuple().exponent < -2 or abs(price) >= 10**9:
        return None
    return price


def _left_on(values: dict[str, str], status: Status) -> date | None:
    if status != Status.CHECKED_OUT:
        return None
    try:
        return date.fromisoformat(values["reservation_status_date"])
    except ValueError:
        return None


def _doubt(
    values: dict[str, str], numbers: dict[str, int], price: Decimal, nights: int, tell: Callable
) -> None:
    if price < 0:
        tell("negative-price", "adr")
    if price == 0:
        tell("zero-price", "adr", Severity.NOTED)
    if nights == 0:
        tell("zero-nights", "stays_in_week_nights")
    if not (numbers["adults"] or numbers["children"] or numbers["babies"]):
        tell("nobody", "adults")
    if values["country"] in ("", EMPTY):
        tell("missing-country", "country")
    elif not _nationality(values["country"]):
        tell("unknown-country", "country")
    if values["meal"] not in BOARDS:
        tell("undefined-board", "meal")
    if (values["is_repeated_guest"] == "1") != (values["previous_bookings_not_canceled"] != "0"):
        tell("repeat-contradicts", "is_repeated_guest")
    for name in ("agent", "company"):
        if values[name] == EMPTY:
            tell("read-as-empty", name, Severity.NOTED)


@cache
def _nationality(code: str) -> str:
    """Alpha-2 of an ISO 3166 alpha-3 code, else '': CN stands for more than one country, TMP was withdrawn."""
    return countries.alpha2(code) if len(code) == 3 and code != EMPTY else ""


def _attribute(name: str, value: str) -> str | int:
    return int(value) if name in NUMBERS and value.isdecimal() else value
