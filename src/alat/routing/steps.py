"""Which steps can a load take on land and across the Caspian, and what does each one cost?

The links of the network become directed arcs between states. On the road a state is a place. On rails it is a place
and a gauge, and beside the tracks lies the ground of each place, in three states: before the first train, after a
train, after a ship; so that a box is never put on the ground for nothing, and a wagon can roll onto a ferry as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from alat.data import Basis
from alat.network.model import Network
from alat.routing.better import Better, better
from alat.routing.cost import CostTable
from alat.routing.figures import Charge, Floats, Rate, Spent, quantised, row_sources, text
from alat.routing.read_once import Same
from alat.routing.results import PartKind

Ints = npt.NDArray[np.int64]

MONEY, HOURS, VARIANCE, CARBON, PARTIES = range(5)
RAIL_MODES, ROAD_MODES = ("rail", "rail caspian"), ("road", "road caspian")


class Kind(IntEnum):
    """What an arc is; `Arcs.ref` is a link for moves, ferries and feeders, and a place otherwise."""

    MOVE = 0
    LOAD = 1
    UNLOAD = 2
    GAUGE = 3
    FERRY = 4
    FEEDER = 5
    TRUCK_FERRY = 6
    JOIN = 7


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the network, one way or the other."""

    id: str
    mode: str
    a: int
    b: int
    km: float
    gauge_a: int
    gauge_b: int
    border: str
    basis: Basis
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Land:
    """Places, links and costs that every land graph of a network and cargo class shares."""

    costs: CostTable
    ids: tuple[str, ...]
    names: tuple[str, ...]
    iso3: tuple[str, ...]
    index: dict[str, int]
    links: tuple[Link, ...]
    better: Better

    def at(self, role: str, place: int) -> Charge:
        """Return what an operation costs at a place."""
        return self.better.charge(self.costs.operations[role], self.ids[place], waiting=role.endswith("_wait"))

    @property
    def places(self) -> int:
        """How many places there are."""
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Arcs:
    """Directed arcs between states.

    Attributes
    ----------
    tail, head
        (arcs,) states.
    cost
        (arcs, 5): USD, hours, their variance, h^2, kgCO2e per load, and how many further parties take the goods over.
    road_km
        (arcs,) km driven on roads.
    kind, ref, forward
        (arcs,) what it is, of which link or place, and whether along the link from its first place.
    """

    tail: Ints
    head: Ints
    cost: Floats
    road_km: Floats
    kind: Ints
    ref: Ints
    forward: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Graph:
    """The arcs of one way of travelling on land.

    Attributes
    ----------
    mode
        ``road``, ``rail``, or either with ``caspian`` where ships on the Caspian may be used.
    states
        How many states there are.
    start, target
        (places,) the state in which goods are given over at a place, and the one in which they are taken back.
    """

    mode: str
    states: int
    start: Ints
    target: Ints
    arcs: Arcs


def land(network: Network, costs: CostTable) -> Land:
    """Read places and links out of a network."""
    places = network.places
    ids = text(places, "place_id")
    index = {place: i for i, place in enumerate(ids)}
    names, iso3 = (tuple(text(places, column)) for column in ("name", "iso3"))
    links = _links(Same(network.links), tuple(ids))
    return Land(costs, tuple(ids), names, iso3, index, links, better(network.scenario))


@lru_cache(maxsize=8)
def _links(frame: Same[pl.DataFrame], ids: tuple[str, ...]) -> tuple[Link, ...]:
    """Read the links; thousands of them share a basis and sources, which are read once."""
    columns = ("link_id", "mode", "place_a", "place_b", "km", "gauge_a_mm", "gauge_b_mm", "border", "basis", "source")
    rows = frame.held.select(columns).rows()
    index = {place: i for i, place in enumerate(ids)}
    read = {each: (Basis(each[0]), row_sources({"source": each[1]})) for each in {row[-2:] for row in rows}}
    return tuple(
        Link(link_id, mode, index[a], index[b], km, gauge_a or 0, gauge_b or 0, border or "", *read[basis, source])
        for link_id, mode, a, b, km, gauge_a, gauge_b, border, basis, source in rows
    )


