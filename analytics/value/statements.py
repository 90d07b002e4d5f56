"""The night's SQL: analytics.value.formulas, set-based. A property test holds both equal.

Functions return statement text; figures go in as parameters. Scores are counted in hundredths (integers) and
weights in ten-thousandths, which is exact and several times quicker than decimal fractions.
"""

from collections.abc import Mapping
from decimal import Decimal

from analytics.value.choices import CREDIT_SCORES, Indicator, ThresholdKind
from analytics.value.formulas import DAYS_PER_YEAR, GROWTH_STEPS, HABIT_YEARS
from analytics.value.model_statements import CCV as MODEL_CCV
from analytics.value.model_statements import P as MODEL_P
from analytics.value.model_statements import expecting
from analytics.value.sources import source_of

HISTORY = "value_guestvalue"
#: Weights are whole numbers of this share.
WEIGHT_STEP = Decimal("0.0001")
#: Points of CPV that a cell of the scatter is high.
CELL_HEIGHT = 5
#: Quarters of days in a year of 365.25 days: a habit's time span is counted in whole numbers of them.
YEAR_QUARTERS = int(DAYS_PER_YEAR * 4)
#: A habit's periods, as a whole number of YEAR_QUARTERS-th parts; reads first_on.
SPAN = f"""CASE WHEN first_on <= %(since)s THEN {HABIT_YEARS * YEAR_QUARTERS} * %(per_year)s
    ELSE greatest({YEAR_QUARTERS}, (%(as_of)s::date - first_on) * 4 * %(per_year)s) END::bigint"""
#: CCV = r · p · factor with one division; reads spend, recent, stays and span. The column that takes it rounds.
CCV = f"((spend - %(cost)s) * (recent * {YEAR_QUARTERS}) * %(factor)s / (stays * span))"


def rounded(above: str, below: str) -> str:
    """Whole numbers divided, half away from zero: exact, and several times quicker than a decimal division."""
    return f"(sign({above})::bigint * ((2 * abs({above}) + {below}) / (2 * {below})))"


def build_table(run_id: int) -> str:
    """Name of the table that collects one row a guest before scores are known."""
    return f"value_build_{int(run_id)}"


def partition(run_id: int) -> str:
    """Name of the run's part of the history."""
    return f"{HISTORY}_{int(run_id)}"


def create_tables(run_id: int) -> str:
    """Both tables of a run, standalone; the check lets the partition be attached without reading it.

    The first one is empty after a crash of PostgreSQL, which costs the night its beginning and nobody anything.
    """
    return f"""
        DROP TABLE IF EXISTS {build_table(run_id)}, {partition(run_id)};
        CREATE UNLOGGED TABLE {build_table(run_id)} (
            guest_id bigint NOT NULL, stays integer NOT NULL, recent_stays integer NOT NULL,
            first_stay_on date NOT NULL, last_stay_on date NOT NULL, income_band smallint, credit smallint,
            growth_ratio double precision, cents bigint NOT NULL, stays_per_period numeric(10, 4) NOT NULL,
            ccv numeric(14, 2) NOT NULL, motive varchar(11), industry varchar(12), satisfaction integer
        ) WITH (autovacuum_enabled = off);
        CREATE TABLE {partition(run_id)} (
            LIKE {HISTORY} INCLUDING DEFAULTS INCLUDING CONSTRAINTS, CHECK (run_id = {int(run_id)})
        ) WITH (autovacuum_enabled = off);
    """


def within(source: str) -> str:
    """SELECT of the rows of `source` with guests of (after, upto]."""
    return f"SELECT * FROM ({source}) ranged WHERE guest_id > %(after)s AND guest_id <= %(upto)s"


