"""Which ways lead by air from one country to another: road, airport, one or two flights, airport, road?

No timetable of freighters with a usable licence was found. Flights are reported where a carrier is known to fly, and
supposed from and to airports with much cargo only, with one stop to refuel at the most; what is flown is the great
circle times a detour. So two small airports are never joined by a flight that nobody is known to fly, and none is
flown between countries where law or decree bars it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from math import ceil
from operator import attrgetter

import numpy as np

from alat import data, network
from alat.data import Basis
from alat.errors import NoRoute, NotCovered
from alat.network import Network, Place
from alat.network.bars import Bar, barred_pairs, bars_in_force
from alat.network.distance import great_circle_km, land_way
from alat.network.scenario import Scenario
from alat.reference import cargo_class, countries
from alat.routing.air_prices import AirPrices, air_prices
from alat.routing.ends import End
from alat.routing.figures import Charge, quantised, weakest
from alat.routing.loads import Load, priced
from alat.routing.parts import HAULIER, parties
from alat.routing.results import Lane, Lanes, Part, PartKind

MOST_LANES = 10
MOST_FLIGHTS, MOST_STOPS = 2, 1
CARRIER = "Air carrier"
CRITERIA = ("money_usd", "hours", "kgco2e", "transshipments")
_GENERALISED = attrgetter("generalised_usd")
NOTES = (
    "Air prices are assumed: a rate of the market can be half or double.",
    "Flights are supposed from and to airports with much cargo where no carrier is reported; no timetable was read.",
    "Ship changes count changes of aircraft. Customs clearance, duty, insurance and security fees are left out.",
    "A country that is avoided is not landed in; whether closed or barred airspace is crossed is not looked at.",
    "A load pays its share of a full truck on the road, which a small consignment will not get.",
    "The airports are a hand-made list: mostly the largest of a country, for some eighty countries.",
)


@dataclass(frozen=True, slots=True)
class Access:
    """An airport and the road between it and the gateway of its country."""

    airport: Place
    gateway: Place
    km: float
    link_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flight:
    """A flight: its airports, km flown, stops to refuel, and the carrier reported to fly it ('' where none is)."""

    start: Place
    end: Place
    km: float
    stops: int
    carrier: str
    sources: tuple[str, ...]


Way = tuple[Access, tuple[Flight, ...], Access]


def air_lanes(ends: tuple[End, End], *, load: Load, scenario: Scenario) -> Lanes:
    """Return the lanes by air between two countries or places, least generalised cost first.

    Parameters
    ----------
    ends
        Where the road to the first airport begins, and where that from the last one ends.
    load
        Of the class ``air``: a load is a tonne.
    scenario
        What is closed or avoided.

    Returns
    -------
    Lanes
        The Pareto set over money, hours, kgCO2e and changes of aircraft, and the best lane with a flight that a carrier
        is reported to fly; `observed` holds the best lane of reported flights alone.

    Raises
    ------
    NotCovered
        If a country has no airport in the network.
    NoRoute
        If no two flights join their airports under the scenario.
    """
    start, end = (one.country for one in ends)
    cargo = cargo_class(load.cargo)
    prices = air_prices(network.load(scenario), priced(load, exporter=start.iso3, importer=end.iso3))
    ways = _ways(*ends, scenario=scenario, prices=prices)
    if not ways:
        raise _refusal(ends, scenario=scenario, prices=prices)
    found = [_lane(_parts(first, flights, last=last, prices=prices), prices) for first, flights, last in ways]
    chosen, size = _chosen(found)
    return Lanes(
        origin=start,
        destination=end,
        origin_place=ends[0].place.name,
        destination_place=ends[1].place.name,
        cargo=cargo.code,
        product=load.product,
        scenario=scenario,
        load_name=cargo.load_name,
        load_t=cargo.load_t,
        value_of_time_usd_per_h=prices.value_of_time_usd_per_h,
        lanes=chosen,
        sources=tuple(sorted({source for lane in chosen for part in lane.parts for source in part.sources})),
        notes=(*NOTES, *(f"Left out by law or decree: {_told(bar)}." for bar in _met(ends, scenario))),
        pareto_size=size,
        observed=_observed(found),
    )


def _ways(start: End, end: End, *, scenario: Scenario, prices: AirPrices) -> list[Way]:
    """Return every way of at most two flights between the airports of two countries."""
    held = network.bars_to_goods(scenario, start.country.iso3, destination=end.country.iso3)
    there = network.load(scenario, held=tuple(bar.id for bar in held))
    shut = {iso3 for bar in held for iso3 in bar.at}
    airports = [one for one in _airports(there) if one.iso3 not in shut]
    barred = barred_pairs(scenario, mode="air")
    out, into = (_accesses(side, airports, there=there, most_km=prices.road_km) for side in (start, end))
    return [
        (first, flights, last)
        for first in out
        for last in into
        for flights in _flights(first.airport, last.airport, relays=airports, prices=prices)
        if all(frozenset((flight.start.iso3, flight.end.iso3)) not in barred for flight in flights)
    ]


def _airports(there: Network) -> list[Place]:
    open_now = set(there.places["place_id"])
    return [one for one in network.places().values() if one.kind == "airport" and one.id in open_now]


def _accesses(end: End, airports: list[Place], *, there: Network, most_km: float) -> list[Access]:
    """Return the airports of a country that a road joins to where the goods begin or end."""
    found = []
    for airport in [one for one in airports if one.iso3 == end.country.iso3]:
        km, link_ids = land_way(end.place.id, airport.id, mode="road", network=there)
        if km <= most_km:
            found.append(Access(airport, end.place, km, link_ids))
    return found


def _flights(start: Place, end: Place, *, relays: list[Place], prices: AirPrices) -> Iterator[tuple[Flight, ...]]:
    """Return the direct flight and those with one change of aircraft, as far as there are any."""
    direct = _flight(start, end, prices=prices)
    if direct is not None:
        yield (direct,)
    for relay in relays:
        if relay.iso3 not in {start.iso3, end.iso3} and relay.id in _cargo_airports():
            legs = (_flight(start, relay, prices=prices), _flight(relay, end, prices=prices))
            if legs[0] is not None and legs[1] is not None:
                yield legs[0], legs[1]


def _flight(start: Place, end: Place, *, prices: AirPrices) -> Flight | None:
    """Return the flight between two airports, or None where no carrier is reported and none can be supposed."""
    km = great_circle_km((start.lon, start.lat), (end.lon, end.lat))
    stops = max(ceil(km / prices.reach_km) - 1, 0)
    carrier, sources = _reported().get(frozenset((start.id, end.id)), ("", ()))
    supposed = stops <= MOST_STOPS and bool({start.id, end.id} & _cargo_airports())
    if not carrier and not supposed:
        return None
    return Flight(start, end, km * prices.detour, stops, carrier, sources)


@cache
def _cargo_airports() -> frozenset[str]:
    return frozenset(data.table("cargo_airports")["airport"])


@cache
def _reported() -> dict[frozenset[str], tuple[str, tuple[str, ...]]]:
    rows = data.table("air_services").iter_rows(named=True)
    return {
        frozenset((row["airport_a"], row["airport_b"])): (row["carrier"], tuple(row["sources"].split(";")))
        for row in rows
    }


def _parts(first: Access, flights: tuple[Flight, ...], *, last: Access, prices: AirPrices) -> tuple[Part, ...]:
    steps = [*_drive(first, prices, outward=True), _at(first.airport, prices.load, detail="load aircraft")]
    for number, flight in enumerate(flights):
        if number:
            steps.append(_at(flight.start, prices.load, detail="change of aircraft"))
        wait = _at(flight.start, prices.wait, detail="wait for a freighter", party=flight.carrier or CARRIER)
        steps += [replace(wait, kind=PartKind.WAIT, mode="air"), _fly(flight, prices)]
    return (*steps, _at(last.airport, prices.unload, detail="unload aircraft"), *_drive(last, prices, outward=False))


def _drive(access: Access, prices: AirPrices, *, outward: bool) -> list[Part]:
    start, end = (access.gateway, access.airport) if outward else (access.airport, access.gateway)
    rate = prices.road(access.gateway.iso3)
    move = Part(
        kind=PartKind.MOVE, mode="road", start=start.id, end=end.id, start_name=start.name, end_name=end.name,
        km=access.km, hours=quantised(access.km / rate.km_per_h), money_usd=quantised(rate.usd_per_km * access.km),
        policy_usd=0.0, kgco2e=quantised(rate.kgco2e_per_km * access.km), detail="", passages=(),
        link_ids=access.link_ids if outward else access.link_ids[::-1], basis=weakest([rate.basis, Basis.MODELLED]),
        sources=tuple(sorted({*rate.sources, "natural-earth"})), party=HAULIER,
        variance_h2=rate.variance_h2(access.km), late_h=rate.late_h(access.km),
    )  # fmt: skip
    return [_at(start, prices.haul, detail=prices.haul.detail, party=HAULIER), move]


def _fly(flight: Flight, prices: AirPrices) -> Part:
    known = countries()
    fare = prices.fare(known[flight.start.iso3], known[flight.end.iso3], km=flight.km)
    detail = "; ".join(filter(None, (fare.detail, "a stop to refuel" if flight.stops else "")))
    return Part(
        kind=PartKind.MOVE, mode="air", start=flight.start.id, end=flight.end.id, start_name=flight.start.name,
        end_name=flight.end.name, km=flight.km, hours=fare.hours + flight.stops * prices.stop.hours,
        money_usd=fare.money_usd, policy_usd=0.0, kgco2e=quantised(prices.flight.kgco2e_per_km * flight.km),
        detail=detail, passages=(), link_ids=(), basis=weakest([fare.basis, Basis.MODELLED]),
        sources=tuple(sorted({*fare.sources, *flight.sources})), party=flight.carrier or CARRIER,
        evidence=Basis.REPORTED if flight.carrier else Basis.MODELLED,
        variance_h2=prices.flight.variance_h2(flight.km) + flight.stops * prices.stop.variance_h2,
        late_h=prices.flight.late_h(flight.km) + flight.stops * prices.stop.late_h,
    )  # fmt: skip


def _at(place: Place, charge: Charge, *, detail: str, party: str = "") -> Part:
    return Part(
        kind=PartKind.HANDLING, mode="", start=place.id, end=place.id, start_name=place.name, end_name=place.name,
        km=0.0, hours=charge.hours, money_usd=charge.money_usd, policy_usd=0.0, kgco2e=0.0, detail=detail,
        passages=(), link_ids=(), basis=charge.basis, sources=charge.sources,
        party=party or f"Terminal of {place.name}", variance_h2=charge.variance_h2,
        late_h=charge.late_h,
    )  # fmt: skip


def _lane(steps: tuple[Part, ...], prices: AirPrices) -> Lane:
    money_usd, hours, kgco2e = (sum(getattr(part, name) for part in steps) for name in CRITERIA[:3])
    flights = sum(1 for part in steps if part.kind is PartKind.MOVE and part.mode == "air")
    return Lane(
        id="", parts=steps, money_usd=money_usd, hours=hours, kgco2e=kgco2e,
        generalised_usd=money_usd + prices.value_of_time_usd_per_h * hours, transshipments=flights - 1,
        parties=parties(steps), borders=(), passages=(), best_in=(),
        variance_h2=sum(part.variance_h2 for part in steps), late_h=sum(part.late_h for part in steps),
    )  # fmt: skip


def _chosen(found: list[Lane]) -> tuple[tuple[Lane, ...], int]:
    """Return the Pareto set, cheapest first, with the best lane on a reported flight, and the size of the set."""
    cost = np.array([[getattr(lane, name) for name in CRITERIA] for lane in found])
    no_worse = np.asarray((cost[:, None, :] <= cost[None, :, :]).all(axis=2))
    beaten = np.asarray((no_worse & ~no_worse.T).any(axis=0))
    best = sorted((lane for lane, lost in zip(found, beaten.tolist(), strict=True) if not lost), key=_GENERALISED)
    flown = sorted((lane for lane in found if lane.evidence in {"reported", "partly modelled"}), key=_GENERALISED)
    kept = sorted([*best[:MOST_LANES], *(lane for lane in flown[:1] if lane not in best)], key=_GENERALISED)
    least = dict(zip(CRITERIA, cost.min(axis=0), strict=True))
    return tuple(
        replace(lane, id=f"L{number}", best_in=_titles(lane, least, first=number == 1))
        for number, lane in enumerate(kept[:MOST_LANES], start=1)
    ), len(best)


def _titles(lane: Lane, least: dict[str, float], *, first: bool) -> tuple[str, ...]:
    titles = [name.removesuffix("_usd") for name in CRITERIA if getattr(lane, name) == least[name]]
    return ("generalised", *titles) if first else tuple(titles)


def _observed(found: list[Lane]) -> tuple[Lane, ...]:
    flown = sorted((lane for lane in found if lane.evidence == "reported"), key=_GENERALISED)
    return tuple(replace(lane, id="O1", best_in=("generalised",)) for lane in flown[:1])


def _met(ends: tuple[End, End], scenario: Scenario) -> tuple[Bar, ...]:
    """Return the bars that the goods meet, and those on a straight flight between their two countries."""
    start, end = (one.country.iso3 for one in ends)
    flown = [
        bar
        for bar in bars_in_force(scenario)
        if bar.direct == "air" and any(a in bar.party and b in bar.at for a, b in ((start, end), (end, start)))
    ]
    return (*network.bars_to_goods(scenario, start, destination=end), *flown)


def _told(bar: Bar) -> str:
    return f"{bar.subject} ({bar.id}, since {bar.since})"


def _refusal(ends: tuple[End, End], *, scenario: Scenario, prices: AirPrices) -> Exception:
    """Return why there is no lane: a country without an airport, bars, or two that flights do not join."""
    start, end = (one.country for one in ends)
    having = {one.iso3 for one in network.places().values() if one.kind == "airport"}
    lacking = [side.name for side in (start, end) if side.iso3 not in having]
    if lacking:
        return NotCovered(
            f"the network has no airport in {' or '.join(lacking)}; it has some in {len(having)} countries"
        )
    question = f"no way by air from {start.name} to {end.name} under {scenario.name!r}"
    bars = _cutting(ends, scenario=scenario, prices=prices)
    if bars:
        law = " and ".join(_told(bar) for bar in bars)
        return NoRoute(f"{question}: kept from it by law or decree: {law}; a scenario can open it")
    limit = f"{MOST_FLIGHTS} flights of at most {2 * prices.reach_km:,.0f} km, one end an airport with much cargo"
    return NoRoute(f"{question}, with {limit}")


def _cutting(ends: tuple[End, End], *, scenario: Scenario, prices: AirPrices) -> tuple[Bar, ...]:
    """Return a bar without which there would be a way, or all that the ends meet where they only cut it together."""
    met = _met(ends, scenario)

    def opens(*bars: Bar) -> bool:
        opened = replace(scenario, open=(*scenario.open, *(bar.id for bar in bars)))
        return bool(_ways(*ends, scenario=opened, prices=prices))

    alone = next((bar for bar in met if opens(bar)), None)
    if alone is not None:
        return (alone,)
    return met if met and opens(*met) else ()
