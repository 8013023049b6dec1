"""Which figures does an appraisal rest on? Rows of `plan_parameters`, each with its range and source."""

from dataclasses import dataclass
from functools import cache

from alat.data import Basis, table
from alat.plan.cost_results import Range


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure with its range, unit, basis, ids from `sources.csv`, and what it rests on."""

    range: Range
    unit: str
    basis: Basis
    sources: tuple[str, ...]
    note: str


@cache
def parameter(name: str) -> Parameter:
    """Return a parameter of an appraisal by its name."""
    row = next(row for row in table("plan_parameters").iter_rows(named=True) if row["parameter"] == name)
    return Parameter(
        Range(row["low"], row["value"], row["high"]),
        row["unit"],
        Basis(row["basis"]),
        tuple(row["source"].split(";")),
        row["note"],
    )
