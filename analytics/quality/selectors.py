"""What the page reads of the stored nights; and who entered whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from analytics.quality.checks import Dimension, checks
from analytics.quality.models import QualityNight, QualityTerm
from guests.choices import Department
from guests.models import Guest
from guests.query.document import Document, Term, encode

#: Files that no person of a department entered: pushed, imported, invented.
MACHINES = "machines"
ENTERED_BY = (*Department.choices, (MACHINES, _("other systems and files")))
NIGHTS_SHOWN = 30


@dataclass(frozen=True)
class Figure:
    """One check in one group: `good` is the share that passes (None: nobody to look at), `bad` how many do not."""

    label: Any
    problem: Any
    good: float | None
    bad: int
    url: str


@dataclass(frozen=True)
class Group:
    """One source or department: the share that passes of each dimension, and the weighted `mark` of all."""

    key: str
    label: Any
    guests: int
    mark: float | None
    dimensions: tuple[Figure, ...]


def term_in_force() -> QualityTerm:
    """The newest version; unsaved with the delivered figure in a hotel that has never changed it."""
    return QualityTerm.objects.first() or QualityTerm()


def files() -> QuerySet[Guest]:
    """The files that are judged: in use, of somebody who may be named."""
    return Guest.objects.current().filter(erased_at=None, is_anonymous=False)


def department_of_people() -> dict[str, str]:
    """User name → the first of his departments, in the hotel's order."""
    order = list(Department.values)
    found: dict[str, str] = {}
    rows = get_user_model().objects.filter(groups__name__in=order).values_list("username", "groups__name")
    for name, department in rows:
        found[name] = min(found.get(name, department), department, key=order.index)
    return found


def nights() -> list[QualityNight]:
    """The newest nights, newest first."""
    return list(QualityNight.objects.all()[:NIGHTS_SHOWN])


def mark(figures: dict, dimension: str = "") -> float | None:
    """The weighted share of checks that files pass, in one dimension or in all; None if there was no file."""
    passed, weights = 0.0, 0
    for check in checks():
        looked, failed = figures.get(check.key, (0, 0))
        if looked and dimension in ("", check.dimension):
            passed += check.weight * (1 - failed / looked)
            weights += check.weight
    return passed / weights if weights else None


def whole(night: QualityNight) -> dict:
    """The row over all files; empty in a hotel without any."""
    return next((row for row in night.figures if row["by"] == "all"), {"guests": 0, "checks": {}})


def figures_of(night: QualityNight) -> list[tuple[Any, list[Figure]]]:
    """(dimension, its checks) over all files."""
    found = whole(night)["checks"]
    return [
        (
            dimension.label,
            [
                _figure(check.label, check.problem, [check.key], found)
                for check in checks()
                if check.dimension == dimension
            ],
        )
        for dimension in Dimension
    ]


def groups_of(night: QualityNight, by: str) -> list[Group]:
    """Each source or department with its dimensions, the largest first."""
    names = dict(ENTERED_BY)
    rows = sorted((row for row in night.figures if row["by"] == by), key=lambda row: -row["guests"])
    return [
        Group(
            key=row["key"],
            label=names.get(row["key"], row["key"]) if by == "department" else row["key"],
            guests=row["guests"],
            mark=mark(row["checks"]),
            dimensions=tuple(_dimension(dimension, row["checks"], by, row["key"]) for dimension in Dimension),
        )
        for row in rows
    ]


def _figure(label, problem, keys: Sequence[str], found: dict, *also: Term) -> Figure:
    looked, failed = found.get(keys[0], (0, 0))
    return Figure(label, problem, 1 - failed / looked if looked else None, failed, list_url(keys, *also))


def _dimension(dimension: Dimension, found: dict, by: str, key: str) -> Figure:
    keys = [check.key for check in checks() if check.dimension == dimension]
    term = Term("guest.source", "is", key) if by == "source" else Term("quality.entered_by", "any_of", [key])
    failed = sum(found[name][1] for name in keys if name in found)
    return Figure(dimension.label, "", mark(found, dimension), failed, list_url(keys, term))


def list_url(keys: Sequence[str], *also: Term) -> str:
    """The guests with one of these problems, as a combined query."""
    document = Document(parts=(Term("quality.problem", "any_of", list(keys)), *also))
    return f"{reverse('guests:query')}?{urlencode({'doc': encode(document)})}"
