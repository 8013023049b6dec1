"""Which ways touch given places, countries or passages, one after the other?

A port is touched where a ship is loaded, unloaded or left there; any other place, country or passage where goods pass.

The choice between services is laid out once for each number of vias already touched: an arc that reaches the next via
leads from one layout into the next, and only the last one holds the destination. So the Pareto set of ways that touch
them all is found by the same label setting, and land services are the best ones that pass the vias.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from alat import network
from alat.data import Basis
from alat.errors import UnknownCode, near_matches
from alat.network.places import places
from alat.reference import countries, country
from alat.routing.decision import Bridges, Decision, Option, Stage, bridges, options
from alat.routing.figures import Floats
from alat.routing.liner import on_reported_ships
from alat.routing.sea import Sea
from alat.routing.services import Walk, land_book
from alat.routing.steps import Arcs, Graph, Ints, Kind, Land

_TO_SINK = -1
_PORTS = ("port", "caspian_port")
_BY_SHIP = (Kind.FERRY, Kind.FEEDER, Kind.TRUCK_FERRY)


@dataclass(frozen=True, slots=True)
class Via:
    """Something a lane must touch: `kind` is ``country``, ``port``, ``place`` or ``passage``."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Through:
    """A choice between services laid out for vias.

    Attributes
    ----------
    base
        The choice without them.
    levels
        The choice laid out once for each number of vias touched; place, port and arc numbers count on from one layout
        to the next.
    after
        (vias + 1, places) how many vias are touched once goods that had touched so many come to a place by ship.
    arcs
        By mode of a land graph, (arcs,) the arc of the choice without vias; -1 for one that only ends a way.
    """

    base: Decision
    levels: Decision
    after: Ints
    arcs: dict[str, Ints]


def via(name: str) -> Via:
    """Return what a name stands for: a country before a strait or canal, and that before a place.

    Raises
    ------
    UnknownCode
        If it is none of them; near matches are named.
    AmbiguousName
        If it is the name of several places.
    """
    for ask in (_country, _passage, _place):
        found = ask(name)
        if found:
            return found
    names = [*countries(), *(one.name for one in countries().values())]
    names += [key for one in network.passages().values() for key in (one.id, one.name)]
    names += [key for one in places().values() if one.id[0] != "X" for key in (one.id, one.name)]
    raise UnknownCode("country, passage or place to go by", name, near=near_matches(name, names))


def _country(name: str) -> Via | None:
    try:
        found = country(name)
    except UnknownCode:
        return None
    return Via("country", found.iso3, found.name)


def _passage(name: str) -> Via | None:
    try:
        found = network.passage(name)
    except UnknownCode:
        return None
    return Via("passage", found.id, found.name)


def _place(name: str) -> Via | None:
    try:
        found = network.place(name)
    except UnknownCode:
        return None
    return Via("port" if found.kind in _PORTS else "place", found.id, found.name)


def through(choice: Decision, vias: Sequence[Via]) -> Through:
    """Lay a choice out for vias that a way touches in the order given."""
    ground = choice.book.ground
    after, ashore = (_progress(ground, vias, by_ship=by_ship) for by_ship in (True, False))
    made = [_laid_out(ground, graph, after=after, ashore=ashore) for graph in choice.book.graphs]
    book = land_book(ground, tuple(graph for graph, _ in made))
    ships = _ships(choice.sea, vias, after=after)
    levels = replace(choice, book=book, sea=ships, bridges=bridges(book, ships))
    return Through(choice, levels, after, {graph.mode: rows for graph, rows in made})


