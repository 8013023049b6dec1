"""Which products pass the filters of an opportunity list, and what limits the figures of each?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alat.errors import UnknownCode
from alat.reference import product
from alat.trade.labels import chapter_of
from alat.trade.margins import Margins
from alat.trade.settings import entrepots, parameter, set_apart

LAST_FOOD_CHAPTER = "24"
PERISHABLE_CARGO = "reefer"
BULK_CARGO = ("dry_bulk", "liquid_bulk")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Known:
    """What the filters look at: margins, the exporter's row in them, the buyer, the potential (USD) and coverage."""

    margins: Margins
    exporter: int
    buyer: str
    potential: Floats
    coverage: float | None


def reasons(known: Known) -> list[str]:
    """Return the code of the first filter that drops each product, '' where it is kept.

    ``set_apart``: fuels, precious goods, arms, art. ``no_supply``: not exported in the last year. ``no_advantage``:
    revealed comparative advantage among the products not set apart is too small. ``net_importer``: exports are small
    beside the country's own imports, so that the goods are taken for re-exports. ``irregular``: not exported each year.
    ``fading``: the last year lies far below the mean of the years, which tells most of what is lost later.
    """
    every, i = known.margins, known.exporter
    yearly = every.yearly[:, i]
    tests: tuple[tuple[str, NDArray[np.bool_]], ...] = (
        ("set_apart", ~not_apart(every.products)),
        ("no_supply", yearly[-1] <= 0),
        ("no_advantage", np.nan_to_num(advantage(every)[i]) < parameter("rca_at_least")),
        ("net_importer", net_ratio(every)[i] < parameter("net_ratio_at_least")),
        ("irregular", yearly.min(axis=0) <= parameter("regular_usd")),
        ("fading", yearly[-1] < parameter("last_share_at_least") * yearly.mean(axis=0)),
    )
    return [next((code for code, dropped in tests if dropped[k]), "") for k in range(len(every.products))]


def cautions(known: Known) -> list[str]:
    """Return the codes of what limits each product's figures, ``;`` between."""
    every, i = known.margins, known.exporter
    j = every.codes.index(known.buyer)
    cargo = [cargo_of(code) for code in every.products]
    yearly = every.yearly[:, i]
    before, last = yearly[:-1].mean(axis=0) if len(yearly) > 1 else yearly[-1], yearly[-1]
    times = parameter("stale_times")
    size = len(every.products)
    food = np.array([chapter_of(code) <= LAST_FOOD_CHAPTER for code in every.products])
    little = known.coverage is None or known.coverage < parameter("food_coverage_at_least")
    marks = (
        ("demand_not_known", np.full(size, known.coverage is None)),
        ("demand_not_recorded", (every.demand[j] <= 0) & (known.coverage is not None)),
        ("demand_gap", (every.world_gap >= parameter("world_gap_at_least")) | (food & little)),
        ("stale_margin", (last > times * before) | (last * times < before)),
        ("above_capacity", known.potential > parameter("capacity_share") * yearly.mean(axis=0)),
        ("perishable", np.array([each == PERISHABLE_CARGO for each in cargo])),
        ("bulk", np.array([each in BULK_CARGO for each in cargo])),
        ("entrepot", np.full(size, known.buyer in entrepots())),
    )
    return [";".join(code for code, marked in marks if marked[k]) for k in range(size)]


def advantage(every: Margins) -> Floats:
    """Return revealed comparative advantage (Balassa 1965) without the products set apart, NaN for those.

    Of exports brought to the totals of the year, as all that the lists weigh: of those recorded in their last year one
    in fourteen lies on the other side of one.
    """
    kept = not_apart(every.products)
    exports = every.exports[:, kept]
    own = exports.sum(axis=1, keepdims=True)
    world = exports.sum(axis=0)
    share = np.divide(exports, own, out=np.zeros_like(exports), where=own > 0)
    found = np.full(every.exports.shape, np.nan)
    found[:, kept] = np.divide(share, world / world.sum(), out=np.zeros_like(share), where=world > 0)
    return found


def net_ratio(every: Margins) -> Floats:
    """Return exports over imports by country and product: infinite where nothing is imported, 0 where neither is."""
    some = np.where(every.exports > 0, np.inf, 0.0)
    return np.divide(every.exports, every.imports, out=some, where=every.imports > 0)


def not_apart(products: tuple[str, ...]) -> NDArray[np.bool_]:
    """Return which products are not set apart."""
    return np.array([chapter_of(code) not in set_apart() for code in products], dtype=np.bool_)


def cargo_of(code: str) -> str:
    """Return the cargo class in which goods of a code's chapter usually travel, '' where the chapter is not known."""
    try:
        return product(chapter_of(code)).cargo
    except UnknownCode:
        return ""
