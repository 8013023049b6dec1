"""What could be sold, once freight over today's network takes the place of freight that is usual at that distance?

The gravity equation knows distance only. Here each pair's predicted trade is multiplied by how its freight over the
network compares with what pairs at that distance ordinarily pay: ``(tau / usual tau) ** -theta``, tau being one plus
freight as a share of what a load is worth. The world's trade of each product is then shared out again, so that
rivals' freight counts as much as one's own (multilateral resistance; Anderson & van Wincoop 2003).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from alat.data import Basis, Quantity, datasets
from alat.errors import NotCovered
from alat.network.scenario import BASE, Scenario
from alat.routing.carriage import BY_NETWORK, carriage
from alat.routing.figures import Floats
from alat.trade.gravity import expected, geography, places
from alat.trade.margins import margins
from alat.trade.opportunity import to_look_at
from alat.trade.records import KEPT, Records
from alat.trade.results import Opportunities
from alat.trade.screens import cargo_of
from alat.trade.structural import balanced, scales
from alat.trade.theta import Theta, theta

USD_PER_MUSD = 1e6
_KEPT_NOTE = "products kept by the thresholds, those set aside for want of recorded imports among them"
_LISTED_NOTE = "products kept by the thresholds, without those set aside for want of recorded imports"
_SWEEPS, _STILL = 200, 1e-12
# A potential is read to two digits.
_TOLERANCE = 1e-6
NOTES = (
    "Freight over the network is the generalised cost, money and time, of the best lane of each pair.",
    "It is set beside what pairs at that distance ordinarily pay, so that distance itself is not counted twice.",
    "All that each country sells and buys is held: a closure that burdens near partners more can raise a figure.",
    "Freight is a share of the mean value assumed for a cargo class, not of the product's own.",
    "A pair without any lane sells nothing, whatever is on record.",
    "Goods that fly are left at their distance: that freight is not known between all countries.",
)


@dataclass(frozen=True, slots=True)
class NetworkPotential:
    """The structural potential of a pair under the network's freight.

    Attributes
    ----------
    products
        One row a product of the opportunities, in their order: hs, cargo, structural_musd, network_musd,
        network_low_musd, network_high_musd (over the range of the elasticity), at_high_theta_musd and
        at_low_theta_musd (at its two ends, which add up over products as the range does not), freight_share and
        usual_share (of the load's value; usual for these two countries at that distance; null for what flies and where
        no lane leads).
    kept, listed
        Sums of the network potential over the products kept, and over those listed: kept, and not set aside for want
        of recorded imports.
    thetas
        The trade elasticity of each cargo class, with its range.
    scenario
        Name of the scenario of the network.
    sources, notes
        As ever.
    """

    products: pl.DataFrame
    kept: Quantity
    listed: Quantity
    thetas: tuple[Theta, ...]
    scenario: str
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def network_potential(found: Opportunities, *, records: Records, scenario: Scenario = BASE) -> NetworkPotential:
    """Return the structural potential of a pair with the network's freight in place of the usual.

    Parameters
    ----------
    found
        The pair's opportunities.
    records
        What they were computed from.
    scenario
        What is closed, opened or avoided.

    Raises
    ------
    NotCovered
        If the records do not know one of the two.
    """
    place = places(records)
    i, j = (place.get(each.iso3) for each in (found.exporter, found.importer))
    if i is None or j is None:
        raise NotCovered(f"{records.name} does not know {found.exporter.name} or {found.importer.name}")
    products = _rows(found, records=records, pair=(i, j), scenario=scenario)
    thetas = tuple(theta(kind) for kind in BY_NETWORK)
    cited = (*found.sources, *datasets()["freight_costs"].sources, *(s for each in thetas for s in each.sources))
    sources = tuple(dict.fromkeys(cited))
    year = str(records.year)
    kept = products.filter("kept")
    listed = kept.filter(pl.col("hs").is_in([row["hs"] for row in to_look_at(found)]))
    sums = [float(rows["network_musd"].sum()) * USD_PER_MUSD for rows in (kept, listed)]
    return NetworkPotential(
        products=products.drop("kept"),
        kept=Quantity(sums[0], "usd", Basis.MODELLED, sources, year, _KEPT_NOTE),
        listed=Quantity(sums[1], "usd", Basis.MODELLED, sources, year, _LISTED_NOTE),
        thetas=thetas,
        scenario=scenario.name,
        sources=sources,
        notes=NOTES,
    )


def _rows(found: Opportunities, *, records: Records, pair: tuple[int, int], scenario: Scenario) -> pl.DataFrame:
    codes = margins(records, found.level).products
    cargo = {code: cargo_of(code) for code in codes}
    shares = {kind: _shares(records, kind, scenario=scenario) for kind in BY_NETWORK}
    rows = pl.DataFrame(
        {
            "hs": codes,
            "cargo": [cargo[code] for code in codes],
            "network_musd": _potentials(records, found.level, end="central", pair=pair, scenario=scenario),
            "at_high_theta_musd": _potentials(records, found.level, end="high", pair=pair, scenario=scenario),
            "at_low_theta_musd": _potentials(records, found.level, end="low", pair=pair, scenario=scenario),
            "freight_share": pl.Series(
                [_at(shares, cargo[code], which=0, pair=pair) for code in codes], dtype=pl.Float64
            ),
            "usual_share": pl.Series(
                [_at(shares, cargo[code], which=1, pair=pair) for code in codes], dtype=pl.Float64
            ),
        }
    )
    products = found.products.select("hs", "structural_musd", "kept").join(rows, on="hs", maintain_order="left")
    # A dearer lane of a rival can help one side: the range is not always in the order of the elasticity.
    ends = ("at_high_theta_musd", "network_musd", "at_low_theta_musd")
    low, high = pl.min_horizontal(ends), pl.max_horizontal(ends)
    return products.with_columns(network_low_musd=low, network_high_musd=high)


def _potentials(records: Records, level: int, *, end: str, pair: tuple[int, int], scenario: Scenario) -> Floats:
    """Return the potential of a pair by product (million US dollars)."""
    codes = margins(records, level).products
    kinds = np.array([cargo_of(code) for code in codes])
    found = np.zeros(len(codes))
    for kind in sorted(set(kinds)):
        mean, sold, bought = _shared_out(records, level, cargo=str(kind), end=end, scenario=scenario)
        found[kinds == kind] = mean[pair] * sold[pair[0]] * bought[pair[1]]
    return found / USD_PER_MUSD


@lru_cache(maxsize=KEPT * 24)
def _shared_out(
    records: Records, level: int, *, cargo: str, end: str, scenario: Scenario
) -> tuple[Floats, Floats, Floats]:
    """Return predicted trade under the network's freight, and the factors that scale it to each product of a class."""
    every = margins(records, level)
    mean = expected(records)
    if cargo in BY_NETWORK:
        log_tau, usual = _log_costs(records, cargo, scenario=scenario)
        # What has no usual freight is taken to pay the usual; what has no lane sells nothing.
        excess = np.where(np.isfinite(usual) & np.isfinite(log_tau), log_tau - usual, 0.0)
        answer = np.exp(-dict(theta(cargo).steps)[end] * excess)
        mean = mean * np.where(np.isposinf(log_tau), 0.0, answer)
    chosen = np.array([cargo_of(code) == cargo for code in every.products])
    start = scales(records, level)[1][:, chosen]
    factors = balanced(
        mean, every.exports[:, chosen], imports=every.imports[:, chosen], start=start, tolerance=_TOLERANCE
    )
    return (mean, *factors)


