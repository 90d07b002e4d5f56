"""The tree: Quinlan's example, scikit-learn's own checks, speed, pruning, and what a stored tree answers."""

import time

import numpy as np
import pytest
from sklearn.utils.estimator_checks import check_estimator

from analytics.segments.attributes import BY_KEY
from analytics.segments.information_tree import InformationTree, entropy
from analytics.segments.stored_trees import Condition, as_document, codes_of, read
from analytics.segments.tree_drawing import draw, shortened

#: Quinlan's fourteen days (1986): outlook, temperature, humidity, windy → play.
DAYS = """sunny hot high no no|sunny hot high yes no|overcast hot high no yes|rain mild high no yes
rain cool normal no yes|rain cool normal yes no|overcast cool normal yes yes|sunny mild high no no
sunny cool normal no yes|rain mild normal no yes|sunny mild normal yes yes|overcast mild high yes yes
overcast hot normal no yes|rain mild high yes no"""
ROWS = np.array([day.split() for line in DAYS.splitlines() for day in line.split("|")])
X = np.column_stack([np.unique(column, return_inverse=True)[1] for column in ROWS[:, :4].T])
OVERCAST, RAIN, SUNNY = 0, 1, 2


def test_quinlans_days_come_to_his_gains_and_his_tree():
    tree = InformationTree(max_depth=None).fit(X, ROWS[:, 4])
    assert tree.gains_.round(3) == pytest.approx([0.247, 0.029, 0.152, 0.048])
    assert entropy(tree.root_.counts) == pytest.approx(0.940286, abs=1e-6)
    assert tree.root_.asks == 0
    asked = {values[0]: child.asks for values, child in tree.root_.branches}
    assert asked == {OVERCAST: None, RAIN: 3, SUNNY: 2}
    assert tree.score(X, ROWS[:, 4]) == 1.0


def test_scikit_learns_checks_pass():
    results = check_estimator(InformationTree(), on_skip=None)
    left_out = {each["check_name"] for each in results if each["status"] != "passed"}
    # It asks for an environment variable of SciPy's, read before anything is imported.
    assert left_out <= {"check_array_api_input"}


@pytest.mark.parametrize("wrong", [{"min_leaf": 0}, {"prune": -0.1}, {"max_depth": -1}])
def test_impossible_settings_are_refused(wrong):
    with pytest.raises(ValueError, match="min_leaf must be"):
        InformationTree(**wrong).fit(X, ROWS[:, 4])


def test_every_leaf_that_was_grown_has_its_rows_and_the_depth_is_kept():
    chance = np.random.default_rng(1)
    codes = chance.integers(-1, 6, (3000, 8))
    answers = (codes[:, 0] + codes[:, 1]) % 3
    tree = InformationTree(max_depth=3, min_leaf=40).fit(codes, answers)

    def check(node, depth):
        assert depth <= 3
        for _values, child in node.branches:
            assert child.counts.sum() >= 40
            check(child, depth + 1)

    check(tree.root_, 0)


def test_a_value_never_seen_is_answered_by_the_question_above():
    codes = np.array([[0], [0], [0], [1], [1]])
    tree = InformationTree().fit(codes, ["a", "a", "a", "b", "b"])
    assert list(tree.predict([[0], [1], [7], [-1]])) == ["a", "b", "a", "a"]
    assert tree.predict_proba([[7]]).tolist() == [[0.6, 0.4]]


def test_values_that_hardly_differ_share_a_branch_and_others_do_not():
    codes = np.repeat([[0], [1], [2], [3]], 50, axis=0)
    answers = np.where(codes[:, 0] < 2, "low", "high")
    grouped = InformationTree(group=True).fit(codes, answers)
    assert sorted(values for values, _node in grouped.root_.branches) == [(0.0, 1.0), (2.0, 3.0)]
    assert len(InformationTree().fit(codes, answers).root_.branches) == 4


def test_a_sample_with_too_many_of_a_rare_class_is_answered_as_the_classes_occur():
    codes = np.array([[0]] * 30 + [[1]] * 30)
    answers = np.array(["rare"] * 20 + ["usual"] * 10 + ["rare"] * 30)
    assert list(InformationTree().fit(codes, answers).predict([[0], [1]])) == ["rare", "rare"]
    tree = InformationTree(class_weight={"rare": 0.1, "usual": 2.0}).fit(codes, answers)
    assert list(tree.predict([[0], [1]])) == ["usual", "rare"]
    assert tree.predict_proba([[0]])[0] == pytest.approx([2 / 22, 20 / 22])
    stored = read(as_document(tree, ["gender"]))
    assert [round(leaf.share, 3) for leaf in stored.reached()] == [0.909, 1.0]
    assert [leaf.support for leaf in stored.reached()] == [30, 30]


