"""Which land services join every gateway to every port and to every other gateway, by one yardstick?

The trees of `services.land_services`, grown for all gateways at once, with what they cost by the yardstick alone; what
a service is made of is read back only for those that are asked about.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from alat.routing.figures import NOTHING, Floats
from alat.routing.services import LandBook
from alat.routing.steps import PARTIES, Graph, Ints
from alat.routing.trees import Prepared, yardstick


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """The best ways by one means of travel between each gateway and all places.

    Attributes
    ----------
    graph
        What they run on.
    measure
        (gateways, places) cost by the yardstick, infinite where no service leads.
    before
        (gateways, states) the state before each on the way; the number of states or more where the way begins, negative
        where none leads.
    prepared
        The arcs, sorted.
    """

    graph: Graph
    measure: Floats
    before: Ints
    prepared: Prepared


@dataclass(frozen=True, slots=True, eq=False)
class Access:
    """Land services of all gateways, one way.

    Attributes
    ----------
    gateways
        (gateways,) places.
    reverse
        Whether goods travel to the gateways.
    name
        The yardstick.
    trees
        By means of travel, in the order of the land graphs.
    terminal
        (gateways, places) cost of the road between a gateway and a rail terminal, infinite beyond the limit.
    reach_km
        By way of travelling on the road, (gateways, places) the shortest distance on roads.
    """

    gateways: Ints
    reverse: bool
    name: str
    trees: tuple[Trees, ...]
    terminal: Floats
    reach_km: dict[str, Floats]


def access(book: LandBook, gateways: Ints, *, name: str, reverse: bool, modes: tuple[str, ...]) -> Access:
    """Return the land services of all gateways.

    Parameters
    ----------
    book
        The land graphs.
    gateways
        Places.
    name
        ``generalised``, ``money`` or ``hours``.
    reverse
        Whether goods travel to the gateways.
    modes
        Which land graphs to use.
    """
    costs = book.ground.costs
    graphs = [graph for graph in book.graphs if graph.mode in modes]
    roads = [graph for graph in book.graphs if graph.mode.startswith("road")]
    reach_km = {
        graph.mode: _distances(book, graph, gateways=gateways, name="km", reverse=reverse)[0] for graph in roads
    }
    driven, _ = _distances(book, roads[0], gateways=gateways, name=name, reverse=reverse)
    terminal = np.where(reach_km["road"] <= costs.rail_access_km, driven + haul(book, name), np.inf)
    terminal[np.arange(len(gateways)), gateways] = 0.0
    trees = []
    for graph in graphs:
        prepared = book.prepared[graph.mode, name, reverse]
        if graph in roads:
            own, before = _distances(book, graph, gateways=gateways, name=name, reverse=reverse)
            measure = own + haul(book, name)
            measure[np.arange(len(gateways)), gateways] = 0.0
        else:
            sources = graph.target if reverse else graph.start
            reached, before = _from_terminals(prepared, sources, terminal=terminal)
            measure = reached[:, graph.start if reverse else graph.target]
        trees.append(Trees(graph, measure, before, prepared))
    return Access(gateways, reverse, name, tuple(trees), terminal, reach_km)


def limited(found: Access, tree: Trees, *, road_leg_km: float) -> Floats:
    """Return (gateways, places) cost of services a lane may use: road legs end at the limit."""
    if tree.graph.mode not in found.reach_km:
        return tree.measure
    return np.where(found.reach_km[tree.graph.mode] <= road_leg_km, tree.measure, np.inf)


@dataclass(frozen=True, slots=True, eq=False)
class Walks:
    """What many services are made of.

    Attributes
    ----------
    arcs
        For each land graph used: its mode, and for each arc used which service uses it, and its number.
    hauled
        (services,) whether a truck is hired, to travel or to reach the rails.
    """

    arcs: tuple[tuple[str, Ints, Ints], ...]
    hauled: np.ndarray[tuple[int], np.dtype[np.bool_]]


def walks(found: Access, tree: Trees, *, rows: Ints, places: Ints) -> Walks:
    """Read back the arcs of many services at once, each step for all of them.

    Parameters
    ----------
    found, tree
        The services, and by which means of travel.
    rows, places
        (services,) row of the gateway, and place at the other end.
    """
    n = tree.graph.states
    last = (tree.graph.start if found.reverse else tree.graph.target)[places]
    service = np.arange(len(rows))
    steps = [(service[:0], service[:0])]
    while len(service):
        before = tree.before[rows[service], last[service]]
        onward = (before >= 0) & (before < n)
        service, before = service[onward], before[onward]
        steps.append((service, _arc(tree.prepared, before, state=last[service])))
        last[service] = before
    used, arcs = (np.concatenate(column) for column in zip(*steps, strict=True))
    own = (tree.graph.mode, used, arcs)
    if tree.graph.mode in found.reach_km:
        return Walks((own,), places != found.gateways[rows])
    first = tree.graph.target if found.reverse else tree.graph.start
    at = np.full(n, -1, dtype=np.int64)
    at[first] = np.arange(len(first))
    road = next(each for each in found.trees if each.graph.mode == "road")
    driven = walks(found, road, rows=rows, places=at[last])
    return Walks((own, *driven.arcs), driven.hauled)


def costs(book: LandBook, found: Walks) -> Floats:
    """Return (services, 5) USD, hours, their variance, kgCO2e and parties of services."""
    total = np.zeros((len(found.hauled), PARTIES + 1))
    hired = book.ground.costs.operations["road_haul"]
    total[found.hauled] = [*NOTHING.plus([hired]), 1.0]
    for mode, service, arc in found.arcs:
        graph = next(graph for graph in book.graphs if graph.mode == mode)
        for column in range(PARTIES + 1):
            total[:, column] += np.bincount(service, graph.arcs.cost[arc, column], len(total))
    return total


def _arc(prepared: Prepared, before: Ints, *, state: Ints) -> Ints:
    keys = before * len(prepared.starts) + state
    return prepared.chosen[np.searchsorted(prepared.keys, keys)]


def haul(book: LandBook, name: str = "generalised") -> float:
    """Return what hiring a truck adds to a service, by a yardstick."""
    hired = book.ground.costs.operations["road_haul"]
    cost = np.array([[*NOTHING.plus([hired]), 1.0]])
    return float(yardstick(cost, np.zeros(1), name=name, usd_per_h=book.ground.costs.value_of_time_usd_per_h)[0])


def _distances(book: LandBook, graph: Graph, *, gateways: Ints, name: str, reverse: bool) -> tuple[Floats, Ints]:
    prepared = book.prepared[graph.mode, name, reverse]
    n = graph.states
    entries = (prepared.weights[prepared.chosen], prepared.heads, prepared.starts)
    matrix: csr_array[np.float64, tuple[int, int]] = csr_array(entries, shape=(n, n))
    measure, found = dijkstra(matrix, directed=True, indices=gateways, return_predecessors=True)
    before = found.astype(np.int64)
    # The state a way begins in is marked like the states that a way by rail begins in.
    before[np.arange(len(gateways)), gateways] = n
    return measure, before


def _from_terminals(prepared: Prepared, sources: Ints, *, terminal: Floats) -> tuple[Floats, Ints]:
    """Grow all trees at once, each from a state of its own that leads to its terminals at their cost."""
    n, count = len(prepared.starts) - 1, len(terminal)
    row, place = np.nonzero(np.isfinite(terminal))
    starts = np.concatenate([prepared.starts[:-1], prepared.starts[-1] + np.searchsorted(row, np.arange(count + 1))])
    weights = np.concatenate([prepared.weights[prepared.chosen], terminal[row, place]])
    heads = np.concatenate([prepared.heads, sources[place]])
    size = (n + count, n + count)
    matrix: csr_array[np.float64, tuple[int, int]] = csr_array((weights, heads, starts), shape=size)
    measure, before = dijkstra(matrix, directed=True, indices=np.arange(n, n + count), return_predecessors=True)
    return measure[:, :n], before[:, :n].astype(np.int64)
