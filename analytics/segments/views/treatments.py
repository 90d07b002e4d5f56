"""What was done for segments: begun, and what came of it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics.segments.choices import TREATED_IN, TREATMENT
from analytics.segments.families import families_for, segment_named
from analytics.segments.models import Treatment
from analytics.segments.selectors.treatments import group_key, lines
from analytics.segments.services import treating
from analytics.segments.tree_forms import TreatmentForm
from analytics.segments.views.dashboards import segments_of
from common.dates import business_date
from common.errors import HotelError
from guests.query.addresses import asking
from guests.query.document import Term, parse
from guests.query.words import in_words

may_view = permission_required("segments.view_treatment", raise_exception=True)


@require_safe
@may_view
def treatments(request):
    """Everything that was done, the newest first, with what came of it."""
    rows = [(each, lines(each)) for each in Treatment.objects.all()]
    return render(request, "segments/treatments.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("segments.add_treatment", raise_exception=True)
def new_treatment(request):
    """From today something is done for a part of a segment."""
    families = [
        (family.title, [(each.address, each.title) for each in segments_of(request.user, family)])
        for family in families_for(request.user)
    ]
    initial = {"segment": request.GET.get("segment", "")}
    form = TreatmentForm(families, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        segment = segment_named(request.user, given.pop("segment"))
        try:
            made = treating.begin(
                segment=segment, **given, on=business_date(), now=timezone.now(), by=request.user
            )
            messages.success(request, _("Drawn. Now do it for those who are to be treated."))
            return redirect(made)
        except HotelError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
    return render(request, "segments/treatment_new.html", {"form": form})


@require_safe
@may_view
def treatment(request, pk: int):
    """What is done for whom, and what came of it so far."""
    shown = get_object_or_404(Treatment, pk=pk)
    context = {
        "treatment": shown,
        "words": in_words(parse(shown.document)),
        "lines": lines(shown),
        "groups": [
            (title, guests, asking(Term(TREATED_IN, "any_of", [group_key(shown, is_treated=is_treated)])))
            for title, guests, is_treated in (
                (_("treated"), shown.treated, True),
                (_("left alone"), shown.left_alone, False),
            )
        ],
        "wanted": f"{TREATMENT}:{shown.pk}",
    }
    return render(request, "segments/treatment.html", context)


@require_POST
@permission_required("segments.delete_treatment", raise_exception=True)
def delete_treatment(request, pk: int):
    """Forget what was done with all that came of it."""
    treating.forget(treatment=get_object_or_404(Treatment, pk=pk))
    messages.success(request, _("Deleted."))
    return redirect("segments:treatments")
