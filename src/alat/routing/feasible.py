"""Does any lane join two places at all? The layered graph of `decision`, without what anything costs.

It answers what `options` would answer with an empty or a non-empty tuple, a hundred times faster, so that the search
for what cut a lane can afford many questions.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, dijkstra

from alat.network.model import Network
from alat.routing.cost import CostTable
from alat.routing.crossings import neighbours
from alat.routing.decision import BRIDGE_TIERS, SEA_LEGS
from alat.routing.figures import Floats
from alat.routing.steps import Ints

Flags = npt.NDArray[np.bool_]
Pairs = tuple[Ints, Ints]


@dataclass(frozen=True, slots=True)
class Limits:
    """How far legs may go: km on the road (infinite where none is set), and how many sea legs."""

    road_km: float
    sea_legs: int


@dataclass(frozen=True, slots=True)
class Ground:
    """What joins what on land and across the Caspian.

    Attributes
    ----------
    places
        How many places there are.
    roads
        Kilometres by road, without and, where trucks may take one, with ferries: (places, places) each.
    rails
        Steps between the states of goods on rails, without and, where ships carry boxes, with ships: (5 places,
        5 places) each. The states of a place: before the first train, after a train, after a ship, handed over, on
        rails.
    on_rails
        (places,) whether a railway is there.
    """

    places: int
    roads: tuple[csr_array, ...]
    rails: tuple[csr_array, ...]
    on_rails: Flags


@dataclass(frozen=True, slots=True)
class End:
    """One end of a lane: its place, (places,) km from it on each road graph, and which rail terminals are near."""

    place: int
    road_km: tuple[Floats, ...]
    terminals: Flags


def feasible(network: Network, costs: CostTable, *, ends: tuple[str, str], limits: Limits) -> bool:
    """Return whether some lane leads from one place to another.

    Parameters
    ----------
    network
        Places, links and services.
    costs
        Says which modes carry the cargo, and how far a rail terminal may be.
    ends
        Place ids of origin and destination.
    limits
        The limits on legs.
    """
    index = {place: i for i, place in enumerate(network.places["place_id"])}
    if not set(ends) <= set(index):
        return False
    ground = _ground(network, costs, index=index)
    iso3 = dict(network.places.select("place_id", "iso3").iter_rows())
    adjacent = tuple(sorted(iso3[place] for place in ends)) in neighbours(network)
    start, end = (_end(ground, index[place], costs=costs) for place in ends)
    if _overland(ground, start, end=end, road_km=np.inf if adjacent else limits.road_km):
        return True
    out = _joined(ground, start, road_km=limits.road_km, reverse=False)
    into = _joined(ground, end, road_km=limits.road_km, reverse=True)
    large = network.places["tier"].is_in(BRIDGE_TIERS).fill_null(value=False).to_numpy()
    ships = _ends(network.services, index, columns=("port_a", "port_b"))
    return _sails(ground, ships, out=out, into=into, large=large, legs=limits.sea_legs)


def every_limit(costs: CostTable) -> Limits:
    """Return the limits that hold for every lane."""
    return Limits(costs.road_leg_km, SEA_LEGS)


def _ground(network: Network, costs: CostTable, *, index: dict[str, int]) -> Ground:
    n, links = len(index), network.links
    road = links.filter(pl.col("mode") == "road")
    rail = links.filter(pl.col("mode") == "rail")
    ships = links.filter(pl.col("mode") == "caspian")
    ferries = _ferries(ships, costs)
    ends = _ends(road, index)
    roads = [_both_ways(ends, road["km"].to_numpy(), n=n)]
    if "truck ferry" in costs.rates:
        truck = _ends(ships.filter(ferries), index)
        # A ferry is no km on the road; SciPy reads a stored zero as no way at all.
        km = np.concatenate([road["km"].to_numpy(), np.full(len(truck[0]), 1e-9)])
        both = (np.concatenate([ends[0], truck[0]]), np.concatenate([ends[1], truck[1]]))
        roads.append(_both_ways(both, km, n=n))
    on_rails = np.zeros(n, dtype=bool)
    tracks = _ends(rail, index)
    on_rails[np.concatenate(tracks)] = True
    arcs = _train_arcs(tracks, on_rails)
    rails = [_steps(arcs, 5 * n)] if "rail" in costs.rates else []
    if rails and "caspian" in costs.rates:
        feeders = ships.filter(~ferries) if "caspian_port" in costs.operations else ships.clear()
        wagons = _wagons(rail, ships.filter(ferries), index=index)
        rails.append(_steps([*arcs, *_ship_arcs(_ends(feeders, index), wagons, n=n)], 5 * n))
    return Ground(n, tuple(roads), tuple(rails), on_rails)


def _ferries(ships: pl.DataFrame, costs: CostTable) -> pl.Series:
    pairs = [(min(a, b), max(a, b)) in costs.ferry_pairs for a, b in ships.select("place_a", "place_b").iter_rows()]
    return pl.Series(pairs, dtype=pl.Boolean)


def _wagons(rail: pl.DataFrame, ferries: pl.DataFrame, *, index: dict[str, int]) -> Pairs:
    """Return the ends of the ferries that find rails of one gauge on both sides."""
    gauges: dict[str, set[int]] = {}
    for a, b, mm_a, mm_b in rail.select("place_a", "place_b", "gauge_a_mm", "gauge_b_mm").iter_rows():
        gauges.setdefault(a, set()).add(mm_a)
        gauges.setdefault(b, set()).add(mm_b)
    pairs = ferries.select("place_a", "place_b").iter_rows()
    kept = [(index[a], index[b]) for a, b in pairs if gauges.get(a, set()) & gauges.get(b, set())]
    found = np.array(kept, dtype=np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _train_arcs(tracks: Pairs, on_rails: Flags) -> list[Pairs]:
    """Load from the ground, run, change gauge, unload, hand over."""
    n = len(on_rails)
    every, stations = np.arange(n), np.flatnonzero(on_rails)
    a, b = (4 * n + end for end in tracks)
    loads = [(stations + ground * n, 4 * n + stations) for ground in range(3)]
    handed = [(every + ground * n, 3 * n + every) for ground in (1, 2)]
    return [(a, b), (b, a), *loads, (4 * n + stations, n + stations), *handed]


def _ship_arcs(feeders: Pairs, wagons: Pairs, *, n: int) -> list[Pairs]:
    """Feeders take a box off the ground and put it there; a ferry keeps the wagon."""
    found = []
    for start, end in (feeders, feeders[::-1]):
        found += [(start, 2 * n + end), (n + start, 2 * n + end)]
    a, b = (4 * n + end for end in wagons)
    return [*found, (a, b), (b, a)]


def _ends(links: pl.DataFrame, index: dict[str, int], *, columns: tuple[str, str] = ("place_a", "place_b")) -> Pairs:
    first, second = (
        np.array([index[place] for place in links[column].to_list()], dtype=np.int64) for column in columns
    )
    return first, second


def _both_ways(ends: Pairs, weights: Floats, *, n: int) -> csr_array:
    """Return the lighter of parallel links, each way."""
    tails, heads = np.concatenate(ends), np.concatenate(ends[::-1])
    order = np.lexsort((np.tile(weights, 2), heads, tails))
    tails, heads, km = tails[order], heads[order], np.tile(weights, 2)[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(tails) != 0) | (np.diff(heads) != 0)
    return csr_array((km[first], (tails[first], heads[first])), shape=(n, n))


def _steps(arcs: list[Pairs], states: int) -> csr_array:
    tails, heads = (np.concatenate([arc[side] for arc in arcs]) for side in (0, 1))
    return csr_array((np.ones(len(tails)), (tails, heads)), shape=(states, states))


def _end(ground: Ground, place: int, *, costs: CostTable) -> End:
    road_km = tuple(np.asarray(dijkstra(road, directed=True, indices=[place]))[0] for road in ground.roads)
    return End(place, road_km, road_km[0] <= costs.rail_access_km)


def _overland(ground: Ground, start: End, *, end: End, road_km: float) -> bool:
    """Return whether goods can go all the way by land and across the Caspian."""
    if any(km[end.place] <= road_km and np.isfinite(km[end.place]) for km in start.road_km):
        return True
    by_rail = [_by_rail(ground, rail, start=start.terminals, reverse=False) for rail in ground.rails]
    return any(bool((handed & end.terminals).any()) for handed in by_rail)


def _joined(ground: Ground, end: End, *, road_km: float, reverse: bool) -> Flags:
    """Return the places that some land service joins to one end."""
    joined = np.zeros(ground.places, dtype=bool)
    for km in end.road_km:
        joined |= np.isfinite(km) & (km <= road_km)
    for rail in ground.rails:
        joined |= _by_rail(ground, rail, start=end.terminals, reverse=reverse)
    return joined


def _by_rail(ground: Ground, rail: csr_array, *, start: Flags, reverse: bool) -> Flags:
    """Return where goods can be handed over (or, in reverse, given over) if they start at some places."""
    n = ground.places
    first, last = (3 * n, 0) if reverse else (0, 3 * n)
    seen = _reached(rail.T.tocsr() if reverse else rail, first + np.flatnonzero(start))
    return seen[last : last + n]


def _reached(steps: csr_array, sources: Ints) -> Flags:
    """Return the states that can be reached from some states."""
    states = steps.shape[0]
    into = csr_array((np.ones(len(sources)), sources, np.array([0, len(sources)])), shape=(1, states))
    data, heads = np.concatenate([steps.data, into.data]), np.concatenate([steps.indices, into.indices])
    starts = np.concatenate([steps.indptr, [len(heads)]])
    whole = csr_array((data, heads, starts), shape=(states + 1, states + 1))
    seen = np.zeros(states + 1, dtype=bool)
    seen[breadth_first_order(whole, states, directed=True, return_predecessors=False)] = True
    return seen[:states]


def _sails(ground: Ground, ends: Pairs, *, out: Flags, into: Flags, large: Flags, legs: int) -> bool:
    """Return whether ships lead from the ports of one end to those of the other, with at most one land bridge."""
    a, b = ends
    ports = np.zeros(ground.places, dtype=bool)
    ports[np.concatenate(ends)] = True
    ready = {False: out & ports, True: np.zeros(ground.places, dtype=bool)}
    for _ in range(legs):
        arrived = {}
        for bridged, here in ready.items():
            there = np.zeros(ground.places, dtype=bool)
            there[b[here[a]]] = True
            there[a[here[b]]] = True
            arrived[bridged] = there
            if (there & into).any():
                return True
        over = _bridged(ground, arrived[False] & large & ground.on_rails) & large & ports
        ready = {False: arrived[False], True: arrived[True] | over}
    return False


def _bridged(ground: Ground, tails: Flags) -> Flags:
    if not ground.rails or not tails.any():
        return np.zeros(ground.places, dtype=bool)
    return _by_rail(ground, ground.rails[-1], start=tails, reverse=False)
