"""What the plan answers with."""

from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl

from alat.data import Basis, Quantity


class CostBasis(StrEnum):
    """What a measure's cost rests on; all but ``stated`` are flags that a page must show."""

    STATED = "stated"
    ASSUMED = "assumed"
    TO_BE_COMPUTED = "to_be_computed"
    TO_BE_SOURCED = "to_be_sourced"


class Case(StrEnum):
    """Which end of its ranges an effect is taken at: of factors and headways, ``low`` is the stronger effect."""

    LOW = "low"
    CENTRAL = "central"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that a measure changes, or the statement that nothing it changes is modelled.

    Attributes
    ----------
    measure
        Id of the measure.
    verb
        ``close``, ``open``, ``avoid``, ``add`` or ``improve`` for the network, ``tariff`` for duties, ``none``.
    subject, what
        What it is done to, and which of its figures changes.
    value, low, high
        The figure or the factor, and its range; None where the verb needs none.
    unit
        ``factor``, ``h``, ``USD`` or ``km``.
    basis, source, note
        How the figure came to be, where it comes from, and what limits it or why nothing is modelled.
    own
        Whether it helps the trade between the study's parties alone, as a booked slot does; a faster border helps all.
    """

    measure: str
    verb: str
    subject: str
    what: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    basis: Basis
    source: str
    note: str
    own: bool = False

    def at(self, case: Case) -> float | None:
        """Return the figure of a case."""
        return {Case.LOW: self.low, Case.CENTRAL: self.value, Case.HIGH: self.high}[case]


@dataclass(frozen=True, slots=True)
class TariffChange:
    """A factor on the duty that one party charges on what comes from another.

    Attributes
    ----------
    importer, exporter
        Codes of countries or blocs.
    products
        ``all``, or a code of the Harmonized System.
    factor
        What today's duty is multiplied by: 0 takes it away.
    """

    importer: str
    exporter: str
    products: str
    factor: float


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
    effects
        What it changes, row by row; empty where the study says nothing of that.
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
    effects: tuple[Effect, ...] = field(default=())

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
