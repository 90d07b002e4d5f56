"""A guest's timeline: a page of its own, and the part of it that the guest page loads once it is reached."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from common.moments import Mark
from guests.panels import Panel
from guests.panels import register as register_panel
from guests.selectors.file import guest_by_number, survivor_of
from guests.services.reading import note_request
from guests.timeline import Entry, Source, machine_updates, sources, timeline

PAGE, IN_PANEL = 40, 12
#: Parameters of the address: kinds chosen, machine updates shown, place behind which to go on, part of a page.
KIND, MACHINES, BEFORE, PART = "kind", "machines", "before", "part"


@dataclass(frozen=True)
class KindChip:
    """One kind of entry: whether it is chosen, and the address that turns it on or off."""

    label: str | Promise
    is_chosen: bool
    url: str


@dataclass(frozen=True)
class Line:
    entry: Entry
    label: str | Promise


@require_safe
@permission_required("guests.view_guest", raise_exception=True)
def timeline_page(request, number):
    """Everything of the kinds chosen, newest first; by htmx only the list, or only what is older."""
    guest = guest_by_number(number)
    survivor = survivor_of(guest)
    if survivor != guest or guest.erased_at is not None:
        return redirect(survivor)
    note_request(request, [guest.pk])
    response = render(request, _template(request), _context(request, guest))
    patch_vary_headers(response, ["HX-Request"])
    return response


def _template(request) -> str:
    if not request.htmx or request.htmx.history_restore_request:
        return "guests/timeline.html"
    return "guests/_timeline_lines.html" if request.GET.get(BEFORE) else "guests/_timeline.html"


def _context(request, guest) -> dict:
    allowed = [source for source in sources() if request.user.has_perm(source.permission)]
    asked = set(request.GET.getlist(KIND))
    chosen = [source for source in allowed if source.key in asked] or allowed
    with_machines, in_part = MACHINES in request.GET, PART in request.GET
    kept = {
        KIND: [source.key for source in chosen] if len(chosen) < len(allowed) else [],
        MACHINES: ["1"] if with_machines else [],
    }
    entries, then = timeline(
        guest,
        chosen,
        before=_before(request),
        limit=IN_PANEL if in_part else PAGE,
        with_machines=with_machines,
    )
    labels = {source.key: source.label for source in allowed}
    return {
        "guest": guest,
        "lines": [Line(entry, labels[entry.kind]) for entry in entries],
        "chips": [_chip(request, source, kept, asked) for source in allowed],
        "older_url": _address(request, kept | {BEFORE: [then.as_text()]}) if then else "",
        "newest_url": _address(request, kept) if request.GET.get(BEFORE) else "",
        "machine_count": machine_updates(guest, chosen),
        "with_machines": with_machines,
        "machines_url": _address(request, kept | {MACHINES: [] if with_machines else ["1"]}),
        "part": f"&{PART}=1" if in_part else "",
        "is_part": in_part,
    }


def _before(request) -> Mark | None:
    """Whatever we did not write begins at the newest entry."""
    try:
        return Mark.from_text(request.GET.get(BEFORE, ""))
    except ValueError:
        return None


def _chip(request, source: Source, kept: dict[str, list[str]], asked: set[str]) -> KindChip:
    chosen = kept[KIND]
    others = [key for key in chosen if key != source.key]
    is_chosen = source.key in asked and source.key in chosen
    kinds = others if is_chosen else [*others, source.key]
    return KindChip(source.label, is_chosen, _address(request, kept | {KIND: kinds}))


def _address(request, parameters: dict[str, list[str]]) -> str:
    """Always with a question mark, so that a part's address can be added to it."""
    return f"{request.path}?{urlencode(parameters, doseq=True)}"


def register() -> None:
    """Called once the apps are ready: the guest page's part, which asks nothing before it is scrolled to."""
    register_panel(
        Panel(
            "timeline",
            gettext_lazy("Timeline"),
            "guests/_panel_timeline.html",
            "",
            25,
            "main",
            lambda guest, request, on: {},
        )
    )
