"""Between which services can the owner of a load choose? The layered graph of one question.

    origin - land - port - up to three sea legs - port - land - destination

Beside it stand the ways by land (and the Caspian) alone, and one land bridge between two sea legs: off a ship, by rail
to another port, onto a ship.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from alat.network.model import Network
from alat.routing.arcs import graphs
from alat.routing.cost import CostTable, cost_table
from alat.routing.crossings import neighbours
from alat.routing.figures import NOTHING, Floats
from alat.routing.labels import Block, block, pareto_ways
from alat.routing.loads import Priced
from alat.routing.pareto import nondominated
from alat.routing.sea import CRITERIA, Sea, sea
from alat.routing.services import LandBook, LandServices, Walk, land_book, land_only, land_services, walk
from alat.routing.steps import PARTIES, Ints, land
from alat.routing.trees import Between, Tree, between, grow, path

SEA_LEGS = 3
BRIDGE_TIERS = ("1", "2")

# Layers: the origin; ready to sail, arrived (each leg; from the second on also with the land bridge behind it);
# the destination.
_ORIGIN, _DESTINATION = 0, 11
_READY, _ARRIVED = (
    {(1, False): 1, (2, False): 3, (2, True): 4, (3, False): 7, (3, True): 8},
    {
        (1, False): 2,
        (2, False): 5,
        (2, True): 6,
        (3, False): 9,
        (3, True): 10,
    },
)


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything about a network and cargo class that does not depend on who asks."""

    book: LandBook
    sea: Sea
    bridges: "Bridges"
    neighbours: frozenset[tuple[str, str]]
    cut: pl.DataFrame

    @property
    def costs(self) -> CostTable:
        """The figures behind it."""
        return self.book.ground.costs


@dataclass(frozen=True, slots=True)
class Rails:
    """The best ways by rail from some large seaports (`tails`) to all of them (`heads`), given as places."""

    tails: Ints
    heads: Ints
    ways: Between


