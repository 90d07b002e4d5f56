"""What every mapping makes of one row of a file: a booking or nothing, and what was wrong with it. Pure."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from common import handed_in
from reservations.choices import Status

#: Every reason there is, in words for people; %(value)s is what the file says.
REASONS = {
    "wrong-columns": _("The row has another number of columns than the header."),
    "not-a-date": _("“%(value)s” is no date of arrival."),
    "not-a-number": _("“%(value)s” is no number."),
    "unknown-status": _("The status “%(value)s” is not known; correct it to Check-Out, Canceled or No-Show."),
    "departure-differs": _("Arrival and nights give another departure than the date of check-out %(value)s."),
    "negative-price": _("The price %(value)s is negative; it was imported as it is."),
    "zero-nights": _("No nights: imported as day use."),
    "nobody": _("Nobody arrives: neither adults nor children nor babies."),
    "unknown-country": _("“%(value)s” is no ISO 3166 alpha-3 country; the nationality stays empty."),
    "missing-country": _("The country is missing; the nationality stays empty."),
    "undefined-board": _("The board “%(value)s” says nothing; it stays empty."),
    "repeat-contradicts": _("The repeat flag and the count of earlier bookings contradict each other."),
    "exact-repeat": _("The same row comes before: kept as a booking of its own."),
    "zero-price": _("The price is zero."),
    "read-as-empty": _("“NULL” was read as empty."),
}


class Problem(handed_in.Problem):
    """A row that is DOUBTFUL is imported as the file says."""

    REASONS: ClassVar = REASONS


@dataclass(frozen=True)
class BookingRow:
    """One booking as a file knows it; prices in the hotel's currency, `price` is that of one night.

    `external_id` is made from the row's own content, so the same row has it in every file and every run.
    """

    row: int
    external_id: str
    status: str
    arrival: date
    nights: int
    booked_on: date | None
    left_on: date | None
    origin: str
    board: str
    adults: int
    children: int
    babies: int
    price: Decimal
    nationality: str
    attributes: dict[str, str | int] = field(default_factory=dict)

    @property
    def status_label(self) -> str:
        return str(Status(self.status).label)


@dataclass(frozen=True)
class ReadRow:
    """`booking` is None when the row was rejected."""

    row: int
    booking: BookingRow | None
    problems: tuple[Problem, ...]
