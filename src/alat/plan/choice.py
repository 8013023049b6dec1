"""What the choice of measures answers with."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from alat.plan.objective import Aim
from alat.plan.space import Floats


class Method(StrEnum):
    """How the best set was looked for, and so what may be said of it."""

    EXACT = "exact"
    LISTED = "listed"
    PROGRAMME = "programme"


@dataclass(frozen=True, slots=True)
class Effort:
    """How much work a choice may be.

    Attributes
    ----------
    exact_sets
        Up to this many allowed sets every one is valued exactly.
    listed_measures
        Up to this many open measures all sets are listed and scored by the surrogate; above, a mixed-integer programme.
    pool
        How many of the surrogate's best sets are valued exactly.
    swap_calls
        How many sets the moves on exact values may look at.
    nodes
        Limit on the nodes of each search tree of the programme.
    """

    exact_sets: int = 4096
    listed_measures: int = 18
    pool: int = 8
    swap_calls: int = 2000
    nodes: int = 200


@dataclass(frozen=True, slots=True)
class Valued:
    """One set with both its scores (million USD)."""

    ids: tuple[str, ...]
    surrogate_musd: float
    exact_musd: float

    @property
    def gap_musd(self) -> float:
        """What the surrogate says beyond the exact score."""
        return self.surrogate_musd - self.exact_musd


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The chosen measures and how sure the choice is.

    Attributes
    ----------
    chosen
        Ids in building order; none means: build nothing.
    score_musd, mean_musd, tail_musd
        What was made as large as can be, the mean, and the mean of the worst tail. Values are net of cost.
    values_musd
        The chosen set's exact value in each scenario.
    cost_musd
        Sum of the low, the central and the high costs of what is chosen.
    spent_musd
        Outlay in each period, at the end of the range that the budget is held to.
    aim
        What was asked for.
    method
        How it was found.
    pool
        The sets that were valued exactly because the surrogate puts them first, best first by the surrogate.
    surrogate_musd, gap_musd
        The chosen set's score by the surrogate, and what that says beyond the exact score; nil for ``exact``.
    worst_gap_musd
        The largest absolute gap over all sets valued exactly.
    bound_musd
        No allowed set scores higher by the surrogate; by exact values if the method is ``exact``.
    bound_proven
        Whether some set reaches that bound by the surrogate, so that the search on it was complete.
    moves, settled
        Moves made on exact values, and whether no neighbour of the chosen set is better.
    calls
        How often the chain ran in all.
    known
        Every set valued exactly, with its values by scenario.
    notes
        What a reader must know, in words.
    """

    chosen: tuple[str, ...]
    score_musd: float
    mean_musd: float
    tail_musd: float
    values_musd: Floats
    cost_musd: tuple[float, float, float]
    spent_musd: tuple[float, ...]
    aim: Aim
    method: Method
    pool: tuple[Valued, ...]
    surrogate_musd: float
    gap_musd: float
    worst_gap_musd: float
    bound_musd: float
    bound_proven: bool
    moves: int
    settled: bool
    calls: int
    known: Mapping[frozenset[str], Floats]
    notes: tuple[str, ...]

    def to_frame(self) -> pl.DataFrame:
        """Return the pool, one row a set: ids, score by the surrogate, exact score, and the gap (million USD)."""
        return pl.DataFrame(
            [
                {
                    "ids": ";".join(one.ids),
                    "surrogate_musd": one.surrogate_musd,
                    "exact_musd": one.exact_musd,
                    "gap_musd": one.gap_musd,
                }
                for one in self.pool
            ],
            schema={
                "ids": pl.String,
                "surrogate_musd": pl.Float64,
                "exact_musd": pl.Float64,
                "gap_musd": pl.Float64,
            },
        )
