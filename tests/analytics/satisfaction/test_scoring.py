"""The score of one answer set, by hand and by its rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.satisfaction.scoring import score_set, weighted

CRITERIA = {"one": 0.6, "two": 0.4}
INDICATORS = {"a": 0.5, "b": 0.3, "c": 0.2, "d": 1.0}
CRITERION_OF = {"a": "one", "b": "one", "c": "one", "d": "two"}
DEPARTMENT_OF = {"a": "rooms", "b": "front_desk", "c": "rooms", "d": "rooms"}

scores = st.none() | st.floats(0, 100)
sheets = st.fixed_dictionaries({key: scores for key in INDICATORS})


def score(answers):
    return score_set(
        answers,
        criteria=CRITERIA,
        indicators=INDICATORS,
        criterion_of=CRITERION_OF,
        department_of=DEPARTMENT_OF,
    )


def test_the_published_example_comes_to_59_5():
    found = score({"a": 80, "b": 60, "c": None, "d": 40})
    assert found.criteria == {"one": pytest.approx(72.5), "two": pytest.approx(40)}
    assert found.score == pytest.approx(59.5)


def test_a_criterion_without_answers_gives_its_weight_to_the_others():
    assert score({"a": 80, "b": 60, "c": None, "d": None}).score == pytest.approx(72.5)


def test_who_answers_nothing_has_no_score():
    found = score({"a": None})
    assert found.score is None
    assert set(found.criteria.values()) == {None}


def test_a_department_is_judged_by_its_own_indicators_each_by_its_share_of_the_whole():
    found = score({"a": 80, "b": 60, "c": 20, "d": 40})
    assert found.departments["front_desk"] == pytest.approx(60)
    assert found.departments["rooms"] == pytest.approx((0.3 * 80 + 0.12 * 20 + 0.4 * 40) / 0.82)


def test_answers_without_weight_alone_are_no_score():
    assert weighted([(50.0, 0.0), (None, 1.0)]) is None


@given(sheets)
def test_a_score_lies_between_the_lowest_and_the_highest_answer(answers):
    given_answers = [one for one in answers.values() if one is not None]
    found = score(answers).score
    if not given_answers:
        assert found is None
    else:
        assert min(given_answers) - 1e-9 <= found <= max(given_answers) + 1e-9


@given(sheets, st.floats(0, 100))
def test_who_answers_alike_everywhere_scores_just_that(answers, alike):
    same = {key: alike if one is not None else None for key, one in answers.items()}
    found = score(same).score
    assert found is None if all(one is None for one in same.values()) else found == pytest.approx(alike)


@given(sheets)
def test_with_all_answered_the_score_is_the_sum_of_shares(answers):
    if None in answers.values():
        return
    share = sum(INDICATORS[key] * CRITERIA[CRITERION_OF[key]] * answers[key] for key in answers)
    assert score(answers).score == pytest.approx(share)
