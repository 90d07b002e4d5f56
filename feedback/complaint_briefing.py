"""Complaints on the daily briefing: what is not settled yet, and what was said today."""

from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.translation import gettext_lazy as _

from common.wording import shortened
from feedback.care_choices import UNSETTLED, Severity
from feedback.models import Complaint
from reservations.selectors.briefing import Point, register_part

#: The page has one sheet for everything; the list behind the complaints' own page is complete.
SHOWN = 12
#: Of what happened so much is told.
CHARACTERS = 60
#: How loud a complaint is that nobody has settled yet.
TONES: dict[str, str] = {Severity.CRITICAL: "bad", Severity.SERIOUS: "warn"}
_SHOWN = (
    *("number", "room_text", "text", "status", "severity"),
    *(f"guest__{column}" for column in ("number", "name", "latin_name")),
)


def register() -> None:
    register_part("complaints", _("Complaints of the day"), points, permission="feedback.view_complaint")


def points(on: date) -> list[Point]:
    """Unsettled ones, the one due first in front, and those of `on` that are settled already."""
    unsettled = Q(status__in=[*UNSETTLED])
    rows = Complaint.objects.filter(unsettled | Q(business_date=on)).select_related("guest").only(*_SHOWN)
    unsettled_first = ExpressionWrapper(unsettled, BooleanField()).desc()
    return [_point(row) for row in rows.order_by(unsettled_first, "due_at", "pk")[:SHOWN]]


def _point(row: Complaint) -> Point:
    who = row.guest.display_name if row.guest else ""
    words = [row.room_text, who, shortened(row.text, CHARACTERS), str(row.get_status_display())]
    kind = TONES.get(row.severity, "") if row.status in UNSETTLED else ""
    return Point(
        text=" · ".join(filter(None, words)),
        url=row.get_absolute_url(),
        mark=row.get_severity_display(),
        kind=kind,
    )
