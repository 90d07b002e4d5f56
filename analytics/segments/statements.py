"""The night's SQL: every guest's attributes, set-based, for the guests of (after, upto].

`facts` adds up what is known of each guest, `coded` turns it into the codes of `attributes` by the bands. Figures
go in as parameters; band edges are written into the text, so that the planner and the executor see constants.
"""

from collections.abc import Sequence
from decimal import Decimal

from analytics.segments.attributes import ATTRIBUTES, BY_KEY, PROVINCES
from analytics.segments.bands import BANDINGS, Edges
from analytics.value.choices import Indicator
from analytics.value.sources import source_of
from analytics.value.statements import HISTORY, SPAN, YEAR_QUARTERS
from analytics.value.statements import partition as value_partition
from common.among import literals
from guests.choices import PreferenceCategory
from guests.selectors.ranges import in_range
from reservations.choices import StayStatus
from reservations.models.spending import SPEND_COLUMNS

ROWS = "segments_attributerow"
COLUMNS = tuple(attribute.key for attribute in ATTRIBUTES)
#: What counts as domestic; see docs/decisions/0041.
DOMESTIC = ("CN", "HK", "MO", "TW")

_SAMPLE = "guest_id %% %(every)s = 0"
#: Column and bit (as Stay.outlets_used has them) of each kind of outlet.
_COLUMNS = {
    category.value: (column, 1 << place) for place, (category, column) in enumerate(SPEND_COLUMNS.items())
}
#: Bits of a key: what one number holds beside the day of a stay, so that the last one is found by a maximum.
_KEY_BITS = 40


def partition(run_id: int) -> str:
    """Name of the run's part of the rows."""
    return f"{ROWS}_{int(run_id)}"


def create_table(run_id: int) -> str:
    """The table of a run, standalone; the check lets it be attached without reading it."""
    return f"""
        DROP TABLE IF EXISTS {partition(run_id)};
        CREATE TABLE {partition(run_id)} (
            LIKE {ROWS} INCLUDING DEFAULTS INCLUDING CONSTRAINTS, CHECK (run_id = {int(run_id)})
        ) WITH (autovacuum_enabled = off);
    """


def fill(run_id: int, value_run_id: int | None, edges: Edges) -> str:
    """INSERT of the guests of (after, upto]."""
    return (
        f"INSERT INTO {partition(run_id)} (run_id, guest_id, {', '.join(COLUMNS)})"
        f" SELECT {int(run_id)}, guest_id, {', '.join(COLUMNS)} FROM ({coded(facts(value_run_id), edges)}) c"
    )


