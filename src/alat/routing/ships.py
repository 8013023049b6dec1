"""What does a weekly loop of container ships cost: how many ships, and how much charter, fuel, port and canal money?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import ceil, isfinite

from alat.data import Basis, table
from alat.errors import BadInput, NoRoute, UnknownCode, near_matches
from alat.network.bars import Bar, bars_in_force
from alat.network.loading import closed_passages
from alat.network.places import Place
from alat.network.scenario import Scenario
from alat.network.sea import ways

KM_PER_NAUTICAL_MILE = 1.852
_DAYS_A_WEEK = 7
_HOURS_A_DAY = 24.0
_DUES: Mapping[str, str] = {"turkish-straits": "LP06", "panama": "LP07"}
_NO_DUES_KNOWN = ("suez",)
_FASTEST_KN = 26.0


@dataclass(frozen=True, slots=True)
class Figure:
    """One parameter: the value used, and its favourable and unfavourable ends."""

    value: float
    favourable: float
    unfavourable: float
    basis: Basis
    sources: tuple[str, ...]

    def at(self, case: str) -> float:
        """Return the value of a case: ``central``, ``favourable`` or ``unfavourable``."""
        return {"central": self.value, "favourable": self.favourable, "unfavourable": self.unfavourable}[case]


@dataclass(frozen=True, slots=True)
class VesselClass:
    """A size of ship: slots, speed, fuel, and what a day of it costs in a low and a high market, with their dates."""

    id: str
    teu: float
    speed_kn: float
    fuel_t_per_day: float
    charter_usd_per_day: tuple[float, float]
    charter_as_of: tuple[str, str]
    sources: tuple[str, ...]

    def fuel_at(self, speed_kn: float, *, power: float) -> float:
        """Return tonnes of fuel a day at a speed: it grows with a power of speed (Notteboom & Cariou 2009)."""
        return self.fuel_t_per_day * float((speed_kn / self.speed_kn) ** power)


@dataclass(frozen=True, slots=True)
class Market:
    """When the ships are chartered (0: the low market, 1: the high one), and which end of every other figure holds."""

    charter: int
    case: str
    fuel_usd_per_t: float | None = None


@dataclass(frozen=True, slots=True)
class Loop:
    """A closed rotation: its calls in order, kilometres, and the passages on its way, both ways counted."""

    calls: tuple[Place, ...]
    km: float
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """One rotation of one ship: days at sea, waiting at passages, and in ports; ships for one departure a week."""

    sea_days: float
    wait_days: float
    port_days: float
    ships: int

    @property
    def days(self) -> float:
        """Days of a whole rotation, before it is rounded up to whole weeks."""
        return self.sea_days + self.wait_days + self.port_days


@dataclass(frozen=True, slots=True)
class WeeklyCost:
    """What one departure a week costs; the four parts add up to `total_usd`."""

    round: Round
    charter_usd: float
    fuel_usd: float
    port_usd: float
    dues_usd: float

    @property
    def total_usd(self) -> float:
        """US dollars a week."""
        return self.charter_usd + self.fuel_usd + self.port_usd + self.dues_usd


def loop(calls: Sequence[Place], scenario: Scenario) -> Loop:
    """Return the rotation that calls at some ports in order and goes back to the first.

    Raises
    ------
    BadInput
        If there are fewer than two calls, or two in a row are one port.
    NoRoute
        If no way by sea joins two calls under the scenario, or law keeps ships from sailing between them.
    """
    if len(calls) < 2:  # noqa: PLR2004 - a loop has two ends
        raise BadInput("a rotation of one port; expected at least two")
    km, passages = 0.0, list[str]()
    held = [bar for bar in bars_in_force(scenario) if bar.direct == "sea"]
    found = ways(sorted({call.id for call in calls}), closed_passages(scenario))
    for start, end in pairwise((*calls, calls[0])):
        if start.id == end.id:
            raise BadInput(f"a ship from {start.name} to itself; expected two different ports in a row")
        _refuse_barred(start, end, held=held)
        leg = found.distance_km(start.id, end.id)
        if not isfinite(leg):
            shut = ", ".join(scenario.close) or "nothing"
            raise NoRoute(f"no way by sea from {start.name} to {end.name} under {scenario.name!r} (closed: {shut})")
        km += leg
        passages += found.passages(start.id, end.id)
    return Loop(tuple(calls), km, tuple(passages))


def _refuse_barred(start: Place, end: Place, *, held: Sequence[Bar]) -> None:
    ends = (start.iso3, end.iso3)
    bars = [bar.id for bar in held if any(a in bar.party and b in bar.at for a, b in (ends, ends[::-1]))]
    if bars:
        way = f"from {start.name} to {end.name}"
        raise NoRoute(f"law keeps ships from sailing straight {way}: {', '.join(bars)}; a scenario can open it")


def weekly_cost(
    vessel: VesselClass, way: Loop, *, market: Market, speed_kn: float, wait_h: Mapping[str, float]
) -> WeeklyCost:
    """Return what one departure a week costs on a rotation.

    Parameters
    ----------
    vessel
        The ships.
    way
        The rotation.
    market
        When the ships are chartered, and which end of the other figures holds.
    speed_kn
        Speed at sea in knots.
    wait_h
        Hours of waiting at each passage that has any.

    Notes
    -----
    As many ships as the rotation has weeks, rounded up (a weekly loop of 56 days takes eight), are chartered every day;
    each departure burns the fuel of one rotation and pays its port and canal dues once.
    """
    known, case = parameters(), market.case
    sea_days = way.km / KM_PER_NAUTICAL_MILE / speed_kn / _HOURS_A_DAY * (1 + known["LP08"].at(case))
    wait_days = sum(wait_h.get(passage, 0.0) for passage in way.passages) / _HOURS_A_DAY
    port_days = len(way.calls) * known["LP01"].at(case)
    ships = ceil((sea_days + wait_days + port_days) / _DAYS_A_WEEK)
    burned = vessel.fuel_at(speed_kn, power=known["LP05"].at(case))
    fuel_t = burned * (sea_days + known["LP03"].at(case) * (port_days + wait_days))
    price = market.fuel_usd_per_t if market.fuel_usd_per_t is not None else known["LP04"].at(case)
    return WeeklyCost(
        Round(sea_days, wait_days, port_days, ships),
        charter_usd=ships * _DAYS_A_WEEK * vessel.charter_usd_per_day[market.charter],
        fuel_usd=fuel_t * price,
        port_usd=len(way.calls) * vessel.teu * known["LP02"].at(case),
        dues_usd=sum(known[_DUES[passage]].at(case) for passage in way.passages if passage in _DUES),
    )


def dues_not_known(way: Loop) -> tuple[str, ...]:
    """Return the canals on a rotation whose dues are not in the tables, and so not in its cost."""
    return tuple(dict.fromkeys(passage for passage in way.passages if passage in _NO_DUES_KNOWN))


def checked_speed(speed_kn: float | None, vessel: VesselClass) -> float:
    """Return the speed at which ships sail, that of their design where none is given.

    Raises
    ------
    BadInput
        If it is not a speed of container ships.
    """
    if speed_kn is None:
        return vessel.speed_kn
    if not 0 < speed_kn <= _FASTEST_KN:
        raise BadInput(f"a speed of {speed_kn:g} knots; expected more than 0 and at most {_FASTEST_KN:g}")
    return speed_kn


def vessel_class(name: str) -> VesselClass:
    """Return the class of that many TEU.

    Raises
    ------
    UnknownCode
        If there is none.
    """
    found = vessel_classes().get(name.strip().replace(",", "").removesuffix("TEU").strip())
    if found is None:
        raise UnknownCode("vessel class", name, near=near_matches(name, vessel_classes()) or tuple(vessel_classes()))
    return found


@cache
def vessel_classes() -> dict[str, VesselClass]:
    """Return the sizes of ships, small ones first."""
    rows = {row["id"]: row for row in table("vessels").iter_rows(named=True)}
    return {row["id"]: _class(row, rows) for row in table("vessel_classes").iter_rows(named=True)}


@cache
def parameters() -> dict[str, Figure]:
    """Return the parameters of liner services by id."""
    return {
        row["id"]: Figure(row["value"], row["low"], row["high"], Basis(row["basis"]), tuple(row["source"].split(";")))
        for row in table("liner_parameters").iter_rows(named=True)
    }


def figure_sources(ids: Iterable[str]) -> tuple[str, ...]:
    """Return the sources of some parameters."""
    return tuple(sorted({source for name in ids for source in parameters()[name].sources}))


def _class(row: Mapping[str, str], rows: Mapping[str, Mapping[str, str]]) -> VesselClass:
    low, high, speed, fuel = (rows[row[column]] for column in ("charter_low", "charter_high", "speed", "fuel"))
    return VesselClass(
        row["id"],
        float(row["teu"]),
        float(speed["value"]),
        float(fuel["value"]),
        (float(low["value"]), float(high["value"])),
        (low["as_of"], high["as_of"]),
        tuple(sorted({row["source"], *(each["source"] for each in (low, high, speed, fuel))})),
    )
