"""What changes when a few arcs do? B' = B + U (I - D W)^-1 D V, without solving the graph again.

r arcs change A by D = diag(A' - A). U are the columns of B at their tails, V the rows at their heads, W the entries of
B from their heads to their tails (Sherman & Morrison 1950; Woodbury 1950). Only rows of origins and columns of
destinations are kept. One arc gives B' = B + d B_.k B_l. / (1 - d B_lk).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from alat.errors import BadInput
from alat.routing.kernel.cycles import Cyclic, solved
from alat.routing.kernel.graph import ArcGraph, Floats, Ints, checked
from alat.routing.kernel.solving import Base, Csr, costs_to, normal, solver
from alat.routing.kernel.sweeps import LEAST, MOST, Acyclic, reaches

Arc = int | tuple[int, int]
NewArc = tuple[int, int, float]

# Where so little of B is left after subtracting, the digits are gone: those pairs are computed anew.
_CANCELLED = 1e-2
_SINGULAR = 1e-6


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from the base: costs of its arcs by number, and arcs it does not have."""

    cost: Mapping[int, float] = field(default_factory=dict)
    new: tuple[NewArc, ...] = ()


def combined(before: Changes, graph: ArcGraph, *, given: Mapping[Arc, float], new: Sequence[NewArc]) -> Changes:
    """Return the changes after some more; arcs back at their first cost are no change.

    Raises
    ------
    BadInput
        If an arc does not exist, (tail, head) means several, or a cost is below 0 or NaN.
    """
    cost = dict(before.cost)
    added = [*before.new, *((int(tail), int(head), float(price)) for tail, head, price in new)]
    for arc, price in given.items():
        number = _number(arc, graph, added=added)
        if not price >= 0.0:
            raise BadInput(f"arc {arc}: cost {price}; expected 0 or more, infinite to close it")
        if number < graph.arcs:
            cost[number] = float(price)
        else:
            tail, head, _ = added[number - graph.arcs]
            added[number - graph.arcs] = (tail, head, float(price))
    if new:
        ends: Ints = np.array([arc[:2] for arc in added], dtype=np.int64).reshape(-1, 2)
        checked(ArcGraph(graph.states, ends[:, 0], ends[:, 1], np.array([arc[2] for arc in added])))
    return Changes({arc: price for arc, price in cost.items() if price != graph.cost[arc]}, tuple(added))


def applied(graph: ArcGraph, changes: Changes) -> ArcGraph:
    """Return the graph with the changes made; new arcs come last."""
    cost = graph.cost.copy()
    cost[list(changes.cost)] = list(changes.cost.values())
    if not changes.new:
        return ArcGraph(graph.states, graph.tail, graph.head, cost)
    ends: Ints = np.array([arc[:2] for arc in changes.new], dtype=np.int64)
    return ArcGraph(
        graph.states,
        np.concatenate([graph.tail, ends[:, 0]]),
        np.concatenate([graph.head, ends[:, 1]]),
        np.concatenate([cost, [arc[2] for arc in changes.new]]),
    )


def updated(kept: Base, changes: Changes) -> Floats | None:
    """Return (origins, destinations) V after some changes; None where the graph must be solved anew.

    Notes
    -----
    It must where entries of B leave the range of a float, I - D W is nearly singular, a new arc closes a cycle, or on a
    graph with cycles an arc became cheaper: the spectral rule has to be checked again.
    """
    tails, heads, step = _steps(kept, changes)
    if not len(step):
        return kept.values[kept.origins]
    cheaper = isinstance(kept.solver, Cyclic) and bool((step > 0.0).any())
    if cheaper or kept.plain is None:
        return None
    loops = _heads_to_tails(kept, tails, heads=heads)
    if isinstance(kept.solver, Acyclic) and _closes_cycle(loops):
        return None
    system = np.eye(len(step)) - step[:, None] * loops
    if np.linalg.svd(system, compute_uv=False)[-1] < _SINGULAR:
        return None
    middle = np.linalg.solve(system, np.diag(step))
    out = np.exp(-kept.forward[tails] / kept.mu).T
    into = np.exp(-kept.costs[heads] / kept.mu)
    b = kept.plain + out @ (middle @ into)
    size = kept.plain + out @ (np.abs(middle) @ into)
    doubtful = (b < _CANCELLED * size) | (b > MOST)
    faint = b < LEAST
    if faint.any():
        doubtful |= faint & (kept.plain > 0.0)
        doubtful |= faint & _may_reach(kept, tails, heads=heads)
    with np.errstate(divide="ignore", invalid="ignore"):
        costs: Floats = -kept.mu * np.log(b)
    if doubtful.any():
        _solve_again(kept, changes, costs=costs, doubtful=doubtful)
    if isinstance(kept.solver, Acyclic):
        return costs + 0.0
    n = len(kept.origins)
    return normal(costs[:n], np.diagonal(costs[n:]))


