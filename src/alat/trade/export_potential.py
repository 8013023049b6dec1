"""What could one country sell to another of each product, by the formula of the International Trade Centre?

Decreux & Spies (2016), Export Potential Assessments: a methodology to identify export opportunities for developing
countries. The potential value is supply times demand times ease:

* supply: the exporter's projected share of the world market, ``x_ik g_i / sum_i x_ik g_i``, times its export-import
  ratio, at most one, so that what is only sold on does not count, times the tariffs that its goods face over those
  that all goods face, ``(1 + f_ik) / (1 + w_k)``: who sells behind higher walls has more to sell;
* demand: projected imports ``m_jk (g_j / n_j)^e_jk n_j`` with g and n the growth of GDP and of population over five
  years, times the tariff advantage ``(1 + a_jk) / (1 + t_ijk)``, times ``exp(-|mean of ln d_jk - ln d_ij|)``: nearness
  counts as the product's imports are used to;
* ease: the pair's trade over what it would be if the exporter had its world share in each product of this market.

ITC puts price elasticities on both tariff terms and gives five-year means of exports reported by both sides. The text
was read through ITC's own course (coursera.org, global statistics, 5.1.3 to 5.2.1) and a published implementation
(github.com/michael-reda/export_potential_indicator); what a caller cannot give is left out and named in the result.
Ease is an identity: where a pair does not trade it is zero, and so is every potential.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alat.errors import BadInput

LETTER = "ITC"
LIKE = "ITC-type"

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class World:
    """Exports and imports (countries x products) and totals of pairs (countries x countries), one unit, one order."""

    exports: Floats
    imports: Floats
    pairs: Floats


@dataclass(frozen=True, slots=True)
class Growth:
    """What is projected for five years on, over what is: GDP and population by country (1 is no change).

    `elasticity` is that of imports per head by income per head, of the importer's products; None takes one.
    """

    gdp: Floats
    population: Floats
    elasticity: Floats | None = None


@dataclass(frozen=True, slots=True)
class PairTariffs:
    """Ad valorem tariffs of one pair by product, as shares (0.05 is five per cent).

    Attributes
    ----------
    applied
        What the importer charges this exporter.
    importer_mean
        What the importer charges on average.
    faced, world
        What the exporter faces on average in all markets, and what all trade in the product does; both None where not
        all markets' tariffs are known.
    elasticity
        Price elasticity by product; None takes one.
    """

    applied: Floats
    importer_mean: Floats
    faced: Floats | None = None
    world: Floats | None = None
    elasticity: Floats | None = None


@dataclass(frozen=True, slots=True)
class PairDistance:
    """Log distance (km) of one pair, and by product the mean log distance of the importer's imports."""

    own: float
    usual: Floats


@dataclass(frozen=True, slots=True)
class ExportPotential:
    """Potential of one pair by product.

    Attributes
    ----------
    values
        Supply x demand x ease, in the unit of the world given.
    supply
        Share of the world market, corrected.
    demand
        Imports, projected and corrected, in the unit given.
    ease
        The pair's trade over what its mixes would make it; 0 where there is none.
    left_out
        Parts of the formula that were not given.
    """

    values: Floats
    supply: Floats
    demand: Floats
    ease: float
    left_out: tuple[str, ...]

    @property
    def name(self) -> str:
        """``ITC`` where the formula was followed to the letter, ``ITC-type`` where parts are left out."""
        return LIKE if self.left_out else LETTER


def export_potential(
    world: World,
    pair: tuple[int, int],
    *,
    growth: Growth | None = None,
    tariffs: PairTariffs | None = None,
    distance: PairDistance | None = None,
) -> ExportPotential:
    """Return what a pair could trade by product.

    Parameters
    ----------
    world
        Exports, imports and totals; ITC takes means of five years.
    pair
        Positions of exporter and importer.
    growth, tariffs, distance
        Where None, growth is taken as one, tariffs as equal and distance as usual, and the result says so.

    Raises
    ------
    BadInput
        If shapes do not fit together, a value is negative or not finite, or a tariff is below -1.

    Examples
    --------
    >>> import numpy as np
    >>> mix = np.array([[6.0, 2.0], [2.0, 6.0]])
    >>> world = World(exports=mix, imports=mix[::-1], pairs=np.array([[0.0, 8.0], [8.0, 0.0]]))
    >>> found = export_potential(world, (0, 1))
    >>> found.name, found.left_out
    ('ITC-type', ('growth', 'tariffs', 'distance'))
    """
    _check(world, pair, growth=growth, tariffs=tariffs, distance=distance)
    supply = _supply(world, pair[0], growth=growth, tariffs=tariffs)
    demand = _demand(world, pair[1], growth=growth, tariffs=tariffs, distance=distance)
    ease = trade_ease(world)[pair]
    return ExportPotential(
        supply * demand * ease, supply, demand, float(ease), _left_out(growth, tariffs, distance=distance)
    )


