"""What is the graph on which the freight of all gateways chooses? Layers of land services, handling and sea legs.

    origin - land - ready - sea - arrived (- change ships - ready - sea - arrived) - landed - land - destination

It is the graph of `decision` for every pair of gateways at once, a land service being the best by generalised cost
for each means of travel; ways by land alone are arcs from origin to destination. No way returns to a layer.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from alat.routing.decision import SEA_LEGS, Decision
from alat.routing.figures import Floats
from alat.routing.kernel.access import Access, Trees, access, limited
from alat.routing.kernel.graph import ArcGraph
from alat.routing.steps import Ints
from alat.routing.trees import yardstick

LEGS = ((1, False), (2, False), (2, True), (3, False), (3, True))
_APART_USD = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Arcs of one kind between two layers.

    Attributes
    ----------
    what
        ``overland``, ``access``, ``sea``, ``discharge``, ``egress``, ``transship`` or ``bridge``.
    mode
        Which of the land services' means of travel, -1 elsewhere.
    first
        Number of its first arc in the graph.
    tails, heads
        (arcs,) rows in their layers: of gateways, or of ports.
    usd
        (arcs,) generalised cost per load.
    ref
        (arcs,) of sea legs the row of the directed service, of bridges the row, of ways by land with rails at the end
        the place of the last terminal; -1 elsewhere.
    """

    what: str
    mode: int
    first: int
    tails: Ints
    heads: Ints
    usd: Floats
    ref: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """The layered graph of all gateways.

    Attributes
    ----------
    graph
        The arcs, in the order of the blocks.
    blocks
        What they are.
    gateways
        Places of the gateways; origin i is state i.
    destinations
        (gateways,) states.
    out, into
        Land services out of the gateways and into them.
    """

    graph: ArcGraph
    blocks: tuple[Block, ...]
    gateways: Ints
    destinations: Ints
    out: Access
    into: Access


def layers(choice: Decision, gateways: Ints) -> Layers:
    """Lay out the arcs for all gateways.

    Parameters
    ----------
    choice
        The services.
    gateways
        Places.
    """
    modes = tuple(graph.mode for graph in choice.book.graphs)
    out = access(choice.book, gateways, name="generalised", reverse=False, modes=modes)
    into = access(choice.book, gateways, name="generalised", reverse=True, modes=modes)
    return laid_out(choice, out, into=into)


def laid_out(choice: Decision, out: Access, *, into: Access) -> Layers:
    """Lay out the arcs between land services that are known.

    Parameters
    ----------
    choice
        The services.
    out, into
        Land services of the gateways, by generalised cost.
    """
    gateways = out.gateways
    count, ports = len(gateways), len(choice.sea.places)
    state = {"origin": 0, "landed": count + 2 * len(LEGS) * ports}
    state |= {f"ready {leg}": count + 2 * i * ports for i, leg in enumerate(LEGS)}
    state |= {f"arrived {leg}": count + (2 * i + 1) * ports for i, leg in enumerate(LEGS)}
    state["destination"] = state["landed"] + ports
    blocks, tails, heads, first = [], [], [], 0
    for between, (what, mode), (tail, head, usd, ref) in _blocks(choice, out, into=into):
        blocks.append(Block(what, mode, first, tail, head, usd, ref))
        tails.append(tail + state[between[0]])
        heads.append(head + state[between[1]])
        first += len(tail)
    graph = ArcGraph(
        state["destination"] + count,
        np.concatenate(tails),
        np.concatenate(heads),
        np.concatenate([block.usd for block in blocks]),
    )
    return Layers(graph, tuple(blocks), gateways, state["destination"] + np.arange(count), out, into)


def priced(choice: Decision, cost: Floats, *, name: str = "generalised") -> Floats:
    """Return the yardstick's value of (rows, criteria) costs."""
    return yardstick(cost, np.zeros(len(cost)), name=name, usd_per_h=choice.costs.value_of_time_usd_per_h)


_Arcs = tuple[Ints, Ints, Floats, Ints]
_Laid = tuple[tuple[str, str], tuple[str, int], _Arcs]


