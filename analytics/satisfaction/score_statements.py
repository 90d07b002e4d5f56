"""The SQL of scores: `scoring.score_set`, set-based. A property test holds both equal.

The answers of a set stand in one row (a sheet) from the moment it is finished, so that the night reads a million rows
instead of 24 million. Weights stand in the statement as figures, keys go in as parameters.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analytics.satisfaction.choices import Level


@dataclass(frozen=True)
class Question:
    """One indicator: its places among criteria and departments (from 0), its weight among its siblings."""

    id: int
    key: str
    criterion: int
    department: int
    weight: float


@dataclass(frozen=True)
class Layout:
    """A weighting as the statements need it; `questions` by id, `criteria` (key, weight) by id, departments by code."""

    weighting_id: int
    system_id: int
    questions: tuple[Question, ...]
    criteria: tuple[tuple[str, float], ...]
    departments: tuple[str, ...]

    def importance(self, question: Question) -> float:
        return question.weight * self.criteria[question.criterion][1]

    @property
    def measures(self) -> tuple[tuple[str, str, str], ...]:
        """(level, key, column of `scored`) of everything a sample is taken of."""
        return (
            (Level.ALL, "", "score"),
            *((Level.CRITERION, key, f"c{at}") for at, (key, _weight) in enumerate(self.criteria)),
            *((Level.DEPARTMENT, code, f"d{at}") for at, code in enumerate(self.departments)),
            *((Level.INDICATOR, one.key, place_column(at)) for at, one in enumerate(self.questions, start=1)),
        )


def place_column(place: int) -> str:
    """Where a sheet keeps the score of the indicator at this place, from 1."""
    return f"q{place:02}"


def gather(questions: Sequence[int], which: str) -> str:
    """Sheets of the finished sets of one system that have none; `questions`: ids in their order, `which`: a condition
    on the answer sets b.

    A set with a row for each indicator, the usual one, has its scores in the right order already.
    """
    places = range(1, len(questions) + 1)
    aligned = ", ".join(f"given[array_position(asked, {int(key)}::bigint)]" for key in questions)
    return f"""
        INSERT INTO satisfaction_sheet (answer_set_id, system_id, business_date, {_columns(places)})
        SELECT id, %(system)s, business_date, {", ".join(f"scores[{place}]" for place in places)}
        FROM (
            SELECT b.id, b.business_date,
                   CASE WHEN asked = %(questions)s::bigint[] THEN given ELSE ARRAY[{aligned}] END AS scores
            FROM feedback_answerset b
            JOIN feedback_instrument i ON i.id = b.instrument_id
            LEFT JOIN LATERAL (
                SELECT array_agg(a.indicator_id ORDER BY a.indicator_id) AS asked,
                       array_agg(a.score ORDER BY a.indicator_id) AS given
                FROM feedback_answer a WHERE a.answer_set_id = b.id
            ) answers ON true
            WHERE i.system_id = %(system)s AND b.finished_at IS NOT NULL AND {which}
            OFFSET 0
        ) found
        ON CONFLICT (answer_set_id) DO NOTHING
    """


def without_sheet() -> str:
    """For `gather`: the sets of the months %(months)s without one, of a time before sheets were kept."""
    return f"""
        {_in_months("b")} AND b.business_date <= %(on)s
        AND NOT EXISTS (SELECT 1 FROM satisfaction_sheet h WHERE h.answer_set_id = b.id)
    """


def count_sheets() -> str:
    """How many sheets the months %(months)s have up to %(on)s."""
    return f"""
        SELECT count(*) FROM satisfaction_sheet h
        WHERE h.system_id = %(system)s AND h.business_date <= %(on)s AND {_in_months("h")}
    """


def scored(layout: Layout, *, joins: str = "", where: str = "") -> str:
    """SELECT of the sheets that come to a `score`, with criteria c0 …, departments d0 …, and number of `answers`.

    `joins` and `where` may speak of the sheets h. Sums are taken once for each pair of criterion and department; the
    moments that nobody reads keep the planner from taking them again wherever they are used, and leave the work to
    several workers, which a fence of OFFSET 0 would not.
    """
    places = range(1, len(layout.questions) + 1)
    asked = _columns(places)
    cells: dict[tuple[int, int], list[tuple[str, float]]] = {}
    for place, one in zip(places, layout.questions, strict=True):
        if one.weight > 0:
            cells.setdefault((one.criterion, one.department), []).append((place_column(place), one.weight))
    sums = [f"{_total(parts)} AS n{at}, {_known(parts)} AS k{at}" for at, parts in enumerate(cells.values())]
    criteria, departments = [], []
    for place in range(len(layout.criteria)):
        own = [(at, 1.0) for at, (criterion, _department) in enumerate(cells) if criterion == place]
        criteria.append(f"{_of_cells(own)} AS c{place}")
    for place in range(len(layout.departments)):
        own = [
            (at, layout.criteria[criterion][1])
            for at, (criterion, department) in enumerate(cells)
            if department == place and layout.criteria[criterion][1] > 0
        ]
        departments.append(f"{_of_cells(own)} AS d{place}")
    tops = [(f"c{at}", weight) for at, (_key, weight) in enumerate(layout.criteria) if weight > 0]
    names = ", ".join(
        f"{letter}{at}" for letter, them in (("c", criteria), ("d", departments)) for at in range(len(them))
    )
    kept = f"answer_set_id, business_date, answers, {asked}"
    return f"""
        SELECT {kept}, {names}, ({_total(tops)}) / nullif({_known(tops)}, 0) AS score
        FROM (
            SELECT {kept}, {", ".join([*criteria, *departments])}, clock_timestamp() AS computed
            FROM (
                SELECT h.answer_set_id, h.business_date, num_nonnulls({asked}) AS answers, {asked},
                       {", ".join([*sums, "clock_timestamp() AS computed"])}
                FROM satisfaction_sheet h {joins}
                WHERE h.system_id = {layout.system_id} {where}
            ) sums
        ) parts
        WHERE num_nonnulls({", ".join([column for column, _weight in tops] + ["computed"])}) > 1
    """


def partition(table: str, weighting_id: int) -> str:
    """Name of the part of `table` that belongs to a weighting."""
    return f"{table}_{int(weighting_id)}"


def build_partition(table: str, weighting_id: int, columns: Sequence[str], rows: str) -> str:
    """A new part of `table` from the SELECT `rows`, built apart (so by several workers) and attached whole.

    `columns` are those beside the weighting, the key first; none of them is ever unknown.
    """
    own = partition(table, weighting_id)
    known = ", ".join(f"ALTER {column} SET NOT NULL" for column in columns)
    return f"""
        CREATE TABLE {own} AS {rows};
        ALTER TABLE {own} {known}, ADD PRIMARY KEY ({columns[0]}, weighting_id),
            ADD CHECK (weighting_id = {int(weighting_id)});
        ALTER TABLE {table} ATTACH PARTITION {own} FOR VALUES IN ({int(weighting_id)});
        ANALYZE {own}
    """


def add_scores(layout: Layout) -> str:
    """Scores of the sets of the months %(months)s that have none under this weighting yet."""
    missing = f"""
        AND {_in_months("h")} AND NOT EXISTS (
            SELECT 1 FROM satisfaction_answersetscore s
            WHERE s.weighting_id = {layout.weighting_id} AND s.answer_set_id = h.answer_set_id
        )"""
    return f"""
        INSERT INTO satisfaction_answersetscore (weighting_id, answer_set_id, score, answers)
        {score_rows(layout, missing)}
    """


def score_rows(layout: Layout, where: str = "") -> str:
    """SELECT of the scores of the sheets up to %(on)s, in the order of their table's columns."""
    return f"""
        SELECT {layout.weighting_id}::bigint AS weighting_id, answer_set_id, score, answers::smallint AS answers
        FROM ({scored(layout, where=f"AND h.business_date <= %(on)s {where}")}) found
    """


