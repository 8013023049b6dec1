"""What is one figure of the cost tables: its row, its unit, its basis and its sources?"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, overload

import numpy as np
import numpy.typing as npt
import polars as pl

from alat.data import Basis
from alat.network.model import Network
from alat.routing.prices import price_factor
from alat.routing.spread import hours_law, pace_law, spread_laws

Floats = npt.NDArray[np.float64]

# A power of two: every cost is a whole multiple of it, so that sums are exact in any order, dominance needs no
# tolerance, and the parts of a lane add up to the lane to the last bit. It is 0.0015 of a cent.
QUANTUM = 2.0**-16

_STRENGTH = [Basis.OBSERVED, Basis.REPORTED, Basis.RECONCILED, Basis.MODELLED, Basis.ASSUMED]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of parameters or handling, as read.

    `late` is how much later than its hours their mean is, h, `variance` that of the hours, h^2; where the row is a
    speed of the hours per km, h/km and h^2/km^2; 0 for others.
    `shared_km` is the distance over which a slow stretch stays slow, infinite for a whole leg.
    """

    id: str
    subject: str
    value: float | None
    hours: float | None
    usd: float | None
    unit: str
    basis: Basis
    sources: tuple[str, ...]
    variance: float
    shared_km: float
    late: float = 0.0


@dataclass(frozen=True, slots=True)
class Charge:
    """Hours and money of one operation on one load.

    `late_h` is how much later than its hours their mean is, `variance_h2` their variance, in whole quanta; `edit` is
    what a scenario changes in it, '' for nothing.
    """

    detail: str
    hours: float
    money_usd: float
    basis: Basis
    sources: tuple[str, ...]
    policy_usd: float = 0.0
    variance_h2: float = 0.0
    edit: str = ""
    late_h: float = 0.0

    @property
    def spread_h(self) -> float:
        """Standard deviation of its hours."""
        return math.sqrt(self.variance_h2)


class Spent(NamedTuple):
    """What one step costs a load, in the order of the columns of `Arcs.cost` before the parties."""

    money_usd: float
    hours: float
    variance_h2: float
    kgco2e: float

    def plus(self, charges: Iterable[Charge]) -> "Spent":
        """Return this and some charges together; sums are exact, since all are whole quanta."""
        also = list(charges)
        return Spent(
            self.money_usd + sum(charge.money_usd for charge in also),
            self.hours + sum(charge.hours for charge in also),
            self.variance_h2 + sum(charge.variance_h2 for charge in also),
            self.kgco2e,
        )


