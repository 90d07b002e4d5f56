"""How long the nightly value takes, against the plain aggregate of the same rows in the same run.

`fill(guests)` needs an empty, migrated database of its own; `measure()` returns (name, seconds, ratio) rows.
Ratios are to the plain aggregate; that one's own is to a serial scan of the stays. Seconds are the processor's, of
the database without parallel workers and of Python: on a machine with other work the clock says how busy that is.
"""

import os
import resource
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from analytics.life_cycle.services import compute as place_in_life_cycle
from analytics.value import statements
from analytics.value.choices import Estimator
from analytics.value.models import CostInput, StayForecast, ValueRun
from analytics.value.services import computing
from analytics.value.services.counting import keep_sums, sums_as_of
from analytics.value.services.parameters import change_parameters
from common import jobs
from common.quick import quick_session
from guests.selectors.ranges import RANGE
from hotelcrm.nightly import STEPS

STAYS_EACH = 5
#: All nights are of one accounting month: the first one freezes its C, as one night a month does.
AS_OF = date(2026, 6, 27)
#: The statement whose time is the unit of the night.
AGGREGATE = f"""
    SELECT count(*), sum(k), sum(total) FROM (
        SELECT guest_id, count(*) AS k, min(arrival), max(arrival), sum(spend) AS total
        FROM reservations_stay
        WHERE status = 'checked_out' AND departure <= '{AS_OF}'
        GROUP BY guest_id
    ) per_guest
"""
SCAN = "SELECT count(*), sum(spend) FROM reservations_stay WHERE status = 'checked_out'"

#: One guest in so many has a stay changed from one night to the next.
TOUCHED = 100
VALUE_STEPS = {"stays", "sums", "cost", "value", "show", "old"}
#: A fit of its own would say nothing here: all guests of the bench have STAYS_EACH stays. These are of CDNOW.
FITTED = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}

Row = tuple[str, float, float | None]


def fill(guests: int) -> None:
    """`guests` guests with STAYS_EACH completed stays, motives, industries, incomes and monthly costs.

    Straight into the tables, past the change history: what is measured is the night.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.42)")
        for table in ("guests_guest", "reservations_stay"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            """
            INSERT INTO guests_guest (name, latin_name, former_names, salutation, gender, birthday_calendar,
                nationality, region, language, position, industry, education, income_band, credit, source,
                is_vip, vip_reason, confirmed_fields, is_anonymous, is_synthetic, created_by)
            SELECT 'Bench ' || n, '', '{}', '', '', 'solar', 'CN', '', '', '',
                   (ARRAY['manager', 'clerk', 'teacher', 'worker', 'government', ''])[1 + floor(random() * 6)], '',
                   CASE WHEN random() < 0.6 THEN 1 + floor(random() * 5) END,
                   CASE WHEN random() < 0.3 THEN 1 + floor(random() * 4) END,
                   'bench', false, '', '{}', false, true, 'bench'
            FROM generate_series(1, %(guests)s) n
            """,
            {"guests": guests},
        )
        cursor.execute("SELECT min(id) FROM guests_guest WHERE source = 'bench'")
        first = cursor.fetchone()[0]
        cursor.execute(
            """
            WITH r AS (
                INSERT INTO reservations_reservation (source, external_id, version, status, origin, "group",
                    motive, why_this_hotel, currency, special_requests, remarks, attributes, is_synthetic,
                    created_by, lock_version, content_hash)
                SELECT 'bench', n::text, 0, 'checked_out', 'transient', '', '', '', 'CNY', '{}', '', '{}', true,
                       'bench', 0, ''
                FROM generate_series(1, %(lines)s) n RETURNING id
            )
            INSERT INTO reservations_reservationline (reservation_id, line, arrival, departure, adults, children,
                babies, rate_plan, board, status, amount, lock_version)
            SELECT id, '1', '2024-01-01', '2024-01-02', 1, 0, 0, '', '', 'checked_out', 0, 0 FROM r RETURNING id
            """,
            {"lines": STAYS_EACH},
        )
        for line in [row[0] for row in cursor.fetchall()]:
            cursor.execute(
                """
                INSERT INTO reservations_stay (guest_id, line_id, arrival, departure, status, is_payer,
                    checked_in_at, checked_out_at, spend, spend_restaurant, spend_shop, motive, is_synthetic)
                SELECT g, %(line)s, day, day + 1 + (g %% 3)::int, 'checked_out', false, day, day + 1,
                       round((200 + exp(5 + 2 * random()))::numeric, 2),
                       CASE WHEN random() < 0.4 THEN 60 ELSE 0 END, CASE WHEN random() < 0.1 THEN 40 ELSE 0 END,
                       (ARRAY['business', 'business', 'conference', 'sightseeing', ''])[1 + floor(random() * 5)],
                       true
                FROM (
                    SELECT g, %(as_of)s::date - 5 - floor(1400 * random())::int AS day
                    FROM generate_series(%(first)s, %(last)s) g
                ) visits
                """,
                {"line": line, "first": first, "last": first + guests - 1, "as_of": AS_OF},
            )
        # The checks of the foreign keys that wait for the end of the transaction: now.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("guests_guest", "reservations_stay"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    CostInput.objects.create(month=date(2026, 5, 1), amount=300 * guests, is_synthetic=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE reservations_stay")
        cursor.execute("VACUUM ANALYZE guests_guest")


@contextmanager
def _quick():
    with quick_session(), connection.cursor() as cursor:
        yield cursor


def _took(work: Callable[[], object]) -> float:
    """Processor time of the database's process of this connection, and of this one; by the clock where the first one
    cannot be seen."""
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0; SET max_parallel_maintenance_workers = 0")
        cursor.execute("SELECT pg_backend_pid()")
        process = Path(f"/proc/{cursor.fetchone()[0]}/stat")

    def seconds() -> float:
        if not process.exists():
            return time.perf_counter()
        fields = process.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") + time.process_time()

    began = seconds()
    work()
    return seconds() - began


def _best(work: Callable[[], object], times: int = 3) -> float:
    return min(_took(work) for _ in range(times))


def _scan() -> None:
    with _quick() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL enable_indexscan = off;")
        cursor.execute("SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(SCAN)


def _aggregate() -> None:
    with _quick() as cursor:
        cursor.execute(AGGREGATE)


@jobs.job("bench_value", title="value")
def value_steps(run: jobs.Run) -> None:
    """The steps of the night that value the guests, without its other work."""
    for step in STEPS:
        if step.key in VALUE_STEPS:
            step.do(run, run.business_date)


def _night(on: date) -> None:
    jobs.run_now("bench_value", business_date=on)


def _touch() -> None:
    """A day's work: one guest in TOUCHED has a stay that costs more than it did."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reservations_stay SET spend = spend + 1 WHERE id IN"
            " (SELECT min(id) FROM reservations_stay WHERE guest_id %% %(touched)s = 0 GROUP BY guest_id)",
            {"touched": TOUCHED},
        )