def trade_ease(world: World) -> Floats:
    """Return, for all pairs, trade over what it would be at the exporter's world share in each product; 0 for none."""
    of_product = world.exports.sum(axis=0)
    share = np.divide(world.exports, of_product, out=np.zeros_like(world.exports), where=of_product > 0)
    usual = share @ world.imports.T
    ease: Floats = np.divide(world.pairs, usual, out=np.zeros_like(usual), where=usual > 0)
    return ease


def mean_by_product(values: Floats, weights: Floats) -> Floats:
    """Return the mean over partners by product, weighted by trade; NaN for a product without any.

    So come the means that the formula asks for: log distance over what the importer buys from each exporter
    (`PairDistance.usual`), tariffs over what an exporter sells in each market (`PairTariffs.faced`).

    Parameters
    ----------
    values
        Partners x products, or one a partner.
    weights
        Trade with each partner, partners x products.
    """
    each = np.broadcast_to(values if values.ndim == weights.ndim else values[:, None], weights.shape)
    total = weights.sum(axis=0)
    mean: Floats = np.divide((each * weights).sum(axis=0), total, out=np.full_like(total, np.nan), where=total > 0)
    return mean


def _left_out(growth: Growth | None, tariffs: PairTariffs | None, *, distance: PairDistance | None) -> tuple[str, ...]:
    missing = {
        "growth": growth is None,
        "income elasticities": growth is not None and growth.elasticity is None,
        "tariffs": tariffs is None,
        "tariffs faced elsewhere": tariffs is not None and tariffs.faced is None,
        "price elasticities": tariffs is not None and tariffs.elasticity is None,
        "distance": distance is None,
    }
    return tuple(name for name, left in missing.items() if left)


def _supply(world: World, i: int, *, growth: Growth | None, tariffs: PairTariffs | None) -> Floats:
    projected = world.exports if growth is None else world.exports * growth.gdp[:, None]
    of_product = projected.sum(axis=0)
    share = np.divide(projected[i], of_product, out=np.zeros_like(of_product), where=of_product > 0)
    net = np.divide(
        world.exports[i], world.imports[i], out=np.full_like(of_product, np.inf), where=world.imports[i] > 0
    )
    found: Floats = share * np.minimum(1.0, net)
    if tariffs is not None and tariffs.faced is not None and tariffs.world is not None:
        found *= ((1 + tariffs.faced) / (1 + tariffs.world)) ** _power(tariffs)
    return found


def _demand(
    world: World, j: int, *, growth: Growth | None, tariffs: PairTariffs | None, distance: PairDistance | None
) -> Floats:
    found: Floats = world.imports[j].copy()
    if growth is not None:
        people = growth.population[j]
        found *= (growth.gdp[j] / people) ** (1.0 if growth.elasticity is None else growth.elasticity) * people
    if tariffs is not None:
        found *= ((1 + tariffs.importer_mean) / (1 + tariffs.applied)) ** _power(tariffs)
    if distance is not None:
        found *= np.exp(-np.abs(distance.usual - distance.own))
    return found


def _power(tariffs: PairTariffs) -> Floats | float:
    return 1.0 if tariffs.elasticity is None else tariffs.elasticity


def _check(
    world: World,
    pair: tuple[int, int],
    *,
    growth: Growth | None,
    tariffs: PairTariffs | None,
    distance: PairDistance | None,
) -> None:
    countries, products = world.exports.shape
    if pair[0] == pair[1] or min(pair) < 0 or max(pair) >= countries:
        raise BadInput(f"the pair is {pair}; expected two different positions of 0 to {countries - 1}")
    shapes: list[tuple[str, Floats, tuple[int, ...]]] = [
        ("exports", world.exports, (countries, products)),
        ("imports", world.imports, (countries, products)),
        ("pairs", world.pairs, (countries, countries)),
    ]
    if growth is not None:
        shapes += [("gdp", growth.gdp, (countries,)), ("population", growth.population, (countries,))]
    if distance is not None:
        shapes.append(("usual distance", distance.usual, (products,)))
    for name, values, shape in shapes:
        if values.shape != shape or not np.isfinite(values).all() or (values < 0).any():
            raise BadInput(f"{name}: expected {shape} finite values that are not negative; the shape is {values.shape}")
    if growth is not None and min(growth.gdp.min(), growth.population.min()) <= 0:
        raise BadInput("growth is a ratio to what is now; expected it above zero, 1.1 for ten per cent more")
    if tariffs is not None:
        _check_tariffs(tariffs, products)


def _check_tariffs(tariffs: PairTariffs, products: int) -> None:
    if (tariffs.faced is None) != (tariffs.world is None):
        raise BadInput("tariffs faced elsewhere go with those that the world faces; expected both or neither")
    for name in ("applied", "importer_mean", "faced", "world"):
        rates: Floats | None = getattr(tariffs, name)
        if rates is None:
            continue
        if rates.shape != (products,) or not np.isfinite(rates).all() or (rates <= -1).any():
            raise BadInput(f"{name} tariffs: expected {products} shares above -1, one a product")