#: (month, number of sets, fingerprint) of the months whose sets are not those that were scored; no number for a month
#: that has none any more. A set that came, went or changed its guest changes the fingerprint.
STALE_MONTHS = """
    SELECT month, present.sets, present.fingerprint
    FROM (
        SELECT date_trunc('month', b.business_date::timestamp)::date AS month, count(*) AS sets,
               bit_xor(hashint8extended(b.id, coalesce(b.guest_id, 0))) AS fingerprint
        FROM feedback_answerset b
        WHERE b.finished_at IS NOT NULL AND b.business_date <= %(on)s
          AND b.instrument_id IN (SELECT id FROM feedback_instrument WHERE system_id = %(system)s)
        GROUP BY 1
    ) present
    FULL JOIN (
        SELECT month, sets, fingerprint FROM satisfaction_scoredmonth WHERE weighting_id = %(weighting)s
    ) scored USING (month)
    WHERE (present.sets, present.fingerprint) IS DISTINCT FROM (scored.sets, scored.fingerprint)
    ORDER BY month
"""

#: Each guest's mean over his sets, under the weightings in force; in the order of its table's columns.
GUESTS = """
    SELECT b.guest_id, %(weighting)s::bigint AS weighting_id, avg(s.score) AS score, count(*)::integer AS sets,
           sum(s.answers)::integer AS answers, max(b.business_date) AS last_on
    FROM satisfaction_answersetscore s
    JOIN feedback_answerset b ON b.id = s.answer_set_id
    WHERE s.weighting_id = ANY(%(in_force)s) AND b.guest_id IS NOT NULL AND b.business_date <= %(on)s
    GROUP BY b.guest_id
"""
#: What of it is new or differs is written, and what is no more goes. A table of its own, so that several workers may
#: compute it.
KEEP_GUESTS = f"""
    CREATE TEMPORARY TABLE satisfaction_present AS {GUESTS};
    DELETE FROM satisfaction_guestsatisfaction g
    WHERE g.weighting_id = %(weighting)s
      AND NOT EXISTS (SELECT 1 FROM satisfaction_present p WHERE p.guest_id = g.guest_id);
    INSERT INTO satisfaction_guestsatisfaction (guest_id, weighting_id, score, sets, answers, last_on)
    SELECT p.*
    FROM satisfaction_present p
    LEFT JOIN satisfaction_guestsatisfaction old ON old.weighting_id = %(weighting)s AND old.guest_id = p.guest_id
    WHERE (old.score, old.sets, old.answers, old.last_on) IS DISTINCT FROM (p.score, p.sets, p.answers, p.last_on)
    ON CONFLICT (guest_id, weighting_id) DO UPDATE
        SET score = excluded.score, sets = excluded.sets, answers = excluded.answers, last_on = excluded.last_on;
    DROP TABLE satisfaction_present
"""


