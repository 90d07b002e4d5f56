"""What the guest file itself puts into the timeline: preferences, contacts, notes, alerts, …"""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.audit_log import MACHINES, PEOPLE, LogEntry, entries_of, newest_of, old_rows
from common.machines.clients import OWN_SOURCES
from common.masking import mask_email, mask_phone
from common.moments import Mark
from common.wording import listed
from guests.choices import AlertKind
from guests.file_log import GUEST_FILE
from guests.models import Alert, Consent, Guest, GuestEmail, GuestMerge, GuestPhone, Note, Preference
from guests.timeline import Entry, Source, newest, register

PREFERENCE, NOTE, CONFIDENTIAL_NOTE = "preference", "note", "confidential_note"
ALERT, CONSENT, MERGE, CHANGE = "alert", "consent", "merge", "change"
PHONE, EMAIL = "phone", "email"


def register_all() -> None:
    """Called once the apps are ready."""
    register(
        Source(PREFERENCE, gettext_lazy("Preferences"), "guests.view_preference", "guests:read", preferences)
    )
    for kind, label, contacts in [
        (PHONE, gettext_lazy("Phones"), GuestPhone),
        (EMAIL, gettext_lazy("E-mail addresses"), GuestEmail),
    ]:
        register(_contacts(kind, label, contacts))
    register(Source(NOTE, gettext_lazy("Notes"), "guests.view_note", "guests:read", notes))
    register(
        Source(
            CONFIDENTIAL_NOTE,
            gettext_lazy("Confidential notes"),
            "guests.view_confidential_note",
            "guests:confidential",
            confidential_notes,
        )
    )
    # Why somebody is on the blacklist is told by people, not sent to other systems; so with corrections.
    register(Source(ALERT, gettext_lazy("Alerts"), "guests.view_alert", "", alerts))
    register(Source(CONSENT, gettext_lazy("Consents"), "guests.view_consent", "guests:read", consents))
    register(Source(MERGE, gettext_lazy("Merges"), "guests.view_guest", "guests:read", merges))
    register(
        Source(
            CHANGE,
            gettext_lazy("Changes"),
            "guests.change_guest",
            "",
            changes,
            by_people=changes_by_people,
            count_machines=lambda guest: old_rows(GUEST_FILE, [guest.pk], by=MACHINES).count(),
        )
    )