def facts(value_run_id: int | None, *, whose: str = in_range()) -> str:
    """SELECT of what is known of each guest but for children, merged and erased files: `guest_id`, columns of his
    file, and figures (NULL for who has no completed stay). `whose`: a condition on guest_id.

    What the value run of the same night has counted is not counted again.
    """
    within, some, own = f"AND {whose}", f"WHERE {whose}", f"AND {whose.replace('guest_id', 'g.id')}"
    return f"""
        SELECT g.id AS guest_id, g.gender, g.nationality, g.region, g.household_size AS household, g.income_band,
               g.industry, g.education, g.credit,
               date_part('year', age(%(as_of)s::date, g.birthday))::integer AS age,
               s.*, coalesce(s.completed, 0) + coalesce(h.present, 0) AS stays,
               nights::numeric / completed AS length_of_stay, v.spend / completed AS spend_per_stay,
               v.spend - coalesce({" - coalesce(".join(f"spent_{name}, 0)" for name in _COLUMNS)} AS spend_lodging,
               v.spend AS spend_total, v.recent_stays, v.recent_stays * {YEAR_QUARTERS}.0 / ({SPAN}) AS frequency,
               v.motive, v.chv AS profit_total, v.value_class,
               r.why_this_hotel AS why_hotel, t.room_class,
               told.score / 100.0 AS satisfaction, coalesce(c.cases, 0) AS complaints,
               cardinality(r.special_requests) > 0 OR w.guest_id IS NOT NULL OR p.guest_id IS NOT NULL AS has_asked
        FROM guests_guest g
        LEFT JOIN ({_stays(within)}) s ON s.stayed = g.id
        LEFT JOIN reservations_reservationline l ON l.id = s.last_line
        LEFT JOIN reservations_reservation r ON r.id = l.reservation_id
        LEFT JOIN reservations_roomtype t ON t.id = l.room_type_id
        LEFT JOIN (
            SELECT guest_id, count(*) AS present FROM reservations_stay
            WHERE status = '{StayStatus.IN_HOUSE}' {within} GROUP BY guest_id
        ) h ON h.guest_id = g.id
        LEFT JOIN ({_values(value_run_id, some)}) v ON v.guest_id = g.id
        LEFT JOIN (
            SELECT guest_id, max(score) AS score FROM ({source_of(Indicator.SATISFACTION)}) told {some}
            GROUP BY guest_id
        ) told ON told.guest_id = g.id
        LEFT JOIN (
            SELECT guest_id, count(*) AS cases FROM feedback_complaint
            WHERE guest_id IS NOT NULL AND business_date <= %(as_of)s {within} GROUP BY guest_id
        ) c ON c.guest_id = g.id
        LEFT JOIN (SELECT DISTINCT guest_id FROM reservations_staywish {some}) w ON w.guest_id = g.id
        LEFT JOIN (
            SELECT DISTINCT guest_id FROM guests_preference
            WHERE category = '{PreferenceCategory.SERVICE}' {within}
        ) p ON p.guest_id = g.id
        WHERE g.merged_into_id IS NULL AND g.erased_at IS NULL
          AND (g.birthday IS NULL OR g.birthday <= %(of_age)s) {own}
    """


def _stays(within: str) -> str:
    """One row for each guest with completed stays: counts and sums over them, and the line of the last one."""
    used = {name: f"s.outlets_used & {bit} > 0" for name, (_column, bit) in _COLUMNS.items()}
    uses = [f"count(*) FILTER (WHERE {used[name]}) AS uses_{name}" for name in _COLUMNS]
    sums = [
        f"sum(s.{column}) FILTER (WHERE {used[name]}) AS spent_{name}"
        for name, (column, _bit) in _COLUMNS.items()
    ]
    last = f"max((s.arrival - '1900-01-01'::date)::bigint << {_KEY_BITS} | s.line_id)"
    return f"""
        SELECT s.guest_id AS stayed, count(*) AS completed, sum(s.departure - s.arrival) AS nights,
               {last} & {(1 << _KEY_BITS) - 1} AS last_line,
               {", ".join([*uses, *sums])}
        FROM reservations_stay s
        WHERE s.status = '{StayStatus.CHECKED_OUT}' AND s.departure <= %(as_of)s
          {within.replace("guest_id", "s.guest_id")}
        GROUP BY s.guest_id
    """


def _values(value_run_id: int | None, some: str) -> str:
    """The run's rows of the history; of nobody where there is no run."""
    source = HISTORY if value_run_id is None else value_partition(value_run_id)
    some = f"{some} AND run_id = {int(value_run_id or 0)}"
    columns = "guest_id, spend, recent_stays, first_stay_on AS first_on, motive, chv, value_class"
    return f"SELECT {columns} FROM {source} {some}"


def coded(rows: str, edges: Edges) -> str:
    """SELECT guest_id and one code an attribute from `rows` (a SELECT as `facts` writes it)."""
    columns = ", ".join(f"({code_of(key, edges)})::smallint AS {key}" for key in COLUMNS)
    return f"SELECT guest_id, {columns} FROM ({rows}) f"


def code_of(key: str, edges: Edges) -> str:
    """The expression of one attribute's code over the columns of `facts`."""
    if key in BANDINGS:
        return _banded(key, edges[key])
    match key:
        case "country":
            domestic = literals(DOMESTIC)
            return f"CASE WHEN nationality IN ({domestic}) THEN 0 WHEN nationality <> '' THEN 1 END"
        case "region":
            return _region()
        case "income":
            return "income_band - 1"
        case "credit":
            return "credit - 1"
        case "requests":
            return "CASE WHEN has_asked THEN 1 WHEN completed > 0 THEN 0 END"
    whens = " ".join(f"WHEN '{value.key}' THEN {code}" for code, value in enumerate(BY_KEY[key].values))
    return f"CASE {key} {whens} END"


