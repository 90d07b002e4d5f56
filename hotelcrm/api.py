"""Every address of the API, its description and the pages that explain its problems."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from common.machines.problems import KINDS


@login_not_required
def problem_page(request, slug: str):
    """What the `type` of a problem leads to."""
    if slug not in KINDS:
        raise Http404
    return render(request, "api/problem.html", {"slug": slug, "kind": KINDS[slug]})


docs = SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="api/docs.html")

urlpatterns = [
    path("schema/", login_not_required(SpectacularAPIView.as_view()), name="api-schema"),
    path("docs/", login_not_required(docs), name="api-docs"),
    path("problems/<slug:slug>", problem_page, name="api-problem"),
    path("", include("guests.api.urls")),
    path("", include("reservations.api.urls")),
    path("", include("feedback.survey_api")),
    path("", include("feedback.complaint_api")),
    path("", include("loyalty.offers_api")),
    path("", include("analytics.value.api")),
    path("", include("analytics.segments.api")),
    path("", include("analytics.satisfaction.api")),
]
