"""A file of bookings from beginning to end: read, written chunk by chunk, its totals taken from the database."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from common.batches import batched
from common.copying import refresh_statistics
from common.handed_in import Severity
from reservations.choices import Status
from reservations.imports.files import mapping_named, read_rows
from reservations.imports.rows import BookingRow, Problem
from reservations.imports.totals import Totals, totals_of
from reservations.imports.writer import CHUNK, Written, write_bookings
from reservations.models import Charge, Reservation, ReservationLine, Stay


@dataclass
class Outcome:
    """What came of a file of `rows` rows; `reasons` counts problems by severity and reason.

    A dry run has written nothing: `totals` is then what the file's own rows add up to.
    """

    rows: int = 0
    created: int = 0
    unchanged: int = 0
    rejected: int = 0
    reasons: dict[str, dict[str, int]] = field(default_factory=dict)
    totals: Totals = field(default_factory=Totals)
    is_dry_run: bool = False

    @property
    def is_repeat(self) -> bool:
        """Nothing was new."""
        return not self.created and not self.is_dry_run

    def as_json(self) -> dict:
        """Plain values, money as text."""
        totals = self.totals
        return {
            "rows": self.rows,
            "bookings": totals.bookings,
            "created": self.created,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "stays": totals.stays,
            "nights": totals.nights,
            "room_revenue": str(totals.room_revenue),
            "charged": str(totals.charged),
            "by_status": totals.by_status,
            "reasons": self.reasons,
            "dry_run": self.is_dry_run,
            "no_change": self.is_repeat,
        }


def import_bookings(
    *,
    path: Path,
    mapping: str,
    dry_run: bool = False,
    write_chunk: Callable[[int, Callable[[], Written]], Written] = lambda row, write: write(),
    on_problem: Callable[[Problem], None] = lambda problem: None,
) -> Outcome:
    """Import the file, each chunk in a transaction of its own; an interrupted import is simply repeated.

    `write_chunk(row, write)` must call `write`: it stands around each chunk that ends with row number `row`,
    for progress and checkpoints. `on_problem` gets every problem but the noted ones, in the order of the file.
    Raises UnreadableFile, with nothing written, when the file or its header cannot be read.
    """
    outcome = Outcome(is_dry_run=dry_run)
    reasons: Counter[tuple[str, str]] = Counter()
    source = mapping_named(mapping).source
    external_ids: list[str] = []
    counted = _FileCount()
    for number, chunk in enumerate(batched(read_rows(path, mapping), CHUNK), start=1):
        outcome.rows += len(chunk)
        bookings = [row.booking for row in chunk if row.booking is not None]
        outcome.rejected += len(chunk) - len(bookings)
        for problem in (problem for row in chunk for problem in row.problems):
            reasons[problem.severity, problem.reason] += 1
            if problem.severity != Severity.NOTED:
                on_problem(problem)
        if dry_run:
            counted.add(bookings)
            write_chunk(outcome.rows, Written)
            continue
        created = len(
            write_chunk(outcome.rows, lambda found=bookings: write_bookings(source=source, bookings=found))
        )
        outcome.created += created
        outcome.unchanged += len(bookings) - created
        if (
            created and number & (number - 1) == 0
        ):  # the tables have doubled since the planner last heard of them
            refresh_statistics(Reservation, ReservationLine, Stay, Charge)
        external_ids += [booking.external_id for booking in bookings]
    for (severity, reason), count in sorted(reasons.items()):
        outcome.reasons.setdefault(str(severity), {})[reason] = count
    outcome.totals = counted.totals() if dry_run else totals_of(source=source, external_ids=external_ids)
    return outcome


class _FileCount:
    """Adds up what the rows themselves say, for a dry run."""

    def __init__(self):
        self.statuses: Counter[str] = Counter()
        self.nights = 0
        self.revenue = Decimal("0.00")

    def add(self, bookings: list[BookingRow]) -> None:
        for booking in bookings:
            self.statuses[booking.status] += 1
            if booking.status == Status.CHECKED_OUT:
                self.nights += booking.nights
                self.revenue += booking.price * booking.nights

    def totals(self) -> Totals:
        stays = self.statuses[str(Status.CHECKED_OUT)]
        by_status = dict(sorted(self.statuses.items()))
        return Totals(sum(by_status.values()), stays, self.nights, self.revenue, Decimal("0.00"), by_status)
