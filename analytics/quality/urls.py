from django.urls import path

from analytics.quality import views

app_name = "quality"
urlpatterns = [path("", views.overview, name="overview")]
