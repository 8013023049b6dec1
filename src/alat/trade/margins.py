"""What does each country sell and buy, by product, in amounts that add up to the recorded totals?

A user's flows hold both margins as they were recorded. The shipped files do not: exports and imports by chapter come
from different years and files, so they are brought together: exporters' shares of 2020 on their totals of 2023;
importers' recorded products of 2022-23, and what these miss of the totals by the mix of the importer's own suppliers;
last, exports are scaled until each exporter has its total and each chapter the world's imports. Every such figure is
modelled, and the observed ones beside it are shown to a reader first.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alat.data import table
from alat.data.warehouse import Warehouse, flow_years
from alat.data.warehouse import margins as margins_of
from alat.errors import BadInput, NotCovered
from alat.reference import countries
from alat.trade.gravity import trade
from alat.trade.records import KEPT, Records

SUPPLY_SOURCE = "baci-hs92-exporters"
DEMAND_SOURCE = "baci-hs22-importers"
CHAPTER = 2
LEVELS = (2, 4, 6)
RECENT_YEARS = 5

_DEMAND_YEARS = "2022-2023"
_TOLERANCE = 1e-10
_PASSES = 2000

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """Exports and imports by country and product, consistent with the totals (US dollars).

    Attributes
    ----------
    codes, products, level
        What rows and columns stand for, and how many digits of the Harmonized System a product has.
    exports, imports
        Countries x products.
    world_gap
        By product: world exports over world imports before they were made to agree. Far above one, products are
        missing from the importers' file.
    residual
        What is left of disagreement, as a share of world trade.
    sellers
        Every exporter on record: `codes` first, in their order, then those that the totals do not know.
    sold
        Recorded exports of the years in `supply_years`, years x sellers x products.
    demand
        Recorded imports, countries x products; a row of zeros where the importer is not known.
    supply_years, demand_years
        Years of the two.
    supply_source, demand_source
        Ids of their sources.
    observed
        Whether exports and imports are as recorded; else they are modelled from `sold` and `demand`.
    """

    codes: tuple[str, ...]
    products: tuple[str, ...]
    level: int
    exports: Floats
    imports: Floats
    world_gap: Floats
    residual: float
    sellers: tuple[str, ...]
    sold: Floats
    demand: Floats
    supply_years: tuple[int, ...]
    demand_years: str
    supply_source: str
    demand_source: str
    observed: bool

    @property
    def yearly(self) -> Floats:
        """Recorded exports of the countries in `codes` alone, years x countries x products."""
        return self.sold[:, : len(self.codes)]

    @property
    def margin_year(self) -> int:
        """The last year of recorded exports."""
        return self.supply_years[-1]

    @property
    def supply_span(self) -> str:
        """The years of recorded exports as a reader writes them."""
        first, last = self.supply_years[0], self.supply_years[-1]
        return str(last) if first == last else f"{first}-{last}"


@lru_cache(maxsize=KEPT)
def margins(records: Records, level: int = CHAPTER) -> Margins:
    """Return the margins of every country of the records.

    Parameters
    ----------
    records
        Whose totals they add up to.
    level
        Digits of the Harmonized System: 2, 4 or 6.

    Raises
    ------
    BadInput
        If there is no such level.
    NotCovered
        If the shipped files are asked for more than chapters.
    """
    if level not in LEVELS:
        raise BadInput(f"HS level {level}; expected 2, 4 or 6 digits")
    if records.flows is not None:
        return _recorded(records, records.flows, level=level)
    if level != CHAPTER:
        raise NotCovered(
            f"the shipped files know exports by chapter only, not by {level} digits; pull BACI first (alat data pull)"
        )
    return _brought_together(records)


def _recorded(records: Records, warehouse: Warehouse, *, level: int) -> Margins:
    years = tuple(year for year in flow_years(warehouse) if year <= records.year)[-RECENT_YEARS:]
    sold = margins_of(warehouse, side="exporter", level=level, years=years)
    bought = margins_of(warehouse, side="importer", level=level, years=(records.year,))
    products = tuple(sorted({*sold["product"], *bought["product"]}))
    sellers = _sellers(records, sold["country"])
    by_year = np.stack(
        [placed(sold.filter(pl.col("year") == year), "country", codes=sellers, products=products) for year in years]
    )
    imports = placed(bought, "country", codes=records.codes, products=products)
    return Margins(
        codes=records.codes,
        products=products,
        level=level,
        exports=by_year[-1, : len(records.codes)],
        imports=imports,
        world_gap=np.ones(len(products)),
        residual=0.0,
        sellers=sellers,
        sold=by_year,
        demand=imports,
        supply_years=years,
        demand_years=str(records.year),
        supply_source=records.source,
        demand_source=records.source,
        observed=True,
    )


def _brought_together(records: Records) -> Margins:
    flows = trade(records)
    total_sold, bought = flows.sum(axis=1), flows.sum(axis=0)
    supply, demand = table("supply_hs2"), table("demand_hs2")
    sellers = _sellers(records, supply.filter(pl.col("exporter").is_in(list(countries())))["exporter"])
    chapters = tuple(pl.concat([supply["hs2"], demand["hs2"]]).unique().sort().to_list())
    years = tuple(supply["year"].unique().sort().to_list())
    by_year = np.stack(
        [placed(supply.filter(pl.col("year") == year), "exporter", codes=sellers, products=chapters) for year in years]
    )
    known = placed(demand, "importer", codes=records.codes, products=chapters)
    shares = _rows_to_one(by_year[-1, : len(records.codes)])
    held = np.minimum(known.sum(axis=1), bought)
    imports = held[:, None] * _rows_to_one(known) + (bought - held)[:, None] * _rows_to_one(flows.T @ shares)
    exports, gap, residual = _scaled(shares, total_sold, world=imports.sum(axis=0))
    return Margins(
        codes=records.codes,
        products=chapters,
        level=CHAPTER,
        exports=exports,
        imports=imports,
        world_gap=gap,
        residual=residual,
        sellers=sellers,
        sold=by_year,
        demand=known,
        supply_years=years,
        demand_years=_DEMAND_YEARS,
        supply_source=SUPPLY_SOURCE,
        demand_source=DEMAND_SOURCE,
        observed=False,
    )


def _scaled(shares: Floats, sold: Floats, *, world: Floats) -> tuple[Floats, Floats, float]:
    """Return exports that have each exporter's total and the world's imports of each chapter, gap and residual."""
    exports = shares * sold[:, None]
    gap = np.divide(exports.sum(axis=0), world, out=np.ones_like(world), where=world > 0)
    residual = np.inf
    for _ in range(_PASSES):
        columns = exports.sum(axis=0)
        exports = exports * np.divide(world, columns, out=np.zeros_like(world), where=columns > 0)
        exports = _rows_to_one(exports) * sold[:, None]
        residual = float(np.abs(exports.sum(axis=0) - world).sum() / 2 / world.sum())
        if residual < _TOLERANCE:
            break
    return exports, gap, residual


def placed(rows: pl.DataFrame, side: str, *, codes: tuple[str, ...], products: tuple[str, ...]) -> Floats:
    """Return a long table as countries x products; what is in neither list is left out of it.

    Parameters
    ----------
    rows
        Columns `side`, product (or hs2) and value_usd.
    side
        Name of the column of countries.
    codes, products
        What rows and columns stand for.
    """
    row = pl.DataFrame({side: codes, "_row": range(len(codes))})
    code = "product" if "product" in rows.columns else "hs2"
    column = pl.DataFrame({code: products, "_column": range(len(products))})
    at = rows.join(row, on=side).join(column, on=code)
    values = np.zeros((len(codes), len(products)))
    values[at["_row"].to_numpy(), at["_column"].to_numpy()] = at["value_usd"].to_numpy()
    return values


def _sellers(records: Records, exporters: pl.Series) -> tuple[str, ...]:
    return (*records.codes, *sorted(set(exporters) - set(records.codes)))


def _rows_to_one(values: Floats) -> Floats:
    sums = values.sum(axis=1, keepdims=True)
    found: Floats = np.divide(values, sums, out=np.zeros_like(values), where=sums > 0)
    return found
