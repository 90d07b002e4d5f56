"""What guests open without signing in."""

from django.urls import path

from feedback.views import public, tablet

app_name = "survey"
urlpatterns = [
    path("thanks/", public.thanks, name="thanks"),
    path("tablet/", tablet.tablet_start, name="tablet"),
    path("tablet/next/", tablet.tablet_next, name="tablet_next"),
    path("room/<str:code>/", public.room, name="room"),
    path("<str:token>/", public.open_survey, name="open"),
    path("<str:token>/<int:number>/", public.screen, name="screen"),
]
