"""How good a tree is: on folds while it is chosen, on rows it never saw once it is. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analytics.segments.choices import Pruning

FOLDS = 5
#: This part of the rows is kept apart to test the tree that was grown on the others.
HELD_OUT = 0.25
#: What a leaf must save, as a share of all rows; one of these is chosen, or the strong one taken.
PRICES = (0.0, 0.001, 0.002, 0.005, 0.01, 0.02)
STRONG = 0.01
#: Rows that the price is chosen on.
CHOSEN_ON = 20_000


@dataclass(frozen=True)
class Fitted:
    """`tree` was grown on the rows that `scores` (plain data, see `measured`) were not measured on."""

    tree: object
    scores: dict


def fit_and_test(
    X,
    y,
    *,
    max_depth: int,
    min_leaf: int,
    pruning: str,
    seed: int,
    weights: Mapping[str, float] | None = None,
    told=lambda step: None,
) -> Fitted:
    """Grow a tree on three quarters of the rows, test it on the rest. Each class needs FOLDS rows or more.

    `weights` by class: how often a row of it counts, in the tree's answers and in every score (None: once).
    """
    from sklearn.model_selection import train_test_split

    from analytics.segments.information_tree import InformationTree

    weights = dict(weights) if weights else dict.fromkeys(np.unique(y), 1.0)
    X_grow, X_test, y_grow, y_test = train_test_split(X, y, test_size=HELD_OUT, stratify=y, random_state=seed)
    told("folds")
    tree = InformationTree(max_depth, min_leaf, group=True, class_weight=weights)
    price, folds, base = _chosen(tree, X_grow, y_grow, pruning, seed)
    told("growing")
    tree.set_params(prune=price).fit(X_grow, y_grow)
    told("testing")
    scores = measured(y_test, tree.predict(X_test), usual=_majority(y_grow, weights), weights=weights)
    return Fitted(
        tree,
        scores
        | {
            "grown_on": len(y_grow),
            "prune": price,
            "folds": [round(float(score), 4) for score in folds],
            "folds_baseline": round(base, 4),
        },
    )


def _chosen(tree, X, y, pruning: str, seed: int) -> tuple[float, np.ndarray, float]:
    """(price of a leaf, accuracy by fold at that price, accuracy of always saying the most frequent class).

    The price is chosen by the squared error of the shares: by accuracy alone a tree for a rare answer would always
    be pruned to nothing. Every row counts once for it: weighted, a sample's rare answers would be pruned away again.
    """
    from sklearn.base import clone
    from sklearn.model_selection import GridSearchCV, StratifiedKFold, cross_val_score

    some = np.random.default_rng(seed).permutation(len(y))[:CHOSEN_ON]
    X, y = X[some], y[some]
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    prices = {Pruning.NONE: [0.0], Pruning.STRONG: [STRONG]}.get(pruning, list(PRICES))
    search = GridSearchCV(
        clone(tree).set_params(class_weight=None),
        {"prune": prices},
        scoring=_of_shares,
        refit=False,
        cv=folds,
    ).fit(X, y)
    means = search.cv_results_["mean_test_score"]
    price = prices[int(np.flatnonzero(means >= means.max() - 1e-12)[-1])]  # of equals the smaller tree
    accuracy = cross_val_score(tree.set_params(prune=price), X, y, cv=folds, scoring=_accuracy)
    counted = _counted(y, tree.class_weight)
    base = counted[y == _majority(y, tree.class_weight)].sum() / counted.sum()
    return price, accuracy, float(base)


def _counted(y, weights: Mapping[str, float]) -> np.ndarray:
    """How often each row counts."""
    return np.array([weights[name] for name in y])


def _accuracy(tree, X, y) -> float:
    return float(np.average(tree.predict(X) == y, weights=_counted(y, tree.class_weight)))


def _of_shares(tree, X, y) -> float:
    """Minus the squared error of the shares."""
    known = np.asarray(y)[:, None] == tree.classes_[None, :]
    return -float(((tree.predict_proba(X) - known) ** 2).sum(axis=1).mean())


def _majority(y, weights: Mapping[str, float]) -> str:
    names, counts = np.unique(y, return_counts=True)
    return str(names[(counts * _counted(names, weights)).argmax()])


def measured(actual, said, *, usual: str, weights: Mapping[str, float]) -> dict:
    """Accuracy beside that of always saying `usual`; by class its rows, precision and recall (None: none was called
    so); and the confusion matrix, a row for each actual class. All but rows and matrix count a row by its weight."""
    from sklearn.metrics import confusion_matrix

    classes = [str(name) for name in np.unique(np.concatenate([actual, said]))]
    matrix = confusion_matrix(actual, said, labels=classes)
    rows = matrix.sum(axis=1)
    counted = matrix * _counted(classes, weights)[:, None]
    right, called, all_of = counted.diagonal(), counted.sum(axis=0), counted.sum(axis=1)
    return {
        "held_out": len(actual),
        "accuracy": round(float(right.sum() / counted.sum()), 4),
        "baseline": round(
            float(all_of[classes.index(usual)] / counted.sum()) if usual in classes else 0.0, 4
        ),
        "usual": usual,
        "classes": [
            {
                "key": key,
                "rows": int(rows[at]),
                "precision": round(float(right[at] / called[at]), 4) if called[at] else None,
                "recall": round(float(right[at] / all_of[at]), 4) if rows[at] else None,
            }
            for at, key in enumerate(classes)
        ],
        "confusion": matrix.tolist(),
    }
