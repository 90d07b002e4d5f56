"""Groups of siblings, as experts weigh them and pages show them."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analytics.satisfaction.ahp import Pair, pairs
from analytics.satisfaction.choices import Subject
from analytics.satisfaction.models import Weighting
from analytics.value.choices import Indicator as PotentialIndicator


@dataclass(frozen=True)
class Item:
    """A sibling; `criterion_id` and `indicator_id` as `Weight` keeps them."""

    key: str
    label: str
    criterion_id: int | None = None
    indicator_id: int | None = None


@dataclass(frozen=True)
class Group:
    """Siblings whose weights sum to 1; `slug` is the group's place in addresses."""

    key: str
    label: str
    items: tuple[Item, ...]

    @property
    def slug(self) -> str:
        return self.key or "top"

    @property
    def is_asked(self) -> bool:
        """A sibling without siblings has all the weight and needs no expert."""
        return len(self.items) > 1

    @property
    def pairs(self) -> tuple[Pair, ...]:
        return pairs(len(self.items))


def groups_of(weighting: Weighting) -> tuple[Group, ...]:
    """All groups in the order in which they are asked, labels in the reader's language; two statements."""
    if weighting.subject == Subject.POTENTIAL:
        items = tuple(Item(key, str(label).capitalize()) for key, label in PotentialIndicator.choices)
        return (Group("", _("Indicators of incremental value"), items),)
    assert weighting.system is not None  # the database holds it
    criteria = list(weighting.system.criteria.order_by("position", "pk"))
    below = defaultdict(list)
    for indicator in weighting.system.indicators.order_by("position", "pk"):
        below[indicator.criterion_id].append(
            Item(indicator.key, indicator.name, indicator.criterion_id, indicator.pk)
        )
    top = Group("", _("Criteria"), tuple(Item(one.key, one.name, one.pk) for one in criteria))
    return (top, *(Group(one.key, one.name, tuple(below[one.pk])) for one in criteria if below[one.pk]))


def asked_groups(weighting: Weighting) -> tuple[Group, ...]:
    return tuple(group for group in groups_of(weighting) if group.is_asked)
