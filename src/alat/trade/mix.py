"""How well does one mix of goods fit another, and how much hangs on how few?

All indices see shares alone: the unit and the size of a mix change nothing. None where a mix is empty.
"""

import numpy as np
from numpy.typing import NDArray

from alat.errors import BadInput

Floats = NDArray[np.float64]


def complementarity(sold: Floats, bought: Floats) -> float | None:
    """Return how well one country's exports fit another's imports by product, 0-1 (Michaely 1996).

    One less half the summed differences of the shares: 1 where the mixes are the same, 0 where they have nothing in
    common. That is also the sum of the smaller shares (Finger & Kreinin 1979).
    """
    if sold.shape != bought.shape:
        raise BadInput(f"two mixes of {sold.size} and {bought.size} products; expected the same products in one order")
    mine, theirs = _shares(sold), _shares(bought)
    return None if mine is None or theirs is None else float(np.minimum(mine, theirs).sum())


def herfindahl(values: Floats) -> float | None:
    """Return the sum of squared shares: 1 where one product or partner has all, 1/n where n are equal."""
    shares = _shares(values)
    return None if shares is None else float((shares**2).sum())


def _shares(values: Floats) -> Floats | None:
    if values.ndim != 1 or not np.isfinite(values).all() or (values < 0).any():
        raise BadInput("a mix must be one row of finite values that are not negative")
    total = values.sum()
    return None if total == 0 else np.asarray(values / total, dtype=np.float64)
