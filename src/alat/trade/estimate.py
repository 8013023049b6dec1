"""Who sells what to whom, when only three sums are known: by country and product, and by pair?

Iterative proportional fitting (Deming & Stephan 1940) of trade by exporter, importer and product to the exports of
each country by product, the imports of each, and the totals of each pair, the pair's last in every pass. A start of
ones keeps the shape ``x_ijk = a_ik b_jk c_ij``, so that three matrices are held instead of the cube, and a pass is
three products of matrices. Cells that are observed are taken out of all three sums first and stand as they are.

Every fitted cell is modelled and none is zero where its sums are not, so that small ones are overstated. How far to
trust a pair's mix is in `alat.trade.trust`; what is refused and warned of, in `estimated_split` there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from alat.errors import BadInput

TOLERANCE = 1e-4
PASSES = 400

# A fit that gains less than a hundredth in this many passes stands still: the sums contradict each other.
_PATIENCE = 10
_GAIN = 0.99
_WORST = 10
_AGREE = 1.01
_CRUMB = 1e-12

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pinned:
    """Observed cells: exporter, importer and product by position, one value each (the unit of the sums)."""

    exporters: Ints
    importers: Ints
    products: Ints
    values: Floats


@dataclass(frozen=True, slots=True)
class Miss:
    """One sum that the fit does not reach.

    Attributes
    ----------
    side
        ``exporter``, ``importer`` (then `product` counts) or ``pair`` (then `importer` does).
    exporter, importer, product
        Positions; -1 where the sum runs over it.
    wanted, reached
        The sum given, and the sum of the fitted cells.
    """

    side: str
    exporter: int
    importer: int
    product: int
    wanted: float
    reached: float


@dataclass(frozen=True, slots=True)
class BilateralFit:
    """Trade by exporter, importer and product, as three factors and the observed cells.

    Attributes
    ----------
    of_exporter, of_importer, of_pair
        ``a`` (exporters x products), ``b`` (importers x products), ``c`` (exporters x importers).
    pinned
        Observed cells.
    pairs_usd
        The pairs' totals that were fitted, observed cells included, in the unit given (US dollars in this project).
    residual
        The worse of both product margins, summed differences as a share of all trade.
    pairs_residual
        The same of the pairs' totals: what no product of both sides could carry.
    passes, settled
        Passes made; whether the tolerance was reached (False: the sums contradict each other, and it stood still).
    excess
        What observed cells hold beyond the sums that they were taken out of (not negative).
    worst
        The sums that are missed most, largest first.
    """

    of_exporter: Floats
    of_importer: Floats
    of_pair: Floats
    pinned: Pinned
    pairs_usd: Floats
    residual: float
    pairs_residual: float
    passes: int
    settled: bool
    excess: float
    worst: tuple[Miss, ...]

    def pair(self, exporter: int, importer: int) -> Floats:
        """Return the cells of one pair by product."""
        cells = self.of_exporter[exporter] * self.of_importer[importer] * self.of_pair[exporter, importer]
        here = (self.pinned.exporters == exporter) & (self.pinned.importers == importer)
        cells[self.pinned.products[here]] = self.pinned.values[here]
        return np.asarray(cells, dtype=np.float64)

    def product(self, product: int) -> Floats:
        """Return the cells of one product, exporters x importers."""
        cells = self.of_exporter[:, product, None] * self.of_importer[None, :, product] * self.of_pair
        here = self.pinned.products == product
        cells[self.pinned.exporters[here], self.pinned.importers[here]] = self.pinned.values[here]
        return np.asarray(cells, dtype=np.float64)

    def observed(self, exporter: int, importer: int) -> Bools:
        """Return which products of a pair are observed, not fitted."""
        marks = np.zeros(self.of_exporter.shape[1], dtype=np.bool_)
        here = (self.pinned.exporters == exporter) & (self.pinned.importers == importer)
        marks[self.pinned.products[here]] = True
        return marks


def fit_bilateral(
    pairs: Floats,
    exports: Floats,
    *,
    imports: Floats,
    pinned: Pinned | None = None,
    tolerance: float = TOLERANCE,
    passes: int = PASSES,
) -> BilateralFit:
    """Fit trade by exporter, importer and product to its three sets of sums.

    Parameters
    ----------
    pairs
        Totals, exporters x importers.
    exports, imports
        Exporters x products and importers x products, in the unit of `pairs`; their sums must agree with it within 1 %.
    pinned
        Observed cells, which stand as they are.
    tolerance
        Summed differences to a product margin, as a share of all trade, at which to stop.
    passes
        The most passes to make.

    Raises
    ------
    BadInput
        If shapes do not fit together, a value is negative or not finite, there is no trade, the sums disagree, or a
        cell is pinned twice.

    Examples
    --------
    >>> import numpy as np
    >>> pairs, sold, bought = np.array([[0.0, 6.0], [4.0, 0.0]]), np.array([[5.0, 1.0], [1.0, 3.0]]), np.zeros((2, 2))
    >>> bought[:] = [[1.0, 3.0], [5.0, 1.0]]
    >>> fit_bilateral(pairs, sold, imports=bought).pair(0, 1).round(3).tolist()
    [5.0, 1.0]
    """
    held = pinned if pinned is not None else _nothing()
    _check(pairs, exports, imports=imports, pinned=held)
    sums, excess = _left(pairs, exports, imports=imports, pinned=held)
    return _fitted(pairs, sums, pinned=held, excess=excess, limits=(tolerance, passes))


@dataclass(frozen=True, slots=True)
class _Sums:
    """What is left to fit, and the pairs that have observed cells (`free` tells which of their cells are not)."""

    exports: Floats
    imports: Floats
    pairs: Floats
    rows: Ints
    columns: Ints
    free: Floats
    to_rows: csr_array
    to_columns: csr_array


def _fitted(pairs: Floats, sums: _Sums, *, pinned: Pinned, excess: float, limits: tuple[float, int]) -> BilateralFit:
    tolerance, passes = limits
    world = float(pairs.sum())
    a, b, c = ((each > 0).astype(np.float64) for each in (sums.exports, sums.imports, sums.pairs))
    residuals: list[float] = []
    sold = _sold(b, c, sums=sums)
    while True:
        a = _over(sums.exports, sold)
        b = _over(sums.imports, _bought(a, c, sums=sums))
        c = _over(sums.pairs, _between(a, b, sums=sums))
        a, b, c = _scaled(a, b, c=c)
        sold, bought = _sold(b, c, sums=sums), _bought(a, c, sums=sums)
        off = (np.abs(a * sold - sums.exports).sum(), np.abs(b * bought - sums.imports).sum())
        residuals.append(float(max(off)) / world)
        stands = len(residuals) > _PATIENCE and residuals[-1] > _GAIN * residuals[-1 - _PATIENCE]
        if residuals[-1] <= tolerance or stands or len(residuals) >= passes:
            break
    reached = (a * sold, b * bought, np.where(c > 0, sums.pairs, 0.0))
    return BilateralFit(
        of_exporter=a,
        of_importer=b,
        of_pair=c,
        pinned=pinned,
        pairs_usd=pairs,
        residual=residuals[-1],
        pairs_residual=float(np.abs(sums.pairs - reached[2]).sum()) / world,
        passes=len(residuals),
        settled=residuals[-1] <= tolerance,
        excess=excess,
        worst=_worst(sums, reached),
    )


def _nothing() -> Pinned:
    nowhere = np.zeros(0, dtype=np.intp)
    return Pinned(nowhere, nowhere, nowhere, np.zeros(0))


def _check(pairs: Floats, exports: Floats, *, imports: Floats, pinned: Pinned) -> None:
    sizes = (*pairs.shape, exports.shape[-1])
    if exports.shape != (sizes[0], sizes[2]) or imports.shape != (sizes[1], sizes[2]):
        raise BadInput(
            f"pairs are {pairs.shape}, exports {exports.shape}, imports {imports.shape}; expected i x j, i x k, j x k"
        )
    for name, values in (("pairs", pairs), ("exports", exports), ("imports", imports), ("pinned cells", pinned.values)):
        if not np.isfinite(values).all() or (values < 0).any():
            raise BadInput(f"{name} must be finite and not negative")
    totals = [float(each.sum()) for each in (pairs, exports, imports)]
    if min(totals) <= 0 or max(totals) > _AGREE * min(totals):
        found = ", ".join(f"{total:.6g}" for total in totals)
        raise BadInput(f"pairs, exports and imports sum to {found}; expected one sum")
    places = (pinned.exporters, pinned.importers, pinned.products)
    for place, size, name in zip(places, sizes, ("exporter", "importer", "product"), strict=True):
        if place.size != pinned.values.size or (place.size and not 0 <= place.min() <= place.max() < size):
            raise BadInput(f"pinned cells: expected one {name} of 0 to {size - 1} for each value")
    if np.unique(np.ravel_multi_index(places, sizes)).size != pinned.values.size:
        raise BadInput("a cell is pinned twice")


def _left(pairs: Floats, exports: Floats, *, imports: Floats, pinned: Pinned) -> tuple[_Sums, float]:
    """Return what is left of the sums without the observed cells, and by how much these exceed them."""
    i, j, k = pinned.exporters, pinned.importers, pinned.products
    left = [pairs.astype(np.float64), exports.astype(np.float64), imports.astype(np.float64)]
    for sums, place in zip(left, ((i, j), (i, k), (j, k)), strict=True):
        np.subtract.at(sums, place, pinned.values)
    excess = max(-float(np.minimum(sums, 0.0).sum()) for sums in left)
    # A sum that is all observed must not keep a crumb of rounding to fit.
    crumbs = [_CRUMB * each for each in (pairs, exports, imports)]
    left = [np.where(sums > crumb, sums, 0.0) for sums, crumb in zip(left, crumbs, strict=True)]
    held, where = np.unique(np.ravel_multi_index((i, j), pairs.shape), return_inverse=True)
    rows, columns = np.unravel_index(held, pairs.shape)
    free = np.ones((held.size, exports.shape[1]))
    free[where, k] = 0.0
    ones, order = np.ones(held.size), np.arange(held.size)
    to_rows = csr_array((ones, (rows, order)), shape=(pairs.shape[0], held.size))
    to_columns = csr_array((ones, (columns, order)), shape=(pairs.shape[1], held.size))
    return _Sums(left[1], left[2], left[0], rows, columns, free, to_rows, to_columns), excess


def _sold(b: Floats, c: Floats, *, sums: _Sums) -> Floats:
    """Return, by exporter and product, the sum over importers of ``b c`` where no cell is observed."""
    found: Floats = _without(c, sums) @ b
    if sums.rows.size:
        found += sums.to_rows @ (c[sums.rows, sums.columns, None] * b[sums.columns] * sums.free)
    return found


def _bought(a: Floats, c: Floats, *, sums: _Sums) -> Floats:
    """Return, by importer and product, the sum over exporters of ``a c`` where no cell is observed."""
    found: Floats = _without(c, sums).T @ a
    if sums.rows.size:
        found += sums.to_columns @ (c[sums.rows, sums.columns, None] * a[sums.rows] * sums.free)
    return found


def _between(a: Floats, b: Floats, *, sums: _Sums) -> Floats:
    """Return, by pair, the sum over products of ``a b`` where no cell is observed."""
    found: Floats = a @ b.T
    if sums.rows.size:
        found[sums.rows, sums.columns] = (a[sums.rows] * b[sums.columns] * sums.free).sum(axis=1)
    return found


def _without(c: Floats, sums: _Sums) -> Floats:
    """Return `c` without the pairs that have observed cells, which are summed one by one: nothing is subtracted."""
    if not sums.rows.size:
        return c
    rest = c.copy()
    rest[sums.rows, sums.columns] = 0.0
    return rest


def _scaled(a: Floats, b: Floats, *, c: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the same cells by factors of which none runs away where the sums contradict each other."""
    of_product = b.max(axis=0)
    of_product[of_product == 0] = 1.0
    a, b = a * of_product, b / of_product
    of_exporter = a.max(axis=1, keepdims=True)
    of_exporter[of_exporter == 0] = 1.0
    return a / of_exporter, b, c * of_exporter


def _worst(sums: _Sums, reached: tuple[Floats, Floats, Floats]) -> tuple[Miss, ...]:
    misses: list[Miss] = []
    for side, wanted, got in zip(
        ("exporter", "importer", "pair"), (sums.exports, sums.imports, sums.pairs), reached, strict=True
    ):
        off = np.abs(got - wanted)
        for flat in np.argsort(-off, axis=None, kind="stable")[:_WORST]:
            first, second = (int(place) for place in np.unravel_index(flat, off.shape))
            if off[first, second] > 0:
                place = {"exporter": (first, -1, second), "importer": (-1, first, second), "pair": (first, second, -1)}
                misses.append(Miss(side, *place[side], float(wanted[first, second]), float(got[first, second])))
    return tuple(sorted(misses, key=lambda miss: -abs(miss.reached - miss.wanted))[:_WORST])


def _over(wanted: Floats, reached: Floats) -> Floats:
    return np.divide(wanted, reached, out=np.zeros_like(wanted), where=reached > 0)