def measure_of(key: str) -> str:
    """The figure that the bands of `key` part, over the columns of `facts`."""
    if key.startswith("use_"):
        return f"uses_{key.removeprefix('use_')} * 100.0 / completed"
    if key in {"spend_telecom", "spend_entertainment", "spend_conference"}:
        return f"spent_{key.removeprefix('spend_')}"
    return "spent_restaurant" if key == "spend_food" else key


def _banded(key: str, edges: Sequence[Decimal]) -> str:
    measure, lead = measure_of(key), BANDINGS[key].lead
    ladder = " ".join(
        f"WHEN {measure} >= {edge} THEN {lead + band}"
        for band, edge in reversed(list(enumerate(edges, start=1)))
    )
    if key.startswith("use_"):
        uses = f"uses_{key.removeprefix('use_')}"
        return f"CASE WHEN {uses} <= 1 THEN {uses} {ladder} WHEN {uses} > 1 THEN {lead} END"
    before = {
        "stays": "WHEN stays <= 1 THEN stays",
        "frequency": "WHEN recent_stays = 0 THEN 0",
        "complaints": "WHEN complaints = 0 THEN 0",
    }.get(key, f"WHEN {measure} <= 0 OR ({measure} IS NULL AND completed > 0) THEN 0" if lead else "")
    return f"CASE {before} {ladder} WHEN {measure} IS NOT NULL THEN {lead} END"


def _region() -> str:
    other = BY_KEY["region"].code("other")
    whens = " ".join(
        f"WHEN region LIKE '{start}%%' THEN {BY_KEY['region'].code(key)}"
        for key, (_title, starts) in PROVINCES.items()
        for start in starts
    )
    foreign = " AND ".join(f"nationality <> '{code}'" for code in ("", *DOMESTIC))
    return f"CASE {whens} WHEN region <> '' OR ({foreign}) THEN {other} END"


def counts(source: str) -> str:
    """(place of the attribute in COLUMNS, code, guests) of `source`: one row a value that somebody has."""
    sets = ", ".join(f"({column})" for column in COLUMNS)
    place = " ".join(f"WHEN grouping({column}) = 0 THEN {at}" for at, column in enumerate(COLUMNS))
    code = f"coalesce({', '.join(COLUMNS)})"
    return f"""
        SELECT CASE {place} END, {code}, count(*) FROM {source}
        GROUP BY GROUPING SETS ({sets}) HAVING {code} IS NOT NULL
    """


def quarters(value_run_id: int | None, keys: Sequence[str]) -> str:
    """One row: for each of `keys` the three figures that part the guests who have one (above 0, where there is
    a value “none”) into quarters, or NULL; then the number of guests with a completed stay. Of one guest in
    `every` (a parameter)."""
    shares = "ARRAY[0.25, 0.5, 0.75]"
    figures = ", ".join(
        f"percentile_disc({shares}) WITHIN GROUP (ORDER BY {measure_of(key)})"
        f" FILTER (WHERE {measure_of(key)} {'> 0' if BANDINGS[key].lead else 'IS NOT NULL'})"
        for key in keys
    )
    return f"SELECT {figures}, count(completed) FROM ({facts(value_run_id, whose=_SAMPLE)}) f"


def moves(key: str, value_run_id: int | None, edges: Edges) -> str:
    """(code shown, code by `edges`, guests) of one banded attribute over all guests of the shown run."""
    return f"""
        SELECT a.{key}, n.code, count(*)
        FROM (SELECT guest_id, {code_of(key, edges)} AS code FROM ({facts(value_run_id, whose="true")}) f) n
        JOIN segments_guestattributes a ON a.guest_id = n.guest_id
        GROUP BY 1, 2
    """
