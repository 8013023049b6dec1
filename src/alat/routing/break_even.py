"""How many boxes a week would a direct service between two ports need, and are there that many?

The ship's side is `routing.ships`. The goods' side asks what the direct ship is worth to a box: the sea freight at
which it would be as good as today's best lane, door to door, hours counted. Break-even is cost over worth.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from alat.errors import BadInput, NotCovered
from alat.network.places import Place
from alat.network.scenario import BASE, Scenario
from alat.reference import Country, countries, country
from alat.routing.break_even_results import BreakEven, DirectService, ServedPair
from alat.routing.by_law import Group, by_law
from alat.routing.decision import Decision
from alat.routing.figures import Floats
from alat.routing.lanes import edit_notes, prepared
from alat.routing.lines import same_edits
from alat.routing.seaports import seaport
from alat.routing.service_words import answer, notes, verdict
from alat.routing.ships import (
    Loop,
    Market,
    VesselClass,
    checked_speed,
    figure_sources,
    loop,
    parameters,
    vessel_class,
    vessel_classes,
    weekly_cost,
)
from alat.routing.sweep import Weigh, best, fleet, side
from alat.routing.volume import SUPPLY, yearly

TEU_PER_FEU = 2.0
_WEEKS_A_YEAR = 365.25 / 7
_HALF_A_WEEK_H = 84.0
_CARGO = "container"
# An hour that costs nothing still tells two lanes of one price apart.
_NEXT_TO_NOTHING = 1e-6
_MARKETS = {
    "low": Market(0, "central"),
    "high": Market(1, "central"),
    "best": Market(0, "favourable"),
    "worst": Market(1, "unfavourable"),
}
_USED = ("LP01", "LP02", "LP03", "LP04", "LP05", "LP06", "LP07", "LP08", "LP10")


@dataclass(frozen=True, slots=True)
class Ships:
    """With what the service would sail; what is not given is tried (class), of the design (speed) or of 2025 (fuel)."""

    vessel: str | None = None
    speed_kn: float | None = None
    fuel_usd_per_t: float | None = None
    via: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Question:
    """What was asked, with names turned into ports, ships and countries."""

    choice: Decision
    ends: tuple[Place, Place]
    behind: tuple[tuple[Country, ...], tuple[Country, ...]]
    way: Loop
    ships: Ships
    weak_share: float | None
    scenario: Scenario


@dataclass(frozen=True, slots=True)
class _Goods:
    """The goods of one direction: today's best and cheapest lanes and the land legs, (origins, destinations, 3)."""

    outward: bool
    origins: tuple[Country, ...]
    destinations: tuple[Country, ...]
    today: Floats
    cheapest: Floats
    land: Floats
    cheapest_land: Floats


def service(
    first: str,
    second: str,
    *,
    hinterlands: tuple[Sequence[str], Sequence[str]] | None = None,
    ships: Ships | None = None,
    weak_share: float | None = None,
    scenario: Scenario = BASE,
) -> DirectService:
    """Return how many TEU a week a weekly direct service between two ports needs, and how many there are.

    Parameters
    ----------
    first, second
        Seaports, by id, UN/LOCODE or name.
    hinterlands
        The countries behind each port; without it, the port's own country and its neighbours on land. The first of
        each are the pair by whose goods break-even is counted.
    ships
        With what it sails.
    weak_share
        Boxes in the weak direction over those in the strong one, 0 to 1; that of the recorded trade without it.
    scenario
        What is closed, opened or avoided: it decides what the lanes of today are.

    Returns
    -------
    DirectService
        With an answer in words. "No" is one.

    Raises
    ------
    UnknownCode, AmbiguousName
        If a port, country or vessel class is not known.
    BadInput
        If a place is no seaport, or a speed, fuel price or share is impossible.
    NotCovered
        If a country has no gateway, or no lane of the first pair leads through the two ports.
    NoRoute
        If ships cannot sail between the ports under the scenario.

    Notes
    -----
    With C the cost of a departure a week, r and r' what the ship is worth to a TEU outward and back, e the handling of
    an empty box at both ends and b the share of the weak direction, the boxes to break even are
    C / (r + b r' - (1 - b) e). Nothing is counted for boxes, agents and overhead, so that the number is a lower bound.
    """
    question = _question((first, second), hinterlands, ships=ships or Ships(), share=weak_share, scenario=scenario)
    return _result(question, _tried(question))


