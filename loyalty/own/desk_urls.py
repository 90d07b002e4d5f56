"""What staff open about guests' own pages."""

from django.urls import path

from loyalty.own.views import desk, letters

app_name = "own_desk"
urlpatterns = [
    path("requests/", desk.requests, name="requests"),
    path("requests/<int:pk>/<slug:deed>/", desk.decide, name="decide"),
    path("letters/", letters.LetterList.as_view(), name="letters"),
    path("<slug:number>/link/", desk.link, name="link"),
    path("<slug:number>/send/<slug:kind>/", desk.send, name="send"),
    path("<slug:number>/end/", desk.end, name="end"),
    path("<slug:number>/join/", desk.join, name="join"),
    path("<slug:number>/card/", desk.card, name="card"),
]