def _count(on: date) -> None:
    with quick_session():
        keep_sums(on=on)


def _pin_a_fitted_model(on: date) -> None:
    """From `on` p comes from a model with the parameters FITTED."""
    StayForecast.objects.create(
        kind=Estimator.BG_NBD,
        as_of=AS_OF,
        guests=0,
        returns=0,
        log_likelihood=0,
        is_converged=True,
        seconds=0,
        fitted_at=timezone.now(),
        **FITTED,
    )
    change_parameters(settings={"estimator": Estimator.BG_NBD}, valid_from=on, note="", by="bench")


def _vacuum() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM reservations_stay")


def _life_cycle(on: date) -> None:
    place_in_life_cycle(None, on=on, now=timezone.now())


def _statements_of(run: ValueRun, *, chunk: int | None) -> float:
    """Seconds of collecting and storing again, in one statement each or in chunks of `chunk`; rolled back."""
    collecting, storing = computing.collecting(run), computing.storing(run)
    ranges = list(_ranges(chunk)) if chunk else [(0, 0)]
    inside = "WHERE guest_id > %(after)s AND guest_id <= %(upto)s" if chunk else ""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'; SET LOCAL jit = off; SET LOCAL random_page_cost = 1.1")
        # A run of its own number, so that the shown one is not touched.
        run = ValueRun(**{f.attname: getattr(run, f.attname) for f in ValueRun._meta.concrete_fields})
        run.pk = 0
        cursor.execute(statements.create_tables(0))
        took = _took(lambda: _do(cursor, run, ranges, inside, collecting, storing))
        transaction.set_rollback(True)
    return took


def _do(cursor, run: ValueRun, ranges: list, inside: str, collecting: dict, storing: dict) -> None:
    """The statements of `_statements_of`."""
    whole = not inside
    sums = sums_as_of(run.business_date)
    for after, upto in ranges:
        cursor.execute(statements.collect(0, sums, whole=whole), collecting | {"after": after, "upto": upto})
    cursor.execute("CREATE INDEX ON value_build_0 USING brin (guest_id) WITH (pages_per_range = 64)")
    rows = computing.scored_rows(run, inside)
    for after, upto in ranges:
        cursor.execute(statements.store(0, rows, whole=whole), storing | {"after": after, "upto": upto})


def _ranges(chunk: int):
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM guests_guest")
        first, last = cursor.fetchone()
    for after in range(first - 1, last, chunk):
        yield after, min(after + chunk, last)


def measure() -> list[Row]:
    """Rows of the value benchmark over the filled database.

    The aggregate is taken before each of the others: it differs by half from one minute to the next where other work
    shares the processor's memory, and the mean of all is the unit.
    """
    units: list[float] = []
    found: list[tuple[str, float]] = []

    def take(name: str, work: Callable[[], object], *, prepare: Callable[[], object] | None = None) -> None:
        _vacuum()
        units.append(_took(_aggregate))
        if prepare is not None:
            prepare()
        found.append((name, _took(work)))

    scan = _best(_scan)
    days = [AS_OF + timedelta(days=later) for later in range(4)]
    take("the first night of all: freezing C, storing all sums", lambda: _night(days[0]))
    take("night, with migration and movers", lambda: _night(days[1]), prepare=_touch)
    take("life-cycle, everybody", lambda: _life_cycle(days[1]))
    take("sums of touched guests", lambda: _count(days[2]), prepare=_touch)
    take("life-cycle, who may have moved", lambda: _life_cycle(days[2]))
    _night(days[2])
    run = ValueRun.objects.get(is_current=True)
    whole, chunked = _statements_of(run, chunk=None), _statements_of(run, chunk=RANGE)
    _pin_a_fitted_model(days[3])
    take("night by the fitted model", lambda: _night(days[3]), prepare=_touch)

    unit = sum(units) / len(units)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        ("serial scan of stays", scan, None),
        ("plain GROUP BY guest, least", min(units), min(units) / scan),
        ("plain GROUP BY guest, mean", unit, None),
        *((name, took, took / unit) for name, took in found),
        (f"its two statements in chunks of {RANGE:,} (ratio to whole)", chunked, chunked / whole),
        ("Python's memory, MB", memory, None),
    ]
