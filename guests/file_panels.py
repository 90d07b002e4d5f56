"""The guest file's own panels: preferences, alerts, notes, relationships, contacts, consents, changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.audit import Change, changes_of
from common.wording import bracketed, listed
from guests.birthdays import celebrated_in, lunar_day, next_birthday
from guests.blank_forms import blank_fields
from guests.choices import AlertKind, Calendar, Department
from guests.file_log import GUEST_FILE
from guests.forms import ConsentForm, NoteForm, RelationshipForm
from guests.merge_panel import register_panel as register_merges
from guests.models import AlertReading, DocumentReading, Relationship
from guests.panels import Panel, register
from guests.selectors.file import alerts_in_force, consents_of, notes_for
from guests.views.notepad import notepad_context

NOTES_SHOWN = 20
CLOSED_SHOWN = 5
CHANGES_READ = 30
READINGS_SHOWN = 5
CONSENTS_SHOWN = 20


def preferences(guest, request, on):
    return {
        "preferences": guest.preferences.order_by("-is_must", "category", "pk"),
        "may_note": request.user.has_perm("guests.add_preference"),
        **notepad_context(guest, on),
    }


def alerts(guest, request, on):
    in_force = alerts_in_force(guest, on)
    closed = guest.alerts.filter(closed_at__isnull=False).select_related("closed_by")
    newest = list(closed.order_by("-closed_at")[:CLOSED_SHOWN])
    if not in_force and not newest:
        return None
    stopping = [alert.pk for alert in in_force if alert.stops_screen and alert.kind == AlertKind.ALERT]
    read = AlertReading.objects.filter(alert__in=stopping).select_related("reader", "alert")
    return {
        "alerts": in_force,
        "closed": newest,
        "readings": list(read.order_by("-at", "-pk")[:READINGS_SHOWN]) if stopping else [],
    }


def notes(guest, request, on):
    own = next((name for name in _departments_of(request.user)), Department.FRONT_DESK)
    return {
        "notes": notes_for(guest, request.user)[:NOTES_SHOWN],
        "fields": blank_fields(NoteForm, department=str(own)),
    }


def _departments_of(user) -> list[str]:
    """The departments a person belongs to: their groups bear the departments' names."""
    names = getattr(user, "group_names", None)  # they come with a signed-in person
    if names is None:
        names = user.groups.values_list("name", flat=True)
    return [name for name in names if name in Department]


def relationships(guest, request, on):
    either = Relationship.objects.filter(models.Q(guest=guest) | models.Q(other=guest))
    # Between two files that are one now there is nothing to tell.
    either = either.filter(guest__merged_into__isnull=True, other__merged_into__isnull=True)
    both_ways = list(either.select_related("guest", "other").order_by("pk"))
    known = [each for each in both_ways if each.guest_id == guest.pk]
    known_from = [each for each in both_ways if each.other_id == guest.pk]
    may_change = request.user.has_perm("guests.change_guest")
    if not may_change and not known and not known_from:
        return None
    fields = blank_fields(RelationshipForm) if may_change else {}
    return {"known": known, "known_from": known_from, "fields": fields, "may_change": may_change}


#: What the header does not say; shown where it is known.
DETAILS = (
    "birthday", "industry", "education", "income_band", "household_size", "credit", "former_names", "vip_reason",
    "vip_by", "vip_until", "referred_by", "source",
)  # fmt: skip


def details(guest, request, on):
    facts = []
    for name in DETAILS:
        field, value = guest._meta.get_field(name), getattr(guest, name)
        if value in (None, "", []):
            continue
        if name == "birthday":
            words = birthday_words(guest, on)
        elif field.is_relation:
            words = str(value)
        else:
            words = _words(field, value, {})
        facts.append((field.verbose_name, words))
    facts += [(external.source, external.external_id) for external in guest.external_ids.order_by("pk")]
    return {"facts": facts}