def test_pruning_leaves_the_subtree_that_costs_least():
    """Of all subtrees of a grown tree, tried one by one, none has fewer errors + price × leaves."""
    chance = np.random.default_rng(5)
    codes = chance.integers(0, 2, (60, 3))
    answers = (codes[:, 0] ^ (chance.random(60) < 0.3)).astype(int)
    price = 0.02

    def cheapest(node):
        """Costs of every way to cut below `node`."""
        own = node.counts.sum() - node.counts[node.answer] + price * 60 * (node.counts.sum() > 0)
        if node.asks is None:
            return [own]
        ways = [0.0]
        for child in node.children():
            ways = [way + cost for way in ways for cost in cheapest(child)]
        return [own, *ways]

    pruned = InformationTree(max_depth=3, prune=price).fit(codes, answers)
    leaves = [leaf for leaf in pruned.root_.leaves() if leaf.counts.sum()]
    errors = (pruned.predict(codes) != answers).sum()
    whole = InformationTree(max_depth=3).fit(codes, answers)
    assert errors + price * 60 * len(leaves) == pytest.approx(min(cheapest(whole.root_)))
    assert len(leaves) < len(list(whole.root_.leaves()))


def test_a_hundred_thousand_guests_take_seconds():
    chance = np.random.default_rng(0)
    codes = chance.integers(-1, 8, (100_000, 30)).astype(np.int8)
    answers = (codes[:, :4].sum(axis=1) // 3) % 13
    before = time.process_time()
    InformationTree(max_depth=6, min_leaf=200).fit(codes, answers)
    assert time.process_time() - before < 20


def some_tree(group: bool):
    keys = ["use_restaurant", "complaints", "motive", "satisfaction", "income"]
    chance = np.random.default_rng(3)
    codes = np.column_stack([chance.integers(-1, len(BY_KEY[key].values), 4000) for key in keys])
    said = np.where(codes[:, 0] > 1, "diner", np.where(codes[:, 3] == -1, "means", "room"))
    said = np.where(chance.random(4000) < 0.2, "time", said)
    fitted = InformationTree(max_depth=4, min_leaf=30, group=group).fit(codes, said)
    return keys, codes, fitted, read(as_document(fitted, keys))


@pytest.mark.parametrize("group", [False, True])
def test_a_stored_tree_answers_as_the_fitted_one_did(group):
    keys, codes, fitted, stored = some_tree(group)
    rows = [
        {key: BY_KEY[key].values[code].key for key, code in zip(keys, row, strict=True) if code >= 0}
        for row in codes[:500].tolist()
    ]
    assert [stored.land(row).answer for row in rows] == list(fitted.predict(codes[:500]))
    assert codes_of(rows, keys).tolist() == codes[:500].tolist()
    assert sum(leaf.support for leaf in stored.root.leaves()) == 4000


def test_the_way_to_a_node_goes_by_its_conditions():
    *_rest, stored = some_tree(True)
    for node in stored.nodes:
        way = stored.way_to(node.number)
        assert way[-1] is node
        assert [step.conditions[-1] for step in way[1:]] == list(node.conditions)
    with pytest.raises(LookupError):
        stored.way_to(len(stored.nodes))


def test_unknown_may_share_a_branch_with_known_values_and_is_named():
    document = {
        "classes": ["a", "b"],
        "root": {
            "counts": [5, 5], "answer": 0, "asks": "gender", "gains": {"gender": 1.0},
            "branches": [[["female"], {"counts": [5, 0], "answer": 0}]],
            "other": {"counts": [0, 5], "answer": 1},
        },
    }  # fmt: skip
    stored = read(document)
    assert stored.nodes[2].conditions == (Condition("gender", ("male", None)),)
    assert stored.land({}).answer == "b"


def test_a_drawing_has_no_box_upon_another():
    *_rest, stored = some_tree(False)
    boxes = draw(stored.root, lambda node: ("x" * 99, "餐厅" * 20, "")).boxes
    places = [(box.x, box.y) for box in boxes]
    assert len(set(places)) == len(places) > 3
    assert all(len(box.lines[0]) == 31 and len(box.lines[1]) == 16 for box in boxes)
    assert shortened("短") == "短"
