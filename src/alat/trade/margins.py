"""What does each country sell and buy, by HS chapter, in amounts that add up to the totals of 2023?

Exports and imports by product come from different years and files, so they are brought together: exporters' shares
of 2020 on their totals of 2023; importers' recorded products of 2022-23, and what these miss of the totals by the mix
of the importer's own suppliers; last, exports are scaled until each exporter has its total and each chapter the
world's imports. Every figure is modelled, and the observed ones beside it are shown to a reader first.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alat.data import table
from alat.trade.flows import codes
from alat.trade.gravity import trade

SUPPLY_SOURCE = "baci-hs92-exporters"
DEMAND_SOURCE = "baci-hs22-importers"
MARGIN_YEAR = 2020
SUPPLY_YEARS = "2016-2020"
DEMAND_YEARS = "2022-2023"

_TOLERANCE = 1e-10
_PASSES = 2000

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Margins:
    """Exports and imports by country and HS chapter, consistent with the totals of 2023 (US dollars).

    Attributes
    ----------
    codes, chapters
        What rows and columns stand for.
    exports, imports
        Countries x chapters.
    world_gap
        By chapter: world exports over world imports before they were made to agree. Far above one, products are
        missing from the importers' file.
    residual
        What is left of disagreement, as a share of world trade.
    """

    codes: tuple[str, ...]
    chapters: tuple[str, ...]
    exports: Floats
    imports: Floats
    world_gap: Floats
    residual: float


@cache
def margins() -> Margins:
    """Return the margins of all countries of the totals file."""
    flows = trade()
    sold, bought = flows.sum(axis=1), flows.sum(axis=0)
    supply = supply_of(MARGIN_YEAR)
    shares = _rows_to_one(supply)
    known = recorded_demand()
    held = np.minimum(known.sum(axis=1), bought)
    imports = held[:, None] * _rows_to_one(known) + (bought - held)[:, None] * _rows_to_one(flows.T @ shares)
    world = imports.sum(axis=0)
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
    return Margins(codes(), chapters(), exports, imports, gap, residual)


@cache
def chapters() -> tuple[str, ...]:
    """Return the HS chapters of both product tables, sorted."""
    return tuple(sorted({*table("supply_hs2")["hs2"], *table("demand_hs2")["hs2"]}))


@cache
def supply_of(year: int) -> Floats:
    """Return exports of a year in US dollars, countries x chapters; 0 where nothing is recorded."""
    return _matrix(table("supply_hs2").filter(pl.col("year") == year), "exporter")


@cache
def supply_years() -> tuple[int, ...]:
    """Return the years that the supply table holds."""
    return tuple(sorted(set(table("supply_hs2")["year"])))


@cache
def recorded_demand() -> Floats:
    """Return imports as the product file has them, in US dollars; a row of zeros where it lacks the importer."""
    return _matrix(table("demand_hs2"), "importer")


def _matrix(rows: pl.DataFrame, side: str) -> Floats:
    row = {code: index for index, code in enumerate(codes())}
    column = {chapter: index for index, chapter in enumerate(chapters())}
    values = np.zeros((len(row), len(column)))
    for code, chapter, value in rows.select(side, "hs2", "value_usd").iter_rows():
        if code in row:
            values[row[code], column[chapter]] = value
    return values


def _rows_to_one(values: Floats) -> Floats:
    sums = values.sum(axis=1, keepdims=True)
    found: Floats = np.divide(values, sums, out=np.zeros_like(values), where=sums > 0)
    return found
