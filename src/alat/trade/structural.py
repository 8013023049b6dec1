"""What would each country buy of each product from each other, if only size, supply, demand and distance spoke?

For each product the predicted trade of all pairs is scaled, exporter by exporter and importer by importer, until it
adds up to the world's exports and imports of that product (RAS; Stone 1961). The sum over products is not the pair's
total on purpose: today's trade has no say. There is no own trade in it either, so that an importer that makes the good
itself looks open.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from alat.errors import NotCovered
from alat.trade.gravity import expected, places
from alat.trade.margins import CHAPTER, margins
from alat.trade.records import KEPT, Records

_TOLERANCE = 1e-9
_PASSES = 500

Floats = NDArray[np.float64]


def structural(exporter: str, importer: str, *, records: Records, level: int = CHAPTER) -> Floats:
    """Return the structural potential of a pair of ISO3 codes by product, in US dollars.

    Parameters
    ----------
    exporter, importer
        ISO3 codes.
    records
        Whose totals and products.
    level
        Digits of the Harmonized System.

    Raises
    ------
    NotCovered
        If the records do not know one of them, or the distance between them is not known.
    """
    place = places(records)
    for code in (exporter, importer):
        if code not in place:
            raise NotCovered(f"no {records.year} totals of {code}: a structural potential cannot be computed")
    i, j = place[exporter], place[importer]
    mean = expected(records)[i, j]
    if mean == 0:
        why = _why_nothing(exporter, importer, records=records)
        raise NotCovered(f"{why}: a structural potential cannot be computed")
    of_exporter, of_importer = scales(records, level)
    return np.asarray(mean * of_exporter[i] * of_importer[j], dtype=np.float64)


def _why_nothing(exporter: str, importer: str, *, records: Records) -> str:
    """Say why no trade at all is predicted: who is not known to trade has no size, else the distance is missing."""
    if not any(value and pair[0] == exporter for pair, value in records.totals_usd.items()):
        return f"no exports of {exporter} in {records.name} of {records.year}"
    if not any(value and pair[1] == importer for pair, value in records.totals_usd.items()):
        return f"no imports of {importer} in {records.name} of {records.year}"
    return f"no distance between {exporter} and {importer}"


@lru_cache(maxsize=KEPT)
def scales(records: Records, level: int = CHAPTER) -> tuple[Floats, Floats]:
    """Return the factors of exporters and importers, each countries x products, that scale predictions to margins."""
    found = margins(records, level)
    return balanced(expected(records), found.exports, imports=found.imports)


def balanced(
    mean: Floats, exports: Floats, *, imports: Floats, start: Floats | None = None, tolerance: float = _TOLERANCE
) -> tuple[Floats, Floats]:
    """Return factors that scale one matrix of predicted trade to the margins of each product.

    Parameters
    ----------
    mean
        Predicted trade, exporters x importers; a country without any prediction is left out of the margins.
    exports, imports
        Countries x products. Imports are first scaled to the world's exports of the product.
    start
        Factors of importers to begin from, such as those of a like problem: fewer passes, the same answer.
    tolerance
        What may be left of disagreement, as a share of world trade.

    Returns
    -------
    tuple of arrays
        Factors of exporters and of importers, countries x products.
    """
    sells, buys = mean.sum(axis=1) > 0, mean.sum(axis=0) > 0
    wanted = exports * sells[:, None]
    bought = imports * buys[:, None]
    bought = bought * _over(wanted.sum(axis=0), bought.sum(axis=0))
    of_importer = np.ones_like(bought) if start is None else np.where(start > 0, start, 1.0)
    of_exporter = np.zeros_like(wanted)
    for _ in range(_PASSES):
        of_exporter = _over(wanted, mean @ of_importer)
        reached = mean.T @ of_exporter
        if np.abs(of_importer * reached - bought).sum() <= tolerance * bought.sum():
            break
        of_importer = _over(bought, reached)
    return of_exporter, of_importer


def _over(wanted: Floats, reached: Floats) -> Floats:
    return np.divide(wanted, reached, out=np.zeros_like(wanted), where=reached > 0)
