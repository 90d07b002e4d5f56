"""Fits a model of repeat visits to (frequency, recency, silence), by scikit-learn's conventions. Never sees Django.

Maximum likelihood with its exact gradient, equal rows counted once with their weight. What the model says is in
expected_stays.
"""

import numpy as np
from scipy.optimize import minimize
from scipy.special import digamma, expit, gammaln
from sklearn.base import BaseEstimator
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from analytics.value.expected_stays import StayModel

#: Logarithms of the parameters are looked for within this far of zero (time in mean ages): beyond it the
#: likelihood is flat.
FARTHEST = 12.0
COLUMNS = 3


class RepeatPurchase(BaseEstimator):
    """BG/NBD, or MBG/NBD with `leaves_at_once`.

    Parameters
    ----------
    ahead : time over which `predict` counts returns, in the unit of X.
    leaves_at_once : whether guests may leave for ever after their first visit.
    max_iter : steps of the search.

    X has the shape (guests, 3): frequency (returns after the first visit), recency (time from the first visit to
    the last), silence (time from the last visit to today), none negative; recency + silence is the age. Columns
    after the third are not read.

    Attributes after `fit`: `model_` (StayModel), `log_likelihood_` (Σ over guests, in the unit of X),
    `is_converged_`, `n_iter_`, `n_features_in_`.

    >>> X = [[2, 30.43, 8.43], [0, 0.0, 38.86]]
    >>> RepeatPurchase(ahead=39).fit(X).predict(X).shape
    (2,)
    """

    def __init__(self, ahead=52.0, leaves_at_once=False, max_iter=500):
        self.ahead = ahead
        self.leaves_at_once = leaves_at_once
        self.max_iter = max_iter

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.positive_only = True
        return tags

    def fit(self, X, y=None, sample_weight=None):
        """`sample_weight`: how many guests a row stands for. ValueError where X is not as described."""
        X = self._checked(X, reset=True)
        weights = _check_sample_weight(sample_weight, X, ensure_non_negative=True)
        likelihood = _Likelihood(*_grouped(X, weights), first=int(self.leaves_at_once))
        found = minimize(
            likelihood.loss,
            np.zeros(4),
            jac=True,
            method="L-BFGS-B",
            bounds=[(-FARTHEST, FARTHEST)] * 4,
            options={"maxiter": self.max_iter, "ftol": 1e-14, "gtol": 1e-9, "maxcor": 20},
        )
        r, alpha, a, b = np.exp(found.x)
        self.model_ = StayModel(
            float(r), float(alpha * likelihood.unit), float(a), float(b), bool(self.leaves_at_once)
        )
        self.log_likelihood_ = likelihood.total(found.fun)
        self.is_converged_ = bool(found.success and np.abs(found.x).max() < FARTHEST)
        self.n_iter_ = int(found.nit)
        return self

    def predict(self, X):
        """Returns expected of each row within `ahead`."""
        check_is_fitted(self)
        x, recency, silence = self._checked(X).T[:COLUMNS]
        return self.model_.expected(x, recency, recency + silence, self.ahead)

    def score(self, X, y=None, sample_weight=None):
        """Mean log-likelihood of a row under the fitted model: the higher, the better."""
        check_is_fitted(self)
        X = self._checked(X)
        weights = _check_sample_weight(sample_weight, X, ensure_non_negative=True)
        likelihood = _Likelihood(X, weights, first=int(self.leaves_at_once))
        m = self.model_
        loss, _ = likelihood.loss(np.log([m.r, m.alpha / likelihood.unit, m.a, m.b]))
        return likelihood.total(loss) / weights.sum()

    def _checked(self, X, *, reset: bool = False) -> np.ndarray:
        X = validate_data(self, X, dtype=np.float64, reset=reset, ensure_min_features=COLUMNS if reset else 1)
        if (X[:, :COLUMNS] < 0).any():
            raise ValueError(
                f"Negative values in data passed to {type(self).__name__}: frequency, recency and silence are"
                " zero or more."
            )
        return X


def _grouped(X: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows that differ in what is read, and the weight of each; rows without weight are left out."""
    X, weights = X[weights > 0, :COLUMNS], weights[weights > 0]
    order = np.lexsort(X.T)
    X, weights = X[order], weights[order]
    begins = np.flatnonzero(np.r_[True, (X[1:] != X[:-1]).any(axis=1)])
    return X[begins], np.add.reduceat(weights, begins)


class _Likelihood:
    """Mean negative log-likelihood with its gradient in the logarithms of (r, α / unit, a, b)."""

    def __init__(self, X: np.ndarray, weights: np.ndarray, *, first: int):
        x, recency, silence = X.T[:COLUMNS]
        age = recency + silence
        self.weight = weights.sum()
        self.share = weights / self.weight
        # Time in mean ages, so that all four parameters are of the same order whatever the unit was.
        self.unit = float(self.share @ age) or 1.0
        self.x, self.recency, self.age = x, recency / self.unit, age / self.unit
        # The gamma functions depend on x alone: a few dozen different values among a million rows.
        self.kinds, kind_of = np.unique(x, return_inverse=True)
        self.kind_share = np.bincount(kind_of.ravel(), self.share)
        self.chances = self.kinds + first
        # Only who had a chance to leave can be explained in two ways: he stayed, or he left at his last visit.
        self.free = np.flatnonzero(self.chances[kind_of.ravel()] >= 1)
        self.free_kind = kind_of.ravel()[self.free]
        self.free_share, self.free_x = self.share[self.free], x[self.free]

    def loss(self, logs: np.ndarray) -> tuple[float, np.ndarray]:
        r, alpha, a, b = np.exp(logs)
        kinds, chances, share = self.kinds, self.chances, self.kind_share
        of_kind = (
            gammaln(a + b) + gammaln(b + chances) - gammaln(b) - gammaln(a + b + chances)
            + gammaln(r + kinds) - gammaln(r) + r * logs[1]
        )  # fmt: skip
        ages, recencies = alpha + self.age, alpha + self.recency[self.free]
        log_age, log_recency = np.log(ages), np.log(recencies)
        behind = (b + chances - 1)[self.free_kind]
        odds = logs[2] - np.log(behind) + (r + self.free_x) * (log_age[self.free] - log_recency)
        gone = self.free_share * expit(odds)
        value = (
            share @ of_kind - self.share @ ((r + self.x) * log_age) + self.free_share @ np.logaddexp(0, odds)
        )

        here = self.share.copy()
        here[self.free] -= gone
        by_r = share @ digamma(r + kinds) - digamma(r) + logs[1] - here @ log_age - gone @ log_recency
        by_alpha = r / alpha - here @ ((r + self.x) / ages) - gone @ ((r + self.free_x) / recencies)
        of_both = digamma(a + b) - share @ digamma(a + b + chances)
        by_a = of_both + gone.sum() / a
        by_b = of_both + share @ digamma(b + chances) - digamma(b) - gone @ (1 / behind)
        return -value, -np.array([by_r * r, by_alpha * alpha, by_a * a, by_b * b])

    def total(self, loss: float) -> float:
        """Σ log-likelihood in the unit of X: stretching time divides the density of each return."""
        returns = float(self.share @ self.x)
        return float(self.weight * (-loss - returns * np.log(self.unit)))
