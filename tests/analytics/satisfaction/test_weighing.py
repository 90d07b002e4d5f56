"""The arithmetic of weights against published examples and laws that hold for every input."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.satisfaction import ahp, delphi, objective, paired, shares

ROOT = Path(__file__).resolve().parents[3]
OWN = json.loads((ROOT / "tests" / "data" / "ahp_examples.json").read_text())


def shared_examples() -> Path:
    return ROOT.parent / "shared" / "data" / "worked_examples.json"


def square(rows) -> np.ndarray:
    return np.array([[float(Fraction(cell)) for cell in row] for row in rows])


def assert_published(matrix, weights, ratio, digits=3):
    found = ahp.outcome(matrix)
    assert found.weights == pytest.approx(weights, abs=0.6 * 10**-digits)
    assert found.ratio == pytest.approx(ratio, abs=0.0006)


@pytest.mark.parametrize("name", OWN)
def test_published_matrices_give_the_published_weights_and_ratio(name):
    example = OWN[name]
    assert_published(square(example["matrix"]), example["weights"], example["ratio"])


@pytest.mark.external_data
def test_all_worked_examples_of_ahp_hold():
    if not shared_examples().exists():
        pytest.skip("the folder ../shared is not beside the project")
    given_examples = json.loads(shared_examples().read_text())["ahp"]
    table = given_examples.pop("RI_table_0.58")
    assert {n: ahp.RANDOM_INDEX[n] for n in range(1, 11)} == {n: table[str(n)] for n in range(1, 11)}
    for example in given_examples.values():
        assert_published(square(example["matrix"]), example["published_weights"], example["published_CR"])
    restaurant = given_examples["restaurant_3x3"]
    for name, alternative in restaurant["alternatives_A_B_C"].items():
        expected = restaurant["recomputed_alternatives"][name]
        assert_published(square(alternative), expected["w"], expected["CR"], digits=4)


scores = st.lists(st.floats(0.05, 20), min_size=2, max_size=10)
judgements = st.integers(3, 7).flatmap(
    lambda n: st.tuples(
        st.just(n),
        st.lists(st.integers(-8, 8), min_size=n * (n - 1) // 2, max_size=n * (n - 1) // 2).map(
            lambda steps: dict(zip(ahp.pairs(n), steps, strict=True))
        ),
    )
)


@given(scores)
def test_a_consistent_matrix_gives_its_weights_back(figures):
    weights = shares.normalised(figures)
    found = ahp.outcome(np.divide.outer(np.array(weights), np.array(weights)))
    assert found.weights == pytest.approx(weights, rel=1e-6)
    assert found.ratio == pytest.approx(0, abs=1e-6)
    assert found.is_consistent


@given(judgements, st.randoms(use_true_random=False))
def test_the_order_in_which_siblings_are_asked_changes_nothing(judged, random):
    n, steps = judged
    matrix = ahp.matrix(n, steps)
    order = random.sample(range(n), n)
    there, turned = ahp.outcome(matrix), ahp.outcome(matrix[np.ix_(order, order)])
    assert turned.weights == pytest.approx([there.weights[at] for at in order], abs=1e-6)
    assert turned.ratio == pytest.approx(there.ratio, abs=1e-6)


@given(judgements)
def test_weights_are_shares_of_one_and_never_negative(judged):
    n, steps = judged
    for weights in (ahp.outcome(ahp.matrix(n, steps)).weights, ahp.so_far(n, steps)):
        assert sum(weights) == pytest.approx(1)
        assert min(weights) >= 0


@given(judgements)
def test_with_all_comparisons_made_the_weights_so_far_are_the_weights(judged):
    n, steps = judged
    assert ahp.so_far(n, steps) == pytest.approx(ahp.outcome(ahp.matrix(n, steps)).weights, abs=1e-6)


@settings(max_examples=40)
@given(judgements)
def test_correcting_the_named_judgement_makes_the_matrix_more_consistent(judged):
    n, steps = judged
    found = ahp.worst(n, steps)
    if found is None:
        return
    corrected = ahp.outcome(ahp.matrix(n, {**steps, found.pair: found.fitting}))
    assert corrected.ratio == pytest.approx(found.ratio)
    assert corrected.ratio < ahp.outcome(ahp.matrix(n, steps)).ratio


def test_the_judgement_turned_round_is_the_one_that_is_named():
    # 8 : 4 : 2 : 1, but the last is said to be four times the first.
    steps = {(0, 1): 1, (0, 2): 3, (0, 3): -3, (1, 2): 1, (1, 3): 3, (2, 3): 1}
    assert not ahp.outcome(ahp.matrix(4, steps)).is_consistent
    found = ahp.worst(4, steps)
    assert (found.pair, found.given, found.fitting) == ((0, 3), -3, 7)
    assert found.ratio == pytest.approx(0, abs=1e-9)


def test_two_siblings_contradict_nothing_and_eleven_are_too_many():
    assert ahp.outcome(ahp.matrix(2, {(0, 1): 2})).weights == pytest.approx((0.75, 0.25))
    assert ahp.worst(2, {(0, 1): 2}) is None
    with pytest.raises(ValueError, match="11 siblings"):
        ahp.outcome(np.ones((11, 11)))


def test_missing_comparisons_follow_from_the_others():
    assert ahp.so_far(3, {(0, 1): 1, (1, 2): 1}) == pytest.approx((4 / 7, 2 / 7, 1 / 7))
    assert ahp.so_far(3, {(0, 1): 1}) is None


def test_experts_who_say_the_opposite_meet_in_the_middle():
    both = ahp.together([ahp.matrix(2, {(0, 1): 4}), ahp.matrix(2, {(0, 1): -4})])
    assert ahp.outcome(both).weights == pytest.approx((0.5, 0.5))


def test_steps_and_ratios_are_the_same_scale():
    assert [ahp.times(steps) for steps in (-8, -1, 0, 1, 8)] == [1 / 9, 0.5, 1, 2, 9]
    assert [ahp.nearest_steps(ahp.times(steps)) for steps in range(-8, 9)] == list(range(-8, 9))
    assert (ahp.nearest_steps(40), ahp.nearest_steps(1 / 40)) == (8, -8)


def test_paired_comparison_is_row_sum_by_total():
    # a : b = 3 : 1, a : c = 4 : 0, b : c = 2 : 2 → a 7, b 3, c 2 of 12
    assert paired.weights(3, [{(0, 1): 3, (0, 2): 4, (1, 2): 2}]) == pytest.approx((7 / 12, 3 / 12, 2 / 12))
    assert paired.weights(2, [{(0, 1): 4}, {(0, 1): 0}]) == pytest.approx((0.5, 0.5))
    with pytest.raises(ValueError, match="5 points"):
        paired.weights(2, [{(0, 1): 5}])


def test_a_round_shows_the_middle_and_agrees_within_the_limit():
    found = delphi.spreads([[50, 30, 20], [40, 40, 20], [60, 20, 20], [50, 30, 20]])
    assert (found[0].median, found[0].lower, found[0].upper) == pytest.approx((0.5, 0.475, 0.525))
    # standard deviation of 30 40 20 30 is 8.165, of a mean of 30
    assert found[1].variation == pytest.approx(0.27217, abs=1e-5)
    assert found[2].variation == 0
    assert not delphi.agree(found, experts=4, limit=0.25)
    assert delphi.agree(found, experts=4, limit=0.28)
    assert delphi.weights(found) == pytest.approx((0.5, 0.3, 0.2))


def test_one_expert_agrees_with_nobody():
    assert not delphi.agree(delphi.spreads([[50, 50]]), experts=1, limit=0.25)


@given(
    st.integers(2, 8).flatmap(
        lambda n: st.lists(st.lists(st.integers(0, 100), min_size=n, max_size=n), min_size=1)
    )
)
def test_a_rounds_result_sums_to_one(opinions):
    assert sum(delphi.weights(delphi.spreads(opinions))) == pytest.approx(1)


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=24))
def test_stored_weights_sum_to_exactly_one(figures):
    stored = shares.rounded(figures)
    assert sum(stored) == Decimal(1)
    assert all(
        abs(float(kept) - share) < 10**-shares.PLACES
        for kept, share in zip(stored, shares.normalised(figures), strict=True)
    )


def test_what_tells_guests_apart_weighs_more_in_the_objective_check():
    random = np.random.default_rng(7)
    mood = random.normal(60, 10, 500)
    scores = np.column_stack([mood, mood + random.normal(0, 1, 500), random.normal(60, 30, 500)])
    scores[::7, 0] = np.nan
    spread, component = objective.by_spread(scores), objective.by_first_component(scores)
    assert spread[2] > 2 * spread[0]
    assert component[0] == pytest.approx(component[1], abs=0.05)
    assert component[2] < component[0] / 2
    assert sum(spread) == pytest.approx(1) == sum(component)


def test_too_few_answers_say_nothing():
    assert objective.by_spread(np.full((29, 2), 50.0)) is None
    assert objective.by_first_component(np.full((100, 2), 50.0)) is None, "no spread at all"