def samples(layout: Layout, *, joins: str = "", where: str = "") -> str:
    """(month, level, key, n, mean, deviation) of every measure over the sets that `where` leaves.

    `joins` and `where` may speak of the sheets h; a set that comes to no score counts nowhere.
    """
    columns = [column for _level, _key, column in layout.measures]
    counts, means, deviations = (
        ", ".join(f"{function}({column})" for column in columns)
        for function in ("count", "avg", "stddev_samp")
    )
    return f"""
        SELECT month, unnest(%(levels)s::text[]), unnest(%(keys)s::text[]), unnest(n), unnest(mean), unnest(deviation)
        FROM (
            SELECT date_trunc('month', business_date::timestamp)::date AS month,
                   ARRAY[{counts}] AS n, ARRAY[{means}] AS mean, ARRAY[{deviations}] AS deviation
            FROM ({scored(layout, joins=joins, where=where)}) found
            GROUP BY 1
        ) wide
    """


def sampling(layout: Layout) -> dict:
    """Parameters of `samples`."""
    return {
        "levels": [str(level) for level, _key, _column in layout.measures],
        "keys": [key for _level, key, _column in layout.measures],
    }


def month_samples(layout: Layout) -> str:
    """`samples` of the months %(months)s up to %(on)s."""
    return samples(layout, where=f"AND h.business_date <= %(on)s AND {_in_months('h')}")


def _in_months(alias: str) -> str:
    return f"date_trunc('month', {alias}.business_date::timestamp)::date = ANY(%(months)s::date[])"


def _columns(places: Iterable[int]) -> str:
    return ", ".join(place_column(place) for place in places)


def _of_cells(cells: Sequence[tuple[int, float]]) -> str:
    """`scoring.weighted` of the answers of these cells, each cell with a weight of its own."""
    if not cells:
        return "NULL::float8"
    total = " + ".join(f"{weight!r}::float8 * n{at}" for at, weight in cells)
    known = " + ".join(f"{weight!r}::float8 * k{at}" for at, weight in cells)
    return f"({total}) / nullif({known}, 0)"


def _total(parts: Sequence[tuple[str, float]]) -> str:
    return (
        " + ".join(f"coalesce({weight!r}::float8 * {column}, 0)" for column, weight in parts)
        or "NULL::float8"
    )


def _known(parts: Sequence[tuple[str, float]]) -> str:
    terms = (f"CASE WHEN {column} IS NULL THEN 0 ELSE {weight!r}::float8 END" for column, weight in parts)
    return " + ".join(terms) or "0"
