"""Which land services join a place to every port, and to another place by land alone?

The step links are contracted here: one service for each pair of places, way of travelling (road, rail, each without
and with ships on the Caspian) and yardstick. What it crosses stays inside it, and comes out again as parts.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from alat.routing.figures import NOTHING, Floats
from alat.routing.steps import Graph, Ints, Land
from alat.routing.trees import YARDSTICKS, Arranged, Prepared, Tree, arranged, grow, path, prepare, root, yardstick

# The arcs of a service in the order in which goods take them: way of travelling, and arcs of that graph.
Walk = tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True, eq=False)
class LandBook:
    """The land graphs of a network and cargo class, sorted for every yardstick, forward and in reverse.

    A book is equal to itself alone, so that what was found in it can be kept.
    """

    ground: Land
    graphs: tuple[Graph, ...]
    arranged: dict[tuple[str, bool], Arranged]
    prepared: dict[tuple[str, str, bool], Prepared]


@dataclass(frozen=True, slots=True)
class Access:
    """The road between a place and the terminals near it, by one yardstick; `states` are theirs in the road's tree."""

    terminals: Ints
    states: Ints
    cost: Floats
    measure: Floats
    tree: Tree


@dataclass(frozen=True, slots=True)
class Grown:
    """One tree of services: the graph it grew on, and how goods reach the rails if it is one of rails."""

    graph: Graph
    yardstick: str
    tree: Tree
    access: Access | None


@dataclass(frozen=True, slots=True)
class LandServices:
    """Services between one place and all others, one row each.

    Attributes
    ----------
    place
        (services,) the other place.
    cost
        (services, 5) USD, hours, their variance, kgCO2e, parties.
    grown, state
        (services,) which tree, and which state of its graph.
    trees
        The trees.
    access
        The road to terminals near the place, by yardstick.
    reach_km
        By way of travelling on the road, (places,) the shortest distance on roads.
    """

    place: Ints
    cost: Floats
    grown: Ints
    state: Ints
    trees: tuple[Grown, ...]
    access: dict[str, Access]
    reach_km: dict[str, Floats]


def land_book(ground: Land, found: tuple[Graph, ...]) -> LandBook:
    """Sort the graphs for every yardstick and both directions."""
    usd_per_h = ground.costs.value_of_time_usd_per_h
    sorted_arcs = {
        (graph.mode, reverse): arranged(graph, reverse=reverse) for graph in found for reverse in (False, True)
    }
    prepared = {}
    for graph in found:
        for name in YARDSTICKS:
            weights = yardstick(graph.arcs.cost, graph.arcs.road_km, name=name, usd_per_h=usd_per_h)
            for reverse in (False, True):
                prepared[graph.mode, name, reverse] = prepare(sorted_arcs[graph.mode, reverse], weights)
    return LandBook(ground, found, sorted_arcs, prepared)


# Suppliers of one importer, and the rooms of a brief, ask for the same services again.
@lru_cache(maxsize=8)
def land_services(book: LandBook, place: int, *, reverse: bool, limited: bool = True) -> LandServices:
    """Return every land service out of a place (into it, if `reverse`).

    Parameters
    ----------
    book
        The land graphs.
    place
        Index of the place.
    reverse
        Whether goods travel to the place.
    limited
        Whether road legs end at the limit. The limit is on the shortest way by road, so that closing a link never
        brings a place within reach.

    Notes
    -----
    Rail services begin (end) with a road leg to a terminal near the place, within the access limit. Goods that are
    at the place already need no haul.
    """
    costs = book.ground.costs
    roads = [graph for graph in book.graphs if graph.mode.startswith("road")]
    reach_km = {graph.mode: _reach_km(book, graph, place=place, reverse=reverse) for graph in roads}
    near = np.flatnonzero(reach_km["road"] <= costs.rail_access_km)
    trees: list[Grown] = []
    access: dict[str, Access] = {}
    for name in YARDSTICKS[:-1]:
        driven = [
            Grown(graph, name, _road(book, graph, place=place, name=name, reverse=reverse), None) for graph in roads
        ]
        access[name] = _access(book, near, place=place, grown=driven[0], name=name)
        trees += driven
        trees += [
            Grown(graph, name, _rail(book, graph, access=access[name], name=name, reverse=reverse), access[name])
            for graph in book.graphs
            if graph not in roads
        ]
    rows: list[tuple[Ints, Floats, Ints, Ints]] = []
    for number, grown in enumerate(trees):
        ends = _ends(grown.graph, reverse=reverse)
        ok = np.isfinite(grown.tree.cost[ends, 0])
        if limited and grown.graph.mode in reach_km:
            ok &= reach_km[grown.graph.mode] <= costs.road_leg_km
        reached = np.flatnonzero(ok)
        cost = grown.tree.cost[ends[reached]]
        cost[reached == place] = 0.0 if grown.access is None else cost[reached == place]
        rows.append((reached, cost, np.full(len(reached), number), ends[reached]))
    place_, cost, number_, state = (np.concatenate(column) for column in zip(*rows, strict=True))
    return LandServices(place_, cost, number_, state, tuple(trees), access, reach_km)


