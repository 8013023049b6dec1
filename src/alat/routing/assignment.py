"""Which services, links, ports and borders does the freight between all countries use?"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from alat import data
from alat.errors import BadInput, UnknownCode, near_matches
from alat.network.scenario import BASE, Scenario
from alat.routing.congestion import Resources, Settled, settle
from alat.routing.figures import Floats
from alat.routing.kernel import ArcGraph, Freight, freight, route_values
from alat.routing.kernel.freight import parameter
from alat.routing.kernel.uses import ON_LINKS, Paths, link_uses, on_links
from alat.routing.steps import Ints

_TONNES_YEAR = 2020

NOTES = (
    "Shares follow generalised cost alone: contracts, quotas, empty boxes and seasons are not in them.",
    "All freight of a country starts and ends at its gateway.",
)
CROWDED = "Land services keep their way while links on it crowd; loads turn to other services."


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """Freight of all pairs laid on the network.

    Attributes
    ----------
    links
        One row a land or Caspian link that is used: link_id, mode, border, tonnes (both ways).
    services
        One row a direct sea service that is used, one way: port_a, port_b, tonnes.
    ports
        One row a seaport: place_id, loaded_t, unloaded_t, transshipped_t.
    borders
        One row a pair of countries whose land border is crossed: iso3_a, iso3_b, tonnes.
    carried_t, unserved_t
        Demand with a lane, and without one, by law or by geography.
    imbalance
        Largest tonnes that a state of the graph makes or loses, over all carried.
    gap, iterations
        How far crowded flows are from reproducing themselves; 0 and 1 where nothing crowds.
    notes
        What a reader of the numbers has to know.
    """

    links: pl.DataFrame
    services: pl.DataFrame
    ports: pl.DataFrame
    borders: pl.DataFrame
    carried_t: float
    unserved_t: float
    imbalance: float
    gap: float
    iterations: int
    notes: tuple[str, ...]


def assign(
    demand_t: object,
    scenario: Scenario = BASE,
    *,
    cargo: str = "container",
    mu_usd_per_t: float | None = None,
    capacity_t: Mapping[str, float] | None = None,
    tolerance: float = 1e-6,
) -> Assignment:
    """Lay the freight of all pairs on the network.

    Parameters
    ----------
    demand_t
        (countries, countries) tonnes, in the order of `freight(...).countries`; the diagonal is not moved.
    scenario, cargo, mu_usd_per_t
        As for `freight`.
    capacity_t
        Tonnes that links carry both ways together, by link id; cost rises by the curve of `kernel_parameters`.
    tolerance
        The largest gap.

    Raises
    ------
    BadInput
        If `demand_t` is of another shape or holds NaN or a negative number, or a capacity is not above 0.
    UnknownCode
        If a capacity names no link that any land service uses.
    NotConvergent
        If crowded flows do not settle.
    """
    found = freight(scenario, cargo, mu_usd_per_t=mu_usd_per_t)
    given = _demand(demand_t, found)
    ways = np.ix_(found.values.origins, found.values.destinations - int(found.layers.destinations[0]))
    served = np.where(np.isfinite(found.cost_usd[ways]), given[ways], 0.0)
    paths = link_uses(found.choice, found.layers)
    settled = _settled(found, served, paths=paths, capacity_t=capacity_t or {}, tolerance=tolerance)
    links = _links(found, settled.flows, paths=paths)
    return Assignment(
        links,
        _services(found, settled.flows),
        _ports(found, settled.flows),
        _borders(links),
        float(served.sum()),
        float(given.sum() - served.sum()),
        imbalance=_imbalance(found, settled.flows, served=served),
        gap=settled.gap,
        iterations=settled.iterations,
        notes=(*NOTES, CROWDED) if capacity_t else NOTES,
    )


def trade_tonnes(found: Freight, *, without: tuple[str, ...] = ()) -> Floats:
    """Return world trade of 2023 between countries in tonnes: value times the exporter's tonnes per dollar.

    Parameters
    ----------
    found
        Gives the countries.
    without
        HS chapters that are left out, by each exporter's share of them.

    Notes
    -----
    Modelled: an exporter's tonnes per dollar are those of all its exports of 2020, to whomever they go. Prices rose by
    2023, so that tonnes come out too high rather than too low.
    """
    supply = data.table("supply_hs2").filter(pl.col("year") == _TONNES_YEAR)
    whole = supply.group_by("exporter").agg(pl.col("value_usd").sum())
    kept = supply.filter(~pl.col("hs2").is_in(without)).group_by("exporter").agg(pl.col("tonnes").sum())
    ratio = whole.join(kept, on="exporter").filter(pl.col("value_usd") > 0)
    t_per_usd = {name: t / usd for name, usd, t in ratio.select("exporter", "value_usd", "tonnes").iter_rows()}
    index = {iso3: number for number, iso3 in enumerate(found.countries)}
    total = np.zeros((len(index), len(index)))
    for exporter, importer, usd in data.table("flows_total").select("exporter", "importer", "value_usd").iter_rows():
        if exporter in index and importer in index and exporter in t_per_usd:
            total[index[exporter], index[importer]] += usd * t_per_usd[exporter]
    np.fill_diagonal(total, 0.0)
    return total


def _demand(demand_t: object, found: Freight) -> Floats:
    count = len(found.countries)
    try:
        given = np.array(demand_t, dtype=np.float64)
    except (TypeError, ValueError) as problem:
        raise BadInput(f"demand must be a matrix of tonnes; got {type(demand_t).__name__}") from problem
    if given.shape != (count, count):
        raise BadInput(
            f"demand must have a row and a column for each of {count} countries; got the shape {given.shape}"
        )
    wrong = np.argwhere(~((given >= 0.0) & np.isfinite(given)))
    if len(wrong):
        row, column = wrong[0]
        raise BadInput(
            f"demand from {found.countries[row]} to {found.countries[column]}: {given[row, column]}; "
            "expected a finite number of tonnes, 0 or more"
        )
    np.fill_diagonal(given, 0.0)
    return given


def _settled(
    found: Freight, served: Floats, *, paths: Paths, capacity_t: Mapping[str, float], tolerance: float
) -> Settled:
    if not capacity_t or not served.any():
        none = np.empty(0)
        return Settled(found.values.flows(served), none, none, 0.0, 1)
    resources = _resources(found, capacity_t, paths=paths)

    rows, columns = np.flatnonzero(served.any(axis=1)), np.flatnonzero(served.any(axis=0))
    graph = found.layers.graph

    def flows_at(cost: Floats) -> Floats:
        dearer = ArcGraph(graph.states, graph.tail, graph.head, cost)
        ends = found.values.destinations[columns]
        again = route_values(dearer, found.mu_usd, ends, origins=found.values.origins[rows])
        return again.flows(served[np.ix_(rows, columns)])

    return settle(flows_at, found.layers.graph.cost, resources=resources, tolerance=tolerance)


def _resources(found: Freight, capacity_t: Mapping[str, float], *, paths: Paths) -> Resources:
    ground = found.choice.book.ground
    number = {link.id: row for row, link in enumerate(ground.links)}
    used = np.diff(paths.indptr) > 0
    for name in capacity_t:
        if name not in number or not used[number[name]]:
            raise UnknownCode("link used by land services", name, near=near_matches(name, number))
    rows = np.array([number[name] for name in capacity_t])
    return Resources(
        use=paths[rows],
        empty_usd=_empty_usd(found, rows),
        capacity=np.array([float(value) for value in capacity_t.values()]),
        a=parameter("congestion_a"),
        b=parameter("congestion_b"),
    )


def _empty_usd(found: Freight, rows: Ints) -> Floats:
    """Return the generalised cost of each link, the mean of its arcs."""
    total, count = np.zeros(len(found.choice.book.ground.links)), np.zeros(len(found.choice.book.ground.links))
    for graph in found.choice.book.graphs:
        moved = np.isin(graph.arcs.kind, ON_LINKS)
        cost = graph.arcs.cost[moved, 0] + found.choice.costs.value_of_time_usd_per_h * graph.arcs.cost[moved, 1]
        np.add.at(total, graph.arcs.ref[moved], cost)
        np.add.at(count, graph.arcs.ref[moved], 1.0)
    empty: Floats = total[rows] / count[rows]
    return empty


def _links(found: Freight, flows: Floats, *, paths: Paths) -> pl.DataFrame:
    ground = found.choice.book.ground
    carried = on_links(found.choice, found.layers, paths=paths, flows=flows)
    rows = [
        (link.id, link.mode, link.border, ground.iso3[link.a], ground.iso3[link.b], float(carried[row]))
        for row, link in enumerate(ground.links)
        if carried[row] > 0.0
    ]
    names = ["link_id", "mode", "border", "iso3_a", "iso3_b", "tonnes"]
    return pl.DataFrame(rows, schema=names, orient="row").sort(["tonnes", "link_id"], descending=[True, False])


def _borders(links: pl.DataFrame) -> pl.DataFrame:
    pair = pl.concat_list("iso3_a", "iso3_b").list.sort()
    crossed = links.filter((pl.col("iso3_a") != pl.col("iso3_b")) & (pl.col("mode") != "caspian"))
    named = crossed.select(pair.list.get(0).alias("iso3_a"), pair.list.get(1).alias("iso3_b"), "tonnes")
    summed = named.group_by("iso3_a", "iso3_b").agg(pl.col("tonnes").sum())
    return summed.sort(["tonnes", "iso3_a", "iso3_b"], descending=[True, False, False])


def _services(found: Freight, flows: Floats) -> pl.DataFrame:
    ships, ids = found.choice.sea, found.choice.book.ground.ids
    total = np.zeros(len(ships.tails))
    for block in found.layers.blocks:
        if block.what == "sea":
            total += flows[block.first : block.first + len(total)]
    ports = [ids[place] for place in ships.places]
    rows = [(ports[ships.tails[row]], ports[ships.heads[row]], float(total[row])) for row in np.flatnonzero(total)]
    frame = pl.DataFrame(rows, schema=["port_a", "port_b", "tonnes"], orient="row")
    return frame.sort(["tonnes", "port_a", "port_b"], descending=[True, False, False])


def _ports(found: Freight, flows: Floats) -> pl.DataFrame:
    ships, ids = found.choice.sea, found.choice.book.ground.ids
    total = {name: np.zeros(len(ships.places)) for name in ("access", "egress", "transship")}
    for block in found.layers.blocks:
        if block.what in total:
            at = block.heads if block.what == "access" else block.tails
            np.add.at(total[block.what], at, flows[block.first : block.first + len(at)])
    frame = pl.DataFrame(
        {
            "place_id": [ids[place] for place in ships.places],
            "loaded_t": total["access"],
            "unloaded_t": total["egress"],
            "transshipped_t": total["transship"],
        }
    )
    return frame.filter(pl.sum_horizontal("loaded_t", "unloaded_t", "transshipped_t") > 0).sort("place_id")


def _imbalance(found: Freight, flows: Floats, *, served: Floats) -> float:
    graph = found.layers.graph
    net = np.bincount(graph.tail, flows, graph.states) - np.bincount(graph.head, flows, graph.states)
    np.subtract.at(net, found.values.origins, served.sum(axis=1))
    np.add.at(net, found.values.destinations, served.sum(axis=0))
    return float(np.abs(net).max() / max(served.sum(), 1e-300))
