"""What is left of the choice between services when something is shut?

To shut a thing takes links, ports and services away and leaves the price of all others as it is: what was prepared is
kept, and only what the closure touches is made anew.
"""

from dataclasses import replace

import numpy as np

from alat.network.model import Network
from alat.routing.crossings import neighbours
from alat.routing.decision import Decision, bridges_left
from alat.routing.figures import Floats
from alat.routing.sea import Sea, sea_left
from alat.routing.services import LandBook
from alat.routing.steps import Graph, Ints, Kind
from alat.routing.trees import prepare

_OVER_LINKS = [Kind.MOVE, Kind.FERRY, Kind.FEEDER, Kind.TRUCK_FERRY]


def closed(choice: Decision, left: Network) -> Decision:
    """Return the choice between services on what a closure leaves of its network.

    Parameters
    ----------
    choice
        The choice with everything open.
    left
        The network under the same scenario with more closed: its places and links are among those of `choice`.

    Notes
    -----
    Places keep their numbers; one that is shut is no longer in the index.
    """
    book = _land_left(choice.book, left)
    ships = sea_left(choice.sea, left, ground=book.ground)
    same = book is choice.book and _same_ports(ships, choice.sea)
    joined = choice.bridges if same else bridges_left(choice, book, ships=ships)
    return Decision(book, ships, joined, neighbours(left), left.cut)


def _same_ports(ships: Sea, others: Sea) -> bool:
    return np.array_equal(ships.places, others.places) and ships.tiers == others.tiers


def _land_left(book: LandBook, left: Network) -> LandBook:
    """Return the land graphs without the links that are shut."""
    ground = book.ground
    links, places = set(left.links["link_id"].to_list()), set(left.places["place_id"].to_list())
    shut = np.array([number for number, link in enumerate(ground.links) if link.id not in links], dtype=np.int64)
    if not len(shut) and len(places) == ground.places:
        return book
    prepared = {}
    for graph in book.graphs:
        gone = _gone(graph, shut, places=ground.places)
        for (mode, name, reverse), before in book.prepared.items():
            if mode == graph.mode:
                weights: Floats = np.where(gone, np.inf, before.weights)
                prepared[mode, name, reverse] = prepare(book.arranged[mode, reverse], weights)
    index = {place: number for place, number in ground.index.items() if place in places}
    return replace(book, ground=replace(ground, index=index), prepared=prepared)


def _gone(graph: Graph, shut: Ints, *, places: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which arcs are gone: those over links that are shut, and those of tracks that no link is left of."""
    arcs = graph.arcs
    gone = np.isin(arcs.kind, _OVER_LINKS) & np.isin(arcs.ref, shut)
    if not graph.mode.startswith("rail"):
        return gone
    moves = (arcs.kind == Kind.MOVE) & ~gone
    laid = np.zeros(graph.states, dtype=bool)
    laid[: 4 * places] = True
    laid[arcs.tail[moves]] = laid[arcs.head[moves]] = True
    return gone | ~laid[arcs.tail] | ~laid[arcs.head]
