"""The SQL of scores: `scoring.score_set`, set-based. A property test holds both equal.

First the answers of a set become one row (a sheet): 24 rows a set are read once, and everything after that reads
a million rows instead of 24 million. Weights stand in the statement as figures, keys go in as parameters.
"""

from collections.abc import Sequence
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
        """(level, key, expression over scores s and sheets h) of everything a sample is taken of."""
        return (
            (Level.ALL, "", "s.score"),
            *(
                (Level.CRITERION, key, f"s.criteria[{at}]")
                for at, (key, _weight) in enumerate(self.criteria, start=1)
            ),
            *(
                (Level.DEPARTMENT, code, f"s.departments[{at}]")
                for at, code in enumerate(self.departments, start=1)
            ),
            *(
                (Level.INDICATOR, question.key, f"h.scores[{at}]")
                for at, question in enumerate(self.questions, start=1)
            ),
        )


def gather(questions: Sequence[int]) -> str:
    """Sheets of the finished sets of one system in (after, upto] that have none; `questions`: ids in their order.

    A set with a row for each indicator, the usual one, has its scores in the right order already.
    """
    aligned = ", ".join(f"given[array_position(asked, {int(key)}::bigint)]" for key in questions)
    return f"""
        INSERT INTO satisfaction_sheet (answer_set_id, system_id, business_date, scores)
        SELECT answer_set_id, %(system)s, business_date,
               CASE WHEN asked = %(questions)s::bigint[] THEN given ELSE ARRAY[{aligned}] END
        FROM (
            SELECT a.answer_set_id, array_agg(a.indicator_id ORDER BY a.indicator_id) AS asked,
                   array_agg(a.score ORDER BY a.indicator_id) AS given
            FROM feedback_answer a
            WHERE a.answer_set_id > %(after)s AND a.answer_set_id <= %(upto)s
            GROUP BY a.answer_set_id
        ) answers
        JOIN feedback_answerset b ON b.id = answer_set_id
        JOIN feedback_instrument i ON i.id = b.instrument_id
        WHERE b.id > %(after)s AND b.id <= %(upto)s AND i.system_id = %(system)s
          AND b.finished_at IS NOT NULL AND b.business_date <= %(on)s
          AND NOT EXISTS (SELECT 1 FROM satisfaction_sheet h WHERE h.answer_set_id = b.id)
    """


#: Whether a set of (after, upto] still needs a sheet: most nights almost none does.
WAITING = """
    SELECT EXISTS (
        SELECT 1 FROM feedback_answerset b
        WHERE b.id > %(after)s AND b.id <= %(upto)s AND b.finished_at IS NOT NULL AND b.business_date <= %(on)s
          AND NOT EXISTS (SELECT 1 FROM satisfaction_sheet h WHERE h.answer_set_id = b.id)
          AND EXISTS (SELECT 1 FROM feedback_answer a WHERE a.answer_set_id = b.id)
    )
"""


def score(layout: Layout) -> str:
    """Scores of the sheets of (after, upto] that have none under this weighting yet."""
    asked = list(enumerate(layout.questions, start=1))
    columns = ", ".join(f"h.scores[{at}] AS q{at}" for at, _question in asked)
    sums, criteria, departments = [], [], []
    for place in range(len(layout.criteria)):
        own = [(f"q{at}", one.weight) for at, one in asked if one.criterion == place]
        sums.append(f"{_weighted(own)} AS c{place}")
        criteria.append(f"c{place}")
    for place in range(len(layout.departments)):
        own = [(f"q{at}", layout.importance(one)) for at, one in asked if one.department == place]
        sums.append(f"{_weighted(own)} AS d{place}")
        departments.append(f"d{place}")
    whole = _weighted([(f"c{at}", weight) for at, (_key, weight) in enumerate(layout.criteria)])
    answered = f"num_nonnulls({', '.join(f'q{at}' for at, _question in asked)})"
    return f"""
        INSERT INTO satisfaction_answersetscore (weighting_id, answer_set_id, score, criteria, departments, answers)
        SELECT {layout.weighting_id}, answer_set_id, score, criteria, departments, answers
        FROM (
            SELECT answer_set_id, {whole} AS score, ARRAY[{", ".join(criteria)}] AS criteria,
                   ARRAY[{", ".join(departments)}] AS departments, answers
            FROM (
                SELECT answer_set_id, {", ".join(sums)}, {answered} AS answers
                FROM (
                    SELECT h.answer_set_id, {columns}
                    FROM satisfaction_sheet h
                    WHERE h.answer_set_id > %(after)s AND h.answer_set_id <= %(upto)s
                      AND h.system_id = {layout.system_id}
                      AND NOT EXISTS (
                          SELECT 1 FROM satisfaction_answersetscore s
                          WHERE s.weighting_id = {layout.weighting_id} AND s.answer_set_id = h.answer_set_id
                      )
                    OFFSET 0
                ) answers
                OFFSET 0
            ) sums
            OFFSET 0
        ) scored
        WHERE score IS NOT NULL
    """


