"""The way from the front door to one's own department."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from departments import menu
from departments.groups import departments_of


@require_safe
def home(request):
    """Lead to the page of the first department that has one he may open; who has none is told whom to ask."""
    allowed = {entry.url_name: path for entry, path in menu.entries_for(request.user)}
    wished = [menu.HOME.get(department, menu.ELSEWHERE) for department in departments_of(request.user)]
    for url_name in [*wished, *allowed]:
        if url_name in allowed:
            return redirect(allowed[url_name])
    return render(request, "departments/home.html")
