"""The page of hand-over notes, and the buttons that stand beside them on home pages."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.addresses import way_back
from common.errors import HotelError
from departments import hand_over_notes as notes
from departments.forms import HandOverForm
from departments.models import HandOverNote

#: Step of a note → what is done.
STEPS = {
    "take": lambda note, user, now: notes.take_note(note_id=note, by=user, at=now),
    "release": lambda note, user, now: notes.release_note(note_id=note),
    "done": lambda note, user, now: notes.finish_note(note_id=note, by=user, at=now),
    "reopen": lambda note, user, now: notes.reopen_note(note_id=note),
}


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("departments.view_handovernote", raise_exception=True)
def hand_over(request):
    """All open notes, what was done lately, and the form for a new one."""
    if request.method == "POST" and not request.user.has_perm("departments.add_handovernote"):
        raise PermissionDenied
    own = notes.home_department(request.user)
    form = HandOverForm(request.POST or None, initial={"department": own})
    if request.method == "POST" and form.is_valid():
        notes.write_note(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("The note is kept for the next shift."))
        return redirect("departments:hand_over")
    still_open = sorted(notes.open_notes(), key=lambda note: note.department != own)
    context = {
        "form": form,
        "open": still_open,
        "done": notes.done_notes(at=timezone.now()),
        "may_write": request.user.has_perm("departments.add_handovernote"),
        "may_change": request.user.has_perm("departments.change_handovernote"),
    }
    return render(request, "departments/hand_over.html", context, status=400 if form.errors else 200)


@require_POST
@permission_required("departments.change_handovernote", raise_exception=True)
def hand_over_step(request, pk, step):
    """`step` is one of STEPS; leads back to where the button stood (`next`)."""
    get_object_or_404(HandOverNote, pk=pk)
    if step not in STEPS:
        raise Http404
    try:
        STEPS[step](pk, request.user, timezone.now())
    except HotelError as refused:
        messages.error(request, refused.message)
    return redirect(way_back(request, request.POST.get("next")) or "departments:hand_over")
