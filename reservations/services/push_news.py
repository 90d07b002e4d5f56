"""Tells the apps to the right what a batch of messages did."""

from collections.abc import Sequence

from reservations import signals
from reservations.choices import Status, StayStatus
from reservations.models import Reservation, ReservationLine, Stay
from reservations.push_rules import CLOSED
from reservations.services.push_plan import LinePlan, values_of
from reservations.services.push_state import Case
from reservations.services.push_stays import StayPlan


def tell(cases: Sequence[Case], plans: Sequence[LinePlan], stays: Sequence[StayPlan]) -> None:
    """One signal of each kind for the whole batch, and none where nothing of the kind happened."""
    new = [case.reservation.pk for case in cases if case.known is None]
    moving = {id(plan.case) for plan in plans if plan.is_changed}
    moving |= {
        id(case) for case in cases if case.before and case.before != values_of(case.reservation, case.before)
    }
    changed = [case.reservation.pk for case in cases if case.known is not None and id(case) in moving]
    cancelled = [
        case.reservation.pk
        for case in cases
        if case.reservation.status in CLOSED and (case.before is None or case.before["status"] not in CLOSED)
    ]
    _send(signals.reservation_booked, Reservation, reservation_ids=new)
    _send(signals.reservation_changed, Reservation, reservation_ids=changed)
    closed = [p.line.pk for p in plans if p.line.status == Status.CANCELLED != p.status_before]
    _send(signals.reservation_cancelled, Reservation, reservation_ids=cancelled, line_ids=closed)
    unclaimed = [p.line.pk for p in plans if p.line.status == Status.NO_SHOW != p.status_before]
    _send(signals.line_not_shown, ReservationLine, line_ids=unclaimed)
    moved: dict = {}
    for plan in stays:
        signal = _signal(plan.status_before, plan.stay.status)
        if signal is not None:
            moved.setdefault(signal, []).append(plan.stay)
    for signal, found in moved.items():
        signal.send(Stay, stay_ids=[s.pk for s in found], guest_ids=[s.guest_id for s in found])


def _signal(before: str, after: str):
    if before == after:
        return None
    if after == StayStatus.CHECKED_OUT:
        return signals.stay_completed
    if after == StayStatus.IN_HOUSE:
        return signals.stay_reopened if before == StayStatus.CHECKED_OUT else signals.stay_started
    return signals.stay_withdrawn if before in (StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT) else None


def _send(signal, sender, **ids) -> None:
    if any(ids.values()):
        signal.send(sender, **ids)
