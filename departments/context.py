"""What every page shows around its content. Lazy: a fragment that shows none of it asks nothing."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from common.dates import business_date
from departments import menu
from departments.banners import banners_for
from departments.groups import departments_of


def shell(request) -> dict:
    """hotel_name, business_date; for a signed-in person also menu, department, banners, search_url, can_search.

    menu: list of {label, url, key, current, spare}, what the department opens daily first; department:
    {label, url} or None; banners: list of {level, text, url, action}.
    """
    context = {"hotel_name": settings.HOTEL_NAME, "business_date": SimpleLazyObject(business_date)}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    return context | {
        "menu": SimpleLazyObject(lambda: _menu(request)),
        "department": SimpleLazyObject(lambda: _department(user)),
        "banners": SimpleLazyObject(lambda: banners_for(user)),
        "search_url": menu.address_of("search"),
        "can_search": SimpleLazyObject(lambda: user.has_perm("guests.view_guest")),
    }


def _menu(request) -> list[dict]:
    entries = menu.with_daily_first(menu.entries_for(request.user), departments_of(request.user))
    # The longest path that leads here is where one is: /guests/ rather than / for /guests/G00000001/.
    here = max((path for _, path in entries if request.path.startswith(path)), key=len, default="")
    return [
        {
            "label": entry.label,
            "url": path,
            "key": entry.key,
            "current": path == here,
            "spare": at >= menu.IN_BAR,
        }
        for at, (entry, path) in enumerate(entries)
    ]


def _department(user) -> dict | None:
    departments = departments_of(user)
    if not departments:
        return None
    url_name = menu.HOME.get(departments[0], menu.ELSEWHERE)
    return {"label": departments[0].label, "url": menu.address_of(url_name)}
