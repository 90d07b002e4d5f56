"""Where a guest stands, from his stays alone. Pure; `statements` says the same in SQL and a property test compares.

Days between two stays are counted from arrival to arrival, silence from the last departure. All arithmetic is
in whole days, rounded down.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from analytics.life_cycle.choices import State


@dataclass(frozen=True)
class Thresholds:
    """The hotel's own figures.

    A guest's usual interval is the mean of those between his stays, not below `shortest` nor above `longest`
    days; who stayed once has none, and `single` days count instead. He is at risk (lost) once he has been silent
    for more than `at_risk` (`lost`) per cent of it. Loyal is who began at least `loyal_stays` stays in the last
    `loyal_days` days; several outlets are at least `outlets` kinds beside the room.
    """

    at_risk: int = 150
    lost: int = 300
    single: int = 365
    shortest: int = 30
    longest: int = 730
    loyal_stays: int = 5
    loyal_days: int = 730
    outlets: int = 2


@dataclass(frozen=True)
class Visit:
    """One stay that took place or is taking place; `outlets_used` as reservations.models.spending counts bits."""

    arrival: date
    departure: date
    outlets_used: int = 0


@dataclass(frozen=True)
class Standing:
    """`usual` interval in days; the days on which, without another stay, he becomes at risk and lost."""

    state: State
    usual: int | None = None
    at_risk_on: date | None = None
    lost_on: date | None = None


def usual_interval(arrivals: Sequence[date], thresholds: Thresholds) -> int:
    """Days between the stays that began on `arrivals` (at least one)."""
    if len(arrivals) < 2:
        return thresholds.single
    mean = (max(arrivals) - min(arrivals)).days // (len(arrivals) - 1)
    return max(thresholds.shortest, min(thresholds.longest, mean))


def standing(visits: Sequence[Visit], *, booked: bool, on: date, thresholds: Thresholds) -> Standing:
    """Where the guest of `visits` (none of them begun after `on`) stands at the end of `on`.

    Who is `booked` to come is neither at risk nor lost, however long he has been away.
    """
    if not visits:
        return Standing(State.PROSPECT)
    usual = usual_interval([visit.arrival for visit in visits], thresholds)
    left = max(visit.departure for visit in visits)
    at_risk_on = left + timedelta(days=usual * thresholds.at_risk // 100 + 1)
    lost_on = left + timedelta(days=usual * thresholds.lost // 100 + 1)
    if not booked and on >= lost_on:
        state = State.LOST
    elif not booked and on >= at_risk_on:
        state = State.AT_RISK
    else:
        state = _present_state(visits, on, thresholds)
    return Standing(state, usual, at_risk_on, lost_on)


def _present_state(visits: Sequence[Visit], on: date, thresholds: Thresholds) -> State:
    if was_won_back(visits, thresholds):
        return State.WON_BACK
    since = on - timedelta(days=thresholds.loyal_days)
    if sum(visit.arrival > since for visit in visits) >= thresholds.loyal_stays:
        return State.LOYAL
    if len(visits) < 2:
        return State.FIRST_STAY
    used = 0
    for visit in visits:
        used |= visit.outlets_used
    return State.SEVERAL_OUTLETS if used.bit_count() >= thresholds.outlets else State.RETURNING


def was_won_back(visits: Sequence[Visit], thresholds: Thresholds) -> bool:
    """Whether he had been lost by the rhythm he had then, when his last stay began."""
    last = max(visit.arrival for visit in visits)
    before = [visit for visit in visits if visit.arrival < last]
    if not before:
        return False
    usual = usual_interval([visit.arrival for visit in before], thresholds)
    silent = (last - max(visit.departure for visit in before)).days
    return silent > usual * thresholds.lost // 100