def _blocks(choice: Decision, out: Access, *, into: Access) -> Iterator[_Laid]:
    ships = choice.sea
    every = np.arange(len(ships.places))
    none = np.full(len(every), -1)
    load, unload = priced(choice, ships.load), priced(choice, ships.unload)
    for mode, arcs in enumerate(overland(choice, out, into=into)):
        yield ("origin", "destination"), ("overland", mode), arcs
    for mode, (gateway, port, usd) in enumerate(_to_ports(choice, out)):
        arcs = (gateway, port, usd + load[port], np.full(len(port), -1))
        yield ("origin", f"ready {LEGS[0]}"), ("access", mode), arcs
    for leg in LEGS:
        usd = priced(choice, ships.first if leg[0] == 1 else ships.later)
        sailed = (ships.tails, ships.heads, usd, np.arange(len(usd)))
        yield (f"ready {leg}", f"arrived {leg}"), ("sea", -1), sailed
        yield (f"arrived {leg}", "landed"), ("discharge", -1), (every, every, unload, none)
        if leg[0] < SEA_LEGS:
            again = f"ready {(leg[0] + 1, leg[1])}"
            yield (f"arrived {leg}", again), ("transship", -1), (every, every, priced(choice, ships.transship), none)
        if leg[0] < SEA_LEGS and not leg[1]:
            over = choice.bridges
            bridged = (over.tails, over.heads, priced(choice, over.cost), np.arange(len(over.tails)))
            yield (f"arrived {leg}", f"ready {(leg[0] + 1, True)}"), ("bridge", -1), bridged
    for mode, (gateway, port, usd) in enumerate(_to_ports(choice, into)):
        yield ("landed", "destination"), ("egress", mode), (port, gateway, usd, np.full(len(port), -1))


def overland(choice: Decision, out: Access, *, into: Access) -> list[_Arcs]:
    """Return for each means of travel the ways by land (and the Caspian) alone: origin, destination, cost, terminal.

    A means with ships is left out where it is the same way without.
    """
    unlimited = _neighbours(choice, out.gateways)
    found, best = [], np.full(unlimited.shape, np.inf)
    for tree in out.trees:
        last = np.full(unlimited.shape, -1)
        if tree.graph.mode in out.reach_km:
            near = out.reach_km[tree.graph.mode][:, out.gateways] <= choice.costs.road_leg_km
            usd = np.where(near | unlimited, tree.measure[:, out.gateways], np.inf)
        else:
            usd, last = _by_terminals(tree, into)
        np.fill_diagonal(usd, np.inf)
        if tree.graph.mode in {"road", "rail"}:
            best = usd
        elif _plain(tree) in {each.graph.mode for each in out.trees}:
            usd = np.where(usd < best - _APART_USD, usd, np.inf)
        origin, destination = np.nonzero(np.isfinite(usd))
        found.append((origin, destination, usd[origin, destination], last[origin, destination]))
    return found


def _by_terminals(tree: Trees, into: Access) -> tuple[Floats, Ints]:
    """Join services by rail to the road from the last terminal; return cost and terminal."""
    count = len(into.gateways)
    usd, last = np.full((count, count), np.inf), np.full((count, count), -1)
    for column in range(count):
        near = np.flatnonzero(np.isfinite(into.terminal[column]))
        through = tree.measure[:, near] + into.terminal[column, near]
        if len(near):
            best = through.argmin(axis=1)
            usd[:, column], last[:, column] = through[np.arange(count), best], near[best]
    return usd, last


def _neighbours(choice: Decision, gateways: Ints) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    iso3 = [choice.book.ground.iso3[place] for place in gateways]
    at = {code: number for number, code in enumerate(iso3)}
    found = np.zeros((len(iso3), len(iso3)), dtype=bool)
    for a, b in choice.neighbours:
        if a in at and b in at:
            found[at[a], at[b]] = found[at[b], at[a]] = True
    return found


def _to_ports(choice: Decision, found: Access) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Yield gateway, port and cost of the land services between gateways and seaports, by means of travel."""
    best = np.full((len(found.gateways), len(choice.sea.places)), np.inf)
    for tree in found.trees:
        usd = limited(found, tree, road_leg_km=choice.costs.road_leg_km)[:, choice.sea.places]
        if tree.graph.mode in {"road", "rail"}:
            best = usd
        elif _plain(tree) in {each.graph.mode for each in found.trees}:
            usd = np.where(usd < best - _APART_USD, usd, np.inf)
        gateway, port = np.nonzero(np.isfinite(usd))
        yield gateway, port, usd[gateway, port]


def _plain(tree: Trees) -> str:
    return tree.graph.mode.removesuffix(" caspian")
