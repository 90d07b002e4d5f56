"""What is written to many guests at once: one statement a kind, whoever has it already is left as he is."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import F

from guests.choices import AlertKind
from guests.models import Alert, Guest, Note, Preference
from guests.models.alert import everywhere
from guests.services.preferences import checked_text


@transaction.atomic
def note_preference_for(
    *, guests: Sequence[int], category: str, text: str, is_must: bool, noted_by: str
) -> int:
    """Keep a preference for each; returns for how many it is new."""
    text = checked_text(text)
    has_it = Preference.objects.filter(guest__in=guests, category=category, text=text)
    without = set(guests) - set(has_it.values_list("guest", flat=True))
    rows = [
        Preference(guest_id=pk, category=category, text=text, is_must=is_must, noted_by=noted_by[:80])
        for pk in sorted(without)
    ]
    Preference.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def raise_alert_for(*, guests: Sequence[int], reason: str, starts_on: date, ends_on: date | None) -> int:
    """An alert for each who has no open one of the same words; returns how many."""
    has_it = Alert.objects.filter(guest__in=guests, reason=reason, closed_at=None, kind=AlertKind.ALERT)
    without = set(guests) - set(has_it.values_list("guest", flat=True))
    rows = [
        Alert(guest_id=pk, reason=reason, starts_on=starts_on, ends_on=ends_on, places=everywhere())
        for pk in sorted(without)
    ]
    Alert.objects.bulk_create(rows)
    return len(rows)


@transaction.atomic
def add_note_for(*, guests: Sequence[int], department: str, text: str, author) -> int:
    """The same note for each; returns how many."""
    rows = [Note(guest_id=pk, department=department, text=text, author=author) for pk in guests]
    return len(Note.objects.bulk_create(rows))


@transaction.atomic
def make_vip(*, guests: Sequence[int], reason: str, until: date | None, by) -> int:
    """VIP by decision of `by`; who is one already keeps his reason. Returns how many became one."""
    return Guest.objects.filter(pk__in=guests, is_vip=False).update(
        is_vip=True, vip_reason=reason, vip_by=by, vip_until=until, lock_version=F("lock_version") + 1
    )


@transaction.atomic
def end_vip(*, guests: Sequence[int]) -> int:
    """VIP no longer; returns how many were."""
    return Guest.objects.filter(pk__in=guests, is_vip=True).update(
        is_vip=False, vip_reason="", vip_by=None, vip_until=None, lock_version=F("lock_version") + 1
    )
