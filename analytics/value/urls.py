from django.urls import path

app_name = "value"
urlpatterns: list[path] = []
