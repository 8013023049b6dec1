"""What does a load by air cost on the road, at the airport and in the air?"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from alat import data
from alat.data import Basis
from alat.errors import NotCovered
from alat.network import Network
from alat.reference import Country, cargo_class
from alat.routing.figures import Charge, Rate, TableRow, quantised, rows_by_id, weakest
from alat.routing.loads import Priced

KG_PER_T = 1000.0


@dataclass(frozen=True, slots=True)
class Corridor:
    """A price of one flight, whatever its length, between a country or region and a region, either way."""

    ends: tuple[str, str]
    usd: float
    basis: Basis
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AirPrices:
    """All figures of a load by air.

    Attributes
    ----------
    haul, roads
        The fixed price of a truck, and the rates of driving by country ('' for all others).
    load, unload, wait, stop
        Handling at the airport of departure and of arrival, the wait for a freighter, and a stop to refuel.
    flight, corridors
        The rate of flying, and the flights that have a price of their own.
    reach_km, detour
        The longest flight without a stop (great circle), and how much longer than the great circle it is flown.
    road_km
        The longest road leg.
    value_of_time_usd_per_h
        What an hour costs the owner of one load.
    """

    haul: Charge
    roads: Mapping[str, Rate]
    load: Charge
    unload: Charge
    wait: Charge
    stop: Charge
    flight: Rate
    corridors: tuple[Corridor, ...]
    reach_km: float
    detour: float
    road_km: float
    value_of_time_usd_per_h: float

    def road(self, iso3: str) -> Rate:
        """Return the rate of driving in a country."""
        return self.roads.get(iso3, self.roads[""])

    def fare(self, start: Country, end: Country, *, km: float) -> Charge:
        """Return the hours, money and basis of one flight of so many km flown."""
        hours = quantised(km / self.flight.km_per_h)
        for one in self.corridors:
            if one.ends in {(a, b) for a in _names(start) for b in _names(end)} | {
                (b, a) for a in _names(start) for b in _names(end)
            }:
                return Charge("corridor price", hours, one.usd, weakest([one.basis, self.flight.basis]), one.sources)
        return Charge("", hours, quantised(self.flight.usd_per_km * km), self.flight.basis, self.flight.sources)


def air_prices(held: Network, load: Priced) -> AirPrices:
    """Return the figures of a load by air, out of the rows of parameters and handling that `cost_roles` names."""
    rows = rows_by_id(held)
    roles = data.table("cost_roles").filter(pl.col("cargo").is_in([load.cargo, "all"]))
    named: dict[str, list[TableRow]] = {}
    for role in roles.iter_rows(named=True):
        named.setdefault(role["role"], []).append(rows[role["row"]])
    one = {role: found[0] for role, found in named.items()}
    limits = dict(data.table("leg_limits").select("id", "km").iter_rows())
    feu_t, t = _value(one["load_t"]), cargo_class(load.cargo).load_t
    return AirPrices(
        haul=_charge(one["road_fixed_usd"], usd=_value(one["road_fixed_usd"]) * t / feu_t),
        roads=_roads(named, share=t / feu_t, load_t=t),
        load=_handling(one["air_load"], load_t=t),
        unload=_handling(one["air_unload"], load_t=t),
        wait=_charge(one["air_wait_h"], hours=_value(one["air_wait_h"])),
        stop=_charge(one["air_stop_h"], hours=_value(one["air_stop_h"])),
        flight=_rate(one, per_km=_value(one["air_usd_per_tkm"]) * t, load_t=t),
        corridors=_corridors(named["air_corridor_usd_per_kg"], load_t=t),
        reach_km=limits["air-leg"],
        detour=_value(one["air_detour"]),
        road_km=limits["road-leg"],
        value_of_time_usd_per_h=load.usd_per_h,
    )


def _names(country: Country) -> tuple[str, ...]:
    return (country.iso3, country.region, country.subregion)


def _value(row: TableRow) -> float:
    if row.value is None:
        raise NotCovered(f"no lane by air can be costed: the row {row.id} states no value")
    return row.value


def _charge(row: TableRow, *, hours: float = 0.0, usd: float = 0.0) -> Charge:
    late, variance = (row.late, row.variance) if hours else (0.0, 0.0)
    return Charge(
        row.subject, quantised(hours), quantised(usd), row.basis, row.sources, variance_h2=quantised(variance),
        late_h=late,
    )  # fmt: skip


def _handling(row: TableRow, *, load_t: float) -> Charge:
    if row.unit != "per kg" or row.usd is None or row.hours is None:
        raise NotCovered(f"no lane by air can be costed: the row {row.id} states no hours or no price per kg")
    return _charge(row, hours=row.hours, usd=row.usd * KG_PER_T * load_t)


def _roads(named: Mapping[str, list[TableRow]], *, share: float, load_t: float) -> dict[str, Rate]:
    """Return the rates of driving: a load's share of a full truck."""
    scopes = data.table("cost_scopes").filter(pl.col("kind") == "country")
    found = {}
    for row in (*named["road_usd_per_km"], *named["road_regional_usd_per_km"]):
        speed, grams = named["road_km_per_h"][0], named["road_g_per_tkm"][0]
        used = (row, speed, grams)
        rate = Rate(
            0.0, _value(row) * share, _value(speed), _value(grams) * load_t / KG_PER_T,
            weakest(part.basis for part in used), _sources(used), speed.variance, speed.shared_km, speed.late,
        )  # fmt: skip
        inside = scopes.filter(pl.col("row") == row.id)["first"].to_list()
        found.update(dict.fromkeys(inside or [""], rate))
    return found


def _rate(one: Mapping[str, TableRow], *, per_km: float, load_t: float) -> Rate:
    speed, grams = one["air_km_per_h"], one["air_g_per_tkm"]
    used = (one["air_usd_per_tkm"], speed, grams, one["air_detour"])
    return Rate(
        0.0, per_km, _value(speed), _value(grams) * load_t / KG_PER_T, weakest(row.basis for row in used),
        _sources(used), speed.variance, speed.shared_km, speed.late,
    )  # fmt: skip


def _corridors(rows: list[TableRow], *, load_t: float) -> tuple[Corridor, ...]:
    scopes = data.table("cost_scopes").filter(pl.col("kind") == "air")
    return tuple(
        Corridor((a, b), quantised(_value(row) * KG_PER_T * load_t), row.basis, row.sources)
        for row in rows
        for a, b in scopes.filter(pl.col("row") == row.id).select("first", "second").iter_rows()
    )


def _sources(rows: tuple[TableRow, ...]) -> tuple[str, ...]:
    return tuple(sorted({source for row in rows for source in row.sources}))
