"""A complaint from the first word to the last: opened, taken, passed on, graded, closed, opened again.

Every act locks its complaint first, so that of two colleagues who press at once the second is told who was faster.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.dates import business_date
from common.errors import HotelError
from common.wording import listed
from feedback.care_choices import Cause, ComplaintSource, ComplaintStatus, EventKind, RecoveryStatus, Severity
from feedback.complaint_clock import Clock
from feedback.complaint_routing import RESPONSIBLE
from feedback.models import Complaint, ComplaintEvent, Recovery, ServiceClock
from feedback.models.complaint import LONGEST_TEXT
from guests.choices import Department
from guests.models import Guest
from reservations.models import Stay


@dataclass(frozen=True)
class Told:
    """What somebody said. Without `department` the one that answers for `cause` settles it.

    `source_name` and `external_id` name the message of another system: told twice, it is one complaint.
    """

    text: str
    cause: str
    severity: str
    source: str = ComplaintSource.STAFF
    department: str = ""
    guest: Guest | None = None
    stay: Stay | None = None
    room_text: str = ""
    source_name: str = ""
    external_id: str = ""
    answer_set_id: int | None = None
    indicator_id: int | None = None


@transaction.atomic
def open_complaint(*, told: Told, at: datetime, by=None) -> Complaint:
    """Write a complaint down and start its clock; told again by the same system or survey, the first one.

    Raises HotelError without words, for an unknown cause, severity or department, and for an erased guest.
    """
    _check(told)
    guest = told.guest or (told.stay.guest if told.stay else None)
    if guest is not None and guest.erased_at is not None:
        raise HotelError(_("This guest was erased: nothing is written about him any more."), field="guest")
    known = _known(told)
    if known is not None:
        return known
    clock = clock_of(told.severity)
    try:
        with transaction.atomic():
            complaint = Complaint.objects.create(
                guest=guest,
                stay=told.stay,
                room_text=told.room_text or _room_of(told.stay),
                cause=told.cause,
                severity=told.severity,
                department=told.department or RESPONSIBLE[Cause(told.cause)],
                text=told.text.strip(),
                source=told.source,
                source_name=told.source_name,
                external_id=told.external_id,
                answer_set_id=told.answer_set_id,
                indicator_id=told.indicator_id,
                business_date=business_date(at),
                opened_at=at,
                opened_by=by,
                clock_from=at,
                take_by=clock.take_by(at),
                due_at=clock.due_at(at),
            )
    except IntegrityError:
        known = _known(told)  # the same message came twice at once
        if known is None:
            raise
        return known
    complaint.refresh_from_db(fields=["number", "guest"])
    note_step(complaint, EventKind.OPENED, at=at, by=by)
    return complaint


def _check(told: Told) -> None:
    if not told.text.strip():
        raise HotelError(_("Write down what happened, in the guest's own words."), field="text")
    if len(told.text.strip()) > LONGEST_TEXT:
        message = _("The text has %(has)s characters; at most %(most)s are kept. Shorten it.")
        raise HotelError(message % {"has": len(told.text.strip()), "most": LONGEST_TEXT}, field="text")
    for field, value, choices in (
        ("cause", told.cause, Cause),
        ("severity", told.severity, Severity),
        ("department", told.department or Department.GUEST_SERVICE, Department),
    ):
        if value not in choices:
            raise HotelError(
                _("“%(value)s” is not known. Choose one of: %(known)s.")
                % {"value": value, "known": listed(choices.values)},
                field=field,
            )


def _known(told: Told) -> Complaint | None:
    if told.answer_set_id is not None:
        return Complaint.objects.filter(answer_set=told.answer_set_id).first()
    if told.external_id:
        return Complaint.objects.filter(source_name=told.source_name, external_id=told.external_id).first()
    return None


def _room_of(stay: Stay | None) -> str:
    return stay.room.number if stay is not None and stay.room is not None else ""


def clock_of(subject: str) -> Clock:
    """The clock in force for a severity, or for requests."""
    return ServiceClock.objects.get(subject=subject).clock


def note_step(
    complaint: Complaint, kind: str, *, at: datetime, by=None, text="", before="", after=""
) -> None:
    ComplaintEvent.objects.create(
        complaint=complaint, kind=kind, at=at, by=by, text=text, before=before, after=after
    )


def locked(complaint_id: int) -> Complaint:
    """The complaint, held until the transaction ends; unknown numbers raise Complaint.DoesNotExist."""
    return Complaint.objects.select_for_update(of=("self",)).get(pk=complaint_id)


def locked_open(complaint_id: int) -> Complaint:
    """As `locked`; HotelError once it is closed."""
    complaint = locked(complaint_id)
    if complaint.is_closed:
        raise HotelError(
            _("Complaint %(number)s is closed. Reopen it first.") % {"number": complaint.number},
            code="complaint-closed",
        )
    return complaint


@transaction.atomic
def take(*, complaint_id: int, by, at: datetime) -> Complaint:
    """`by` sees to it from now on; HotelError where a colleague was faster."""
    complaint = locked_open(complaint_id)
    if not complaint.is_untaken:
        who = complaint.taken_by
        message = _("%(who)s has taken this complaint already. Speak to each other, or pass it on.")
        raise HotelError(
            message % {"who": (who.get_full_name() or who.get_username()) if who else "—"}, code="taken"
        )
    complaint.status = ComplaintStatus.IN_HAND
    complaint.taken_at, complaint.taken_by = at, by
    complaint.save(update_fields=["status", "taken_at", "taken_by"])
    note_step(complaint, EventKind.TAKEN, at=at, by=by)
    return complaint


@transaction.atomic
def pass_on(*, complaint_id: int, department: str, by, at: datetime, text: str = "") -> Complaint:
    """Another department settles it; the clock runs on, and somebody there has to take it."""
    complaint = locked_open(complaint_id)
    if department not in Department or department == complaint.department:
        raise HotelError(_("Choose the other department that is to settle it."), field="department")
    before, complaint.department = complaint.department, department
    if complaint.status == ComplaintStatus.IN_HAND:
        complaint.status = ComplaintStatus.OPEN
    complaint.taken_at = complaint.taken_by = None
    complaint.save(update_fields=["department", "status", "taken_at", "taken_by"])
    note_step(complaint, EventKind.PASSED, at=at, by=by, text=text, before=before, after=department)
    return complaint


@transaction.atomic
def grade(*, complaint_id: int, severity: str, by, at: datetime) -> Complaint:
    """It is more, or less, serious than it seemed: the clock of that severity counts, from when it began."""
    complaint = locked_open(complaint_id)
    if severity not in Severity or severity == complaint.severity:
        raise HotelError(_("Choose another severity than the present one."), field="severity")
    before, complaint.severity = complaint.severity, severity
    clock = clock_of(severity)
    complaint.take_by = clock.take_by(complaint.clock_from)
    complaint.due_at = clock.due_at(complaint.clock_from)
    complaint.save(update_fields=["severity", "take_by", "due_at"])
    note_step(complaint, EventKind.GRADED, at=at, by=by, before=before, after=severity)
    return complaint


@transaction.atomic
def add_words(*, complaint_id: int, text: str, by, at: datetime) -> None:
    """A note on the way; also once it is closed."""
    if not text.strip():
        raise HotelError(_("The note is empty: write what colleagues should know."), field="text")
    note_step(locked(complaint_id), EventKind.NOTED, at=at, by=by, text=text.strip()[:LONGEST_TEXT])


@transaction.atomic
def close(*, complaint_id: int, by, at: datetime, reason: str = "") -> Complaint:
    """It is settled. Without a recovery that was given it needs a stated reason; nothing promised may be open."""
    complaint = locked_open(complaint_id)
    recoveries = Recovery.objects.filter(complaint=complaint)
    unfinished = recoveries.filter(status__in=[RecoveryStatus.WAITING, RecoveryStatus.PROMISED])
    if unfinished.exists():
        raise HotelError(
            _("Something is still promised or waits for approval. Carry it out, or have it refused, first."),
            code="recovery-open",
        )
    if not recoveries.filter(status=RecoveryStatus.GIVEN).exists() and not reason.strip():
        raise HotelError(
            _("Nothing was done for the guest yet. Recover first, or say why it is closed without."),
            field="reason",
            code="reason-needed",
        )
    complaint.status, complaint.closed_at, complaint.closed_by = ComplaintStatus.CLOSED, at, by
    complaint.close_reason = reason.strip()
    complaint.save(update_fields=["status", "closed_at", "closed_by", "close_reason"])
    note_step(complaint, EventKind.CLOSED, at=at, by=by, text=reason.strip())
    return complaint


@transaction.atomic
def reopen(*, complaint_id: int, by, at: datetime, reason: str) -> Complaint:
    """It was not settled after all: the clock begins anew, somebody has to take it again."""
    complaint = locked(complaint_id)
    if complaint.is_unsettled:
        raise HotelError(_("This complaint is open already."), code="complaint-open")
    if not reason.strip():
        raise HotelError(_("Say why it is opened again."), field="reason")
    clock = clock_of(complaint.severity)
    complaint.status = ComplaintStatus.REOPENED
    complaint.clock_from, complaint.take_by, complaint.due_at = at, clock.take_by(at), clock.due_at(at)
    complaint.taken_at = complaint.taken_by = complaint.recovered_at = None
    complaint.closed_at = complaint.closed_by = complaint.escalated_at = None
    complaint.close_reason, complaint.escalation = "", 0
    complaint.times_reopened += 1
    complaint.save()
    note_step(complaint, EventKind.REOPENED, at=at, by=by, text=reason.strip())
    return complaint
