"""What does a triangular law give at a probability?"""

import numpy as np

from alat.plan.space import Floats


def triangular(chance: Floats, ends: tuple[float, float, float]) -> Floats:
    """Return the quantiles of a triangular law.

    Parameters
    ----------
    chance
        Probabilities, 0 to 1, of any shape.
    ends
        Lowest, most likely and highest value; all may be one.
    """
    low, mode, high = ends
    width = high - low
    if width == 0:
        return np.full(chance.shape, mode)
    rising = low + np.sqrt(chance * width * (mode - low))
    falling = high - np.sqrt((1 - chance) * width * (high - mode))
    found: Floats = np.where(chance * width < mode - low, rising, falling)
    return found
