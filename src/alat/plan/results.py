"""What the plan answers with."""

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from alat.data import Quantity


class CostBasis(StrEnum):
    """What a measure's cost rests on; all but ``stated`` are flags that a page must show."""

    STATED = "stated"
    ASSUMED = "assumed"
    TO_BE_COMPUTED = "to_be_computed"
    TO_BE_SOURCED = "to_be_sourced"


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that could be done.

    Attributes
    ----------
    id, name, kind, effect, owner, source
        As the study states them.
    where
        Places or countries.
    cost_low, cost_high
        Ends of the cost (USD); each may be not known, which is never nil.
    cost_basis
        What the cost rests on.
    cost_note
        The study's own words on that.
    years_low, years_high
        Shortest and longest time to build.
    requires
        Ids of the measures it needs.
    """

    id: str
    name: str
    kind: str
    where: tuple[str, ...]
    effect: str
    cost_low: Quantity
    cost_high: Quantity
    cost_basis: CostBasis
    cost_note: str
    years_low: float
    years_high: float
    owner: str
    requires: tuple[str, ...]
    source: str

    @property
    def costed(self) -> bool:
        """Whether both ends of the cost are known."""
        return self.cost_low.known and self.cost_high.known


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of a study.

    Attributes
    ----------
    study
        Its id.
    measures
        In an order that can be built: each after all it requires, and as in the study's table otherwise.
    needs
        For each id, all that must be done before it, at any remove, in building order.
    sources
        Ids from `sources.csv`; a measure's own source is in its `source`, in the study's words.
    notes
        What a reader must know.
    """

    study: str
    measures: tuple[Measure, ...]
    needs: dict[str, tuple[str, ...]]
    sources: tuple[str, ...]
    notes: tuple[str, ...]

    def to_frame(self) -> pl.DataFrame:
        """Return one row a measure; the cost is in million USD and null where it is not known."""
        return pl.DataFrame(
            [
                {
                    "id": one.id,
                    "name": one.name,
                    "kind": one.kind,
                    "cost_low_musd": _millions(one.cost_low),
                    "cost_high_musd": _millions(one.cost_high),
                    "cost_basis": str(one.cost_basis),
                    "years_low": one.years_low,
                    "years_high": one.years_high,
                    "owner": one.owner,
                    "requires": ";".join(one.requires),
                }
                for one in self.measures
            ],
            schema={
                "id": pl.String,
                "name": pl.String,
                "kind": pl.String,
                "cost_low_musd": pl.Float64,
                "cost_high_musd": pl.Float64,
                "cost_basis": pl.String,
                "years_low": pl.Float64,
                "years_high": pl.Float64,
                "owner": pl.String,
                "requires": pl.String,
            },
        )


def _millions(cost: Quantity) -> float | None:
    return None if cost.value is None else cost.value / 1e6
