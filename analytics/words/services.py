"""Labelling, training, and reading every text with what was learnt."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.words.choices import Polarity, Source
from analytics.words.estimator import learn
from analytics.words.exceptions import TooFewLabels, UnknownLabel
from analytics.words.models import TextLabel, TextReading, WordsModel
from analytics.words.selectors import (
    examples,
    shown_model,
    standing,
    text_key,
    text_named,
    texts_of,
    themes,
    words_column,
)
from common.jobs import Run

#: Texts read in one transaction.
CHUNK = 2_000
#: The folds of the test are the same for the same labels.
SEED = 20_260_617


@transaction.atomic
def label(
    *, source: Source, pk: int, polarity: str, about: Iterable[str], by: str, now: datetime
) -> TextLabel:
    """What `by` says of a text; said again it replaces his own label, never a colleague's."""
    if text_named(source, pk) is None:
        raise UnknownLabel(_("Text %(pk)s does not exist any more. Go on with the next one.") % {"pk": pk})
    if polarity not in Polarity.values:
        raise UnknownLabel(_("Choose positive, neutral or negative."), field="polarity")
    known, wanted = themes(), list(dict.fromkeys(about))
    if unknown := [theme for theme in wanted if theme not in known]:
        raise UnknownLabel(
            _("“%(theme)s” is no theme any more. Load the page again.") % {"theme": unknown[0]},
            field="themes",
        )
    made, _created = TextLabel.objects.update_or_create(
        **{f"{text_key(source)}_id": pk},
        labelled_by=by,
        defaults={"polarity": polarity, "themes": wanted, "labelled_at": now},
    )
    return made


def train(*, now: datetime, by: str = "") -> WordsModel:
    """The next version, from all labels. Whether figures may be made of it, its own quality decides."""
    missing, learnt = standing().missing, examples()
    if missing:
        raise TooFewLabels(
            _("Too few texts are labelled to train: label %(missing)s more.") % {"missing": missing}
        )
    estimator = learn(learnt, seed=SEED)
    if estimator is None:
        raise TooFewLabels(
            _(
                "The labels are too much alike: at least two polarities need ten different texts each. Label more."
            )
        )
    with transaction.atomic():
        newest = WordsModel.objects.aggregate(version=Max("version"))["version"] or 0
        model = WordsModel(version=newest + 1, trained_at=now, trained_by=by, labels=len(learnt))
        model.keep(estimator)
        model.save()
    return model


def read_new(run: Run | None = None) -> int:
    """Read every text that the newest model has not read; how many. Nothing while no model may be used.

    Killed or repeated it comes to the same: a chunk is one transaction, and only what is missing is read.
    """
    model = shown_model()
    if model is None:
        return 0
    estimator, read = model.estimator(), 0
    for source in Source:
        key = text_key(source)
        done = TextReading.objects.filter(words_model=model, **{f"{key}__isnull": False}).values(key)
        waiting = texts_of(source).exclude(pk__in=done).order_by("pk").values_list("pk", words_column(source))
        after = 0
        while rows := list(waiting.filter(pk__gt=after)[:CHUNK]):
            after = rows[-1][0]
            _keep(model, key, [pk for pk, _words in rows], estimator.read([words for _pk, words in rows]))
            read += len(rows)
            if run is not None:
                run.progress(step=gettext_lazy("reading guests’ own words"))
    return read


@transaction.atomic
def _keep(model: WordsModel, key: str, ids: list[int], read) -> None:
    TextReading.objects.bulk_create(
        [
            TextReading(
                **{f"{key}_id": pk},
                words_model=model,
                polarity=each.polarity,
                sure=each.sure,
                themes=list(each.themes),
            )
            for pk, each in zip(ids, read, strict=True)
        ],
        update_conflicts=True,
        unique_fields=[key],
        update_fields=["words_model", "polarity", "sure", "themes"],
    )
