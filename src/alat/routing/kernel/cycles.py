"""What does the sum over all ways come to where a way may return? It exists while the spectral radius is below one.

With a cycle there are ways without end, and B = (I - A)^-1 is their sum only where the largest eigenvalue of A is
below one; beyond, a solver still returns an answer, with negative entries. So the radius is found first. Below the
limit I - A is an M-matrix: pivots on its diagonal make its factors subtract nothing, and no entry of B comes out
negative. A column that would underflow is scaled by the least cost to its destination, which leaves the same matrix
up to a change of units.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.sparse.linalg import ArpackError, SuperLU, eigs, splu

from alat.errors import DivergentSum
from alat.routing.kernel.graph import ArcGraph, Floats, Ints, turned
from alat.routing.kernel.sweeps import LEAST, MOST, arc_weights

REFUSED, DOUBTFUL = 0.98, 0.9
_DENSE = 400
_BALANCING = 200
_HALVINGS = 50


@dataclass(frozen=True, eq=False)
class Cyclic:
    """A graph with cycles and without closed arcs, whose sum over all ways exists."""

    graph: ArcGraph
    mu: float
    radius: float

    @cached_property
    def weight(self) -> Floats:
        """Return A = exp(-c / mu) of each arc."""
        return arc_weights(self.graph, self.mu)

    @cached_property
    def back(self) -> "Cyclic":
        """Return the same with each arc turned round."""
        return Cyclic(turned(self.graph), self.mu, self.radius)

    @cached_property
    def lu(self) -> SuperLU:
        """Return the factors of I - A; their ``solve`` gives columns of B."""
        return _factored(self.graph, self.weight)


def cyclic(graph: ArcGraph, mu: float, *, name: str = "mu") -> Cyclic:
    """Check the spectral rule and return the graph ready to be solved.

    Parameters
    ----------
    graph
        Without closed arcs.
    mu
        Scale of the unseen part of cost.
    name
        ``mu``, or ``theta`` for 1 / mu: what the message speaks of.

    Raises
    ------
    DivergentSum
        If the spectral radius is 0.98 or more; it names the largest mu (smallest theta) that works.
    """
    radius = spectral_radius(graph, mu)
    if radius >= REFUSED:
        works = _largest_mu(graph, mu)
        if name == "theta":
            raise DivergentSum(radius, limit=REFUSED, name=name, given=1 / mu, works=1 / works if works else None)
        raise DivergentSum(radius, limit=REFUSED, name=name, given=mu, works=works)
    return Cyclic(graph, mu, radius)


def spectral_radius(graph: ArcGraph, mu: float) -> float:
    """Return the largest eigenvalue of A = exp(-c / mu): 0 on an acyclic graph.

    Notes
    -----
    It is the largest over the strongly connected parts. Each is balanced first (Osborne 1960), so that costs far apart
    leave the eigenvalue well conditioned.
    """
    n = graph.states
    weights = arc_weights(graph, mu)
    used = np.flatnonzero(weights > 0.0)
    tail, head = graph.tail[used], graph.head[used]
    matrix = csr_array((np.ones(len(used)), (tail, head)), shape=(n, n))
    _, part = connected_components(matrix, connection="strong")
    inner = np.flatnonzero(part[tail] == part[head])
    inner = inner[np.argsort(part[tail[inner]], kind="stable")]
    pieces = np.split(used[inner], np.flatnonzero(np.diff(part[tail[inner]])) + 1)
    return max((_radius_of_part(graph, arcs, mu=mu) for arcs in pieces if len(arcs)), default=0.0)


def toward(solver: Cyclic, destinations: Ints) -> Floats:
    """Return (states, destinations) -mu ln B, infinite where no way leads."""
    z = solved(solver, destinations)
    with np.errstate(divide="ignore"):
        values: Floats = -solver.mu * np.log(z)
    doubtful = np.flatnonzero(((z < LEAST) | (z > MOST)).any(axis=0))
    if len(doubtful):
        least = least_cost(solver.graph, destinations[doubtful])
        for column, cost in zip(doubtful, least, strict=True):
            if (np.isfinite(cost) & (z[:, column] < LEAST)).any():
                values[:, column] = _scaled(solver, int(destinations[column]), cost=cost)
            values[~np.isfinite(cost), column] = np.inf
    return values + 0.0


def solved(solver: Cyclic, destinations: Ints) -> Floats:
    """Return columns of B as they stand."""
    unit = np.zeros((solver.graph.states, len(destinations)))
    unit[destinations, np.arange(len(destinations))] = 1.0
    z: Floats = solver.lu.solve(unit)
    return z


def least_cost(graph: ArcGraph, destinations: Ints) -> Floats:
    """Return (destinations, states) the least cost to each destination, infinite where no way leads."""
    order = np.lexsort((graph.cost, graph.tail, graph.head))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(graph.head[order]) != 0) | (np.diff(graph.tail[order]) != 0)
    kept = order[first]
    starts = np.searchsorted(graph.head[kept], np.arange(graph.states + 1))
    n = graph.states
    turned_round: csr_array[np.float64, tuple[int, int]] = csr_array(
        (graph.cost[kept], graph.tail[kept], starts), shape=(n, n)
    )
    return np.asarray(dijkstra(turned_round, directed=True, indices=destinations))


def _factored(graph: ArcGraph, weights: Floats) -> SuperLU:
    n = graph.states
    own = np.arange(n)
    rows, columns = np.concatenate([own, graph.tail]), np.concatenate([own, graph.head])
    matrix = csr_array((np.concatenate([np.ones(n), -weights]), (rows, columns)), shape=(n, n)).tocsc()
    return splu(
        matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True, "Equil": False}
    )


def _scaled(solver: Cyclic, destination: int, *, cost: Floats) -> Floats:
    """Return -mu ln B of one column from arcs priced by their detour over the least cost."""
    graph = solver.graph
    there = np.isfinite(cost)
    kept = np.flatnonzero(there[graph.tail] & there[graph.head])
    detour = np.maximum(graph.cost[kept] + cost[graph.head[kept]] - cost[graph.tail[kept]], 0.0)
    weights = arc_weights(ArcGraph(graph.states, graph.tail[kept], graph.head[kept], detour), solver.mu)
    used = weights > 0.0
    bare = ArcGraph(graph.states, graph.tail[kept][used], graph.head[kept][used], detour[used])
    unit = np.zeros(graph.states)
    unit[destination] = 1.0
    z = np.asarray(_factored(bare, weights[used]).solve(unit))
    values: Floats = np.where(there, cost - solver.mu * np.log(np.where(there, z, 1.0)), np.inf)
    return values


def _radius_of_part(graph: ArcGraph, arcs: Ints, *, mu: float) -> float:
    states, ends = np.unique(np.concatenate([graph.tail[arcs], graph.head[arcs]]), return_inverse=True)
    n = len(states)
    tail, head = ends[: len(arcs)], ends[len(arcs) :]
    weights = _balanced(n, (tail, head), logs=-graph.cost[arcs] / mu)
    matrix = csr_array((weights, (tail, head)), shape=(n, n))
    if n <= _DENSE:
        return float(np.abs(np.linalg.eigvals(matrix.toarray())).max())
    try:
        value = eigs(matrix, k=1, which="LR", v0=np.ones(n), return_eigenvectors=False, tol=1e-9)
    except ArpackError:
        # The bound of Collatz and Wielandt: never below the radius, so that nothing unsound passes.
        return _upper_bound(matrix)
    return float(np.abs(value[0]))


def _balanced(n: int, ends: tuple[Ints, Ints], *, logs: Floats) -> Floats:
    """Scale the states until what leaves each equals what enters it, and return the weights that result."""
    tail, head = ends
    potential = np.zeros(n)
    for _ in range(_BALANCING):
        now = np.exp(logs + potential[head] - potential[tail])
        out, into = np.bincount(tail, now, n), np.bincount(head, now, n)
        sound = (out > 0.0) & (into > 0.0)
        step = np.zeros(n)
        step[sound] = 0.25 * (np.log(out[sound]) - np.log(into[sound]))
        potential += step
        if np.abs(step).max() < 1e-3:  # noqa: PLR2004 - balance need not be exact
            break
    weights: Floats = np.exp(logs + potential[head] - potential[tail])
    return weights


def _upper_bound(matrix: csr_array[np.float64, tuple[int, int]]) -> float:
    x = np.ones(matrix.shape[0])
    for _ in range(500):
        x = x + np.asarray(matrix @ x)
        x /= x.max()
    return float((np.asarray(matrix @ x) / x).max())


def _largest_mu(graph: ArcGraph, mu: float) -> float | None:
    """Return a mu whose radius is just within the limit; None where free arcs form a cycle, so that none works."""
    free = graph.cost == 0.0
    n = graph.states
    matrix = csr_array((np.ones(free.sum()), (graph.tail[free], graph.head[free])), shape=(n, n))
    parts, _ = connected_components(matrix, connection="strong")
    if parts < n or (graph.tail[free] == graph.head[free]).any():
        return None
    low, high = 0.0, 1.0
    factor = 1.0
    while spectral_radius(graph, mu * factor) >= REFUSED:
        high, factor = factor, factor / 2
    low = factor
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if spectral_radius(graph, mu * middle) >= REFUSED:
            high = middle
        else:
            low = middle
        if high - low < 1e-6 * high:
            break
    return mu * low