def _number(arc: Arc, graph: ArcGraph, *, added: Sequence[NewArc]) -> int:
    most = graph.arcs + len(added)
    if not isinstance(arc, tuple):
        if not 0 <= arc < most:
            raise BadInput(f"arc {arc} does not exist; expected 0 to {most - 1}")
        return int(arc)
    tail, head = arc
    found = [int(number) for number in np.flatnonzero((graph.tail == tail) & (graph.head == head))]
    found += [graph.arcs + i for i, each in enumerate(added) if each[:2] == (tail, head)]
    if not found:
        raise BadInput(f"no arc leads from state {tail} to {head}; a new one is given by `new`")
    if len(found) > 1:
        raise BadInput(f"{len(found)} arcs lead from state {tail} to {head}: name one of {found}")
    return found[0]


def _steps(kept: Base, changes: Changes) -> tuple[Ints, Ints, Floats]:
    """Return tail, head and change of A of each arc that changes it."""
    graph = kept.graph
    arcs = np.array(sorted(changes.cost), dtype=np.int64)
    tails = np.concatenate([graph.tail[arcs], np.array([arc[0] for arc in changes.new], dtype=np.int64)])
    heads = np.concatenate([graph.head[arcs], np.array([arc[1] for arc in changes.new], dtype=np.int64)])
    before = np.concatenate([graph.cost[arcs], np.full(len(changes.new), np.inf)])
    after = np.array([*(changes.cost[int(arc)] for arc in arcs), *(arc[2] for arc in changes.new)])
    real = after != before
    before, after = before[real], after[real]
    # A' - A taken from the larger of the two: it keeps its digits where the change is small, and its value where the
    # smaller one is below the range of a float.
    larger = np.exp(-np.minimum(before, after) / kept.mu)
    step = np.where(after < before, larger, -larger) * -np.expm1(-np.abs(before - after) / kept.mu)
    return tails[real], heads[real], step


def _heads_to_tails(kept: Base, tails: Ints, *, heads: Ints) -> Floats:
    """Return (arcs, arcs) B from the head of each to the tail of each."""
    if isinstance(kept.solver, Cyclic):
        return solved(kept.solver, tails)[heads]
    level, count = kept.solver.levels.level, len(tails)
    lowest = level[tails].min()
    if level[heads].max() < lowest:
        return np.zeros((count, count))
    walks: Csr = csr_array((np.ones(count), heads, np.arange(count + 1)), shape=(count, kept.graph.states))
    total: Floats = np.zeros((count, count))
    while walks.nnz:
        total = total + walks.toarray()[:, tails]
        walks = walks @ kept.matrix
        walks.data[level[walks.indices] < lowest] = 0.0
        walks.eliminate_zeros()
    return total


def _closes_cycle(loops: Floats) -> bool:
    """Whether one may go from the head of a changed arc to its tail, over other changed arcs if need be."""
    return bool(np.diagonal(_closure(loops > 0.0)).any())


def _closure(steps: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    reach = steps.copy()
    for middle in range(len(reach)):
        reach |= reach[:, [middle]] & reach[[middle]]
    return reach


def _may_reach(kept: Base, tails: Ints, *, heads: Ints) -> npt.NDArray[np.bool_]:
    """Return which pairs the changed arcs may join: from V and the ways there are, since entries of B may vanish."""
    out, into = np.isfinite(kept.forward[tails]).T, np.isfinite(kept.costs[heads])
    onward = np.ones((len(tails), len(tails)), dtype=bool)
    if len(tails) == 1 or isinstance(kept.solver, Acyclic):
        onward = np.eye(len(tails), dtype=bool)
    if len(tails) > 1 and isinstance(kept.solver, Acyclic):
        onward = _closure(reaches(kept.solver, tails)[heads]) | onward
    found: npt.NDArray[np.bool_] = (out.astype(float) @ onward.astype(float) @ into.astype(float)) > 0.0
    return found


def _solve_again(kept: Base, changes: Changes, *, costs: Floats, doubtful: npt.NDArray[np.bool_]) -> None:
    """Compute the doubtful pairs on the changed graph: by origins or by destinations, whichever are fewer."""
    rows, columns = np.flatnonzero(doubtful.any(axis=1)), np.flatnonzero(doubtful.any(axis=0))
    found, _ = solver(applied(kept.graph, changes), kept.mu)
    if len(rows) < len(columns):
        costs[rows] = costs_to(found.back, kept.rows[rows]).T[:, kept.destinations]
    else:
        costs[:, columns] = costs_to(found, kept.destinations[columns])[kept.rows]
