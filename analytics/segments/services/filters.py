"""Combined queries kept as segments, and what became of them in a night."""

from datetime import date, timedelta

import structlog
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from analytics.segments import statements
from analytics.segments.attribute_conditions import PREFIX
from analytics.segments.attributes import BY_KEY
from analytics.segments.models import AttributeRun, FilterMove, FilterNight, FilterSegment
from analytics.segments.selectors.attributes import shown_run
from analytics.segments.selectors.gathering import gather
from analytics.segments.services.deriving import before_run
from common.errors import EditConflict, HotelError
from common.jobs import Run
from common.quick import quick_session
from guests.query.building import guests_of, is_personal, require
from guests.query.document import Document, QueryProblem, parse
from guests.query.values import is_finished

log = structlog.get_logger(__name__)
#: The guests of the segment being compared, for the time of a transaction.
NOW = "segments_filter_now"
#: Those of them who entered, and who left.
MOVED = "segments_filter_moved"
#: There is nothing of him on the other side of the night: he is new, or no guest of his own any more.
_KNOWN_ONCE = "CASE WHEN m.entered THEN o.guest_id IS NULL ELSE w.guest_id IS NULL END"
#: Who entered and who left is told for so long; how many there were, for ever.
MOVES_KEPT = timedelta(days=90)


@transaction.atomic
def pin(*, name: str, document: Document, by, note: str = "") -> FilterSegment:
    """Keep `document` as a segment. HotelError where it is empty, unfinished, names a person, or the name is taken."""
    _check(document, by)
    segment = FilterSegment(
        name=" ".join(name.split()), document=document.as_json(), note=note.strip(), owner=by
    )
    return _saved(segment)


@transaction.atomic
def change(
    *, segment: FilterSegment, by, seen: int, name: str, note: str, document: Document | None = None
) -> FilterSegment:
    """Rename it, say what it is for, or ask something else: a segment that asks something else is compared with
    itself from the next night but one. EditConflict where somebody saved it since `seen` (its lock_version)."""
    segment = FilterSegment.objects.select_for_update().get(pk=segment.pk)
    if segment.lock_version != seen:
        message = _("“%(name)s” was saved by somebody else since you opened it. Look at it again, then save.")
        raise EditConflict(message % {"name": segment.name})
    if document is not None:
        _check(document, by)
        segment.document = document.as_json()
    segment.name, segment.note = " ".join(name.split()), note.strip()
    segment.lock_version = F("lock_version") + 1
    return _saved(segment)


@transaction.atomic
def unpin(*, segment: FilterSegment) -> None:
    """Forget the segment with its history; the guests stay as they are."""
    segment.delete()


def _check(document: Document, by) -> None:
    require(by, document)
    if not document.parts:
        raise HotelError(_("A segment needs at least one condition: all guests are none."), field="query")
    if not all(map(is_finished, document.terms())):
        raise HotelError(_("A condition is not filled in yet."), field="query")
    if is_personal(document):
        raise HotelError(_("A query that names a person is no segment."), field="query")


def _saved(segment: FilterSegment) -> FilterSegment:
    if not segment.name:
        raise HotelError(_("Give the segment a name."), field="name")
    try:
        with transaction.atomic():
            segment.save()
    except IntegrityError as error:
        message = _("There is a segment “%(name)s” already: choose another name.")
        raise HotelError(message % {"name": segment.name}, field="name") from error
    segment.refresh_from_db()
    return segment


# --- The night ---------------------------------------------------------------------------------------------
def compare_all(run: Run, *, on: date) -> int:
    """Who entered and who left each segment in the night of `on`; returns how many were compared.

    Each segment is one transaction; repeated, a night comes to the same. One that cannot be asked any more says
    so on its page, and the others are compared all the same.
    """
    shown = shown_run()
    compared = 0
    for segment in FilterSegment.objects.all():
        if FilterNight.objects.filter(segment=segment, business_date__gt=on).exists():
            continue
        try:
            _compare(segment, shown, on)
            compared += 1
        except QueryProblem as problem:
            log.warning("segment_cannot_be_asked", segment=segment.pk, why=str(problem.message))
            _note(segment, on, guests=0, problem=str(problem.message)[:300])
        run.progress()
    FilterMove.objects.filter(day__lt=on - MOVES_KEPT).delete()
    return compared


