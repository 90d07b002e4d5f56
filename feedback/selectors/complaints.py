"""What complaints there are, for pages, lists, and the apps that ask about a guest."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from django.db.models import (
    BooleanField,
    Count,
    DecimalField,
    ExpressionWrapper,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from common.among import among
from common.money import ZERO
from feedback.care_choices import NOT_CLOSED, UNSETTLED, ComplaintStatus, RecoveryStatus
from feedback.models import Complaint, ComplaintEvent, FollowUp, Recovery
from guests.models import Guest
from reservations.selectors.arrival_facts import Facts, Failure, Pledge, Trouble

#: The permission to read the complaints of every department.
EVERY = "feedback.view_every_complaint"
#: What is open of a recovery: approval, or keeping the promise.
UNFINISHED = (RecoveryStatus.WAITING, RecoveryStatus.PROMISED)


def seen_by(user) -> Q:
    """Which complaints `user` reads whole and works on: every one, or those of his departments and those that he wrote
    down or has in hand. Of others he knows what arrivals and the guest's page tell everybody who serves."""
    if user.has_perm(EVERY):
        return Q(pk__isnull=False)
    return Q(department__in=user.groups.values("name")) | Q(opened_by=user) | Q(taken_by=user)


def with_reach(complaints: QuerySet[Complaint], user) -> QuerySet[Complaint]:
    """`is_whole`: whether `user` reads it whole."""
    return complaints.annotate(is_whole=ExpressionWrapper(seen_by(user), BooleanField()))


def unsettled() -> QuerySet[Complaint]:
    """Somebody must do something, the one due first in front."""
    return with_people(Complaint.objects.filter(status__in=[*UNSETTLED])).order_by("due_at", "pk")


def with_people(complaints: QuerySet[Complaint]) -> QuerySet[Complaint]:
    return complaints.select_related("guest", "stay__room", "taken_by", "opened_by")


