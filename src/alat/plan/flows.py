"""When is money paid and when does it come in? Yearly flows of what is built over some years and used afterwards.

A year t stands for the time from t to t + 1. Capital is spread evenly from the start to the opening, yearly cost runs
from the opening, and the n-th year of use, which may straddle two calendar years, falls to each by its part in it.
"""

import numpy as np

from alat.routing.figures import Floats


def overlap(years: Floats, since: Floats, *, until: Floats) -> Floats:
    """Return which part of each year lies in a span: (years,) and (draws,) twice give (draws, years)."""
    least, most = np.maximum(years, since[:, None]), np.minimum(years + 1, until[:, None])
    part: Floats = np.clip(most - least, 0.0, 1.0)
    return part


def spent(years: Floats, start: Floats, *, opening: Floats) -> Floats:
    """Return the share of the capital paid in each year, (draws, years); at once where nothing takes time to build.

    Parameters
    ----------
    years
        (years,) calendar years.
    start, opening
        (draws,) when building begins and when the measure opens.
    """
    length = opening - start
    at_once = np.asarray((years <= start[:, None]) & (start[:, None] < years + 1), dtype=np.float64)
    spread = overlap(years, start, until=opening) / np.where(length > 0, length, 1.0)[:, None]
    share: Floats = np.where(length[:, None] > 0, spread, at_once)
    return share


def in_use(years: Floats, opening: Floats) -> Floats:
    """Return the part of each year in which a measure is open, (draws, years)."""
    return overlap(years, opening, until=np.full(len(opening), np.inf))


def shifted(by_year_of_use: Floats, years: Floats, *, opening: Floats) -> Floats:
    """Return what comes in by calendar year, (draws, years, ...), of what comes in by year of use, (years of use, ...).

    A year of use begins on the day of opening: of one opened at 2029.25 three quarters fall in 2029.
    """
    whole = np.floor(opening).astype(int)
    late = opening - whole
    index = np.rint(years).astype(int)[None, :] - whole[:, None]
    there, before = (_taken(by_year_of_use, index - back) for back in (0, 1))
    weight = late.reshape((-1, 1) + (1,) * (by_year_of_use.ndim - 1))
    found: Floats = (1 - weight) * there + weight * before
    return found


def discounts(years: Floats, rate: float, *, base_year: int) -> Floats:
    """Return (1 + r) to the power of -(t - base year)."""
    factor: Floats = (1 + rate) ** -(years - base_year)
    return factor


def payback(flows: Floats) -> Floats:
    """Return years from the first one until the sum so far is not below 0 and stays so, (draws,); NaN for never.

    Inside a year money is taken to flow evenly. A flow that was never below 0 is paid back at once.

    Parameters
    ----------
    flows
        (draws, years).
    """
    sums = np.cumsum(flows, axis=1)
    # The last year whose sum is below nothing, by a hair more than rounding.
    below = sums < -1e-12 * np.abs(flows).sum(axis=1, keepdims=True)
    count = flows.shape[1]
    last = np.where(below.any(axis=1), count - 1 - np.argmax(below[:, ::-1], axis=1), -1)
    rows = np.arange(len(flows))
    after = np.minimum(last + 1, count - 1)
    owed, income = -sums[rows, last], flows[rows, after]
    inside = np.divide(owed, income, out=np.zeros(len(flows)), where=income > 0)
    years = last + 1 + np.clip(inside, 0.0, 1.0)
    return np.where(last < 0, 0.0, np.where(last == count - 1, np.nan, years))


def _taken(values: Floats, index: np.ndarray) -> Floats:
    """Return the rows of an index, and 0 where it is before the first or after the last."""
    inside = (index >= 0) & (index < len(values))
    rows = values[np.clip(index, 0, len(values) - 1)]
    found: Floats = np.where(inside.reshape(inside.shape + (1,) * (values.ndim - 1)), rows, 0.0)
    return found
