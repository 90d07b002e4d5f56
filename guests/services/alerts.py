"""Alerts and the blacklist: raised with a reason, closed by a person, never deleted."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import HotelError
from common.wording import listed
from guests.choices import AlertKind, Place
from guests.models import Alert, Guest
from guests.models.alert import LONGEST_DAYS, everywhere

BLACKLISTING = "guests.blacklist_guest"


@transaction.atomic
def raise_alert(
    *,
    guest: Guest,
    reason: str,
    starts_on: date,
    ends_on: date | None = None,
    places: Sequence[str] = (),
    stops_screen: bool = False,
) -> Alert:
    """Let `reason` be seen at `places` (default everywhere) until `ends_on`, or until somebody closes it."""
    unknown = set(places) - set(Place.values)
    if unknown:
        raise HotelError(
            _("Unknown place: %(places)s.") % {"places": listed(sorted(unknown))}, field="places"
        )
    return Alert.objects.create(
        guest=guest,
        kind=AlertKind.ALERT,
        places=list(places) or everywhere(),
        reason=_checked_reason(reason),
        stops_screen=stops_screen,
        starts_on=starts_on,
        ends_on=_checked_end(starts_on, ends_on),
    )


@transaction.atomic
def blacklist_guest(*, guest: Guest, reason: str, approver, starts_on: date, ends_on: date) -> Alert:
    """Put `guest` on the blacklist until `ends_on`, at most a year away; it stops every screen.

    `approver` must hold guests.blacklist_guest. Raises HotelError where he does not, where the end is too
    far, or where the guest is on the blacklist already.
    """
    if not approver.has_perm(BLACKLISTING):
        raise HotelError(
            _("You may not put a guest on the blacklist; ask the duty manager."), code="not-approved"
        )
    Guest.objects.select_for_update().get(pk=guest.pk)
    standing = Alert.objects.filter(
        guest=guest, kind=AlertKind.BLACKLIST, closed_at__isnull=True, ends_on__gte=starts_on
    ).first()
    if standing:
        message = _("He is on the blacklist already, until %(ends_on)s. Close that entry first.")
        raise HotelError(message % {"ends_on": standing.ends_on.isoformat()}, code="already-blacklisted")
    if ends_on > starts_on + timedelta(days=LONGEST_DAYS):
        latest = starts_on + timedelta(days=LONGEST_DAYS)
        message = _(
            "%(ends_on)s is too far away: an entry ends within 12 months, on %(latest)s at the latest."
        )
        shown = {"ends_on": ends_on.isoformat(), "latest": latest.isoformat()}
        raise HotelError(message % shown, field="ends_on")
    return Alert.objects.create(
        guest=guest,
        kind=AlertKind.BLACKLIST,
        places=everywhere(),
        reason=_checked_reason(reason),
        stops_screen=True,
        starts_on=starts_on,
        ends_on=_checked_end(starts_on, ends_on),
        approved_by=approver,
    )


@transaction.atomic
def close_alert(*, alert: Alert, by) -> Alert:
    """It speaks up no longer; taking somebody off the blacklist needs the permission to put him on it."""
    alert = Alert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
    if alert.kind == AlertKind.BLACKLIST and not by.has_perm(BLACKLISTING):
        message = _("You may not take a guest off the blacklist; ask the duty manager.")
        raise HotelError(message, code="not-approved")
    if alert.closed_at is None:
        alert.closed_at = timezone.now()
        alert.closed_by = by
        alert.save(update_fields=["closed_at", "closed_by", "updated_at"])
    return alert


def _checked_reason(reason: str) -> str:
    tidied = " ".join(reason.split())
    if not tidied:
        raise HotelError(_("Give the reason: whoever reads it must know what to do."), field="reason")
    return tidied


def _checked_end(starts_on: date, ends_on: date | None) -> date | None:
    if ends_on is not None and ends_on < starts_on:
        message = _("%(ends_on)s is before the beginning (%(starts_on)s). Choose a later end.")
        shown = {"ends_on": ends_on.isoformat(), "starts_on": starts_on.isoformat()}
        raise HotelError(message % shown, field="ends_on")
    return ends_on
