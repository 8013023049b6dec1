"""By which lane does ammonia go from one country to another, and how far is it by sea?"""

from dataclasses import dataclass

import numpy as np

from alat.network.scenario import BASE, Scenario
from alat.reference import Country
from alat.routing import Lane, Lanes, Part, PartKind, lanes
from alat.routing.parts import PASSING
from alat.sectors.levelised import Floats, Values, gas_carrier

CARGO = "liquid_bulk"
SEA = "sea"
# What a lane's parts are told as.
LAND_ORIGIN, PORTS, SHIP, LAND_DESTINATION = "land_origin", "ports", "ship", "land_destination"


@dataclass(frozen=True, slots=True)
class AmmoniaLane:
    """The cheapest lane for tank cargo, told in four parts.

    Attributes
    ----------
    lane
        Its name among the lanes of `alat lanes --cargo liquid_bulk`.
    origin_place, destination_place
        Between which cities it leads.
    ports
        The seaports, in order; empty where no ship is needed.
    passages, borders
        Straits and canals sailed through, and land borders crossed.
    sea_km
        Distance by ship.
    land_origin_usd_per_t, ports_usd_per_t, dues_usd_per_t, land_destination_usd_per_t
        What the engine asks: by land before the first ship, for loading and unloading ships, in dues of straits and
        canals, by land after the last ship.
    tanker_usd_per_t
        What the engine asks for the ships themselves with tank cargo in general; shown beside the gas carrier's cost.
    kgco2e_per_t, hours
        Emissions of moving and hours of the whole lane.
    sources
        Ids from `sources.csv`.
    """

    lane: str
    origin_place: str
    destination_place: str
    ports: tuple[str, ...]
    passages: tuple[str, ...]
    borders: tuple[str, ...]
    sea_km: float
    land_origin_usd_per_t: float
    ports_usd_per_t: float
    dues_usd_per_t: float
    land_destination_usd_per_t: float
    tanker_usd_per_t: float
    kgco2e_per_t: float
    hours: float
    sources: tuple[str, ...]


def ammonia_lane(origin: Country, destination: Country, *, scenario: Scenario = BASE) -> AmmoniaLane:
    """Return the lane that asks least money for a tonne of tank cargo.

    Raises
    ------
    SameParty, NoRoute, NotCovered
        As `alat.routing.lanes`.
    """
    found = lanes(origin, destination, cargo=CARGO, scenario=scenario)
    return _told(found, min(found.lanes, key=lambda lane: lane.money_usd))


def carriage(values: Values, lane: AmmoniaLane) -> dict[str, Floats]:
    """Return the parts of carriage, USD a tonne: the engine's for land and ports, a gas carrier's for the sea."""
    land, ports = values["lane.land"], values["lane.ports"]
    ship = gas_carrier(values, lane.sea_km) + lane.dues_usd_per_t
    return {
        LAND_ORIGIN: np.asarray(lane.land_origin_usd_per_t * land, dtype=float),
        PORTS: np.asarray(lane.ports_usd_per_t * ports, dtype=float),
        SHIP: np.asarray(ship, dtype=float),
        LAND_DESTINATION: np.asarray(lane.land_destination_usd_per_t * land, dtype=float),
    }


def _told(found: Lanes, lane: Lane) -> AmmoniaLane:
    at_sea = [place for place, part in enumerate(lane.parts) if _sails(part)]
    first, last = (at_sea[0], at_sea[-1]) if at_sea else (len(lane.parts), len(lane.parts))
    money = dict.fromkeys((LAND_ORIGIN, PORTS, SHIP, LAND_DESTINATION, "dues"), 0.0)
    for place, part in enumerate(lane.parts):
        money[_where(part, place, first=first, last=last)] += part.money_usd / found.load_t
    return AmmoniaLane(
        lane=lane.id,
        origin_place=found.origin_place,
        destination_place=found.destination_place,
        ports=_calls(lane),
        passages=lane.passages,
        borders=lane.borders,
        sea_km=sum(lane.parts[place].km for place in at_sea),
        land_origin_usd_per_t=money[LAND_ORIGIN],
        ports_usd_per_t=money[PORTS],
        dues_usd_per_t=money["dues"],
        land_destination_usd_per_t=money[LAND_DESTINATION],
        tanker_usd_per_t=money[SHIP],
        kgco2e_per_t=lane.kgco2e / found.load_t,
        hours=lane.hours,
        sources=tuple(sorted({source for part in lane.parts for source in part.sources})),
    )


def _calls(lane: Lane) -> tuple[str, ...]:
    """Return the ports at which ships call: where one only passes, the leg before ends at sea."""
    calls: list[str] = []
    for part in filter(_sails, lane.parts):
        if part.detail == PASSING:
            calls.pop()
        calls += [part.end_name] if part.detail == PASSING else [part.start_name, part.end_name]
    return tuple(dict.fromkeys(calls))


def _sails(part: Part) -> bool:
    return part.kind is PartKind.MOVE and part.mode == SEA


def _where(part: Part, place: int, *, first: int, last: int) -> str:
    if part.kind is PartKind.DUES and part.mode == SEA:
        return "dues"
    if _sails(part) or part.mode == SEA:
        return SHIP
    if part.kind is PartKind.HANDLING and part.detail.endswith("ship"):
        return PORTS
    if place < first:
        return LAND_ORIGIN
    return LAND_DESTINATION if place > last else PORTS