def collect(run_id: int, source: str, *, whole: bool = False, by_model: bool = False) -> str:
    """Guests of (after, upto], but for children: what their completed stays say. `source` is a SELECT of the sums of
    stays (sum_statements); `whole` leaves the range out (measurement); `by_model` takes p from a fitted model, with
    the parameters of model_statements.expectation for the same guests.

    p = recent stays / periods, where periods = span / YEAR_QUARTERS: one division each for p and CCV. The
    columns round, half away from zero, as formulas does.
    """
    in_range = "" if whole else "AND {0} > %(after)s AND {0} <= %(upto)s"
    p, ccv = f"{rounded(f'recent * {YEAR_QUARTERS} * 10000', 'span')} * 0.0001", CCV
    if by_model:
        p, ccv, source = MODEL_P, MODEL_CCV, expecting(source if whole else within(source))
    told = f"SELECT guest_id, score FROM ({source_of(Indicator.SATISFACTION)}) told WHERE true"
    # The planner does not see that the range holds for guests and scores too, and would read all of them.
    return f"""
        INSERT INTO {build_table(run_id)}
        SELECT guest_id, stays, recent, first_on, last_on, income_band, credit,
               CASE WHEN cents > 0 AND income_band IS NOT NULL THEN
                   ((%(midpoints)s::float8[])[income_band] * 12)
                   * (greatest(365.25::float8, (%(as_of)s::date - first_on)::float8) / 365.25::float8)
                   / (cents / 100::float8) END,
               cents, {p}, {ccv},
               motive, nullif(industry, ''), satisfaction
        FROM (
            SELECT s.*, cents * 0.01 AS spend, g.income_band, g.credit, g.industry, told.score AS satisfaction,
                   {SPAN} AS span
            FROM ({source}) s
            JOIN guests_guest g ON g.id = s.guest_id AND (g.birthday IS NULL OR g.birthday <= %(of_age)s)
            LEFT JOIN ({told} {in_range.format("guest_id")}) told ON told.guest_id = s.guest_id
            WHERE true {in_range.format("g.id")} {in_range.format("s.guest_id")}
            OFFSET 0
        ) facts
    """


def totals(source: str) -> str:
    """(motive, industry, Σ CCV): one row for each known motive and one for each known industry of `source`."""
    return f"""
        SELECT motive, industry, sum(ccv) FROM {source}
        GROUP BY GROUPING SETS (motive, industry) HAVING motive IS NOT NULL OR industry IS NOT NULL
    """


def growth_steps(run_id: int) -> str:
    """The values that part growth_ratio into thousandths."""
    return (
        f"SELECT percentile_disc(%(shares)s) WITHIN GROUP (ORDER BY growth_ratio) FROM {build_table(run_id)}"
    )


def scored(
    source: str, *, scales: Mapping, weights: Mapping[str, Decimal], income: Mapping[int, Decimal]
) -> str:
    """Rows of `source` (a bracketed SELECT with growth in hundredths) with completeness and cpv.

    The points of a score are hundredths times weight, so that points / known, rounded half up, is CPV in hundredths.
    """
    motive = _ranked("motive", scales["motive"])
    industry = _ranked("industry", scales["industry"])
    scores = {
        Indicator.MOTIVE: motive,
        Indicator.INDUSTRY: industry,
        Indicator.INCOME: _listed("income_band", income),
        Indicator.GROWTH: "growth",
        Indicator.CREDIT: _listed("credit", CREDIT_SCORES),
        Indicator.SATISFACTION: "satisfaction",
    }
    whole = {key: int(weights[key] / WEIGHT_STEP) for key in scores}
    given = [(key, whole[key]) for key in scores if whole[key]]
    points = " + ".join(f"coalesce({weight} * s_{key}, 0)" for key, weight in given)
    known = " + ".join(f"CASE WHEN s_{key} IS NULL THEN 0 ELSE {weight} END" for key, weight in given)
    total = sum(whole.values())
    columns = ", ".join(f"({expression})::bigint AS s_{key}" for key, expression in scores.items())
    return f"""
        SELECT sums.*, (2000 * known + {total}) / {2 * total} * 0.001 AS completeness,
               CASE WHEN known > 0 THEN (2 * points + known) / (2 * known) * 0.01 END AS cpv
        FROM (
            SELECT scores.*, {points} AS points, {known} AS known
            FROM (SELECT facts.*, {columns} FROM {source} facts) scores
            OFFSET 0
        ) sums
    """


def with_growth(run_id: int, range_of: str = "") -> str:
    """The build table with its growth score in hundredths (rounded half up, in whole numbers)."""
    return f"""(
        SELECT b.*, CASE WHEN growth_ratio IS NOT NULL THEN
            (width_bucket(growth_ratio, %(steps)s::float8[]) * 20000 + {GROWTH_STEPS}) / {2 * GROWTH_STEPS}
        END AS growth
        FROM {build_table(run_id)} b {range_of}
        OFFSET 0
    )"""


