"""What nobody has seen to in time is told to the next level; safe to repeat, each level is told of once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, IntegerField, Q, Value, When

from feedback.care_choices import REQUEST_NOT_DONE, UNSETTLED, ClockSubject, EventKind, RequestStatus
from feedback.complaint_clock import DEPARTMENT, GUEST_SERVICE, MANAGEMENT, escalation
from feedback.models import Complaint, ComplaintEvent, GuestRequest, ServiceClock

CHUNK = 500


def escalate_due(*, at: datetime) -> int:
    """Raise every complaint and request to the level that its clock has reached; how many were raised."""
    return _complaints(at) + _requests(at)


def _complaints(at: datetime) -> int:
    """Row by row: each step stands in the complaint's own history. Somebody's lock on one is left for next time."""
    clocks = {row.subject: row.clock for row in ServiceClock.objects.all()}
    raised = 0
    with transaction.atomic():
        waiting = (
            Complaint.objects.filter(status__in=[*UNSETTLED], escalation__lt=MANAGEMENT)
            .filter(Q(take_by__lte=at) | Q(due_at__lte=at))
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("due_at", "pk")[:CHUNK]
        )
        steps = []
        for complaint in waiting:
            level = escalation(
                take_by=complaint.take_by,
                due_at=complaint.due_at,
                management_after=clocks[complaint.severity].management_after,
                is_taken=not complaint.is_untaken,
                now=at,
            )
            if level <= complaint.escalation:
                continue
            steps.append(
                ComplaintEvent(
                    complaint=complaint,
                    kind=EventKind.ESCALATED,
                    at=at,
                    before=str(complaint.escalation),
                    after=str(level),
                )
            )
            complaint.escalation, complaint.escalated_at = level, at
            complaint.save(update_fields=["escalation", "escalated_at"])
            raised += 1
        ComplaintEvent.objects.bulk_create(steps)
    return raised


def _requests(at: datetime) -> int:
    """One statement: a request has no history of its own."""
    clock = ServiceClock.objects.filter(subject=ClockSubject.REQUEST).first()
    if clock is None:
        return 0
    late = timedelta(minutes=clock.management_after)
    level = Case(
        When(due_at__lte=at - late, then=Value(MANAGEMENT)),
        When(due_at__lte=at, then=Value(GUEST_SERVICE)),
        When(status=RequestStatus.OPEN, take_by__lte=at, then=Value(DEPARTMENT)),
        default=Value(0),
        output_field=IntegerField(),
    )
    due = GuestRequest.objects.filter(status__in=[*REQUEST_NOT_DONE]).alias(level=level)
    return due.filter(level__gt=F("escalation")).update(escalation=level)
