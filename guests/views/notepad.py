"""The preference notepad: tap what it is about, tap the phrase. From the guest page or on any phone."""

from functools import lru_cache

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.addresses import way_back
from common.dates import business_date
from common.errors import HotelError
from guests.choices import Basis, PreferenceCategory
from guests.models import Preference
from guests.search_terms import LONGEST_QUERY
from guests.selectors.notepad import notepad_pages
from guests.selectors.search import search_guests
from guests.services.preferences import drop_preference, note_preference
from guests.views.parts import guest_of, to_panel
from guests.wish_book import wish_book

#: Between what a phrase is about and the phrase, in a button's value.
TAP_SEPARATOR = "|"
FOR_THIS_STAY = "stay"


@require_http_methods(["GET", "POST"])
@permission_required("guests.add_preference", raise_exception=True)
def find(request):
    """Whose preference? By room, name or anything else the search box knows."""
    typed = request.POST.get("q", "")[:LONGEST_QUERY].strip()
    results = [item for item in search_guests(typed, on=business_date()) if item.guest]
    if len(results) == 1 and not request.htmx:
        return redirect("guests:notepad", results[0].guest.number)
    context = {"results": results, "query": typed}
    return render(
        request, "guests/_notepad_found.html" if request.htmx else "guests/notepad_find.html", context
    )


@require_http_methods(["GET", "POST"])
@permission_required("guests.add_preference", raise_exception=True)
def notepad(request, number):
    """The notepad of one guest; `next=page` in the form leads back to his page."""
    guest, on = guest_of(number), business_date()
    if request.method == "POST":
        noted = _noted(request, guest)
        if back := way_back(request, request.POST.get("back")):
            return redirect(back)
        if noted:
            return redirect("guests:notepad", guest.number)
    context = {
        "guest": guest,
        "on": on,
        "preferences": guest.preferences.order_by("-is_must", "category", "pk"),
        **notepad_context(guest, on),
    }
    return render(request, "guests/notepad.html", context)


def notepad_context(guest, on) -> dict:
    """What templates/guests/_notepad.html needs: pages of phrases (and as HTML), the stay at hand, its wishes."""
    book = wish_book()
    pages = notepad_pages()
    return {
        "pages": pages,
        "drawn_pages": _drawn(get_language(), tuple((p.category, p.label, tuple(p.phrases)) for p in pages)),
        "stay": book.stay_at_hand(guest, on) if book else None,
        "wishes": book.wishes(guest, on) if book else [],
    }


@lru_cache(maxsize=8)
def _drawn(language: str, pages: tuple[tuple[str, str, tuple[str, ...]], ...]) -> SafeString:
    """The pages as HTML, kept: a hundred buttons, the same for every guest until the phrases change."""
    shown = [{"category": category, "label": label, "phrases": phrases} for category, label, phrases in pages]
    return SafeString(render_to_string("guests/_notepad_pages.html", {"offered": shown}))


def _noted(request, guest) -> bool:
    """Note the tapped phrase or whatever was typed; each refusal is told."""
    said = list(_said(request.POST))
    if not said:
        messages.error(request, _("Tap a phrase, or write one and save it."))
    for category, text in said:
        try:
            _note(request, guest, category, text)
        except HotelError as error:
            messages.error(request, str(error.message))
            return False
        messages.success(request, _("Noted: %(text)s") % {"text": text})
    return bool(said)


def _said(posted):
    tapped = posted.get("tap", "")
    if TAP_SEPARATOR in tapped:
        yield tuple(tapped.split(TAP_SEPARATOR, 1))
        return
    for category in PreferenceCategory.values:
        text = posted.get(f"text_{category}", "").strip()
        if text:
            yield category, text


def _note(request, guest, category: str, text: str) -> None:
    by = request.user.get_username()
    stay = request.POST.get("stay", "")
    if request.POST.get("lasts") == FOR_THIS_STAY and stay.isdigit() and wish_book():
        wish_book().note(guest=guest, stay_id=int(stay), category=category, text=text, noted_by=by)
        return
    basis = request.POST.get("basis", "")
    note_preference(
        guest=guest,
        category=category,
        text=text,
        basis=basis if basis in Basis else Basis.STATED,
        is_must="must" in request.POST,
        noted_by=by,
    )


@require_POST
@permission_required("guests.add_preference", raise_exception=True)
def promote(request, number, pk):
    """A wish for this stay holds for ever from now on."""
    guest = guest_of(number)
    try:
        wish_book().promote(guest=guest, wish_id=pk, by=request.user.get_username())
    except HotelError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Kept as a preference."))
    return to_panel(guest, "preferences")


@require_POST
@permission_required("guests.delete_preference", raise_exception=True)
def remove(request, number, pk):
    """He does not like it any more."""
    guest = guest_of(number)
    drop_preference(preference=get_object_or_404(Preference, guest=guest, pk=pk))
    messages.success(request, _("Removed."))
    return to_panel(guest, "preferences")
