"""What a stay repeats of its booking and a charge of its stay, so that a query reads one index instead of three tables.

The database keeps the copies: whoever writes a stay, a booking or a charge need not know of them.
"""

from typing import Any

import pgtrigger
from django.db import models

_STAY = "reservations_stay"
_LINE = "reservations_reservationline"


def reads_its_booking() -> pgtrigger.Trigger:
    """For Stay: origin, channel and motive of the reservation, the type of room of the line."""
    return pgtrigger.Trigger(
        name="says_what_its_booking_says",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("line_id"),
        when=pgtrigger.Before,
        func=(
            "SELECT l.room_type_id, r.channel_id, r.origin, r.motive"
            " INTO NEW.room_type_id, NEW.channel_id, NEW.origin, NEW.motive"
            f" FROM {_LINE} l JOIN reservations_reservation r ON r.id = l.reservation_id WHERE l.id = NEW.line_id;"
            " NEW.origin := COALESCE(NEW.origin, ''); NEW.motive := COALESCE(NEW.motive, ''); RETURN NEW;"
        ),
    )


def tells_its_stays() -> pgtrigger.Trigger:
    """For Reservation: what its stays repeat of it follows it."""
    return pgtrigger.Trigger(
        name="stays_follow_their_booking",
        operation=pgtrigger.UpdateOf("origin", "channel_id", "motive"),
        when=pgtrigger.After,
        condition=pgtrigger.Condition(
            "((OLD.origin, OLD.channel_id, OLD.motive) IS DISTINCT FROM (NEW.origin, NEW.channel_id, NEW.motive))"
        ),
        func=(
            f"UPDATE {_STAY} s SET origin = NEW.origin, channel_id = NEW.channel_id, motive = NEW.motive"
            f" FROM {_LINE} l WHERE l.reservation_id = NEW.id AND s.line_id = l.id; RETURN NULL;"
        ),
    )


def tells_its_stays_the_room_type() -> pgtrigger.Trigger:
    """For ReservationLine: the type of room of its stays follows it."""
    return pgtrigger.Trigger(
        name="stays_follow_the_room_type",
        operation=pgtrigger.UpdateOf("room_type_id"),
        when=pgtrigger.After,
        condition=pgtrigger.Q(old__room_type_id__df=pgtrigger.F("new__room_type_id")),
        func=f"UPDATE {_STAY} SET room_type_id = NEW.room_type_id WHERE line_id = NEW.id; RETURN NULL;",
    )


def reads_its_stay() -> pgtrigger.Trigger:
    """For Charge: whose stay it is. The lock, which the foreign key takes anyway, waits for a merge under way."""
    return pgtrigger.Trigger(
        name="knows_its_guest",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("stay_id"),
        when=pgtrigger.Before,
        func=(
            f"SELECT s.guest_id INTO NEW.guest_key FROM {_STAY} s WHERE s.id = NEW.stay_id FOR KEY SHARE;"
            " RETURN NEW;"
        ),
    )


def tells_its_charges() -> pgtrigger.Trigger:
    """For Stay: its charges go with it to another guest."""
    return pgtrigger.Trigger(
        name="charges_follow_the_guest",
        operation=pgtrigger.UpdateOf("guest_id"),
        when=pgtrigger.After,
        condition=pgtrigger.Q(old__guest_id__df=pgtrigger.F("new__guest_id")),
        func="UPDATE reservations_charge SET guest_key = NEW.guest_id WHERE stay_id = NEW.id; RETURN NULL;",
    )


def repeats(to: type[models.Model], name: Any) -> models.ForeignKey:
    """A copied key: the row it is copied from is what protects and is checked."""
    return models.ForeignKey(
        to,
        models.DO_NOTHING,
        verbose_name=name,
        null=True,
        editable=False,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
