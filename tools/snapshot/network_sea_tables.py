"""The sea graph as it ships: only what some shortest way between two ports uses, open or with passages closed."""

import polars as pl
from network_ports import Port
from network_sea import Point, SeaEdge, refolded
from network_services import Matrix, shortest_ways

CLOSURES: tuple[frozenset[str], ...] = (
    frozenset(),
    *(
        frozenset({name})
        for name in ("suez", "panama", "gibraltar", "turkish-straits", "bab-el-mandeb", "hormuz", "malacca", "sunda")
    ),
    *(frozenset({name}) for name in ("magellan", "cape-horn", "good-hope", "danish-straits", "dover", "kiel")),
    frozenset({"suez", "panama"}),
    frozenset({"suez", "gibraltar"}),
    frozenset({"suez", "panama", "gibraltar"}),
    frozenset({"panama", "magellan"}),
    frozenset({"malacca", "sunda"}),
    # Ways too long for a canal of small ships go round it.
    *(frozenset({"kiel", name}) for name in ("suez", "panama", "gibraltar", "dover", "danish-straits")),
)


def pruned(edges: list[SeaEdge], ports: list[str]) -> list[SeaEdge]:
    """Return the edges on some shortest way between two ports under one of `CLOSURES`, folded again."""
    used: set[tuple[str, str, str]] = set()
    for closed in CLOSURES:
        used |= _used(shortest_ways(edges, ports, closed=closed), ports)
    kept = [edge for edge in edges if (min(edge.a, edge.b), max(edge.a, edge.b), edge.passage) in used]
    return refolded(kept, keep=set(ports))


def _used(ways: Matrix, ports: list[str]) -> set[tuple[str, str, str]]:
    column = {node: i for i, node in enumerate(ways.nodes)}
    found: set[tuple[str, str, str]] = set()
    for origin in range(len(ports)):
        before = ways.before[origin]
        seen: set[int] = set()
        for port in ports:
            node = column[port]
            while node not in seen and before[node] >= 0:
                seen.add(node)
                last = int(before[node])
                a, b = sorted((ways.nodes[node], ways.nodes[last]))
                found.add((a, b, ways.passage_of.get((node, last), "")))
                node = last
    return found


def sea_tables(edges: list[SeaEdge], ports: dict[str, Port]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the tables sea_nodes and sea_edges."""
    spots: dict[str, Point] = {}
    for edge in edges:
        spots[edge.a], spots[edge.b] = edge.line[0], edge.line[-1]
    names = sorted(spots)
    nodes = pl.DataFrame(
        {
            "node_id": names,
            "place_id": [name if name in ports else "" for name in names],
            "lon": [round(spots[name][0], 4) for name in names],
            "lat": [round(spots[name][1], 4) for name in names],
        }
    )
    ordered = sorted(edges, key=lambda edge: (edge.a, edge.b, edge.passage))
    table = pl.DataFrame(
        {
            "edge_id": [f"{e.a}-{e.b}" + (f"@{e.passage}" if e.passage else "") for e in ordered],
            "node_a": [e.a for e in ordered],
            "node_b": [e.b for e in ordered],
            "km": [round(e.km, 1) for e in ordered],
            "passage": [e.passage for e in ordered],
            "lon": [[round(x, 2) for x, _ in e.line] for e in ordered],
            "lat": [[round(y, 2) for _, y in e.line] for e in ordered],
        },
        schema_overrides={"lon": pl.List(pl.Float32), "lat": pl.List(pl.Float32)},
    )
    return nodes, table
