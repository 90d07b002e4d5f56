"""Asking the guest, some time later, whether it is well again; if it is not, the complaint is open again."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from feedback.care_choices import EventKind, Verdict
from feedback.models import FollowUp
from feedback.services.complaints import locked, note_step, reopen


@transaction.atomic
def plan_question(*, complaint_id: int, question: str, due_on: date, by, at: datetime) -> FollowUp:
    """Note what the guest is to be asked and when; HotelError while another question is open."""
    complaint = locked(complaint_id)
    if not question.strip():
        raise HotelError(_("Write the question that the guest is asked."), field="question")
    if complaint.follow_ups.filter(answered_at__isnull=True).exists():
        raise HotelError(_("A question to this guest is open already: note his answer first."), code="asked")
    follow_up = FollowUp.objects.create(
        complaint=complaint, question=question.strip(), due_on=due_on, asked_by=by
    )
    note_step(complaint, EventKind.ASKED, at=at, by=by, text=question.strip(), after=due_on.isoformat())
    return follow_up


@transaction.atomic
def note_answer(*, follow_up_id: int, verdict: str, answer: str, by, at: datetime) -> FollowUp:
    """What he said. Still unsatisfied: the complaint is opened again by itself."""
    complaint_id = FollowUp.objects.values_list("complaint_id", flat=True).get(pk=follow_up_id)
    complaint = locked(complaint_id)
    follow_up = FollowUp.objects.get(pk=follow_up_id)
    if follow_up.answered_at is not None:
        raise HotelError(_("A colleague has noted his answer already."), code="answered")
    if verdict not in Verdict:
        raise HotelError(_("Choose what the guest said."), field="verdict")
    follow_up.verdict, follow_up.answer = verdict, answer.strip()
    follow_up.answered_at, follow_up.answered_to = at, by
    follow_up.save(update_fields=["verdict", "answer", "answered_at", "answered_to"])
    note_step(complaint, EventKind.ANSWERED, at=at, by=by, text=answer.strip(), after=verdict)
    if verdict == Verdict.UNSATISFIED and not complaint.is_unsettled:
        reason = answer.strip() or _("The guest is still not satisfied.")
        reopen(complaint_id=complaint.pk, by=by, at=at, reason=reason)
    return follow_up
