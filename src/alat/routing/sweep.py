"""What does the best way cost between every place of one set and every place of another, by one weighted sum?

The same layered graph as `routing.decision`, swept once for each place of the smaller set instead of label by label:
money and hours of the best way come out, not the way. Changed ship prices go in as a changed `Fleet`.
"""

from dataclasses import dataclass
from functools import reduce

import numpy as np

from alat.routing.decision import Decision
from alat.routing.figures import Floats
from alat.routing.sea import CRITERIA
from alat.routing.services import LandServices, land_only, land_services
from alat.routing.steps import HOURS, MONEY, Ints

_MONEY, _HOURS = CRITERIA.index("money"), CRITERIA.index("hours")


@dataclass(frozen=True, slots=True)
class Weigh:
    """A weighted sum of USD and hours; an hour that weighs next to nothing still breaks ties."""

    usd_per_h: float

    def of(self, costs: Floats) -> Floats:
        """Put the weighted sum before (rows, 2) USD and hours."""
        return np.column_stack([costs @ np.array([1.0, self.usd_per_h]), costs])


@dataclass(frozen=True, slots=True)
class Fleet:
    """Sea legs one way: ports at their ends, and (legs, 2) USD and hours, waits included."""

    tails: Ints
    heads: Ints
    cost: Floats


@dataclass(frozen=True, slots=True)
class Side:
    """The land legs of some places: (places, ports, 3) weighted sum, USD and hours, handling in the port included.

    Attributes
    ----------
    places
        Indices of the places.
    services
        All land services of each.
    cost
        Infinite where no land leg leads.
    """

    places: tuple[int, ...]
    services: tuple[LandServices, ...]
    cost: Floats


def fleet(choice: Decision) -> Fleet:
    """Return the sea legs of a network as they are."""
    ships = choice.sea
    return Fleet(ships.tails, ships.heads, ships.first[:, [_MONEY, _HOURS]])


def side(choice: Decision, places: tuple[int, ...], *, weigh: Weigh, outward: bool) -> Side:
    """Return the best land leg by a weighted sum between each of some places and each port.

    Parameters
    ----------
    choice
        The network.
    places
        Indices of places.
    weigh
        The weighted sum.
    outward
        Whether goods leave the places (and are loaded in the port), or come to them.
    """
    handling = (choice.sea.load if outward else choice.sea.unload)[:, [_MONEY, _HOURS]]
    found = tuple(land_services(choice.book, place, reverse=not outward) for place in places)
    ports = choice.sea.places
    number = np.full(choice.book.ground.places, -1)
    number[ports] = np.arange(len(ports))
    cost = np.full((len(places), len(ports), 3), np.inf)
    for row, services in enumerate(found):
        port = number[services.place]
        at = np.flatnonzero(port >= 0)
        each = weigh.of(services.cost[at][:, [MONEY, HOURS]] + handling[port[at]])
        order = np.lexsort((each[:, 0], port[at]))
        ends, first = np.unique(port[at][order], return_index=True)
        cost[row, ends] = each[order][first]
    return Side(places, found, cost)


def best(choice: Decision, sides: tuple[Side, Side], *, weigh: Weigh, ships: Fleet) -> Floats:
    """Return (origins, destinations, 3) weighted sum, USD and hours of the best way; infinite where there is none.

    Parameters
    ----------
    choice
        The network; it supplies changes of ships, land bridges and ways by land alone.
    sides
        The land legs out of the origins, and into the destinations.
    weigh
        The weighted sum, the same as that of the sides.
    ships
        The sea legs.
    """
    out, into = sides
    if len(into.places) < len(out.places):
        back = _by_sea(choice, (into.cost, out.cost), weigh=weigh, ships=ships, backward=True)
        by_sea = back.transpose(1, 0, 2)
    else:
        by_sea = _by_sea(choice, (out.cost, into.cost), weigh=weigh, ships=ships, backward=False)
    return _better(by_sea, overland(choice, sides, weigh=weigh))


def overland(choice: Decision, sides: tuple[Side, Side], *, weigh: Weigh) -> Floats:
    """Return (origins, destinations, 3) of the best way by land alone."""
    out, into = sides
    ground = choice.book.ground
    cost = np.full((len(out.places), len(into.places), 3), np.inf)
    for row, origin in enumerate(out.places):
        for column, destination in enumerate(into.places):
            pair = tuple(sorted((ground.iso3[origin], ground.iso3[destination])))
            limit = float("inf") if pair in choice.neighbours else choice.costs.road_leg_km
            ends = (out.services[row], into.services[column])
            found = land_only(*ends, destination=destination, road_km=limit) if origin != destination else []
            if found:
                each = weigh.of(np.array([way[[MONEY, HOURS]] for way, _ in found]))
                cost[row, column] = each[each[:, 0].argmin()]
    return cost


def _by_sea(choice: Decision, ends: tuple[Floats, Floats], *, weigh: Weigh, ships: Fleet, backward: bool) -> Floats:
    """Sweep through up to three sea legs with at most one land bridge between two of them."""
    start, end = ends
    legs = _Arcs(ships.tails, ships.heads, cost=weigh.of(ships.cost), backward=backward)
    bridges = choice.bridges
    over = _Arcs(bridges.tails, bridges.heads, cost=weigh.of(bridges.cost[:, [_MONEY, _HOURS]]), backward=backward)
    change = weigh.of(choice.sea.transship[:, [_MONEY, _HOURS]])
    first = legs.relax(start)
    second, bridged = legs.relax(first + change), legs.relax(over.relax(first))
    third = legs.relax(second + change)
    third_bridged = legs.relax(_better(bridged + change, over.relax(second)))
    arrived = reduce(_better, [first, second, bridged, third, third_bridged])
    joined = np.empty((len(start), len(end), 3))
    for row in range(len(start)):
        whole = arrived[row] + end
        joined[row] = whole[np.arange(len(end)), whole[:, :, 0].argmin(axis=1)]
    return joined


class _Arcs:
    """Arcs sorted by the end they lead to."""

    def __init__(self, tails: Ints, heads: Ints, *, cost: Floats, backward: bool) -> None:
        start, end = (heads, tails) if backward else (tails, heads)
        order = np.argsort(end, kind="stable")
        self.start, self.cost = start[order], cost[order]
        self.ends, self.first = np.unique(end[order], return_index=True)
        self.length = np.diff(np.append(self.first, len(order)))

    def relax(self, values: Floats) -> Floats:
        """Return the least of value and arc at each end, (rows, nodes, 3); infinite where no arc leads."""
        reached = np.full_like(values, np.inf)
        if not len(self.start):
            return reached
        for row in range(len(values)):
            through = values[row, self.start, 0] + self.cost[:, 0]
            least = np.minimum.reduceat(through, self.first)
            hits = np.flatnonzero(through == np.repeat(least, self.length))
            _, once = np.unique(np.repeat(np.arange(len(self.ends)), self.length)[hits], return_index=True)
            arcs = hits[once]
            reached[row, self.ends] = values[row, self.start[arcs]] + self.cost[arcs]
        return reached


def _better(one: Floats, other: Floats) -> Floats:
    """Take from two arrays of ways, place by place, the one of the smaller weighted sum."""
    return np.where((other[..., 0] < one[..., 0])[..., None], other, one)
