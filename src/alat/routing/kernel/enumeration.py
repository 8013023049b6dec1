"""What do all ways come to, counted one by one? The slow, plain reference of the kernel, for small graphs."""

import math
from dataclasses import dataclass

from alat.errors import BadInput
from alat.routing.kernel.graph import ArcGraph, arc_graph
from alat.routing.kernel.solving import positive

_MOST_WAYS = 500_000


@dataclass(frozen=True, slots=True)
class Ways:
    """All ways between two states up to a length.

    Attributes
    ----------
    arcs
        The arcs of each way, in order.
    cost
        The cost of each way.
    """

    arcs: tuple[tuple[int, ...], ...]
    cost: tuple[float, ...]


def every_way(cost: object, *, origin: int, destination: int, longest: int, absorb: bool = True) -> Ways:
    """Return every way from one state to another of at most so many arcs.

    Parameters
    ----------
    cost
        A sparse matrix or an `ArcGraph`.
    origin, destination
        States.
    longest
        The most arcs of a way. On an acyclic graph, the number of states is enough for all ways.
    absorb
        Whether a way ends when it first comes to its destination.

    Raises
    ------
    BadInput
        If there are more than half a million ways.
    """
    graph = arc_graph(cost)
    out: list[list[int]] = [[] for _ in range(graph.states)]
    for arc in range(graph.arcs):
        if math.isfinite(graph.cost[arc]):
            out[int(graph.tail[arc])].append(arc)
    found: list[tuple[int, ...]] = []
    pending: list[tuple[int, tuple[int, ...]]] = [(origin, ())]
    while pending:
        state, arcs = pending.pop()
        if state == destination:
            found.append(arcs)
            if absorb:
                continue
        if len(arcs) < longest:
            pending += [(int(graph.head[arc]), (*arcs, arc)) for arc in out[state]]
        if len(found) + len(pending) > _MOST_WAYS:
            raise BadInput(f"more than {_MOST_WAYS:,} ways from {origin} to {destination}; give a smaller `longest`")
    return Ways(tuple(found), tuple(math.fsum(graph.cost[list(arcs)]) for arcs in found))


def value_by_ways(cost: object, mu: float, *, origin: int, destination: int, longest: int) -> float:
    """Return V = -mu ln sum over ways of exp(-c / mu); infinite where there is none."""
    scale = positive(mu, name="mu")
    ways = every_way(cost, origin=origin, destination=destination, longest=longest)
    if not ways.cost:
        return math.inf
    least = min(ways.cost)
    return least - scale * math.log(math.fsum(math.exp((least - each) / scale) for each in ways.cost))


def traversals_by_ways(graph: ArcGraph, mu: float, *, origin: int, destination: int, longest: int) -> list[float]:
    """Return how often a load is expected to use each arc: the mean over ways, by their shares."""
    ways = every_way(graph, origin=origin, destination=destination, longest=longest)
    counts = [0.0] * graph.arcs
    if not ways.cost:
        return counts
    least = min(ways.cost)
    weights = [math.exp((least - each) / mu) for each in ways.cost]
    whole = math.fsum(weights)
    for arcs, weight in zip(ways.arcs, weights, strict=True):
        for arc in arcs:
            counts[arc] += weight / whole
    return counts
