"""What membership puts into a guest's timeline: changes of tier, and every movement of his points."""

from collections.abc import Sequence

from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.moments import Mark
from common.templatetags.hotel import number
from common.wording import listed
from guests.models import Guest
from guests.timeline import Entry, Source, newest, register
from loyalty.choices import OF_A_GUEST, ChangeStatus
from loyalty.models import PointsTransaction, TierChange

TIER, POINTS = "tier", "points"
PERMISSION = "loyalty.view_membership"


def register_all() -> None:
    """Called once the apps are ready."""
    register(Source(TIER, gettext_lazy("Tiers"), PERMISSION, "", tiers))
    register(Source(POINTS, gettext_lazy("Points"), PERMISSION, "", points))


def tiers(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    """Changes in force, with the figures or the decision behind them."""
    rows = TierChange.objects.filter(guest=guest, status=ChangeStatus.APPLIED, decided_at__isnull=False)
    rows = rows.select_related("before", "after", "decided_by")
    return [
        Entry(
            at=row.decided_at,
            kind=TIER,
            pk=row.pk,
            title=f"{row.before.name} → {row.after.name}" if row.before else _("Became a member"),
            detail=row.reason or listed(row.told),
            who=str(row.decided_by or ""),
            tone="gold" if row.before is None or row.after.order > row.before.order else "",
        )
        for row in newest(rows, "decided_at", TIER, before, limit)
    ]


def points(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    """What came to his accounts or left them; what went against a debt counts as come."""
    own = Q(entries__account__guest=guest, entries__account__kind__in=OF_A_GUEST)
    rows = PointsTransaction.objects.filter(own).annotate(moved=Sum("entries__points")).select_related("by")
    return [
        Entry(
            at=row.at,
            kind=POINTS,
            pk=row.pk,
            title=_("Points %(n)s: %(why)s") % {"n": number(row.moved), "why": row.get_kind_display()},
            who=str(row.by or ""),
        )
        for row in newest(rows, "at", POINTS, before, limit)
    ]