@lru_cache(maxsize=KEPT)
def _log_costs(records: Records, cargo: str, *, scenario: Scenario) -> tuple[Floats, Floats]:
    """Return ln tau over the network and what is usual at that distance; NaN usual where freight is not known.

    Without a lane ln tau is infinite. Usual is the least-squares line of ln tau on log distance and a border, with
    an effect for each country on both sides, on the network without any scenario: what a scenario adds or saves is
    not usual.
    """
    log_tau = _log_tau(records, cargo, scenario=scenario)
    base = log_tau if scenario == BASE else _log_tau(records, cargo, scenario=BASE)
    distance, border = geography(records)[0], geography(records)[1]
    used = np.isfinite(base) & np.isfinite(distance)
    return log_tau, _usual(base, np.stack([distance, border]), used=used)


def _log_tau(records: Records, cargo: str, *, scenario: Scenario) -> Floats:
    answer = carriage(cargo, scenario=scenario)
    row = {code: index for index, code in enumerate(answer.countries)}
    at = np.array([row.get(code, -1) for code in records.codes])
    cost = answer.generalised_usd_per_t[np.ix_(at, at)]
    known = (at[:, None] >= 0) & (at[None, :] >= 0)
    with np.errstate(invalid="ignore"):
        return np.where(known, np.log1p(cost / answer.value_usd_per_t), np.nan)


def _usual(log_tau: Floats, regressors: Floats, *, used: np.ndarray) -> Floats:
    """Return fitted values of a two-way effects regression, NaN outside `used`."""
    columns = [_swept(np.where(used, each, 0.0), used) for each in (log_tau, *regressors)]
    y, x = columns[0][used], np.stack([each[used] for each in columns[1:]], axis=1)
    slopes = np.linalg.lstsq(x, y, rcond=None)[0]
    residual = columns[0] - np.tensordot(slopes, np.stack(columns[1:]), axes=1)
    return np.where(used, log_tau - residual, np.nan)


def _swept(values: Floats, used: np.ndarray) -> Floats:
    """Return values less the means of their row and column over the used cells, by turns until they stand still."""
    rows, columns = np.maximum(used.sum(axis=1), 1), np.maximum(used.sum(axis=0), 1)
    found = np.where(used, values, 0.0)
    for _ in range(_SWEEPS):
        found = np.where(used, found - (found.sum(axis=1) / rows)[:, None], 0.0)
        shift = found.sum(axis=0) / columns
        found = np.where(used, found - shift[None, :], 0.0)
        if np.abs(shift).max() < _STILL:
            break
    return found


def _shares(records: Records, cargo: str, *, scenario: Scenario) -> tuple[Floats, Floats]:
    log_tau, usual = _log_costs(records, cargo, scenario=scenario)
    return np.expm1(log_tau), np.expm1(usual)


def _at(shares: dict[str, tuple[Floats, Floats]], cargo: str, *, which: int, pair: tuple[int, int]) -> float | None:
    if cargo not in shares:
        return None
    value = float(shares[cargo][which][pair])
    return value if np.isfinite(value) and np.isfinite(shares[cargo][0][pair]) else None
