"""The guest page: who he is, what stands in his way, and a panel from every app that knows him."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.dates import business_date
from guests.choices import LANGUAGES_SPOKEN
from guests.models import Document
from guests.panels import headlines_for, is_shown, panel, panels_for, render_panel
from guests.selectors.file import blacklisting, guest_by_number, survivor_of
from guests.services.reading import note_request


@require_safe
@permission_required("guests.view_guest", raise_exception=True)
def guest_page(request, number):
    """A merged number leads to the file that took it up; a blacklisted guest stops the screen first.

    `?whole=1` shows at once the cards that otherwise come later.
    """
    guest = guest_by_number(number)
    survivor = survivor_of(guest)
    if survivor != guest:
        merged = _("%(old)s was merged into %(new)s.") % {"old": guest.number, "new": survivor.number}
        messages.info(request, merged)
        return redirect(survivor)
    note_request(request, [guest.pk])
    on = business_date()
    prefetch_related_objects([guest], Prefetch("documents", Document.objects.order_by("pk")))
    headlines = headlines_for(guest, request, on)
    entry = blacklisting(guest, on)
    context = {
        "guest": guest,
        "on": on,
        "headlines": headlines,
        "action": next((headline.action for headline in headlines if headline.action), None),
        "language": dict(LANGUAGES_SPOKEN).get(guest.language, guest.language),
        "documents": guest.documents.all(),
        "columns": panels_for(guest, request, on, whole="whole" in request.GET),
        "vip_now": guest.is_vip and (guest.vip_until is None or guest.vip_until >= on),
        "blacklist": entry,
        "stop": None if "seen" in request.GET else _stop_screen(guest, entry),
    }
    return render(request, "guests/guest_detail.html", context)


@require_safe
@permission_required("guests.view_guest", raise_exception=True)
def guest_panel(request, number, key):
    """One card, for its place on the page; nothing where it has nothing to say to this person."""
    guest = guest_by_number(number)
    try:
        card = panel(key)
    except KeyError:
        raise Http404(f"No card is called {key}.") from None
    if survivor_of(guest) != guest or not is_shown(card, guest):
        raise Http404(f"{key} is not shown of {number}.")
    note_request(request, [guest.pk], place="guests:guest")  # no line of its own beside the page's
    html = render_panel(card, guest, request, business_date())
    return render(request, "guests/_panel_card.html", {"card": card, "html": html})


def _stop_screen(guest, entry) -> dict | None:
    """What the stop screen says: the reason, who decided, and whom to call before serving him."""
    if entry is None:
        return None
    return {
        "guest_name": guest.display_name,
        "reason": entry.reason,
        "approver": entry.approved_by.get_full_name() or entry.approved_by.get_username(),
        "until": entry.ends_on,
        "call_name": _("the duty manager"),
        "call_phone": settings.DUTY_MANAGER_PHONE,
        "back_url": reverse("home"),
        "continue_url": f"{guest.get_absolute_url()}?seen=1",
    }
