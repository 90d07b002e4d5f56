"""Ticking off what was prepared in a room, in the kitchen, at a table."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.errors import HotelError
from guests.choices import Department
from guests.models import Preference
from reservations.choices import HOLDS_ROOM, StayStatus
from reservations.models import ReservationLine, StayWish
from reservations.preparing import LONGEST_WISH, REQUEST_CATEGORY, departments_of_request, request_key

#: Where the tick of each department stands: moment, person.
TICK = {
    Department.ROOMS: ("done_at", "done_by"),
    Department.FOOD_BEVERAGE: ("served_at", "served_by"),
}


class NotOnTheList(HotelError):
    """The item was withdrawn, or the guest left, after the list was opened."""

    code = "not-on-the-list"
    default_message = _("This is no longer on the set-up list. Reload the list.")


@transaction.atomic
def tick_set_up(
    *,
    line_id: int,
    key: str,
    is_done: bool,
    at: datetime,
    by,
    department: Department = Department.ROOMS,
) -> None:
    """Note that `department` prepared an item of its list (`key` of a SetUpItem), or that it did not after all.

    A preference, or a request of the booking, is ticked as a wish of this stay in the same words, so the stay
    remembers what was prepared for it. Ticking twice keeps the first moment; a tick of one department is not
    the other's. Raises NotOnTheList; then nothing is written.
    """
    line = ReservationLine.objects.select_for_update().filter(pk=line_id, status__in=HOLDS_ROOM).first()
    if line is None:
        raise NotOnTheList
    wish = _wish(line, key, department, by)
    moment, person = TICK[department]
    if is_done != (getattr(wish, moment) is not None):
        setattr(wish, moment, at if is_done else None)
        setattr(wish, person, by if is_done else None)
        wish.save(update_fields=[moment, person, "updated_at"])
    if not is_done and key[0] != "w":
        _forget_if_empty(wish)


def _wish(line: ReservationLine, key: str, department: Department, by) -> StayWish:
    if key[0] == "r":
        return _of_request(line, key, department, by)
    if not key[1:].isdecimal():
        raise NotOnTheList
    return _of_preference(line, int(key[1:]), by) if key[0] == "p" else _own(line, int(key[1:]))


def _forget_if_empty(wish: StayWish) -> None:
    """It only stood for a tick; the preference or request itself says what is wanted."""
    if wish.done_at is None and wish.served_at is None:
        wish.delete()


def _of_request(line: ReservationLine, key: str, department: Department, by) -> StayWish:
    asked = (
        text
        for text in line.reservation.special_requests
        if request_key(text) == key and department in departments_of_request(text)
    )
    text = next(asked, None)
    # As on the list: who pays, else the booker's guest.
    payer = (
        line.stays.filter(status__in=[StayStatus.EXPECTED, StayStatus.IN_HOUSE])
        .order_by("-is_payer", "pk")
        .values_list("guest", flat=True)
        .first()
    )
    guest = payer or line.reservation.guest_id
    if text is None or guest is None:
        raise NotOnTheList
    wish, _created = StayWish.objects.get_or_create(
        line=line,
        guest_id=guest,
        category=REQUEST_CATEGORY[department],
        text=text[:LONGEST_WISH],
        defaults={"noted_by": by.get_username()},
    )
    return wish


def _own(line: ReservationLine, wish_id: int) -> StayWish:
    wish = line.wishes.filter(pk=wish_id).first()
    if wish is None:
        raise NotOnTheList
    return wish


def _of_preference(line: ReservationLine, preference_id: int, by) -> StayWish:
    present = {*line.stays.values_list("guest", flat=True), line.reservation.guest_id}
    preference = Preference.objects.filter(pk=preference_id, guest__in=present - {None}).first()
    if preference is None:
        raise NotOnTheList
    wish, _created = StayWish.objects.get_or_create(
        line=line,
        guest_id=preference.guest_id,
        category=preference.category,
        text=preference.text,
        defaults={"noted_by": by.get_username()},
    )
    return wish
