"""What guests think, by importance and performance, down to the single answer."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from analytics.satisfaction import diagnosis_charts
from analytics.satisfaction.diagnosis_forms import DiagnosisForm
from analytics.satisfaction.models import Improvement
from analytics.satisfaction.quarters import ADVICE, KINDS, Quarter
from analytics.satisfaction.selectors.answers import heard
from analytics.satisfaction.selectors.diagnosis import diagnose, shown_layout, trend_of
from analytics.satisfaction.selectors.scores import FEWEST_ANSWERS, shown_scoring
from analytics.words.selectors import marks
from common.dates import business_date
from feedback.models import Indicator
from guests.choices import Department

ANSWERS_SHOWN = 100
WHOLE = "satisfaction.view_whole_diagnosis"
may_view = permission_required("satisfaction.view_diagnosis", raise_exception=True)


def departments_seen(user) -> list[str] | None:
    """The departments whose diagnosis `user` reads: None for every one, otherwise his own."""
    if user.has_perm(WHOLE):
        return None
    names = set(user.groups.values_list("name", flat=True))
    own = [code for code in Department.values if code in names]
    if not own:
        raise PermissionDenied
    return own


@require_safe
@may_view
def diagnosis(request):
    form = DiagnosisForm(request.GET, only=departments_seen(request.user), on=business_date())
    layout = shown_layout()
    context = {"form": form, "fewest": FEWEST_ANSWERS, "scoring": shown_scoring()}
    if layout is not None:
        question = form.question
        found = diagnose(question, layout)
        context |= {
            "question": question,
            "found": found,
            "scatter": diagnosis_charts.scatter(found),
            "trend": diagnosis_charts.trend(found.months),
            "quarters": [(quarter, KINDS[quarter], ADVICE[quarter]) for quarter in Quarter],
        }
    return render(request, "satisfaction/diagnosis.html", context)


@require_safe
@may_view
def indicator(request, pk: int):
    """One indicator: its months, the newest answers with what was said, and what is done about it."""
    one = get_object_or_404(Indicator.objects.select_related("criterion", "system"), pk=pk)
    only = departments_seen(request.user)
    if only is not None and one.department not in only:
        raise PermissionDenied
    form = DiagnosisForm(request.GET, only=only, on=business_date())
    question, layout, only_low = form.question, shown_layout(), "low" in request.GET
    context = {"indicator": one, "question": question, "only_low": only_low, "fewest": FEWEST_ANSWERS}
    if layout is not None and layout.system_id == one.system_id:
        points = diagnose(question, layout).points
        context["point"] = next((point for point in points if point.indicator == one), None)
        context["trend"] = diagnosis_charts.trend(trend_of(one, question, layout))
    if request.user.has_perm("feedback.view_answerset"):
        context["heard"] = heard(one, question, only_low=only_low, most=ANSWERS_SHOWN)
        read = marks(each.answer_set.pk for each in context["heard"])
        sounds = read.by_set if read else {}
        context["rows"] = [(each, sounds.get(each.answer_set.pk)) for each in context["heard"]]
        context["read"] = read
    context["improvements"] = Improvement.objects.filter(indicator__key=one.key).select_related("indicator")
    return render(request, "satisfaction/indicator.html", context)
