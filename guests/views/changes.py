"""The change log of a guest, and putting a field back to what it was."""

from dataclasses import dataclass
from urllib.parse import urlencode

import pghistory
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from common.audit_log import MACHINES, PEOPLE, LogEntry
from common.conflicts import said
from common.errors import EditConflict
from common.moments import Mark
from common.wording import labelled
from guests.change_log import change_log, logs
from guests.edits import as_text
from guests.file_log import GUEST_FILE
from guests.forms import GuestForm, RestoreForm, value_of_text
from guests.models import Guest
from guests.selectors.file import guest_by_number, survivor_of
from guests.services.files import update_guest
from guests.services.reading import note_request
from guests.views.parts import guest_of

PAGE = 40
KIND, BY, BEFORE = "kind", "by", "before"
BY_WHOM = {
    "": gettext_lazy("Everybody"),
    PEOPLE: gettext_lazy("People"),
    MACHINES: gettext_lazy("Machines"),
}
#: Fields that may be put back: those that a person may correct.
RESTORABLE = frozenset(GuestForm.Meta.fields)
RESTORE_SALT = "guests.restore"


@dataclass(frozen=True)
class Choice:
    label: str | Promise
    is_chosen: bool
    url: str


@require_safe
@permission_required("guests.change_guest", raise_exception=True)
def changes_page(request, number):
    """Who changed what, when, from what, to what, by which request and why."""
    guest = guest_by_number(number)
    survivor = survivor_of(guest)
    if survivor != guest or guest.erased_at is not None:
        return redirect(survivor)
    note_request(request, [guest.pk])
    allowed = [logged for logged in logs() if request.user.has_perm(logged.permission)]
    kind = request.GET.get(KIND, "")
    chosen = [logged for logged in allowed if logged.key == kind] or allowed
    by = request.GET.get(BY, "") if request.GET.get(BY, "") in BY_WHOM else ""
    kept = {KIND: kind if len(chosen) == 1 else "", BY: by}
    entries, then = change_log(guest, chosen, before=_before(request), limit=PAGE, by=by)
    kinds = [("", _("Everything")), *((logged.key, logged.label) for logged in allowed)]
    context = {
        "guest": guest,
        # A row of which nothing shown has changed went from one file to another: the timeline tells that as a merge.
        "lines": [
            (entry, _restorable(entry, guest)) for entry in entries if entry.changes or entry.is_removal
        ],
        "kinds": [
            Choice(label, kept[KIND] == key, _address(request, kept | {KIND: key})) for key, label in kinds
        ],
        "by_whom": [
            Choice(label, by == key, _address(request, kept | {BY: key})) for key, label in BY_WHOM.items()
        ],
        "older_url": _address(request, kept | {BEFORE: then.as_text()}) if then else "",
        "newest_url": _address(request, kept) if request.GET.get(BEFORE) else "",
    }
    return render(request, "guests/changes.html", context)


def _before(request) -> Mark | None:
    """Whatever we did not write begins at the newest entry."""
    try:
        return Mark.from_text(request.GET.get(BEFORE, ""))
    except ValueError:
        return None


def _address(request, parameters: dict[str, str]) -> str:
    return f"{request.path}?{urlencode({name: value for name, value in parameters.items() if value})}"


def _restorable(entry: LogEntry, guest: Guest) -> frozenset[str]:
    """Names of the fields of this entry that can be put back; those of a merged file cannot."""
    if entry.logged is not GUEST_FILE or entry.event.pgh_obj_id != guest.pk:
        return frozenset()
    return RESTORABLE & {change.field.name for change in entry.changes}


@require_http_methods(["GET", "POST"])
@permission_required("guests.change_guest", raise_exception=True)
def restore(request, number, pk, field):
    """Put one field back to what it was, under the same rules as a correction by hand; refused with the reason."""
    guest = guest_of(number)
    event = get_object_or_404(Guest._meta.get_field("events").related_model, pk=pk, pgh_obj=guest)
    if field not in RESTORABLE:
        raise Http404
    form = RestoreForm(request.POST or None, initial={"seen": _signed(guest, field)})
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        refusals = _restored(request, guest, event, field, form.cleaned_data)
        if not refusals:
            messages.success(request, _("Restored."))
            return redirect("guests:changes", guest.number)
        guest.refresh_from_db()
        form = RestoreForm(request.POST.dict() | {"seen": _signed(guest, field)})
    now, then = as_text(getattr(guest, field)), as_text(_stored(event, field))
    shown = GuestForm(instance=guest).fields[field]
    context = {
        "guest": guest,
        "event": event,
        "label": Guest._meta.get_field(field).verbose_name,
        "now": said(shown, value_of_text(field, now)),
        "then": said(shown, value_of_text(field, then)),
        "form": form,
        "refusals": refusals,
    }
    return render(request, "guests/restore.html", context, status=409 if refusals else 200)


def _signed(guest: Guest, field: str) -> str:
    return signing.dumps(as_text(getattr(guest, field)), salt=RESTORE_SALT)


def _restored(request, guest: Guest, event, field: str, posted: dict) -> list[str]:
    """Why it was refused; nothing where it was done."""
    try:
        seen = signing.loads(posted["seen"], salt=RESTORE_SALT)
    except signing.BadSignature:
        return [_("This page is out of date. Open the guest again and repeat your changes.")]
    form = _filled_in(guest, {})
    faults_now = set(form.errors)
    value = _stored(event, field)
    if as_text(value) and value_of_text(field, as_text(value)) is None:
        return [_("What stood there does not exist any more.")]
    form = _filled_in(guest, {Guest._meta.get_field(field).attname: value})
    wrong = {name: errors for name, errors in form.errors.items() if name == field or name not in faults_now}
    if wrong:
        return [
            labelled(form.fields[name].label if name in form.fields else "", error)
            for name, errors in wrong.items()
            for error in errors
        ]
    changes = {field: form.cleaned_data[field]}
    if field == "is_vip" and changes[field]:
        changes["vip_by"] = request.user
    known = {field: seen, "vip_by": as_text(guest.vip_by)}
    try:
        with pghistory.context(reason=posted["reason"], restored=event.pk):
            update_guest(guest=guest, changes=changes, seen=known)
    except EditConflict as conflict:
        return [str(conflict.message)]
    return []


def _stored(event, field: str):
    """The old value of a field; of another record its key, since that may be gone."""
    return getattr(event, Guest._meta.get_field(field).attname)


def _filled_in(guest: Guest, changes: dict) -> GuestForm:
    """The guest's own form as if he had been opened and `changes` typed in."""
    copy = guest_by_number(guest.number)
    seen = GuestForm.opened_with(copy)
    for name, value in changes.items():
        setattr(copy, name, value)
    opened = GuestForm(instance=copy)
    data = {name: opened[name].value() for name in GuestForm.Meta.fields}
    typed = {name: value for name, value in data.items() if value is not None and value is not False}
    form = GuestForm(typed | {"seen": seen}, instance=guest_by_number(guest.number))
    form.is_valid()
    return form
