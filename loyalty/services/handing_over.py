"""Points when two files become one, when they part again, and when a guest is erased."""

from datetime import date, datetime

from loyalty.choices import OF_A_GUEST, AccountKind, TransactionKind
from loyalty.models import PointsAccount, PointsTransaction
from loyalty.points import Lot, OpenPurse
from loyalty.selectors.accounts import Purse, hotel_accounts, purses
from loyalty.services.enrolling import open_accounts
from loyalty.services.ledger import Line, Posting, into, out_of, post


def hand_over(*, survivor_id: int, absorbed_id: int, merge_id: int, on: date, at: datetime) -> None:
    """What the absorbed file has, and owes, goes to the survivor with the days on which it expires.

    Raises OperationalError where somebody is posting to one of them: the merge begins anew.
    """
    if not PointsAccount.objects.filter(guest=absorbed_id).exists():
        return
    open_accounts([survivor_id])
    _lock_at_once([survivor_id, absorbed_id])
    found = purses([survivor_id, absorbed_id])
    old, new = found[absorbed_id], found[survivor_id]
    lines = [*out_of(old.account, old.lots), *into(new.account, old.lots)]
    lines += [Line(old.debt, old.owed), Line(new.debt, -old.owed)]
    if any(line.points for line in lines):
        made = PointsTransaction(
            kind=TransactionKind.MERGE, cause=f"merge:{merge_id}", at=at, business_date=on
        )
        post([Posting(made, lines)])


def give_back(*, survivor_id: int, absorbed_id: int, merge_id: int, on: date, at: datetime) -> None:
    """A merge is taken back: the points that came with it go back, but for those that have expired since.

    What the survivor has spent of them he owes; what came to him since stays with him.
    """
    merge = PointsTransaction.objects.filter(cause=f"merge:{merge_id}").first()
    if merge is None:
        return
    _lock_at_once([survivor_id, absorbed_id])
    found = purses([survivor_id, absorbed_id])
    lines = _returning(merge, found[survivor_id], found[absorbed_id], on)
    made = PointsTransaction(
        kind=TransactionKind.PARTING, cause=f"parting:{merge_id}", reverses=merge, at=at, business_date=on
    )
    post([Posting(made, lines)])


def _returning(merge: PointsTransaction, new: Purse, old: Purse, on: date) -> list[Line]:
    came = merge.entries.filter(account=new.account, points__gt=0)
    lots = [Lot(entry.expires_on, entry.points) for entry in came if entry.expires_on > on]
    owed = -sum(merge.entries.filter(account=new.debt).values_list("points", flat=True))
    kept = OpenPurse(new.lots, new.owed)
    lines: list[Line] = []
    for lot in sorted(lots):
        taken = kept.take_back(lot.points, first=lot.expires_on)
        lines += [*out_of(new.account, taken.lots), Line(new.debt, -taken.short), *into(old.account, [lot])]
    back = min(owed, new.owed)
    return [*lines, Line(new.debt, back), Line(old.debt, -back)]


def forget_points(guest_ids: list[int], *, on: date, at: datetime) -> int:
    """The points of an erased guest go out of circulation; the sums stay. How many accounts were emptied."""
    erased = hotel_accounts()[AccountKind.ERASED]
    postings = []
    for purse in purses(guest_ids, lock=True).values():
        if not purse.balance and not purse.owed:
            continue
        made = PointsTransaction(
            kind=TransactionKind.ERASURE,
            cause=f"erasure:{purse.account}:{at.isoformat()}",
            at=at,
            business_date=on,
        )
        lines = [*out_of(purse.account, purse.lots), Line(purse.debt, purse.owed)]
        postings.append(Posting(made, [*lines, Line(erased, purse.balance - purse.owed)]))
    post(postings)
    return len(postings)


def _lock_at_once(guest_ids: list[int]) -> None:
    rows = PointsAccount.objects.filter(guest__in=guest_ids, kind__in=OF_A_GUEST).order_by("pk")
    list(rows.select_for_update(nowait=True, of=("self",)).values_list("pk"))
