"""Writing the ledger of points: the one place where transactions and their entries are made.

Whoever posts has locked the purses he posts to (`selectors.accounts.purses(lock=True)`): what he read of them is
still true. The database refuses the rest: a sum that is not zero, a balance below zero, a cause posted before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from loyalty.models import PointsEntry, PointsTransaction
from loyalty.points import Lot, OpenPurse
from loyalty.selectors.accounts import Purse, balance

__all__ = ["Line", "Posting", "balance", "earn", "into", "out_of", "post"]


@dataclass(frozen=True)
class Line:
    """Points into (positive) or out of one account."""

    account: int
    points: int
    expires_on: date | None = None


@dataclass
class Posting:
    """A transaction not yet stored, with its lines."""

    transaction: PointsTransaction
    lines: list[Line] = field(default_factory=list)


def into(account: int, lots: Iterable[Lot]) -> list[Line]:
    return [Line(account, lot.points, lot.expires_on) for lot in lots]


def out_of(account: int, lots: Iterable[Lot]) -> list[Line]:
    return [Line(account, -lot.points, lot.expires_on) for lot in lots]


def earn(purse: Purse, kept: OpenPurse, points: int, day: date) -> list[Line]:
    """Points that come to a guest and expire on `day`: against his debt first. `kept` is what he has by now."""
    against, his = kept.earn(points, day)
    return [Line(purse.debt, against), Line(purse.account, his, day)]


def post(postings: Sequence[Posting]) -> list[PointsTransaction]:
    """Store transactions with their entries: two statements, whatever their number."""
    stored = PointsTransaction.objects.bulk_create([each.transaction for each in postings])
    PointsEntry.objects.bulk_create(
        [
            PointsEntry(
                transaction=transaction,
                account_id=line.account,
                points=line.points,
                expires_on=line.expires_on,
            )
            for transaction, each in zip(stored, postings, strict=True)
            for line in each.lines
            if line.points
        ]
    )
    return stored
