"""What does each sea service cost, and what does each port charge?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from alat.data import Basis
from alat.network.model import Network
from alat.routing.better import Better
from alat.routing.cost import CostTable
from alat.routing.figures import NOTHING, Charge, Floats, Spent, quantised, row_sources, text
from alat.routing.read_once import Same
from alat.routing.spread import headway_variance
from alat.routing.steps import Ints, Land, over, sailing

CRITERIA = ("money", "hours", "variance", "kgco2e", "transshipments", "parties")


@dataclass(frozen=True, slots=True)
class Service:
    """One direct service between two ports, either way; hours between two ships where carriers report it."""

    a: int
    b: int
    km: float
    ship_class: str
    passages: tuple[str, ...]
    basis: Basis
    sources: tuple[str, ...]
    headway_h: float | None = None


@dataclass(frozen=True, slots=True)
class Sea:
    """Sea services and ports of a network for one cargo class.

    Attributes
    ----------
    places
        (ports,) index of each port among the places.
    port
        Port number by index of the place.
    tiers
        (ports,) tier of each port.
    services
        The services, undirected.
    rows
        The rows of the network that they were read from, one each.
    tails, heads
        (2 services,) ports; the first half from `a` to `b`, the second half back.
    first, later
        (2 services, criteria) cost of a first and of a later sea leg, waits included.
    load, unload
        (ports, criteria) cost of handling at the first and at the last port.
    transship
        (ports, criteria) cost of changing ships.
    tramp
        Whether ships sail for one cargo: they pass ports on the way without calling, and there are no transshipments.
    """

    places: Ints
    port: dict[int, int]
    tiers: tuple[str, ...]
    services: tuple[Service, ...]
    rows: pl.DataFrame
    tails: Ints
    heads: Ints
    first: Floats
    later: Floats
    load: Floats
    unload: Floats
    transship: Floats
    tramp: bool


def sea(network: Network, ground: Land) -> Sea:
    """Read the services out of a network and cost them.

    Parameters
    ----------
    network
        Supplies services and the tiers of ports.
    ground
        Places and costs.
    """
    places = tuple(tuple(text(network.places, column)) for column in ("place_id", "tier"))
    if ground.better.changes:
        return _read(network.services, ground, places=places)
    # An edit on land leaves services, prices and ports the ones they were.
    return _shared(Same(network.services), Same(ground.costs), places=(*places, ground.names, ground.iso3))


@lru_cache(maxsize=12)
def _shared(rows: Same[pl.DataFrame], costs: Same[CostTable], *, places: tuple[tuple[str, ...], ...]) -> Sea:
    ids, tiers, names, iso3 = places
    ground = Land(costs.held, ids, names, iso3, {place: i for i, place in enumerate(ids)}, (), Better())
    return _read(rows.held, ground, places=(ids, tiers))


def _read(rows: pl.DataFrame, ground: Land, *, places: tuple[tuple[str, ...], ...]) -> Sea:
    services = _all_services(Same(rows), ground.ids)
    tiers = dict(zip(*places, strict=True))
    return _charted(rows, ground, tiers=tiers, services=services, legs=_both_ways(ground, services))


def sea_left(ships: Sea, left: Network, *, ground: Land) -> Sea:
    """Return what a closure leaves at sea: `sea` of what is left, with every service that stays priced as it was.

    Parameters
    ----------
    ships
        The sea with everything open, read with the same places and costs.
    left
        The network under the same scenario with more closed.
    ground
        Places and costs.
    """
    if left.services.equals(ships.rows):
        return ships
    stayed, before = _unchanged(ships.rows, left.services)
    new = np.flatnonzero(~stayed)
    read = _services(left.services[new], ground.index)
    services = np.empty(left.services.height, dtype=object)
    services[stayed] = np.fromiter(ships.services, dtype=object, count=len(ships.services))[before]
    services[new] = np.fromiter(read, dtype=object, count=len(read))
    legs = np.empty((2, len(services), len(Spent._fields)))
    priced = ships.first[:, : len(Spent._fields)].reshape(2, len(ships.services), -1)
    legs[:, stayed] = priced[:, before]
    legs[:, new] = _both_ways(ground, read)
    tiers = dict(zip(text(left.places, "place_id"), text(left.places, "tier"), strict=True))
    return _charted(left.services, ground, tiers=tiers, services=tuple(services), legs=legs)


def _charted(
    rows: pl.DataFrame, ground: Land, *, tiers: Mapping[str, str], services: tuple[Service, ...], legs: Floats
) -> Sea:
    """Lay the services out between numbered ports; `legs` are (2, services, 4) costs there and back."""
    tramp = "transship" not in ground.costs.operations
    ends = np.array([(service.a, service.b) for service in services], dtype=np.int64).reshape(-1, 2)
    places, numbers = np.unique(ends, return_inverse=True)
    tails, heads = numbers.reshape(-1, 2).T
    both = legs.reshape(-1, len(Spent._fields))
    later = _passing(both, services, ground=ground) if tramp else both
    return Sea(
        places=places,
        port={int(place): number for number, place in enumerate(places)},
        tiers=tuple(tiers[ground.ids[place]] for place in places),
        services=services,
        rows=rows,
        tails=np.concatenate([tails, heads]),
        heads=np.concatenate([heads, tails]),
        first=_with_counts(both, parties=1),
        later=_with_counts(later, parties=0 if tramp else 1),
        load=_handling(ground, "port_load", places=places, ship_changes=0.0),
        unload=_handling(ground, "port_unload", places=places, ship_changes=0.0),
        transship=np.zeros((len(places), len(CRITERIA)))
        if tramp
        else _handling(ground, "transship", places=places, ship_changes=1.0),
        tramp=tramp,
    )


def _both_ways(ground: Land, services: tuple[Service, ...]) -> Floats:
    """Return (2, services, 4) cost of a leg on each service, there and back."""
    there = _legs(ground, services, starts=[service.a for service in services])
    # Only a scenario makes the wait at one end of a service another than at the other.
    back = _legs(ground, services, starts=[service.b for service in services]) if ground.better.changes else there
    return np.stack([there, back])


def _unchanged(rows: pl.DataFrame, left: pl.DataFrame) -> tuple[npt.NDArray[np.bool_], Ints]:
    """Return which rows that are left stand among the rows as they were, word for word, and where those stand."""
    known = rows.with_row_index("before").unique(["port_a", "port_b"], keep="first")
    beside = left.join(known, on=["port_a", "port_b"], how="left", maintain_order="left", suffix="_before")
    others = [name for name in left.columns if name not in {"port_a", "port_b"}]
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_before")) for name in others)
    found = beside.select("before", same=same & pl.col("before").is_not_null())
    stayed = found["same"].to_numpy()
    return stayed, found["before"].filter(found["same"]).to_numpy().astype(np.int64)


def waits(ground: Land, service: Service, *, start: int) -> list[Charge]:
    """Return the wait for the ship at the port where it starts and the waits at straits and canals on its way."""
    costs = ground.costs
    ship = []
    if "sea_wait" in costs.operations:
        usual = ship_wait(costs.operations["sea_wait"], service)
        ship = [ground.better.charge(usual, ground.ids[start], waiting=True)]
    return ship + [costs.passage_waits[passage] for passage in service.passages if passage in costs.passage_waits]


def dues(ground: Land, service: Service) -> list[Charge]:
    """Return what is paid at the straits and canals on the way."""
    paid = ground.costs.passage_dues
    return [paid[passage] for passage in service.passages if passage in paid]


def port_charges(ground: Land, role: str, *, place: int) -> list[Charge]:
    """Return the charge of an operation in a seaport, and those on top of it."""
    return [ground.at(role, place), *ground.costs.port_surcharges.get(role, ())]


def ship_wait(usual: Charge, service: Service) -> Charge:
    """Return the wait for the ship: half the headway of a reported service, the usual wait for a modelled one."""
    if service.headway_h is None:
        return usual
    sources = tuple(sorted({*usual.sources, *service.sources}))
    return replace(
        usual,
        hours=quantised(service.headway_h / 2),
        basis=service.basis,
        sources=sources,
        variance_h2=quantised(headway_variance(service.headway_h)),
    )


# An edit on land leaves the frame of services the one it was.
@lru_cache(maxsize=8)
def _all_services(frame: Same[pl.DataFrame], ids: tuple[str, ...]) -> tuple[Service, ...]:
    return _services(frame.held, {place: i for i, place in enumerate(ids)})


def _services(rows: pl.DataFrame, index: Mapping[str, int]) -> tuple[Service, ...]:
    """Read the services; thousands of them share a basis, sources and passages, which are read once."""
    cells = [rows[name].to_list() for name in ("port_a", "port_b", "km", "ship_class", "passages")]
    headways_h = rows["headway_h"].to_list() if "headway_h" in rows.columns else [None] * rows.height
    stated = list(zip(rows["basis"].to_list(), rows["source"].to_list(), strict=True))
    read = {each: (Basis(each[0]), row_sources({"source": each[1]})) for each in set(stated)}
    return tuple(
        Service(index[a], index[b], km, ship_class, tuple(passages), *read[said], headway_h)
        for a, b, km, ship_class, passages, headway_h, said in zip(*cells, headways_h, stated, strict=True)
    )


def _legs(ground: Land, services: Sequence[Service], *, starts: Sequence[int]) -> Floats:
    """Return (services, 4) cost of a leg on each service.

    Services of one class that wait alike differ only by what their kilometres cost, which is one row of arithmetic:
    costs are whole quanta, so that the order of sums does not matter.
    """
    alike: dict[tuple[object, ...], list[int]] = {}
    other_waits = {
        ground.index[name] for name, what in ground.better.changes if what == "wait" and name in ground.index
    }
    for number, (service, start) in enumerate(zip(services, starts, strict=True)):
        place = start if start in other_waits else -1
        alike.setdefault((service.ship_class, service.passages, service.headway_h, place), []).append(number)
    km = np.array([service.km for service in services])
    found = np.empty((len(services), len(Spent._fields)))
    for numbers in alike.values():
        first = numbers[0]
        rate = ground.costs.rates[f"sea {services[first].ship_class}"]
        at_once = _leg(ground, replace(services[first], km=0.0), start=starts[first])
        usd_per_km = np.full(len(numbers), rate.usd_per_km)
        found[numbers] = at_once + over([rate] * len(numbers), km[numbers], usd_per_km=usd_per_km)
    return found


def _passing(both: Floats, services: Sequence[Service], *, ground: Land) -> Floats:
    """Return what legs cost that a chartered ship adds to a voyage it is on: without the fixed part of a voyage."""
    fixed_usd = [ground.costs.rates[f"sea {service.ship_class}"].fixed_usd for service in services]
    later = both.copy()
    later[:, 0] -= np.array([*fixed_usd, *fixed_usd])
    return later


def _leg(ground: Land, service: Service, *, start: int) -> Spent:
    rate = ground.costs.rates[f"sea {service.ship_class}"]
    return sailing(rate, service.km).plus([*waits(ground, service, start=start), *dues(ground, service)])


def _with_counts(costs: Floats, *, parties: int) -> Floats:
    """Add no transshipments and some parties."""
    return np.column_stack([costs, np.zeros(len(costs)), np.full(len(costs), float(parties))])


def _handling(ground: Land, role: str, *, places: Ints, ship_changes: float) -> Floats:
    charges = [port_charges(ground, role, place=int(place)) for place in places]
    return np.array([(*NOTHING.plus(each), ship_changes, 1.0) for each in charges]).reshape(-1, len(CRITERIA))
