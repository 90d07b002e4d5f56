"""Guests whose stays have changed: noted by the database, so that a night need not read every stay again."""

from collections.abc import Sequence

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from reservations.choices import StayStatus

#: What the nights add up of a completed stay.
COUNTED = ("guest_id", "status", "arrival", "departure", "spend", "outlets_used", "motive")
#: What is asked of a guest in the house each night anew; here it only counts that he no longer is.
IN_THE_HOUSE = ("guest_id", "status")
_TABLE = "reservations_touchedguest"


def _is(row: str, status: StayStatus) -> str:
    return f"{row}.status = '{status}'"


def _differs(columns: Sequence[str]) -> str:
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return f"({old}) IS DISTINCT FROM ({new})"


def _note(row: str) -> str:
    return f"INSERT INTO {_TABLE} (guest_id) VALUES ({row}.guest_id);"


class TouchedGuest(models.Model):
    """One note: a completed stay of this guest was added, changed, moved or removed, or he is no longer in the house.

    Written by triggers alone, several for one guest too: a unique key would make two writers of one guest wait for
    each other. Whoever adds up stays takes away the notes he has seen, before he reads the stays.
    """

    # No foreign key: a note outlives its guest, and must not lock him.
    guest_id = models.BigIntegerField(_("guest"))

    class Meta:
        verbose_name = _("guest whose stays have changed")
        verbose_name_plural = _("guests whose stays have changed")

    def __str__(self):
        return str(self.guest_id)


def notes_who_was_touched() -> list[pgtrigger.Trigger]:
    """Triggers for the stay's `Meta.triggers`. A booking that is merely expected costs no more than a comparison."""
    completed = f"({_is('OLD', StayStatus.CHECKED_OUT)} OR {_is('NEW', StayStatus.CHECKED_OUT)})"
    return [
        pgtrigger.Trigger(
            name="touched_by_new_stay",
            operation=pgtrigger.Insert,
            when=pgtrigger.After,
            condition=pgtrigger.Condition(f"({_is('NEW', StayStatus.CHECKED_OUT)})"),
            func=f"{_note('NEW')} RETURN NULL;",
        ),
        pgtrigger.Trigger(
            name="touched_by_changed_stay",
            operation=pgtrigger.Update,
            when=pgtrigger.After,
            condition=pgtrigger.Condition(
                f"(({completed} AND {_differs(COUNTED)})"
                f" OR ({_is('OLD', StayStatus.IN_HOUSE)} AND {_differs(IN_THE_HOUSE)}))"
            ),
            func=(f"{_note('NEW')} IF OLD.guest_id <> NEW.guest_id THEN {_note('OLD')} END IF; RETURN NULL;"),
        ),
        pgtrigger.Trigger(
            name="touched_by_removed_stay",
            operation=pgtrigger.Delete,
            when=pgtrigger.After,
            condition=pgtrigger.Condition(
                f"({_is('OLD', StayStatus.CHECKED_OUT)} OR {_is('OLD', StayStatus.IN_HOUSE)})"
            ),
            func=f"{_note('OLD')} RETURN NULL;",
        ),
    ]
