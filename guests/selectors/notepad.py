"""What the preference notepad offers: for each category the phrases this hotel notes most."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from guests.choices import PreferenceCategory
from guests.models import Preference
from guests.phrases import STARTERS

OFFERED = 10
#: Seconds for which the counted phrases are kept: they change slowly, the count reads the whole table.
KEPT_FOR = 3600
_KEY = "notepad-phrases"


@dataclass(frozen=True)
class Page:
    """One category of the notepad with its phrases, the most frequent first."""

    category: str
    label: str
    phrases: list[str]


def notepad_pages() -> list[Page]:
    """A page for every category; starters fill up where the hotel has noted few phrases itself."""
    own = cache.get(_KEY)
    if own is None:
        own = frequent_phrases()
        cache.set(_KEY, own, KEPT_FOR)
    return [
        Page(category.value, str(category.label), _filled(own.get(category.value, []), STARTERS[category]))
        for category in PreferenceCategory
    ]


def frequent_phrases() -> dict[str, list[str]]:
    """Category → its most noted phrases; a phrase noted for one guest alone is nobody else's business."""
    counted = (
        Preference.objects.values("category", "text")
        .annotate(times=Count("pk"))
        .filter(times__gte=2)
        .annotate(
            place=Window(
                RowNumber(), partition_by=F("category"), order_by=[F("times").desc(), F("text").asc()]
            )
        )
        .filter(place__lte=OFFERED)
        .order_by("category", "place")
    )
    phrases = defaultdict(list)
    for row in counted:
        phrases[row["category"]].append(row["text"])
    return dict(phrases)


def _filled(own: list[str], starters) -> list[str]:
    return list(dict.fromkeys([*own, *(str(starter) for starter in starters)]))[:OFFERED]
