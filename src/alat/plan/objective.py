"""What makes one set of measures better than another: its mean, and its mean in bad times."""

from dataclasses import dataclass
from math import isfinite

import numpy as np

from alat.errors import BadInput
from alat.plan.space import Floats

_SUM = 1e-9


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be as large as can be: (1 - risk_weight) * mean + risk_weight * mean of the worst tail.

    Attributes
    ----------
    risk_weight
        Weight of the tail, from 0 (the mean alone) to 1 (the tail alone).
    tail_share
        Probability of the tail, above 0 and up to 1: 0.1 is the worst tenth.

    Raises
    ------
    BadInput
        If either is outside its bounds.
    """

    risk_weight: float = 0.0
    tail_share: float = 0.1

    def __post_init__(self) -> None:
        if not (isfinite(self.risk_weight) and 0 <= self.risk_weight <= 1):
            raise BadInput(f"the weight of the tail is {self.risk_weight}, expected 0 to 1")
        if not (isfinite(self.tail_share) and 0 < self.tail_share <= 1):
            raise BadInput(f"the share of the tail is {self.tail_share}, expected above 0 and up to 1")

    def scores(self, values: Floats, probability: Floats) -> Floats:
        """Return the score of each row of values, shape (sets, scenarios), million USD."""
        mean: Floats = values @ probability
        if self.risk_weight == 0:
            return mean
        return (1 - self.risk_weight) * mean + self.risk_weight * tail_mean(values, probability, share=self.tail_share)

    def score(self, values: Floats, probability: Floats) -> float:
        """Return the score of one set's values by scenario."""
        return float(self.scores(values[None, :], probability)[0])


def tail_mean(values: Floats, probability: Floats, *, share: float) -> Floats:
    """Return the mean of the worst outcomes that together have a given probability (CVaR of a gain).

    Parameters
    ----------
    values
        Shape (sets, scenarios).
    probability
        Of each scenario.
    share
        Probability of the tail; the scenario at its edge counts with the part that is inside.

    Notes
    -----
    Rockafellar & Uryasev (2002), "Conditional value-at-risk for general loss distributions", eq. (25): atoms are split.
    """
    order = np.argsort(values, axis=1, kind="stable")
    weight = probability[order]
    before = np.cumsum(weight, axis=1) - weight
    inside = np.clip(share - before, 0.0, weight)
    total: Floats = (np.take_along_axis(values, order, axis=1) * inside).sum(axis=1) / inside.sum(axis=1)
    return total


def checked_probability(probability: Floats) -> Floats:
    """Return the probabilities of scenarios as an array, or refuse them.

    Raises
    ------
    BadInput
        If there is none, one is negative or not finite, or they do not sum to one.
    """
    found = np.array(probability, dtype=np.float64)
    if found.ndim != 1 or found.size == 0:
        raise BadInput(f"the probabilities have the shape {found.shape}, expected one for each scenario")
    if not np.isfinite(found).all() or (found < 0).any():
        raise BadInput("a probability is negative or not a number, expected figures from 0 to 1")
    if abs(float(found.sum()) - 1) > _SUM:
        raise BadInput(f"the probabilities sum to {float(found.sum()):g}, expected 1")
    found.setflags(write=False)
    return found
