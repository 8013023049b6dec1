"""What do services cost that nobody has priced? Ships and aircraft by the engine, less the freight that they earn.

A shipper's saving is what the new lane is cheaper by, its freight paid; the ship's whole cost beside that saving would
count the freight twice. So the cost of a service is what its ships cost less the freight at the model's own price.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from alat.data import Study, table
from alat.errors import BadInput
from alat.network import Scenario, place
from alat.network.distance import great_circle_km
from alat.plan.cost_results import Range
from alat.plan.parameters import parameter
from alat.reference import countries_of, country
from alat.routing.break_even import TEU_PER_FEU, service
from alat.routing.break_even_results import BreakEven, DirectService
from alat.routing.volume import yearly

WEEKS_A_YEAR = 365.25 / 7
ROTATIONS_A_WEEK = 2
_LOAD, _SPEED, _DETOUR = "P01", "P47", "P69"
_LEVELS = (0, 1, 2)


@dataclass(frozen=True, slots=True)
class EngineCost:
    """A yearly cost that was computed.

    Attributes
    ----------
    usd
        What it costs a year after freight, never below 0: what it earns beyond its cost is the carrier's.
    gross, freight
        Ships or aircraft, and the freight taken off (0 where it is not known), both USD a year.
    note
        With what it sails, and what is left out.
    sources
        Ids from `sources.csv`.
    """

    usd: Range
    gross: Range
    freight: Range
    note: str
    sources: tuple[str, ...]


def computed(rule: str, *, study: Study, scenario: Scenario) -> EngineCost:
    """Return the yearly cost that a rule of `measure_costs.csv` asks for.

    Parameters
    ----------
    rule
        ``weekly_service PORT PORT``, ``weekly_feeder PORT PORT`` (which carries the study's own boxes besides those of
        the countries behind the ports), or ``freighter AIRPORT AIRPORT ...``.
    study
        Whose home and partners send boxes by the feeder.
    scenario
        What is closed, opened or avoided.

    Raises
    ------
    BadInput
        If the rule is not one of these, or a place is of another kind.
    UnknownCode, NoRoute
        If a place is not known, or ships cannot sail.
    """
    name, *places = rule.split()
    if name in {"weekly_service", "weekly_feeder"} and len(places) == len(("from", "to")):
        through = _study_boxes(study) if name == "weekly_feeder" else ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
        return _service(service(places[0], places[1], scenario=scenario), through)
    if name == "freighter" and len(places) > 1:
        return _freighter(places)
    raise BadInput(
        f"rule {rule!r}; expected weekly_service or weekly_feeder with two ports, or freighter with airports"
    )


def _service(
    found: DirectService, through: tuple[tuple[float, float, float], tuple[float, float, float]]
) -> EngineCost:
    """Return the least that a weekly service loses, over the classes of ships."""
    weekly = [
        tuple(here[level] + more[level] for level in _LEVELS)
        for here, more in zip(found.volume_teu_per_week, through, strict=True)
    ]
    by_class: dict[str, dict[str, BreakEven]] = {}
    for each in found.ships:
        by_class.setdefault(each.vessel.id, {})[each.market] = each
    price = found.price_usd / TEU_PER_FEU

    def freight(ship: BreakEven, level: int) -> float:
        return price * sum(min(boxes[level], ship.slots_teu) for boxes in weekly)

    best = min(by_class.values(), key=lambda ships: ships["high"].cost.total_usd - freight(ships["high"], 1))
    ships = (best["best"], best["high"], best["worst"])
    gross = Range(*(ship.cost.total_usd * WEEKS_A_YEAR for ship in ships))
    earned = Range(*(freight(best["high"], level) * WEEKS_A_YEAR for level in _LEVELS))
    net = [
        max(0.0, (ship.cost.total_usd - freight(ship, level)) * WEEKS_A_YEAR)
        for ship, level in zip(ships, reversed(_LEVELS), strict=True)
    ]
    vessel, rounds = best["high"].vessel, best["high"].cost.round
    note = (
        f"{rounds.ships} ships of {vessel.teu:,.0f} TEU, chartered: {gross.central / 1e6:,.1f} m USD a year, less "
        f"freight of {earned.central / 1e6:,.1f} m USD at {price:,.0f} USD per TEU on {weekly[0][1]:,.0f} TEU a week "
        f"out and {weekly[1][1]:,.0f} back; low: cheapest charter and most boxes, high: the reverse; "
        "handling of empty boxes, agents and overhead are left out"
    )
    return EngineCost(Range(*net), gross, earned, note, found.sources)


def _study_boxes(study: Study) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Return TEU a week between the study's home and its partners, out and back: low, central, high."""
    home, members = country(study.home), countries_of((study.partners,), on=study.as_of)
    load_t = _network_figure(_LOAD)["value"]
    out = [yearly(home, one, load_t=load_t) for one in members]
    back = [yearly(one, home, load_t=load_t) for one in members]
    per_week = TEU_PER_FEU / WEEKS_A_YEAR
    (out_low, out_mid, out_high), (back_low, back_mid, back_high) = (
        (
            sum(each.low_feu for each in way) * per_week,
            sum(each.central_feu for each in way) * per_week,
            sum(each.high_feu for each in way) * per_week,
        )
        for way in (out, back)
    )
    return (out_low, out_mid, out_high), (back_low, back_mid, back_high)


def _freighter(names: Sequence[str]) -> EngineCost:
    stops = [place(name) for name in names]
    for stop in stops:
        if stop.kind != "airport":
            raise BadInput(f"{stop.name} ({stop.id}) is no airport; expected one")
    km = 2 * sum(great_circle_km((a.lon, a.lat), (b.lon, b.lat)) for a, b in pairwise(stops))
    speed, detour, price = _network_figure(_SPEED), _network_figure(_DETOUR), parameter("block_hour")
    flights = ROTATIONS_A_WEEK * WEEKS_A_YEAR
    hours = Range(
        *(
            km * detour[near] / speed[fast] * flights
            for near, fast in (("low", "high"), ("value", "value"), ("high", "low"))
        )
    )
    gross = hours.times(price.range)
    note = (
        f"{hours.central:,.0f} block hours a year: {ROTATIONS_A_WEEK} rotations a week of {km:,.0f} km both ways, at "
        f"{price.range.central:,.0f} USD an hour; the freight that it would earn is not known and not taken off"
    )
    return EngineCost(gross, gross, Range(0.0, 0.0, 0.0), note, (*price.sources, "alat-cost-parameters"))


def _network_figure(row: str) -> Mapping[str, float]:
    """Return value, low and high of a parameter of the network."""
    found = next(each for each in table("parameters").iter_rows(named=True) if each["id"] == row)
    return {name: float(found[name]) for name in ("value", "low", "high")}
