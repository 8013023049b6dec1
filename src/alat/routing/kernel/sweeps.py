"""What does the sum over all ways come to where no way ever returns? One sweep over the levels of the graph.

On an acyclic graph A = exp(-c / mu) is nilpotent, so that B = (I - A)^-1 = I + A + A^2 + ... ends. A column of B is
found level by level, from the destination back. Sums are taken as they stand where every entry is far from the ends
of the range of a float; else in logarithms, shifted by the least cost, which never underflow.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from alat.routing.kernel.graph import ArcGraph, Floats, Ints, Levels, levels, turned

# Entries of B between these are summed as they stand: what is lost below 1e-308 is less than 1e-18 of any of them.
LEAST, MOST = 1e-290, 1e290
# Entries of B are one and less: begun near the upper end, a sum has both halves of the range to fall through.
_LIFT = 2.0**930
_CELLS = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Floor:
    """One level: its states, the arcs out of them, and where the arcs of each state begin among these."""

    states: Ints
    place: slice
    arcs: Ints
    starts: Ints
    owner: Ints


@dataclass(frozen=True, eq=False)
class Acyclic:
    """An acyclic graph without closed arcs, ready for sweeps.

    Attributes
    ----------
    graph
        The arcs.
    mu
        Scale of the unseen part of cost, in the unit of cost.
    levels
        Its states by level.
    """

    graph: ArcGraph
    mu: float
    levels: Levels

    @cached_property
    def weight(self) -> Floats:
        """Return A = exp(-c / mu) of each arc."""
        return arc_weights(self.graph, self.mu)

    @cached_property
    def back(self) -> "Acyclic":
        """Return the same with each arc turned round."""
        other = turned(self.graph)
        found = levels(other)
        assert found is not None  # noqa: S101 - an acyclic graph stays one
        return Acyclic(other, self.mu, found)

    @cached_property
    def floors(self) -> tuple[Floor, ...]:
        """Return the levels that lead somewhere, the nearest to the end first."""
        rank = np.empty(self.graph.states, dtype=np.int64)
        rank[self.levels.order] = np.arange(self.graph.states)
        order = np.argsort(rank[self.graph.tail], kind="stable")
        by_state = np.searchsorted(rank[self.graph.tail][order], np.arange(self.graph.states + 1))
        found = []
        for first, last in zip(self.levels.starts[1:-1], self.levels.starts[2:], strict=True):
            arcs = order[by_state[first] : by_state[last]]
            starts = by_state[first:last] - by_state[first]
            owner = np.repeat(np.arange(last - first), np.diff(np.append(starts, len(arcs))))
            place = slice(int(first), int(last))
            found.append(Floor(self.levels.order[place], place, arcs, starts, owner))
        return tuple(found)

    @cached_property
    def blocks(self) -> tuple[csr_array[np.float64, tuple[int, int]], ...]:
        """Return for each floor the matrix A from its states to all states of lower levels, in their order."""
        rank = np.empty(self.graph.states, dtype=np.int64)
        rank[self.levels.order] = np.arange(self.graph.states)
        heads = rank[self.graph.head].astype(np.int32)
        return tuple(
            csr_array(
                (self.weight[floor.arcs], heads[floor.arcs], np.append(floor.starts, len(floor.arcs)).astype(np.int32)),
                shape=(len(floor.states), floor.place.start),
            )
            for floor in self.floors
        )


def arc_weights(graph: ArcGraph, mu: float) -> Floats:
    """Return A = exp(-c / mu) of each arc; 0 where it is closed or far dearer than mu."""
    with np.errstate(over="ignore"):
        weights: Floats = np.exp(-graph.cost / mu)
    return weights


def swept(solver: Acyclic, seed: Floats) -> Floats:
    """Return z with z = seed + A z, as the sums stand.

    Parameters
    ----------
    solver
        The graph.
    seed
        (states, k).
    """
    z = seed[solver.levels.order]
    for floor, block in zip(solver.floors, solver.blocks, strict=True):
        z[floor.place] += np.asarray(block @ z[: floor.place.start])
    out = np.empty_like(z)
    out[solver.levels.order] = z
    return out


def toward(solver: Acyclic, destinations: Ints) -> Floats:
    """Return (states, destinations) -mu ln B, infinite where no way leads."""
    seed = np.zeros((solver.graph.states, len(destinations)))
    seed[destinations, np.arange(len(destinations))] = _LIFT
    z = swept(solver, seed)
    hard = _out_of_range(solver, z, destinations=destinations)
    values = -solver.mu * _fallen(z)
    for columns in chunks(solver, np.flatnonzero(hard)):
        values[:, columns] = in_logs(solver, destinations[columns])
    # Minus nought and nought are one value, and should be one set of bits.
    return values + 0.0


def _fallen(z: Floats) -> Floats:
    """Return ln(z / lift), divided first where the quotient is exact: values near nought keep their digits."""
    with np.errstate(divide="ignore"):
        logs: Floats = np.log(np.where(z >= 1.0, z / _LIFT, z))
    logs[z < 1.0] -= np.log(_LIFT)
    return logs


def in_logs(solver: Acyclic, destinations: Ints) -> Floats:
    """Return -mu ln B by logarithms alone: exact however small mu is, and the least cost where mu goes to nought."""
    cost, head, mu = solver.graph.cost, solver.graph.head, solver.mu
    values = np.full((solver.graph.states, len(destinations)), np.inf)
    values[destinations, np.arange(len(destinations))] = 0.0
    for floor in solver.floors:
        through = cost[floor.arcs, None] + values[head[floor.arcs]]
        least = np.minimum.reduceat(through, floor.starts, axis=0)
        shift = np.where(np.isfinite(least), least, 0.0)
        with np.errstate(over="ignore"):
            np.exp((shift[floor.owner] - through) / mu, out=through)
        total = np.add.reduceat(through, floor.starts, axis=0)
        soft = least - mu * np.log(np.where(total > 0.0, total, 1.0))
        values[floor.states] = np.minimum(values[floor.states], soft)
    return values


def reaches(solver: Acyclic, destinations: Ints) -> npt.NDArray[np.bool_]:
    """Return (states, destinations) whether any way leads, however dear."""
    columns = np.arange(len(destinations))
    bits = np.zeros((solver.graph.states, -(-len(destinations) // 64)), dtype=np.uint64)
    np.bitwise_or.at(bits, (destinations, columns // 64), np.uint64(1) << (columns % 64).astype(np.uint64))
    for floor in solver.floors:
        found = np.bitwise_or.reduceat(bits[solver.graph.head[floor.arcs]], floor.starts, axis=0)
        bits[floor.states] |= found
    wide = np.unpackbits(bits.view(np.uint8), axis=1, bitorder="little")
    return wide[:, : len(destinations)].astype(bool)


def chunks(solver: Acyclic, columns: Ints) -> Iterator[Ints]:
    """Cut columns into pieces whose arrays (arcs of a level, columns) stay small."""
    widest = max((len(floor.arcs) for floor in solver.floors), default=1)
    step = max(1, _CELLS // max(widest, 1))
    for first in range(0, len(columns), step):
        yield columns[first : first + step]


def _out_of_range(solver: Acyclic, z: Floats, *, destinations: Ints) -> npt.NDArray[np.bool_]:
    """Return which columns hold an entry too near the ends of the range, or one that vanished."""
    sound = (z >= LEAST) & (z <= MOST)
    return np.asarray((reaches(solver, destinations) & ~sound).any(axis=0))
