"""An import of bookings is taken back: the bookings, their money and their anonymous guests go without a trace.

A booking that somebody has touched since, or a guest of whom somebody has written something, is a conflict: it is
named and stays. Everything else an import made is exactly what is deleted, and no row of before is changed by it.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from common.marks import changed_since, history_of
from guests.imports.undo import CHANGED, NEW, Touch, delete_files, shown, touched_files
from guests.models import Guest
from reservations.models import (
    BookingImport,
    Charge,
    ImportedChunk,
    QuarantineItem,
    Reservation,
    ReservationLine,
    RoomNight,
    Stay,
    StayWish,
)
from reservations.services.room_revenue import SOURCE as OWN_CHARGES

#: Models of a booking that keep a history.
AUDITED = (Guest, Reservation, ReservationLine, Stay, Charge)


def undo(booking_import: BookingImport, *, despite_conflicts: bool = False) -> dict[str, Any]:
    """Take the import back in one transaction; how many bookings went and which were left.

    With conflicts nothing is written, unless `despite_conflicts`: then the touched bookings alone stay.
    """
    with transaction.atomic():
        chunks = list(booking_import.chunks.order_by("pk"))
        parts = [_Part(chunk) for chunk in chunks]
        conflicts = [conflict for part in parts for conflict in part.conflicts]
        if conflicts and not despite_conflicts:
            return _report(conflicts, deleted=0, done=False)
        for part in parts:
            part.delete()
        booking_import.chunks.all().delete()
        return _report(conflicts, deleted=sum(len(part.free) for part in parts), done=True)


def _report(conflicts: list[tuple[str, list[Touch]]], *, deleted: int, done: bool) -> dict[str, Any]:
    return {"done": done, "deleted": deleted, "conflicts": len(conflicts), "shown": shown(conflicts)}


class _Part:
    """One chunk: `free` are the bookings that can go, `conflicts` (confirmation, what) those that cannot."""

    def __init__(self, chunk: ImportedChunk):
        self.chunk = chunk
        here = Reservation.objects.select_for_update().filter(pk__in=chunk.reservations).order_by("pk")
        self.bookings = {row.pk: row for row in here}
        list(Guest.objects.select_for_update().filter(pk__in=chunk.guests).order_by("pk").values_list("pk"))
        #: Keys of the rows of the chunk's bookings, by model, with the booking of each.
        self.rows = {
            model: dict(model.objects.filter(**{f"{path}__in": self.bookings}).values_list("pk", path))
            for model, path in (
                (ReservationLine, "reservation"),
                (Stay, "line__reservation"),
                (Charge, "stay__line__reservation"),
                (RoomNight, "line__reservation"),
            )
        }
        why: dict[int, list[Touch]] = defaultdict(list)
        for booking, touch in (*self._touched(), *self._touched_guests()):
            why[booking].append(touch)
        self.conflicts = [(self.bookings[pk].confirmation, touches) for pk, touches in sorted(why.items())]
        self.free = [pk for pk in self.bookings if pk not in why]

    def _touched(self) -> Iterator[tuple[int, Touch]]:
        """Changed by somebody, or more hangs on it than the import had put there."""
        marks = self.chunk.marks
        for pk in changed_since(Reservation, list(self.bookings), marks):
            yield pk, Touch(CHANGED, Reservation)
        for model in (ReservationLine, Stay, Charge):
            rows = self.rows[model]
            for pk in changed_since(model, list(rows), marks):
                yield rows[pk], Touch(CHANGED, model)
        made = Q(is_from_nights=True, source=OWN_CHARGES)
        more = Charge.objects.filter(pk__in=self.rows[Charge]).exclude(made)
        wishes = StayWish.objects.filter(line__reservation__in=self.bookings)
        messages = QuarantineItem.objects.filter(reservation__in=self.bookings)
        for model, found in (
            (Charge, more.values_list("stay__line__reservation", flat=True)),
            (StayWish, wishes.values_list("line__reservation", flat=True)),
            (QuarantineItem, messages.values_list("reservation", flat=True)),
        ):
            for booking in found:
                yield booking, Touch(NEW, model)

    def _touched_guests(self) -> Iterator[tuple[int, Touch]]:
        owner = {booking.guest_id: pk for pk, booking in self.bookings.items()}
        mine = [guest for guest in self.chunk.guests if guest in owner]
        own = {model._meta.label_lower: set(rows) for model, rows in self.rows.items()}
        own[Reservation._meta.label_lower] = set(self.bookings)
        marks = {guest: self.chunk.marks for guest in mine}
        for guest, touch in touched_files(marks, {}, besides=own):
            yield owner[guest], touch

    def delete(self) -> None:
        """The free bookings, from the leaves to the root, with what the history keeps of them."""
        free = set(self.free)
        keys = {
            model: [pk for pk, booking in rows.items() if booking in free]
            for model, rows in self.rows.items()
        }
        guests = [self.bookings[pk].guest_id for pk in self.free]
        for model in (Charge, RoomNight, Stay, ReservationLine):
            model.objects.filter(pk__in=keys[model]).delete()
        Reservation.objects.filter(pk__in=self.free).delete()
        added = {
            model._meta.label_lower: gone
            for model, gone in (*keys.items(), (Reservation, self.free))
            if history_of(apps.get_model(model._meta.label_lower)) is not None
        }
        delete_files([guest for guest in guests if guest in set(self.chunk.guests)], added)
