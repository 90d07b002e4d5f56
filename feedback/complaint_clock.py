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


def escalation(clock: Clock, *, opened_at: datetime, is_taken: bool, is_settled: bool, now: datetime) -> int:
    """How far it has to be escalated at `now`: one of the four levels above.

    >>> from datetime import UTC
    >>> late = datetime(2026, 6, 15, 23, 50, tzinfo=UTC)
    >>> step = Clock(take_within=15, settle_within=60, management_after=30)
    >>> escalation(step, opened_at=late, is_taken=False, is_settled=False, now=late + timedelta(minutes=20))
    1
    """
    if is_settled:
        return ON_TIME
    due = clock.due_at(opened_at)
    if now >= due + timedelta(minutes=clock.management_after):
        return MANAGEMENT
    if now >= due:
        return GUEST_SERVICE
    return DEPARTMENT if not is_taken and now >= clock.take_by(opened_at) else ON_TIME
