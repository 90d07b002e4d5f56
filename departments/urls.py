from django.urls import path

from departments import rooms

app_name = "departments"
urlpatterns = [
    path("rooms/", rooms.rooms, name="rooms"),
    path("rooms/set-up/<int:line>/", rooms.tick, name="set_up_tick"),
]
