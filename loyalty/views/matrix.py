"""The service matrix, services given on a stay, and what giving came to."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.dates import business_date
from common.errors import HotelError
from loyalty.charts import investment_by_tier
from loyalty.giving_choices import Investment, Standard
from loyalty.giving_forms import ServiceForm
from loyalty.models import InvestmentNight, Service, ServiceGiven
from loyalty.selectors import serving
from loyalty.selectors.investment import by_tier, invested_in
from loyalty.services.serving import give_service, set_cells, withdraw_service
from reservations.views.shared import done, guest_by_number

#: Days of giving that the matrix sums up.
LOOKED_BACK = 30
giving = permission_required("loyalty.add_servicegiven", raise_exception=True)


@require_safe
@permission_required("loyalty.view_service", raise_exception=True)
def matrix(request):
    """Services × standards, with price and cost; what was given lately."""
    on = business_date()
    context = {
        "rows": serving.matrix(with_inactive=True),
        "standards": list(Standard),
        "given": serving.given_between(on - timedelta(days=LOOKED_BACK), on),
        "days": LOOKED_BACK,
    }
    return render(request, "loyalty/matrix.html", context)


@require_http_methods(["GET", "POST"])
@permission_required("loyalty.change_service", raise_exception=True)
def service(request, pk=None):
    """A service is added or changed, with how each standard comes by it."""
    found = get_object_or_404(Service, pk=pk) if pk else None
    form = ServiceForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        set_cells(service=form.save(), how=form.cells())
        messages.success(request, _("Saved."))
        return redirect("loyalty:matrix")
    title = found.name if found else _("New service")
    return render(request, "loyalty/form.html", {"form": form, "title": title, "back": "loyalty:matrix"})


@require_http_methods(["GET", "HEAD", "POST"])
@giving
def serve(request, number):
    """One guest in the house: what can be given to him, one tap each; a POST gives."""
    guest, on = guest_by_number(number), business_date()
    stay = serving.stay_in_house(guest)
    if request.method == "POST":
        _serve(request, stay, on)
        return redirect("loyalty:serve", guest.number)
    standard = serving.standard_of_guest(guest)
    context = {
        "guest": guest,
        "stay": stay,
        "standard": standard,
        "services": [(each, uuid4()) for each in serving.servable(standard)] if stay else [],
        "given": serving.given_on(stay) if stay else [],
    }
    return render(request, "loyalty/serve.html", context)


def _serve(request, stay, on) -> None:
    try:
        if stay is None:
            raise HotelError(_("He is not in the house: services are given to guests who are."))
        found = get_object_or_404(Service, pk=_whole(request.POST.get("service")))
        given = give_service(
            stay=stay,
            service=found,
            by=request.user,
            on=on,
            at=timezone.now(),
            key=_key(request.POST.get("key", "")),
            quantity=_whole(request.POST.get("quantity", "1")),
            is_free="free" in request.POST,
        )
    except HotelError as error:
        messages.error(request, error.message)
    else:
        said = _("%(service)s: written down.")
        if given.is_posted:
            said = _("%(service)s: written down, posted on the folio.")
        messages.success(request, said % {"service": found.name})


def _whole(text) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise HotelError(_("This form is too old. Open the page again.")) from None


@require_POST
@giving
def withdraw(request, pk):
    """A service was not given after all."""
    given = get_object_or_404(ServiceGiven.objects.select_related("stay__guest"), pk=pk)
    if done(request, lambda: withdraw_service(given=given, by=request.user, at=timezone.now())):
        messages.success(request, _("Taken back."))
    return redirect("loyalty:serve", given.stay.guest.number)


@require_safe
@permission_required("loyalty.view_investmentnight", raise_exception=True)
def invested(request, number):
    """What the hotel put into one guest and what came back: a part of his page, loaded when it is looked at."""
    guest = guest_by_number(number)
    context = {"guest": guest, "put": invested_in(guest)}
    template = "loyalty/_invested.html" if request.htmx else "loyalty/invested.html"
    return render(request, template, context)


@require_safe
@permission_required("loyalty.view_investmentnight", raise_exception=True)
def investment(request):
    """Investment against return by tier, as the last night added it up."""
    night = InvestmentNight.objects.first()
    context = {"night": night, "kinds": list(Investment)}
    if night and night.rows:
        rows = by_tier(night, _("not a member"))
        context |= {"rows": rows, "chart": investment_by_tier(rows)}
    return render(request, "loyalty/investment.html", context)
