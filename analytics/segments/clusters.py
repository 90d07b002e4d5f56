"""Which kinds of guests there are before anybody has named them: k-means on encoded attributes. Pure.

Clusters name nothing and decide nothing. They spread the training sample over all kinds of guests, and their
profiles give those who label an idea of whom they will meet.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analytics.segments.attributes import BY_KEY

if TYPE_CHECKING:
    import pandas as pd

FEWEST, MOST = 3, 10
#: Guests that the clusters are made from, and that k is chosen on.
FITTED_ON, CHOSEN_ON = 50_000, 10_000
#: Beginnings by chance of the final clusters, and of each k that is only tried.
STARTS, TRIES = 10, 3
#: Values shown of a cluster.
TELLING = 6


@dataclass(frozen=True)
class Telling:
    """`share` of the cluster has this value (key; None: unknown), of all guests `overall`."""

    attribute: str
    value: str | None
    share: float
    overall: float


@dataclass(frozen=True)
class Clusters:
    """`silhouettes` by k (−1 … 1, the highest was taken); `of` is the cluster of each row; `profiles` by cluster."""

    silhouettes: dict[int, float]
    of: np.ndarray
    profiles: tuple[tuple[Telling, ...], ...]

    @property
    def k(self) -> int:
        return len(self.profiles)


def encoded(frame: "pd.DataFrame") -> np.ndarray:
    """Columns of mean 0 and deviation 1: an ordered attribute by its code (unknown: the middle of the known ones)
    with a column for unknown, any other by a column for each value."""
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    ordered = [key for key in frame.columns if BY_KEY[key].ordered]
    others = [key for key in frame.columns if not BY_KEY[key].ordered]
    parts = []
    for key in ordered:
        codes = frame[key].to_numpy(dtype=np.float32)
        known = codes >= 0
        middle = float(np.median(codes[known])) if known.any() else 0.0
        parts.append(np.column_stack([np.where(known, codes, middle), ~known]))
    if others:
        encoder = OneHotEncoder(sparse_output=False, dtype=np.float32)
        parts.append(encoder.fit_transform(frame[others].to_numpy()))
    return StandardScaler().fit_transform(np.hstack(parts).astype(np.float32))


def find_clusters(
    frame: "pd.DataFrame", *, seed: int, told: Callable[[int], object] = lambda k: None
) -> Clusters:
    """Cluster at most FITTED_ON rows of codes; `told(k)` before each k is tried.

    ValueError with fewer rows than ten times MOST, or rows that are nearly all alike: they show no kinds.
    """
    from threadpoolctl import threadpool_limits

    if len(frame) < 10 * MOST:
        raise ValueError(f"{len(frame)} guests are too few for clusters; at least {10 * MOST} are needed.")
    with threadpool_limits(1):  # threads that wait for each other on a busy machine took four times as long
        return _found(frame, encoded(frame), seed, told)


def _found(frame: "pd.DataFrame", points: np.ndarray, seed: int, told: Callable[[int], object]) -> Clusters:
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score

    chance = np.random.default_rng(seed)
    chosen = points[chance.permutation(len(points))[:CHOSEN_ON]]
    kinds = len(np.unique(chosen, axis=0))
    silhouettes = {}
    for k in range(FEWEST, min(MOST, kinds) + 1):
        told(k)
        labels = KMeans(k, n_init=TRIES, random_state=seed).fit_predict(chosen)
        silhouettes[k] = float(silhouette_score(chosen, labels))
    if not silhouettes:
        raise ValueError(f"The guests differ in {kinds} ways only: there are no kinds of them.")
    k = max(silhouettes, key=silhouettes.__getitem__)
    fitted = KMeans(k, n_init=STARTS, random_state=seed).fit(points[:FITTED_ON])
    return Clusters(silhouettes, of := fitted.predict(points), profiles(frame, of, k))


def profiles(frame: "pd.DataFrame", of: np.ndarray, k: int) -> tuple[tuple[Telling, ...], ...]:
    """Of each cluster the values in which it differs most from all guests, by points of share."""
    shares = {key: _shares(frame[key].to_numpy(), of, k) for key in frame.columns}
    found = []
    for cluster in range(k):
        values = [
            Telling(key, _key_of(key, at - 1), round(float(own[cluster, at]), 4), round(float(every[at]), 4))
            for key, (own, every) in shares.items()
            for at in range(len(every))
        ]
        values.sort(key=lambda each: each.overall - each.share)
        found.append(tuple(each for each in values[:TELLING] if each.share > each.overall))
    return tuple(found)


def _shares(codes: np.ndarray, of: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """(share of each code + 1 by cluster, share among all)."""
    width = int(codes.max()) + 2
    counts = np.bincount(of * width + codes + 1, minlength=k * width).reshape(k, width)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1), counts.sum(axis=0) / len(codes)


def _key_of(attribute: str, code: int) -> str | None:
    return None if code < 0 else BY_KEY[attribute].values[code].key


def spread(strata: np.ndarray, size: int, *, seed: int) -> np.ndarray:
    """Places of `size` rows by chance, as many of each stratum as it has rows for: rare kinds are met too. The order
    goes round the strata, so that stopping early leaves a spread sample."""
    import pandas as pd  # like sklearn's parts loaded where clusters are made

    order = np.random.default_rng(seed).permutation(len(strata))
    turn = pd.Series(order).groupby(strata[order]).cumcount().to_numpy()
    return order[np.argsort(turn, kind="stable")][:size]


def weights(strata: np.ndarray, picked: np.ndarray) -> np.ndarray:
    """Of each picked row, how many times as frequent its stratum is among all rows as among the picked ones."""
    _names, of = np.unique(strata, return_inverse=True)
    among_all, among_picked = np.bincount(of) / len(of), np.bincount(of[picked], minlength=of.max() + 1)
    return among_all[of[picked]] / among_picked[of[picked]] * len(picked)
