"""From planned lines to the stays on them: who is there, who pays, since when."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from common.bulk import new_object
from reservations.choices import Status, StayStatus
from reservations.models import Stay
from reservations.push_rules import CLOSED, STAY_STATUS, TOOK_PLACE
from reservations.services.push_plan import LinePlan, values_of

#: When a source tells that guests came or went, but not at what hour.
USUAL_CHECK_IN, USUAL_CHECK_OUT = time(14), time(12)
STAY_FIELDS = ("room_id", "arrival", "departure", "status", "is_payer", "checked_in_at", "checked_out_at")


@dataclass
class StayPlan:
    """One stay as it will be; `before` is None for a new one."""

    stay: Stay
    before: dict[str, Any] | None

    @property
    def is_changed(self) -> bool:
        return self.before is None or self.before != values_of(self.stay, STAY_FIELDS)

    @property
    def status_before(self) -> str:
        return self.before["status"] if self.before else ""


def plan_stays(plan: LinePlan) -> tuple[list[StayPlan], list[tuple[Stay, Stay]]]:
    """The stays of a line as they will be, and (dropped stay, payer's stay) where money has to move."""
    if plan.keeps_desk:
        return [], []
    stored = {stay.guest_id: stay for stay in plan.case.known.stays[plan.line.pk]} if plan.before else {}
    plans, payer, dropped = [], None, []
    for guest_id, pays in _people(plan, stored).items():
        stay = stored.pop(guest_id, None)
        before = values_of(stay, STAY_FIELDS) if stay else None
        stay = stay or new_object(Stay, guest_id=guest_id)
        if _left_alone(plan, before):
            stay.is_payer = pays
        else:
            _set_stay(stay, plan, pays)
        payer = stay if pays else payer
        plans.append(StayPlan(stay, before))
    for stay in stored.values():
        plans.append(StayPlan(stay, values_of(stay, STAY_FIELDS)))
        stay.is_payer, stay.status = False, StayStatus.VOID
        stay.checked_in_at = stay.checked_out_at = None
        dropped.append(stay)
    moves = [(stay, payer) for stay in dropped if payer is not None and stay.spend]
    return plans, moves


def _left_alone(plan: LinePlan, before: dict[str, Any] | None) -> bool:
    """Whether the desk let him go before the others: the source knows of rooms and does not bring him back."""
    return (
        before is not None
        and plan.before is not None
        and before["status"] == StayStatus.CHECKED_OUT
        and plan.before["status"] == Status.IN_HOUSE
        and plan.line.status in TOOK_PLACE
    )


def _people(plan: LinePlan, stored: dict[int, Stay]) -> dict[int, bool]:
    """Guest id → whether he pays. Of a closed line that opens again, everybody comes back."""
    if plan.wanted is not None:
        return plan.wanted
    reopens = plan.before["status"] in CLOSED
    return {guest_id: s.is_payer for guest_id, s in stored.items() if reopens or s.status != StayStatus.VOID}


def _set_stay(stay: Stay, plan: LinePlan, pays: bool) -> None:
    line, said = plan.line, plan.said.said if plan.said else {}
    stay.is_payer = pays
    stay.room_id, stay.arrival, stay.departure = line.room_id, line.arrival, line.departure
    stay.status = STAY_STATUS[line.status]
    took_place = stay.status in (StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT)
    if not took_place:
        stay.checked_in_at = stay.checked_out_at = None
        return
    came, left = said.get("checked_in_at"), said.get("checked_out_at")
    stay.checked_in_at = came or stay.checked_in_at or _at(line.arrival, USUAL_CHECK_IN)
    left = left or stay.checked_out_at or _at(line.departure, USUAL_CHECK_OUT)
    stay.checked_out_at = left if stay.status == StayStatus.CHECKED_OUT else None


def _at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
