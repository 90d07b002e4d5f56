"""The texts, their labels, and what may be shown of what was read in them.

Figures come with the quality of what made them, in one object; there is no way to have the ones alone.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncMonth

from analytics.words.choices import KINDS, Polarity, Source
from analytics.words.estimator import Example, Head, Quality
from analytics.words.models import TextLabel, TextReading, WordsModel
from analytics.words.speech import plain
from feedback.choices import SystemStatus
from feedback.models import AnswerSet, Complaint, Criterion

#: Texts that have to be labelled before anything is trained.
FEWEST_LABELS = 100
#: Of so many texts one is labelled by a second colleague, who does not see the first one's label.
TWICE_OF = 5
TERMS_SHOWN = 15


@dataclass(frozen=True)
class Text:
    """What a guest said, where it stands, and the business date."""

    source: Source
    pk: int
    words: str
    on: date


@dataclass(frozen=True)
class Standing:
    """How far the labelling is. `missing` is how many more are needed; `agreed` None without texts of two labels."""

    labels: int
    missing: int
    twice: int
    agreed: float | None
    newest: WordsModel | None


@dataclass(frozen=True)
class ThemeFigures:
    """Texts on a theme by polarity, with how well the theme is recognised."""

    name: str
    counts: tuple[int, ...]
    quality: Quality
    found: object  # ClassQuality of "yes"


@dataclass(frozen=True)
class Figures:
    """All texts by polarity (in the order of `Polarity`), by theme, and the terms that speak most for a polarity."""

    model: WordsModel
    quality: Quality
    counts: tuple[tuple[Polarity, str, int], ...]
    themes: tuple[ThemeFigures, ...]
    terms: tuple[tuple[Polarity, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Marks:
    """(polarity, kind of mark) of some answer sets by their id, with the quality of the model that read them."""

    quality: Quality
    by_set: dict[int, tuple[Polarity, str]]


def themes() -> dict[str, str]:
    """Key → name of the criteria that guests are asked about at present; one query."""
    criteria = Criterion.objects.filter(system__status=SystemStatus.PUBLISHED).order_by("position", "pk")
    return {criterion.key: criterion.name for criterion in criteria}


def texts_of(source: Source) -> QuerySet:
    """Rows with words: finished answers; complaints, but for those made from answers, whose words they repeat."""
    if source == Source.ANSWERS:
        return AnswerSet.objects.filter(finished_at__isnull=False).exclude(comment="")
    return Complaint.objects.filter(answer_set__isnull=True).exclude(text="")


def words_column(source: Source) -> str:
    return "comment" if source == Source.ANSWERS else "text"


def text_key(source: Source) -> str:
    """The foreign key from a label or reading to such a text."""
    return "answer_set" if source == Source.ANSWERS else "complaint"


def as_text(source: Source, row) -> Text:
    return Text(source, row.pk, getattr(row, words_column(source)), row.business_date)


def next_text(*, by: str, chance: Random) -> Text | None:
    """A text for `by` to label, by chance among all that wait; None when there is none."""
    waiting = {source: _waiting(source, by) for source in Source}
    numbers = [rows.count() for rows in waiting.values()]
    if not any(numbers):
        return None
    source = chance.choices(list(waiting), numbers)[0]
    at = chance.randrange(numbers[list(waiting).index(source)])
    rows = waiting[source].order_by("pk")[at : at + 1]
    return next((as_text(source, row) for row in rows), None)


def _waiting(source: Source, by: str) -> QuerySet:
    """Not labelled by `by`: of words that nobody has labelled, or one of TWICE_OF with a colleague's label."""
    key = text_key(source)
    labelled = TextLabel.objects.filter(**{f"{key}__isnull": False})
    mine = labelled.filter(labelled_by=by).values(key)
    once = labelled.values(key).annotate(labels=Count("pk")).filter(labels=1)
    for_two = once.annotate(turn=F(key) % TWICE_OF).filter(turn=0).values(key)
    known = labelled.values(f"{key}__{words_column(source)}")
    fresh = ~Q(**{f"{words_column(source)}__in": known})
    return texts_of(source).filter(fresh | Q(pk__in=for_two)).exclude(pk__in=mine)


def text_named(source: Source, pk: int) -> Text | None:
    row = texts_of(source).filter(pk=pk).first()
    return None if row is None else as_text(source, row)


