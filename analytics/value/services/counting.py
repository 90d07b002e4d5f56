"""The sums of stays that are kept from night to night: only touched guests are read again."""

from datetime import date

import structlog
from django.db import connection

from analytics.value import sum_statements
from analytics.value.formulas import habit_since
from analytics.value.models import SumsState
from common.dates import month_start

log = structlog.get_logger(__name__)

#: From this share of touched guests on it is quicker to read everybody's stays.
MOST_TOUCHED = 0.15


def keep_sums(*, on: date) -> None:
    """Bring the kept sums to the end of `on`, in the caller's transaction; nothing happens if they are of a later
    date already.

    The first night of a month compares them with every stay. Wrong ones are told, and all are made again.
    """
    state = _locked_state()
    if state.as_of and on < state.as_of:
        return
    values = {"as_of": on, "since": habit_since(on)}
    with connection.cursor() as cursor:
        if state.as_of is None or not _count_touched(cursor, values):
            cursor.execute(sum_statements.FILL, values)
            state.whole_on = on
        elif state.whole_on < month_start(on):
            cursor.execute(sum_statements.COUNT_WRONG, values)
            if wrong := cursor.fetchone()[0]:
                log.error("sums_of_stays_were_wrong", guests=wrong, on=str(on))
                cursor.execute(sum_statements.FILL, values)
                state.wrong, state.wrong_on = wrong, on
            state.whole_on = on
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


def _count_touched(cursor, values: dict) -> bool:
    """Whether the touched guests were few enough to be counted one by one."""
    cursor.execute(sum_statements.TAKE_NOTES, values)
    cursor.execute(sum_statements.SHARE_TOUCHED)
    if cursor.fetchone()[0] > MOST_TOUCHED:
        return False
    cursor.execute(sum_statements.COUNT_TOUCHED, values)
    return True