def birthday_words(guest, on) -> str:
    """The day of birth; of a lunar one also its month and day, and when it is kept this year."""
    born, calendar = guest.birthday, guest.birthday_calendar
    lunar = lunar_day(born) if calendar == Calendar.LUNAR else None
    if lunar is None:
        return born.isoformat() + bracketed(guest.get_birthday_calendar_display())
    this_year = celebrated_in(born, calendar, on.year)
    next_day = next_birthday(born, calendar, on)
    words = {
        "born": born.isoformat(),
        "month": lunar.month,
        "day": lunar.day,
        "words": lunar.words,
        "year": on.year,
        "days": listed(day.strftime("%m-%d") for day in this_year) or "—",
    }
    shown = _("%(born)s, lunar %(words)s (month %(month)s, day %(day)s) · in %(year)s: %(days)s") % words
    if next_day is not None and next_day.year != on.year:
        shown += " · " + _("next: %(day)s") % {"day": next_day.isoformat()}
    return shown


def contacts(guest, request, on):
    return {
        "phones": guest.phones.order_by("-is_primary", "pk"),
        "emails": guest.emails.order_by("-is_primary", "pk"),
        "in_full": request.user.has_perm("guests.change_guest"),
    }


def consents(guest, request, on):
    in_force, log = consents_of(guest, newest=CONSENTS_SHOWN)
    return {"in_force": in_force, "log": log, "fields": blank_fields(ConsentForm)}


@dataclass(frozen=True)
class ChangeLine:
    """One change in words; `who` is '' for the hotel's own machinery."""

    at: datetime
    who: str
    label: str
    before: str
    after: str


def changes(guest, request, on):
    read = [
        change
        for change in changes_of(guest, limit=CHANGES_READ)
        if change.field.name not in GUEST_FILE.silent
    ]
    named = _names_behind(read)
    lines = [
        ChangeLine(
            at=change.at,
            who=change.who,
            label=str(change.field.verbose_name),
            before=_words(change.field, change.before, named),
            after=_words(change.field, change.after, named),
        )
        for change in read
    ]
    return {
        "changes": lines,
        "readings": _readings(guest),
        "created_by": guest.created_by or guest.source,
    }


def _readings(guest) -> list[DocumentReading]:
    if not guest.documents.all():  # the page has them in hand; most guests have none
        return []
    readings = DocumentReading.objects.filter(document__guest=guest).select_related("reader", "document")
    return list(readings.order_by("-at")[:READINGS_SHOWN])


def _names_behind(read: list[Change]) -> dict[tuple[type, int], str]:
    """What the keys among the changed values stand for; one query for each kind of record."""
    keys: dict[type, set[int]] = {}
    for change in read:
        if change.field.is_relation:
            keys.setdefault(change.field.related_model, set()).update({change.before, change.after} - {None})
    return {
        (model, record.pk): str(record)
        for model, wanted in keys.items()
        for record in model._default_manager.filter(pk__in=wanted)
    }


def _words(field: models.Field, value: Any, named: dict[tuple[type, int], str]) -> str:
    """A stored value as people read it."""
    if value is None or value == "" or value == []:
        return "—"
    if field.is_relation:
        return named.get((field.related_model, value), str(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, list):
        return listed(value)
    return str(value)


def register_all() -> None:
    """Called once the apps are ready."""
    register_merges()
    for panel in (
        Panel(
            "alerts",
            gettext_lazy("Alerts"),
            "guests/_panel_alerts.html",
            "guests.view_alert",
            5,
            "main",
            alerts,
        ),
        Panel(
            "preferences",
            gettext_lazy("Preferences"),
            "guests/_panel_preferences.html",
            "guests.view_preference",
            20,
            "side",
            preferences,
        ),
        Panel(
            "notes",
            gettext_lazy("Notes"),
            "guests/_panel_notes.html",
            "guests.view_note",
            60,
            "main",
            notes,
            comes_later=True,
        ),
        Panel("contacts", gettext_lazy("Contacts"), "guests/_panel_contacts.html", "", 30, "side", contacts),
        Panel(
            "details",
            gettext_lazy("Details"),
            "guests/_panel_details.html",
            "",
            35,
            "side",
            details,
        ),
        Panel(
            "relationships",
            gettext_lazy("Family and companions"),
            "guests/_panel_relationships.html",
            "",
            40,
            "side",
            relationships,
            comes_later=True,
        ),
        Panel(
            "consents",
            gettext_lazy("Consents"),
            "guests/_panel_consents.html",
            "guests.view_consent",
            80,
            "side",
            consents,
            comes_later=True,
        ),
        Panel(
            "changes",
            gettext_lazy("Changes"),
            "guests/_panel_changes.html",
            "guests.change_guest",
            90,
            "side",
            changes,
            comes_later=True,
        ),
    ):
        register(panel)
