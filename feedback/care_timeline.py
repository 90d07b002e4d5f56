"""What talking with a guest puts into his timeline: calls after a departure, visits in the house, what he asked for."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.moments import Mark
from common.wording import labelled
from feedback.care_choices import CallResult
from feedback.models import CallAttempt, GuestRequest, Visit
from guests.models import Guest
from guests.timeline import Entry, Source, newest, register

CALL, VISIT, REQUEST = "call", "visit", "request"


def register_all() -> None:
    """Called once the apps are ready."""
    register(Source(CALL, gettext_lazy("Calls after departure"), "feedback.view_callback", "", calls))
    register(Source(VISIT, gettext_lazy("Visits and courtesy calls"), "feedback.view_callback", "", visits))
    register(Source(REQUEST, gettext_lazy("Requests"), "feedback.view_guestrequest", "", requests))


def calls(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    """Each attempt, with what he said."""
    rows = CallAttempt.objects.filter(call_back__guest=guest).select_related("by")
    return [
        Entry(
            at=row.at,
            kind=CALL,
            pk=row.pk,
            title=_("Call: %(result)s") % {"result": row.get_result_display()},
            detail=row.note,
            who=_name(row.by),
            tone=_tone(row.result),
        )
        for row in newest(rows, "at", CALL, before, limit)
    ]


def visits(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    rows = Visit.objects.filter(guest=guest).select_related("by")
    return [
        Entry(
            at=row.at,
            kind=VISIT,
            pk=row.pk,
            title=labelled(row.get_kind_display(), row.get_result_display()),
            detail=row.note,
            who=_name(row.by),
            tone=_tone(row.result),
        )
        for row in newest(rows, "at", VISIT, before, limit)
    ]


def requests(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    """What he asked for, when he asked for it."""
    rows = GuestRequest.objects.filter(guest=guest).select_related("opened_by")
    return [
        Entry(
            at=row.opened_at,
            kind=REQUEST,
            pk=row.pk,
            title=row.text,
            detail=" · ".join(filter(None, [row.room_text, row.get_status_display(), row.outcome])),
            who=_name(row.opened_by),
        )
        for row in newest(rows, "opened_at", REQUEST, before, limit)
    ]


def _tone(result: str) -> str:
    return "bad" if result == CallResult.COMPLAINED else ""


def _name(user) -> str:
    return user.get_username() if user else ""