def with_costs(complaints: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """`cost`: what its recoveries cost, of those that were given or promised."""
    spent = (
        Recovery.objects.filter(
            complaint=OuterRef("pk"), status__in=[RecoveryStatus.PROMISED, RecoveryStatus.GIVEN]
        )
        .order_by()
        .values("complaint")
        .values(total=Sum("cost"))
    )
    money = DecimalField(max_digits=14, decimal_places=2)
    return complaints.annotate(cost=Coalesce(Subquery(spent, output_field=money), ZERO, output_field=money))


def complaint_file(number: str, user) -> Complaint | None:
    """One complaint with its steps, recoveries and follow-ups as `steps`, `done` and `questions`; see `with_reach`."""
    steps = ComplaintEvent.objects.select_related("by").order_by("at", "pk")
    done = Recovery.objects.select_related("given_by", "approved_by", "done_by").order_by("given_at", "pk")
    questions = FollowUp.objects.select_related("asked_by", "answered_to").order_by("pk")
    return (
        with_reach(with_people(Complaint.objects.filter(number=number)), user)
        .select_related("closed_by", "indicator", "answer_set", "stay__line__reservation")
        .prefetch_related(
            Prefetch("events", steps, to_attr="steps"),
            Prefetch("recoveries", done, to_attr="done"),
            Prefetch("follow_ups", questions, to_attr="questions"),
        )
        .first()
    )


def complaints_of(guest: Guest) -> QuerySet[Complaint]:
    """All of his, newest first, with cost."""
    return with_costs(with_people(Complaint.objects.filter(guest=guest))).order_by("-opened_at", "-pk")


def open_complaints_of(guest_ids: Collection[int]) -> dict[int, list[Complaint]]:
    """Guest id → his complaints that are not closed, the most serious clock first; one query."""
    found: dict[int, list[Complaint]] = defaultdict(list)
    rows = Complaint.objects.filter(among("guest", guest_ids), status__in=[*NOT_CLOSED])
    for complaint in rows.order_by("due_at", "pk"):
        found[complaint.guest_id].append(complaint)
    return dict(found)


def guests_with_open_complaint() -> QuerySet[Complaint]:
    """Rows of {guest}: who is not to be advertised to now."""
    return Complaint.objects.filter(status__in=[*NOT_CLOSED], guest__isnull=False).order_by().values("guest")


def promised(on: date | None = None) -> QuerySet[Recovery]:
    """Recovery that was promised and not carried out; until `on`, or all."""
    rows = Recovery.objects.filter(status=RecoveryStatus.PROMISED).select_related("complaint__guest")
    if on is not None:
        rows = rows.filter(Q(due_on__isnull=True) | Q(due_on__lte=on))
    return rows.order_by("due_on", "pk")


def waiting_for_approval() -> QuerySet[Recovery]:
    rows = Recovery.objects.filter(status=RecoveryStatus.WAITING)
    return rows.select_related("complaint__guest", "given_by").order_by("given_at", "pk")


def questions_due(on: date) -> QuerySet[FollowUp]:
    rows = FollowUp.objects.filter(answered_at__isnull=True, due_on__lte=on)
    return rows.select_related("complaint__guest").order_by("due_on", "pk")


def counts(at: datetime) -> dict[str, int]:
    """open: nobody has them · in_hand · late: past their deadline · recovered: to be closed; one query."""
    unsettled_now = Q(status__in=[*UNSETTLED])
    return Complaint.objects.filter(status__in=[*NOT_CLOSED]).aggregate(
        open=Count("pk", filter=unsettled_now & ~Q(status=ComplaintStatus.IN_HAND)),
        in_hand=Count("pk", filter=Q(status=ComplaintStatus.IN_HAND)),
        late=Count("pk", filter=unsettled_now & Q(due_at__lte=at)),
        recovered=Count("pk", filter=Q(status=ComplaintStatus.RECOVERED)),
    )


# --- What arrivals, desk and briefing ask ----------------------------------------------------------------
def facts(guest_ids: Collection[int]) -> Facts:
    """What his complaints say of each guest; two queries.

    Failures are all of them with what was done; pledges what was promised and not carried out; trouble is the open
    one with the most serious clock, else the recovery that is still owed to him.
    """
    found = Facts()
    every = Prefetch("recoveries", Recovery.objects.order_by("pk"), to_attr="every_recovery")
    complaints = list(
        Complaint.objects.filter(among("guest", guest_ids)).order_by("pk").prefetch_related(every)
    )
    for complaint in complaints:
        found.failures[complaint.guest_id].append(_failure(complaint))
    for complaint in sorted(complaints, key=lambda complaint: complaint.due_at):
        if complaint.status in NOT_CLOSED:
            found.troubles.setdefault(complaint.guest_id, _open_trouble(complaint))
    recoveries = [(one, complaint) for complaint in complaints for one in complaint.every_recovery]
    for recovery, complaint in sorted(recoveries, key=lambda pair: pair[0].pk):
        if recovery.status == RecoveryStatus.PROMISED:
            found.pledges[complaint.guest_id].append(Pledge(text=str(recovery), due=recovery.due_on))
        if recovery.status in UNFINISHED:
            words = _("Still owed to him: %(what)s") % {"what": str(recovery)}
            found.troubles.setdefault(complaint.guest_id, Trouble(words, complaint.get_absolute_url()))
    return found


def _failure(complaint: Complaint) -> Failure:
    given = (one for one in complaint.every_recovery if one.status == RecoveryStatus.GIVEN)
    return Failure(
        on=complaint.business_date,
        what=complaint.text,
        done=" · ".join(map(str, given)) or complaint.close_reason,
        url=complaint.get_absolute_url(),
    )


def _open_trouble(complaint: Complaint) -> Trouble:
    words = _("%(status)s complaint %(number)s: %(text)s") % {
        "status": complaint.get_status_display(),
        "number": complaint.number,
        "text": complaint.text,
    }
    return Trouble(words, complaint.get_absolute_url())
