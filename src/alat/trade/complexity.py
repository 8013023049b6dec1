"""What does a country's mix of exports say of what it can make, and which products are near to it?

Revealed comparative advantage (Balassa 1965), proximity and density (Hidalgo, Klinger, Barabasi & Hausmann 2007), the
indices of economic and product complexity, and outlook and gain (Hausmann, Hidalgo et al., The Atlas of Economic
Complexity, 2014), in the normalisation of the Growth Lab's package, so that figures can be set side by side.

Two shapes make it fast. The eigenvector is taken on the smaller side, where the matrix is similar to a symmetric one.
The proximities, products x products, are never held whole: they are made and used up a block at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alat.errors import BadInput, NotCovered

_BLOCK = 256
# Eigenvalues nearer than this are one: any mix of their vectors would be as good an index.
_TIE = 1e-9

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Complexity:
    """Indices of a world of countries x products.

    A country or product without any trade is left out: NaN in its row or column, False in `advantage`, 0 in the counts.

    Attributes
    ----------
    rca
        Share of a product in a country's exports over its share in the world's.
    advantage
        Where `rca` is at least one.
    diversity, ubiquity
        Products that a country has an advantage in; countries that have one in a product.
    eci
        Economic complexity index by country: mean 0, standard deviation 1.
    pci
        Product complexity index, on the scale of `eci`: a country's `eci` is the mean of its products' `pci`.
    density
        Countries x products, 0-1: how much of what is near a product the country has already.
    coi
        Complexity outlook index by country: mean 0, standard deviation 1.
    cog
        Complexity outlook gain, countries x products: what a product not yet made would open up; 0 where it is made.
    """

    rca: Floats
    advantage: Bools
    diversity: NDArray[np.int64]
    ubiquity: NDArray[np.int64]
    eci: Floats
    pci: Floats
    density: Floats
    coi: Floats
    cog: Floats


def complexity(exports: Floats) -> Complexity:
    """Return the complexity indices of a world.

    Parameters
    ----------
    exports
        Countries x products, any one unit. In whole units (dollars) an `rca` of exactly one is found as such in any
        order of rows; in fractions a tie may fall either way by the last digit.

    Raises
    ------
    BadInput
        If a value is negative or not finite.
    NotCovered
        If there is too little to tell: fewer than two countries or products with trade, a world that falls into parts
        without a product in common, or all countries alike. The index would then be any number.

    Examples
    --------
    >>> import numpy as np
    >>> world = np.array([[9.0, 8.0, 7.0, 1.0], [5.0, 0.0, 1.0, 9.0], [0.0, 1.0, 0.0, 8.0]])
    >>> complexity(world).diversity.tolist()
    [3, 2, 1]
    """
    values = _checked(exports)
    rows, columns = values.sum(axis=1) > 0, values.sum(axis=0) > 0
    live = rows[:, None] & columns[None, :]
    ratio = revealed_advantage(values[rows][:, columns])
    has = ratio >= 1
    kc, kp = _eigenvectors(has)
    centre, spread = kc.mean(), kc.std()
    density, gain = _density_and_gain(has, kp)
    outlook = np.where(has, 0.0, density * kp).sum(axis=1)
    return Complexity(
        rca=_spread_out(ratio, live),
        advantage=_spread_out(has.astype(np.float64), live) == 1,
        diversity=_counts(has.sum(axis=1), rows),
        ubiquity=_counts(has.sum(axis=0), columns),
        eci=_spread_out((kc - centre) / spread, rows),
        pci=_spread_out((kp - centre) / spread, columns),
        density=_spread_out(density, live),
        coi=_spread_out((outlook - outlook.mean()) / outlook.std(), rows),
        cog=_spread_out(gain / spread, live),
    )


def revealed_advantage(exports: Floats) -> Floats:
    """Return revealed comparative advantage (Balassa 1965), countries x products; NaN where a side has no trade.

    Raises
    ------
    BadInput
        If a value is negative or not finite.
    """
    values = _checked(exports)
    own, of_product = values.sum(axis=1, keepdims=True), values.sum(axis=0, keepdims=True)
    share = np.divide(values, own, out=np.full_like(values, np.nan), where=own > 0)
    usual = of_product / max(of_product.sum(), np.finfo(np.float64).tiny)
    ratio: Floats = np.divide(share, usual, out=np.full_like(values, np.nan), where=usual > 0)
    return ratio


def _checked(exports: Floats) -> Floats:
    values = np.asarray(exports, dtype=np.float64)
    if values.ndim != 2:  # noqa: PLR2004 - countries x products
        raise BadInput(f"exports have {values.ndim} axes; expected two, countries x products")
    if not np.isfinite(values).all() or (values < 0).any():
        row, column = np.argwhere(~(np.isfinite(values) & (values >= 0)))[0]
        raise BadInput(f"exports must be finite and not negative; row {row}, column {column} is {values[row, column]}")
    return values


def _eigenvectors(has: Bools) -> tuple[Floats, Floats]:
    """Return the raw indices of countries and of products: second eigenvectors, signed by diversity."""
    if min(has.shape) < 2:  # noqa: PLR2004 - one country or product has nothing to be compared with
        raise NotCovered(f"{has.shape[0]} countries and {has.shape[1]} products with trade; expected two or more")
    m = has.astype(np.float64)
    diversity, ubiquity = m.sum(axis=1), m.sum(axis=0)
    # D^-1 M U^-1 M' is similar to S S' with S = D^-1/2 M U^-1/2.
    scaled = m / np.sqrt(diversity)[:, None] / np.sqrt(ubiquity)[None, :]
    by_country = has.shape[0] <= has.shape[1]
    values, vectors = np.linalg.eigh(scaled @ scaled.T if by_country else scaled.T @ scaled)
    _refuse_ties(values)
    second = vectors[:, -2]
    kp = (m / ubiquity).T @ (second / np.sqrt(diversity)) if by_country else second / np.sqrt(ubiquity)
    kp = kp / np.linalg.norm(kp)
    kc = (m / diversity[:, None]) @ kp
    if np.ptp(diversity) == 0:
        raise NotCovered("all countries are equally diverse, so the index has no sign")
    sign = np.sign(np.corrcoef(diversity, kc)[0, 1])
    return sign * kc, sign * kp


def _refuse_ties(values: Floats) -> None:
    """Refuse a second eigenvalue that is not alone; `values` ascend."""
    first, second = values[-1], values[-2]
    third = values[-3] if values.size > 2 else 0.0  # noqa: PLR2004 - a third where there is one
    if first - second < _TIE:
        raise NotCovered("the countries fall into parts without a product in common, so they cannot be ranked together")
    if second - third < _TIE:
        raise NotCovered("the countries' mixes are too much alike to rank them by complexity")


def _density_and_gain(has: Bools, kp: Floats) -> tuple[Floats, Floats]:
    """Return density, and outlook gain before it is scaled, both countries x products."""
    m, lacks = has.astype(np.float64), (~has).astype(np.float64)
    density = np.empty(has.shape)
    near = np.empty(has.shape[1])
    for part, block in _proximities(has):
        near[part] = block.sum(axis=0)
        density[:, part] = m @ block / near[part]
    gain = np.empty(has.shape)
    weighted = lacks * (kp / near)
    for part, block in _proximities(has):
        gain[:, part] = lacks[:, part] * (weighted @ block)
    return density, gain


def _proximities(has: Bools) -> Iterator[tuple[slice, Floats]]:
    """Yield proximities, all products x a block of products; counts of countries are exact in single precision."""
    single = has.astype(np.float32)
    ubiquity = np.maximum(has.sum(axis=0), 1).astype(np.float64)
    for start in range(0, has.shape[1], _BLOCK):
        part = slice(start, min(start + _BLOCK, has.shape[1]))
        both = (single.T @ single[:, part]).astype(np.float64)
        yield part, both / np.maximum(ubiquity[:, None], ubiquity[None, part])


def _spread_out(values: Floats, where: Bools) -> Floats:
    """Return `values` in their places among all, NaN elsewhere."""
    found = np.full(where.shape, np.nan)
    found[where] = values.ravel()
    return found


def _counts(values: NDArray[np.int64], where: Bools) -> NDArray[np.int64]:
    found = np.zeros(where.shape, dtype=np.int64)
    found[where] = values
    return found
