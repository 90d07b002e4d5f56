from django.urls import path

from common import views

app_name = "jobs"
urlpatterns = [
    path("", views.runs, name="list"),
    path("<int:pk>/", views.run, name="run"),
    path("<int:pk>/progress/", views.progress, name="progress"),
]