@dataclass(frozen=True, slots=True)
class Bridges:
    """Rail services between seaports, handling at both included: port numbers and (bridges, criteria) costs."""

    tails: Ints
    heads: Ints
    cost: Floats
    rails: Rails | None


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a way: ``land``, ``sea``, ``transship`` or ``bridge``, with its arcs or its row."""

    what: str
    walk: Walk
    number: int


@dataclass(frozen=True, slots=True)
class Option:
    """One way from origin to destination: its cost by `CRITERIA`, and its stages in order."""

    cost: tuple[float, ...]
    stages: tuple[Stage, ...]


def decision(network: Network, cargo: str | Priced) -> Decision:
    """Prepare the choice between services under a scenario for a cargo class."""
    ground = land(network, cost_table(network, cargo))
    book = land_book(ground, graphs(ground))
    shipping = sea(network, ground)
    return Decision(book, shipping, bridges(book, shipping), neighbours(network), network.cut)


def revalued(choice: Decision, usd_per_h: float) -> Decision:
    """Return the same choice where an hour costs the owner of a load another sum: no price or hour changes.

    Parameters
    ----------
    choice
        The services.
    usd_per_h
        What an hour of one load costs its owner.
    """
    ground = choice.book.ground
    book = land_book(
        replace(ground, costs=replace(ground.costs, value_of_time_usd_per_h=usd_per_h)), choice.book.graphs
    )
    return replace(choice, book=book, bridges=bridges(book, choice.sea))


def options(
    choice: Decision,
    origin: int,
    *,
    destination: int,
    limited: bool = True,
    most_transshipments: float = float("inf"),
) -> tuple[Option, ...]:
    """Return the Pareto set between two places over money, hours and their variance, kgCO2e, ship changes and parties.

    Parameters
    ----------
    choice
        The services.
    origin, destination
        Indices of places.
    limited
        Whether road legs are limited.
    most_transshipments
        Ways with more changes of ship are left out.

    Returns
    -------
    tuple of Option
        One for each cost vector no other equals or beats; empty where no way exists. It is exact on the layered
        graph, whose land services are the best ones by generalised cost, money, hours and kgCO2e each.
    """
    out = land_services(choice.book, origin, reverse=False, limited=limited)
    into = land_services(choice.book, destination, reverse=True, limited=limited)
    ground = choice.book.ground
    pair = tuple(sorted(ground.iso3[place % ground.places] for place in (origin, destination)))
    unlimited = pair in choice.neighbours or not limited
    overland = land_only(
        out, into, destination=destination, road_km=float("inf") if unlimited else choice.costs.road_leg_km
    )
    sizes = [1 if layer in {_ORIGIN, _DESTINATION} else len(choice.sea.places) for layer in range(_DESTINATION + 1)]
    blocks = _blocks(choice, (out, into), overland=overland, sizes=sizes)
    most = np.full(len(CRITERIA), np.inf)
    most[CRITERIA.index("transshipments")] = most_transshipments
    ways = pareto_ways(blocks, sizes, weights=_weights(choice.costs), most=most)
    staged = _Staged(choice, ends=(out, into), overland=overland)
    return tuple(Option(way.cost, tuple(staged(number, row) for number, row in way.arcs)) for way in ways)


def _weights(costs: CostTable) -> Floats:
    """Return weighted sums that find good ways early: each criterion alone, with generalised cost to break ties."""
    usd_per_h = costs.value_of_time_usd_per_h
    generalised, slow, fast = (np.array([1.0, usd_per_h * factor, 0.0, 0.0, 0.0, 0.0]) for factor in (1.0, 0.3, 3.0))
    alone = np.diag([1.0, usd_per_h, 1.0, 1.0, 1e7, 1e7])
    return np.vstack([generalised, alone + 1e-6 * generalised, slow, fast])


def _blocks(
    choice: Decision, ends: tuple[LandServices, LandServices], *, overland: list[tuple[Floats, Walk]], sizes: list[int]
) -> list[Block]:
    """Lay out the arcs; the order of blocks is that of `_Staged`."""
    ships, n = choice.sea, len(choice.sea.places)
    every = np.arange(n)
    out, into = ends
    zeros = np.zeros(len(overland), dtype=np.int64)
    direct = np.array([_criteria(cost[None])[0] for cost, _ in overland]).reshape(-1, len(CRITERIA))
    blocks = [block((_ORIGIN, _DESTINATION), sizes, tails=zeros, heads=zeros, cost=direct)]
    ports, cost, rows = _port_services(ships, out, handling=ships.load)
    blocks.append(
        _with_rows(block((_ORIGIN, 1), sizes, tails=np.zeros(len(ports), np.int64), heads=ports, cost=cost), rows)
    )
    # Arcs between other layers are the same again: they are sorted once.
    later = block((_READY[2, False], _ARRIVED[2, False]), sizes, tails=ships.tails, heads=ships.heads, cost=ships.later)
    for (leg, bridged), ready in _READY.items():
        arrived = _ARRIVED[leg, bridged]
        if leg == 1:
            blocks.append(block((ready, arrived), sizes, tails=ships.tails, heads=ships.heads, cost=ships.first))
        else:
            blocks.append(replace(later, tail_layer=ready, head_layer=arrived))
    ports, cost, rows = _port_services(ships, into, handling=ships.unload)
    to = block((_ARRIVED[1, False], _DESTINATION), sizes, tails=ports, heads=np.zeros(len(ports), np.int64), cost=cost)
    blocks += [replace(_with_rows(to, rows), tail_layer=arrived) for arrived in _ARRIVED.values()]
    between_ships = (_ARRIVED[1, False], _READY[2, False])
    again = block(between_ships, sizes, tails=every, heads=every, cost=ships.transship)
    bridge = choice.bridges
    over = block(between_ships, sizes, tails=bridge.tails, heads=bridge.heads, cost=bridge.cost)
    for (leg, bridged), arrived in _ARRIVED.items():
        if leg < SEA_LEGS:
            blocks.append(replace(again, tail_layer=arrived, head_layer=_READY[leg + 1, bridged]))
            if not bridged:
                blocks.append(replace(over, tail_layer=arrived, head_layer=_READY[leg + 1, True]))
    return blocks


def _port_services(ships: Sea, services: LandServices, *, handling: Floats) -> tuple[Ints, Floats, Ints]:
    """Return port, cost and row of the land services of a place that end at a seaport and that none other beats."""
    number = np.full(int(max(services.place.max(initial=0), ships.places.max(initial=0))) + 1, -1)
    number[ships.places] = np.arange(len(ships.places))
    port = number[services.place]
    rows = np.flatnonzero(port >= 0)
    cost = _criteria(services.cost[rows]) + handling[port[rows]]
    best = nondominated(cost, port[rows])
    return port[rows[best]], cost[best], rows[best]


def _with_rows(arcs: Block, rows: Ints) -> Block:
    return Block(arcs.tail_layer, arcs.head_layer, arcs.starts, arcs.heads, arcs.cost, rows[arcs.origin])


def _criteria(cost: Floats) -> Floats:
    """Put no transshipments between the costs of land services and their parties."""
    return np.column_stack([cost[:, :PARTIES], np.zeros(len(cost)), cost[:, PARTIES]])


class _Staged:
    """Translates an arc of a way back into what it was made from; many ways share an arc."""

    def __init__(
        self, choice: Decision, *, ends: tuple[LandServices, LandServices], overland: list[tuple[Floats, Walk]]
    ) -> None:
        self._choice, self._ends, self._overland = choice, ends, overland
        self._known: dict[tuple[int, int], Stage] = {}

    def __call__(self, number: int, row: int) -> Stage:
        if (number, row) not in self._known:
            self._known[number, row] = self._made(number, row)
        return self._known[number, row]

    def _made(self, number: int, row: int) -> Stage:
        legs = len(_READY)
        if number == 0:
            return Stage("land", self._overland[row][1], -1)
        if number == 1:
            return Stage("land", walk(self._ends[0], row), -1)
        if number < 2 + legs:
            return Stage("sea", (), row)
        if number < 2 + 2 * legs:
            return Stage("land", walk(self._ends[1], row), -1)
        if (number - 2 - 2 * legs) in _BRIDGE_BLOCKS:
            return Stage("bridge", bridge_walks(self._choice, [row])[0], row)
        return Stage("transship", (), row)


# Of the blocks between arriving and being ready again, in the order of `_blocks`: (1) transship, bridge,
# (2) transship, bridge, (2 bridged) transship.
_BRIDGE_BLOCKS = (1, 3)


def bridges(book: LandBook, ships: Sea) -> Bridges:
    """Contract the rails between large seaports, by generalised cost."""
    tails, heads = _by_rail(book, ships)
    if not len(tails):
        return _priced(None, ships, places=book.ground.places)
    return _priced(Rails(tails, heads, _between(book, tails, heads=heads)), ships, places=book.ground.places)


def bridges_left(choice: Decision, book: LandBook, *, ships: Sea) -> Bridges:
    """Return `bridges` of what a closure leaves: ways are found anew only from where one has lost an arc."""
    tails, heads = _by_rail(book, ships)
    known = choice.bridges.rails
    if known is None or not len(tails) or not (set(heads) <= set(known.heads) and set(tails) <= set(known.tails)):
        return bridges(book, ships)
    before, after = (each.prepared[_bridge_mode(book), "generalised", False] for each in (choice.book, book))
    rows, columns = (np.flatnonzero(np.isin(one, two)) for one, two in ((known.tails, tails), (known.heads, heads)))
    cost, used = known.ways.cost[rows][:, columns], known.ways.used[rows]
    touched = np.flatnonzero(used[:, np.isfinite(before.weights) & ~np.isfinite(after.weights)].any(axis=1))
    if len(touched):
        anew = _between(book, tails[touched], heads=heads)
        cost[touched], used[touched] = anew.cost, anew.used
    return _priced(Rails(tails, heads, Between(cost, used)), ships, places=book.ground.places)


def _by_rail(book: LandBook, ships: Sea) -> tuple[Ints, Ints]:
    """Return the places of the large seaports that rails leave from, and those of all large seaports."""
    mode = _bridge_mode(book)
    large = ships.places[[tier in BRIDGE_TIERS for tier in ships.tiers]]
    if not mode:
        return large[:0], large
    arcs = next(graph for graph in book.graphs if graph.mode == mode).arcs
    return large[np.isin(large % book.ground.places, arcs.ref[arcs.kind == 1])], large


def _between(book: LandBook, tails: Ints, *, heads: Ints) -> Between:
    mode = _bridge_mode(book)
    graph = next(graph for graph in book.graphs if graph.mode == mode)
    return between(book.prepared[mode, "generalised", False], graph.start[tails], ends=graph.target[heads])


def _priced(rails: Rails | None, ships: Sea, *, places: int) -> Bridges:
    """Add handling at both ports to the ways by rail that lead from one port to another."""
    if rails is None:
        return Bridges(np.empty(0, np.int64), np.empty(0, np.int64), np.empty((0, len(CRITERIA))), None)
    # Goods change ships over a land bridge too, unless ships are chartered for them.
    ship_to_ship = np.array([*NOTHING, 0.0 if ships.tramp else 1.0, 0.0])
    elsewhere = (rails.heads[None, :] - rails.tails[:, None]) % places != 0
    row, column = np.nonzero(np.isfinite(rails.ways.cost[:, :, 0]) & elsewhere)
    tails, heads = (np.searchsorted(ships.places, ends) for ends in (rails.tails[row], rails.heads[column]))
    cost = ships.unload[tails] + _criteria(rails.ways.cost[row, column]) + ships.load[heads] + ship_to_ship
    return Bridges(tails, heads, cost, rails)


def _bridge_mode(book: LandBook) -> str:
    modes = [graph.mode for graph in book.graphs if graph.mode.startswith("rail")]
    return modes[-1] if modes else ""


def _bridge_tree(book: LandBook, place: int) -> Tree:
    mode = _bridge_mode(book)
    graph = next(graph for graph in book.graphs if graph.mode == mode)
    start = graph.start[[place]]
    return grow(book.prepared[mode, "generalised", False], start, cost=np.zeros((1, PARTIES + 1)), measure=np.zeros(1))


def bridge_walks(choice: Decision, rows: Iterable[int]) -> list[Walk]:
    """Return the arcs of land bridges, given by row; a tree is grown once for each port they leave from."""
    places = choice.sea.places
    mode = _bridge_mode(choice.book)
    found: list[Walk] = []
    grown: dict[int, Tree] = {}
    for row in rows:
        tail = int(choice.bridges.tails[row])
        if tail not in grown:
            grown[tail] = _bridge_tree(choice.book, int(places[tail]))
        graph = next(graph for graph in choice.book.graphs if graph.mode == mode)
        state = int(graph.target[places[choice.bridges.heads[row]]])
        found.append(((mode, tuple(path(grown[tail], state))),))
    return found
