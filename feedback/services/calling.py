"""Call-backs: made for everybody who left, in the order of their priority, until somebody has reached him."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.dates import business_date
from common.errors import HotelError
from feedback.call_priority import priority, reasons
from feedback.care_choices import (
    CallResult,
    CallStatus,
    Cause,
    ComplaintSource,
    NotCalled,
    Severity,
)
from feedback.models import CallAttempt, CallBack
from feedback.selectors.departed import departed
from feedback.services.complaints import Told, open_complaint
from guests.choices import ConsentPurpose, ContactChannel
from guests.models import Guest, GuestPhone
from guests.selectors.contactable import contactable
from guests.services.consents import record_consent
from reservations.choices import StayStatus
from reservations.models import Stay

#: The first call is made the day after; departures of older days are not called any more.
FIRST_AFTER = timedelta(days=1)
CALLED_FOR = timedelta(days=14)
#: So often somebody tries, a day apart, before it is given up.
MOST_ATTEMPTS = 3
TRY_AGAIN_AFTER = timedelta(days=1)
#: A result after which nobody calls again.
ENDS = {CallResult.PLEASED, CallResult.NEUTRAL, CallResult.COMPLAINED, CallResult.REFUSED}
CHUNK = 500


@transaction.atomic
def make_call_backs(*, stay_ids: Collection[int], on: date) -> int:
    """A call-back for each of these stays that ended lately and has none; how many were made. Safe to repeat."""
    ended = Stay.objects.filter(
        pk__in=stay_ids,
        status=StayStatus.CHECKED_OUT,
        departure__gte=on - CALLED_FOR,
        call_back__isnull=True,
        guest__erased_at__isnull=True,
    ).exclude(guest__is_anonymous=True)
    stays = list(ended.select_related("guest"))
    people = departed(stays, on=on)
    why_not = _not_called({stay.guest_id for stay in stays}, on)
    rows = [
        CallBack(
            stay=stay,
            guest_id=stay.guest_id,
            departed_on=stay.departure,
            priority=priority(people[stay.pk]),
            reasons=reasons(people[stay.pk]),
            status=CallStatus.NOT_CALLED if stay.guest_id in why_not else CallStatus.DUE,
            not_called=why_not.get(stay.guest_id, ""),
            next_on=stay.departure + FIRST_AFTER,
        )
        for stay in stays
    ]
    return len(CallBack.objects.bulk_create(rows, ignore_conflicts=True))


def make_missing(*, on: date) -> int:
    """Call-backs of the last days that a lost message left out, and new priorities for those still due."""
    since = on - CALLED_FOR
    missing = Stay.objects.filter(
        status=StayStatus.CHECKED_OUT, departure__gte=since, departure__lte=on, call_back__isnull=True
    )
    ids = list(missing.exclude(guest__is_anonymous=True).order_by("pk").values_list("pk", flat=True))
    made = sum(
        make_call_backs(stay_ids=ids[first : first + CHUNK], on=on) for first in range(0, len(ids), CHUNK)
    )
    _give_up_old(since)
    refresh_priorities(on=on)
    return made


@transaction.atomic
def refresh_priorities(*, on: date) -> None:
    """What was answered, or went wrong, since the departure counts as well."""
    due = list(CallBack.objects.filter(status=CallStatus.DUE).select_related("stay__guest"))
    for first in range(0, len(due), CHUNK):
        calls = due[first : first + CHUNK]
        people = departed([call.stay for call in calls], on=on)
        changed = []
        for call in calls:
            known = call.priority, call.reasons
            call.priority, call.reasons = priority(people[call.stay_id]), reasons(people[call.stay_id])
            if (call.priority, call.reasons) != known:
                changed.append(call)
        CallBack.objects.bulk_update(changed, ["priority", "reasons"])


def _give_up_old(since: date) -> None:
    CallBack.objects.filter(status=CallStatus.DUE, departed_on__lt=since).update(status=CallStatus.GIVEN_UP)


def take_back(*, stay_ids: Collection[int]) -> None:
    """They have not left after all: what nobody has called about goes."""
    CallBack.objects.filter(stay__in=stay_ids, attempts=0).delete()


def _not_called(guest_ids: set[int], on: date) -> dict[int, str]:
    """Guest id → why nobody calls him."""
    guests: QuerySet[Guest] = Guest.objects.filter(pk__in=guest_ids)
    may = contactable(guests, ConsentPurpose.SERVICE, ContactChannel.PHONE, on)
    willing = set(may.values_list("pk", flat=True))
    reachable = set(GuestPhone.objects.filter(guest__in=guest_ids).values_list("guest_id", flat=True))
    found: dict[int, str] = {pk: NotCalled.NO_PHONE for pk in guest_ids - reachable}
    return found | {pk: NotCalled.NO_WISH for pk in guest_ids - willing}


@transaction.atomic
def note_call(
    *, call_back_id: int, result: str, note: str, by, at: datetime, next_on: date | None = None
) -> CallBack:
    """How a call went. Not reached: tried again tomorrow, at most MOST_ATTEMPTS times; a complaint is opened.

    Raises HotelError when a colleague has ended it, for an unknown result, a day that has passed, or a complaint
    without words.
    """
    on = business_date(at)
    call = CallBack.objects.select_for_update(of=("self",)).select_related("stay__room").get(pk=call_back_id)
    if call.status != CallStatus.DUE:
        raise HotelError(_("A colleague has dealt with this call already."), code="called")
    if result not in CallResult:
        raise HotelError(_("Choose how the call went."), field="result")
    if result == CallResult.CALL_AGAIN and (next_on is None or next_on <= on):
        raise HotelError(_("Enter the day on which he is to be called, after today."), field="next_on")
    call.attempts += 1
    call.result, call.note, call.called_by, call.called_at = result, note.strip(), by, at
    _decide(call, result, on, next_on)
    if result == CallResult.COMPLAINED:
        call.complaint = _complain(call, by, at)
    if result == CallResult.REFUSED:
        _keep_refusal(call, by)
    call.save()
    CallAttempt.objects.create(
        call_back=call,
        at=at,
        by=by,
        result=result,
        note=call.note,
        next_on=call.next_on if call.status == CallStatus.DUE else None,
    )
    return call


def _decide(call: CallBack, result: str, on: date, next_on: date | None) -> None:
    if result in ENDS:
        call.status = CallStatus.DONE
    elif result == CallResult.WRONG_NUMBER or (
        result == CallResult.NOT_REACHED and call.attempts >= MOST_ATTEMPTS
    ):
        call.status = CallStatus.GIVEN_UP
    else:
        call.next_on = next_on or on + TRY_AGAIN_AFTER


def _complain(call: CallBack, by, at: datetime):
    if not call.note:
        raise HotelError(_("Write down what he complained of: a complaint is opened with it."), field="note")
    told = Told(
        text=call.note,
        cause=Cause.OTHER,
        severity=Severity.SERIOUS,
        source=ComplaintSource.CALL,
        guest=call.guest,
        stay=call.stay,
    )
    return open_complaint(told=told, at=at, by=by)


def _keep_refusal(call: CallBack, by) -> None:
    """What he says on the phone is his word: nobody calls him about a stay again."""
    record_consent(
        guest=call.guest,
        purpose=ConsentPurpose.SERVICE,
        channel=ContactChannel.PHONE,
        is_given=False,
        source="call-back",
        by=by,
    )
