"""Labels for the demo hotel's invented sentences, so that a model can be trained and its accuracy shown.

Two invented colleagues label; now and then one of them slips, as people do. Their names say that they are invented.
"""

from datetime import datetime
from random import Random

from analytics.words.models import TextLabel, WordsModel
from analytics.words.selectors import FEWEST_LABELS, TWICE_OF, themes
from analytics.words.services import train
from feedback.demo_words import BAD, GOOD, SAID, SO_SO, judged
from feedback.models import AnswerSet

COLLEAGUES = ("demo-1 (synthetic)", "demo-2 (synthetic)")
#: Different sentences labelled, and of a hundred labels so many slips.
LABELLED, SLIPS = 400, 0.06


def fill_labels(*, now: datetime, seed: int) -> WordsModel | None:
    """Labels of invented sentences and the model trained on them; None where there are labels or too few texts.

    The night reads the rest.
    """
    if TextLabel.objects.exists():
        return None
    sentences, known, rng = _sentences(), themes(), Random(seed)
    if len(sentences) < FEWEST_LABELS:
        return None
    labels = []
    for pk, polarity, criteria in sentences:
        about = [criterion for criterion in criteria if criterion in known]
        for colleague in COLLEAGUES[: 2 if pk % TWICE_OF == 0 else 1]:
            labels.append(_label(rng, pk, polarity, about, colleague))
    TextLabel.objects.bulk_create(labels)
    return train(now=now, by=COLLEAGUES[0])


def _sentences() -> list[tuple[int, str, list[str]]]:
    """(answer set, polarity, criteria), each wording once."""
    sets = AnswerSet.objects.filter(is_synthetic=True).exclude(comment="")
    rows = sets.order_by("comment", "pk").distinct("comment").values_list("pk", "comment", "language")
    found = ((pk, *judged(words, language)) for pk, words, language in sorted(rows) if language in SAID)
    return [each for each in found if each[1]][:LABELLED]


def _label(rng: Random, pk: int, polarity: str, about: list[str], colleague: str) -> TextLabel:
    said = rng.choice((GOOD, SO_SO, BAD)) if rng.random() < SLIPS else polarity
    return TextLabel(answer_set_id=pk, polarity=said, themes=about, labelled_by=colleague)
