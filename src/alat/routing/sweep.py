"""What does the best way cost between every place of one set and every place of another, by one weighted sum?

The same layered graph as `routing.decision`, swept once for each place of the smaller set instead of label by label:
money and hours of the best way come out, not the way. Lower prices of ships go in as a changed `Fleet`, and come out as
the gap between the weighted sum and money and hours, which stay at the full price.
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
class Order:
    """Arcs sorted by the end they lead to: their rows, their start, the ends, and which end each row leads to."""

    rows: Ints
    start: Ints
    ends: Ints
    first: Ints
    end_of: Ints


@dataclass(frozen=True, slots=True)
class Arcs:
    """Directed arcs between ports, sorted for sweeps forward and backward, with (arcs, 2) USD and hours.

    Attributes
    ----------
    off_usd
        (arcs,) what the choice counts less than `cost` says; what is carried along stays `cost`.
    """

    tails: Ints
    heads: Ints
    cost: Floats
    off_usd: Floats
    orders: tuple[Order, Order]


@dataclass(frozen=True, slots=True)
class Fleet:
    """Sea legs one way, waits included, and land bridges between ports, handling included."""

    legs: Arcs
    bridges: Arcs


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
    """Return the sea legs and land bridges of a network as they are."""
    ships, bridges = choice.sea, choice.bridges
    return Fleet(
        _arcs(ships.tails, ships.heads, cost=ships.first[:, [_MONEY, _HOURS]]),
        _arcs(bridges.tails, bridges.heads, cost=bridges.cost[:, [_MONEY, _HOURS]]),
    )


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
    services = tuple(land_services(choice.book, place, reverse=not outward) for place in places)
    return weighed(choice, Side(places, services, np.empty(0)), weigh=weigh, outward=outward)


def weighed(choice: Decision, known: Side, *, weigh: Weigh, outward: bool) -> Side:
    """Return a side by another weighted sum; its land services are those that are known already."""
    handling = (choice.sea.load if outward else choice.sea.unload)[:, [_MONEY, _HOURS]]
    ports = choice.sea.places
    number = np.full(choice.book.ground.places, -1)
    number[ports] = np.arange(len(ports))
    cost = np.full((len(known.places), len(ports), 3), np.inf)
    for row, found in enumerate(known.services):
        port = number[found.place]
        at = np.flatnonzero(port >= 0)
        each = weigh.of(found.cost[at][:, [MONEY, HOURS]] + handling[port[at]])
        order = np.lexsort((each[:, 0], port[at]))
        ends, first = np.unique(port[at][order], return_index=True)
        cost[row, ends] = each[order][first]
    return Side(known.places, known.services, cost)


def best(
    choice: Decision, sides: tuple[Side, Side], *, weigh: Weigh, ships: Fleet, over: Floats | None = None
) -> Floats:
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
    over
        What `overland` returned for the same sides, if it is known already.
    """
    out, into = sides
    if len(into.places) < len(out.places):
        back = _by_sea(choice, (into.cost, out.cost), weigh=weigh, ships=ships, backward=True)
        by_sea = back.transpose(1, 0, 2)
    else:
        by_sea = _by_sea(choice, (out.cost, into.cost), weigh=weigh, ships=ships, backward=False)
    return _better(by_sea, overland(choice, sides, weigh=weigh) if over is None else over)


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
    legs, over = (_Relaxed(arcs, weigh=weigh, backward=backward) for arcs in (ships.legs, ships.bridges))
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


def _arcs(tails: Ints, heads: Ints, *, cost: Floats) -> Arcs:
    return Arcs(tails, heads, cost, np.zeros(len(cost)), (_order(tails, heads), _order(heads, tails)))


def _order(start: Ints, end: Ints) -> Order:
    rows = np.argsort(end, kind="stable")
    ends, first, end_of = np.unique(end[rows], return_index=True, return_inverse=True)
    return Order(rows, start[rows], ends, first, end_of)


class _Relaxed:
    """Arcs with their weighted sum, in the order of a sweep."""

    def __init__(self, arcs: Arcs, *, weigh: Weigh, backward: bool) -> None:
        self.order = arcs.orders[backward]
        self.cost = weigh.of(arcs.cost[self.order.rows])
        self.cost[:, 0] -= arcs.off_usd[self.order.rows]

    def relax(self, values: Floats) -> Floats:
        """Return the least of value and arc at each end, (rows, nodes, 3); infinite where no arc leads."""
        reached, order = np.full_like(values, np.inf), self.order
        if not len(order.rows):
            return reached
        for row in range(len(values)):
            through = values[row, order.start, 0] + self.cost[:, 0]
            least = np.minimum.reduceat(through, order.first)
            hits = np.flatnonzero(through == least[order.end_of])
            leads = order.end_of[hits]
            arcs = hits[np.append(True, leads[1:] != leads[:-1])]
            reached[row, order.ends] = values[row, order.start[arcs]] + self.cost[arcs]
        return reached


def _better(one: Floats, other: Floats) -> Floats:
    """Take from two arrays of ways, place by place, the one of the smaller weighted sum."""
    return np.where((other[..., 0] < one[..., 0])[..., None], other, one)
