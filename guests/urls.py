from django.urls import path

app_name = "guests"
urlpatterns: list[path] = []
