"""The life-cycle for managers: counts, who moved, the rules."""

import django_filters as filters
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from analytics.life_cycle import selectors
from analytics.life_cycle.charts import trend
from analytics.life_cycle.choices import State
from analytics.life_cycle.forms import RulesForm
from analytics.life_cycle.models import LifeCycleChange, LifeCycleRules
from analytics.life_cycle.services import change_rules, rules_in_force
from common.errors import HotelError
from common.list_parts import Column
from common.lists import ListPage

VERSIONS_SHOWN = 20
may_view = permission_required("life_cycle.view_lifecyclenight", raise_exception=True)


@require_safe
@may_view
def overview(request):
    """The states with their guests, who moved in the last night, and the trend."""
    nights = selectors.nights()
    context = {"night": nights[0] if nights else None}
    if nights:
        context |= {
            "rows": selectors.state_rows(nights),
            "moves": [(State(was), State(now), guests) for was, now, guests in nights[0].moves],
            "trend": trend(nights) if len(nights) > 1 else None,
            "rules": nights[0].rules or LifeCycleRules(),
        }
    return render(request, "life_cycle/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("life_cycle.view_lifecyclerules", raise_exception=True)
def rules(request):
    """The thresholds in force and the next version as a form."""
    in_force = rules_in_force()
    may_change = request.user.has_perm("life_cycle.add_lifecyclerules")
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    form = RulesForm(request.POST or None, instance=in_force, initial={"note": ""})
    if request.method == "POST" and form.is_valid():
        try:
            change_rules(figures=form.figures, note=form.cleaned_data["note"], by=request.user.get_username())
            messages.success(request, _("Saved. The next night judges by these rules."))
            return redirect("life_cycle:rules")
        except HotelError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
    context = {
        "form": form,
        "may_change": may_change,
        "versions": LifeCycleRules.objects.all()[:VERSIONS_SHOWN],
    }
    return render(request, "life_cycle/rules.html", context)


class ChangeFilter(filters.FilterSet):
    day = filters.DateFilter(label=gettext_lazy("night of"))
    was = filters.ChoiceFilter(label=gettext_lazy("state before"), choices=State)
    now = filters.ChoiceFilter(label=gettext_lazy("state after"), choices=State)

    class Meta:
        model = LifeCycleChange
        fields = ()


class ChangeList(PermissionRequiredMixin, ListPage):
    """Who moved from which state to which, and when."""

    permission_required = "life_cycle.view_lifecyclechange"
    page_title = gettext_lazy("Changes of life-cycle")
    empty_title = gettext_lazy("Nobody has moved")
    empty_text = gettext_lazy("From the second night on, this shows whose life-cycle changed.")
    columns = (
        Column("day", gettext_lazy("night of"), sort=("day",)),
        Column("guest", gettext_lazy("guest"), value=lambda row: row.guest.display_name),
        Column("number", gettext_lazy("guest number"), value=lambda row: row.guest.number),
        Column("was", gettext_lazy("state before"), value=lambda row: row.get_was_display()),
        Column("was_since", gettext_lazy("had been so since")),
        Column("now", gettext_lazy("state after"), value=lambda row: row.get_now_display()),
    )
    default_sort = "-day"
    filterset_class = ChangeFilter
    export_permission = "guests.export_guest"

    def get_queryset(self):
        return LifeCycleChange.objects.select_related("guest")

    def row_url(self, row) -> str:
        return f"{row.guest.get_absolute_url()}#life-cycle"
