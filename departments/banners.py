"""What everybody must be told on top of every page."""

from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.value.selectors.health import night_banner
from guests.models import Guest

#: The mark may come or go a minute late; asking each time would cost every page a query.
SYNTHETIC_SECONDS = 60
#: A night that turns bad is told so much later at most; one that is bad is asked about by every page.
FINE_SECONDS = 20


def synthetic_key() -> str:
    """Of this database: another one may share the Redis."""
    return f"holds-synthetic-guests:{connection.settings_dict['NAME']}"


def fine_key() -> str:
    return f"night-is-fine:{connection.settings_dict['NAME']}"


def holds_synthetic_guests() -> bool:
    """Whether this database holds people who do not exist."""
    return _synthetic(cache.get(synthetic_key()))


def _synthetic(known: bool | None) -> bool:
    if known is None:
        # The demo hotel writes whole databases: its guests are among the first or there are none.
        known = any(Guest.objects.order_by("pk").values_list("is_synthetic", flat=True)[:100])
        cache.set(synthetic_key(), known, SYNTHETIC_SECONDS)
    return known


def _night(is_fine: bool | None) -> dict | None:
    """The night's banner, unless it was found fine a moment ago."""
    if is_fine:
        return None
    banner = night_banner(timezone.now())
    if banner is None:
        cache.set(fine_key(), True, FINE_SECONDS)
    return banner


def banners_for(user) -> list[dict]:
    """{level, text, url, action} of each banner, the gravest first."""
    banners = []
    remembered = cache.get_many([fine_key(), synthetic_key()])
    night = _night(remembered.get(fine_key()))
    if night:
        banners.append(night if user.has_perm("common.view_jobrun") else night | {"url": "", "action": ""})
    if _synthetic(remembered.get(synthetic_key())):
        text = _("Demonstration data: these guests do not exist.")
        banners.append({"level": "info", "text": text, "url": "", "action": ""})
    return banners
