"""At which rates is a flow of money worth nothing? None, one or several, and which it is is said.

The net present value is a polynomial in x = 1 / (1 + r); each root above 0 is a rate above -100 percent. By Descartes'
rule one change of sign in the flow means one root. More changes may mean none, one or several, and then no single
number is a rate of return (Lorie & Savage 1955).
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.polynomial import polynomial
from scipy.optimize import brentq

from alat.errors import BadInput
from alat.routing.figures import Floats

# Rates outside are no answer for a person: -90 percent and 1,000 percent a year.
LOWEST, HIGHEST = -0.9, 10.0
_STEPS = 80
_REAL = 1e-7
_ZERO = 1e-9


class Roots(StrEnum):
    """How many rates make a flow worth nothing."""

    ONE = "one"
    NONE = "none"
    SEVERAL = "several"
    NO_COST_FIRST = "no_cost_first"


@dataclass(frozen=True, slots=True)
class RateOfReturn:
    """An internal rate of return, or why there is none.

    Attributes
    ----------
    rate
        Share a year; None unless there is exactly one.
    verdict
        How many there are; ``no_cost_first`` where the flow begins with a gain, of which a rate says nothing.
    every
        All rates found between -90 percent and 1,000 percent, in order.
    """

    rate: float | None
    verdict: Roots
    every: tuple[float, ...]


def rate_of_return(flow: Floats) -> RateOfReturn:
    """Return the internal rate of return of one flow.

    Parameters
    ----------
    flow
        (years,) money by year, costs below 0.

    Raises
    ------
    BadInput
        If it is not one row of finite numbers.
    """
    _check(flow, 1)
    there = np.flatnonzero(flow)
    if not len(there):
        return RateOfReturn(None, Roots.NONE, ())
    kept = flow[there[0] : there[-1] + 1]
    found = _one_root(kept) if _sign_changes(kept[None, :])[0] == 1 else _all_roots(kept)
    if kept[0] > 0:
        return RateOfReturn(None, Roots.NO_COST_FIRST, found)
    verdict = {0: Roots.NONE, 1: Roots.ONE}.get(len(found), Roots.SEVERAL)
    return RateOfReturn(found[0] if verdict is Roots.ONE else None, verdict, found)


def rates_of_return(flows: Floats) -> tuple[Floats, Floats]:
    """Return the rates of many flows, and which of them have several; NaN where there is not exactly one.

    Parameters
    ----------
    flows
        (draws, years).

    Returns
    -------
    tuple of arrays
        (draws,) the rate or NaN, and (draws,) 1.0 where several rates were found and 0.0 elsewhere.

    Raises
    ------
    BadInput
        If it is not a table of finite numbers.
    """
    _check(flows, 2)
    rates, several = np.full(len(flows), np.nan), np.zeros(len(flows))
    first = np.take_along_axis(flows, np.argmax(flows != 0, axis=1)[:, None], axis=1)[:, 0]
    changes = _sign_changes(flows)
    usual = (changes == 1) & (first < 0)
    rates[usual] = _bisected(flows[usual])
    for row in np.flatnonzero((changes > 1) & (first < 0)):
        found = rate_of_return(flows[row])
        several[row] = found.verdict is Roots.SEVERAL
        rates[row] = np.nan if found.rate is None else found.rate
    return rates, several


def _check(flows: Floats, dimensions: int) -> None:
    if flows.ndim != dimensions or not flows.size or not np.isfinite(flows).all():
        raise BadInput(f"a flow of shape {flows.shape}; expected {dimensions} dimension(s) of finite numbers")


def _sign_changes(flows: Floats) -> np.ndarray:
    """Return how often each row changes its sign, zeros left out."""
    signs = np.sign(flows)
    for column in range(1, signs.shape[1]):
        signs[:, column] = np.where(signs[:, column] == 0, signs[:, column - 1], signs[:, column])
    return np.asarray(np.sum(signs[:, 1:] * signs[:, :-1] < 0, axis=1))


def _value(flow: Floats, log_growth: float) -> float:
    """Return the net present value at the rate exp(z) - 1, scaled so that no year overflows."""
    years = np.arange(len(flow))
    powers = -log_growth * years
    return float(np.sum(flow * np.exp(powers - powers.max())))


def _one_root(flow: Floats) -> tuple[float, ...]:
    ends = np.log1p(LOWEST), np.log1p(HIGHEST)
    low, high = (_value(flow, end) for end in ends)
    if low * high > 0:
        return ()
    root = brentq(lambda z: _value(flow, z), *ends, xtol=1e-14, rtol=1e-14)
    return (float(np.expm1(root)),)


def _all_roots(flow: Floats) -> tuple[float, ...]:
    roots = polynomial.polyroots(flow)
    real = roots.real[(np.abs(roots.imag) < _REAL * np.maximum(1.0, np.abs(roots))) & (roots.real > 0)]
    rates = sorted(float(1 / x - 1) for x in real)
    good = [rate for rate in rates if LOWEST <= rate <= HIGHEST and _is_root(flow, rate)]
    return tuple(rate for at, rate in enumerate(good) if at == 0 or rate - good[at - 1] > _REAL)


def _is_root(flow: Floats, rate: float) -> bool:
    """Return whether the value at a rate is nothing beside what is added up; a pair of complex roots is not one."""
    z = float(np.log1p(rate))
    return abs(_value(flow, z)) <= _ZERO * _value(np.abs(flow), z)


def _bisected(flows: Floats) -> Floats:
    """Return the one root of each row by bisection; NaN where it lies outside."""
    years = np.arange(flows.shape[1])

    def values(z: Floats) -> Floats:
        powers = -z[:, None] * years
        found: Floats = np.sum(flows * np.exp(powers - powers.max(axis=1, keepdims=True)), axis=1)
        return found

    low = np.full(len(flows), np.log1p(LOWEST))
    high = np.full(len(flows), np.log1p(HIGHEST))
    at_low = values(low)
    outside = at_low * values(high) > 0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        same = values(middle) * at_low > 0
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return np.where(outside, np.nan, np.expm1((low + high) / 2))
