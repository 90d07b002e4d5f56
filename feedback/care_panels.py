"""What complaints and requests say on the guest page: a card, marks in the header, lines of his timeline."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.moments import Mark
from feedback import complaint_briefing
from feedback.care_choices import NOT_CLOSED, UNSETTLED
from feedback.models import Complaint
from feedback.selectors.complaints import complaints_of, facts, with_reach
from feedback.selectors.contacts import requests_of
from guests.models import Guest
from guests.panels import Headline, Panel, register, register_headline
from guests.timeline import Entry, Source, newest
from guests.timeline import register as register_source
from reservations.selectors import arrival_facts

SHOWN = 10
COMPLAINT = "complaint"


def register_all() -> None:
    """Called once the apps are ready."""
    register(
        Panel(
            key="complaints",
            title=gettext_lazy("Complaints and recovery"),
            template="care/_panel.html",
            permission="feedback.view_complaint",
            order=25,
            column="main",
            load=panel,
            comes_later=True,
        )
    )
    register_headline("complaints", permission="feedback.view_complaint", order=20, load=headline)
    register_source(
        Source(COMPLAINT, gettext_lazy("Complaints"), "feedback.view_complaint", "", timeline_entries)
    )
    arrival_facts.register_facts("complaints", facts)
    complaint_briefing.register()


def panel(guest: Guest, request, on: date) -> dict:
    """His newest complaints with what was done, and what he asked for."""
    asks = request.user.has_perm("feedback.view_guestrequest")
    return {
        "complaints": list(
            with_reach(complaints_of(guest), request.user).prefetch_related("recoveries")[:SHOWN]
        ),
        "requests": list(requests_of(guest)[:SHOWN]) if asks else [],
        "may_add": request.user.has_perm("feedback.add_complaint"),
    }


def headline(guest: Guest, request, on: date) -> Headline | None:
    """A mark while a complaint of his is not closed."""
    open_ = list(
        Complaint.objects.filter(guest=guest, status__in=[*NOT_CLOSED]).values_list("status", flat=True)
    )
    if not open_:
        return None
    unsettled = any(status in UNSETTLED for status in open_)
    words = _("open complaint") if unsettled else _("complaint recovered, to be closed")
    return Headline(
        marks=({"text": words, "kind": "bad" if unsettled else "warn", "icon": "alert-triangle"},)
    )


def timeline_entries(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    rows = Complaint.objects.filter(guest=guest).select_related("opened_by")
    return [
        Entry(
            at=row.opened_at,
            kind=COMPLAINT,
            pk=row.pk,
            title=_("Complaint %(number)s: %(cause)s")
            % {"number": row.number, "cause": row.get_cause_display()},
            detail=f"{row.get_status_display()} · {row.text}",
            url=row.get_absolute_url(),
            source=row.source_name,
            who=row.opened_by.get_username() if row.opened_by else "",
            tone="bad" if row.is_unsettled else "",
        )
        for row in newest(rows, "opened_at", COMPLAINT, before, limit)
    ]