#: Each guest's mean over his sets, under the weightings in force; rows that differ, and rows that are no more.
GUESTS = """
    WITH present AS MATERIALIZED (
        SELECT b.guest_id, avg(s.score) AS score, count(*) AS sets, sum(s.answers) AS answers,
               max(b.business_date) AS last_on
        FROM satisfaction_answersetscore s
        JOIN feedback_answerset b ON b.id = s.answer_set_id
        WHERE s.weighting_id = ANY(%(in_force)s) AND b.guest_id IS NOT NULL AND b.business_date <= %(on)s
        GROUP BY b.guest_id
    ), gone AS (
        DELETE FROM satisfaction_guestsatisfaction g
        WHERE g.weighting_id = %(weighting)s
          AND NOT EXISTS (SELECT 1 FROM present p WHERE p.guest_id = g.guest_id)
    )
    INSERT INTO satisfaction_guestsatisfaction AS kept (weighting_id, guest_id, score, sets, answers, last_on)
    SELECT %(weighting)s, p.guest_id, p.score, p.sets, p.answers, p.last_on
    FROM present p
    LEFT JOIN satisfaction_guestsatisfaction old ON old.weighting_id = %(weighting)s AND old.guest_id = p.guest_id
    WHERE (old.score, old.sets, old.answers, old.last_on) IS DISTINCT FROM (p.score, p.sets, p.answers, p.last_on)
    ON CONFLICT (weighting_id, guest_id) DO UPDATE
        SET score = excluded.score, sets = excluded.sets, answers = excluded.answers, last_on = excluded.last_on
"""

#: Months whose sets are not those that were summed up.
STALE_MONTHS = """
    SELECT month FROM (
        SELECT date_trunc('month', h.business_date)::date AS month, count(*) AS n
        FROM satisfaction_answersetscore s JOIN satisfaction_sheet h USING (answer_set_id)
        WHERE s.weighting_id = %(weighting)s
        GROUP BY 1
    ) present
    FULL JOIN (
        SELECT month, n FROM satisfaction_monthscore WHERE weighting_id = %(weighting)s AND level = 'all'
    ) summed USING (month)
    WHERE present.n IS DISTINCT FROM summed.n
    ORDER BY month
"""


def samples(layout: Layout, *, joins: str = "", where: str = "", by: str = "NULL::date") -> str:
    """(by, level, key, n, mean, deviation) of every measure over the scored sets that `where` leaves.

    `joins` and `where` may speak of the scores s, the sheets h and the answer sets b.
    """
    expressions = [expression for _level, _key, expression in layout.measures]
    counts, means, deviations = (
        ", ".join(f"{function}({expression})" for expression in expressions)
        for function in ("count", "avg", "stddev_samp")
    )
    return f"""
        SELECT period, unnest(%(levels)s::text[]), unnest(%(keys)s::text[]), unnest(n), unnest(mean), unnest(deviation)
        FROM (
            SELECT {by} AS period, ARRAY[{counts}] AS n, ARRAY[{means}] AS mean, ARRAY[{deviations}] AS deviation
            FROM satisfaction_answersetscore s
            JOIN satisfaction_sheet h USING (answer_set_id) {joins}
            WHERE s.weighting_id = {layout.weighting_id} {where}
            GROUP BY 1
        ) wide
    """


def sampling(layout: Layout) -> dict:
    """Parameters of `samples`."""
    return {
        "levels": [str(level) for level, _key, _expression in layout.measures],
        "keys": [key for _level, key, _expression in layout.measures],
    }


def sum_months(layout: Layout) -> str:
    """The months %(months)s anew."""
    of_month = samples(
        layout,
        where="AND date_trunc('month', h.business_date)::date = ANY(%(months)s::date[])",
        by="date_trunc('month', h.business_date)::date",
    )
    return f"""
        INSERT INTO satisfaction_monthscore (weighting_id, month, level, key, n, mean, deviation)
        SELECT {layout.weighting_id}, found.* FROM ({of_month}) found
    """


def _weighted(parts: Sequence[tuple[str, float]]) -> str:
    """`scoring.weighted` of columns and their weights."""
    given = [(column, weight) for column, weight in parts if weight > 0]
    if not given:
        return "NULL::float8"
    total = " + ".join(f"coalesce({weight!r}::float8 * {column}, 0)" for column, weight in given)
    known = " + ".join(
        f"CASE WHEN {column} IS NULL THEN 0 ELSE {weight!r}::float8 END" for column, weight in given
    )
    return f"({total}) / nullif({known}, 0)"
