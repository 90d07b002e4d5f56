"""Food, beverage and entertainment: who is in the house or expected, what to prepare, what the tills post."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from common.dates import business_date
from common.wording import one_language
from departments.hand_over_notes import shown_to
from departments.prepared_rooms import answer_tick, folded, parts_of, rights_in_rows
from guests.choices import Department
from reservations.selectors.dining import Diners, diners, diners_of, newest_charges

TICK = "reservations.serve_diners"
#: The parts of the list one can look at: parameter → (label, which rooms).
VIEWS = {
    "": (_("All"), lambda diner: True),
    "open": (_("Still to do"), lambda diner: bool(diner.room.open_items)),
    "in_house": (_("In house"), lambda diner: not diner.is_expected),
    "expected": (_("Expected within 48 hours"), lambda diner: diner.is_expected),
    "regulars": (_("Regulars"), lambda diner: any(v.is_regular for v in diner.visits.values())),
}


@require_safe
@permission_required("reservations.view_diners", raise_exception=True)
@one_language()
def food_beverage(request):
    """`?show=` one of VIEWS. htmx gets the figures."""
    on = business_date()
    everybody = diners(on=on)
    asked, shown, views = parts_of(VIEWS, everybody, request.GET.get("show", ""))
    wanted, others = folded(asked, shown, lambda diner: bool(diner.room.items))
    context = {
        "on": on,
        "asked": asked,
        "diners": wanted,
        "others": others,
        "views": views,
        "figures": _figures(everybody),
        "hand_over": shown_to(request.user, Department.FOOD_BEVERAGE),
        "charges": newest_charges(on=on),
        "at": timezone.now(),
        "may": rights_in_rows(request.user, TICK),
    }
    page = "departments/_diners_figures.html" if request.htmx else "departments/food_beverage.html"
    return render(request, page, context)


@require_safe
@permission_required("reservations.view_diners", raise_exception=True)
def till(request):
    """The tills' newest charges, asked for again and again by the page."""
    context = {"charges": newest_charges(on=business_date()), "at": timezone.now()}
    return render(request, "departments/_till.html", context)


@require_POST
@permission_required(TICK, raise_exception=True)
def serve(request, line):
    """`item` is the key of a SetUpItem, `done` '1' or '0'. Answers htmx with the row, others with the list."""

    def row() -> HttpResponse:
        diner = diners_of(line, on=business_date())
        if diner is None:
            return HttpResponse("")
        return render(
            request, "departments/_diner.html", {"diner": diner, "may": rights_in_rows(request.user, TICK)}
        )

    return answer_tick(request, line, Department.FOOD_BEVERAGE, page="departments:food_beverage", row=row)


def _figures(everybody: list[Diners]) -> dict[str, int]:
    """People are counted in the first two, rooms in the others."""
    return {
        "in_house": sum(_persons(diner) for diner in everybody if not diner.is_expected),
        "expected": sum(_persons(diner) for diner in everybody if diner.is_expected),
        "open_musts": sum(diner.room.has_open_must for diner in everybody),
        "to_do": sum(bool(diner.room.open_items) for diner in everybody),
    }


def _persons(diner: Diners) -> int:
    line = diner.room.line
    return line.adults + line.children + line.babies
