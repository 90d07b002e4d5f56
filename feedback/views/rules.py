"""Management's page: how fast complaints are settled, and what each department may give."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from feedback.care_choices import RecoveryTool
from feedback.care_forms import ClockForm, LimitForm
from feedback.models import RecoveryLimit, ServiceClock
from feedback.services.ruling import set_limits


@require_http_methods(["GET", "POST"])
@permission_required("feedback.change_recoverylimit", raise_exception=True)
def rules(request):
    """Both tables are saved together or not at all."""
    data = request.POST or None
    limits = LimitForm(data, rows=list(RecoveryLimit.objects.all()), prefix="limit")
    clocks = [ClockForm(data, instance=row, prefix=row.subject) for row in ServiceClock.objects.all()]
    if request.method == "POST" and limits.is_valid() and all([form.is_valid() for form in clocks]):
        with transaction.atomic():
            set_limits(limits=limits.limits())
            for form in clocks:
                form.save()
        messages.success(request, _("Saved. What is open keeps the deadlines it has."))
        return redirect("care:rules")
    context = {"limits": limits, "clocks": clocks, "tools": [tool.label for tool in RecoveryTool]}
    return render(request, "care/rules.html", context)
