"""Parameters with their versions and a preview; recommended actions of the classes."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from analytics.value.choices import ValueClass
from analytics.value.explanation import delivered_in
from analytics.value.forms import AdviceForm, ParametersForm
from analytics.value.models import ClassAdvice, ValueParameters
from analytics.value.selectors.overview import shown_run
from analytics.value.selectors.preview import preview
from analytics.value.services.parameters import change_parameters, draft, parameters_on
from common.dates import business_date
from common.errors import HotelError

VERSIONS_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("value.view_valueparameters", raise_exception=True)
def parameters(request):
    """The version in force, the next one as a form; POST previews, and saves with the button `save`."""
    in_force = parameters_on(business_date())
    may_change = request.user.has_perm("value.change_valueparameters")
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    form = ParametersForm(request.POST or None, instance=in_force)
    shown = None
    if request.method == "POST" and form.is_valid():
        try:
            if "save" in request.POST:
                _save(request, form)
                return redirect("value:parameters")
            run = shown_run()
            version = draft(form.settings, valid_from=form.cleaned_data["valid_from"])
            shown = preview(run, version, cost=form.cleaned_data["what_if_cost"]) if run else None
        except HotelError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
    context = {
        "form": form,
        "in_force": in_force,
        "may_change": may_change,
        "preview": shown,
        "versions": ValueParameters.objects.order_by("-valid_from", "-pk")[:VERSIONS_SHOWN],
    }
    return render(request, "value/parameters.html", context)


def _save(request, form: ParametersForm) -> None:
    change_parameters(
        settings=form.settings,
        valid_from=form.cleaned_data["valid_from"],
        note=form.cleaned_data["note"],
        by=request.user.get_username(),
    )
    messages.success(request, _("Saved. The next night counts with these parameters."))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("value.change_valueparameters", raise_exception=True)
def advice(request, value_class: str):
    """The recommended actions of one class in the hotel's own words, in both languages."""
    known = ValueClass(value_class)
    row = ClassAdvice.objects.filter(value_class=known).first()
    row = row or ClassAdvice(
        value_class=known, text_zh=delivered_in(known, "zh-hans"), text_en=delivered_in(known, "en")
    )
    form = AdviceForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("value:matrix")
    return render(request, "value/advice.html", {"form": form, "known": known})
