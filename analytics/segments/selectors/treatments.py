"""What was done for segments, what came of it, and whom it did good."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection
from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from analytics.segments import treatment_statements as statements
from analytics.segments.attributes import Words
from analytics.segments.datasets import UNKNOWN
from analytics.segments.models import TreatedGuest, Treatment
from common.wording import labelled

#: Groups of a treatment as a condition names them: "5:treated".
TREATED, LEFT_ALONE = "treated", "left_alone"


class Verdict(TextChoices):
    MORE = "more", _("more than without it")
    LESS = "less", _("less than without it")
    CHANCE = "chance", _("no difference beyond chance")
    TOO_FEW = "too_few", _("too few to say")


#: What is compared: its name, and the template filter that writes its figures.
MEASURES: dict[str, tuple[Words, str]] = {
    "came": (_("came again"), "percent"),
    "spend": (_("spend per guest"), "money"),
    "score": (_("satisfaction"), "number"),
}


@dataclass(frozen=True)
class Line:
    """One measure: means of (guests, mean) of both groups; the difference lies between `low` and `high` (95 %)."""

    title: Words
    form: str
    treated: tuple[int, float | None]
    left_alone: tuple[int, float | None]
    low: float | None
    high: float | None

    @property
    def verdict(self) -> Verdict:
        if self.low is None or self.high is None:
            return Verdict.TOO_FEW
        if self.low > 0:
            return Verdict.MORE
        return Verdict.LESS if self.high < 0 else Verdict.CHANCE


def lines(treatment: Treatment) -> list[Line]:
    """What came of it; nothing before it was measured."""
    return [
        Line(
            title,
            form,
            tuple(treatment.results[key][TREATED][:2]),
            tuple(treatment.results[key][LEFT_ALONE][:2]),
            treatment.results[key]["low"],
            treatment.results[key]["high"],
        )
        for key, (title, form) in MEASURES.items()
        if key in treatment.results
    ]


def groups() -> list[tuple[str, str]]:
    """(key, name) of both groups of every treatment, as conditions name them."""
    named = Treatment.objects.values_list("pk", "name")
    titles = {TREATED: _("treated"), LEFT_ALONE: _("left alone")}
    return [(f"{pk}:{key}", labelled(name, title)) for pk, name in named for key, title in titles.items()]


def group_key(treatment: Treatment, *, is_treated: bool) -> str:
    return f"{treatment.pk}:{TREATED if is_treated else LEFT_ALONE}"


def members_of(keys: Sequence[str]) -> QuerySet[TreatedGuest]:
    """The guests of some of `groups`."""
    found = Q()
    for key in keys:
        treatment, _sep, group = key.partition(":")
        found |= Q(treatment=int(treatment), is_treated=group == TREATED)
    return TreatedGuest.objects.filter(found)


def treated(treatments: Sequence[str], attributes: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """(codes of their attributes on the day it began, who came again) of all who were treated."""
    rows: list[list[int]] = []
    came: list[bool] = []
    for treatment in Treatment.objects.filter(pk__in=[int(pk) for pk in treatments]).order_by("pk"):
        with connection.cursor() as cursor:
            sql = f"SELECT guest_id FROM ({statements.OUTCOMES}) o WHERE is_treated AND came"
            cursor.execute(sql, statements.parameters(treatment, treatment.last_day))
            again = {guest for (guest,) in cursor.fetchall()}
        members = treatment.members.filter(is_treated=True).order_by("guest")
        for guest, codes in members.values_list("guest", "codes"):
            rows.append([codes.get(key, UNKNOWN) for key in attributes])
            came.append(guest in again)
    return np.array(rows, dtype=np.int8).reshape(len(rows), len(attributes)), np.array(came, dtype=bool)
