"""The night's SQL and the pure formulas give the same figures for any hotel."""

from collections import Counter
from datetime import timedelta
from decimal import ROUND_HALF_UP
from decimal import Decimal as D

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.value import formulas
from analytics.value.choices import Indicator
from analytics.value.models import GuestValue
from analytics.value.services.parameters import change_parameters
from reservations.choices import Motive

from .night import AS_OF, guest, monthly_cost, run_night, stay

stays = st.lists(
    st.tuples(
        st.integers(1, 1500),  # days ago
        st.integers(-5_000, 900_000),  # spend in cents
        st.sampled_from(["", *Motive.values]),
    ),
    min_size=1,
    max_size=4,
)
people = st.lists(
    st.tuples(
        stays,
        st.sampled_from(["", "clerk", "teacher", "manager"]),
        st.sampled_from([None, 1, 2, 3, 4, 5]),
        st.sampled_from([None, 1, 2, 3, 4]),
    ),
    min_size=1,
    max_size=8,
)
parameter_sets = st.fixed_dictionaries(
    {
        "periods": st.integers(1, 6),
        "period": st.sampled_from(["year", "quarter", "month"]),
        "discount_rate": st.integers(0, 3000).map(lambda n: D(n) / 10_000),
        "ccv_threshold": st.sampled_from(["mean", "median"]),
        "cpv_threshold": st.sampled_from(["mean", "median"]),
        "weights": st.fixed_dictionaries(
            {
                str(key): st.sampled_from(["0", "1", "2.5", "0.3333", "999.9999"])
                for key in Indicator
                if key != "motive"
            }
            | {"motive": st.sampled_from(["1", "3"])}
        ),
        "note": st.just("x"),
    }
)


class Undo(Exception):
    pass


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hotel=people, chosen=parameter_sets, cost=st.integers(0, 500_000))
def test_any_hotel_is_valued_alike_in_sql_and_in_python(hotel, chosen, cost):
    chosen = {key: value for key, value in chosen.items() if key != "note"}
    try:
        with transaction.atomic():
            compare(hotel, chosen, D(cost) / 100)
            raise Undo
    except Undo:
        pass


def compare(hotel, chosen, total_cost):
    guests = []
    for visits, industry, income, credit in hotel:
        person = guest(industry=industry, income_band=income, credit=credit)
        guests.append(person)
        for days, cents, motive in visits:
            stay(person, AS_OF - timedelta(days=days), D(cents) / 100, motive=motive)
    monthly_cost(total_cost)
    version = change_parameters(
        settings={**chosen, "periods": chosen["periods"]}, valid_from=AS_OF, note="", by=""
    )
    run = run_night()
    expected = value_all(hotel, run, version)
    for person, wanted in zip(guests, expected, strict=True):
        row = GuestValue.objects.get(run_id=run.pk, guest_id=person.pk)
        found = {name: getattr(row, name) for name in wanted}
        assert found == wanted


def value_all(hotel, run, version):
    """What the formulas say of `hotel`, guest by guest."""
    factor = formulas.annuity(version.periods, version.discount_rate)
    since = formulas.habit_since(AS_OF)
    rows = []
    for visits, industry, income, credit in hotel:
        days = [AS_OF - timedelta(days=ago) for ago, _, _ in visits]
        spend = sum((D(cents) for _, cents, _ in visits), D(0)) / 100
        counts = Counter(motive for _, _, motive in visits if motive)
        recent = sum(day > since for day in days)
        periods = formulas.habit_periods(min(days), AS_OF, version.periods_per_year)
        ratio = None
        if income:
            yearly = version.income_midpoints[income] * 12
            ratio = formulas.room_to_grow(
                yearly_income=yearly, spend=spend, first_stay=min(days), as_of=AS_OF
            )
        rows.append(
            {
                "chv": formulas.chv(spend, run.cost_per_guest),
                "stays_per_period": (recent / periods).quantize(D("0.0001"), ROUND_HALF_UP),
                "ccv": formulas.ccv(
                    spend=spend,
                    cost=run.cost_per_guest,
                    stays=len(visits),
                    recent=recent,
                    periods=periods,
                    factor=factor,
                ),
                "motive": max(counts, key=lambda m: (counts[m], -Motive.values.index(m))) if counts else None,
                "industry": industry or None,
                "ratio": ratio,
                "facts": (income, credit),
            }
        )
    score(rows, version)
    return rows


def score(rows, version):
    totals = {"motive": Counter(), "industry": Counter()}
    for row in rows:
        for column, total in totals.items():
            if row[column]:
                total[row[column]] += row["ccv"]
    steps = formulas.growth_steps([row["ratio"] for row in rows if row["ratio"] is not None])
    for row in rows:
        income, credit = row.pop("facts")
        row["growth_score"] = formulas.growth_score(row.pop("ratio"), steps)
        scores = formulas.indicator_scores(
            motive=row["motive"],
            industry=row["industry"],
            income_band=income,
            credit=credit,
            growth=row["growth_score"],
            satisfaction=None,
            motive_scores=formulas.rank_scores(totals["motive"]),
            industry_scores=formulas.rank_scores(totals["industry"]),
            income_scores=version.income_scores,
        )
        row["cpv"], row["completeness"] = formulas.cpv(scores, version.weight_of)
    ccvs = [row["ccv"] for row in rows]
    cpvs = [row["cpv"] for row in rows if row["cpv"] is not None]
    ccv_from = limit(ccvs, version.ccv_threshold)
    cpv_from = limit(cpvs, version.cpv_threshold)
    for row in rows:
        row["value_class"] = formulas.class_of(row["ccv"], row["cpv"], ccv_from, cpv_from)


def limit(values, kind):
    if not values:
        return D(0)
    if kind == "median":
        return formulas.percentile(values, D("0.5"))
    return formulas.to_cents(sum(values) / len(values))
