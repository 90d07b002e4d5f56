"""What was changed about one booking: its facts, its rooms, who of them pays and who has left."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.audit_log import LogEntry, Logged, log_of
from reservations.models import Reservation, ReservationLine, Stay

#: Entries shown; older ones are on the changes page of its guest.
SHOWN = 40
PERMISSION = "reservations.view_reservation"
#: What a stay repeats of its room, or says nothing to a reader.
STAY_SILENT = frozenset(
    {"guest", "line", "room", "arrival", "departure", "checked_in_at", "checked_out_at", "is_synthetic"}
)


def history_of(reservation: Reservation, lines: Sequence[ReservationLine]) -> list[LogEntry]:
    """The newest changes of the booking and of its `lines` (with `present`), newest first; bounded queries."""
    entries, _older = log_of(reservation, [_facts(), _rooms(lines), _guests(lines)], limit=SHOWN)
    return [entry for entry in entries if entry.changes]


def _facts() -> Logged:
    return Logged(
        "booking",
        _("Reservation"),
        Reservation,
        PERMISSION,
        of=lambda booking: Q(pgh_obj_id=booking.pk),
        silent=frozenset({"version", "source_updated_at", "attributes", "is_synthetic", "is_erased"}),
        words=lambda row: "",
    )


def _rooms(lines: Sequence[ReservationLine]) -> Logged:
    """Of an only room neither its name is said nor its status, which is the booking's."""
    names = {line.pk: str(line.room or line.line) for line in lines} if len(lines) > 1 else {}
    return Logged(
        "room",
        _("Room"),
        ReservationLine,
        PERMISSION,
        of=lambda booking: Q(pgh_obj_id__in=[line.pk for line in lines]),
        silent=frozenset({"reservation", "line"} | (set() if names else {"status"})),
        words=lambda row: names.get(row.pk, ""),
    )


def _guests(lines: Sequence[ReservationLine]) -> Logged:
    """Only where guests share a room does it say who of them pays, came later or left alone."""
    shared = [stay for line in lines if len(line.present) > 1 for stay in line.present]
    names = {stay.pk: stay.guest.display_name for stay in shared}
    return Logged(
        "stay",
        _("Stay"),
        Stay,
        PERMISSION,
        of=lambda booking: Q(pgh_obj_id__in=[*names]),
        silent=STAY_SILENT,
        words=lambda row: names.get(row.pk, ""),
    )