def examples() -> list[Example]:
    """Each wording once, with the label it got first; whose words were erased is left out."""
    labels = TextLabel.objects.select_related("answer_set", "complaint").order_by("labelled_at", "pk")
    first: dict[str, Example] = {}
    for label in labels:
        words = label.answer_set.comment if label.answer_set else label.complaint.text
        if plain(words):
            first.setdefault(plain(words), Example(words, label.polarity, frozenset(label.themes)))
    return list(first.values())


def standing() -> Standing:
    labels, pairs = len(examples()), _pairs()
    return Standing(
        labels=labels,
        missing=max(0, FEWEST_LABELS - labels),
        twice=len(pairs),
        agreed=sum(one == other for one, other in pairs) / len(pairs) if pairs else None,
        newest=WordsModel.objects.first(),
    )


def _pairs() -> list[tuple[str, str]]:
    """The polarities that the first two colleagues gave the same text."""
    given: dict[tuple, list[str]] = {}
    for answer_set, complaint, polarity in TextLabel.objects.order_by("labelled_at", "pk").values_list(
        "answer_set", "complaint", "polarity"
    ):
        given.setdefault((answer_set, complaint), []).append(polarity)
    return [(said[0], said[1]) for said in given.values() if len(said) > 1]


def shown_model() -> WordsModel | None:
    """The newest one, if it beats the majority. An older one never stands in for it: it learnt from less."""
    newest = WordsModel.objects.first()
    return newest if newest is not None and newest.is_usable else None


def figures(month: date | None = None) -> Figures | None:
    """What the newest model read, of all texts or of those of the month that begins on `month`; None while there is
    none that may be shown. The accuracy is the model's own: it is tested on all labels, whatever month is looked at."""
    model = shown_model()
    if model is None:
        return None
    read = TextReading.objects.filter(words_model=model)
    if month is not None:
        days = (month, month + timedelta(days=monthrange(month.year, month.month)[1] - 1))
        read = read.filter(Q(answer_set__business_date__range=days) | Q(complaint__business_date__range=days))
    counts = dict(read.values_list("polarity").annotate(n=Count("pk")))
    names = themes()
    return Figures(
        model=model,
        quality=model.quality,
        counts=tuple((polarity, KINDS[polarity], counts.get(polarity, 0)) for polarity in Polarity),
        themes=tuple(
            _of_theme(head, read, names[head.name]) for head in model.all_heads if head.name in names
        ),
        terms=_terms(model),
    )


def months_read() -> list[date]:
    """First days of the months of texts that the newest model read, newest first; one query."""
    said_on = Coalesce("answer_set__business_date", "complaint__business_date")
    read = TextReading.objects.filter(words_model=WordsModel.objects.order_by("-version").values("pk")[:1])
    months = read.annotate(month=TruncMonth(said_on)).values_list("month", flat=True).order_by("-month")
    return list(months.distinct())


def _of_theme(head: Head, read: QuerySet[TextReading], name: str) -> ThemeFigures:
    by_polarity = read.filter(themes__contains=[head.name]).values_list("polarity").annotate(n=Count("pk"))
    counts = dict(by_polarity)
    found = next(each for each in head.quality.classes if each.name == "yes")
    return ThemeFigures(name, tuple(counts.get(each, 0) for each in Polarity), head.quality, found)


def _terms(model: WordsModel) -> tuple[tuple[Polarity, tuple[str, ...]], ...]:
    estimator = model.estimator()
    head = estimator.heads[0]  # the polarity is always learnt first
    rows = dict(zip(head.classes, estimator.figures[: len(head.classes), :-1], strict=True))
    if len(rows) == 2:  # the first of two has no figures of its own: it is the other one's opposite
        rows[head.classes[0]] = -rows[head.classes[1]]
    return tuple(
        (polarity, tuple(estimator.terms[at] for at in (-rows[polarity]).argsort()[:TERMS_SHOWN]))
        for polarity in Polarity
        if polarity in rows
    )


def marks(answer_sets: Iterable[int]) -> Marks | None:
    """What was read in the words of these sets; None while nothing may be shown. Two queries."""
    model = shown_model()
    if model is None:
        return None
    read = TextReading.objects.filter(words_model=model, answer_set__in=list(answer_sets))
    found = read.values_list("answer_set_id", "polarity")
    return Marks(model.quality, {pk: (Polarity(said), KINDS[Polarity(said)]) for pk, said in found})
