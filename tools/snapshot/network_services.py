"""Who sails where without a transshipment? A rule on container calls and distance, and the sea graph it runs on.

Direct if calls_i x calls_j / max(km, 50) >= K; a port under 400 calls has no service beyond 8,000 km; a port left
without any joins the nearest one with at least 2,000 calls. Calls stay in memory: what ships is the table of services
and, for each, the class of the longest way round over which the rule would still hold (`reach_km`).
"""

import itertools
from dataclasses import dataclass

import numpy as np
from network_geo import HERE, Floats, rows_of
from network_ports import Port
from network_sea import SeaEdge
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

CALLS_SQUARED_PER_KM = 110.0
LEAST_KM = 50.0
SMALL_PORT_CALLS = 400.0
SMALL_PORT_KM = 8000.0
HUB_CALLS = 2000.0
FEEDER_KM = 3000.0
FEEDER_CALLS = 500.0
SHORT_SEA = {row["id"]: float(row["longest_km"]) for row in rows_of(HERE / "network_passages.csv") if row["longest_km"]}
SHORT_SEA_KM = min(SHORT_SEA.values())
REACH_CLASSES = (500.0, 1000, 1500, 2000, 2500, 3000, 4000, 5000, 6000, 8000, 10000, 12500, 15000, 20000, 25000, 30000)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Shortest ways over the sea graph: node names, kilometres and predecessors from each port."""

    nodes: list[str]
    ports: list[str]
    km: Floats
    before: NDArray[np.int32]
    passage_of: dict[tuple[int, int], str]


def shortest_ways(edges: list[SeaEdge], ports: list[str], *, closed: frozenset[str] = frozenset()) -> Matrix:
    """Return the shortest ways between ports over the edges whose passage is not closed."""
    nodes = sorted({end for edge in edges for end in (edge.a, edge.b)})
    number = {node: i for i, node in enumerate(nodes)}
    best: dict[tuple[int, int], tuple[float, str]] = {}
    for edge in edges:
        key = (number[edge.a], number[edge.b])
        if edge.passage not in closed and (key not in best or edge.km < best[key][0]):
            best[key] = (edge.km, edge.passage)
    pairs = np.array(list(best))
    graph = csr_array(
        (np.array([km for km, _ in best.values()]), (pairs[:, 0], pairs[:, 1])), shape=(len(nodes), len(nodes))
    )
    km, before = dijkstra(graph, directed=False, indices=[number[p] for p in ports], return_predecessors=True)
    passages = {key: name for key, (_, name) in best.items() if name}
    return Matrix(nodes, ports, km, before, passages | {(b, a): name for (a, b), name in passages.items()})


def way(ways: Matrix, origin: int, *, node: int) -> list[int]:
    """Return the node numbers from a port (its row) to a node, in order."""
    path = [node]
    while ways.before[origin, path[-1]] >= 0:
        path.append(int(ways.before[origin, path[-1]]))
    return path[::-1]


def passages_on(ways: Matrix, origin: int, *, node: int) -> list[str]:
    """Return the passages on the shortest way, in order, without repeats."""
    path = way(ways, origin, node=node)
    found = [ways.passage_of.get(step, "") for step in itertools.pairwise(path)]
    return list(dict.fromkeys(name for name in found if name))


def services(ports: dict[str, Port], edges: list[SeaEdge]) -> list[dict[str, object]]:
    """Return one row an undirected direct service."""
    names = sorted(ports)
    ways = shortest_ways(edges, names)
    round_canals = shortest_ways(edges, names, closed=frozenset(SHORT_SEA))
    column, other = ({node: i for i, node in enumerate(one.nodes)} for one in (ways, round_canals))
    shortest = ways.km[:, [column[name] for name in names]]
    # Deep-sea ships do not fit a canal of small ships: ways beyond its limit are those without it.
    short = shortest <= SHORT_SEA_KM
    km = np.where(short, shortest, round_canals.km[:, [other[name] for name in names]])
    calls = np.array([ports[name].calls for name in names])
    reach = _reach(calls)
    chosen = _chosen(km, calls, reach=reach)

    def passed(i: int, j: int) -> list[str]:
        if short[i, j]:
            return passages_on(ways, i, node=column[names[j]])
        return passages_on(round_canals, i, node=other[names[j]])

    return [
        _row(names, calls, km=km, reach=reach, pair=(i, j), passages=passed(i, j))
        for i, j in zip(*np.nonzero(np.triu(chosen, 1)), strict=True)
    ]


def _reach(calls: Floats) -> Floats:
    """Return the longest distance over which the rule gives each pair a direct service."""
    reach = np.outer(calls, calls) / CALLS_SQUARED_PER_KM
    reach[reach < LEAST_KM] = 0.0
    small = np.minimum.outer(calls, calls) < SMALL_PORT_CALLS
    return np.asarray(np.where(small, np.minimum(reach, SMALL_PORT_KM), reach))


def _chosen(km: Floats, calls: Floats, *, reach: Floats) -> NDArray[np.bool_]:
    chosen = np.isfinite(km) & (km <= reach)
    np.fill_diagonal(chosen, val=False)
    hubs = np.flatnonzero(calls >= HUB_CALLS)
    for i in np.flatnonzero(~chosen.any(axis=1)):
        hub = hubs[int(np.argmin(km[i, hubs]))]
        chosen[i, hub] = chosen[hub, i] = True
    return chosen


def _row(
    names: list[str], calls: Floats, *, km: Floats, reach: Floats, pair: tuple[int, int], passages: list[str]
) -> dict[str, object]:
    i, j = int(pair[0]), int(pair[1])
    small = min(calls[i], calls[j]) < FEEDER_CALLS
    by_rule = km[i, j] <= reach[i, j]
    return {
        "port_a": names[i],
        "port_b": names[j],
        "km": round(max(float(km[i, j]), 1.0), 1),
        "ship_class": "feeder" if small and km[i, j] < FEEDER_KM else "main",
        "passages": passages,
        "reach_km": next((c for c in REACH_CLASSES if c >= reach[i, j]), REACH_CLASSES[-1]) if by_rule else 0.0,
        "feeds": "" if by_rule else names[i] if calls[i] < calls[j] else names[j],
        "basis": "modelled",
        "source": "alat-service-rule",
    }


def fewest_legs(ports: dict[str, Port], rows: list[dict[str, object]]) -> dict[int, float]:
    """Return the share of country pairs by the fewest sea legs needed (1 direct, 2 one transshipment ...)."""
    names = sorted(ports)
    number = {name: i for i, name in enumerate(names)}
    countries = sorted({port.iso3 for port in ports.values()})
    links = np.array([(number[str(r["port_a"])], number[str(r["port_b"])]) for r in rows])
    graph = csr_array((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(len(names), len(names)))
    hops = dijkstra(graph, directed=False, unweighted=True)
    of = np.array([countries.index(ports[name].iso3) for name in names])
    least = np.full((len(countries), len(countries)), np.inf)
    np.minimum.at(least, (of[:, None], of[None, :]), hops)
    legs = least[np.triu_indices(len(countries), 1)]
    return {n: float((legs == n).mean()) for n in range(1, 7)}
