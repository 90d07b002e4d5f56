"""What the page of a tree shows, ready for its template: the model card, scores, the walk, the drawing, the rules."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from analytics.segments.attribute_conditions import PREFIX
from analytics.segments.attributes import BY_KEY
from analytics.segments.choices import Pruning
from analytics.segments.default_scheme import STAYED
from analytics.segments.models import TreeVersion
from analytics.segments.selectors.attributes import UNKNOWN_KEY
from analytics.segments.selectors.trees import answer_words, guests_in, rules, target_words
from analytics.segments.sentences import condition_words, values_words
from analytics.segments.stored_trees import StoredTree, TreeNode, read
from analytics.segments.tree_drawing import draw
from common.templatetags.hotel import number, percent
from guests.query.addresses import asking
from guests.query.document import Term


@dataclass(frozen=True)
class ModelCard:
    """`classes` are (answer, rows, precision, recall); `confusion` rows of (actual answer, counts); `gains` of each
    attribute at the root in bits, most telling first, with its share of the highest for a bar."""

    target: str
    attributes: list[str]
    pruning: str
    classes: list[tuple[str, int, float | None, float | None]]
    answers: list[str]
    confusion: list[tuple[str, list[int]]]
    gains: list[tuple[str, float, float]]
    folds_mean: float
    folds_spread: float
    usual: str
    left_out: list[tuple[str, int]]
    is_better: bool


def card_of(version: TreeVersion) -> ModelCard:
    scores, settings = version.scores, version.settings
    words = {each["key"]: answer_words(version, each["key"]) for each in scores["classes"]}
    gains = sorted(scores["gains"].items(), key=lambda pair: -pair[1])
    highest = max(gains[0][1], 1e-9)
    folds = scores["folds"]
    return ModelCard(
        target=target_words(settings["target"], settings["target_values"]),
        attributes=[str(BY_KEY[key].title) for key in settings["attributes"] if key in BY_KEY],
        pruning=str(Pruning(settings["pruning"]).label),
        classes=[
            (words[each["key"]], each["rows"], each["precision"], each["recall"])
            for each in scores["classes"]
        ],
        answers=list(words.values()),
        confusion=list(zip(words.values(), scores["confusion"], strict=True)),
        gains=[(str(BY_KEY[key].title), gain, gain / highest) for key, gain in gains if key in BY_KEY],
        folds_mean=sum(folds) / len(folds),
        folds_spread=max(folds) - min(folds),
        usual=answer_words(version, scores["usual"]),
        left_out=[(answer_words(version, key), rows) for key, rows in version.data["left_out"].items()],
        is_better=scores["accuracy"] > scores["baseline"],
    )


def walk(version: TreeVersion, at: int) -> dict[str, Any]:
    """Where one stands in the tree: the way there, what was found there, the drawing below, and all rules."""
    tree = read(version.document)
    try:
        way = tree.way_to(at)
    except LookupError:
        raise Http404 from None
    node, found, fewest = way[-1], rules(version, tree), version.settings["min_leaf"]
    return {
        "node": node,
        "way": [(step, condition_words(step.conditions[-1]) if step.conditions else "") for step in way],
        "here": _shares(version, tree, node),
        "node_gains": _gains(node),
        "guests_now": guests_in([node]).count(),
        "guests_url": _guests_of(node),
        "drawing": draw(node, lambda each: _box(version, each)),
        "rules": [row for row in found if row.support >= fewest],
        "rests": len(rests := [row for row in found if row.support < fewest]),
        "guests_of_rests": sum(row.support for row in rests),
        "leaves": len(found),
    }


def _guests_of(node: TreeNode) -> str:
    """The query for whoever has stayed and whom the tree leads here."""
    return asking(
        *(
            Term(f"{PREFIX}{each.attribute}", "any_of", [value or UNKNOWN_KEY for value in each.values])
            for each in (STAYED, *node.conditions)
        )
    )


def _shares(version: TreeVersion, tree: StoredTree, node: TreeNode) -> list[tuple[str, int, float]]:
    """(answer, training guests, share) at the node, the most frequent first."""
    rows = [
        (answer_words(version, answer), count, share)
        for answer, count, share in zip(tree.classes, node.counts, node.shares, strict=True)
        if count
    ]
    return sorted(rows, key=lambda row: -row[1])


def _gains(node: TreeNode) -> list[tuple[str, float]]:
    """The attributes that would tell most here."""
    best = sorted(node.gains.items(), key=lambda pair: -pair[1])[:6]
    return [(str(BY_KEY[key].title), gain) for key, gain in best if key in BY_KEY]


def _box(version: TreeVersion, node: TreeNode) -> tuple[str, str, str]:
    """The three texts of a drawn box: what leads there, what it says, how sure it is and on how many guests."""
    last = node.conditions[-1] if node.conditions else None
    leads = values_words(last.attribute, last.values) if last else _("everybody")
    says = f"{answer_words(version, node.answer)} {percent(node.share)}"
    asks = _("asks: %(attribute)s") % {"attribute": BY_KEY[node.asks].title} if node.asks else _("rule")
    return leads, says, f"{number(node.support)} · {asks}"
