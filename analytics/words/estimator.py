"""Learns from labelled texts, says how good it is on texts it has not seen, and reads new ones. Pure.

One linear model (logistic regression over TF-IDF) a question: the polarity, and each theme by yes or no. What is
learnt is a list of terms and arrays of figures; reading needs nothing else, so it can be stored as data.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.words.speech import terms_of

POLARITY = "polarity"
#: A class is learnt from so many labels on; with fewer it counts as missed wherever it occurs.
FEWEST_OF_CLASS = 10
#: A term is kept when so many texts have it: nothing that a single guest wrote stays in a model.
TEXTS_OF_TERM = 3
FOLDS = 5
#: How likely such a lead over the majority may be by chance.
BY_CHANCE = 0.05
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Example:
    """A text with what people said of it."""

    text: str
    polarity: str
    themes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ClassQuality:
    """Of one class: its labels, how many of those called so are it, how many of it are called so (None: none)."""

    name: str
    labels: int
    precision: float | None
    recall: float | None


@dataclass(frozen=True)
class Quality:
    """On `n` labelled texts, each read by a model that was trained without it. `baseline` is the accuracy of always
    saying what most say; `is_better` where the lead over it is hardly chance (sign test, one-sided)."""

    n: int
    accuracy: float
    baseline: float
    is_better: bool
    classes: tuple[ClassQuality, ...]


@dataclass(frozen=True)
class Head:
    """One question: its classes in the order of their rows of figures, and how well it is answered."""

    name: str
    classes: tuple[str, ...]
    quality: Quality


@dataclass(frozen=True)
class Read:
    """What a text is read as; `sure` is the model's own probability of the polarity."""

    polarity: str
    sure: float
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Estimator:
    """`figures` has a row for each class of each head, a column for each term, and the intercept last."""

    terms: tuple[str, ...]
    idf: np.ndarray
    heads: tuple[Head, ...]
    figures: np.ndarray

    def read(self, texts: Sequence[str]) -> list[Read]:
        column = {term: at for at, term in enumerate(self.terms)}
        return [self._read(text, column) for text in texts]

    def _read(self, text: str, column: dict[str, int]) -> Read:
        counted = Counter(column[term] for term in terms_of(text) if term in column)
        at = np.fromiter(counted.keys(), dtype=int, count=len(counted))
        weights = (1 + np.log(np.fromiter(counted.values(), dtype=float, count=len(counted)))) * self.idf[at]
        if len(at):
            weights = weights / np.linalg.norm(weights)
        sums = self.figures[:, at] @ weights + self.figures[:, -1]
        polarity, sure, themes, row = "", 0.0, [], 0
        for head in self.heads:
            shares = _softmax(sums[row : row + len(head.classes)])
            row += len(head.classes)
            best = int(shares.argmax())
            if head.name == POLARITY:
                polarity, sure = head.classes[best], float(shares[best])
            elif head.classes[best] == YES:
                themes.append(head.name)
        return Read(polarity, sure, tuple(themes))


def learn(examples: Sequence[Example], *, seed: int) -> Estimator | None:
    """From texts that differ; None where two polarities with FEWEST_OF_CLASS labels each, or common terms, lack.

    Themes that do not beat their majority are left out; whether the polarity does, its quality says.
    """
    texts = [terms_of(example.text) for example in examples]
    asked = {POLARITY: [example.polarity for example in examples]}
    for theme in sorted(set().union(*(example.themes for example in examples))):
        asked[theme] = [YES if theme in example.themes else NO for example in examples]
    found = _vectors(texts)
    if found is None or len(_learnable(asked[POLARITY])) < 2:
        return None
    vectorizer, known = found
    heads, figures = [], []
    for name, answers in asked.items():
        if len(_learnable(answers)) < 2:
            continue
        quality = _held_out(texts, answers, seed)
        if name != POLARITY and not quality.is_better:
            continue
        classes, rows = _fit(known, answers)
        heads.append(Head(name, classes, quality))
        figures.append(rows)
    return Estimator(
        tuple(vectorizer.get_feature_names_out()), vectorizer.idf_, tuple(heads), np.vstack(figures)
    )


