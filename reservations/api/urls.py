from django.urls import path

from reservations.api import guest_views, views

urlpatterns = [
    path("reservations/batch", views.BookingBatchView.as_view(), name="api-bookings"),
    path("reservations/<str:source>/<str:external_id>", views.BookingView.as_view(), name="api-booking"),
    path("charges/batch", views.ChargeBatchView.as_view(), name="api-charges"),
    path("guests/<str:number>/stays", guest_views.GuestStaysView.as_view(), name="api-guest-stays"),
    path("recognition", guest_views.RecognitionView.as_view(), name="api-recognition"),
]
