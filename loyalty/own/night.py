"""The own pages' part of the night; it may be repeated."""

from datetime import date, datetime

from common.jobs import Run
from loyalty.own.services.codes import forget_codes
from loyalty.own.services.letters import queue_statements
from loyalty.own.services.sessions import forget_sessions


def see_to_own_pages(run: Run, *, on: date, at: datetime) -> None:
    """Statements of the month that has ended go into the outbox; visits and codes that are over are forgotten."""
    queue_statements(on=on, at=at, told=run.progress)
    forget_codes(as_of=at)
    forget_sessions(as_of=at)
