"""The programme's part of the night; every step may be repeated."""

from datetime import date, datetime

from common.jobs import Run
from loyalty.services.caring import plan_care
from loyalty.services.classes import classify
from loyalty.services.earning import settle_all
from loyalty.services.expiry import announce_expiry, expire_points
from loyalty.services.investing import add_up_investment, remember_rooms
from loyalty.services.reconciling import reconcile
from loyalty.services.tiers import evaluate_all


def judge_guests(run: Run, *, on: date, at: datetime) -> None:
    """Tiers of all members, then the class of every guest, which asks for the tier."""
    evaluate_all(on=on, at=at, told=lambda _done: run.progress())
    classify(run, on=on)


def look_ahead(run: Run, *, on: date, at: datetime) -> None:
    """Care of the days to come, the rooms that members like best, and what all giving came to."""
    plan_care(on=on, told=run.progress)
    remember_rooms()
    add_up_investment(on=on, at=at)


def see_to_points(run: Run, *, on: date, at: datetime) -> None:
    """What stays are worth now, what has grown old, what will; then the ledger is added up."""
    settle_all(on=on, at=at, told=lambda _done: run.progress())
    expire_points(on=on, at=at, told=lambda _done: run.progress())
    announce_expiry(on=on)
    reconcile(on=on, at=at)
