"""Calls to be made, guests to be visited, and what was asked for."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from feedback.care_choices import REQUEST_NOT_DONE, CallStatus
from feedback.models import CallAttempt, CallBack, Complaint, GuestRequest, Visit
from feedback.selectors.complaints import open_complaints_of
from guests.models import Guest, GuestPhone
from reservations.choices import StayStatus
from reservations.models import Stay
from reservations.selectors.recognition import Recognition, recognise

#: Ended requests stay on the page so long.
SHOWN_WHEN_DONE = timedelta(hours=12)
#: Who stays so many nights is asked how he is.
LONG_STAY = 3
VISITED_AGAIN_AFTER = timedelta(days=3)
#: The highest priority first, then who waits longest.
CALL_ORDER = ("-priority", "next_on", "pk")


def calls_due(on: date) -> QuerySet[CallBack]:
    """To be called on `on`, the highest priority first."""
    phones = GuestPhone.objects.order_by("-is_primary", "pk")
    return (
        CallBack.objects.filter(status=CallStatus.DUE, next_on__lte=on)
        .select_related("guest", "stay__room")
        .prefetch_related(Prefetch("guest__phones", phones, to_attr="numbers"))
        .order_by(*CALL_ORDER)
    )


def call_file(pk: int) -> CallBack | None:
    """One call with its attempts as `made`, and its guest's numbers."""
    phones = GuestPhone.objects.order_by("-is_primary", "pk")
    made = CallAttempt.objects.select_related("by").order_by("at", "pk")
    return (
        CallBack.objects.filter(pk=pk)
        .select_related("guest", "stay__room", "stay__line__reservation", "called_by", "complaint")
        .prefetch_related(
            Prefetch("guest__phones", phones, to_attr="numbers"), Prefetch("tries", made, to_attr="made")
        )
        .first()
    )


def call_figures(on: date) -> dict[str, int]:
    """due and later: still to be called; done_today; one query."""
    return CallBack.objects.filter(
        Q(status=CallStatus.DUE) | Q(departed_on__gte=on - timedelta(days=60))
    ).aggregate(
        due=Count("pk", filter=Q(status=CallStatus.DUE, next_on__lte=on)),
        later=Count("pk", filter=Q(status=CallStatus.DUE, next_on__gt=on)),
        not_called=Count(
            "pk", filter=Q(status=CallStatus.NOT_CALLED, departed_on__gte=on - timedelta(days=14))
        ),
    )


@dataclass(frozen=True)
class InHouse:
    """A guest of the house who is to be visited, and why: complaint, vip, first, long."""

    stay: Stay
    known: Recognition
    why: tuple[str, ...]
    complaint: Complaint | None
    last: Visit | None


def to_visit(on: date) -> list[InHouse]:
    """Who should be seen today and was not seen in the last days, those with an open complaint first."""
    recent = Visit.objects.filter(stay=OuterRef("pk"), business_date__gt=on - VISITED_AGAIN_AFTER)
    visits = Visit.objects.order_by("-at")
    stays = list(
        Stay.objects.filter(status=StayStatus.IN_HOUSE)
        .filter(~Exists(recent) | Exists(open_complaint()) & ~Exists(seen_today(on)))
        .select_related("guest", "room", "line__reservation")
        .prefetch_related(Prefetch("visits", visits, to_attr="seen"))
    )
    known = recognise([stay.guest for stay in stays], on=on)
    trouble = open_complaints_of([stay.guest_id for stay in stays])
    found = []
    for stay in stays:
        complaint = next(iter(trouble.get(stay.guest_id, [])), None)
        why = _why(stay, known[stay.guest_id], complaint, on)
        if why:
            last = stay.seen[0] if stay.seen else None
            found.append(InHouse(stay, known[stay.guest_id], why, complaint, last))
    order = ("complaint", "vip", "long", "first")
    return sorted(found, key=lambda row: (order.index(row.why[0]), str(row.stay.room or "")))


def open_complaint() -> QuerySet[Complaint]:
    return Complaint.objects.filter(guest=OuterRef("guest")).exclude(status="closed")


def seen_today(on: date) -> QuerySet[Visit]:
    return Visit.objects.filter(stay=OuterRef("pk"), business_date=on)


def _why(stay: Stay, known: Recognition, complaint: Complaint | None, on: date) -> tuple[str, ...]:
    reasons = {
        "complaint": complaint is not None,
        "vip": known.is_vip,
        "long": (on - stay.arrival).days >= LONG_STAY,
        "first": not known.is_returning and (on - stay.arrival).days >= 1,
    }
    return tuple(reason for reason, holds in reasons.items() if holds)


def visits_on(on: date) -> QuerySet[Visit]:
    return Visit.objects.filter(business_date=on).select_related("guest", "stay__room", "by").order_by("-at")


def open_requests(department: str = "") -> QuerySet[GuestRequest]:
    """Not done, the one due first in front; of one department or of all."""
    rows = GuestRequest.objects.filter(status__in=[*REQUEST_NOT_DONE])
    if department:
        rows = rows.filter(department=department)
    return rows.select_related("guest", "taken_by", "opened_by").order_by("due_at", "pk")


def ended_requests(at: datetime) -> QuerySet[GuestRequest]:
    rows = GuestRequest.objects.filter(done_at__gte=at - SHOWN_WHEN_DONE)
    return rows.select_related("guest", "done_by").order_by("-done_at", "-pk")


def requests_of(guest: Guest) -> QuerySet[GuestRequest]:
    return GuestRequest.objects.filter(guest=guest).order_by("-opened_at", "-pk")