def crossing(ground: Land, link: Link, *, forward: bool) -> list[tuple[PartKind, Charge]]:
    """Return what a move over a link costs at the border on it: control, policy surcharge, change of gauge."""
    start, end = (link.a, link.b) if forward else (link.b, link.a)
    iso_start, iso_end = ground.iso3[start], ground.iso3[end]
    if iso_start == iso_end and not link.border:
        return []
    crossings = ground.costs.crossings
    control = crossings.charge(link.border, link.mode, start=iso_start, end=iso_end)
    policy = crossings.surcharge(iso_start, iso_end)
    gauge = crossings.gauge_change(iso_start, iso_end) if link.mode == "rail" else None
    if breaks_gauge(link) and not crossings.holds_gauge(link.border, link.mode, start=iso_start, end=iso_end):
        # As inside a country, the gauge changes where the link begins in the table, whichever way the goods go.
        gauge = ground.at("gauge", link.a)
    extra = ((PartKind.BORDER, policy), (PartKind.GAUGE, gauge))
    return [(PartKind.BORDER, control), *((kind, charge) for kind, charge in extra if charge is not None)]


def breaks_gauge(link: Link) -> bool:
    """Whether the gauge at one end of a link differs from the gauge at the other."""
    return link.mode == "rail" and link.gauge_a != link.gauge_b


def link_rate(ground: Land, link: Link) -> tuple[Rate, Rate]:
    """Return the rates at both ends of a road or rail link; its price per km is their mean."""
    if link.mode == "road":
        return ground.costs.road(ground.iso3[link.a]), ground.costs.road(ground.iso3[link.b])
    return ground.costs.rates["rail"], ground.costs.rates["rail"]


def sailing(rate: Rate, km: float) -> Spent:
    """Return what a crossing by ship costs, fixed price included."""
    return Spent(
        rate.fixed_usd + quantised(rate.usd_per_km * km),
        quantised(km / rate.km_per_h),
        rate.variance_h2(km),
        quantised(rate.kgco2e_per_km * km),
    )


def over(rates: Sequence[Rate], km: Floats, *, usd_per_km: Floats) -> Floats:
    """Return (moves, 4) what moving over many distances costs, without fixed prices: to the bit what one alone does.

    Parameters
    ----------
    rates
        The speed, its spread and the emissions of each move.
    km
        (moves,) distances.
    usd_per_km
        (moves,) prices.
    """
    figures = [(rate.km_per_h, rate.pace_variance, rate.shared_km, rate.kgco2e_per_km) for rate in rates]
    km_per_h, pace_variance, shared_km, kgco2e_per_km = np.array(figures).reshape(-1, 4).T
    together_km = np.where(np.isinf(shared_km), km, shared_km)
    costs = (usd_per_km * km, km / km_per_h, pace_variance * km * together_km, kgco2e_per_km * km)
    return np.column_stack([quantised(cost) for cost in costs])


def move_costs(ground: Land, link: Link) -> Spent:
    """Return what moving over a road or rail link costs, without what its border costs."""
    first, second = link_rate(ground, link)
    usd_per_km = (first.usd_per_km + second.usd_per_km) / 2
    spent = Spent(
        quantised(usd_per_km * link.km),
        quantised(link.km / first.km_per_h),
        first.variance_h2(link.km),
        quantised(first.kgco2e_per_km * link.km),
    )
    return ground.better.spent(spent, link.id)


def gauge_charge(ground: Land, link: Link) -> Charge | None:
    """Return the charge for a change of gauge inside a country."""
    return ground.at("gauge", link.a) if link.mode == "rail" else None


def truck_ferry_charges(ground: Land, ends: tuple[int, int], *, link: Link) -> list[Charge]:
    """Return control on leaving, the wait for a ferry, and control on entering."""
    crossings = ground.costs.crossings
    leaving = crossings.seaside(ground.ids[ends[0]], outward=True)
    entering = crossings.seaside(ground.ids[ends[1]], outward=False)
    none = Charge("", 0.0, 0.0, Basis.ASSUMED, ())
    return [leaving or none, _ferry_wait(ground, "ferry_wait", place=ends[0], link=link), entering or none]


def ferrying(ground: Land, rate: str, *, link: Link) -> Spent:
    """Return what a crossing of the Caspian costs."""
    return ground.better.spent(sailing(ground.costs.rates[rate], link.km), link.id)


def _ferry_wait(ground: Land, role: str, *, place: int, link: Link) -> Charge:
    """Return the wait for a ship, which a scenario may change for the port or for the crossing."""
    return ground.better.charge(ground.at(role, place), link.id, waiting=True)


def ferry_charges(ground: Land, ends: tuple[int, int], *, link: Link, wagon: bool) -> list[Charge]:
    """Return handling at the first port, the wait for a ship, and handling at the second."""
    port, wait = ("ferry_roll", "ferry_wait") if wagon else ("caspian_port", "caspian_wait")
    waiting = _ferry_wait(ground, wait, place=ends[0], link=link)
    return [ground.at(port, ends[0]), waiting, ground.at(port, ends[1])]
