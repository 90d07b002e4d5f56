"""How long the night takes to describe and class every guest, against the plain aggregate of the same run.

The hotel is that of `hotelcrm.bench.value`, with what attributes need beside it. Processor time of PostgreSQL's own
process where it can be seen, and the wall clock for several workers at once.
"""

import multiprocessing
import resource
import time
from collections.abc import Iterator

from django.db import connection, transaction
from django.utils import timezone

from analytics.segments.datasets import frame
from analytics.segments.default_scheme import ASKED, RULES, propose
from analytics.segments.information_tree import InformationTree
from analytics.segments.models import AttributeRun, Question, TreeVersion
from analytics.segments.selectors.memberships import described
from analytics.segments.services import classifying, deriving
from analytics.segments.services.questions import publish
from analytics.segments.stored_trees import as_document
from common import jobs
from common.shares import help_out
from hotelcrm.bench import value
from hotelcrm.bench.report import Figure
from hotelcrm.nightly import STEPS
from loyalty.services import classes

#: The parts of the night that are measured, and those that must have been before.
BEFORE = value.VALUE_STEPS
STEP_KEYS = ("attributes", "segments")
#: A ratio to the plain aggregate, and resident memory of the night's process.
GOAL, MEMORY_GOAL = 20.0, 1024.0
WORKERS = 2
#: A night in which nobody moves is the usual one; the first one writes everybody.
AGAIN = "segments again, nobody moved"
OTHER = "segments again, another version"
CLASSES = "guest classes"
#: Guests that the published tree is grown on.
GROWN_ON = 20_000


@jobs.job("bench_attributes", title="attributes")
def attribute_steps(run: jobs.Run) -> dict[str, float]:
    """The steps of the night that lead to attributes and segments, and how long those two take."""
    took = {}
    for step in STEPS:
        if step.key in BEFORE:
            step.do(run, run.business_date)
        elif step.key in STEP_KEYS:
            if step.key == "segments":
                _publish_a_tree()
            took[step.key] = value._took(lambda step=step: step.do(run, run.business_date))
    for name in (AGAIN, OTHER):
        if name == OTHER:
            _publish_a_tree()
        with transaction.atomic():
            run.checkpoint({key: place for key, place in run.cursor.items() if key != classifying.TASK})
        took[name] = value._took(lambda: classifying.classify(run, on=run.business_date, now=timezone.now()))
    took[CLASSES] = value._took(lambda: classes.classify(run, on=run.business_date))
    return took


def run(guests: int) -> Iterator[Figure]:
    """Fill, then `measure`; `guests` of them."""
    value.fill(guests)
    _further_facts()
    yield from measure()


def measure() -> Iterator[Figure]:
    """The night of a filled hotel that has had none."""
    aggregate = value._best(value._aggregate)
    yield Figure("plain GROUP BY guest", aggregate, "s")
    took = jobs.run_now("bench_attributes", business_date=value.AS_OF).result
    for key, seconds in took.items():
        yield Figure(f"step {key}", seconds, "s")
    for name in ("segments", AGAIN, OTHER):
        ratio = (took["attributes"] + took[name]) / aggregate
        yield Figure(f"attributes and {name}, ratio", ratio, "×", goal=GOAL)
    alone = _shared(1)
    yield Figure("ranges done by 1 worker, by the clock", alone, "s")
    yield Figure(f"ranges done by {WORKERS} workers, by the clock", _shared(WORKERS), "s")
    for name, whose in (
        ("the night's process", resource.RUSAGE_SELF),
        ("a worker", resource.RUSAGE_CHILDREN),
    ):
        used = resource.getrusage(whose).ru_maxrss / 1024
        yield Figure(f"memory of {name}", used, "MB", goal=MEMORY_GOAL)


def _publish_a_tree() -> None:
    """A tree of the scheme that says what the delivered rules say."""
    now = timezone.now()
    table = frame(ASKED, guests=described(), limit=GROWN_ON)
    said = [RULES[place].segment for place in propose(table)]
    tree = InformationTree(max_depth=8, min_leaf=5, group=True).fit(table.to_numpy(), said)
    question, _created = Question.objects.get_or_create(name="bench", attributes=list(ASKED))
    version = TreeVersion.objects.create(
        question=question,
        number=question.versions.count() + 1,
        document=as_document(tree, ASKED),
        scores={},
        data={},
        settings={},
        fitted_at=now,
    )
    publish(version=version, by="bench", now=now)


def _further_facts() -> None:
    """Files with what the value does not ask, half of the stays in an outlet more, rooms of all classes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.7)")
        cursor.execute("ALTER TABLE guests_guest DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE guests_guest SET gender = (ARRAY['male', 'female', ''])[1 + floor(random() * 3)],"
            " birthday = '1950-01-01'::date + floor(random() * 20000)::int,"
            " region = (ARRAY['湖南', '广东', '四川', ''])[1 + floor(random() * 4)],"
            " household_size = 1 + floor(random() * 6)"
        )
        cursor.execute("ALTER TABLE guests_guest ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE guests_guest")


def _shared(workers: int) -> float:
    """Seconds by the clock in which so many processes describe all guests again; nothing of it is shown."""
    shown = AttributeRun.objects.get(is_current=True)
    run = deriving.prepare(on=shown.business_date, now=shown.started_at, value_run=shown.value_run)
    connection.close()
    began = time.perf_counter()
    helpers = [multiprocessing.Process(target=_help, args=(run.pk,)) for _n in range(workers)]
    for helper in helpers:
        helper.start()
    for helper in helpers:
        helper.join()
    took = time.perf_counter() - began
    deriving.tidy(shown)
    return took


def _help(key: int) -> None:
    connection.close()
    help_out(deriving.TASK, key)
