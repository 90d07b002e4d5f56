"""The daily briefing on one sheet of A4."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.dates import business_date
from common.wording import one_language
from departments.hand_over_notes import open_notes
from reservations.selectors.briefing import briefing as briefing_of


@require_safe
@permission_required("reservations.view_arrivals_report", raise_exception=True)
@one_language()
def briefing(request):
    on = business_date()
    may_read_notes = request.user.has_perm("departments.view_handovernote")
    context = {
        "on": on,
        "at": timezone.now(),
        "briefing": briefing_of(on=on, may=request.user.has_perm),
        "notes": list(open_notes()) if may_read_notes else [],
    }
    return render(request, "departments/briefing.html", context)
