from django.urls import path

from guests.api import timeline, views

urlpatterns = [
    path("guests", views.GuestListView.as_view(), name="api-guests"),
    path("guests/match", views.GuestMatchView.as_view(), name="api-guest-match"),
    path("guests/<str:number>", views.GuestView.as_view(), name="api-guest"),
    path("guests/<str:number>/timeline", timeline.GuestTimelineView.as_view(), name="api-guest-timeline"),
    path(
        "guests/<str:number>/preferences", views.GuestPreferencesView.as_view(), name="api-guest-preferences"
    ),
]
