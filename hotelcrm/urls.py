"""Every address of the product. Pages need a signed-in person by default, the API a token."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from departments.home import home
from guests.views.search import search
from hotelcrm import health

urlpatterns = [
    path("", home, name="home"),
    path("search/", search, name="search"),
    path("healthz", login_not_required(health.healthz), name="healthz"),
    path("readyz", login_not_required(health.readyz), name="readyz"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("accounts/", include("hotelcrm.account_urls")),
    path("api/v1/", include("hotelcrm.api")),
    path("jobs/", include("common.urls")),
    path("guests/", include("guests.urls")),
    path("reservations/", include("reservations.urls")),
    path("value/", include("analytics.value.urls")),
    path("words/", include("analytics.words.urls")),
    path("satisfaction/", include("analytics.satisfaction.urls")),
    path("data-quality/", include("analytics.quality.urls")),
    path("segments/", include("analytics.segments.urls")),
    path("life-cycle/", include("analytics.life_cycle.urls")),
    path("feedback/", include("feedback.urls")),
    path("loyalty/", include("loyalty.urls")),
    path("me/", include("loyalty.own.urls")),
    path("own/", include("loyalty.own.desk_urls")),
    path("s/", include("feedback.survey_urls")),
    path("care/", include("feedback.care_urls")),
    path("", include("departments.urls")),
]