def on_reported_ships_through(laid_out: Through) -> Through:
    """Return the choice when ships sail only where carriers are reported to sail today."""
    ships = laid_out.levels.sea
    reported = np.array([service.basis is not Basis.MODELLED for service in ships.services])
    rows = np.flatnonzero(np.tile(reported, len(ships.tails) // max(len(reported), 1)))
    kept = tuple(service for service in ships.services if service.basis is not Basis.MODELLED)
    less = replace(
        ships,
        services=kept,
        rows=ships.rows.filter(reported),
        tails=ships.tails[rows],
        heads=ships.heads[rows],
        first=ships.first[rows],
        later=ships.later[rows],
    )
    return replace(laid_out, base=on_reported_ships(laid_out.base), levels=replace(laid_out.levels, sea=less))


def options_through(
    laid_out: Through, origin: int, *, destination: int, most_transshipments: float = float("inf")
) -> tuple[Option, ...]:
    """Return the Pareto set of ways between two places that touch the vias, as `alat.routing.decision.options` does."""
    places, last = laid_out.base.book.ground.places, len(laid_out.after) - 1
    found = options(
        laid_out.levels,
        int(laid_out.after[0, origin]) * places + origin,
        destination=last * places + destination,
        most_transshipments=most_transshipments,
    )
    rows = _bridge_rows(laid_out.base.bridges)
    return tuple(
        Option(way.cost, tuple(_plain(laid_out, each, bridge_rows=rows) for each in way.stages)) for way in found
    )


def _progress(ground: Land, vias: Sequence[Via], *, by_ship: bool) -> Ints:
    """Return how many vias are touched after coming to each place; one place may be several vias in a row."""
    after = np.empty((len(vias) + 1, ground.places), dtype=np.int64)
    after[-1] = len(vias)
    for level in reversed(range(len(vias))):
        wanted = vias[level]
        if wanted.kind == "country":
            touched = np.array([iso3 == wanted.id for iso3 in ground.iso3])
        else:
            here = wanted.kind == "place" or (wanted.kind == "port" and by_ship)
            touched = np.array([here and place == wanted.id for place in ground.ids])
        after[level] = np.where(touched, after[level + 1], level)
    return after


def _laid_out(ground: Land, graph: Graph, *, after: Ints, ashore: Ints) -> tuple[Graph, Ints]:
    """Repeat the states of a land graph for each level; an arc ends on the level that its head's place leads to.

    Goods that have just reached a via may not go straight back over the link they came by: they are in a state of their
    own, which has every way out but that one. So a via is passed through or handled at, never dipped into.
    """
    levels, arcs = len(after), graph.arcs
    numbers, whole = np.arange(levels), levels * graph.states
    where = _place_of_state(ground, graph)
    sailed = after[after[:, where[arcs.tail]], where[arcs.head]]
    lifted = np.where(np.isin(arcs.kind, _BY_SHIP), sailed, ashore[:, where[arcs.head]])
    base = np.tile(np.arange(len(arcs.tail)), levels)
    tail = np.add.outer(numbers * graph.states, arcs.tail).ravel()
    head = (lifted * graph.states + arcs.head).ravel()
    reaching = np.flatnonzero((lifted != numbers[:, None]).ravel() & (arcs.kind[base] == Kind.MOVE))
    entered = head[reaching]
    own = whole + np.arange(len(reaching))
    head[reaching] = own
    out_tail, out_row = _ways_on(tail, entered, own=own, link=arcs.ref[base[reaching]], refs=arcs.ref[base])
    start, target = (np.add.outer(numbers * graph.states, ends).ravel() for ends in (graph.start, graph.target))
    states = whole + len(reaching)
    # Where goods are taken back in the state they arrive in, they are taken back in one that no arc leaves.
    sinks = np.empty(0, dtype=np.int64)
    sink_tail = np.empty(0, dtype=np.int64)
    if np.array_equal(start, target):
        sinks = states + np.concatenate([np.arange(len(target)), entered])
        sink_tail, target, states = np.concatenate([target, own]), states + np.arange(len(target)), states + len(target)
    rows = np.concatenate([base, base[out_row], np.full(len(sinks), _TO_SINK)])
    turned = Arcs(
        tail=np.concatenate([tail, out_tail, sink_tail]),
        head=np.concatenate([head, head[out_row], sinks]),
        cost=np.where((rows == _TO_SINK)[:, None], 0.0, arcs.cost[rows]),
        road_km=np.where(rows == _TO_SINK, 0.0, arcs.road_km[rows]),
        kind=np.where(rows == _TO_SINK, int(Kind.JOIN), arcs.kind[rows]),
        ref=np.where(rows == _TO_SINK, 0, arcs.ref[rows]),
        forward=arcs.forward[rows],
    )
    return Graph(graph.mode, states, start, target, turned), rows


def _ways_on(tail: Ints, entered: Ints, *, own: Ints, link: Ints, refs: Ints) -> tuple[Ints, Ints]:
    """Return tails and rows of the arcs that lead on from each entered state, but for the link it was entered by."""
    tails, rows = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for state, mine, back in zip(entered, own, link, strict=True):
        on = np.flatnonzero((tail == state) & (refs != back))
        tails.append(np.full(len(on), mine))
        rows.append(on)
    return np.concatenate(tails), np.concatenate(rows)


def _place_of_state(ground: Land, graph: Graph) -> Ints:
    """Return the place of each state: on roads they are the same; on rails some lie on the ground and some on track."""
    where = np.arange(graph.states) % ground.places
    arcs = graph.arcs
    moves = arcs.kind == Kind.MOVE
    first, last = (np.array([getattr(link, end) for link in ground.links], dtype=np.int64) for end in ("a", "b"))
    forward, links = arcs.forward[moves], arcs.ref[moves]
    where[arcs.tail[moves]] = np.where(forward, first[links], last[links])
    where[arcs.head[moves]] = np.where(forward, last[links], first[links])
    return where


def _ships(ships: Sea, vias: Sequence[Via], *, after: Ints) -> Sea:
    """Repeat ports and services for each level; a ship reaches the passages on its way, then its port."""
    levels, ports, places = len(after), len(ships.places), after.shape[1]
    numbers = np.arange(levels)
    sailed = _sailed(ships, vias, after=after)
    lifted = after[sailed, ships.places[ships.heads][None, :]]
    every = np.add.outer(numbers * places, ships.places).ravel()
    return replace(
        ships,
        places=every,
        port={int(place): number for number, place in enumerate(every)},
        tiers=ships.tiers * levels,
        tails=np.add.outer(numbers * ports, ships.tails).ravel(),
        heads=(lifted * ports + ships.heads).ravel(),
        first=_again(ships.first, levels),
        later=_again(ships.later, levels),
        load=_again(ships.load, levels),
        unload=_again(ships.unload, levels),
        transship=_again(ships.transship, levels),
    )


def _again(costs: Floats, levels: int) -> Floats:
    return np.tile(costs, (levels, 1))


def _sailed(ships: Sea, vias: Sequence[Via], *, after: Ints) -> Ints:
    """Return (levels, services both ways) how many vias are touched once a service has passed its passages."""
    levels = len(after)
    wanted = [one.id if one.kind == "passage" else "" for one in vias]
    sailed = after[:, ships.places[ships.tails]].copy()
    count = len(ships.services)
    for number, service in enumerate(ships.services if any(wanted) else ()):
        for column, on_the_way in ((number, service.passages), (number + count, service.passages[::-1])):
            for level in range(levels):
                reached = int(sailed[level, column])
                for passage in on_the_way:
                    while reached < len(wanted) and wanted[reached] == passage:
                        reached += 1
                sailed[level, column] = reached
    return sailed


def _bridge_rows(found: Bridges) -> dict[tuple[int, int], int]:
    return {(int(tail), int(head)): row for row, (tail, head) in enumerate(zip(found.tails, found.heads, strict=True))}


def _plain(laid_out: Through, stage: Stage, *, bridge_rows: dict[tuple[int, int], int]) -> Stage:
    """Return a stage as the choice without vias numbers it."""
    base, levels = laid_out.base, laid_out.levels
    walked = ((mode, tuple(int(row) for row in laid_out.arcs[mode][list(used)])) for mode, used in stage.walk)
    walk: Walk = tuple((mode, tuple(row for row in rows if row != _TO_SINK)) for mode, rows in walked)
    ports = len(base.sea.places)
    if stage.what == "sea":
        return Stage("sea", walk, stage.number % len(base.sea.tails))
    if stage.what == "transship":
        return Stage("transship", walk, stage.number % ports)
    if stage.what == "bridge":
        tail, head = levels.bridges.tails[stage.number], levels.bridges.heads[stage.number]
        return Stage("bridge", walk, bridge_rows[int(tail) % ports, int(head) % ports])
    return Stage(stage.what, walk, stage.number)
