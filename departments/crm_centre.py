"""CRM centre: whether the night ran, what machines could not make us understand, who may call."""

from django.contrib.auth.decorators import permission_required
from django.db.models import Count
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analytics.value.choices import NIGHT_JOB
from common.dates import business_date
from common.models import ApiClient, JobRun
from common.views import progress_of
from departments.menu import address_of
from guests.selectors.reviews import open_reviews
from loyalty.own.selectors.requests import waiting_requests
from reservations.models import QuarantineItem
from reservations.quarantine_reasons import label

NIGHTS_SHOWN = 7
IMPORTS_SHOWN = 5
IMPORT_JOBS = ("import_bookings", "import_guests")


@require_safe
@permission_required("common.view_jobrun", raise_exception=True)
def crm_centre(request):
    nights = list(JobRun.objects.filter(job=NIGHT_JOB).order_by("-business_date")[:NIGHTS_SHOWN])
    context = {
        "nights": [(run, progress_of(run)) for run in nights],
        "due": business_date(),
        "running": next((progress_of(run) for run in nights if not run.is_over), None),
    }
    may = request.user.has_perm
    if may("guests.merge_guest"):
        context["duplicates"] = open_reviews().count()
    if may("own.view_ownrequest"):
        context["own_requests"] = waiting_requests().count()
    if may("reservations.view_quarantineitem"):
        waiting = QuarantineItem.objects.filter(status=QuarantineItem.Status.OPEN)
        groups = waiting.values("reason", "source").annotate(n=Count("pk")).order_by("-n", "reason", "source")
        context["quarantine"] = [group | {"words": label(group["reason"])} for group in groups]
    if may("common.view_apiclient"):
        context["clients"] = ApiClient.objects.filter(revoked_at=None).order_by("name")
    if may("reservations.import_bookings"):
        runs = JobRun.objects.filter(job__in=IMPORT_JOBS).order_by("-created_at")[:IMPORTS_SHOWN]
        context["imports"] = [(run, progress_of(run)) for run in runs]
        context["imports_url"] = address_of("reservations:imports")
    return render(request, "departments/crm_centre.html", context)