def _vectors(texts):
    """(vectorizer, matrix) of texts in terms; None where no term is common enough."""
    # Loaded by the one process that trains, not by every page.
    from sklearn.feature_extraction.text import TfidfVectorizer

    common = Counter(term for text in texts for term in set(text))
    if max(common.values(), default=0) < TEXTS_OF_TERM:
        return None
    vectorizer = TfidfVectorizer(analyzer=list, min_df=TEXTS_OF_TERM, sublinear_tf=True)
    return vectorizer, vectorizer.fit_transform(texts)


def _learnable(answers: Sequence[str]) -> set[str]:
    return {name for name, labels in Counter(answers).items() if labels >= FEWEST_OF_CLASS}


def _fit(known, answers: Sequence[str]) -> tuple[tuple[str, ...], np.ndarray]:
    """Classes and, for each, its coefficients with the intercept behind them."""
    from sklearn.linear_model import LogisticRegression

    wanted = _learnable(answers)
    rows = [at for at, answer in enumerate(answers) if answer in wanted]
    model = LogisticRegression(C=10.0, max_iter=1000)
    model.fit(known[rows], [answers[at] for at in rows])
    figures = np.hstack([model.coef_, model.intercept_[:, None]])
    if len(model.classes_) == 2:  # one row for two classes: the other one's is zero
        figures = np.vstack([np.zeros_like(figures), figures])
    return tuple(map(str, model.classes_)), figures


def _held_out(texts, answers: list[str], seed: int) -> Quality:
    """Each text is read once, by a model of the other four fifths; the majority is that of the same four fifths."""
    order = np.random.default_rng(seed).permutation(len(texts))
    said, usual = [""] * len(texts), [""] * len(texts)
    for fold in np.array_split(order, FOLDS):
        left_out = set(fold.tolist())
        rest = [at for at in range(len(texts)) if at not in left_out]
        majority = Counter(answers[at] for at in rest).most_common(1)[0][0]
        guesses = _guesses(
            [texts[at] for at in rest], [answers[at] for at in rest], [texts[at] for at in fold]
        )
        for at, guess in zip(fold, guesses or [majority] * len(fold), strict=True):
            said[at], usual[at] = guess, majority
    return _quality(answers, said, usual)


def _guesses(texts, answers: list[str], others) -> list[str] | None:
    """What a model of `texts` says of `others`; None where they teach nothing."""
    found = _vectors(texts)
    if found is None or len(_learnable(answers)) < 2:
        return None
    vectorizer, known = found
    classes, figures = _fit(known, answers)
    sums = vectorizer.transform(others) @ figures[:, :-1].T + figures[:, -1]
    return [classes[best] for best in sums.argmax(axis=1)]


def _quality(answers: list[str], said: list[str], usual: list[str]) -> Quality:
    right = [guess == answer for guess, answer in zip(said, answers, strict=True)]
    plainly = [guess == answer for guess, answer in zip(usual, answers, strict=True)]
    wins = sum(ours and not theirs for ours, theirs in zip(right, plainly, strict=True))
    losses = sum(theirs and not ours for ours, theirs in zip(right, plainly, strict=True))
    return Quality(
        n=len(answers),
        accuracy=sum(right) / len(right),
        baseline=sum(plainly) / len(plainly),
        is_better=chance_of(wins, losses) < BY_CHANCE,
        classes=tuple(_of_class(name, answers, said) for name in sorted(set(answers))),
    )


def _of_class(name: str, answers: list[str], said: list[str]) -> ClassQuality:
    labels, called = answers.count(name), said.count(name)
    both = sum(answer == guess == name for answer, guess in zip(answers, said, strict=True))
    return ClassQuality(name, labels, both / called if called else None, both / labels if labels else None)


def chance_of(wins: int, losses: int) -> float:
    """Probability of at least `wins` among them all if each were a toss of a coin (1.0 without any)."""
    tosses = wins + losses
    return sum(math.comb(tosses, k) for k in range(wins, tosses + 1)) / 2**tosses


def _softmax(sums: np.ndarray) -> np.ndarray:
    raised = np.exp(sums - sums.max())
    return raised / raised.sum()