def land_only(out: LandServices, into: LandServices, *, destination: int, road_km: float) -> list[tuple[Floats, Walk]]:
    """Return the ways from one place to another by land (and the Caspian) alone.

    Parameters
    ----------
    out
        Services out of the origin.
    into
        Services into the destination; their road access is the end of a way by rail.
    destination
        Index of the destination.
    road_km
        The longest way by road, infinite where there is no limit.
    """
    found: list[tuple[Floats, Walk]] = []
    for grown in out.trees:
        if grown.access is None:
            state = int(grown.graph.target[destination])
            if np.isfinite(grown.tree.cost[state, 0]) and out.reach_km[grown.graph.mode][destination] <= road_km:
                found.append((grown.tree.cost[state], _walk(grown, state)))
            continue
        last = into.access[grown.yardstick]
        states = grown.graph.target[last.terminals]
        measure = grown.tree.measure[states] + last.measure
        if len(measure) and np.isfinite(measure.min()):
            best = int(measure.argmin())
            cost = grown.tree.cost[states[best]] + last.cost[best]
            found.append((cost, (*_walk(grown, int(states[best])), *_road_walk(last, best))))
    return found


def walk(services: LandServices, number: int) -> Walk:
    """Return the arcs of one service, road access included."""
    return _walk(services.trees[int(services.grown[number])], int(services.state[number]))


def _walk(grown: Grown, state: int) -> Walk:
    own = ((grown.graph.mode, tuple(path(grown.tree, state))),)
    if grown.access is None:
        return own
    source = root(grown.tree, state)
    if grown.tree.reverse:
        return (*own, *_road_walk(grown.access, _number(grown.access, grown.graph.target, source=source)))
    return (*_road_walk(grown.access, _number(grown.access, grown.graph.start, source=source)), *own)


def _number(access: Access, ends: Ints, *, source: int) -> int:
    """Return which of the terminals a tree of rails grew from."""
    return int(np.flatnonzero(ends[access.terminals] == source)[0])


def _road_walk(access: Access, number: int) -> Walk:
    arcs = tuple(path(access.tree, int(access.states[number])))
    return (("road", arcs),) if arcs else ()


def _road(book: LandBook, graph: Graph, *, place: int, name: str, reverse: bool) -> Tree:
    """Grow a tree on roads; it begins with the fixed price of a haul, and with one party, the haulier."""
    haul = book.ground.costs.operations["road_haul"]
    cost = np.array([[*NOTHING.plus([haul]), 1.0]])
    measure = yardstick(cost, np.zeros(1), name=name, usd_per_h=book.ground.costs.value_of_time_usd_per_h)
    root_state = (graph.target if reverse else graph.start)[[place]]
    return grow(book.prepared[graph.mode, name, reverse], root_state, cost=cost, measure=measure)


def _reach_km(book: LandBook, graph: Graph, *, place: int, reverse: bool) -> Floats:
    """Return the shortest distance on roads to each place."""
    return _road(book, graph, place=place, name="km", reverse=reverse).measure[_ends(graph, reverse=reverse)]


def _access(book: LandBook, near: Ints, *, place: int, grown: Grown, name: str) -> Access:
    """Take the terminals near a place out of its tree on roads; being there already costs nothing."""
    states = _ends(grown.graph, reverse=grown.tree.reverse)[near]
    cost = grown.tree.cost[states].copy()
    cost[near == place] = 0.0
    usd_per_h = book.ground.costs.value_of_time_usd_per_h
    measure = yardstick(cost, np.zeros(len(near)), name=name, usd_per_h=usd_per_h)
    return Access(near, states, cost, measure, grown.tree)


def _ends(graph: Graph, *, reverse: bool) -> Ints:
    """Return the state in which a service out of a place (into it, if `reverse`) leaves goods at each other place."""
    return graph.start if reverse else graph.target


def _rail(book: LandBook, graph: Graph, *, access: Access, name: str, reverse: bool) -> Tree:
    ends = graph.target if reverse else graph.start
    prepared = book.prepared[graph.mode, name, reverse]
    return grow(prepared, ends[access.terminals], cost=access.cost, measure=access.measure)
