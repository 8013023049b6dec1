"""Which sets are allowed, all of them?"""

import numpy as np

from alat.plan.objective import Aim
from alat.plan.score import Surrogate
from alat.plan.space import Floats, Masks, Space

_CHUNK = 65_536


def allowed_sets(held: Space) -> Masks:
    """Return every allowed set, in ascending order of their bits.

    A set is grown measure by measure in building order and dropped as soon as a requirement lacks, an exclusion is
    broken or a period's budget does not hold: no cost is negative, so that nothing dropped could come back.

    Parameters
    ----------
    held
        The open measures; 2^n sets at the most, which is what memory must hold.
    """
    found = np.zeros(1, dtype=np.int64)
    spent = np.zeros((1, len(held.room_musd)))
    for bit, cost in enumerate(held.cost_musd):
        needs, barred = np.int64(held.needs[bit]), np.int64(held.barred[bit])
        may = (found & needs == needs) & (found & barred == 0)
        more = spent[may] + cost
        fits = (more <= held.room_musd).all(axis=1)
        found = np.concatenate([found, found[may][fits] | np.int64(1 << bit)])
        spent = np.concatenate([spent, more[fits]])
    return np.sort(found)


def best_of(masks: Masks, surrogate: Surrogate, *, aim: Aim, probability: Floats, keep: int) -> tuple[Masks, Floats]:
    """Return the sets of highest score by the surrogate, best first, with their scores.

    Parameters
    ----------
    masks
        The sets to look at.
    surrogate, aim, probability
        What scores them.
    keep
        How many to return at the most.
    """
    scores = np.concatenate(
        [
            aim.scores(surrogate.values(masks[start : start + _CHUNK]), probability)
            for start in range(0, len(masks), _CHUNK)
        ]
        or [np.empty(0)]
    )
    best = np.argsort(-scores, kind="stable")[:keep]
    return masks[best], scores[best]
