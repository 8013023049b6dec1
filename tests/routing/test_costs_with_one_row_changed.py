"""Are costs with one row of a table changed the costs that the changed table gives?"""

from dataclasses import replace

import polars as pl
import pytest

from alat.network.model import Network
from alat.routing.cost import CostTable, cost_table, cost_table_with
from alat.routing.cost_rows import roles_of
from alat.routing.figures import handling_row, parameter_row, rows_by_id


def figures(costs: CostTable) -> list[object]:
    """All figures; of the borders their own, since how they count a load has no equal."""
    crossings = costs.crossings
    named = [getattr(costs, name) for name in CostTable.__slots__ if name != "crossings"]
    borders = (crossings.default, crossings.policy, crossings.policy_pairs, crossings.gauge, crossings.gauge_pairs)
    return [*named, *borders, crossings.iso3, crossings.edits, crossings.per_load(1.0, "USD per TEU")]


@pytest.mark.parametrize("cargo", ["container", "reefer", "dry_bulk", "general"])
@pytest.mark.parametrize(("table", "column"), [("parameters", "value"), ("handling", "usd")])
def test_they_are_those_of_the_table_with_that_row(small: Network, cargo: str, table: str, column: str) -> None:
    read = {"parameters": parameter_row, "handling": handling_row}[table]
    base, rows = cost_table(small, cargo), rows_by_id(small)
    used = {row for role in roles_of(cargo).values() for row, _ in role}
    frame: pl.DataFrame = getattr(small, table)
    moved = 0
    for record in frame.filter(pl.col("id").is_in(used), pl.col(column).is_not_null()).iter_rows(named=True):
        other = 1.5 * float(record[column])
        cell = pl.lit(str(other) if frame.schema[column] == pl.String else other)
        there = pl.when(pl.col("id") == record["id"])
        changed = frame.with_columns(there.then(cell).otherwise(pl.col(column)).alias(column))
        expected = cost_table(replace(small, **{table: changed}), cargo)
        found = cost_table_with(base, {**rows, record["id"]: read({**record, column: other})})
        assert figures(found) == figures(expected)
        moved += figures(found) != figures(base)
    assert moved
