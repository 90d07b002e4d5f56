"""A fitted tree as plain data, and what can be asked of it without the library that fitted it. Pure.

    {"classes": ["dining", …], "weights": [1.4, …], "root": {"counts": [12, …], "answer": 0, "asks": "use_restaurant",
        "gains": {"use_restaurant": 0.41, …}, "branches": [[["seldom", "often"], {…}], [[null], {…}]], "other": {…}}}

Attributes and values are named by their keys, so that the document says the same whatever else the program learns;
null is "unknown". `weights` (left out where all are 1) say how often a guest of a class counts in shares. `answer` is
the place of the class in `classes`; it is kept, not derived, because a leaf with too few guests answers like the
node above it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.segments.attributes import BY_KEY

GAIN_DIGITS, WEIGHT_DIGITS = 4, 6


@dataclass(frozen=True)
class Condition:
    """`attribute` is one of `values` (keys; None: unknown)."""

    attribute: str
    values: tuple[str | None, ...]


@dataclass(frozen=True)
class TreeNode:
    """`number` counts from the root, depth first. `conditions` lead here; the last one is `children`'s own.

    `shares` are those of the classes among the `support` training guests here (0 without any), `share` that of
    `answer`.
    """

    number: int
    conditions: tuple[Condition, ...]
    counts: tuple[int, ...]
    answer: str
    share: float
    shares: tuple[float, ...]
    asks: str | None
    gains: Mapping[str, float]
    children: tuple[TreeNode, ...]

    @property
    def support(self) -> int:
        return sum(self.counts)

    def walk(self) -> Iterator[TreeNode]:
        yield self
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> Iterator[TreeNode]:
        return (node for node in self.walk() if not node.children)


@dataclass(frozen=True)
class StoredTree:
    """`nodes` in the order of their numbers."""

    classes: tuple[str, ...]
    nodes: tuple[TreeNode, ...]

    @property
    def root(self) -> TreeNode:
        return self.nodes[0]

    def land(self, values: Mapping[str, str | None]) -> TreeNode:
        """The leaf of a guest with these values (keys by attribute; what is missing is unknown)."""
        node = self.root
        while node.children:
            value = values.get(node.asks or "")
            node = next(child for child in node.children if value in child.conditions[-1].values)
        return node

    def way_to(self, number: int) -> list[TreeNode]:
        """Root, …, the node `number`."""
        way = [self.root]
        while way[-1].number != number:
            below = [child for child in way[-1].children if child.number <= number]
            if not below:
                raise LookupError(f"The tree has no node {number}.")
            way.append(below[-1])
        return way

    def reached(self) -> list[TreeNode]:
        """The leaves in which training guests ended."""
        return [leaf for leaf in self.root.leaves() if leaf.support]


def as_document(fitted, attributes: Sequence[str]) -> dict:
    """The document of an `InformationTree` whose columns were the codes of `attributes`."""

    def written(node) -> dict:
        plain = {"counts": [int(count) for count in node.counts], "answer": int(node.answer)}
        if node.asks is None:
            return plain
        values = BY_KEY[attributes[node.asks]].values
        return plain | {
            "asks": attributes[node.asks],
            "gains": {
                key: round(float(gain), GAIN_DIGITS)
                for key, gain in zip(attributes, node.gains, strict=True)
                if gain > 0
            },
            "branches": [
                [[values[int(code)].key if code >= 0 else None for code in codes], written(child)]
                for codes, child in node.branches
            ],
            "other": written(node.other),
        }

    weights = [round(float(weight), WEIGHT_DIGITS) for weight in fitted.weights_]
    weighted = {"weights": weights} if any(weight != 1 for weight in weights) else {}
    return {"classes": [str(name) for name in fitted.classes_], **weighted, "root": written(fitted.root_)}


def read(document: Mapping) -> StoredTree:
    """The tree of a document. Values that no branch names are the branch `other`; where all have one it is left out."""
    classes, numbers = tuple(document["classes"]), iter(range(10**9))
    weights = document.get("weights") or [1] * len(classes)

    def node_of(kept: Mapping, conditions: tuple[Condition, ...]) -> TreeNode:
        number, counts = next(numbers), tuple(kept["counts"])
        children = tuple(
            node_of(below, (*conditions, Condition(kept["asks"], values))) for values, below in _parts(kept)
        )
        counted = [count * weight for count, weight in zip(counts, weights, strict=True)]
        shares = tuple(each / (sum(counted) or 1) for each in counted)
        return TreeNode(
            number=number,
            conditions=conditions,
            counts=counts,
            answer=classes[kept["answer"]],
            share=shares[kept["answer"]],
            shares=shares,
            asks=kept.get("asks"),
            gains=kept.get("gains", {}),
            children=children,
        )

    return StoredTree(classes, tuple(node_of(document["root"], ()).walk()))


def _parts(kept: Mapping) -> Iterator[tuple[tuple[str | None, ...], Mapping]]:
    """(values that lead there, node below)."""
    if "asks" not in kept:
        return
    named = {value for values, _below in kept["branches"] for value in values}
    for values, below in kept["branches"]:
        yield tuple(values), below
    everything = [*(value.key for value in BY_KEY[kept["asks"]].values), None]
    if rest := tuple(value for value in everything if value not in named):
        yield rest, kept["other"]


def codes_of(rows: Sequence[Mapping[str, str]], attributes: Sequence[str]) -> np.ndarray:
    """(rows, attributes): the codes of kept values (keys by attribute, unknown ones missing), −1 for unknown."""
    code = {key: {value.key: at for at, value in enumerate(BY_KEY[key].values)} for key in attributes}
    return np.array(
        [[code[key].get(row.get(key, ""), -1) for key in attributes] for row in rows], dtype=np.int8
    ).reshape(len(rows), len(attributes))
