"""Alerts that stop the screen: read, kept who read them, gone on."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from common.dates import business_date
from guests.choices import Place
from guests.services.alert_readings import read_alerts as keep_readings
from reservations.selectors.warnings import unread_stops
from reservations.views.shared import back


def stop_context(request, guest_ids, *places, back_url: str = "") -> dict:
    """The inputs of components/alert_screen.html; `unread` is empty where nothing stops this person."""
    if not request.user.has_perm("guests.view_alert"):
        return {"unread": [], "places": []}
    on = business_date()
    unread = list(unread_stops(guest_ids, places=places, on=on, user=request.user))
    return {"unread": unread, "places": places, "alert_back_url": back_url or reverse("home")}


@require_POST
@permission_required("guests.view_alert", raise_exception=True)
def read_alerts(request):
    """`alert` (several) were read at `place` (several); htmx takes the dialog away, else back to the page."""
    ids = [int(text) for text in request.POST.getlist("alert") if text.isdecimal() and len(text) < 19]
    places = [place for place in request.POST.getlist("place") if place in Place.values]
    keep_readings(alert_ids=ids, places=places, on=business_date(), by=request.user)
    return HttpResponse() if request.htmx else back(request, "home")
