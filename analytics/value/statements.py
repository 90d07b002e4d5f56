"""The night's SQL: analytics.value.formulas, set-based. A property test holds both equal.

Functions return statement text; figures go in as parameters. Until it is stored money is counted in cents, scores
in hundredths and weights in ten-thousandths: whole numbers are exact, and several times quicker than decimal fractions.
"""

from collections.abc import Mapping
from decimal import Decimal

from analytics.value.choices import CREDIT_SCORES, Indicator, ThresholdKind
from analytics.value.formulas import DAYS_PER_YEAR, GROWTH_STEPS, HABIT_YEARS
from analytics.value.model_statements import CCV as MODEL_CCV
from analytics.value.model_statements import P as MODEL_P
from analytics.value.model_statements import expecting
from analytics.value.sources import source_of
from guests.selectors.ranges import in_range

HISTORY = "value_guestvalue"
#: Weights are whole numbers of this share.
WEIGHT_STEP = Decimal("0.0001")
#: Where the bits of the known indicators begin: above all weights of the form times the best of scores.
POINT_BITS = 45
#: Points of CPV that a cell of the scatter is high.
CELL_HEIGHT = 5
#: Quarters of days in a year of 365.25 days: a habit's time span is counted in whole numbers of them.
YEAR_QUARTERS = int(DAYS_PER_YEAR * 4)
#: A habit's periods, as a whole number of YEAR_QUARTERS-th parts; reads first_on.
SPAN = f"""CASE WHEN first_on <= %(since)s THEN {HABIT_YEARS * YEAR_QUARTERS} * %(per_year)s
    ELSE greatest({YEAR_QUARTERS}, (%(as_of)s::date - first_on) * 4 * %(per_year)s) END::bigint"""
#: CCV in cents = r · p · factor with one division; reads cents, recent, stays and span.
CCV = f"round((cents - %(cost_cents)s) * (recent * {YEAR_QUARTERS}) * %(factor)s / (stays * span))::bigint"
#: The same as a float, which is off by a few units of its sixteenth digit.
ESTIMATE = f"""(((cents - %(cost_cents)s) * (recent * {YEAR_QUARTERS}))::float8 * %(factor)s::float8
    / (stays * ({SPAN}))::float8)"""
#: CCV from its `estimate`: exactly worked out only where that is not sure which cent is nearest.
CCV_OF_ESTIMATE = f"""CASE WHEN abs(estimate) < 1e11 AND (estimate - 0.001)::bigint = (estimate + 0.001)::bigint
    THEN estimate::bigint ELSE {CCV} END"""
#: p in ten-thousandths; reads recent and span.
P = f"((recent::bigint * {2 * 10_000 * YEAR_QUARTERS} + span) / (2 * span))"


