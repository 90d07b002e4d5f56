"""Guest service's own page: what is late or due now first, then the calls, visits and requests of the day."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.dates import business_date
from departments.hand_over_notes import shown_to
from feedback.selectors.complaints import counts, promised, questions_due, unsettled, waiting_for_approval
from feedback.selectors.contacts import call_figures, calls_due, open_requests, to_visit
from feedback.services.recovering import APPROVING
from guests.choices import Department

#: Of each list the most urgent rows; the whole list is one click away.
SHOWN = 10


@require_safe
@permission_required("feedback.change_callback", raise_exception=True)
def guest_service(request):
    on, now = business_date(), timezone.now()
    visits = to_visit(on)
    requests = list(open_requests())
    context = {
        "on": on,
        "now": now,
        "hand_over": shown_to(request.user, Department.GUEST_SERVICE),
        "counts": counts(now),
        "calls": call_figures(on),
        "complaints": unsettled()[: SHOWN * 2],
        "promised": promised(on)[:SHOWN],
        "waiting": waiting_for_approval()[:SHOWN],
        "may_approve": request.user.has_perm(APPROVING),
        "questions": questions_due(on)[:SHOWN],
        "first_calls": calls_due(on)[:SHOWN],
        "visits": visits[:SHOWN],
        "to_visit": len(visits),
        "requests": requests[:SHOWN],
        "open_requests": len(requests),
        "late_requests": sum(each.due_at <= now for each in requests),
    }
    return render(request, "departments/guest_service.html", context)
