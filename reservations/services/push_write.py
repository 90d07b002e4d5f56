"""Writes what a batch wants in a fixed number of statements, and only the rows that differ."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Q

from common.bulk import insert_rows, upsert_objects
from reservations.choices import HOLDS_ROOM, Status, StayStatus
from reservations.models import ReservationLine, RoomNight, Stay
from reservations.push_rules import TOOK_PLACE
from reservations.quarantine_reasons import Doubt
from reservations.services.push_plan import LINE_FIELDS, LinePlan
from reservations.services.push_state import Case
from reservations.services.push_stays import STAY_FIELDS, StayPlan, plan_stays
from reservations.services.room_revenue import recompute_spend, settle_room_charges

RESERVATION_FIELDS = (
    "version", "details_version", "source_updated_at", "content_hash", "status", "booked_at", "origin", "channel_id",
    "account_id", "group", "motive", "why_this_hotel", "currency", "special_requests", "remarks", "booker_id",
    "guest_id", "is_erased",
)  # fmt: skip
_MOVE_CHARGES = """
    UPDATE reservations_charge c SET stay_id = m.target
    FROM unnest(%s::bigint[], %s::bigint[]) AS m(origin, target) WHERE c.stay_id = m.origin
"""


def write_reservations(cases: Sequence[Case]) -> None:
    """New bookings and changed ones in one upsert; an unchanged one is not touched."""
    rows = []
    for case in cases:
        row = case.reservation
        if case.before is None:
            rows.append(row)
        elif case.before != {name: getattr(row, name) for name in RESERVATION_FIELDS}:
            row.lock_version += 1
            rows.append(row)
    upsert_objects(rows, unique=["source", "external_id"], update=[*RESERVATION_FIELDS, "lock_version"])


def holders_of_rooms(plans: Sequence[LinePlan]) -> Iterable[ReservationLine]:
    """Stored lines outside this batch that hold a room this batch wants, around its dates."""
    wanting = [plan for plan in plans if plan.wants_room]
    if not wanting:
        return ()
    nights = Q(
        arrival__lt=max(plan.line.departure for plan in wanting),
        departure__gt=min(plan.line.arrival for plan in wanting),
    )
    return (
        ReservationLine.objects.filter(
            Q(status=Status.IN_HOUSE) | nights,
            room__in={plan.line.room_id for plan in wanting},
            status__in=HOLDS_ROOM,
        )
        .exclude(pk__in=[plan.line.pk for plan in plans if plan.line.pk])
        .only("room_id", "arrival", "departure", "status")
    )


def write_lines(plans: Sequence[LinePlan]) -> list[StayPlan]:
    """Lines, their nights, their stays and the money that hangs on them; the stays as they were planned."""
    changed = [plan for plan in plans if plan.is_changed]
    for plan in plans:
        plan.line.reservation = plan.case.reservation
    _release_rooms(changed)
    upsert_objects([plan.line for plan in changed], unique=["reservation_id", "line"], update=LINE_FIELDS)
    _write_nights(plans)
    stays, moves = _write_stays(plans)
    _move_charges(moves)
    settled = {
        plan.line.pk for plan in changed if {plan.line.status, plan.status_before} & {Status.CHECKED_OUT}
    }
    settled |= {
        stay.stay.line_id for stay in stays if stay.is_changed and stay.stay.status == StayStatus.CHECKED_OUT
    }
    settle_room_charges(settled)
    return stays


def _release_rooms(changed: Sequence[LinePlan]) -> None:
    """Where rooms go round within one batch, those that leave let go first: the constraint looks row by row."""
    new = Counter(plan.line.room_id for plan in changed if plan.wants_room)
    leaving = [
        plan.line.pk
        for plan in changed
        if plan.before
        and plan.before["status"] in HOLDS_ROOM
        and plan.before["room_id"]
        and new[plan.before["room_id"]] > (plan.wants_room and plan.line.room_id == plan.before["room_id"])
    ]
    if leaving:
        ReservationLine.objects.filter(pk__in=leaving).update(status=Status.TENTATIVE)


def _write_nights(plans: Sequence[LinePlan]) -> None:
    gone, rows = [], []
    for plan in plans:
        if plan.nights is None:
            continue
        stored = plan.case.known.nights[plan.line.pk] if plan.before else []
        if {night.date: night.amount for night in stored} == plan.nights:
            continue
        gone += [night.pk for night in stored]
        rows += [(plan.line.pk, day, amount) for day, amount in plan.nights.items()]
    if gone:
        RoomNight.objects.filter(pk__in=gone).delete()
    insert_rows(RoomNight, ("line_id", "date", "amount"), rows)


def _write_stays(plans: Sequence[LinePlan]) -> tuple[list[StayPlan], list[tuple[Stay, Stay]]]:
    stays: list[StayPlan] = []
    moves: list[tuple[Stay, Stay]] = []
    for plan in plans:
        planned, moving = plan_stays(plan)
        for stay_plan in planned:
            stay_plan.stay.line = plan.line
        stays += planned
        moves += moving
    no_longer_paying = [p.stay.pk for p in stays if p.before and p.before["is_payer"] and not p.stay.is_payer]
    if no_longer_paying:
        Stay.objects.filter(pk__in=no_longer_paying).update(is_payer=False)
    changed = [plan.stay for plan in stays if plan.is_changed]
    upsert_objects(changed, unique=["guest_id", "line_id"], update=STAY_FIELDS)
    return stays, moves


def _move_charges(moves: Sequence[tuple[Stay, Stay]]) -> None:
    """What was posted to somebody who is no longer of the party goes to who pays the room."""
    if not moves:
        return
    origins, targets = [one.pk for one, _ in moves], [other.pk for _, other in moves]
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_CHARGES, [origins, targets])
    recompute_spend([*origins, *targets])


def doubt_people(plans: Sequence[LinePlan], stays: Sequence[StayPlan]) -> None:
    """Doubts that need all stays: rooms in use by nobody we know, guests in two rooms at once."""
    peopled = Counter(plan.stay.line_id for plan in stays if plan.stay.status != StayStatus.VOID)
    owners = {plan.line.pk: plan for plan in plans}
    for plan in plans:
        if (
            plan.said
            and not plan.keeps_desk
            and plan.line.status in TOOK_PLACE
            and not peopled[plan.line.pk]
            and not _is_borne(plan, owners, peopled)
        ):
            plan.case.doubts.append(Doubt("guest-missing", f"{plan.said.pointer}/guests"))
    arriving = [p.stay for p in stays if p.stay.status == StayStatus.IN_HOUSE and p.is_changed]
    if not arriving:
        return
    rooms = Counter(
        Stay.objects.filter(status=StayStatus.IN_HOUSE, guest__in={s.guest_id for s in arriving}).values_list(
            "guest_id", flat=True
        )
    )
    for stay in arriving:
        plan = owners[stay.line_id]
        if rooms[stay.guest_id] > 1:
            pointer = f"{plan.said.pointer}/guests" if plan.said else "/rooms"
            plan.case.doubts.append(Doubt("guest-in-two-rooms", pointer, plan.line.line))


def _is_borne(plan: LinePlan, owners: dict[int, LinePlan], peopled: Counter) -> bool:
    """Whether another room of the booking has a guest: several rooms under one name are no case for staff."""
    return any(other.case is plan.case and peopled[pk] for pk, other in owners.items())