def _question(
    names: tuple[str, str],
    hinterlands: tuple[Sequence[str], Sequence[str]] | None,
    *,
    ships: Ships,
    share: float | None,
    scenario: Scenario,
) -> _Question:
    if share is not None and not 0 <= share <= 1:
        raise BadInput(f"a weak direction with {share:g} of the boxes of the strong one; expected 0 to 1")
    fuel = ships.fuel_usd_per_t
    if fuel is not None and not 0 <= fuel < float("inf"):
        raise BadInput(f"a fuel price of {fuel:g} USD per t; expected 0 or more")
    ends = seaport(names[0]), seaport(names[1])
    via = tuple(seaport(name) for name in ships.via)
    for vessel in _classes(ships):
        checked_speed(ships.speed_kn, vessel)
    way = loop((ends[0], *via, ends[1], *via[::-1]), scenario)
    choice = prepared(same_edits(scenario), _CARGO)
    given = hinterlands or ((), ())
    behind = _behind(choice, ends[0], given=given[0]), _behind(choice, ends[1], given=given[1])
    return _Question(choice, ends, behind, way, ships, share, scenario)


def _tried(question: _Question) -> list[tuple[BreakEven, tuple[ServedPair, ...]]]:
    """Try every class of ship in every market; the goods differ by class because its speed does."""
    there, back = _goods(question, outward=True), _goods(question, outward=False)
    if not np.isfinite([there.land[0, 0, 0], back.land[0, 0, 0]]).all():
        raise NotCovered(
            f"no lane between {question.behind[0][0].name} and {question.behind[1][0].name} leads through "
            f"{question.ends[0].name} and {question.ends[1].name}: no land leg reaches one of the ports"
        )
    found: list[tuple[BreakEven, tuple[ServedPair, ...]]] = []
    for vessel in _classes(question.ships):
        pairs = tuple(pair for goods in (there, back) for pair in _pairs(question, goods, vessel=vessel))
        found += [(_break_even(question, vessel, pairs=pairs, market=market), pairs) for market in _MARKETS]
    return found


def _classes(ships: Ships) -> tuple[VesselClass, ...]:
    return (vessel_class(ships.vessel),) if ships.vessel else tuple(vessel_classes().values())


def _behind(choice: Decision, port: Place, *, given: Sequence[str]) -> tuple[Country, ...]:
    """Return the countries behind a port: those named, else its own and the neighbours with a gateway in use."""
    if given:
        return tuple(dict.fromkeys(country(name) for name in given))
    near = sorted({iso3 for pair in choice.neighbours if port.iso3 in pair for iso3 in pair} - {port.iso3})
    known, index = countries(), choice.book.ground.index
    return tuple(known[iso3] for iso3 in (port.iso3, *near) if f"GW{iso3}" in index and iso3 in known)


def _goods(question: _Question, *, outward: bool) -> _Goods:
    """Compute today's lanes and the land legs of the direct ship one way; infinite where law bars the goods."""
    (origins, destinations), ends = (
        (question.behind, question.ends) if outward else (question.behind[::-1], question.ends[::-1])
    )
    found = _Goods(
        outward, origins, destinations, *(np.full((len(origins), len(destinations), 3), np.inf) for _ in range(4))
    )
    pairs = list(product(origins, destinations))
    for group in by_law(pairs, cargo=_CARGO, scenario=question.scenario):
        for usd_per_h, today, land in (
            (group.choice.costs.value_of_time_usd_per_h, found.today, found.land),
            (_NEXT_TO_NOTHING, found.cheapest, found.cheapest_land),
        ):
            lanes, legs = _swept(group, ends, weigh=Weigh(usd_per_h))
            for pair, row, column in group.cells:
                cell = divmod(pair, len(destinations))
                today[cell], land[cell] = lanes[row, column], legs[row, column]
    return found


