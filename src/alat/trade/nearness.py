"""How near is each product to what a country already sells, and how complex is it, on the records at hand?"""

from functools import lru_cache

import numpy as np

from alat.errors import NotCovered
from alat.trade.complexity import Complexity, complexity
from alat.trade.margins import Margins, margins
from alat.trade.records import KEPT, Records
from alat.trade.screens import not_apart


@lru_cache(maxsize=KEPT)
def nearness(records: Records, level: int) -> Complexity:
    """Return the complexity indices of the records' exports, without the products set apart.

    Exports are the mean of the last years on record, so that one cargo makes no advantage. The world is every exporter
    on record, those among them that the totals do not know.

    Parameters
    ----------
    records
        Whose exports.
    level
        Digits of the Harmonized System. Published indices use four digits; chapters are coarse.

    Returns
    -------
    Complexity
        Sellers x products as in `margins`; NaN and False for the products set apart, and everywhere where the world
        cannot be ranked.
    """
    every = margins(records, level)
    kept = not_apart(every.products)
    try:
        found = complexity(np.where(kept[None, :], np.rint(every.sold.mean(axis=0)), 0.0))
    except NotCovered:
        return _unknown(every)
    return found


def _unknown(every: Margins) -> Complexity:
    shape = every.sold.shape[1:]
    blank, rows, columns = np.full(shape, np.nan), np.full(shape[0], np.nan), np.full(shape[1], np.nan)
    return Complexity(
        rca=blank,
        advantage=np.zeros(shape, dtype=np.bool_),
        diversity=np.zeros(shape[0], dtype=np.int64),
        ubiquity=np.zeros(shape[1], dtype=np.int64),
        eci=rows,
        pci=columns,
        density=blank,
        coi=rows,
        cog=blank,
    )
