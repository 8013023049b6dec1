"""What does each thing that can happen to a load cost, in money, hours and carbon?

Every figure is a row of the network's parameters, handling or borders, found by its id through `cost_roles.csv`;
none stands in the code. A `CostTable` holds them for one cargo class, per load.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import polars as pl

from alat.data import Basis
from alat.errors import NotCovered
from alat.network.model import Network
from alat.reference import cargo_class
from alat.routing.cost_rows import (
    border_pairs,
    due_rows,
    ferry_pairs,
    leg_limits_km,
    places_of,
    roles_of,
    surcharge_rows,
)
from alat.routing.crossings import Crossings
from alat.routing.figures import Charge, Rate, TableRow, operation, quantised, row_sources, rows_by_id, rows_of, weakest
from alat.routing.loads import Priced, priced
from alat.routing.prices import price_factor
from alat.routing.read_once import Same

_NO_CHARGE = Charge("", 0.0, 0.0, Basis.ASSUMED, ())


@dataclass(frozen=True, slots=True)
class Money:
    """An amount per load (or per load and km, or a plain factor) with where it stands."""

    value: float
    basis: Basis
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CostTable:
    """All figures of one cargo class, per load.

    Attributes
    ----------
    cargo, load_name, load_t
        Cargo class; what one load is and its tonnes.
    value_of_time_usd_per_h
        What an hour costs the owner of one load.
    rates
        Cost of moving, by ``sea main``, ``sea feeder``, ``caspian``, ``truck ferry``, ``rail``, ``road`` and
        ``road ISO3`` where a country has its own. A mode that carries no such cargo has no entry.
    operations
        Handling and waiting by role; a role that does not apply has no entry.
    crossings
        Charges at land borders.
    passage_waits, passage_dues
        Waiting at straits and canals, and what is paid there, by passage.
    empty_return
        Share of the price of carriage over land and the Caspian that the way back of the empty box adds, where it is
        counted: it is in the rates.
    port_surcharges
        Charges on top of handling in a seaport, by role (``port_load``, ``port_unload``, ``transship``).
    ferry_pairs
        Pairs of Caspian ports (in the order of the alphabet) joined by rail and truck ferries.
    road_leg_km, rail_access_km
        The longest road leg, and the longest road leg between a gateway and a rail terminal.
    sources
        All sources of the figures.
    """

    cargo: str
    load_name: str
    load_t: float
    value_of_time_usd_per_h: float
    rates: Mapping[str, Rate]
    operations: Mapping[str, Charge]
    crossings: Crossings
    passage_waits: Mapping[str, Charge]
    passage_dues: Mapping[str, Charge]
    port_surcharges: Mapping[str, tuple[Charge, ...]]
    empty_return: Money | None
    ferry_pairs: frozenset[tuple[str, str]]
    road_leg_km: float
    rail_access_km: float
    sources: tuple[str, ...]

    def road(self, iso3: str) -> Rate:
        """Return the road rate in a country."""
        return self.rates.get(f"road {iso3}", self.rates["road"])


def cost_table(network: Network, cargo: str | Priced) -> CostTable:
    """Return the figures of one cargo class, or of one load.

    Parameters
    ----------
    network
        Supplies the tables of parameters, handling and borders.
    cargo
        ``container``, ``reefer``, ``dry_bulk``, ``liquid_bulk``, ``general`` or ``roro``, or a load of one with what
        an hour of it costs.

    Raises
    ------
    UnknownCode
        If there is no such cargo class.
    NotCovered
        If no lane can be costed for it (air).
    """
    where = tuple(network.places.select("place_id", "iso3").iter_rows())
    if isinstance(cargo, str) and not network.scenario.improve:
        return _usual(cargo, tuple(map(Same, (network.parameters, network.handling, network.borders))), places=where)
    load = priced(cargo) if isinstance(cargo, str) else cargo
    border = _Border(
        rows=network.borders,
        iso3=dict(where),
        edits={
            row: "; ".join(one.said for one in network.scenario.improve if one.target == row)
            for row in {one.target for one in network.scenario.improve}
        },
    )
    return _table(load, rows_by_id(network), border=border)


# Scenarios that improve nothing share their figures, and with them all that was priced before.
@lru_cache(maxsize=16)
def _usual(cargo: str, tables: tuple[Same[pl.DataFrame], ...], *, places: tuple[tuple[str, str], ...]) -> CostTable:
    parameters, handling, borders = (each.held for each in tables)
    border = _Border(rows=borders, iso3=dict(places), edits={})
    return _table(priced(cargo), rows_of(parameters, handling, borders=borders), border=border)


def cost_table_with(costs: CostTable, rows: Mapping[str, TableRow]) -> CostTable:
    """Return the figures of a plain load of the same cargo class where rows of parameters or handling read otherwise.

    Parameters
    ----------
    costs
        The figures as they stand.
    rows
        Every row by its id.
    """
    crossings = costs.crossings
    return _table(priced(costs.cargo), rows, border=_Border(crossings.borders, crossings.iso3, crossings.edits))


@dataclass(frozen=True, slots=True)
class _Border:
    """What `Crossings` takes as it is: rows of borders, country by place id, and what a scenario changes in a row."""

    rows: pl.DataFrame
    iso3: Mapping[str, str]
    edits: Mapping[str, str]


def _table(load: Priced, rows: Mapping[str, TableRow], *, border: _Border) -> CostTable:
    kind = cargo_class(load.cargo)
    roles = roles_of(kind.code)
    if "sea_main_usd_per_km" not in roles:
        raise NotCovered(f"{kind.code} cargo is not covered here: no sea, rail or road price is known; ask `lanes`")
    book = _Book(rows, roles, load_t=kind.load_t)
    limits = leg_limits_km()
    empty = _empty_return(load)
    rates = _both_ways(_rates(book), empty)
    operations = _operations(book)
    return CostTable(
        cargo=kind.code,
        load_name=kind.load_name,
        load_t=kind.load_t,
        value_of_time_usd_per_h=load.usd_per_h,
        rates=rates,
        operations=operations,
        crossings=_crossings(book, border),
        passage_waits=_passage_waits(book),
        passage_dues=_dues(book, kind.code),
        port_surcharges=_port_surcharges(book, load, operations=operations),
        empty_return=empty,
        ferry_pairs=ferry_pairs(),
        road_leg_km=limits["road-leg"],
        rail_access_km=limits["rail-access"],
        sources=_sources([*rates.values(), *operations.values()], extra=load.time.sources),
    )


class _Book:
    """The rows of one cargo class by role, in units of one load."""

    def __init__(
        self, rows: Mapping[str, TableRow], roles: Mapping[str, list[tuple[str, float]]], *, load_t: float
    ) -> None:
        self._rows = rows
        self._roles = roles
        self.load_t = load_t
        self._feu_t = self.number("load_t")
        self._per_teu = self.number("feu_per_teu")

    def has(self, role: str) -> bool:
        return role in self._roles

    def every(self, role: str) -> list[TableRow]:
        return [self._rows[row] for row, _ in self._roles.get(role, [])]

    def only(self, role: str) -> TableRow:
        return self.every(role)[0]

    def number(self, role: str) -> float:
        return _raw(self.only(role))

    def per_load(self, value: float, unit: str) -> float:
        """Turn an amount in `unit` into one per load: 'USD per TEU', 'per t', 'USD per FEU-km' ..."""
        words = unit.rsplit(";", maxsplit=1)[-1].split("per ", 1)[-1].removesuffix("-km")
        if words == "t":
            return value * self.load_t
        if words == "vehicle":
            return value * self.load_t / self.number("vehicle_t")
        if words == "TEU":
            value *= self._per_teu
        elif words not in {"FEU", "20 t", "truck", "truck 20 t", "truck or wagon"}:
            raise NotCovered(f"no lane can be costed: the unit {unit!r} is not one a load can be counted in")
        return value * self.load_t / self._feu_t

    def money(self, role: str) -> Money | None:
        return self.amount(self.only(role)) if self.has(role) else None

    def amount(self, row: TableRow) -> Money:
        value = self.per_load(_raw(row), row.unit)
        return Money(value, row.basis, row.sources)

    def wait(self, role: str) -> Charge:
        return _wait(self.only(role))

    def charge(self, role: str) -> Charge:
        (row_id, times) = self._roles[role][0]
        return operation(self._rows[row_id], per_load=self.per_load, times=times)


def _wait(row: TableRow) -> Charge:
    hours, variance_h2 = quantised(_raw(row)), quantised(row.variance)
    return Charge(row.subject, hours, 0.0, row.basis, row.sources, variance_h2=variance_h2, late_h=row.late)


def _raw(row: TableRow) -> float:
    if row.value is None:
        raise NotCovered(f"no lane can be costed: the row {row.id} states no value")
    return row.value


def _rates(book: _Book) -> dict[str, Rate]:
    sea_factor = book.number("sea_price_factor") if book.has("sea_price_factor") else 1.0
    road_factor = book.number("road_price_factor") if book.has("road_price_factor") else 1.0
    rates = {
        f"sea {kind}": _rate(
            book,
            (f"sea_{kind}_fixed_usd", f"sea_{kind}_usd_per_km", f"sea_{kind}_km_per_h", f"sea_{kind}_g_per_tkm"),
            factor=sea_factor,
        )
        for kind in ("main", "feeder")
    }
    caspian = ("caspian_fixed_usd", "caspian_usd_per_km", "caspian_km_per_h", "caspian_g_per_tkm")
    if book.has("caspian_fixed_usd"):
        rates["caspian"] = _rate(book, caspian, factor=1.0)
    if book.has("truck_ferry_fixed_usd"):
        rates["truck ferry"] = _rate(book, ("truck_ferry_fixed_usd", "", *caspian[2:]), factor=1.0)
    if book.has("rail_usd_per_km"):
        rates["rail"] = _rate(book, ("", "rail_usd_per_km", "rail_km_per_h", "rail_g_per_tkm"), factor=1.0)
    road = ("road_fixed_usd", "road_usd_per_km", "road_km_per_h", "road_g_per_tkm")
    rates["road"] = _rate(book, road, factor=road_factor)
    for row in book.every("road_regional_usd_per_km"):
        own = _rate(book, road, factor=road_factor, per_km=book.amount(row))
        rates.update({f"road {iso3}": own for iso3 in places_of("country", row.id)})
    return rates


def _rate(book: _Book, roles: tuple[str, str, str, str], *, factor: float, per_km: Money | None = None) -> Rate:
    """Bring fixed price, price per km, speed and emissions together."""
    fixed, each_km, speed, grams = roles
    fixed_usd = book.money(fixed) if fixed else None
    usd_per_km = per_km or (book.money(each_km) if each_km else None)
    used = [part for part in (fixed_usd, usd_per_km, book.only(speed), book.only(grams)) if part is not None]
    return Rate(
        fixed_usd=quantised(factor * fixed_usd.value) if fixed_usd else 0.0,
        usd_per_km=factor * usd_per_km.value if usd_per_km else 0.0,
        km_per_h=book.number(speed),
        kgco2e_per_km=book.number(grams) * book.load_t / 1000,
        basis=weakest(part.basis for part in used),
        sources=_sources(used),
        pace_variance=book.only(speed).variance,
        pace_late=book.only(speed).late,
        shared_km=book.only(speed).shared_km,
    )


_OPERATIONS = (
    *("port_load", "port_unload", "transship", "rail_load", "rail_unload"),
    *("caspian_port", "caspian_wait", "ferry_wait", "ferry_roll", "gauge"),
)


def _operations(book: _Book) -> dict[str, Charge]:
    operations = {role: book.charge(role) for role in _OPERATIONS if book.has(role)}
    if book.has("sea_wait_h"):
        operations["sea_wait"] = book.wait("sea_wait_h")
    fixed = book.money("road_fixed_usd")
    if fixed is not None:
        factor = book.number("road_price_factor") if book.has("road_price_factor") else 1.0
        amount = quantised(factor * fixed.value)
        operations["road_haul"] = Charge("truck: fixed price of a haul", 0.0, amount, fixed.basis, fixed.sources)
    return operations


def _passage_waits(book: _Book) -> dict[str, Charge]:
    """Return the wait at each strait or canal that has one."""
    rows = book.every("passage_wait_h")
    return {passage: _wait(row) for row in rows for passage in places_of("passage", row.id)}


def _dues(book: _Book, cargo: str) -> dict[str, Charge]:
    """Return what a load pays at each strait or canal."""
    return {row["passage"]: _paid(book, row, usd=row["usd"], times=1.0) for row in due_rows(cargo)}


def _port_surcharges(book: _Book, load: Priced, *, operations: Mapping[str, Charge]) -> dict[str, tuple[Charge, ...]]:
    """Return the charges on top of each operation in a seaport: by the day it takes, or once a passage by sea."""
    table = [row for row in surcharge_rows(load.cargo, load.surcharges) if row["counted"] != _OVER_LAND]
    found: dict[str, tuple[Charge, ...]] = {}
    for role in ("port_load", "port_unload", "transship"):
        if role in operations:
            counts = {"a day at a seaport": operations[role].hours / 24, "a passage by sea": float(role == "port_load")}
            rows = [(row, counts[row["counted"]]) for row in table]
            found[role] = tuple(_paid(book, row, usd=row["amount"], times=times) for row, times in rows if times)
    return found


_OVER_LAND = "carriage over land"


def _empty_return(load: Priced) -> Money | None:
    """Return what share of the price of carriage over land the way back of the empty box adds; None if uncounted."""
    rows = [row for row in surcharge_rows(load.cargo, load.surcharges) if row["counted"] == _OVER_LAND]
    return Money(rows[0]["amount"], Basis(rows[0]["basis"]), row_sources(rows[0])) if rows else None


def _both_ways(rates: dict[str, Rate], empty: Money | None) -> dict[str, Rate]:
    """Add the way back of the empty box to what carriage over land and the Caspian costs."""
    if empty is None:
        return rates
    factor = 1 + empty.value
    return {
        name: rate
        if name.startswith("sea ")
        else replace(rate, fixed_usd=quantised(rate.fixed_usd * factor), usd_per_km=rate.usd_per_km * factor)
        for name, rate in rates.items()
    }


def _paid(book: _Book, row: Mapping[str, Any], *, usd: float, times: float) -> Charge:
    """Return a charge that is money alone, out of a row of dues or surcharges."""
    each = book.per_load(usd * price_factor(row["year"]), row["unit"])
    return Charge(row["what"], 0.0, quantised(times * each), Basis(row["basis"]), row_sources(row))


def _crossings(book: _Book, border: _Border) -> Crossings:
    policy_row = book.only("policy_usd")
    policy = book.amount(policy_row)
    gauge_row = book.only("gauge_at_border") if book.has("gauge_at_border") else None
    return Crossings(
        borders=border.rows,
        iso3=border.iso3,
        per_load=book.per_load,
        default={mode: book.only(f"border_{mode}").id for mode in ("road", "rail")},
        policy=_surcharge(policy_row.subject, policy),
        policy_pairs=border_pairs(policy_row.id),
        gauge=operation(gauge_row, per_load=book.per_load, times=1.0) if gauge_row else _NO_CHARGE,
        gauge_pairs=border_pairs(gauge_row.id) if gauge_row else frozenset(),
        edits=border.edits,
    )


def _surcharge(detail: str, money: Money) -> Charge:
    amount = quantised(money.value)
    return Charge(detail, 0.0, amount, money.basis, money.sources, policy_usd=amount)


def _sources(items: Iterable[Any], *, extra: tuple[str, ...] = ()) -> tuple[str, ...]:
    return tuple(sorted({source for item in items for source in item.sources} | set(extra)))
