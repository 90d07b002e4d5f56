"""Problems of files as conditions of the combined query: as they are now, not as the night counted them."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from analytics.quality.checks import Terms, checks
from analytics.quality.selectors import ENTERED_BY, MACHINES, department_of_people, files, term_in_force
from guests.query.registry import Asked, Kind, register_in


def register_all() -> None:
    add = register_in(_("Data quality"), "quality.view_qualitynight")
    add(
        "quality.problem",
        _("the file has a problem"),
        Kind.CHOICE,
        _with_problem,
        choices=lambda: [(check.key, check.problem) for check in checks()],
    )
    add("quality.entered_by", _("file entered by"), Kind.CHOICE, _entered_by, choices=lambda: ENTERED_BY)


def _with_problem(asked: Asked):
    terms = Terms(asked.on, term_in_force().fresh_months)
    failing = Q()
    for check in checks():
        if check.key in asked.value:
            failing |= check.of & check.bad(terms)
    return files().filter(failing).order_by().values("pk")


def _entered_by(asked: Asked) -> Q:
    wanted = {*asked.value}
    people = department_of_people()
    found = Q(created_by__in=[name for name, department in people.items() if department in wanted])
    return found | ~Q(created_by__in=list(people)) if MACHINES in wanted else found
