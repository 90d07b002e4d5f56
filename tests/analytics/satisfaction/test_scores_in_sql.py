"""What the night writes is what the arithmetic says, and nobody's score is lost when weights change."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.satisfaction.briefing import points as points_of_briefing
from analytics.satisfaction.choices import Level
from analytics.satisfaction.models import AnswerSetScore, GuestSatisfaction, MonthScore, Scoring, Sheet
from analytics.satisfaction.score_statements import scored
from analytics.satisfaction.scoring import score_set
from analytics.satisfaction.selectors.current import weights_of
from analytics.satisfaction.selectors.diagnosis import shown_layout
from analytics.satisfaction.selectors.standing import satisfaction_now
from analytics.satisfaction.services.scoring import compute_scores
from feedback.models import Criterion, Indicator
from feedback.services.answering import finish_set, open_set, save_answers
from tests.analytics.satisfaction.answers import NOW, ON, answered, instrument, weigh
from tests.factories import GuestFactory

pytestmark = pytest.mark.django_db

WEIGHTS = {"environment": "0.6", "service": "0.4"}
OF_ENVIRONMENT = {"location": "0.5", "traffic": "0.3", "building": "0.2"}


@pytest.fixture
def keys():
    return list(
        Indicator.objects.filter(system__status="published").order_by("pk").values_list("key", flat=True)
    )


def compute(on=ON):
    return compute_scores(None, on=on, now=NOW)


def first_keys(count=3):
    own = Indicator.objects.filter(system__status="published", criterion__key="environment").order_by(
        "position"
    )
    return list(own.values_list("key", flat=True))[:count]


def spec_weighting():
    first, second, third = first_keys()
    service = Indicator.objects.filter(system__status="published", criterion__key="service").first().key
    made = weigh(
        WEIGHTS, {"environment": {first: "0.5", second: "0.3", third: "0.2"}, "service": {service: "1"}}
    )
    return made, first, second, third, service


def pure(answer_set, weights):
    found = {
        answer.indicator_id: answer.score for answer in answer_set.answers.all() if answer.score is not None
    }
    return score_set(
        found,
        criteria={key: float(weight) for key, weight in weights.criteria.items()},
        indicators={key: float(weight) for key, weight in weights.indicators.items()},
        criterion_of=weights.criterion_of,
        department_of=dict(
            Indicator.objects.filter(pk__in=weights.indicators).values_list("pk", "department")
        ),
    )


def parts_of(answer_set) -> list[float | None]:
    """What the statement makes of one set: its criteria, then its departments."""
    layout = shown_layout()
    columns = [
        column for level, _key, column in layout.measures if level in (Level.CRITERION, Level.DEPARTMENT)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(columns)} FROM ({scored(layout, where='AND h.answer_set_id = %s')}) found",
            [answer_set.pk],
        )
        return list(cursor.fetchone())


def test_the_published_example_comes_to_59_5_in_the_database():
    weighting, first, second, third, service = spec_weighting()
    guest = GuestFactory()
    # 80, 60, not used and 40 on 0–100, on the scale of 1 … 10.
    one = answered({first: 8.2, second: 6.4, third: None, service: 4.6}, guest=guest)
    scoring = compute()
    row = AnswerSetScore.objects.get(answer_set=one, weighting=weighting)
    assert row.score == pytest.approx(59.5)
    assert row.answers == 3
    assert (scoring.sets, scoring.guests) == (1, 1)
    assert GuestSatisfaction.objects.get(guest=guest, weighting=weighting).score == pytest.approx(59.5)


points = st.none() | st.decimals(1, 10, places=1)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_database_scores_as_the_arithmetic_does(keys, data):
    sets = data.draw(
        st.lists(st.dictionaries(st.sampled_from(keys), points, min_size=1), min_size=1, max_size=4)
    )
    made = [answered(answers) for answers in sets]
    scoring = compute()
    weights = weights_of(scoring.weighting)
    criteria = list(
        Criterion.objects.filter(pk__in=weights.criteria).order_by("pk").values_list("pk", flat=True)
    )
    for one in made:
        expected = pure(one, weights)
        row = AnswerSetScore.objects.filter(answer_set=one, weighting=scoring.weighting).first()
        if expected.score is None:
            assert row is None
            continue
        assert row.score == pytest.approx(expected.score)
        parts = parts_of(one)
        assert parts[: len(criteria)] == [
            None if expected.criteria[key] is None else pytest.approx(expected.criteria[key])
            for key in criteria
        ]
        assert parts[len(criteria) :] == [
            None if value is None else pytest.approx(value)
            for _code, value in sorted(expected.departments.items())
        ]


def test_new_weights_add_scores_and_leave_the_old_ones(keys):
    guest = GuestFactory()
    answered({key: 1 + at % 10 for at, key in enumerate(keys)}, guest=guest)
    first = compute()
    before = list(AnswerSetScore.objects.values_list("weighting", "score"))
    spec_weighting()
    second = compute()
    assert second.weighting != first.weighting
    assert AnswerSetScore.objects.count() == 2
    assert set(before) < set(AnswerSetScore.objects.values_list("weighting", "score"))
    assert set(GuestSatisfaction.objects.values_list("weighting", flat=True)) == {
        first.weighting_id,
        second.weighting_id,
    }
    assert set(MonthScore.objects.values_list("weighting", flat=True)) == {
        first.weighting_id,
        second.weighting_id,
    }


def test_a_night_repeated_changes_nothing(keys):
    answered(dict.fromkeys(keys, 7), guest=GuestFactory())
    compute()
    before = (
        list(AnswerSetScore.objects.values()),
        list(GuestSatisfaction.objects.values()),
        list(MonthScore.objects.values()),
    )
    compute()
    assert before == (
        list(AnswerSetScore.objects.values()),
        list(GuestSatisfaction.objects.values()),
        list(MonthScore.objects.values()),
    )
    assert Scoring.objects.count() == 2


def test_unfinished_sets_and_those_of_later_days_count_nowhere(keys):
    answered({keys[0]: 5}, finished=False)
    answered({keys[0]: 5}, on=ON + timedelta(days=1))
    assert compute().sets == 0
    assert not Sheet.objects.exists()


def test_a_guests_score_is_the_mean_of_his_sets(keys):
    guest = GuestFactory()
    answered(dict.fromkeys(keys, 10), guest=guest, on=ON - timedelta(days=40))
    answered({keys[0]: 1, keys[1]: None}, guest=guest)
    compute()
    row = GuestSatisfaction.objects.get(guest=guest)
    assert (row.score, row.sets, row.answers, row.last_on) == (pytest.approx(50), 2, len(keys) + 1, ON)


def test_a_set_that_is_gone_takes_its_month_and_its_guest_along(keys):
    guest = GuestFactory()
    one = answered({keys[0]: 5}, guest=guest)
    compute()
    one.delete()
    compute()
    assert not GuestSatisfaction.objects.exists()
    assert not MonthScore.objects.exists()


def test_a_set_that_came_in_place_of_another_is_found(keys):
    """Their number is the same; the month is summed anew all the same."""
    answered(dict.fromkeys(keys, 1)).delete()
    gone = answered(dict.fromkeys(keys, 10))
    compute()
    gone.delete()
    answered(dict.fromkeys(keys, 1), guest=GuestFactory())
    assert compute().sets == 1
    assert MonthScore.objects.get(level="all").mean == pytest.approx(0)


def test_who_finishes_a_survey_leaves_nothing_to_gather_for_the_night(keys):
    asked = instrument()
    begun = open_set(channel="desk", instrument=asked, on=ON, stay=None, room=None, language="")
    first = Indicator.objects.get(system=asked.system_id, key=keys[0])
    save_answers(answer_set=begun, answers={first.pk: Decimal(10)})
    finish_set(answer_set=begun, comment="", language="", on=ON, at=NOW)
    assert (begun.sheet.q01, begun.sheet.q02) == (100.0, None)


def test_a_month_knows_each_level_with_its_number_of_answers(keys):
    for points_given in (1, 10):
        answered({keys[0]: points_given, keys[1]: None}, on=date(2026, 5, 3))
    answered({keys[0]: 10})
    compute()
    may = {(row.level, row.key): row for row in MonthScore.objects.filter(month=date(2026, 5, 1))}
    first = may["indicator", keys[0]]
    assert (first.n, first.mean, first.deviation) == (2, pytest.approx(50), pytest.approx(70.71, abs=0.01))
    assert (may["indicator", keys[1]].n, may["indicator", keys[1]].mean) == (0, None)
    assert (may["all", ""].n, may["all", ""].mean) == (2, pytest.approx(50))
    department = Indicator.objects.get(key=keys[0], system__status="published").department
    assert may["department", department].mean == pytest.approx(50)


def test_management_and_the_briefing_say_how_satisfied_guests_are_now(keys):
    for points in (4, 5, 6, 5, 4, 6):
        answered({keys[0]: points, keys[1]: 9}, on=ON)
    compute()
    found = satisfaction_now(ON)
    assert (found.now.n, found.weakest[0].indicator.key) == (6, keys[0])
    assert found.change is None, "nobody was asked in the months before"
    lines = points_of_briefing(ON)
    assert len(lines) == 3
    assert lines[1].url.endswith(f"/{found.weakest[0].indicator.pk}/")
    assert satisfaction_now(ON + timedelta(days=200)).is_judged is False
