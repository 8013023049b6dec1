"""Which steps can a load take on land and across the Caspian, and what does each one cost?

The links of the network become directed arcs between states. On the road a state is a place. On rails it is a place
and a gauge, and beside the tracks lies the ground of each place, in three states: before the first train, after a
train, after a ship; so that a box is never put on the ground for nothing, and a wagon can roll onto a ferry as it is.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from alat.data import Basis
from alat.network.model import Network
from alat.routing.better import Better, better
from alat.routing.cost import CostTable
from alat.routing.figures import NOTHING, Charge, Floats, Rate, Spent, quantised, row_sources, text
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
    links = tuple(
        Link(
            id=row["link_id"],
            mode=row["mode"],
            a=index[row["place_a"]],
            b=index[row["place_b"]],
            km=row["km"],
            gauge_a=int(row["gauge_a_mm"] or 0),
            gauge_b=int(row["gauge_b_mm"] or 0),
            border=row["border"] or "",
            basis=Basis(row["basis"]),
            sources=row_sources(row),
        )
        for row in network.links.iter_rows(named=True)
    )
    names, iso3 = (tuple(text(places, column)) for column in ("name", "iso3"))
    return Land(costs, tuple(ids), names, iso3, index, links, better(network.scenario))


def graphs(ground: Land) -> tuple[Graph, ...]:
    """Return the land graphs a cargo class can travel on: road and rail, each without and with the Caspian."""
    rates, ferry = ground.costs.rates, [i for i, link in enumerate(ground.links) if link.mode == "caspian"]
    road = _road_arcs(ground)
    found = [_road_graph(ground, "road", draft=road)]
    if "truck ferry" in rates:
        found.append(_road_graph(ground, "road caspian", draft=_Draft.join(road, _truck_ferries(ground, ferry))))
    if "rail" in rates:
        states = _rail_states(ground)
        rail = _rail_arcs(ground, states)
        found.append(_rail_graph(ground, "rail", states=states, draft=rail))
        if "caspian" in rates:
            with_ships = _Draft.join(rail, _ships(ground, ferry, states=states))
            found.append(_rail_graph(ground, "rail caspian", states=states, draft=with_ships))
    return tuple(found)


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


class _Draft:
    """Arcs being collected."""

    def __init__(self) -> None:
        self.rows: list[tuple[float, ...]] = []

    def add(
        self,
        ends: tuple[int, int],
        spent: Spent,
        *,
        parties: float,
        kind: Kind,
        ref: int,
        forward: bool = True,
        road_km: float = 0.0,
    ) -> None:
        self.rows.append((*ends, *spent, parties, road_km, int(kind), ref, forward))

    @classmethod
    def join(cls, *drafts: "_Draft") -> "_Draft":
        whole = cls()
        whole.rows = [row for draft in drafts for row in draft.rows]
        return whole

    def arcs(self) -> Arcs:
        table: Any = np.array(self.rows, dtype=np.float64).reshape(-1, 11)
        whole = table[:, [0, 1, 8, 9]].astype(np.int64)
        return Arcs(whole[:, 0], whole[:, 1], table[:, 2:7], table[:, 7], whole[:, 2], whole[:, 3], table[:, 10] > 0)


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


def _both_ways(ground: Land, draft: _Draft, *, number: int, ends: tuple[int, int]) -> None:
    """Add a road or rail link in both directions, its border inside."""
    link = ground.links[number]
    moved = move_costs(ground, link)
    changes = ground.iso3[link.a] != ground.iso3[link.b]
    for forward, (tail, head) in ((True, ends), (False, ends[::-1])):
        at_border = [charge for _, charge in crossing(ground, link, forward=forward)]
        at_gauge = gauge_charge(ground, link) if breaks_gauge(link) and not at_border else None
        extra = [*at_border, *([at_gauge] if at_gauge else [])]
        parties = float(changes and link.mode == "rail")
        draft.add(
            (tail, head),
            moved.plus(extra),
            parties=parties,
            kind=Kind.MOVE,
            ref=number,
            forward=forward,
            road_km=link.km if link.mode == "road" else 0.0,
        )


def gauge_charge(ground: Land, link: Link) -> Charge | None:
    """Return the charge for a change of gauge inside a country."""
    return ground.at("gauge", link.a) if link.mode == "rail" else None


def _road_arcs(ground: Land) -> _Draft:
    draft = _Draft()
    for number, link in enumerate(ground.links):
        if link.mode == "road":
            _both_ways(ground, draft, number=number, ends=(link.a, link.b))
    return draft


def _truck_ferries(ground: Land, ferry: list[int]) -> _Draft:
    draft = _Draft()
    for number in ferry:
        link = ground.links[number]
        if _pair(ground, link) not in ground.costs.ferry_pairs:
            continue
        for forward in (True, False):
            ends = (link.a, link.b) if forward else (link.b, link.a)
            spent = ferrying(ground, "truck ferry", link=link).plus(truck_ferry_charges(ground, ends, link=link))
            draft.add(ends, spent, parties=2.0, kind=Kind.TRUCK_FERRY, ref=number, forward=forward)
    return draft


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


def _road_graph(ground: Land, mode: str, *, draft: _Draft) -> Graph:
    own = np.arange(ground.places)
    return Graph(mode, ground.places, own, own, draft.arcs())


def _rail_states(ground: Land) -> dict[tuple[int, int], int]:
    """Give each place and gauge on rails a number, after the four states of the ground at each place."""
    found = {
        end for link in ground.links if link.mode == "rail" for end in ((link.a, link.gauge_a), (link.b, link.gauge_b))
    }
    return {end: 4 * ground.places + i for i, end in enumerate(sorted(found))}


def _rail_arcs(ground: Land, states: dict[tuple[int, int], int]) -> _Draft:
    draft, n = _Draft(), ground.places
    for number, link in enumerate(ground.links):
        if link.mode == "rail":
            _both_ways(ground, draft, number=number, ends=(states[link.a, link.gauge_a], states[link.b, link.gauge_b]))
    gauges: dict[int, list[tuple[int, int]]] = {}
    for (place, mm), state in states.items():
        gauges.setdefault(place, []).append((mm, state))
    for (place, mm), state in states.items():
        load, unload, gauge = (NOTHING.plus([ground.at(role, place)]) for role in ("rail_load", "rail_unload", "gauge"))
        for ground_state in (place, n + place, 2 * n + place):
            draft.add((ground_state, state), load, parties=1.0, kind=Kind.LOAD, ref=place)
        draft.add((state, n + place), unload, parties=0.0, kind=Kind.UNLOAD, ref=place)
        for other_mm, other_state in gauges[place]:
            if other_mm != mm:
                draft.add((state, other_state), gauge, parties=0.0, kind=Kind.GAUGE, ref=place)
    for place in range(n):
        for ground_state in (n + place, 2 * n + place):
            draft.add((ground_state, 3 * n + place), NOTHING, parties=0.0, kind=Kind.JOIN, ref=place)
    return draft


def _ships(ground: Land, ferry: list[int], *, states: dict[tuple[int, int], int]) -> _Draft:
    """Add rail ferries, which keep the wagon, and feeders, which take the box off it and put it on another."""
    draft, n = _Draft(), ground.places
    gauges: dict[int, list[int]] = {}
    for place, mm in states:
        gauges.setdefault(place, []).append(mm)
    for number in ferry:
        link = ground.links[number]
        wagon = _pair(ground, link) in ground.costs.ferry_pairs
        if not wagon and "caspian_port" not in ground.costs.operations:
            continue
        for forward in (True, False):
            start, end = (link.a, link.b) if forward else (link.b, link.a)
            charges = ferry_charges(ground, (start, end), link=link, wagon=wagon)
            spent = ferrying(ground, "caspian", link=link).plus(charges)
            if wagon:
                for mm in set(gauges.get(start, [])) & set(gauges.get(end, [])):
                    ends = (states[start, mm], states[end, mm])
                    draft.add(ends, spent, parties=2.0, kind=Kind.FERRY, ref=number, forward=forward)
            else:
                for tail in (start, n + start):
                    ends = (tail, 2 * n + end)
                    draft.add(ends, spent, parties=3.0, kind=Kind.FEEDER, ref=number, forward=forward)
    return draft


def ferry_charges(ground: Land, ends: tuple[int, int], *, link: Link, wagon: bool) -> list[Charge]:
    """Return handling at the first port, the wait for a ship, and handling at the second."""
    port, wait = ("ferry_roll", "ferry_wait") if wagon else ("caspian_port", "caspian_wait")
    waiting = _ferry_wait(ground, wait, place=ends[0], link=link)
    return [ground.at(port, ends[0]), waiting, ground.at(port, ends[1])]


def _rail_graph(ground: Land, mode: str, *, states: dict[tuple[int, int], int], draft: _Draft) -> Graph:
    n = ground.places
    return Graph(mode, 4 * n + len(states), np.arange(n), 3 * n + np.arange(n), draft.arcs())


def _pair(ground: Land, link: Link) -> tuple[str, str]:
    first, second = sorted((ground.ids[link.a], ground.ids[link.b]))
    return first, second
