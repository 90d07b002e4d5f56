"""What guests open without signing in. No address names anybody."""

from django.urls import path

from loyalty.own.views import details, door, pages

app_name = "own"
urlpatterns = [
    path("", door.start, name="start"),
    path("code/", door.code, name="code"),
    path("open/<str:token>/", door.open_link, name="open"),
    path("leave/", door.leave, name="leave"),
    path("leave/everywhere/", door.leave_everywhere, name="leave_everywhere"),
    path("home/", pages.home, name="home"),
    path("details/", details.details, name="details"),
    path("contacts/add/", details.add_contact, name="add_contact"),
    path("contacts/confirm/", details.confirm_contact, name="confirm_contact"),
    path("contacts/<slug:kind>/<int:pk>/drop/", details.drop_contact, name="drop_contact"),
    path("likes/", details.likes, name="likes"),
    path("likes/<int:pk>/drop/", details.drop_like, name="drop_like"),
    path("consents/", details.consents, name="consents"),
    path("stays/", pages.stays, name="stays"),
    path("stays/<int:pk>/", pages.folio, name="folio"),
    path("stays/<int:pk>/survey/", pages.survey, name="survey"),
    path("points/", pages.points, name="points"),
    path("complaints/", pages.complaints, name="complaints"),
    path("data/", pages.data, name="data"),
    path("data/copy/", pages.take_copy, name="take_copy"),
    path("data/erase/", pages.ask_erasing, name="ask_erasing"),
    path("data/erase/confirm/", pages.confirm_erasing, name="confirm_erasing"),
    path("data/requests/<slug:kind>/withdraw/", pages.take_back, name="take_back"),
]