def _swept(group: Group, ends: tuple[Place, Place], *, weigh: Weigh) -> tuple[Floats, Floats]:
    """Return the best lanes of a group, and its land legs to and from two ports."""
    choice, (first, last) = group.choice, group.places()
    out = side(choice, first, weigh=weigh, outward=True)
    into = side(choice, last, weigh=weigh, outward=False)
    a, b = (choice.sea.port.get(choice.book.ground.index.get(end.id, -1), -1) for end in ends)
    shut = np.full((len(first), len(last), 3), np.inf)
    land = out.cost[:, None, a] + into.cost[None, :, b] if min(a, b) >= 0 else shut
    return best(choice, (out, into), weigh=weigh, ships=fleet(choice)), land


def _pairs(question: _Question, goods: _Goods, *, vessel: VesselClass) -> list[ServedPair]:
    """Return what the direct ship of a class is worth to each pair of countries."""
    sea_h = _sea_h(question, vessel)
    costs = question.choice.costs
    pairs = []
    for row, origin in enumerate(goods.origins):
        for column, destination in enumerate(goods.destinations):
            if origin.iso3 == destination.iso3:
                continue
            today, land = goods.today[row, column], goods.land[row, column]
            reached = bool(np.isfinite(land[0]))
            by_c = today[0] - land[0] - costs.value_of_time_usd_per_h * sea_h
            by_money = goods.cheapest[row, column, 1] - goods.cheapest_land[row, column, 1]
            pairs.append(
                ServedPair(
                    origin=origin.iso3,
                    destination=destination.iso3,
                    outward=goods.outward,
                    today_usd=float(today[1]),
                    today_h=float(today[2]),
                    cheapest_usd=float(goods.cheapest[row, column, 1]),
                    land_usd=float(land[1]),
                    land_h=float(land[2]),
                    direct_h=float(land[2] + sea_h),
                    worth_usd=float(by_c) if reached else float("-inf"),
                    worth_by_money_usd=float(by_money) if reached else float("-inf"),
                    volume=yearly(origin, destination, load_t=costs.load_t),
                )
            )
    return pairs


def _sea_h(question: _Question, vessel: VesselClass) -> float:
    """Return hours from the quay of one port to that of the other: half a week of waiting, sailing, calls between."""
    speed = checked_speed(question.ships.speed_kn, vessel)
    cost = weekly_cost(vessel, question.way, market=_MARKETS["high"], speed_kn=speed, wait_h=_wait_h(question))
    calls_days = len(question.ships.via) * parameters()["LP01"].value
    return _HALF_A_WEEK_H + 24 * ((cost.round.sea_days + cost.round.wait_days) / 2 + calls_days)


def _wait_h(question: _Question) -> dict[str, float]:
    return {passage: charge.hours for passage, charge in question.choice.costs.passage_waits.items()}


def _break_even(question: _Question, vessel: VesselClass, *, pairs: tuple[ServedPair, ...], market: str) -> BreakEven:
    prices = _MARKETS[market]
    prices = Market(prices.charter, prices.case, question.ships.fuel_usd_per_t)
    speed = checked_speed(question.ships.speed_kn, vessel)
    cost = weekly_cost(vessel, question.way, market=prices, speed_kn=speed, wait_h=_wait_h(question))
    slots = vessel.teu * parameters()["LP10"].at(prices.case)
    strong, weak = (max(0.0, pair.worth_usd) / TEU_PER_FEU for pair in _main(pairs))
    empty = _empty_usd(question)
    one_way, balanced, as_trade = (
        _needed(cost.total_usd, strong + share * weak - (1 - share) * empty)
        for share in (0.0, 1.0, _weak_share(question, pairs))
    )
    low, central, high = (_earned(pairs, slots, each=each, empty=empty) for each in range(3))
    return BreakEven(
        vessel=vessel,
        market=market,
        as_of=vessel.charter_as_of[prices.charter],
        cost=cost,
        slots_teu=slots,
        one_way_teu=one_way,
        balanced_teu=balanced,
        as_trade_teu=as_trade,
        earned_usd=(low, central, high),
    )


