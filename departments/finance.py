"""Finance: input costs by month, C, and what guests spent by kind of outlet."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from analytics.value.selectors.costs import cost_changes, cost_state, frozen_costs, months_up_to
from analytics.value.services.costs import enter_costs, freeze_cost
from common.dates import business_date, month_start
from common.errors import HotelError
from common.templatetags.hotel import money
from reservations.choices import OutletCategory
from reservations.selectors.revenue import revenue_by_category

#: Months that can be entered, and months of spend that are drawn.
COST_MONTHS, SPEND_MONTHS = 24, 12
FROZEN_SHOWN = 12
CHANGES_SHOWN = 12
#: Series of a chart that have a colour of their own.
COLOURS = 5


class CostForm(forms.Form):
    """One amount a month, the newest first; an empty one takes the entry away.

    What was not touched is not written: a colleague's entry made meanwhile stays.
    """

    def __init__(self, *args, months, entered, **kwargs):
        super().__init__(*args, **kwargs)
        self.months = {f"cost_{month:%Y_%m}": month for month in reversed(months)}
        for name, month in self.months.items():
            self.fields[name] = forms.DecimalField(
                label=f"{month:%Y-%m}",
                min_value=0,
                max_digits=14,
                decimal_places=2,
                required=False,
                show_hidden_initial=True,
                initial=entered[month].amount if month in entered else None,
            )

    @property
    def amounts(self) -> dict:
        return {self.months[name]: self.cleaned_data[name] for name in self.changed_data}


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("value.view_costinput", raise_exception=True)
def finance(request):
    """The page; POST enters the months' costs."""
    on = business_date()
    months = months_up_to(on, COST_MONTHS)
    state = cost_state(on=on, months=months)
    may_enter = request.user.has_perms(["value.add_costinput", "value.change_costinput"])
    if request.method == "POST" and not may_enter:
        raise PermissionDenied
    form = CostForm(request.POST or None, months=months, entered=state.entered)
    if request.method == "POST" and form.is_valid():
        try:
            changed = enter_costs(amounts=form.amounts, by=request.user.get_username())
        except HotelError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved. Months changed: %(n)s.") % {"n": changed})
            return redirect("departments:finance")
    context = {
        "form": form,
        "state": state,
        "may_enter": may_enter,
        "month": month_start(on),
        "frozen_before": frozen_costs(FROZEN_SHOWN),
        "cost_changes": cost_changes(CHANGES_SHOWN),
        "spend": _spend_chart(on),
    }
    return render(request, "departments/finance.html", context)


@require_POST
@permission_required("value.change_costinput", raise_exception=True)
def freeze(request):
    """Compute C of this accounting month anew from what is entered now."""
    frozen = freeze_cost(on=business_date(), now=timezone.now(), by=request.user.get_username(), again=True)
    if frozen is None:
        messages.warning(request, _("No cost is entered for the months before this one, so C stays 0."))
    else:
        messages.success(
            request, _("C is now %(c)s; the next night counts with it.") % {"c": money(frozen.cost_per_guest)}
        )
    return redirect("departments:finance")


def _spend_chart(on) -> dict:
    """Inputs of components/chart.html: spend by month, stacked by kind of outlet."""
    months = months_up_to(on, SPEND_MONTHS)
    found = revenue_by_category(since=months[0], until=on + timedelta(days=1))
    categories = OutletCategory.choices
    labels = [f"{month:%Y-%m}" for month in months]
    amount = {
        (month, category): found.get(month, {}).get(category, 0)
        for month in months
        for category, _label in categories
    }
    option = {
        "grid": {"left": 75, "right": 15, "top": 55, "bottom": 30},
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis", "valueFormatter": "@money"},
        "xAxis": {"type": "category", "data": labels},
        "yAxis": {"type": "value", "axisLabel": {"formatter": "@money"}},
        "series": [
            {
                "type": "bar",
                "stack": "spend",
                "name": str(label),
                "data": [float(amount[month, category]) for month in months],
                # More kinds than colours: the further ones are the first again, lighter.
                "itemStyle": {"opacity": 1 if at < COLOURS else 0.45},
            }
            for at, (category, label) in enumerate(categories)
        ],
    }
    rows = [
        (
            label,
            *(money(amount[month, category], 0) for category, _label in categories),
            money(sum(amount[month, category] for category, _label in categories), 0),
        )
        for label, month in zip(labels, months, strict=True)
    ]
    return {
        "option": option,
        "columns": [_("month"), *(str(label) for _category, label in categories), _("total")],
        "rows": rows,
    }