def preferences(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    rows = Preference.objects.filter(guest=guest)
    return [
        Entry(
            at=row.created_at,
            kind=PREFERENCE,
            pk=row.pk,
            title=row.text,
            detail=row.get_category_display(),
            source=row.source,
            who=row.noted_by,
        )
        for row in newest(rows, "created_at", PREFERENCE, before, limit)
    ]


def _contacts(kind: str, label, contacts: type[GuestPhone] | type[GuestEmail]) -> Source:
    """When each phone or address was added; what other systems brought counts as machine updates."""

    def added(rows, before: Mark | None, limit: int) -> list[Entry]:
        return [
            Entry(at=row.created_at, kind=kind, pk=row.pk, title=_added(row), source=row.source)
            for row in newest(rows, "created_at", kind, before, limit)
        ]

    def known(guest: Guest):
        return contacts.objects.filter(guest=guest, created_at__isnull=False)

    return Source(
        kind,
        label,
        "guests.view_guest",
        "",
        lambda guest, before, limit: added(known(guest), before, limit),
        by_people=lambda guest, before, limit: added(
            known(guest).filter(source__in=OWN_SOURCES), before, limit
        ),
        count_machines=lambda guest: known(guest).exclude(source__in=OWN_SOURCES).count(),
    )


def _added(contact: GuestPhone | GuestEmail) -> str:
    """Masked, because who may not change the file sees it masked everywhere."""
    if isinstance(contact, GuestPhone):
        return _("Phone added: %(number)s") % {"number": mask_phone(contact.digits)}
    return _("E-mail added: %(address)s") % {"address": mask_email(contact.address)}


def notes(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    return _notes(NOTE, guest, before, limit)


def confidential_notes(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    return _notes(CONFIDENTIAL_NOTE, guest, before, limit)


def _notes(kind: str, guest: Guest, before: Mark | None, limit: int) -> list[Entry]:
    rows = Note.objects.filter(guest=guest, is_confidential=kind == CONFIDENTIAL_NOTE)
    return [
        Entry(
            at=row.created_at,
            kind=kind,
            pk=row.pk,
            title=row.get_department_display(),
            detail=row.text,
            who=_name(row.author),
        )
        for row in newest(rows.select_related("author"), "created_at", kind, before, limit)
    ]


def alerts(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    """When each was raised, and when it was closed."""
    rows = Alert.objects.filter(guest=guest).select_related("approved_by", "closed_by")
    raised = [
        Entry(
            at=row.created_at,
            kind=ALERT,
            pk=row.pk,
            title=row.get_kind_display(),
            detail=row.reason,
            who=_name(row.approved_by),
            tone="bad" if row.kind == AlertKind.BLACKLIST else "gold",
        )
        for row in newest(rows, "created_at", ALERT, before, limit)
    ]
    closed = [
        Entry(
            at=row.closed_at,
            kind=ALERT,
            pk=row.pk,
            title=_("%(alert)s closed") % {"alert": row.get_kind_display()},
            detail=row.reason,
            who=_name(row.closed_by),
        )
        for row in newest(rows.filter(closed_at__isnull=False), "closed_at", ALERT, before, limit)
    ]
    return _newest_of_both(raised, closed, limit)


def consents(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    rows = Consent.objects.filter(guest=guest).select_related("recorded_by")
    return [
        Entry(
            at=row.at,
            kind=CONSENT,
            pk=row.pk,
            title=_("Agreed") if row.is_given else _("Refused"),
            detail=f"{row.get_purpose_display()} · {row.get_channel_display()}",
            source=row.source,
            who=_name(row.recorded_by),
            tone="good" if row.is_given else "",
        )
        for row in newest(rows, "at", CONSENT, before, limit)
    ]


def merges(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    """When another file was merged into this one, and when that was taken back."""
    rows = GuestMerge.objects.filter(survivor=guest).select_related("absorbed", "by", "undone_by")
    made = [
        Entry(
            at=row.at,
            kind=MERGE,
            pk=row.pk,
            title=_("%(number)s was merged into this file") % {"number": row.absorbed.number},
            detail=row.reason,
            who=_name(row.by),
        )
        for row in newest(rows, "at", MERGE, before, limit)
    ]
    undone = [
        Entry(
            at=row.undone_at,
            kind=MERGE,
            pk=row.pk,
            title=_("The merge of %(number)s was taken back") % {"number": row.absorbed.number},
            who=_name(row.undone_by),
        )
        for row in newest(rows.filter(undone_at__isnull=False), "undone_at", MERGE, before, limit)
    ]
    return _newest_of_both(made, undone, limit)


def changes(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    return _changes(guest, before, limit)


def changes_by_people(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    return _changes(guest, before, limit, by=PEOPLE)


def _changes(guest: Guest, before: Mark | None, limit: int, *, by: str = "") -> list[Entry]:
    """Corrections of the file's own fields; his contacts and all else: the change log.

    Old rows of which nothing is shown are passed over: that the file became part of another one is told as a merge.
    """
    shown: list[Entry] = []
    while True:
        rows = old_rows(GUEST_FILE, [guest.pk], by=by)
        if before is not None:
            rows = rows.filter(before.behind("pgh_created_at", CHANGE))
        found = entries_of([(GUEST_FILE, event) for event in newest_of(GUEST_FILE, rows, limit)])
        shown += [_change(entry) for entry in found if entry.changes]
        if len(found) < limit or len(shown) >= limit:
            return shown[:limit]
        before = Mark(found[-1].at, CHANGE, found[-1].event.pk)


def _change(entry: LogEntry) -> Entry:
    return Entry(
        at=entry.at,
        kind=CHANGE,
        pk=entry.event.pk,
        title=listed(change.field.verbose_name for change in entry.changes),
        detail=" · ".join(f"{change.before or '—'} → {change.after or '—'}" for change in entry.changes),
        who=entry.who,
    )


def _newest_of_both(one: list[Entry], other: list[Entry], limit: int) -> list[Entry]:
    return sorted([*one, *other], key=lambda entry: entry.mark, reverse=True)[:limit]


def _name(user) -> str:
    return user.get_username() if user else ""
