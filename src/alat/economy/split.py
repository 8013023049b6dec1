"""Where does the exact change of welfare come from? Its parts, summed along a path from no shock to the whole shock.

At every point of the path the first-order split holds exactly for the next small piece of the shock, so that its parts,
integrated, sum to the exact change. The path raises trade costs and one plus tariffs by a constant proportion: share s
of the way is the shock to the power of s. Parts depend on the path, their sum does not; docs/economy.md derives both.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from alat.economy.baseline import Baseline, FloatArray
from alat.economy.equilibrium import solve
from alat.economy.result import Equilibrium
from alat.economy.shock import Closure, Shock, no_shock
from alat.errors import BadInput, NotConvergent

# The path is smooth, so that a few Chebyshev points say all; they are doubled until the parts add up.
_FIRST_PIECES, _MOST_PIECES = 4, 64


@dataclass(frozen=True, slots=True, repr=False)
class PathSplit:
    """Parts of the exact change of welfare, as logarithms, each of shape (N,); 0.001 is about 0.1 %.

    Attributes
    ----------
    countries
        Names, N of them.
    terms_of_trade
        Dearer exports less dearer imports, before duty and trade costs.
    volume_of_trade
        More imports times the duty on them.
    trade_cost
        What is saved as goods melt less on their way.
    transfer
        What more is borrowed from abroad, in the numeraire (world value added).
    total
        Logarithm of one plus `Equilibrium.welfare`.
    gap
        Largest difference between that and the sum of the parts.
    equilibria
        Points of the path that were solved.
    """

    countries: tuple[str, ...]
    terms_of_trade: FloatArray
    volume_of_trade: FloatArray
    trade_cost: FloatArray
    transfer: FloatArray
    total: FloatArray
    gap: float
    equilibria: int

    def to_frame(self) -> pl.DataFrame:
        """Return one row a country: its name, the four parts and their sum (logarithms)."""
        names = ("terms_of_trade", "volume_of_trade", "trade_cost", "transfer", "total")
        return pl.DataFrame({"country": self.countries} | {name: getattr(self, name) for name in names})

    def __repr__(self) -> str:
        return f"PathSplit({len(self.countries)} countries, {self.equilibria} equilibria, gap {self.gap:.1e})"


def path_split(
    baseline: Baseline, shock: Shock, *, closure: Closure = Closure.WORLD_SHARE, tolerance: float = 1e-9
) -> PathSplit:
    """Split the exact change of welfare into terms of trade, volume of trade, trade costs and transfers.

    Parameters
    ----------
    baseline, shock, closure
        As for `solve`. A closure that changes deficits where nothing else changes (`Closure.ZERO` on a world that has
        some) is refused: closing them is a shock of its own; begin with `balanced`.
    tolerance
        Largest gap between the sum of the parts and the exact change, in logarithms.

    Raises
    ------
    BadInput
        If `solve` refuses the baseline or the shock, or the closure alone changes welfare.
    NotConvergent
        If the parts do not add up to the exact change, or an equilibrium on the path is not found.
    """
    pieces = _FIRST_PIECES
    still = solve(baseline, no_shock(baseline), closure=closure)
    if np.abs(still.welfare).max() > tolerance:
        raise BadInput(f"{closure} alone changes welfare in this world: closing deficits is a shock of its own")
    while True:
        found = _split(baseline, shock, closure=closure, pieces=pieces)
        if found.gap <= tolerance:
            return found
        pieces *= 2
        if pieces > _MOST_PIECES:
            raise NotConvergent(
                "the split of welfare", residual=found.gap, tolerance=tolerance, iterations=found.equilibria, last=found
            )


def _split(baseline: Baseline, shock: Shock, *, closure: Closure, pieces: int) -> PathSplit:
    places, weights, slopes = _chebyshev(pieces)
    path = _path(baseline, shock)
    worlds: list[Equilibrium] = []
    for place in places:
        start = worlds[-1].point if worlds else None
        worlds.append(solve(baseline, path(float(place)), closure=closure, start=start))
    costs = np.einsum("ab,bnj->anj", slopes, np.log([each.costs for each in worlds]))
    revenue = slopes @ np.array([each.revenue for each in worlds])
    deficit = slopes @ np.array([each.deficit for each in worlds])
    melting = np.log(shock.trade_cost)
    parts = np.zeros((4, len(baseline.countries)))
    for place, world in enumerate(worlds):
        bought = world.trade_before_duty
        whole = _income(world)
        raised = _raised(baseline, shock, bought=bought, tariff=world.tariff)
        dearer = costs[place]
        terms = (bought.sum(axis=0) * dearer).sum(axis=1) - np.einsum("nij,ij->n", bought, dearer)
        duty = bought * world.tariff
        volume = revenue[place] - raised - np.einsum("nij,ij->n", duty, dearer) - (duty * melting).sum(axis=(1, 2))
        saved = -(bought * melting).sum(axis=(1, 2))
        parts += weights[place] * np.array([terms, volume, saved, deficit[place]]) / whole
    total = np.log1p(worlds[-1].welfare)
    return PathSplit(
        countries=baseline.countries,
        terms_of_trade=parts[0],
        volume_of_trade=parts[1],
        trade_cost=parts[2],
        transfer=parts[3],
        total=total,
        gap=float(np.abs(parts.sum(axis=0) - total).max()),
        equilibria=len(worlds),
    )


def _path(baseline: Baseline, shock: Shock) -> Callable[[float], Shock]:
    old = baseline.tariff
    growth = None if shock.tariff is None else np.log1p(shock.tariff) - np.log1p(old)

    def at(place: float) -> Shock:
        # The ends are taken as they are, so that no rounding of powers enters them.
        if place == 1.0:
            return shock
        tariff = None if growth is None else np.maximum((1 + old) * np.exp(place * growth) - 1, 0.0)
        return Shock(shock.trade_cost**place, tariff)

    return at


def _raised(baseline: Baseline, shock: Shock, *, bought: FloatArray, tariff: FloatArray) -> FloatArray:
    """Return what higher rates raise on unchanged imports, for a small step of the path, shape (N,)."""
    if shock.tariff is None:
        return np.zeros(len(baseline.countries))
    growth = np.log1p(shock.tariff) - np.log1p(baseline.tariff)
    return np.asarray((bought * (1 + tariff) * growth).sum(axis=(1, 2)))


def _income(world: Equilibrium) -> FloatArray:
    return np.asarray(world.wages * world.baseline.value_added + world.revenue + world.deficit)


def _chebyshev(pieces: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return points from nil to one, weights that integrate over them, and the matrix of slopes at them.

    Clenshaw-Curtis weights and the differentiation matrix of Trefethen (2000), Spectral Methods in MATLAB, chapters
    6 and 12, for the interval from nil to one.
    """
    angles = np.pi * np.arange(pieces + 1) / pieces
    points = (1 - np.cos(angles)) / 2
    ends = np.ones(pieces + 1)
    ends[[0, -1]] = 2.0
    signs = ends * (-1.0) ** np.arange(pieces + 1)
    apart = points[:, None] - points[None, :] + np.eye(pieces + 1)
    slopes = signs[:, None] / signs[None, :] / apart
    np.fill_diagonal(slopes, 0.0)
    np.fill_diagonal(slopes, -slopes.sum(axis=1))
    degrees = np.arange(0, pieces + 1)
    moments = np.where(degrees % 2 == 0, 1 / (1 - np.where(degrees % 2 == 0, degrees, 0.0) ** 2), 0.0)
    weights = np.linalg.solve(np.cos(np.outer(degrees, angles)), moments)
    return points, weights, slopes
