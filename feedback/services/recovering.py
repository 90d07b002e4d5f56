"""What is done for the guest: within one's own limit at once, above it after a second person has agreed."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from common.money import to_cents
from feedback.care_choices import ComplaintStatus, EventKind, RecoveryStatus, RecoveryTool
from feedback.models import Complaint, Recovery
from feedback.selectors.allowances import allowance_of
from feedback.services.complaints import locked, locked_open, note_step
from feedback.signals import recovery_given

APPROVING = "feedback.approve_recovery"
MOST = Decimal("999999.99")


@transaction.atomic
def recover(
    *,
    complaint_id: int,
    tool: str,
    detail: str,
    cost: Decimal,
    by,
    at: datetime,
    due_on: date | None = None,
    is_done: bool = False,
) -> Recovery:
    """Give or promise one tool. Above the limit of `by` it waits for approval, and nothing is promised yet.

    `is_done`: the guest has it already; else it is promised for `due_on`. Raises HotelError without words or
    with an impossible cost, and for what is done already though it is above the limit.
    """
    complaint = locked_open(complaint_id)
    detail = detail.strip()
    if tool not in RecoveryTool:
        raise HotelError(_("Choose what is done for the guest."), field="tool")
    if not detail:
        raise HotelError(_("Write what exactly the guest gets."), field="detail")
    if not 0 <= cost <= MOST:
        message = _("A cost of %(cost)s is not possible: enter 0 to %(most)s.")
        raise HotelError(message % {"cost": cost, "most": MOST}, field="cost")
    covered = allowance_of(by, tool).covers(cost)
    status = RecoveryStatus.PROMISED if covered else RecoveryStatus.WAITING
    if is_done and covered:
        status = RecoveryStatus.GIVEN
    recovery = Recovery.objects.create(
        complaint=complaint,
        tool=tool,
        detail=detail,
        cost=to_cents(cost),
        status=status,
        due_on=due_on,
        given_by=by,
        given_at=at,
        done_by=by if status == RecoveryStatus.GIVEN else None,
        done_at=at if status == RecoveryStatus.GIVEN else None,
    )
    kind = {
        RecoveryStatus.WAITING: EventKind.PROPOSED,
        RecoveryStatus.PROMISED: EventKind.PROMISED,
        RecoveryStatus.GIVEN: EventKind.GIVEN,
    }[status]
    _step(complaint, recovery, kind, at=at, by=by)
    _tell_given(recovery)
    _take_along(complaint, by, at)
    _stand(complaint, at)
    return recovery


@transaction.atomic
def approve(*, recovery_id: int, by, at: datetime) -> Recovery:
    """A second person agrees: it is promised now. Nobody approves his own, or above his own limit."""
    complaint, recovery = _waiting(recovery_id)
    _require_second(recovery, by)
    if not allowance_of(by, recovery.tool).covers(recovery.cost):
        raise HotelError(
            _("This is above your own limit as well. Ask management."), code="above-limit", field="cost"
        )
    recovery.status, recovery.approved_by, recovery.approved_at = RecoveryStatus.PROMISED, by, at
    recovery.save(update_fields=["status", "approved_by", "approved_at"])
    _step(complaint, recovery, EventKind.APPROVED, at=at, by=by)
    _stand(complaint, at)
    return recovery


@transaction.atomic
def refuse(*, recovery_id: int, by, at: datetime, reason: str) -> Recovery:
    """It is not given; the reason stays beside it. Who proposed it may take it back himself."""
    complaint, recovery = _waiting(recovery_id)
    if recovery.given_by_id != by.pk:
        _require_second(recovery, by)
    if not reason.strip():
        raise HotelError(
            _("Say why it is not given: a colleague has to offer something else."), field="reason"
        )
    recovery.status, recovery.refusal = RecoveryStatus.REFUSED, reason.strip()
    recovery.save(update_fields=["status", "refusal"])
    _step(complaint, recovery, EventKind.REFUSED, at=at, by=by, text=reason.strip())
    _stand(complaint, at)
    return recovery


@transaction.atomic
def carry_out(*, recovery_id: int, by, at: datetime) -> Recovery:
    """The guest has what was promised; carried out twice changes nothing."""
    complaint, recovery = _held(recovery_id)
    if recovery.status == RecoveryStatus.GIVEN:
        return recovery
    if recovery.status != RecoveryStatus.PROMISED:
        raise HotelError(_("This has not been approved: it cannot be carried out."), code="not-approved")
    recovery.status, recovery.done_by, recovery.done_at = RecoveryStatus.GIVEN, by, at
    recovery.save(update_fields=["status", "done_by", "done_at"])
    _step(complaint, recovery, EventKind.GIVEN, at=at, by=by)
    _tell_given(recovery)
    _stand(complaint, at)
    return recovery


def _held(recovery_id: int) -> tuple[Complaint, Recovery]:
    """The complaint is locked first, always, so that two acts on it wait for each other."""
    complaint_id = Recovery.objects.values_list("complaint_id", flat=True).get(pk=recovery_id)
    return locked(complaint_id), Recovery.objects.get(pk=recovery_id)


def _waiting(recovery_id: int) -> tuple[Complaint, Recovery]:
    complaint, recovery = _held(recovery_id)
    if recovery.status != RecoveryStatus.WAITING:
        raise HotelError(
            _("A colleague has decided this already: %(status)s.")
            % {"status": recovery.get_status_display()},
            code="decided",
        )
    return complaint, recovery


def _require_second(recovery: Recovery, by) -> None:
    if recovery.given_by_id == by.pk:
        raise HotelError(_("Nobody approves his own recovery. Ask a colleague who may."), code="own-recovery")
    if not by.has_perm(APPROVING):
        raise HotelError(_("You may not approve recovery. Ask the duty manager."), code="not-approved")


def _step(complaint: Complaint, recovery: Recovery, kind: str, *, at, by, text: str = "") -> None:
    words = f"{recovery.detail} · {text}" if text else recovery.detail
    note_step(complaint, kind, at=at, by=by, text=words, before=recovery.tool, after=str(recovery.cost))


def _tell_given(recovery: Recovery) -> None:
    """Whoever keeps what was given (points) books it now, or refuses: then it was not given."""
    if recovery.status == RecoveryStatus.GIVEN:
        recovery_given.send(Recovery, recovery_id=recovery.pk)


def _take_along(complaint: Complaint, by, at: datetime) -> None:
    """Who does something about it has it in hand."""
    if complaint.is_untaken:
        complaint.status = ComplaintStatus.IN_HAND
        complaint.taken_at, complaint.taken_by = at, by
        complaint.save(update_fields=["status", "taken_at", "taken_by"])
        note_step(complaint, EventKind.TAKEN, at=at, by=by)


def _stand(complaint: Complaint, at: datetime) -> None:
    """Recovered once something was given since the clock began and nothing is open; in hand until then."""
    if complaint.is_closed:
        return
    since = complaint.recoveries.filter(given_at__gte=complaint.clock_from)
    given = since.filter(status=RecoveryStatus.GIVEN).exists()
    open_ = complaint.recoveries.filter(status__in=[RecoveryStatus.WAITING, RecoveryStatus.PROMISED]).exists()
    if given and not open_:
        complaint.status, complaint.recovered_at = ComplaintStatus.RECOVERED, at
    elif complaint.status == ComplaintStatus.RECOVERED:
        complaint.status, complaint.recovered_at = ComplaintStatus.IN_HAND, None
        complaint.taken_at = complaint.taken_at or at
    complaint.save(update_fields=["status", "recovered_at", "taken_at"])
