"""How likely is a yes, an abstention, a no, given where a state stands? Ordered probit, exact far out in the tails.

With y = yes, abstain, no and eta = slope x point: P(y <= k) = Phi(cut_k - eta), first cut <= second. What comes back is
the log-likelihood of each vote with its first and second derivatives in eta and in the two cuts.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr, ndtr

Floats = npt.NDArray[np.float64]

_LEAST = 1e-13  # a smaller probability is told by its logarithm alone
_NARROW = 1e-300
_LOG_ROOT_TWO_PI = 0.5 * float(np.log(2.0 * np.pi))


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """Derivatives of the log-likelihood of some votes of one kind.

    Attributes
    ----------
    log_p
        Log-likelihood.
    first, second
        Its derivative in the first and in the second cut; the one in eta is minus their sum.
    first_first, second_second, cross
        Second derivatives in the cuts; the one in eta is the sum of the four.
    """

    log_p: Floats
    first: Floats
    second: Floats
    first_first: Floats
    second_second: Floats
    cross: Floats

    @property
    def eta(self) -> Floats:
        """Derivative in eta."""
        found: Floats = -(self.first + self.second)
        return found

    @property
    def eta_eta(self) -> Floats:
        """Second derivative in eta, never above 0."""
        found: Floats = self.first_first + self.second_second + 2.0 * self.cross
        return found


def of_yes(eta: Floats, first: Floats) -> Slopes:
    """Return the slopes of votes for a draft."""
    log_p, ratio, bend = _below(first - eta)
    nought = np.zeros_like(eta)
    return Slopes(log_p, ratio, nought, bend, nought, nought)


def of_no(eta: Floats, second: Floats) -> Slopes:
    """Return the slopes of votes against a draft."""
    log_p, ratio, bend = _below(eta - second)
    nought = np.zeros_like(eta)
    return Slopes(log_p, nought, -ratio, nought, bend, nought)


def of_abstention(eta: Floats, first: Floats, *, second: Floats) -> Slopes:
    """Return the slopes of abstentions; a cut that does not exist is infinite."""
    low, high = first - eta, second - eta
    log_p = _log_between(low, high)
    up, down = _density(high, log_p), _density(low, log_p)
    return Slopes(log_p, -down, up, _times(low, down) - down**2, -_times(high, up) - up**2, up * down)


def _log_between(low: Floats, high: Floats) -> Floats:
    """Return ln(Phi(high) - Phi(low)).

    The upper tail is looked at from above, so that two numbers near one are never taken from each other.
    """
    turned = low + high > 0
    low, high = np.where(turned, -high, low), np.where(turned, -low, high)
    p = ndtr(high) - ndtr(low)
    log_p = np.log(np.maximum(p, _LEAST))
    far = np.flatnonzero(p < _LEAST)
    above, below = log_ndtr(high[far]), log_ndtr(low[far])
    log_p[far] = above + np.log(-np.expm1(np.minimum(below - above, -_NARROW)))
    return log_p


def _below(x: Floats) -> tuple[Floats, Floats, Floats]:
    """Return ln Phi(x), phi(x) / Phi(x), and the derivative of that."""
    log_p = log_ndtr(x)
    ratio = np.exp(-0.5 * x * x - _LOG_ROOT_TWO_PI - log_p)
    bend: Floats = -ratio * (x + ratio)
    return log_p, ratio, np.minimum(bend, 0.0)


def _density(x: Floats, log_p: Floats) -> Floats:
    """Return phi(x) over a probability."""
    found: Floats = np.exp(-0.5 * x * x - _LOG_ROOT_TWO_PI - log_p)
    return found


def _times(x: Floats, ratio: Floats) -> Floats:
    """Return x times a ratio that is nought where x is infinite."""
    found: Floats = np.where(np.isfinite(x), x, 0.0) * ratio
    return found
