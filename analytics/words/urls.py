from django.urls import path

from analytics.words import views

app_name = "words"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("label/", views.label, name="label"),
    path("train/", views.train, name="train"),
]