def _needed(cost_usd: float, earned_per_teu: float) -> float | None:
    return cost_usd / earned_per_teu if earned_per_teu > 0 else None


def _main(pairs: tuple[ServedPair, ...]) -> tuple[ServedPair, ServedPair]:
    """Return the first pair of countries in the direction with more boxes, and the same pair the other way."""
    out = pairs[0]
    back = next(pair for pair in pairs if (pair.destination, pair.origin) == (out.origin, out.destination))
    return (out, back) if out.volume.central_feu >= back.volume.central_feu else (back, out)


def _weak_share(question: _Question, pairs: tuple[ServedPair, ...]) -> float:
    if question.weak_share is not None:
        return question.weak_share
    weak, strong = sorted(each[1] for each in _weekly_teu(pairs))
    return weak / strong if strong > 0 else 1.0


def _weekly_teu(pairs: tuple[ServedPair, ...]) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Return TEU a week of the pairs that gain, outward and back: low, central, high."""
    low, central, high = (
        [sum(_teu(pair, each) for pair in pairs if pair.gains and pair.outward is outward) for outward in (True, False)]
        for each in range(3)
    )
    return (low[0], central[0], high[0]), (low[1], central[1], high[1])


def _teu(pair: ServedPair, each: int) -> float:
    volume = pair.volume
    return (volume.low_feu, volume.central_feu, volume.high_feu)[each] * TEU_PER_FEU / _WEEKS_A_YEAR


def _earned(pairs: tuple[ServedPair, ...], slots: float, *, each: int, empty: float) -> float:
    """Return what the trade that gains would pay a week at the most, the worthiest boxes first, less empties home."""
    usd, carried = 0.0, [0.0, 0.0]
    for pair in sorted((pair for pair in pairs if pair.gains), key=lambda pair: -pair.worth_usd):
        teu = min(_teu(pair, each), slots - carried[pair.outward])
        carried[pair.outward] += teu
        usd += teu * pair.worth_usd / TEU_PER_FEU
    return usd - empty * abs(carried[0] - carried[1])


def _empty_usd(question: _Question) -> float:
    """Return what handling an empty TEU at both ends costs: as much as a full one."""
    operations = question.choice.costs.operations
    return (operations["port_load"].money_usd + operations["port_unload"].money_usd) / TEU_PER_FEU


def _result(question: _Question, tried: list[tuple[BreakEven, tuple[ServedPair, ...]]]) -> DirectService:
    today = [each for each in tried if each[0].market == "high"]
    best_ship, pairs = max(today, key=lambda each: each[0].earned_usd[1] / each[0].cost.total_usd)
    found = tuple(each for each, _ in tried)
    first, second = question.ends
    weekly = _weekly_teu(pairs)
    rate = question.choice.costs.rates["sea main"]
    said = verdict(found, best_ship, pairs=pairs)
    volumes = {pair.volume.value.sources for pair in pairs}
    return DirectService(
        first=first,
        second=second,
        loop=question.way,
        scenario=question.scenario,
        known_as=_known_as(question),
        price_usd=rate.fixed_usd + rate.usd_per_km * question.way.km / 2,
        main=_main(pairs),
        pairs=pairs,
        ships=found,
        best=best_ship,
        volume_teu_per_week=weekly,
        weak_share=_weak_share(question, pairs),
        verdict=said,
        answer=answer(said, found, best_ship=best_ship, weekly=weekly),
        sources=tuple(
            sorted(
                {
                    *figure_sources(_USED),
                    *(source for each in found for source in each.vessel.sources),
                    *question.choice.costs.sources,
                    *(source for group in volumes for source in group),
                    SUPPLY,
                    "searoute",
                }
            )
        ),
        notes=(
            *notes(question.way, pairs, known_as=_known_as(question)),
            *edit_notes(question.scenario),
        ),
    )


def _known_as(question: _Question) -> str:
    """Return how a direct service between the ports is in the network already: reported, modelled or not at all."""
    index = question.choice.book.ground.index
    ends = {index[end.id] for end in question.ends}
    hits = [service.basis.value for service in question.choice.sea.services if {service.a, service.b} == ends]
    return hits[0] if hits else ""
