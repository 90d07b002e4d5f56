"""The answers of a finished set become one row."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connection, transaction

from analytics.satisfaction.score_statements import Layout, count_sheets, gather, without_sheet
from feedback.models import Indicator


@transaction.atomic
def write_sheets(answer_set_ids: Sequence[int]) -> None:
    """Of finished sets that have none yet; a statement for each version of the indicator system they answer."""
    asked: dict[int, list[int]] = {}
    of_these = Indicator.objects.filter(system__instruments__answer_sets__in=answer_set_ids).distinct()
    for system, indicator in of_these.order_by("pk").values_list("system", "pk"):
        asked.setdefault(system, []).append(indicator)
    for system, questions in asked.items():
        _write(system, questions, "b.id = ANY(%(sets)s)", {"sets": list(answer_set_ids)})


def write_missing_sheets(layout: Layout, months: Sequence[date], *, finished: int, on: date) -> None:
    """Of the `finished` sets of these months that have none; usually none is missing, and counting them is enough."""
    given = {"system": layout.system_id, "months": list(months), "on": on}
    with connection.cursor() as cursor:
        cursor.execute(count_sheets(), given)
        if cursor.fetchone()[0] != finished:
            _write(layout.system_id, [question.id for question in layout.questions], without_sheet(), given)


def _write(system: int, questions: Iterable[int], which: str, given: dict) -> None:
    questions = list(questions)
    with connection.cursor() as cursor:
        cursor.execute(gather(questions, which), given | {"system": system, "questions": questions})
