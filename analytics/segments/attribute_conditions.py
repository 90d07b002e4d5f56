"""Every attribute as a condition of the combined query; of the night that is shown."""

from collections.abc import Callable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from analytics.segments.attributes import ATTRIBUTES, FAMILIES, Attribute
from analytics.segments.models import GuestAttributes
from analytics.segments.selectors.attributes import UNKNOWN_KEY, shown_run, value_titles
from guests.query.registry import Asked, Kind, Words, register_in
from guests.query.sets import ids

PERMISSION = "segments.view_guestattributes"
#: What condition keys begin with; the rest is the attribute's.
PREFIX = "attr."

_GROUPS: dict[str, Words] = {
    "population": _("Attributes: population"),
    "behaviour": _("Attributes: behaviour"),
    "consumption": _("Attributes: consumption"),
    "perception": _("Attributes: perception"),
    "value": _("Attributes: value"),
}


def register_all() -> None:
    for family in FAMILIES:
        add = register_in(_GROUPS[family], PERMISSION)
        for attribute in ATTRIBUTES:
            if attribute.family == family:
                add(
                    f"{PREFIX}{attribute.key}",
                    attribute.title,
                    Kind.CHOICE,
                    _among(attribute),
                    choices=_choices(attribute),
                )


def _choices(attribute: Attribute) -> Callable[[], list[tuple[str, Words]]]:
    """The values by their present bands, and “unknown”."""

    def choices() -> list[tuple[str, Words]]:
        named = value_titles(shown_run() if attribute.banded else None)[attribute.key]
        keys = [value.key for value in attribute.values]
        return [*zip(keys, named, strict=True), (UNKNOWN_KEY, attribute.title_of(None))]

    return choices


def _among(attribute: Attribute):
    def build(asked: Asked):
        codes = [attribute.code(key) for key in asked.value if key != UNKNOWN_KEY]
        found = Q(**{f"{attribute.key}__in": codes})
        if UNKNOWN_KEY in asked.value:
            found |= Q(**{f"{attribute.key}__isnull": True})
        return ids(GuestAttributes.objects.filter(found))

    return build
