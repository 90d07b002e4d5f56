from django.urls import path

from analytics.life_cycle import views

app_name = "life_cycle"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("changes/", views.ChangeList.as_view(), name="changes"),
    path("rules/", views.rules, name="rules"),
]
