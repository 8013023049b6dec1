"""What would each country buy of each chapter from each other, if only size, supply, demand and distance spoke?

For each chapter the predicted trade of all pairs is scaled, exporter by exporter and importer by importer, until it
adds up to the world's exports and imports of that chapter (RAS; Stone 1961). The sum over chapters is not the pair's
total on purpose: today's trade has no say. There is no own trade in it either, so that an importer that makes the good
itself looks open.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from alat.errors import NotCovered
from alat.trade.flows import codes
from alat.trade.gravity import expected
from alat.trade.margins import margins

_TOLERANCE = 1e-9
_PASSES = 500

Floats = NDArray[np.float64]


def structural(exporter: str, importer: str) -> Floats:
    """Return the structural potential of a pair of ISO3 codes by chapter, in US dollars.

    Raises
    ------
    NotCovered
        If the totals file does not know one of them, or the distance between them is not known.
    """
    place = {code: index for index, code in enumerate(codes())}
    for code in (exporter, importer):
        if code not in place:
            raise NotCovered(f"no 2023 totals of {code}: a structural potential cannot be computed")
    i, j = place[exporter], place[importer]
    if expected()[i, j] == 0:
        raise NotCovered(f"no distance between {exporter} and {importer}: a structural potential cannot be computed")
    of_exporter, of_importer = scales()
    return np.asarray(expected()[i, j] * of_exporter[i] * of_importer[j], dtype=np.float64)


@cache
def scales() -> tuple[Floats, Floats]:
    """Return the factors of exporters and importers, each countries x chapters, that scale predictions to margins."""
    mean = expected()
    placed = mean.sum(axis=1) > 0
    exports = margins().exports * placed[:, None]
    imports = margins().imports * placed[:, None]
    imports = imports * (exports.sum(axis=0) / imports.sum(axis=0))
    of_importer = np.ones_like(imports)
    for _ in range(_PASSES):
        of_exporter = _over(exports, mean @ of_importer)
        reached = mean.T @ of_exporter
        if np.abs(of_importer * reached - imports).sum() <= _TOLERANCE * imports.sum():
            break
        of_importer = _over(imports, reached)
    return of_exporter, of_importer


def _over(wanted: Floats, reached: Floats) -> Floats:
    return np.divide(wanted, reached, out=np.zeros_like(wanted), where=reached > 0)
