"""From a question to a tree: what it learns from, growing, testing, and keeping it as data."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.segments.attributes import BY_KEY
from analytics.segments.choices import NO, SEGMENT, TREATMENT, YES
from analytics.segments.datasets import frame
from analytics.segments.exceptions import NothingToLearnFrom
from analytics.segments.models import AttributeRun, Question, SegmentLabel, SegmentMembership, TreeVersion
from analytics.segments.scoring import FOLDS, fit_and_test
from analytics.segments.selectors.memberships import described
from analytics.segments.selectors.treatments import treated
from analytics.segments.stored_trees import as_document, codes_of
from common.jobs import Run
from common.models import JobRun

#: Guests that a question is answered from at most.
MOST = 100_000
FEWEST = 50
#: A class with fewer rows is left out and named: some must be left for growing and for the test.
FEWEST_OF_CLASS = 2 * FOLDS
SEED = 20_260_617
STEPS = {
    "folds": gettext_lazy("testing settings on folds"),
    "growing": gettext_lazy("growing the tree"),
    "testing": gettext_lazy("testing it on guests it has not seen"),
}


@dataclass(frozen=True)
class Material:
    """Codes (rows, attributes), the answer of each row, what is to be said of it on the model card, and how often a row
    of an answer counts."""

    X: np.ndarray
    y: np.ndarray
    data: dict
    weights: dict[str, float] | None = None


def fit(run: Run | None, *, question: Question, now: datetime, by: str = "") -> TreeVersion:
    """The next version of the question's tree. The same data and settings come to the same tree."""
    _tell(run, gettext_lazy("reading attributes"))
    material = _learnable(labelled(question) if question.is_of_scheme else compared(question))
    fitted = fit_and_test(
        material.X,
        material.y,
        max_depth=question.max_depth,
        min_leaf=question.min_leaf,
        pruning=question.pruning,
        seed=SEED,
        weights=material.weights,
        told=lambda step: _tell(run, STEPS[step]),
    )
    document = as_document(fitted.tree, question.attributes)
    gains = zip(question.attributes, fitted.tree.gains_, strict=True)
    with transaction.atomic():
        Question.objects.select_for_update().get(pk=question.pk)  # one number a version
        newest = question.versions.aggregate(number=Max("number"))["number"] or 0
        return TreeVersion.objects.create(
            question=question,
            number=newest + 1,
            document=document,
            scores=fitted.scores | {"gains": {key: round(float(gain), 4) for key, gain in gains}},
            data=material.data | {"seed": SEED},
            settings={
                "target": question.target,
                "target_values": question.target_values,
                "attributes": question.attributes,
                "max_depth": question.max_depth,
                "min_leaf": question.min_leaf,
                "pruning": question.pruning,
            },
            fitted_at=now,
            fitted_by=by,
            job_run=JobRun.objects.filter(pk=run.id).first() if run else None,
        )


def labelled(question: Question) -> Material:
    """The newest standing label of each guest with the attributes that were seen."""
    labels = SegmentLabel.objects.filter(withdrawn_at__isnull=True).select_related(
        "sampled", "sampled__sample"
    )
    newest = {label.sampled.guest_id: label for label in labels.order_by("pk")}
    rows = [newest[guest] for guest in sorted(newest)]
    nights = sorted({label.sampled.sample.business_date for label in rows})
    data = {
        "labels": len(rows),
        "by_rule": sum(label.by_rule for label in rows),
        "by_people": dict(Counter(label.labelled_by for label in rows if not label.by_rule)),
        "nights": [str(night) for night in nights],
    }
    X = codes_of([label.sampled.values for label in rows], question.attributes)
    y = np.array([label.segment for label in rows], dtype=str)
    frequency = np.array([label.sampled.weight for label in rows])
    weights = {str(name): float(frequency[y == name].mean()) for name in np.unique(y)}
    return Material(X, y, data, weights)


def compared(question: Question) -> Material:
    """Who has the target and who has not, among the guests of the shown night; of whom it is unknown is left out.

    Who came after something was done for him is looked for among those for whom it was done, by what was known then.
    """
    if question.target == TREATMENT:
        X, came = treated(question.target_values, question.attributes)
        data = {"guests": len(came), "with_target": int(came.sum()), "nights": []}
        return Material(X, np.where(came, YES, NO), data)
    shown = AttributeRun.objects.filter(is_current=True).first()
    if shown is None:
        raise NothingToLearnFrom(_("No night has derived the attributes yet. Wait for the next one."))
    keys = [key for key in question.attributes if key != question.target]
    if question.target == SEGMENT:
        table = frame(question.attributes, guests=described(), limit=MOST, seed=SEED)
        members = SegmentMembership.objects.values_list("guest_id", "segment")
        segment = dict(members)
        known = np.array([guest in segment for guest in table.index], dtype=bool)
        table = table[known]
        has = np.array([segment[guest] in question.target_values for guest in table.index], dtype=bool)
    else:
        table = frame([*keys, question.target], guests=described(), limit=MOST, seed=SEED)
        table = table[table[question.target] >= 0]
        wanted = [BY_KEY[question.target].code(value) for value in question.target_values]
        has = table[question.target].isin(wanted).to_numpy()
    X = table[list(question.attributes)].to_numpy()
    data = {"guests": len(table), "with_target": int(has.sum()), "nights": [str(shown.business_date)]}
    return Material(X, np.where(has, YES, NO), data)


def _learnable(material: Material) -> Material:
    """Without the classes of which there is too little; NothingToLearnFrom where that leaves nothing to tell apart."""
    counts = Counter(material.y.tolist())
    scarce = {name: count for name, count in counts.items() if count < FEWEST_OF_CLASS}
    kept = ~np.isin(material.y, list(scarce))
    if len(counts) - len(scarce) < 2 or kept.sum() < FEWEST:
        raise NothingToLearnFrom(
            _(
                "Too little to learn from: %(n)s guests with an answer, and two answers must have %(fewest)s each."
                " Label more guests or choose another target."
            )
            % {"n": len(material.y), "fewest": FEWEST_OF_CLASS}
        )
    return Material(
        material.X[kept], material.y[kept], material.data | {"left_out": scarce}, material.weights
    )


def _tell(run: Run | None, step) -> None:
    if run is not None:
        run.progress(step=step)
