"""The tablet at the desk: its start page waits for a survey, and takes the tablet back when the guest is gone."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.dates import business_date
from common.errors import HotelError
from feedback.forms import TabletForm
from feedback.models import SurveyTablet
from feedback.services.tablets import (
    fetch_survey,
    pair_tablet,
    return_to_start,
    start_on_tablet,
    tablet_of,
    unpair_tablet,
)
from feedback.views.public import TABLET_COOKIE, not_valid, public
from reservations.models import Stay

COOKIE_AGE = timedelta(days=400)


@require_safe
@public
def tablet_start(request: HttpRequest) -> HttpResponse:
    """The start: in the hotel's language again, and nothing of the guest before can be opened any more."""
    tablet = tablet_of(request.COOKIES.get(TABLET_COOKIE, ""))
    if tablet is None:
        return not_valid(request)
    return_to_start(tablet=tablet, at=timezone.now())
    response = render(request, "feedback/tablet_start.html", {"tablet": tablet})
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return response


@require_safe
@public
def tablet_next(request: HttpRequest) -> HttpResponse:
    """Asked every few seconds: has the desk started a survey? Without JavaScript the start page asks itself."""
    tablet = tablet_of(request.COOKIES.get(TABLET_COOKIE, ""))
    if tablet is None:
        return not_valid(request)
    token = fetch_survey(tablet=tablet, at=timezone.now())
    if token is None:
        return HttpResponse(status=204) if request.htmx else redirect("survey:tablet")
    address = reverse("survey:open", args=[token])
    return HttpResponse(status=204, headers={"HX-Redirect": address}) if request.htmx else redirect(address)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("feedback.change_surveytablet", raise_exception=True)
def tablets(request: HttpRequest) -> HttpResponse:
    """All tablets; POST makes the device that asks one of them and signs this person out on it."""
    form = TabletForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _tablet, token = pair_tablet(
            name=form.cleaned_data["name"], by=request.user.get_username(), at=timezone.now()
        )
        logout(request)
        response = redirect("survey:tablet")
        response.set_cookie(
            TABLET_COOKIE,
            token,
            max_age=COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response
    return render(request, "feedback/tablets.html", {"form": form, "tablets": SurveyTablet.objects.all()})


@require_POST
@permission_required("feedback.change_surveytablet", raise_exception=True)
def remove_tablet(request: HttpRequest, pk: int) -> HttpResponse:
    unpair_tablet(tablet=get_object_or_404(SurveyTablet, pk=pk))
    return redirect("feedback:tablets")


@require_POST
@permission_required("feedback.add_answerset", raise_exception=True)
def start(request: HttpRequest, stay: int) -> HttpResponse:
    """The desk hands the tablet to a guest."""
    asked = get_object_or_404(Stay.objects.select_related("guest"), pk=stay)
    chosen = request.POST.get("tablet", "")
    try:
        start_on_tablet(
            tablet_id=int(chosen) if chosen.isdecimal() and len(chosen) < 10 else 0,
            stay=asked,
            on=business_date(),
            at=timezone.now(),
            by=request.user.get_username(),
        )
    except HotelError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The survey opens on the tablet now."))
    return redirect(f"{asked.guest.get_absolute_url()}#feedback")
