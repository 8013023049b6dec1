"""Which uncertain figure moves a lane most?

One figure at a time is set to the low and to the high end of the range its table states; the steps of the lanes are
priced again as they stand. A lane that would not be worth a look today stays out of sight.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from alat import data
from alat.data import Basis
from alat.network.model import Network
from alat.routing.cost import CostTable, cost_table_with
from alat.routing.decision import Decision, Option
from alat.routing.figures import TableRow, handling_row, parameter_row, row_basis, row_sources, rows_by_id
from alat.routing.parts import parts

_LEAST_USD = 0.5
_NOT_A_PRICE = {"load_t"}


@dataclass(frozen=True, slots=True)
class Swing:
    """What one figure does to the lane of least generalised cost.

    Attributes
    ----------
    row, subject
        The row of parameters, handling, borders or values of time, and what it speaks of.
    unit, low, value, high
        The figure and its range; two rows of one operation (hours and money) are two swings.
    generalised_low_usd, generalised_high_usd
        Change of the lane's generalised cost at either end, per load.
    money_low_usd, money_high_usd, hours_low, hours_high
        The same in money and hours.
    best_low, best_high
        Id of the lane that is then best by generalised cost among those shown.
    """

    row: str
    subject: str
    unit: str
    low: float
    value: float
    high: float
    generalised_low_usd: float
    generalised_high_usd: float
    money_low_usd: float
    money_high_usd: float
    hours_low: float
    hours_high: float
    best_low: str
    best_high: str
    basis: Basis
    sources: tuple[str, ...]

    @property
    def width_usd(self) -> float:
        """How far apart the two ends are, in generalised cost."""
        return max(self.generalised_low_usd, self.generalised_high_usd, 0.0) - min(
            self.generalised_low_usd, self.generalised_high_usd, 0.0
        )


@dataclass(frozen=True, slots=True)
class _Figure:
    """One cell that has a range: where it stands, its ends and the whole row."""

    record: Mapping[str, Any]
    table: str
    column: str
    row: str
    subject: str
    unit: str
    low: float
    value: float
    high: float
    basis: Basis
    sources: tuple[str, ...]


def swings(choice: Decision, network: Network, *, ways: Sequence[tuple[str, Option]]) -> tuple[Swing, ...]:
    """Return every figure that moves the first lane, the widest first.

    Parameters
    ----------
    choice
        The choice the lanes come from.
    network
        The network behind it: its tables hold the figures and their ranges.
    ways
        Id and way of each lane shown, the one of least generalised cost first.
    """
    base = _priced(choice, choice.costs, ways=ways)
    rows = rows_by_id(network)
    found = []
    for figure in _figures(network, choice.costs.cargo):
        changed = [_changed(choice.costs, rows, figure=figure, value=value) for value in (figure.low, figure.high)]
        first = [_priced(choice, costs, ways=ways[:1]) for costs in changed]
        # Most figures leave the first lane as it is: the others are not asked then.
        if _swing(figure, base, ends=first).width_usd > _LEAST_USD:
            rest = [_priced(choice, costs, ways=ways[1:]) for costs in changed]
            found.append(_swing(figure, base, ends=[one + more for one, more in zip(first, rest, strict=True)]))
    return tuple(sorted(found, key=lambda swing: (-swing.width_usd, swing.row, swing.unit)))


Priced = list[tuple[str, float, float, float]]


def _priced(choice: Decision, costs: CostTable, *, ways: Sequence[tuple[str, Option]]) -> Priced:
    """Return id, generalised cost, money and hours of each lane under other costs."""
    other = replace(choice, book=replace(choice.book, ground=replace(choice.book.ground, costs=costs)))
    found = []
    for lane, option in ways:
        steps = parts(other, option)
        money, hours = sum(step.money_usd for step in steps), sum(step.hours for step in steps)
        found.append((lane, money + costs.value_of_time_usd_per_h * hours, money, hours))
    return found


def _swing(figure: _Figure, base: Priced, *, ends: list[Priced]) -> Swing:
    (_, generalised, money, hours), (low, high) = base[0], (end[0] for end in ends)
    best = [min(end, key=lambda lane: lane[1])[0] for end in ends]
    return Swing(
        row=figure.row,
        subject=figure.subject,
        unit=figure.unit,
        low=figure.low,
        value=figure.value,
        high=figure.high,
        generalised_low_usd=low[1] - generalised,
        generalised_high_usd=high[1] - generalised,
        money_low_usd=low[2] - money,
        money_high_usd=high[2] - money,
        hours_low=low[3] - hours,
        hours_high=high[3] - hours,
        best_low=best[0],
        best_high=best[1],
        basis=figure.basis,
        sources=figure.sources,
    )


def _figures(network: Network, cargo: str) -> Iterator[_Figure]:
    roles = data.table("cost_roles").filter(pl.col("cargo").is_in([cargo, "all"]))
    used = set(roles.filter(~pl.col("role").is_in(_NOT_A_PRICE))["row"])
    for row in network.parameters.filter(pl.col("id").is_in(used)).iter_rows(named=True):
        yield from _figure(row, "parameters", names=("value", "low", "high"), unit=row["unit"])
    for row in network.handling.filter(pl.col("id").is_in(used)).iter_rows(named=True):
        yield from _figure(row, "handling", names=("hours", "hours_low", "hours_high"), unit="h")
        yield from _figure(row, "handling", names=("usd", "usd_low", "usd_high"), unit=f"USD {row['unit']}")
    for row in network.borders.iter_rows(named=True):
        yield from _figure(row, "borders", names=("hours", "low_h", "high_h"), unit="h")
    times = data.table("value_of_time").filter(pl.col("cargo") == cargo)
    for row in times.iter_rows(named=True):
        named = {**row, "id": f"value of time, {cargo}"}
        yield from _figure(named, "value_of_time", names=("value_share_per_day", "low", "high"), unit="of value a day")


def _figure(row: dict[str, Any], table: str, *, names: tuple[str, str, str], unit: object) -> Iterator[_Figure]:
    cells = [_number(row[name]) for name in names]
    value, low, high = cells
    if value is None or low is None or high is None:
        return
    subjects = {"parameters": "parameter", "handling": "operation", "borders": "crossing", "value_of_time": "id"}
    subject = str(row[subjects[table]])
    if table == "parameters":
        subject = f"{row['mode']}: {subject}"
    if table == "handling":
        subject = f"{row['place_kind']}: {subject}"
    place = (row, table, names[0], str(row["id"]), subject, str(unit))
    yield _Figure(*place, low, value, high, row_basis(row), row_sources(row))


def _changed(costs: CostTable, rows: Mapping[str, TableRow], *, figure: _Figure, value: float) -> CostTable:
    """Return the costs with one cell changed; `rows` are those of parameters and handling by id."""
    if figure.table == "value_of_time":
        return replace(costs, value_of_time_usd_per_h=costs.value_of_time_usd_per_h * value / figure.value)
    if figure.table == "borders":
        there = pl.when(pl.col("id") == figure.row)
        changed = there.then(pl.lit(value)).otherwise(pl.col(figure.column)).alias(figure.column)
        return replace(costs, crossings=replace(costs.crossings, borders=costs.crossings.borders.with_columns(changed)))
    read = {"parameters": parameter_row, "handling": handling_row}[figure.table]
    return cost_table_with(costs, {**rows, figure.row: read({**figure.record, figure.column: value})})


def _number(cell: object) -> float | None:
    try:
        return None if cell is None or cell == "" else float(str(cell))
    except ValueError:
        return None
