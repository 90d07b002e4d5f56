"""Visits and courtesy calls to guests of the house."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.dates import business_date
from common.errors import HotelError
from feedback.care_choices import CallResult, Cause, ComplaintSource, Severity, VisitKind
from feedback.models import Visit
from feedback.services.complaints import Told, open_complaint
from reservations.choices import StayStatus
from reservations.models import Stay

#: How a visit can go; nobody is asked to call again, and no number is wrong.
RESULTS = (CallResult.PLEASED, CallResult.NEUTRAL, CallResult.COMPLAINED, CallResult.NOT_REACHED)


@transaction.atomic
def note_visit(*, stay_id: int, kind: str, result: str, note: str, by, at: datetime) -> Visit:
    """Somebody spoke to a guest of the house; what he complained of is opened as a complaint.

    Raises HotelError for a guest who is not in the house, and where a colleague was with him today.
    """
    stay = Stay.objects.select_related("guest", "room").get(pk=stay_id)
    if stay.status != StayStatus.IN_HOUSE:
        raise HotelError(_("This guest is not in the house."), code="not-in-house")
    if kind not in VisitKind or result not in RESULTS:
        raise HotelError(_("Choose how the visit went."), field="result")
    if result == CallResult.COMPLAINED and not note.strip():
        raise HotelError(_("Write down what he complained of: a complaint is opened with it."), field="note")
    try:
        with transaction.atomic():
            visit = Visit.objects.create(
                stay=stay,
                guest=stay.guest,
                business_date=business_date(at),
                kind=kind,
                result=result,
                note=note.strip(),
                by=by,
                at=at,
            )
    except IntegrityError as error:
        message = _("A colleague has spoken to him today already.")
        raise HotelError(message, code="visited") from error
    if result == CallResult.COMPLAINED:
        told = Told(
            text=note,
            cause=Cause.OTHER,
            severity=Severity.SERIOUS,
            source=ComplaintSource.STAFF,
            guest=stay.guest,
            stay=stay,
        )
        open_complaint(told=told, at=at, by=by)
    return visit
