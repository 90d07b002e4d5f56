"""The dictionary of attributes, one attribute drawn, and its bands with a preview of who would move."""

from decimal import Decimal

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from analytics.segments.attribute_charts import values
from analytics.segments.attribute_forms import BandsForm
from analytics.segments.attributes import BY_KEY
from analytics.segments.bands import BANDINGS, checked, read_edges, titles
from analytics.segments.models import BandVersion
from analytics.segments.selectors.attributes import dictionary, dictionary_row, shown_run
from analytics.segments.services.bands import bands_in_force, change_bands, moves_by
from common.errors import HotelError
from guests.query.counting import TooSlow, at_most

VERSIONS_SHOWN = 20


@require_safe
@permission_required("segments.view_attributerun", raise_exception=True)
def attributes(request):
    """Every attribute with its definition, source, values and coverage."""
    run = shown_run()
    families = dictionary(run) if run else []
    return render(request, "segments/attributes.html", {"run": run, "families": families})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("segments.view_attributerun", raise_exception=True)
def attribute(request, key: str):
    """One attribute drawn; its bands as a form: POST previews, and saves with the button `save`."""
    if key not in BY_KEY:
        raise Http404
    shown, run = BY_KEY[key], shown_run()
    context = {"attribute": shown, "run": run, "may_change": False}
    if run:
        row = dictionary_row(run, shown)
        context |= {"row": row, "chart": values(row)}
    if key in BANDINGS:
        context |= {"may_change": request.user.has_perm("segments.add_bandversion")}
        if request.method == "POST" and not context["may_change"]:
            raise PermissionDenied
        in_force = bands_in_force()
        form = BandsForm(shown, request.POST or None, initial=_initial(in_force, key))
        context |= {"form": form, "versions": BandVersion.objects.all()[:VERSIONS_SHOWN]}
        if request.method == "POST" and form.is_valid():
            try:
                if "save" in request.POST:
                    _save(request, key, form)
                    return redirect("segments:attribute", key)
                context["preview"] = _preview(shown, form, run) if run else None
            except HotelError as error:
                form.add_error(None, str(error.message))
            except TooSlow:
                form.add_error(None, _("The preview takes too long just now; saving works all the same."))
    elif request.method == "POST":
        raise Http404
    return render(request, "segments/attribute.html", context)


def _initial(in_force: BandVersion, key: str) -> dict:
    edges = read_edges(in_force.edges)[key]
    limits = {f"limit_{at}": edge for at, edge in enumerate(edges)}
    return limits | {"frequency_period": in_force.frequency_period}


def _save(request, key: str, form: BandsForm) -> None:
    change_bands(
        edges={key: form.limits},
        note=form.cleaned_data["note"],
        by=request.user.get_username(),
        frequency_period=form.cleaned_data.get("frequency_period"),
    )
    messages.success(request, _("Saved. The next night describes the guests by these bands."))


def _preview(shown, form: BandsForm, run) -> dict:
    """Guests by value now and then, and how many would move."""
    with at_most(settings.QUERY_SECONDS):
        moves = moves_by(
            shown.key, form.limits, run, frequency_period=form.cleaned_data.get("frequency_period")
        )
    edges = {shown.key: [Decimal(edge) for edge in checked(shown.key, form.limits)]}
    codes = range(len(shown.values))
    rows = [
        (
            title,
            sum(guests for was, _then, guests in moves if was == code),
            sum(guests for _was, then, guests in moves if then == code),
        )
        for code, title in zip(codes, titles(shown, edges), strict=True)
    ]
    return {
        "rows": rows,
        "moving": sum(guests for was, then, guests in moves if was != then),
        "all": sum(guests for _was, _then, guests in moves),
    }
