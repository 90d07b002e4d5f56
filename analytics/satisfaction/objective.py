"""Weights that the answers themselves suggest: shown beside the experts' to provoke a second look, never used.

Scores come as one row an answer set and one column a sibling, NaN where it was not answered.
"""

import numpy as np

#: Fewer answers than this say nothing about spread.
FEWEST_ANSWERS = 30


def by_spread(scores: np.ndarray) -> tuple[float, ...] | None:
    """Shares of the standard deviations: what tells guests apart weighs more. None with too few answers."""
    if not _enough(scores):
        return None
    return _shares(np.nanstd(scores, axis=0, ddof=1))


def by_first_component(scores: np.ndarray) -> tuple[float, ...] | None:
    """Shares of the loadings' sizes on the first principal component of the correlations.

    Each correlation is taken over the sets that answer both. None with too few answers, or where two siblings
    were never answered together.
    """
    if not _enough(scores):
        return None
    answered = ~np.isnan(scores)
    deviation = np.nanstd(scores, axis=0)
    if not deviation.all():
        return None
    standard = np.where(answered, (scores - np.nanmean(scores, axis=0)) / deviation, 0.0)
    both = answered.T.astype(float) @ answered.astype(float)
    if not both.all():
        return None
    _values, vectors = np.linalg.eigh(standard.T @ standard / both)
    return _shares(np.abs(vectors[:, -1]))


def _enough(scores: np.ndarray) -> bool:
    return scores.size > 0 and bool(((~np.isnan(scores)).sum(axis=0) >= FEWEST_ANSWERS).all())


def _shares(figures: np.ndarray) -> tuple[float, ...] | None:
    total = float(figures.sum())
    return tuple(float(figure) / total for figure in figures) if total > 0 else None
