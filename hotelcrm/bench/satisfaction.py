"""How long the night's scores take, against one plain aggregate over the same answers in the same run.

`run(sets)` needs an empty, migrated database of its own: so many answer sets of 24 answers, one in thirteen
"not used", over three years.
"""

import time
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from analytics.satisfaction.choices import Subject
from analytics.satisfaction.models import Weight, Weighting
from analytics.satisfaction.selectors.diagnosis import Question, diagnose, shown_layout
from analytics.satisfaction.services.force import put_in_force
from analytics.satisfaction.services.scoring import compute_scores
from analytics.satisfaction.services.sheets import write_sheets
from common.quick import quick_session
from feedback.models import AnswerSet, Instrument
from hotelcrm.bench.report import Figure

AS_OF = date(2026, 6, 28)
#: The statement whose time is the unit.
AGGREGATE = "SELECT indicator_id, count(*), avg(score) FROM feedback_answer GROUP BY indicator_id"
GOAL = 3.0
SETS_EACH = 3


def fill(sets: int) -> None:
    """Straight into the tables, past triggers and keys: what is measured is the night."""
    asked = Instrument.objects.filter(system__status="published").first()
    assert asked is not None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.42); SET LOCAL session_replication_role = replica")
        cursor.execute(
            """
            INSERT INTO guests_guest (name, latin_name, former_names, salutation, gender, birthday_calendar,
                nationality, region, language, position, industry, education, source, is_vip, vip_reason,
                confirmed_fields, is_anonymous, is_synthetic, created_by)
            SELECT 'Bench ' || n, '', '{}', '', '', 'solar', 'CN', '', '', '', '', '', 'bench', false, '', '{}',
                   false, true, 'bench'
            FROM generate_series(1, %(guests)s) n
            """,
            {"guests": max(1, sets // SETS_EACH)},
        )
        cursor.execute(
            """
            INSERT INTO feedback_answerset (guest_id, instrument_id, channel, language, business_date, answered_at,
                finished_at, comment, noted_by, source, external_id, is_synthetic)
            SELECT g.id, %(instrument)s, 'in_person', '', day, day, day, '', '', '', '', true
            FROM generate_series(1, %(each)s) e
            CROSS JOIN LATERAL (
                SELECT id, %(as_of)s::date - (random() * 1090 + e)::int AS day
                FROM guests_guest WHERE source = 'bench' ORDER BY id
            ) g
            """,
            {"instrument": asked.pk, "each": SETS_EACH, "as_of": AS_OF},
        )
        cursor.execute(
            """
            INSERT INTO feedback_answer (answer_set_id, indicator_id, scale, points, not_used)
            SELECT b.id, i.id, 'direct', CASE WHEN r >= 1.0 / 13 THEN 1 + floor(r * 91) / 10 END, r < 1.0 / 13
            FROM feedback_answerset b
            CROSS JOIN LATERAL (
                SELECT id, random() + b.id * 0 AS r FROM feedback_indicator WHERE system_id = %(system)s ORDER BY id
            ) i
            """,
            {"system": asked.system_id},
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE feedback_answer")
        cursor.execute("VACUUM ANALYZE feedback_answerset")


def _write_sheets() -> None:
    """What the program does whenever a guest finishes, for all of them."""
    write_sheets(list(AnswerSet.objects.values_list("pk", flat=True)))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE satisfaction_sheet")


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _aggregate() -> None:
    with quick_session(), connection.cursor() as cursor:
        cursor.execute(AGGREGATE)


def _night() -> None:
    now: datetime = timezone.now()
    compute_scores(None, on=AS_OF, now=now)


def _weigh_anew() -> None:
    """The weights in force once more, as a version of their own."""
    old = Weighting.objects.get(subject=Subject.SATISFACTION, status="in_force")
    weights = list(old.weights.all())
    new = Weighting.objects.create(
        subject=old.subject,
        version=Weighting.objects.filter(subject=old.subject).count() + 100,
        system=old.system,
        method=old.method,
        name="Bench",
        status="agreed",
        decided_on=AS_OF,
    )
    for weight in weights:
        weight.pk, weight.weighting = None, new
    Weight.objects.bulk_create(weights)
    put_in_force(weighting=new, on=AS_OF, by="bench")


def run(sets: int) -> Iterable[Figure]:
    yield Figure("loading the answers", _seconds(lambda: fill(sets)), "s")
    yield Figure("their sheets, otherwise written one by one by day", _seconds(_write_sheets), "s")
    unit = min(_seconds(_aggregate) for _turn in range(3))
    yield Figure("plain aggregate over the answers", unit, "s")
    first = _seconds(_night)
    yield Figure("night, every set new", first, "s")
    yield Figure("  ratio to the aggregate", first / unit, "×", goal=GOAL)
    again = _seconds(_night)
    yield Figure("night, nothing new", again, "s")
    _weigh_anew()
    weighed = _seconds(_night)
    yield Figure("other weights, every set again", weighed, "s")
    yield Figure("  ratio to the aggregate", weighed / unit, "×", goal=GOAL)
    layout = shown_layout()
    assert layout is not None
    asked = {
        "diagnosis of all months": Question(),
        "diagnosis of one value class and year": Question(since=date(2025, 7, 1), value_class="high"),
    }
    for name, question in asked.items():
        yield Figure(name, _seconds(partial(diagnose, question, layout)), "s")