def rounded(above: str, below: str) -> str:
    """Whole numbers divided, half away from zero: exact, and several times quicker than a decimal division."""
    return f"((2 * {above} + CASE WHEN {above} < 0 THEN -{below} ELSE {below} END) / (2 * {below}))"


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
            guest_id bigint, cents bigint, ccv bigint, p bigint, stays integer, recent_stays integer,
            first_stay_on date, last_stay_on date, growth_ratio double precision, income_band smallint, credit smallint,
            satisfaction integer, motive varchar(11), industry varchar(12)
        ) WITH (autovacuum_enabled = off);
        CREATE TABLE {partition(run_id)} (
            LIKE {HISTORY} INCLUDING DEFAULTS INCLUDING CONSTRAINTS, CHECK (run_id = {int(run_id)})
        ) WITH (autovacuum_enabled = off);
    """


def within(source: str) -> str:
    """SELECT of the rows of `source` with guests of (after, upto]."""
    return f"SELECT * FROM ({source}) ranged WHERE {in_range()}"


def collect(run_id: int, source: str, *, whole: bool = False, by_model: bool = False) -> str:
    """Guests of (after, upto], but for children: what their completed stays say. `source` is a SELECT of the sums of
    stays (sum_statements); `whole` leaves the range out (measurement); `by_model` takes p from a fitted model, with
    the parameters of model_statements.expectation for the same guests.

    p = recent stays / periods, where periods = span / YEAR_QUARTERS: one division each for p and CCV.
    """
    p, ccv, estimate = P, CCV_OF_ESTIMATE, f", {ESTIMATE} AS estimate"
    if by_model:
        p, ccv, estimate, source = MODEL_P, MODEL_CCV, "", expecting(source if whole else within(source))
    of_guests = "true" if whole else f"{in_range('g.id')} AND {in_range('s.guest_id')}"
    of_scores = "true" if whole else in_range()
    told = f"SELECT guest_id, score FROM ({source_of(Indicator.SATISFACTION)}) told WHERE {of_scores}"
    # The planner does not see that the range holds for guests and scores too, and would read all of them.
    return f"""
        INSERT INTO {build_table(run_id)}
        SELECT guest_id, cents, {ccv}, {p}, stays, recent, first_on, last_on,
               CASE WHEN cents > 0 AND income_band IS NOT NULL THEN
                   ((%(midpoints)s::float8[])[income_band] * 12)
                   * (greatest(365.25::float8, (%(as_of)s::date - first_on)::float8) / 365.25::float8)
                   / (cents / 100::float8) END,
               income_band, credit, satisfaction, motive, nullif(industry, '')
        FROM (
            SELECT s.*, g.income_band, g.credit, g.industry, told.score AS satisfaction, {SPAN} AS span {estimate}
            FROM ({source}) s
            JOIN guests_guest g ON g.id = s.guest_id AND (g.birthday IS NULL OR g.birthday <= %(of_age)s)
            LEFT JOIN ({told}) told ON told.guest_id = s.guest_id
            WHERE {of_guests}
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
    """Rows of `source` (a bracketed SELECT) with completeness in thousandths and cpv in hundredths.

    What is known of a guest is added up in one whole number: hundredths of score times weight, and above POINT_BITS a
    bit for each indicator. Points / weight of the bits, rounded half up, is CPV.
    """
    whole = {key: int(weight / WEIGHT_STEP) for key, weight in weights.items() if int(weight / WEIGHT_STEP)}
    known = [0]
    terms = []
    for key, weight in whole.items():
        bit = len(known) << POINT_BITS
        known += [weight + others for others in known]
        match key:
            case Indicator.MOTIVE | Indicator.INDUSTRY:
                terms.append(_listed(key, scales[key], weight, bit))
            case Indicator.INCOME:
                terms.append(_listed("income_band", income, weight, bit))
            case Indicator.CREDIT:
                terms.append(_listed("credit", CREDIT_SCORES, weight, bit))
            case _:
                terms.append(f"coalesce({weight}::bigint * {key} + {bit}, 0)")
    thousandths = [(2000 * weight + known[-1]) // (2 * known[-1]) for weight in known]
    weighing = f"({_array(known)})[told >> {POINT_BITS}]"
    return f"""
        SELECT facts.*, ({_array(thousandths)})[told >> {POINT_BITS}] AS completeness,
               (2 * (told & {(1 << POINT_BITS) - 1}) + {weighing}) / nullif(2 * {weighing}, 0) AS cpv
        FROM (SELECT facts.*, {" + ".join(terms)} AS told FROM {source} facts OFFSET 0) facts
    """


def with_growth(run_id: int, range_of: str = "") -> str:
    """The build table with its growth score in hundredths (rounded half up)."""
    return f"""(
        SELECT b.*,
            (width_bucket(growth_ratio, %(steps)s::float8[]) * 20000 + {GROWTH_STEPS}) / {2 * GROWTH_STEPS} AS growth
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
    """The rows of a stored run as `scored` reads them, with the CCV that other costs, periods, rates and estimators
    would give; `was` its class."""
    source = stored_sums(run_id)
    return f"""(
        SELECT guest_id, value_class AS was, (ccv * 100)::bigint AS ccv_before, income_band, credit, motive, industry,
               (growth_score * 100)::integer AS growth, (satisfaction * 100)::integer AS satisfaction,
               {MODEL_CCV if by_model else CCV} AS ccv
        FROM (
            SELECT v.*, recent_stays AS recent, {SPAN} AS span FROM ({expecting(source) if by_model else source}) v
        ) facts
        OFFSET 0
    )"""


def threshold(column: str, kind: str) -> str:
    """The value from which `column` is high, in its hundredths; `{column}_at` is the percentile or the amount."""
    match kind:
        case ThresholdKind.MEAN:
            return f"round(avg({column}))"
        case ThresholdKind.MEDIAN:
            return f"percentile_disc(0.5) WITHIN GROUP (ORDER BY {column})"
        case ThresholdKind.PERCENTILE:
            return f"percentile_disc(%({column}_at)s / 100.0::float8) WITHIN GROUP (ORDER BY {column})"
        case ThresholdKind.AMOUNT:
            return f"(%({column}_at)s::numeric * 100)::bigint"
    raise ValueError(kind)


def cells_and_thresholds(rows: str, *, ccv: str, cpv: str) -> str:
    """(column, row, guests, Σ CCV, …) for each cell of the scatter: columns by the `edges` of CCV, rows of CELL_HEIGHT
    points of CPV. The last row is of all: (NULL, NULL, guests, Σ CCV, threshold of CCV, threshold of CPV).
    """
    return f"""
        SELECT cell_column, cell_row, count(*), sum(ccv), {threshold("ccv", ccv)}, {threshold("cpv", cpv)}
        FROM (
            SELECT ccv, cpv, width_bucket(ccv, %(edges)s::bigint[]) - 1 AS cell_column,
                   least(cpv / {100 * CELL_HEIGHT}, {100 // CELL_HEIGHT - 1}) AS cell_row
            FROM (SELECT ccv, cpv FROM ({rows}) v OFFSET 0) v
        ) placed
        GROUP BY GROUPING SETS ((cell_column, cell_row), ())
        ORDER BY grouping(cell_column, cell_row)
    """


def class_of() -> str:
    """The class of a row with ccv and cpv, in hundredths; an unknown cpv is not high."""
    return """CASE WHEN ccv >= %(ccv_from)s
        THEN CASE WHEN cpv >= %(cpv_from)s THEN 'high' ELSE 'secondary' END
        ELSE CASE WHEN cpv >= %(cpv_from)s THEN 'potential' ELSE 'low' END END"""


def store(run_id: int, scored_rows: str, *, whole: bool = False) -> str:
    """Rows of the history for guests of (after, upto]; a referrer is credited with CHV after the first stay."""
    referrers = "true" if whole else in_range("g.referred_by_id")
    return f"""
        INSERT INTO {partition(run_id)}
        SELECT {int(run_id)}, v.guest_id, stays, recent_stays, first_stay_on, last_stay_on, income_band, credit,
               cents * 0.01, (cents - %(cost_cents)s) * 0.01, {rounded("(cents - %(cost_cents)s)", "stays")} * 0.01,
               p * 0.0001, ccv * 0.01,
               motive, industry, growth * 0.01, satisfaction * 0.01, cpv * 0.01, completeness * 0.001,
               coalesce(referred.value::numeric(14, 2), 0::numeric(14, 2)), {class_of()}
        FROM ({scored_rows}) v
        LEFT JOIN (
            SELECT g.referred_by_id AS guest_id, sum(first.spend - %(cost)s) AS value
            FROM guests_guest g
            CROSS JOIN LATERAL (
                SELECT spend FROM reservations_stay s
                WHERE s.guest_id = g.id AND s.status = 'checked_out' AND s.departure <= %(as_of)s
                ORDER BY s.arrival, s.id LIMIT 1
            ) first
            WHERE g.referred_by_id IS NOT NULL AND g.merged_into_id IS NULL AND {referrers}
            GROUP BY 1
        ) referred ON referred.guest_id = v.guest_id
    """


def _listed(column: str, scores: Mapping, weight: int, bit: int) -> str:
    """The part of a listed column: the best scores first, which most guests have."""
    points = {key: int(Decimal(str(score)) * 100) for key, score in scores.items()}
    whens = "".join(
        f" WHEN '{key}' THEN {bit + weight * points[key]}"
        for key in sorted(points, key=lambda key: (-points[key], key))
    )
    return f"CASE {column}{whens} ELSE 0 END" if whens else "0"


def _array(numbers: list[int]) -> str:
    """Found by its bits, from 0 on."""
    return f"'[0:{len(numbers) - 1}]={{{','.join(map(str, numbers))}}}'::bigint[]"
