"""A decision tree over categories, grown by information gain (Quinlan's ID3), pruned by cost and complexity. Pure.

scikit-learn's own tree splits numbers in two; this one asks for a category and has a branch for each value or group
of values, the way people read it. What is unknown (a negative code) is a value like any other. Values with too few
rows at a node, and those never seen there, share the branch `other`; where even that is too small, it answers like
the node above.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.class_weight import compute_class_weight
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

#: A gain below this is rounding.
NO_GAIN = 1e-9


@dataclass
class Node:
    """`counts` of training rows by class; `answer` is the index of the class it answers with, `usual` that of the most
    frequent one of its rows; a leaf with too few rows has both from the node above. Inner nodes ask for
    column `asks`: `branches` are (values, node) and `other`. `gains` has every column's information gain, in bits."""

    counts: np.ndarray
    answer: int
    usual: int
    asks: int | None = None
    branches: list[tuple[tuple[float, ...], Node]] = field(default_factory=list)
    other: Node | None = None
    gains: np.ndarray | None = None
    shares: np.ndarray | None = None

    def children(self) -> list[Node]:
        return [
            *(child for _values, child in self.branches),
            *([self.other] if self.other is not None else []),
        ]

    def leaves(self) -> Iterator[Node]:
        if self.asks is None:
            yield self
        for child in self.children():
            yield from child.leaves()

    def become_leaf(self) -> None:
        self.asks, self.branches, self.other, self.gains = None, [], None, None


class InformationTree(ClassifierMixin, BaseEstimator):
    """`max_depth` questions at most on any way (None: no limit); `min_leaf` rows in every branch that is grown;
    `prune` is what one more leaf must save, as a share of all rows wrongly answered (0: nothing is pruned). With
    `group` values that hardly differ in their answers share a branch (see `_groups`), so that few rows are not
    scattered over many values; without it every value has its own, as Quinlan has it. `class_weight` (by class, or
    "balanced") says how often a row of a class counts where an answer is given: in a sample that has more of rare
    classes than there are, the tree grows and is pruned on the rows as they are, so that it still tells rare classes
    apart, and answers as frequently as the classes occur.

    After fit: `root_` (Node), `classes_`, `weights_` (by class), `gains_` (information gain of each column at the root,
    in bits) and `feature_importances_` (gain by column over the whole tree, weighted by rows, summing to 1).
    """

    def __init__(
        self,
        max_depth: int | None = 6,
        min_leaf: int = 1,
        prune: float = 0.0,
        group: bool = False,
        class_weight: dict | str | None = None,
    ):
        self.max_depth = max_depth
        self.min_leaf = min_leaf
        self.prune = prune
        self.group = group
        self.class_weight = class_weight

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.categorical = True
        tags.input_tags.allow_nan = False
        return tags

    def fit(self, X, y) -> InformationTree:
        """X: a code for each row and column; y: the class of each row."""
        X, y = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(y)
        if self.min_leaf < 1 or self.prune < 0 or (self.max_depth is not None and self.max_depth < 0):
            raise ValueError(
                f"min_leaf must be at least 1, prune and max_depth not below 0;"
                f" got {self.min_leaf}, {self.prune} and {self.max_depth}."
            )
        self.classes_, classes = np.unique(y, return_inverse=True)
        self.weights_ = compute_class_weight(self.class_weight, classes=self.classes_, y=y)
        grower = _Grower(X, classes, self.weights_, self.min_leaf, self.group)
        self.root_ = grower.grow(np.arange(len(X)), self.max_depth)
        self.gains_ = grower.gains_at(np.arange(len(X)))
        if self.prune:
            _prune(self.root_, self.prune * len(X))
        self.feature_importances_ = _importances(self.root_, X.shape[1])
        return self

    def predict(self, X) -> np.ndarray:
        check_is_fitted(self)
        answers = np.zeros(len(X := self._checked(X)), dtype=np.intp)
        for leaf, rows in _landed(self.root_, X, np.arange(len(X))):
            answers[rows] = leaf.answer
        return self.classes_[answers]

    def predict_proba(self, X) -> np.ndarray:
        """Shares of the classes among the training rows of the leaf, as often as each counts."""
        check_is_fitted(self)
        shares = np.zeros((len(X := self._checked(X)), len(self.classes_)))
        for leaf, rows in _landed(self.root_, X, np.arange(len(X))):
            shares[rows] = leaf.shares
        return shares

    def _checked(self, X) -> np.ndarray:
        return validate_data(self, X, dtype=np.float64, reset=False)


