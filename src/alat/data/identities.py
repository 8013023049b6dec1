"""Does the trade add up? What is between countries of today, and what is not, must sum to the world of the raw file."""

import math
from collections.abc import Callable

import polars as pl

from alat.reference import countries

WORLD_TABLE = "flows_total_world"
RELATIVE_TOLERANCE = 1e-9


def world_problem(world: pl.DataFrame, read: Callable[[str], pl.DataFrame]) -> str:
    """Return the first flow table that does not sum to its world ('' when all do).

    Parameters
    ----------
    world
        One row a flow table: table, year, rows, world_usd, mapped_usd, unmapped_usd.
    read
        Returns the flow table of a name, with columns exporter, importer and value_usd.
    """
    for row in world.iter_rows(named=True):
        name = str(row["table"])
        flows = read(name)
        known = list(countries())
        mapped = flows.filter(pl.col("exporter").is_in(known) & pl.col("importer").is_in(known))
        mapped_usd, total_usd = float(mapped["value_usd"].sum()), float(flows["value_usd"].sum())
        if flows.height != row["rows"]:
            return f"{name}, rows: {flows.height}; expected {row['rows']}"
        for what, found, stated in (
            ("mapped_usd", mapped_usd, row["mapped_usd"]),
            ("unmapped_usd", total_usd - mapped_usd, row["unmapped_usd"]),
            ("mapped + unmapped", row["mapped_usd"] + row["unmapped_usd"], row["world_usd"]),
        ):
            if not math.isclose(found, stated, rel_tol=RELATIVE_TOLERANCE, abs_tol=RELATIVE_TOLERANCE * total_usd):
                return f"{name}, {what}: {found:.15g}; expected {stated:.15g}"
    return ""
