"""Data quality: what the last night found, and the term for freshness."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from analytics.quality import selectors
from analytics.quality.models import QualityTerm
from analytics.quality.services import change_term
from common.errors import HotelError


class TermForm(forms.ModelForm):
    class Meta:
        model = QualityTerm
        fields = ("fresh_months",)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("quality.view_qualitynight", raise_exception=True)
def overview(request):
    """The figures with the guests behind them, by source and department, night by night; POST sets the term."""
    may_change = request.user.has_perm("quality.add_qualityterm")
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    form = TermForm(request.POST or None, instance=selectors.term_in_force())
    if request.method == "POST" and form.is_valid():
        try:
            change_term(fresh_months=form.cleaned_data["fresh_months"], by=request.user.get_username())
            messages.success(request, _("Saved. The next night counts with it."))
            return redirect("quality:overview")
        except HotelError as error:
            form.add_error(error.field, str(error.message))
    nights = selectors.nights()
    context = {"night": nights[0] if nights else None, "form": form, "may_change": may_change}
    if nights:
        whole = selectors.whole(nights[0])
        context |= {
            "guests": whole["guests"],
            "mark": selectors.mark(whole["checks"]),
            "figures": selectors.figures_of(nights[0]),
            "groups": [
                (_("By source"), selectors.groups_of(nights[0], "source")),
                (_("By the department that entered them"), selectors.groups_of(nights[0], "department")),
            ],
            "dimensions": selectors.Dimension,
            "trend": [
                (
                    night.business_date,
                    selectors.mark(selectors.whole(night)["checks"]),
                    [selectors.mark(selectors.whole(night)["checks"], d) for d in selectors.Dimension],
                )
                for night in nights
            ],
        }
    return render(request, "quality/overview.html", context)
