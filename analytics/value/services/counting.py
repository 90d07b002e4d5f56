"""The sums of stays that are kept from night to night: only touched guests are read again."""

from datetime import date

import structlog
from django.db import connection

from analytics.value import sum_statements
from analytics.value.formulas import habit_since
from analytics.value.models import SumsState

log = structlog.get_logger(__name__)

#: From this share of touched guests on it is quicker to read everybody's stays.
MOST_TOUCHED = 0.15
#: Days, hence slices.
LONGEST_MONTH = 31


def keep_sums(*, on: date) -> None:
    """Bring the kept sums to the end of `on`, in the caller's transaction; nothing happens if they are of a later
    date already.

    Each night compares a slice of them with the stays, so that a long month sees all. If one is wrong this is told, and
    all are made again.
    """
    state = _locked_state()
    if state.as_of and on < state.as_of:
        return
    state.round += 1
    values = {"as_of": on, "since": habit_since(on), "round": state.round}
    with connection.cursor() as cursor:
        if _count_touched(cursor, values, all_of_them=state.as_of is None):
            state.whole_on = on
        elif wrong := _wrong_in_slice(cursor, values):
            log.error("sums_of_stays_were_wrong", guests=wrong, on=str(on))
            cursor.execute(sum_statements.FILL, values)
            state.whole_on, state.wrong, state.wrong_on = on, wrong, on
    state.as_of = on
    state.save()


def sums_as_of(on: date) -> str:
    """SELECT of the sums of stays by the end of `on`: the kept ones if they are of that date, which stays so until the
    end of the caller's transaction; else from the stays."""
    kept = SumsState.objects.select_for_update().filter(as_of=on).first()
    return sum_statements.KEPT_SUMS if kept else sum_statements.sums_of()


def _locked_state() -> SumsState:
    SumsState.objects.get_or_create(pk=1)
    return SumsState.objects.select_for_update().get()


def _count_touched(cursor, values: dict, *, all_of_them: bool) -> bool:
    """Whether all stays were read, because that was asked for or because it is quicker."""
    cursor.execute(sum_statements.TAKE_NOTES, values)
    cursor.execute(sum_statements.SHARE_TOUCHED)
    if all_of_them or cursor.fetchone()[0] > MOST_TOUCHED:
        cursor.execute(sum_statements.FILL, values)
        return True
    cursor.execute(sum_statements.COUNT_TOUCHED, values)
    return False


def _wrong_in_slice(cursor, values: dict) -> int:
    """How many sums are wrong among the guests whose turn it is on this day of the month."""
    cursor.execute(sum_statements.ENDS)
    first, last = cursor.fetchone()
    if first is None:
        return 0
    day, guests = values["as_of"].day, last - first + 1
    slice_of_day = [first - 1 + guests * turn // LONGEST_MONTH for turn in (day - 1, day)]
    cursor.execute(
        sum_statements.COUNT_WRONG, values | dict(zip(("after", "upto"), slice_of_day, strict=True))
    )
    return cursor.fetchone()[0]
