"""What guests ask for: noted, taken, done, each with who and when; the clock of requests runs meanwhile."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from feedback.care_choices import REQUEST_NOT_DONE, ClockSubject, RequestStatus
from feedback.models import GuestRequest
from feedback.services.complaints import clock_of
from guests.choices import Department
from reservations.choices import StayStatus
from reservations.models import Room, Stay


@transaction.atomic
def ask(
    *, text: str, department: str, room: str, at: datetime, by=None, stay: Stay | None = None
) -> GuestRequest:
    """Note what is asked for in `room` (or any place); a room that is slept in names its guest by itself."""
    text, room = text.strip(), room.strip()
    if not text:
        raise HotelError(_("Write down what the guest asks for."), field="text")
    if department not in Department:
        raise HotelError(_("Choose the department that is to see to it."), field="department")
    if stay is None and room:
        stay = _payer_in(room)
    if stay is not None and stay.room is not None:
        room = room or stay.room.number
    if not room:
        raise HotelError(_("Enter the room or the place where the guest is."), field="room")
    clock = clock_of(ClockSubject.REQUEST)
    return GuestRequest.objects.create(
        guest=stay.guest if stay else None,
        stay=stay,
        room_text=room,
        department=department,
        text=text,
        opened_at=at,
        opened_by=by,
        take_by=clock.take_by(at),
        due_at=clock.due_at(at),
    )


def _payer_in(number: str) -> Stay | None:
    room = Room.objects.filter(number__iexact=number).first()
    if room is None:
        return None
    here = Stay.objects.filter(room=room, status=StayStatus.IN_HOUSE).select_related("guest", "room")
    return here.order_by("-is_payer", "pk").first()


@transaction.atomic
def take_request(*, request_id: int, by, at: datetime) -> None:
    """Somebody sees to it; HotelError where a colleague was faster."""
    free = GuestRequest.objects.filter(pk=request_id, status=RequestStatus.OPEN)
    if not free.update(status=RequestStatus.IN_HAND, taken_by=by, taken_at=at):
        raise HotelError(_("A colleague sees to this already, or it is done. Reload the page."), code="taken")


@transaction.atomic
def finish_request(
    *, request_id: int, by, at: datetime, outcome: str = "", is_cancelled: bool = False
) -> None:
    """Done, or not wanted any more. Who ended it first stays."""
    status = RequestStatus.CANCELLED if is_cancelled else RequestStatus.DONE
    open_ = GuestRequest.objects.filter(pk=request_id, status__in=[*REQUEST_NOT_DONE])
    if not open_.update(status=status, done_by=by, done_at=at, outcome=outcome.strip()[:300]):
        raise HotelError(_("This request was ended by a colleague already."), code="ended")
