"""What everybody must be told on top of every page."""

from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.value.selectors.health import night_banner
from guests.models import Guest

#: The mark may come or go a minute late; asking each time would cost every page a query.
SYNTHETIC_SECONDS = 60


def synthetic_key() -> str:
    """Of this database: another one may share the Redis."""
    return f"holds-synthetic-guests:{connection.settings_dict['NAME']}"


def holds_synthetic_guests() -> bool:
    """Whether this database holds people who do not exist."""
    known = cache.get(synthetic_key())
    if known is None:
        # The demo hotel writes whole databases: its guests are among the first or there are none.
        known = any(Guest.objects.order_by("pk").values_list("is_synthetic", flat=True)[:100])
        cache.set(synthetic_key(), known, SYNTHETIC_SECONDS)
    return known


def banners_for(user) -> list[dict]:
    """{level, text, url, action} of each banner, the gravest first."""
    banners = []
    night = night_banner(timezone.now())
    if night:
        banners.append(night if user.has_perm("common.view_jobrun") else night | {"url": "", "action": ""})
    if holds_synthetic_guests():
        text = _("Demonstration data: these guests do not exist.")
        banners.append({"level": "info", "text": text, "url": "", "action": ""})
    return banners