def _compare(segment: FilterSegment, shown: AttributeRun | None, on: date) -> None:
    document = parse(segment.document)
    with quick_session(), connection.cursor() as cursor:
        guests = gather(cursor, NOW, guests_of(document, on=on))
        last = FilterNight.objects.filter(segment=segment, problem="", business_date__lt=on).first()
        entered = left = 0
        if last is not None and last.document == segment.document:
            entered, left = _tell_moves(cursor, segment, shown, on, document)
        else:
            FilterMove.objects.filter(segment=segment, day=on).delete()
        _keep_members(cursor, segment, on)
        _note(segment, on, guests=guests, entered=entered, left=left)


def _tell_moves(
    cursor, segment: FilterSegment, shown: AttributeRun | None, on: date, document: Document
) -> tuple[int, int]:
    """Store who entered and who left since the night before; (entered, left)."""
    before = before_run(shown) if shown else None
    values = {"segment": segment.pk, "on": on}
    # What an earlier try of this night found counts as not yet happened.
    cursor.execute(
        f"""
        CREATE TEMPORARY TABLE {MOVED} ON COMMIT DROP AS
        WITH told AS (
            SELECT guest_id, entered FROM segments_filtermove WHERE segment_id = %(segment)s AND day = %(on)s
        ), before AS (
            (SELECT guest_id FROM segments_filtermember WHERE segment_id = %(segment)s
             EXCEPT SELECT guest_id FROM told WHERE entered)
            UNION SELECT guest_id FROM told WHERE NOT entered
        )
        SELECT coalesce(n.guest_id, b.guest_id) AS guest_id, b.guest_id IS NULL AS entered
        FROM {NOW} n FULL JOIN before b ON b.guest_id = n.guest_id
        WHERE n.guest_id IS NULL OR b.guest_id IS NULL
        """,
        values,
    )
    cursor.execute("DELETE FROM segments_filtermove WHERE segment_id = %(segment)s AND day = %(on)s", values)
    cursor.execute(
        f"""
        INSERT INTO segments_filtermove (segment_id, guest_id, day, entered, because, is_new)
        SELECT %(segment)s, m.guest_id, %(on)s, m.entered, {_because(document)},
               {_KNOWN_ONCE if before else "false"}
        FROM {MOVED} m
        LEFT JOIN {_rows_of(before)} o ON o.guest_id = m.guest_id
        LEFT JOIN {_rows_of(shown)} w ON w.guest_id = m.guest_id
        """,
        values,
    )
    cursor.execute(
        f"SELECT count(*) FILTER (WHERE entered), count(*) FILTER (WHERE NOT entered) FROM {MOVED}"
    )
    entered, left = cursor.fetchone()
    cursor.execute(f"DROP TABLE {MOVED}")
    return entered, left


def _because(document: Document) -> str:
    """The attributes of the query that differ between the rows `o` and `w`, as JSON."""
    keys = sorted({term.key.removeprefix(PREFIX) for term in document.terms()} & set(BY_KEY))
    if not keys:
        return "'[]'::jsonb"
    values = ", ".join(f"('{key}', o.{key}, w.{key})" for key in keys)
    changed = (
        f"SELECT jsonb_agg(jsonb_build_array(k, a, b)) FROM (VALUES {values}) AS v (k, a, b)"
        " WHERE a IS DISTINCT FROM b"
    )
    known_twice = "o.guest_id IS NOT NULL AND w.guest_id IS NOT NULL"
    return f"CASE WHEN {known_twice} THEN coalesce(({changed}), '[]'::jsonb) ELSE '[]'::jsonb END"


def _rows_of(run: AttributeRun | None) -> str:
    """The rows of a run; none of no run."""
    if run is None:
        return f"(SELECT * FROM {statements.ROWS} WHERE false)"
    return statements.partition(run.pk)


def _keep_members(cursor, segment: FilterSegment, on: date) -> None:
    values = {"segment": segment.pk, "on": on}
    cursor.execute(
        f"DELETE FROM segments_filtermember m WHERE segment_id = %(segment)s"
        f" AND NOT EXISTS (SELECT FROM {NOW} n WHERE n.guest_id = m.guest_id)",
        values,
    )
    cursor.execute(
        f"INSERT INTO segments_filtermember (segment_id, guest_id, since)"
        f" SELECT %(segment)s, guest_id, %(on)s FROM {NOW} ON CONFLICT (segment_id, guest_id) DO NOTHING",
        values,
    )


def _note(segment: FilterSegment, on: date, **figures) -> None:
    FilterNight.objects.update_or_create(
        segment=segment,
        business_date=on,
        defaults={"document": segment.document, "entered": 0, "left": 0, "problem": "", **figures},
    )
