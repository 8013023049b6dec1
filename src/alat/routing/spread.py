"""How far may hours stray from what is typical?

The curated tables state a typical figure and a range. The range is read as P10 to P90, and its variance by the rule of
30, 40 and 30 % (Swanson's; Keefer and Bodily 1983 compare it with others), and so is its mean: delays run further than
head starts, so that the mean is later than what is typical. Means and variances add up along a lane, and the law of
the sum is taken for a gamma law of the same mean and variance.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.special import gammaincinv, ndtri

from alat import data

P90 = 0.9

# A uniform law over an interval has variance interval^2 / 12.
_UNIFORM = 12.0
_EVERY = "*"


@dataclass(frozen=True, slots=True)
class SpreadLaws:
    """What `spread_laws.csv` says.

    Attributes
    ----------
    end_weight
        Probability given to each end of a range.
    headway_share
        By row id: the hours of the row are this share of a headway, and the wait is uniform over the headway.
    worst
        By row id: the range ends at the worst seen; the share of all waits that are not as long.
    no_range_share
        Standard deviation over hours where a row states no range.
    shared_km
        By mode: the distance over which a slow stretch stays slow, stretches being independent of one another; a mode
        without an entry is slow or fast over the whole leg.
    """

    end_weight: float
    headway_share: Mapping[str, float]
    worst: Mapping[str, float]
    no_range_share: float
    shared_km: Mapping[str, float]


@cache
def spread_laws() -> SpreadLaws:
    """Return the laws by which ranges become variances."""
    table = data.table("spread_laws").select("law", "subject", "value")
    rows = {(law, subject): value for law, subject, value in table.iter_rows()}
    return SpreadLaws(
        end_weight=rows["range_weight", _EVERY],
        headway_share=_of(rows, "headway"),
        worst=_of(rows, "worst"),
        no_range_share=rows["no_range", _EVERY],
        shared_km=_of(rows, "shared_km"),
    )


class HoursLaw(NamedTuple):
    """How much later than the typical hours the mean is (h, or h/km of a speed), and the variance (squared)."""

    late: float
    variance: float


def hours_law(laws: SpreadLaws, hours: float, *, low: float | None, high: float | None, row: str = "") -> HoursLaw:
    """Return mean and variance of hours that a row states.

    Parameters
    ----------
    laws
        How a range is read.
    hours
        The typical figure, h.
    low, high
        The range, h; without either, the laws' share of the hours is the standard deviation.
    row
        Id of the row.

    Notes
    -----
    A wait for a scheduled departure is uniform over the headway. Where a range ends at the worst seen, the law is
    lognormal, the typical figure its median and the end the share of `SpreadLaws.worst`. Else low, typical and high
    figure get the probabilities w, 1 - 2 w and w: a range that reaches further up than down has a mean above the
    typical figure.
    """
    if row in laws.headway_share:
        return HoursLaw(0.0, headway_variance(hours / laws.headway_share[row]))
    if low is None or high is None:
        return HoursLaw(0.0, (laws.no_range_share * hours) ** 2)
    if row in laws.worst:
        sigma2 = (math.log(high / hours) / float(ndtri(laws.worst[row]))) ** 2
        mean = hours * math.exp(sigma2 / 2)
        return HoursLaw(mean - hours, mean**2 * math.expm1(sigma2))
    weights = np.array([laws.end_weight, 1.0 - 2.0 * laws.end_weight, laws.end_weight])
    points = np.array([low, hours, high])
    mean = float(weights @ points)
    return HoursLaw(mean - hours, float(weights @ (points - mean) ** 2))


def headway_variance(headway_h: float) -> float:
    """Return the variance, h^2, of the wait for a departure that may be any part of a headway away."""
    return headway_h**2 / _UNIFORM


def pace_law(laws: SpreadLaws, km_per_h: float, *, low: float | None, high: float | None) -> HoursLaw:
    """Return mean and variance of the hours per km of a speed and its range (as `hours_law` does)."""
    slow, fast = (None if speed is None else 1.0 / speed for speed in (low, high))
    return hours_law(laws, 1.0 / km_per_h, low=fast, high=slow)


def quantile_hours(hours: float, variance_h2: float, *, share: float = P90) -> float:
    """Return the hours that a share of the loads takes at most.

    Parameters
    ----------
    hours, variance_h2
        Mean, h, and variance, h^2, of the whole lane.
    share
        0.9 for the P90.

    Notes
    -----
    A gamma law of this mean and variance: it is never negative and leans to the right as waits do.
    """
    if not variance_h2 or not hours:
        return hours
    scale = variance_h2 / hours
    return float(gammaincinv(hours / scale, share) * scale)


def _of(rows: Mapping[tuple[str, str], float], law: str) -> dict[str, float]:
    return {subject: value for (name, subject), value in rows.items() if name == law}