NOTHING = Spent(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Rate:
    """What moving one load costs: a fixed part and a part per km, a speed with its spread, and emissions per km."""

    fixed_usd: float
    usd_per_km: float
    km_per_h: float
    kgco2e_per_km: float
    basis: Basis
    sources: tuple[str, ...]
    pace_variance: float
    shared_km: float
    pace_late: float = 0.0

    def late_h(self, km: float) -> float:
        """Return how much later than typical the mean is over a distance."""
        return self.pace_late * km

    def variance_h2(self, km: float) -> float:
        """Return the variance of the hours over a distance, in whole quanta.

        Stretches of `shared_km` are independent, so that the variance of a way does not depend on where it is cut.
        """
        return quantised(self.pace_variance * km * (km if math.isinf(self.shared_km) else self.shared_km))

    def spread_h(self, km: float) -> float:
        """Return the standard deviation of the hours over a distance."""
        return math.sqrt(self.variance_h2(km))


@overload
def quantised(value: float) -> float: ...


@overload
def quantised(value: Floats) -> Floats: ...


def quantised(value: float | Floats) -> float | Floats:
    """Round to the house quantum, so that sums of costs are exact."""
    if isinstance(value, np.ndarray):
        rounded: Floats = np.rint(value / QUANTUM) * QUANTUM
        return rounded
    return round(value / QUANTUM) * QUANTUM


def weakest(bases: Iterable[Basis]) -> Basis:
    """Return the basis furthest from observation: a figure is no better than its worst part."""
    return max(bases, key=_STRENGTH.index)


def rows_by_id(network: Network) -> Mapping[str, TableRow]:
    """Return every row of the parameters, handling and borders of a network by its id."""
    return rows_of(network.parameters, network.handling, borders=network.borders)


def rows_of(parameters: pl.DataFrame, handling: pl.DataFrame, *, borders: pl.DataFrame) -> Mapping[str, TableRow]:
    """Return every row of the tables of parameters, handling and borders by its id."""
    rows = [parameter_row(record) for record in parameters.iter_rows(named=True)]
    rows += [handling_row(record) for record in handling.iter_rows(named=True)]
    rows += [
        _row(record | {"unit": record["usd_unit"]}, subject=record["crossing"])
        for record in borders.iter_rows(named=True)
    ]
    return {row.id: row for row in rows}


def operation(row: TableRow, *, per_load: Callable[[float, str], float], times: float) -> Charge:
    """Return the charge a handling row makes on one load; hours or money that a row does not state add nothing."""
    money_usd = per_load(row.usd, row.unit) if row.usd is not None else 0.0
    return Charge(
        row.subject,
        quantised(times * (row.hours or 0.0)),
        quantised(times * money_usd),
        row.basis,
        row.sources,
        variance_h2=quantised(times**2 * row.variance),
        late_h=times * row.late,
    )


def row_sources(record: Mapping[str, object]) -> tuple[str, ...]:
    """Return the source ids of a row of a network table."""
    cell = record["sources"] if "sources" in record else record["source"]
    return tuple(part for part in str(cell or "").split(";") if part)


def row_basis(record: Mapping[str, object]) -> Basis:
    """Return the basis of a row."""
    return Basis(str(record["basis"]))


def parameter_row(record: Mapping[str, object]) -> TableRow:
    """Read a row of the parameters, with the spread of its hours or of the hours per km of its speed."""
    row = _row(record, subject=str(record["parameter"]), value=_number(record["value"]))
    low, high = _number(record["low"]), _number(record["high"])
    unit = row.unit.split()[0] if row.unit else ""
    if unit not in {"h", "km/h"} or row.value is None:
        return row
    laws = spread_laws()
    if unit == "h":
        law = hours_law(laws, row.value, low=low, high=high, row=row.id)
        return replace(row, late=law.late, variance=law.variance)
    law = pace_law(laws, row.value, low=low, high=high)
    return replace(
        row, late=law.late, variance=law.variance, shared_km=laws.shared_km.get(str(record["mode"]), math.inf)
    )


def handling_row(record: Mapping[str, object]) -> TableRow:
    """Read a row of handling, with the spread of its hours."""
    hours = _number(record["hours"])
    row = _row(record, subject=str(record["place_kind"]), hours=hours, usd=_number(record["usd"]))
    if hours is None:
        return row
    low, high = _number(record["hours_low"]), _number(record["hours_high"])
    law = hours_law(spread_laws(), hours, low=low, high=high, row=row.id)
    return replace(row, late=law.late, variance=law.variance)


def _row(
    record: Mapping[str, Any],
    *,
    subject: str,
    value: float | None = None,
    hours: float | None = None,
    usd: float | None = None,
) -> TableRow:
    unit = str(record["unit"] or "")
    priced = usd is not None or (value is not None and unit.startswith("USD"))
    factor = price_factor(record["year"]) if priced else 1.0
    return TableRow(
        id=str(record["id"]),
        subject=subject,
        value=value if value is None else value * factor,
        hours=hours,
        usd=usd if usd is None else usd * factor,
        unit=unit,
        basis=row_basis(record),
        sources=row_sources(record),
        variance=0.0,
        shared_km=math.inf,
    )


def _number(cell: object) -> float | None:
    """Read a cell: some parameters are lists of numbers, which no role uses."""
    try:
        return None if cell is None or cell == "" else float(str(cell))
    except ValueError:
        return None


def text(frame: pl.DataFrame, column: str) -> list[str]:
    """Return a column as text, with '' for a missing value."""
    return [str(value) for value in frame[column].fill_null("").to_list()]
