"""Nobody on the blacklist is served by oversight: an open entry stops the act until somebody answers for it."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from common.dates import business_date, business_day_start
from guests.choices import Department
from guests.models import Note
from reservations.exceptions import BlacklistStop
from reservations.selectors.warnings import blacklist_of


def require_nobody_blacklisted(
    *, guest_ids: Iterable[int], at: datetime, user, reason: str = "", may_override: bool = False
) -> None:
    """Raise BlacklistStop with the open entries of these guests.

    With `may_override` and a written `reason` the act goes on, and the reason is kept as a note of `user` on
    each of the guests: once a business date, also where booking and check-in are one act.
    """
    alerts = list(blacklist_of(guest_ids, on=business_date(at)))
    if not alerts:
        return
    reason = reason.strip()
    if not may_override:
        raise BlacklistStop(alerts)
    if not reason:
        raise BlacklistStop(
            alerts, _("Write down why this guest is served although he is on the blacklist."), field="reason"
        )
    text = _("Served although on the blacklist: %(reason)s") % {"reason": reason}
    today = business_day_start(business_date(at))
    noted = Note.objects.filter(text=text, author=user, created_at__gte=today).values("guest")
    Note.objects.bulk_create(
        Note(guest_id=guest_id, department=Department.FRONT_DESK, text=text, author=user)
        for guest_id in sorted({alert.guest_id for alert in alerts} - {row["guest"] for row in noted})
    )
