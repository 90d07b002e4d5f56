"""Ticking off what was prepared in a room."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.errors import HotelError
from guests.models import Preference
from reservations.choices import HOLDS_ROOM
from reservations.models import ReservationLine, StayWish


class NotOnTheList(HotelError):
    """The item was withdrawn, or the guest left, after the list was opened."""

    code = "not-on-the-list"
    default_message = _("This is no longer on the set-up list. Reload the list.")


@transaction.atomic
def tick_set_up(*, line_id: int, key: str, is_done: bool, at: datetime, by) -> None:
    """Note that an item of the list (`key` of a SetUpItem) was prepared, or that it was not after all.

    A preference is ticked as a wish of this stay in the same words, so the stay remembers what was
    prepared for it. Ticking twice keeps the first moment. Raises NotOnTheList; then nothing is written.
    """
    line = ReservationLine.objects.select_for_update().filter(pk=line_id, status__in=HOLDS_ROOM).first()
    if line is None or not key[1:].isdecimal():
        raise NotOnTheList
    wish = _of_preference(line, int(key[1:]), by) if key[0] == "p" else _own(line, int(key[1:]))
    if is_done and wish.done_at is None:
        wish.done_at, wish.done_by = at, by
        wish.save(update_fields=["done_at", "done_by", "updated_at"])
    elif not is_done and key[0] == "p":
        wish.delete()
    elif not is_done:
        wish.done_at = wish.done_by = None
        wish.save(update_fields=["done_at", "done_by", "updated_at"])


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
