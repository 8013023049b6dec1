"""How near to ITC's export potential is the figure shown for a pair, and what of the formula is left out of it?

The figure scales the product of supply and demand to the pair's recorded total. That is the formula's ease with one
year's margins and nothing else, so that the sum over products is the total; `alat.trade.export_potential` holds the
whole formula.
"""

import numpy as np
from numpy.typing import NDArray

from alat.trade.export_potential import LIKE
from alat.trade.margins import Margins
from alat.trade.results import ItcReading

LEFT_OUT = ("means of five years", "export-import ratio", "growth", "tariffs", "distance")

Floats = NDArray[np.float64]


def itc_potential(every: Margins, exporter: int, *, importer: int, observed: float | None) -> tuple[Floats, ItcReading]:
    """Return the potential by product (US dollars, NaN where there is no trade to scale by), and how to read it.

    Parameters
    ----------
    every
        Exports and imports of all countries.
    exporter, importer
        Positions in them.
    observed
        The pair's recorded total (US dollars); None where it is not known.
    """
    reading = ItcReading(LIKE, LEFT_OUT)
    world = every.imports.sum(axis=0)
    raw = np.divide(every.exports[exporter] * every.imports[importer], world, out=np.zeros_like(world), where=world > 0)
    if not observed or raw.sum() <= 0:
        return np.full(world.shape, np.nan), reading
    return raw * (observed / raw.sum()), reading
