"""Which ports would serve a trade best as hubs, and does any of them improve on today's lanes at all?

Today's lanes change ships wherever that is best already. Opening a hub makes the main sea legs of a port cheaper, by
alpha: larger ships on consolidated cargo. So a port can win as a hub that is on no lane today, and with alpha = 1 none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement, product

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alat.data import table
from alat.errors import BadInput, NoRoute, NotCovered
from alat.network.places import Place
from alat.network.scenario import BASE, Scenario
from alat.reference import Country, cargo_class, country
from alat.routing.by_law import Group, by_law
from alat.routing.decision import Decision
from alat.routing.figures import Floats
from alat.routing.hub_choice import Chosen, choose
from alat.routing.hub_results import Candidate, HubPair, Hubs, Sensitivity
from alat.routing.hub_words import NOTES, answer
from alat.routing.lanes import prepared
from alat.routing.lines import same_edits
from alat.routing.seaports import hub_ports
from alat.routing.ships import figure_sources, parameters
from alat.routing.sweep import Fleet, Side, Weigh, best, fleet, overland, side, weighed
from alat.routing.volume import SUPPLY, Volume, yearly

MEASURES = ("generalised", "money")
_NEXT_TO_NOTHING = 1e-6
_NOTHING = 1e-9
_NO_LANE = "no lane"


@dataclass(frozen=True, slots=True)
class Terms:
    """How hubs are judged: by what, and what a sea leg at a hub costs over the same leg elsewhere (a parameter)."""

    by: str = "generalised"
    alpha: float | None = None
    cargo: str = "container"


@dataclass(frozen=True, slots=True)
class _Ask:
    """What was asked, with names turned into ports and numbers."""

    ports: tuple[Place, ...]
    p: int
    by: str
    alpha: float
    cargo: str
    load_t: float
    usd_per_h: float
    range_usd_per_h: tuple[float, float]
    scenario: Scenario

    def weigh(self, usd_per_h: float) -> Weigh:
        """Return what is minimised at a value of time."""
        return Weigh(usd_per_h if self.by == "generalised" else _NEXT_TO_NOTHING)


@dataclass(frozen=True, slots=True)
class _Trade:
    """Who trades with whom: pairs with a record of trade and a lane, their boxes, and what serves them."""

    volumes: tuple[Volume, ...]
    served: tuple["_Served", ...]

    @property
    def feu(self) -> Floats:
        """FEU a year of each pair."""
        return np.array([volume.central_feu for volume in self.volumes])


@dataclass(frozen=True, slots=True)
class _Served:
    """Pairs that share a network: their land legs, the ships, and which sea legs are main ones."""

    group: Group
    land: tuple[Side, Side]
    ships: Fleet
    main: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Costs:
    """(pairs, 3) of today, and (candidates, candidates, pairs, 3) by hubs: what is minimised, USD, hours."""

    today: Floats
    by_hubs: Floats


def hubs(
    origins: Sequence[Country | str],
    destinations: Sequence[Country | str],
    *,
    candidates: Sequence[str],
    p: int = 1,
    terms: Terms | None = None,
    scenario: Scenario = BASE,
) -> Hubs:
    """Return the p ports that would serve the trade between two sets of countries best as hubs, both ways.

    Parameters
    ----------
    origins, destinations
        The two sets; pairs are one of each.
    candidates
        Seaports, or countries that stand for their large ports.
    p
        How many hubs.
    terms
        What is minimised, the price of legs at a hub, and the cargo class.
    scenario
        What is closed, opened or avoided.

    Raises
    ------
    UnknownCode, AmbiguousName
        If a country, port or cargo class is not known.
    BadInput
        If p is not between 1 and the number of candidates, alpha not between 0 and 1, or a candidate no seaport.
    NotCovered
        If the cargo class sails without liners, or no trade between the two sets is on record.
    NoRoute
        If no pair has a lane.

    Notes
    -----
    The p-hub median with multiple allocation (Campbell 1996): a pair goes as today or by one or two of the hubs. What a
    pair costs with hubs comes from the whole network of services with their main legs at alpha, not from a sum of two
    distances. Loads are FEU a year modelled from the totals of 2023.
    """
    ask = _ask(candidates, p, terms=terms or Terms(), scenario=scenario)
    sides = [[country(one) if isinstance(one, str) else one for one in each] for each in (origins, destinations)]
    trade, left_out = _trade(ask, sides)
    central = _costs(ask, trade, alpha=ask.alpha, usd_per_h=ask.usd_per_h)
    chosen = choose(central.today[:, 0], central.by_hubs[..., 0], weights=trade.feu, p=p)
    swings = tuple(_swing(ask, trade, alpha=a, usd_per_h=hour) for a, hour in product(_alphas(ask), _hours(ask)))
    return _result(ask, trade, costs=central, chosen=chosen, swings=swings, left_out=left_out)


def _ask(candidates: Sequence[str], p: int, *, terms: Terms, scenario: Scenario) -> _Ask:
    if terms.by not in MEASURES:
        raise BadInput(f"hubs by {terms.by!r}; expected {' or '.join(MEASURES)}")
    alpha = parameters()["LP11"].value if terms.alpha is None else terms.alpha
    if not 0 < alpha <= 1:
        raise BadInput(f"alpha of {alpha:g}; expected more than 0 and at most 1")
    ports = hub_ports(candidates)
    if not 1 <= p <= len(ports):
        raise BadInput(f"{p} hubs out of {len(ports)} candidates; expected 1 to {len(ports)}")
    choice = prepared(same_edits(scenario), cargo_class(terms.cargo).code)
    if choice.sea.tramp:
        raise NotCovered(f"no hubs for {choice.costs.cargo}: its ships sail for one cargo and change nowhere")
    shut = [one.name for one in ports if _port(choice, one) < 0]
    if shut:
        raise BadInput(f"no ship calls under {scenario.name!r} at {', '.join(shut)}; leave them out")
    row = table("value_of_time").row(by_predicate=pl.col("cargo") == choice.costs.cargo, named=True)
    usd_per_h = choice.costs.value_of_time_usd_per_h
    low, high = (usd_per_h * row[end] / row["value_share_per_day"] for end in ("low", "high"))
    load_t = choice.costs.load_t
    return _Ask(ports, p, terms.by, alpha, choice.costs.cargo, load_t, usd_per_h, (low, high), scenario)


def _port(choice: Decision, port: Place) -> int:
    """Return the number of a port among those of a network, -1 where no ship calls."""
    return choice.sea.port.get(choice.book.ground.index.get(port.id, -1), -1)


def _trade(ask: _Ask, sides: Sequence[Sequence[Country]]) -> tuple[_Trade, tuple[str, ...]]:
    """Keep the pairs with a record of trade and a lane; say which are left out and why."""
    left_out: list[str] = []
    volumes: list[Volume] = []
    every: list[_Served] = []
    for first, last in (sides, sides[::-1]):
        pairs, boxes = [], []
        for origin, destination in product(dict.fromkeys(first), dict.fromkeys(last)):
            volume = yearly(origin, destination, load_t=ask.load_t)
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
        return _Trade(tuple(volumes), tuple(every)), tuple(left_out)
    if any(text.endswith(_NO_LANE) for text in left_out):
        raise NoRoute(f"{_NO_LANE} between any two of the countries under {ask.scenario.name!r}")
    raise NotCovered(f"no trade between any two of the countries is on record ({'; '.join(left_out[:2])})")


def _renumbered(served: _Served, number: Mapping[int, int]) -> _Served:
    cells = tuple((number[pair], row, column) for pair, row, column in served.group.cells)
    return replace(served, group=replace(served.group, cells=cells))


def _served(ask: _Ask, pairs: Sequence[tuple[Country, Country]]) -> list[_Served]:
    """Return the networks of the pairs with their land legs, pairs without any lane left out."""
    found = []
    weigh = ask.weigh(ask.usd_per_h)
    for group in by_law(pairs, cargo=ask.cargo, scenario=ask.scenario):
        first, last = group.places()
        land = (
            side(group.choice, first, weigh=weigh, outward=True),
            side(group.choice, last, weigh=weigh, outward=False),
        )
        ships = fleet(group.choice)
        today = best(group.choice, land, weigh=weigh, ships=ships)
        cells = tuple(cell for cell in group.cells if np.isfinite(today[cell[1], cell[2], 0]))
        main = np.array([service.ship_class == "main" for service in group.choice.sea.services] * 2, dtype=bool)
        found.append(_Served(replace(group, cells=cells), land, ships, main))
    return found


def _costs(ask: _Ask, trade: _Trade, *, alpha: float, usd_per_h: float) -> _Costs:
    """Sweep the networks as they are, and once for each set of one or (if more than one hub is asked for) two hubs."""
    count, weigh = len(ask.ports), ask.weigh(usd_per_h)
    today = np.empty((len(trade.volumes), 3))
    by_hubs = np.empty((count, count, len(trade.volumes), 3))
    for each in trade.served:
        choice = each.group.choice
        land = (
            weighed(choice, each.land[0], weigh=weigh, outward=True),
            weighed(choice, each.land[1], weigh=weigh, outward=False),
        )
        rows, first, last = np.array(each.group.cells, dtype=np.int64).reshape(-1, 3).T
        over = overland(choice, land, weigh=weigh)
        ports = [_port(choice, port) for port in ask.ports]
        today[rows] = best(choice, land, weigh=weigh, ships=each.ships, over=over)[first, last]
        by_hubs[:, :, rows] = today[rows]
        for i, j in combinations_with_replacement(range(count), 2):
            if alpha < 1 and (i == j or ask.p > 1):
                ships = cheaper(each.ships, each.main, ports=(ports[i], ports[j]), alpha=alpha)
                found = best(choice, land, weigh=weigh, ships=ships, over=over)[first, last]
                by_hubs[i, j, rows] = by_hubs[j, i, rows] = found
    return _Costs(today, by_hubs)


def cheaper(ships: Fleet, main: NDArray[np.bool_], *, ports: Sequence[int], alpha: float) -> Fleet:
    """Return the fleet with the money of main sea legs at some ports times alpha; feeders stay as they are."""
    legs = ships.legs
    at = main & np.logical_or.reduce([(legs.tails == port) | (legs.heads == port) for port in set(ports)])
    cost = legs.cost.copy()
    cost[at, 0] *= alpha
    return replace(ships, legs=replace(legs, cost=cost))


def _alphas(ask: _Ask) -> tuple[float, ...]:
    known = parameters()["LP11"]
    return tuple(sorted({known.favourable, ask.alpha, known.unfavourable}))


def _hours(ask: _Ask) -> tuple[float, ...]:
    low, high = ask.range_usd_per_h
    return (low, ask.usd_per_h, high) if ask.by == "generalised" else (ask.usd_per_h,)


def _swing(ask: _Ask, trade: _Trade, *, alpha: float, usd_per_h: float) -> Sensitivity:
    """Choose again at another alpha and value of time."""
    costs = _costs(ask, trade, alpha=alpha, usd_per_h=usd_per_h)
    chosen = choose(costs.today[:, 0], costs.by_hubs[..., 0], weights=trade.feu, p=ask.p)
    saved = float(trade.feu @ costs.today[:, 0]) - chosen.cost
    return Sensitivity(alpha, usd_per_h, _opened(ask, chosen, saved=saved, costs=costs), max(saved, 0.0))


def _opened(ask: _Ask, chosen: Chosen, *, saved: float, costs: _Costs) -> tuple[Place, ...]:
    """Return the hubs that are used by any pair; none where they save nothing."""
    if saved <= _NOTHING * chosen.cost:
        return ()
    used = _ways(costs, chosen.hubs)[1]
    names = {hub for pair in used for hub in pair}
    return tuple(ask.ports[hub] for hub in chosen.hubs if hub in names)


def _ways(costs: _Costs, hubs_: tuple[int, ...]) -> tuple[Floats, list[tuple[int, ...]]]:
    """Return each pair's best way, (pairs, 3), and which hubs it needs: the fewest that reach it, none for today's."""
    sets = sorted(combinations_with_replacement(hubs_, 2), key=lambda pair: pair[0] != pair[1])
    every = np.stack([costs.today, *(costs.by_hubs[i, j] for i, j in sets)])
    least = every[..., 0].min(axis=0)
    first = (every[..., 0] <= least + _NOTHING * np.abs(least)).argmax(axis=0)
    needed: list[tuple[int, ...]] = [(), *(tuple(sorted({i, j})) for i, j in sets)]
    return every[first, np.arange(len(least))], [needed[number] for number in first]


def _result(
    ask: _Ask,
    trade: _Trade,
    *,
    costs: _Costs,
    chosen: Chosen,
    swings: tuple[Sensitivity, ...],
    left_out: tuple[str, ...],
) -> Hubs:
    feu = trade.feu
    now = float(feu @ costs.today[:, 0])
    opened = _opened(ask, chosen, saved=now - chosen.cost, costs=costs)
    ways, used = _ways(costs, chosen.hubs if opened else ())
    saved = feu @ (costs.today - ways)
    ever = {port.id for swing in swings for port in swing.hubs}
    robust = all(swing.hubs == opened for swing in swings if swing.alpha < 1)
    per_feu = float(saved[2] / feu.sum())
    said = answer(opened, saved=(float(saved[0]), float(saved[1]), per_feu), today_usd=now, robust=robust)
    return Hubs(
        by=ask.by,
        cargo=ask.cargo,
        scenario=ask.scenario,
        p=ask.p,
        alpha=ask.alpha,
        usd_per_h=ask.usd_per_h,
        chosen=opened,
        today_usd=now,
        saved_usd=float(saved[0]),
        saved_money_usd=float(saved[1]),
        saved_feu_h=float(saved[2]),
        feu=float(feu.sum()),
        pairs=_pairs(trade, costs=costs, ways=ways, used=used),
        candidates=_alone(ask, trade, costs=costs),
        never=tuple(port for port in ask.ports if port.id not in ever),
        sensitivity=swings,
        gap=chosen.gap,
        left_out=left_out,
        answer=said,
        sources=_sources(trade),
        notes=NOTES,
    )


def _pairs(trade: _Trade, *, costs: _Costs, ways: Floats, used: list[tuple[int, ...]]) -> tuple[HubPair, ...]:
    return tuple(
        HubPair(
            origin=volume.exporter,
            destination=volume.importer,
            volume=volume,
            today_usd=float(costs.today[row, 1]),
            today_h=float(costs.today[row, 2]),
            hub_usd=float(ways[row, 1]),
            hub_h=float(ways[row, 2]),
            helped=bool(used[row]),
        )
        for row, volume in enumerate(trade.volumes)
    )


def _alone(ask: _Ask, trade: _Trade, *, costs: _Costs) -> tuple[Candidate, ...]:
    """Return each candidate as the only hub, the one that saves most first."""
    feu, found = trade.feu, []
    for number, port in enumerate(ask.ports):
        ways, used = _ways(costs, (number,))
        saved = feu @ (costs.today - ways)
        boxes = float(feu[[bool(hubs_) for hubs_ in used]].sum())
        found.append(Candidate(port, float(saved[0]), float(saved[1]), float(saved[2]), boxes))
    return tuple(sorted(found, key=lambda one: (-one.saved_usd, one.port.id)))


def _sources(trade: _Trade) -> tuple[str, ...]:
    found = {source for volume in trade.volumes for source in volume.value.sources}
    found |= {source for each in trade.served for source in each.group.choice.costs.sources}
    return tuple(sorted({*found, *figure_sources(["LP11"]), "alat-service-rule", SUPPLY}))
