"""The search box. Terms are posted, so that no name ever stands in an address or a log."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from common.dates import business_date
from guests.search_terms import LONGEST_QUERY
from guests.selectors.search import search_guests

#: On the page without JavaScript there is room for more than under the box.
ON_A_PAGE = 40


@require_http_methods(["GET", "POST"])
@permission_required("guests.view_guest", raise_exception=True)
def search(request):
    """A list under the box while one types (htmx), a page otherwise; by GET the empty page."""
    typed = request.POST.get("q", "")[:LONGEST_QUERY]
    on = business_date()
    if request.htmx:
        context = {"results": search_guests(typed, on=on), "query": typed.strip(), "on": on}
        return render(request, "guests/_search_results.html", context)
    results = search_guests(typed, on=on, limit=ON_A_PAGE)
    context = {
        "results": results,
        "is_cut": len(results) == ON_A_PAGE,
        "query": typed.strip(),
        "searched": typed.strip(),
        "on": on,
    }
    return render(request, "guests/search.html", context)
