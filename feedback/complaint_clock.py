"""The clock of complaints and requests (pure).

It counts real minutes, by day and by night: a hotel never closes, and neither midnight nor the turn of the
business date gives anybody more time. The business date only says on which day a complaint is counted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

#: Nobody is told yet · the department is late taking it · guest service: it is not settled · management.
ON_TIME, DEPARTMENT, GUEST_SERVICE, MANAGEMENT = range(4)


@dataclass(frozen=True)
class Clock:
    """Minutes to take it in hand, to settle it, and from then until management is told."""

    take_within: int
    settle_within: int
    management_after: int

    def take_by(self, opened_at: datetime) -> datetime:
        return opened_at + timedelta(minutes=self.take_within)

    def due_at(self, opened_at: datetime) -> datetime:
        return opened_at + timedelta(minutes=self.settle_within)


def escalation(
    *, take_by: datetime, due_at: datetime, management_after: int, is_taken: bool, now: datetime
) -> int:
    """How far what is not settled has to be escalated at `now`: one of the four levels above.

    >>> from datetime import UTC
    >>> late = datetime(2026, 6, 15, 23, 50, tzinfo=UTC)
    >>> clock = Clock(take_within=15, settle_within=60, management_after=30)
    >>> times = {"take_by": clock.take_by(late), "due_at": clock.due_at(late), "management_after": 30}
    >>> escalation(**times, is_taken=False, now=late + timedelta(minutes=20))
    1
    """
    if now >= due_at + timedelta(minutes=management_after):
        return MANAGEMENT
    if now >= due_at:
        return GUEST_SERVICE
    return DEPARTMENT if not is_taken and now >= take_by else ON_TIME
