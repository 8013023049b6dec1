"""What does each sea service cost, and what does each port charge?"""

from dataclasses import dataclass, replace

import numpy as np

from alat.data import Basis
from alat.network.model import Network
from alat.routing.figures import Charge, Floats, quantised, row_sources, text
from alat.routing.spread import headway_variance
from alat.routing.steps import NOTHING, Ints, Land, Spent, sailing

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
    tails, heads
        (2 services,) ports; the first half from `a` to `b`, the second half back.
    first, later
        (2 services, criteria) cost of a first and of a later sea leg, waits included.
    load, unload
        (criteria,) cost of handling at the first and at the last port, the same in every port.
    transship
        (ports, criteria) cost of changing ships.
    tramp
        Whether ships sail for one cargo: they pass ports on the way without calling, and there are no transshipments.
    """

    places: Ints
    port: dict[int, int]
    tiers: tuple[str, ...]
    services: tuple[Service, ...]
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
    tramp = "transship" not in ground.costs.operations
    services = tuple(
        Service(
            a=ground.index[row["port_a"]],
            b=ground.index[row["port_b"]],
            km=row["km"],
            ship_class=row["ship_class"],
            passages=tuple(row["passages"]),
            basis=Basis(row["basis"]),
            sources=row_sources(row),
            headway_h=row.get("headway_h"),
        )
        for row in network.services.iter_rows(named=True)
    )
    places = np.array(sorted({end for service in services for end in (service.a, service.b)}), dtype=np.int64)
    port = {int(place): number for number, place in enumerate(places)}
    tier = dict(zip(text(network.places, "place_id"), text(network.places, "tier"), strict=True))
    tiers = tuple(tier[ground.ids[place]] for place in places)
    ends = np.array([(port[service.a], port[service.b]) for service in services], dtype=np.int64).reshape(-1, 2)
    leg = np.array([_leg(ground, service) for service in services]).reshape(-1, len(Spent._fields))
    both = np.vstack([leg, leg])
    return Sea(
        places=places,
        port=port,
        tiers=tiers,
        services=services,
        tails=np.concatenate([ends[:, 0], ends[:, 1]]),
        heads=np.concatenate([ends[:, 1], ends[:, 0]]),
        first=_with_counts(both, parties=1),
        later=_with_counts(both, parties=0 if tramp else 1),
        load=_handling(port_charges(ground, "port_load")),
        unload=_handling(port_charges(ground, "port_unload")),
        transship=_transshipping(port_charges(ground, "transship"), len(places)),
        tramp=tramp,
    )


def waits(ground: Land, service: Service) -> list[Charge]:
    """Return the wait for the ship and the waits at straits and canals on its way."""
    costs = ground.costs
    ship = [ship_wait(costs.operations["sea_wait"], service)] if "sea_wait" in costs.operations else []
    return ship + [costs.passage_waits[passage] for passage in service.passages if passage in costs.passage_waits]


def dues(ground: Land, service: Service) -> list[Charge]:
    """Return what is paid at the straits and canals on the way."""
    paid = ground.costs.passage_dues
    return [paid[passage] for passage in service.passages if passage in paid]


def port_charges(ground: Land, role: str) -> list[Charge]:
    """Return the charge of an operation in a seaport, and those on top of it; none where the class has no such one."""
    costs = ground.costs
    if role not in costs.operations:
        return []
    return [costs.operations[role], *costs.port_surcharges.get(role, ())]


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


def _leg(ground: Land, service: Service) -> Spent:
    on_the_way = [*waits(ground, service), *dues(ground, service)]
    return sailing(ground.costs.rates[f"sea {service.ship_class}"], service.km).plus(on_the_way)


def _with_counts(costs: Floats, *, parties: int) -> Floats:
    """Add no transshipments and some parties."""
    return np.column_stack([costs, np.zeros(len(costs)), np.full(len(costs), float(parties))])


def _handling(charges: list[Charge]) -> Floats:
    return np.array([*NOTHING.plus(charges), 0.0, 1.0])


def _transshipping(charges: list[Charge], ports: int) -> Floats:
    one = (*NOTHING.plus(charges), 1.0, 1.0) if charges else (*NOTHING, 0.0, 0.0)
    return np.tile(np.array(one), (ports, 1))