def stored_sums(run_id: int) -> str:
    """The rows of a stored run with the names that sums of stays have."""
    return (
        "SELECT *, first_stay_on AS first_on, last_stay_on AS last_on, (spend * 100)::bigint AS cents"
        f" FROM {partition(run_id)}"
    )


def recomputed(run_id: int, *, by_model: bool = False) -> str:
    """The rows of a stored run with the CCV that other costs, periods, rates and estimators would give; `was` its
    class."""
    source = stored_sums(run_id)
    return f"""(
        SELECT guest_id, value_class AS was, ccv AS ccv_before, income_band, credit, motive, industry,
               (growth_score * 100)::integer AS growth, (satisfaction * 100)::integer AS satisfaction,
               {MODEL_CCV if by_model else CCV}::numeric(14, 2) AS ccv
        FROM (
            SELECT v.*, recent_stays AS recent, {SPAN} AS span FROM ({expecting(source) if by_model else source}) v
        ) facts
        OFFSET 0
    )"""


def threshold(column: str, kind: str) -> str:
    """The value from which `column` is high; `{column}_at` is the percentile or the amount."""
    match kind:
        case ThresholdKind.MEAN:
            return f"round(avg({column}), 2)"
        case ThresholdKind.MEDIAN:
            return f"percentile_disc(0.5) WITHIN GROUP (ORDER BY {column})"
        case ThresholdKind.PERCENTILE:
            return f"percentile_disc(%({column}_at)s / 100.0::float8) WITHIN GROUP (ORDER BY {column})"
        case ThresholdKind.AMOUNT:
            return f"%({column}_at)s::numeric"
    raise ValueError(kind)


def class_of() -> str:
    """The class of a row with ccv and cpv; an unknown cpv is not high."""
    return """CASE WHEN ccv >= %(ccv_from)s
        THEN CASE WHEN cpv >= %(cpv_from)s THEN 'high' ELSE 'secondary' END
        ELSE CASE WHEN cpv >= %(cpv_from)s THEN 'potential' ELSE 'low' END END"""


def store(run_id: int, scored_rows: str, *, whole: bool = False) -> str:
    """Rows of the history for guests of (after, upto]; a referrer is credited with CHV after the first stay."""
    within = "" if whole else "AND g.referred_by_id > %(after)s AND g.referred_by_id <= %(upto)s"
    return f"""
        INSERT INTO {partition(run_id)}
        SELECT {int(run_id)}, v.guest_id, stays, recent_stays, first_stay_on, last_stay_on, income_band, credit,
               cents * 0.01, (cents - %(cost_cents)s) * 0.01, {rounded("(cents - %(cost_cents)s)", "stays")} * 0.01,
               stays_per_period, ccv,
               motive, industry, growth * 0.01, satisfaction * 0.01, cpv, completeness, coalesce(referred.value, 0),
               {class_of()}
        FROM ({scored_rows}) v
        LEFT JOIN (
            SELECT g.referred_by_id AS guest_id, sum(first.spend - %(cost)s) AS value
            FROM guests_guest g
            CROSS JOIN LATERAL (
                SELECT spend FROM reservations_stay s
                WHERE s.guest_id = g.id AND s.status = 'checked_out' AND s.departure <= %(as_of)s
                ORDER BY s.arrival, s.id LIMIT 1
            ) first
            WHERE g.referred_by_id IS NOT NULL AND g.merged_into_id IS NULL {within}
            GROUP BY 1
        ) referred ON referred.guest_id = v.guest_id
    """


def _ranked(column: str, scores: Mapping[str, str]) -> str:
    if not scores:
        return "NULL::integer"
    whens = " ".join(
        f"WHEN '{key}' THEN {int(Decimal(score) * 100)}" for key, score in sorted(scores.items())
    )
    return f"CASE {column} {whens} END"


def _listed(column: str, scores: Mapping[int, object]) -> str:
    whens = " ".join(
        f"WHEN {int(key)} THEN {int(Decimal(str(score)) * 100)}" for key, score in scores.items()
    )
    return f"CASE {column} {whens} END"
