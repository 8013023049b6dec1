"""What does each pair of countries cost today, and what by each set of one or two hubs?

A hub makes the main sea legs of its port cheaper; pairs are swept through the whole network of services with them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement, product

import numpy as np

from alat.errors import NoRoute, NotCovered
from alat.network.places import Place
from alat.network.scenario import Scenario
from alat.reference import Country
from alat.routing.by_law import Group, by_law
from alat.routing.decision import Decision
from alat.routing.figures import Floats
from alat.routing.liner import on_reported_ships
from alat.routing.ships import Figure
from alat.routing.steps import sailing
from alat.routing.sweep import Fleet, Side, Weigh, best, fleet, overland, side, weighed
from alat.routing.volume import Volume, yearly

_NEXT_TO_NOTHING = 1e-6
_LEAST_USD = 1e-6
_NO_LANE = "no lane"
PAID, HOURS, OFF = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Ask:
    """What was asked, with names turned into ports and numbers.

    Attributes
    ----------
    feu
        FEU a year each way between any two countries where the question supposes them, else None.
    """

    ports: tuple[Place, ...]
    p: int
    by: str
    alpha: Figure
    cargo: str
    load_t: float
    usd_per_h: Figure
    feu: float | None
    scenario: Scenario

    def weigh(self, usd_per_h: float) -> Weigh:
        """Return what is minimised at a value of time."""
        return Weigh(usd_per_h if self.by == "generalised" else _NEXT_TO_NOTHING)


@dataclass(frozen=True, slots=True)
class Served:
    """Pairs that share a network: their land legs, the ships, and the money of sailing each main leg, else 0."""

    group: Group
    land: tuple[Side, Side]
    ships: Fleet
    main_usd: Floats


@dataclass(frozen=True, slots=True)
class Trade:
    """Who trades with whom: pairs with boxes and a lane, and what serves them."""

    volumes: tuple[Volume, ...]
    served: tuple[Served, ...]

    @property
    def feu(self) -> Floats:
        """(low, central, high; pairs) FEU a year."""
        return np.array([[each.low_feu, each.central_feu, each.high_feu] for each in self.volumes]).T


@dataclass(frozen=True, slots=True)
class Costs:
    """(pairs, 4) of today, and (candidates, candidates, pairs, 4) by hubs.

    The four are what is minimised, the USD paid, hours, and the USD that the lower price of legs at hubs takes off.
    """

    today: Floats
    by_hubs: Floats


def trade_of(ask: Ask, sides: Sequence[Sequence[Country]]) -> tuple[Trade, tuple[str, ...]]:
    """Keep the pairs with boxes and a lane, both ways; say which are left out and why.

    Raises
    ------
    NotCovered
        If no trade between any two of the countries is on record, and no boxes are supposed.
    NoRoute
        If no pair has a lane.
    """
    left_out: list[str] = []
    volumes: list[Volume] = []
    every: list[Served] = []
    for first, last in (sides, sides[::-1]):
        pairs, boxes = [], []
        for origin, destination in product(dict.fromkeys(first), dict.fromkeys(last)):
            volume = _boxes(ask, origin, destination=destination)
            if origin != destination and volume.central_feu > 0:
                pairs.append((origin, destination))
                boxes.append(volume)
            elif origin != destination:
                left_out.append(
                    f"{origin.name} to {destination.name}: {volume.value.note.split(';')[0] or 'no boxes on record'}"
                )
        served = _served(ask, pairs)
        kept = sorted({cell[0] for each in served for cell in each.group.cells})
        left_out += [f"{a.name} to {b.name}: {_NO_LANE}" for n, (a, b) in enumerate(pairs) if n not in kept]
        number = {old: len(volumes) + new for new, old in enumerate(kept)}
        volumes += [boxes[old] for old in kept]
        every += [_renumbered(each, number) for each in served]
    if volumes:
        return Trade(tuple(volumes), tuple(every)), tuple(left_out)
    if any(text.endswith(_NO_LANE) for text in left_out):
        raise NoRoute(f"{_NO_LANE} between any two of the countries under {ask.scenario.name!r}")
    raise NotCovered(
        f"no trade between any two of the countries is on record ({'; '.join(left_out[:2])}); suppose "
        "FEU a year to ask all the same"
    )


def _boxes(ask: Ask, origin: Country, *, destination: Country) -> Volume:
    known = yearly(origin, destination, load_t=ask.load_t)
    if ask.feu is None:
        return known
    return replace(known, low_feu=ask.feu, central_feu=ask.feu, high_feu=ask.feu)


def _renumbered(served: Served, number: Mapping[int, int]) -> Served:
    cells = tuple((number[pair], row, column) for pair, row, column in served.group.cells)
    return replace(served, group=replace(served.group, cells=cells))


def _served(ask: Ask, pairs: Sequence[tuple[Country, Country]]) -> list[Served]:
    """Return the networks of the pairs with their land legs, pairs without any lane left out."""
    found = []
    weigh = ask.weigh(ask.usd_per_h.value)
    for group in by_law(pairs, cargo=ask.cargo, scenario=ask.scenario):
        first, last = group.places()
        land = (
            side(group.choice, first, weigh=weigh, outward=True),
            side(group.choice, last, weigh=weigh, outward=False),
        )
        found.append(_sailed(ask, group, land=land))
    return found


def _sailed(ask: Ask, group: Group, *, land: tuple[Side, Side]) -> Served:
    """Add the ships of a network, and leave out the pairs that have no lane on them."""
    ships = fleet(group.choice)
    today = best(group.choice, land, weigh=ask.weigh(ask.usd_per_h.value), ships=ships)
    cells = tuple(cell for cell in group.cells if np.isfinite(today[cell[1], cell[2], 0]))
    return Served(replace(group, cells=cells), land, ships, main_usd(group.choice))


def on_reported(ask: Ask, trade: Trade) -> Trade | None:
    """Return the trade that has a lane on ships that carriers are reported to sail, on those alone; None for none."""
    served = [
        _sailed(ask, replace(each.group, choice=on_reported_ships(each.group.choice)), land=each.land)
        for each in trade.served
    ]
    kept = sorted({cell[0] for each in served for cell in each.group.cells})
    number = {old: new for new, old in enumerate(kept)}
    left = tuple(_renumbered(each, number) for each in served)
    return Trade(tuple(trade.volumes[old] for old in kept), left) if kept else None


def main_usd(choice: Decision) -> Floats:
    """Return the USD of sailing each leg that main ships sail, dues and waits left out; 0 for feeders."""
    rate = choice.costs.rates["sea main"]
    usd = [sailing(rate, each.km).money_usd if each.ship_class == "main" else 0.0 for each in choice.sea.services]
    return np.array(usd * 2)


def costs_of(ask: Ask, trade: Trade, *, alpha: float, usd_per_h: float) -> Costs:
    """Sweep the networks as they are, and once for each set of one or (if more than one hub is asked for) two hubs."""
    count, weigh = len(ask.ports), ask.weigh(usd_per_h)
    today = np.empty((len(trade.volumes), 4))
    by_hubs = np.empty((count, count, len(trade.volumes), 4))
    for each in trade.served:
        choice = each.group.choice
        land = (
            weighed(choice, each.land[0], weigh=weigh, outward=True),
            weighed(choice, each.land[1], weigh=weigh, outward=False),
        )
        rows, first, last = np.array(each.group.cells, dtype=np.int64).reshape(-1, 3).T
        over = overland(choice, land, weigh=weigh)
        ports = [port_number(choice, port) for port in ask.ports]
        found = best(choice, land, weigh=weigh, ships=each.ships, over=over)[first, last]
        today[rows] = np.column_stack([found, np.zeros(len(found))])
        by_hubs[:, :, rows] = today[rows]
        for i, j in combinations_with_replacement(range(count), 2):
            if alpha < 1 and (i == j or ask.p > 1):
                ships = cheaper(each.ships, each.main_usd, ports=(ports[i], ports[j]), alpha=alpha)
                found = best(choice, land, weigh=weigh, ships=ships, over=over)[first, last]
                by_hubs[i, j, rows] = by_hubs[j, i, rows] = _taken_off(found, weigh)
    return Costs(today, by_hubs)


def _taken_off(found: Floats, weigh: Weigh) -> Floats:
    """Turn weighted sum, full USD and hours into weighted sum, USD paid, hours and USD off."""
    off = found[:, PAID] + weigh.usd_per_h * found[:, HOURS] - found[:, 0]
    off = np.where(off > _LEAST_USD, off, 0.0)
    return np.column_stack([found[:, 0], found[:, PAID] - off, found[:, HOURS], off])


def port_number(choice: Decision, port: Place) -> int:
    """Return the number of a port among those of a network, -1 where no ship calls."""
    return choice.sea.port.get(choice.book.ground.index.get(port.id, -1), -1)


def cheaper(ships: Fleet, main_usd: Floats, *, ports: Sequence[int], alpha: float) -> Fleet:
    """Return the fleet with the price of sailing main legs at some ports times alpha; feeders stay as they are.

    Parameters
    ----------
    ships
        The fleet.
    main_usd
        (legs,) what `main_usd` returned.
    ports
        Numbers of the ports that are hubs.
    alpha
        Price of sailing a main leg at a hub over that elsewhere.
    """
    legs = ships.legs
    at = np.logical_or.reduce([(legs.tails == port) | (legs.heads == port) for port in set(ports)])
    return replace(ships, legs=replace(legs, off_usd=np.where(at, (1 - alpha) * main_usd, 0.0)))
