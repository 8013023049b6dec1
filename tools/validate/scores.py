"""How well does a score rank what came to be? Areas under the curve, with intervals over resampled exporters."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 1000
SEED = 20_260_101
LEVEL = (5.0, 95.0)

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]


@dataclass(frozen=True)
class Area:
    """An area under the curve with its interval: over all cases, and within one exporter's cases."""

    overall: float
    overall_band: tuple[float, float]
    within: float
    within_band: tuple[float, float]


def draws(exporters: int) -> Floats:
    """Return how often each exporter is drawn, draws x exporters, the same for every score."""
    random = np.random.default_rng(SEED)
    return random.multinomial(exporters, np.full(exporters, 1 / exporters), size=DRAWS).astype(np.float64)


def area(score: Floats, came: Bools, *, exporter: Ints, weights: Floats) -> Area:
    """Return the chance that a case that came to be scores above one that did not; ties count half.

    Parameters
    ----------
    score, came, exporter
        One a case: the score, whether it came to be, the position of its exporter.
    weights
        Of `draws`.
    """
    _, level = np.unique(score, return_inverse=True)
    every = np.ones(weights.shape[1])
    overall = np.array([_overall(level, came, weight=each[exporter]) for each in weights])
    right, pairs = _within(level, came, exporter=exporter, exporters=weights.shape[1])
    within = (weights @ right) / (weights @ pairs)
    return Area(
        _overall(level, came, weight=every[exporter]),
        _band(overall),
        float(right.sum() / pairs.sum()),
        _band(within),
    )


def mean_ranks(*scores: Floats) -> Floats:
    """Return the mean of the ranks of several scores: a way to join them without fitting anything."""
    places = [np.argsort(np.argsort(score, kind="stable"), kind="stable") for score in scores]
    return np.asarray(np.mean(places, axis=0), dtype=np.float64)


def top_share(score: Floats, came: Bools, *, share: float = 0.05) -> float:
    """Return how many of the best-scored cases came to be."""
    best = np.argsort(-score, kind="stable")[: max(1, round(share * score.size))]
    return float(came[best].mean())


def _overall(level: Ints, came: Bools, *, weight: Floats) -> float:
    size = int(level.max()) + 1
    yes = np.bincount(level[came], weight[came], minlength=size)
    no = np.bincount(level[~came], weight[~came], minlength=size)
    return float((yes * (np.cumsum(no) - no / 2)).sum() / (yes.sum() * no.sum()))


def _within(level: Ints, came: Bools, *, exporter: Ints, exporters: int) -> tuple[Floats, Floats]:
    """Return, by exporter, the pairs of a case that came and one that did not: ranked rightly, and all."""
    right, pairs = np.zeros(exporters), np.zeros(exporters)
    for each in np.unique(exporter):
        here = exporter == each
        yes, no = level[here & came], np.sort(level[here & ~came])
        pairs[each] = yes.size * no.size
        right[each] = (np.searchsorted(no, yes, "left") + np.searchsorted(no, yes, "right")).sum() / 2
    return right, pairs


def _band(values: Floats) -> tuple[float, float]:
    low, high = np.percentile(values, LEVEL)
    return float(low), float(high)
