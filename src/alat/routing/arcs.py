"""Which arcs do the links become, for each way of travelling on land?

Thousands of links cost no more than their kilometres, and are priced together; what stands at a border, at a change of
gauge or in a scenario is priced one by one.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np

from alat.routing.better import Better
from alat.routing.cost import CostTable
from alat.routing.figures import NOTHING, Floats, Spent
from alat.routing.read_once import Same
from alat.routing.steps import (
    Arcs,
    Graph,
    Kind,
    Land,
    Link,
    breaks_gauge,
    crossing,
    ferry_charges,
    ferrying,
    gauge_charge,
    link_rate,
    over,
    truck_ferry_charges,
)

_COLUMNS = 11


def graphs(ground: Land) -> tuple[Graph, ...]:
    """Return the land graphs a cargo class can travel on: road and rail, each without and with the Caspian."""
    if ground.better.changes:
        return _graphs(ground)
    return _shared(_Plain(Same(ground.costs), ground.ids, ground.names, ground.iso3), ground.links)


class _Plain(NamedTuple):
    """Places and prices on land that no scenario improves."""

    costs: Same[CostTable]
    ids: tuple[str, ...]
    names: tuple[str, ...]
    iso3: tuple[str, ...]

    def land(self, links: tuple[Link, ...]) -> Land:
        index = {place: number for number, place in enumerate(self.ids)}
        return Land(self.costs.held, self.ids, self.names, self.iso3, index, links, Better())


# An edit at sea leaves links and prices on land the ones they were.
@lru_cache(maxsize=12)
def _shared(plain: _Plain, links: tuple[Link, ...]) -> tuple[Graph, ...]:
    return _graphs(plain.land(links))


def _graphs(ground: Land) -> tuple[Graph, ...]:
    rates, ferry = ground.costs.rates, [i for i, link in enumerate(ground.links) if link.mode == "caspian"]
    road = _road_arcs(ground)
    found = [_road_graph(ground, "road", draft=road)]
    if "truck ferry" in rates:
        found.append(
            _road_graph(ground, "road caspian", draft=_Draft(road.rows(), _truck_ferries(ground, ferry).rows()))
        )
    if "rail" in rates:
        states = _rail_states(ground)
        rail = _rail_arcs(ground, states)
        found.append(_rail_graph(ground, "rail", states=states, draft=rail))
        if "caspian" in rates:
            with_ships = _Draft(rail.rows(), _ships(ground, ferry, states=states).rows())
            found.append(_rail_graph(ground, "rail caspian", states=states, draft=with_ships))
    return tuple(found)


class _Draft:
    """Arcs being collected, one row each in the order in which they are added."""

    def __init__(self, *blocks: Floats) -> None:
        self._blocks = list(blocks)
        self._rows: list[tuple[float, ...]] = []

    def add(
        self, ends: tuple[int, int], spent: Spent, *, parties: float, kind: Kind, ref: int, forward: bool = True
    ) -> None:
        self._rows.append((*ends, *spent, parties, 0.0, int(kind), ref, forward))

    def rows(self) -> Floats:
        added = np.array(self._rows, dtype=np.float64).reshape(-1, _COLUMNS)
        return np.concatenate([*self._blocks, added])

    def arcs(self) -> Arcs:
        table = self.rows()
        whole = table[:, [0, 1, 8, 9]].astype(np.int64)
        return Arcs(whole[:, 0], whole[:, 1], table[:, 2:7], table[:, 7], whole[:, 2], whole[:, 3], table[:, 10] > 0)


def _road_arcs(ground: Land) -> _Draft:
    return _Draft(_both_ways(ground, "road", ends=[(link.a, link.b) for link in ground.links if link.mode == "road"]))


def _both_ways(ground: Land, mode: str, *, ends: Sequence[tuple[int, int]]) -> Floats:
    """Return the rows of the links of a mode in both directions, there and back in turn, their borders inside."""
    numbers = [number for number, link in enumerate(ground.links) if link.mode == mode]
    links = [ground.links[number] for number in numbers]
    km = np.array([link.km for link in links])
    rows: Any = np.zeros((len(links), 2, _COLUMNS))
    rows[:, 0, 0:2] = np.array(ends).reshape(-1, 2)
    rows[:, 1, 0:2] = rows[:, 0, 1::-1]
    rows[:, :, 2:6] = _spent(ground, tuple(links)).swapaxes(0, 1)
    if mode == "rail":
        rows[:, :, 6] = np.array([ground.iso3[link.a] != ground.iso3[link.b] for link in links])[:, None]
    else:
        rows[:, :, 7] = km[:, None]
    rows[:, :, 8] = int(Kind.MOVE)
    rows[:, :, 9] = np.array(numbers)[:, None]
    rows[:, 0, 10] = 1.0
    both: Floats = rows.reshape(-1, _COLUMNS)
    return both


def _spent(ground: Land, links: tuple[Link, ...]) -> Floats:
    """Return (2, links, 4) what each link costs there and back."""
    if ground.better.changes:
        return _moved(ground, links) + _at_border(ground, links)
    return _spent_plainly(_Plain(Same(ground.costs), ground.ids, ground.names, ground.iso3), links)


# A railway that opens leaves the roads the ones they were.
@lru_cache(maxsize=24)
def _spent_plainly(plain: _Plain, links: tuple[Link, ...]) -> Floats:
    ground = plain.land(links)
    found = _moved(ground, links) + _at_border(ground, links)
    found.setflags(write=False)
    return found


def _moved(ground: Land, links: Sequence[Link]) -> Floats:
    """Return (links, 4) what moving over each link costs, without what its border costs."""
    km = np.array([link.km for link in links])
    rates = [link_rate(ground, link) for link in links]
    usd_per_km = np.array([(first.usd_per_km + second.usd_per_km) / 2 for first, second in rates])
    moved = over([first for first, _ in rates], km, usd_per_km=usd_per_km)
    changed = {target for target, _ in ground.better.changes}
    for row, link in enumerate(links):
        if link.id in changed:
            moved[row] = ground.better.spent(Spent(*moved[row].tolist()), link.id)
    return moved


def _at_border(ground: Land, links: Sequence[Link]) -> Floats:
    """Return (2, links, 4) what the border or the change of gauge on each link costs, there and back."""
    found = np.zeros((2, len(links), len(NOTHING)))
    known: dict[tuple[object, ...], Spent] = {}
    for row, link in enumerate(links):
        ends = (ground.iso3[link.a], ground.iso3[link.b])
        if ends[0] == ends[1] and not link.border and not breaks_gauge(link):
            continue
        place = link.a if breaks_gauge(link) else -1
        for way in (0, 1):
            key = (link.border, link.mode, ends, place, way)
            if key not in known:
                known[key] = _extra(ground, link, forward=way == 0)
            found[way, row] = known[key]
    return found


def _extra(ground: Land, link: Link, *, forward: bool) -> Spent:
    at_border = [charge for _, charge in crossing(ground, link, forward=forward)]
    at_gauge = gauge_charge(ground, link) if breaks_gauge(link) and not at_border else None
    return NOTHING.plus([*at_border, *([at_gauge] if at_gauge else [])])


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
    n = ground.places
    rails = [link for link in ground.links if link.mode == "rail"]
    ends = [(states[link.a, link.gauge_a], states[link.b, link.gauge_b]) for link in rails]
    draft = _Draft(_both_ways(ground, "rail", ends=ends))

    @cache
    def handled(role: str, place: int) -> Spent:
        return NOTHING.plus([ground.at(role, place)])

    gauges: dict[int, list[tuple[int, int]]] = {}
    for (place, mm), state in states.items():
        gauges.setdefault(place, []).append((mm, state))
    for (place, mm), state in states.items():
        # Only a scenario makes handling at one place another than elsewhere.
        at = place if ground.better.changes else 0
        load, unload, gauge = (handled(role, at) for role in ("rail_load", "rail_unload", "gauge"))
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


def _rail_graph(ground: Land, mode: str, *, states: dict[tuple[int, int], int], draft: _Draft) -> Graph:
    n = ground.places
    return Graph(mode, 4 * n + len(states), np.arange(n), 3 * n + np.arange(n), draft.arcs())


def _pair(ground: Land, link: Link) -> tuple[str, str]:
    first, second = sorted((ground.ids[link.a], ground.ids[link.b]))
    return first, second