def entropy(counts: np.ndarray) -> float:
    """In bits."""
    return float(_bits(counts) / total) if (total := counts.sum()) else 0.0


def _bits(counts: np.ndarray) -> np.ndarray:
    """Total × entropy along the last axis: n log n − Σ c log c."""
    return _n_log_n(counts.sum(axis=-1)) - _n_log_n(counts).sum(axis=-1)


def _n_log_n(n) -> np.ndarray:
    n = np.asarray(n, dtype=np.float64)
    return n * np.log2(np.where(n > 0, n, 1.0))


class _Grower:
    """The training rows with every column's values numbered through, so that one bincount counts a whole node."""

    def __init__(self, X: np.ndarray, classes: np.ndarray, weights: np.ndarray, min_leaf: int, group: bool):
        self.min_leaf, self.weights, self.n_classes, self.group = min_leaf, weights, len(weights), group
        values = [np.unique(column, return_inverse=True) for column in X.T]
        self.values = np.concatenate([known for known, _codes in values])
        sizes = np.array([len(known) for known, _codes in values])
        self.starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        self.column_of = np.repeat(np.arange(len(sizes)), sizes)
        self.codes = np.column_stack([codes for _known, codes in values]).astype(np.int32) + self.starts
        self.classes = classes

    def grow(self, rows: np.ndarray, depth: int | None) -> Node:
        node = self._leaf(rows)
        if depth == 0 or len(rows) < 2 * self.min_leaf or node.counts.max() == len(rows):
            return node
        counted = self._counted(rows)
        groups = self._grouped(counted)
        gains = self._gains(counted, groups, node.counts)
        asks = int(gains.argmax())
        if gains[asks] <= NO_GAIN:
            return node
        node.asks, node.gains = asks, np.maximum(gains, 0.0)
        deeper = None if depth is None else depth - 1
        own, rest = self._parts(groups, rows, asks)
        node.branches = [
            (tuple(self.values[values].tolist()), self.grow(part, deeper)) for values, part in own
        ]
        node.other = self.grow(rest, deeper) if len(rest) >= self.min_leaf else self._leaf(rest, above=node)
        return node

    def gains_at(self, rows: np.ndarray) -> np.ndarray:
        """Plain gains, every value a branch of its own; what a table of attributes shows."""
        counted = self._counted(rows)
        counts = np.bincount(self.classes[rows], minlength=self.n_classes)
        return np.maximum(entropy(counts) - self._per_column(_bits(counted)) / len(rows), 0.0)

    def _leaf(self, rows: np.ndarray, above: Node | None = None) -> Node:
        counts = np.bincount(self.classes[rows], minlength=self.n_classes)
        if above is not None:  # too few to answer for themselves
            return Node(counts, above.answer, above.usual, shares=above.shares)
        shares = counts * self.weights
        return Node(counts, int(shares.argmax()), int(counts.argmax()), shares=shares / shares.sum())

    def _counted(self, rows: np.ndarray) -> np.ndarray:
        """(values of all columns, classes): how many of `rows` have the value and the class."""
        cells = self.codes[rows] * self.n_classes + self.classes[rows][:, None]
        shape = (len(self.values), self.n_classes)
        return np.bincount(cells.ravel(), minlength=shape[0] * shape[1]).reshape(shape)

    def _grouped(self, counted: np.ndarray) -> np.ndarray:
        """The group of each value, named by the place of one of its values; −1 for values that are too few."""
        large = counted.sum(axis=1) >= self.min_leaf
        groups = np.where(large, np.arange(len(counted)), -1)
        if self.group:
            for start, stop in zip(self.starts, [*self.starts[1:], len(counted)], strict=True):
                own = start + np.flatnonzero(large[start:stop])
                groups[own] = own[_groups(counted[own])]
        return groups

    def _gains(self, counted: np.ndarray, groups: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """Of the parts a split would make; −1 where it would not make two that are large enough."""
        few = groups < 0
        parts = np.zeros_like(counted)
        np.add.at(parts, groups[~few], counted[~few])
        small = np.add.reduceat(np.where(few[:, None], counted, 0), self.starts, axis=0)
        bits = self._per_column(_bits(parts)) + _bits(small)
        number = self._per_column((parts.sum(axis=1) > 0).astype(int)) + (small.sum(axis=1) >= self.min_leaf)
        gains = entropy(counts) - bits / counts.sum()
        return np.where(number >= 2, gains, -1.0)

    def _per_column(self, of_values: np.ndarray) -> np.ndarray:
        return np.add.reduceat(of_values, self.starts)

    def _parts(self, groups: np.ndarray, rows: np.ndarray, asks: int):
        """([(values, their rows)] of every group, rows of all other values)."""
        codes = self.codes[rows, asks]
        group_of = np.where(self.column_of == asks, groups, -1)
        parts = [
            (np.flatnonzero(group_of == group), rows[group_of[codes] == group])
            for group in np.unique(group_of[group_of >= 0])
        ]
        return parts, rows[group_of[codes] < 0]


def _groups(counted: np.ndarray) -> np.ndarray:
    """Which rows of `counted` (values, classes) share a branch: for each the place of the first of its group.

    The two that lose least when they are united are united as long as keeping them apart does not pay for the
    figures it needs (Akaike: the deviance between them is below twice its degrees of freedom).
    """
    group, parts = np.arange(len(counted)), counted.astype(np.float64)
    while len(left := np.unique(group)) > 1:
        own = parts[left]
        lost = _bits(own[:, None] + own[None]) - (_bits(own)[:, None] + _bits(own)[None])
        free = np.maximum(((own[:, None] + own[None]) > 0).sum(axis=2) - 1, 1)
        excess = 2 * np.log(2) * lost - 2 * free
        excess[np.tril_indices(len(left))] = np.inf
        first, second = np.unravel_index(excess.argmin(), excess.shape)
        if excess[first, second] >= 0:
            break
        parts[left[first]] += parts[left[second]]
        group[group == left[second]] = left[first]
    return group


def _landed(node: Node, X: np.ndarray, rows: np.ndarray) -> Iterator[tuple[Node, np.ndarray]]:
    """(leaf, rows of X that end in it)."""
    if not len(rows):
        return
    if node.asks is None:
        yield node, rows
        return
    codes, left = X[rows, node.asks], np.ones(len(rows), dtype=bool)
    for values, child in node.branches:
        here = np.isin(codes, values)
        left &= ~here
        yield from _landed(child, X, rows[here])
    yield from _landed(node.other, X, rows[left])


def _prune(node: Node, price: float) -> tuple[float, int]:
    """Make `node` the subtree with the least errors + `price` × leaves (Breiman's minimal cost-complexity, for one
    price); returns its errors and its leaves. Of two that cost the same, the smaller one stays."""
    own = float(node.counts.sum() - node.counts[node.usual])
    if node.asks is None:
        return own, int(node.counts.sum() > 0)
    below = [_prune(child, price) for child in node.children()]
    errors, leaves = sum(each[0] for each in below), sum(each[1] for each in below)
    if own + price <= errors + price * leaves:
        node.become_leaf()
        return own, 1
    return errors, leaves


def _importances(root: Node, columns: int) -> np.ndarray:
    total = np.zeros(columns)
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.asks is not None:
            total[node.asks] += node.gains[node.asks] * node.counts.sum()
            waiting.extend(node.children())
    return total / total.sum() if total.sum() else total
