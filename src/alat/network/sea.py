"""How does a ship get there when some passages are closed? Shortest ways on the lane graph."""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from alat.data import table
from alat.network.passages import passages

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Lanes:
    """The lane graph under a set of closed passages.

    Attributes
    ----------
    index
        Number of each node; a port's node bears its place id.
    graph
        (nodes, nodes) kilometres, zero where no lane is.
    lane
        The row of `sea_edges` that joins two nodes, by (node, node) in both directions.
    """

    index: dict[str, int]
    graph: csr_array[np.float64, tuple[int, int]]
    lane: dict[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Ways:
    """Shortest ways from some ports: (origins, nodes) kilometres and the node before each; passages found so far.

    A way that is longer than ships sail through a canal on it is the one round that canal.
    """

    lanes: Lanes
    origin: dict[str, int]
    km: Floats
    before: Ints
    passed: dict[tuple[int, int], tuple[str, ...]]
    closed: frozenset[str]

    def distance_km(self, start: str, end: str) -> float:
        """Return kilometres from an origin to a port; infinite where no lane leads."""
        node = self.lanes.index.get(end)
        if node is None:
            return float("inf")
        return self._sailed(start, node).shortest_km(start, node)

    def edges(self, start: str, end: str) -> list[tuple[int, bool]]:
        """Return the lanes of the way, in order: row of `sea_edges`, and whether from its first node."""
        node = self.lanes.index[end]
        one = self._sailed(start, node)
        row, found = one.origin[start], []
        while one.before[row, node] >= 0:
            last = int(one.before[row, node])
            edge = one.lanes.lane[last, node]
            found.append((edge, one.lanes.index[_column("node_a")[edge]] == last))
            node = last
        return found[::-1]

    def passages(self, start: str, end: str) -> list[str]:
        """Return the straits and canals on the way, in order, without repeats."""
        node = self.lanes.index[end]
        return list(_passed(self._sailed(start, node), self.origin[start], node=node))

    def shortest_km(self, start: str, node: int) -> float:
        """Return kilometres of the shortest way to a node, whether ships use every canal on it or not."""
        return float(self.km[self.origin[start], node])

    def _sailed(self, start: str, node: int) -> "Ways":
        """Return these ways, or those round a canal that ships do not use on so long a way."""
        km = self.shortest_km(start, node)
        if not np.isfinite(km) or km <= min(_longest_km().values(), default=np.inf):
            return self
        origins = tuple(self.origin)
        # A canal is on the way if the way is longer without it.
        too_long = {
            name
            for name, longest_km in _longest_km().items()
            if km > longest_km and _round(origins, self.closed | {name}).shortest_km(start, node) > km
        }
        return _round(origins, self.closed | too_long) if too_long else self


def ways(origins: list[str], closed: frozenset[str] = frozenset()) -> Ways:
    """Return the shortest ways from ports with some passages closed.

    Parameters
    ----------
    origins
        Place ids of ports.
    closed
        Ids of passages that no ship may use.
    """
    graph = lanes(closed)
    rows = [graph.index[origin] for origin in origins]
    km, before = dijkstra(graph.graph, directed=False, indices=rows, return_predecessors=True)
    return Ways(graph, {origin: i for i, origin in enumerate(origins)}, np.asarray(km), np.asarray(before), {}, closed)


def _passed(one: Ways, row: int, *, node: int) -> tuple[str, ...]:
    """Return the straits and canals between an origin and a node, in order, and keep those of each node on the way."""
    ahead = []
    while (row, node) not in one.passed and one.before[row, node] >= 0:
        ahead.append(node)
        node = int(one.before[row, node])
    names = one.passed.get((row, node), ())
    for later in reversed(ahead):
        name = _column("passage")[one.lanes.lane[int(one.before[row, later]), later]]
        names = (*names, name) if name and name not in names else names
        one.passed[row, later] = names
    return names


@lru_cache(maxsize=4)
def _round(origins: tuple[str, ...], closed: frozenset[str]) -> Ways:
    return ways(list(origins), closed)


@cache
def _longest_km() -> dict[str, float]:
    """Return the longest way on which ships use a passage, of those that have a limit."""
    return {one.id: one.longest_km for one in passages().values() if one.longest_km is not None}


@cache
def lanes(closed: frozenset[str] = frozenset()) -> Lanes:
    """Return the lane graph without the lanes through closed passages."""
    index = {name: i for i, name in enumerate(table("sea_nodes")["node_id"])}
    edges = table("sea_edges").select("node_a", "node_b", "km", "passage").with_row_index()
    edges = (
        edges.filter(~pl.col("passage").is_in(sorted(closed)))
        .sort("km")
        .unique(["node_a", "node_b"], keep="first", maintain_order=True)
    )
    a = np.array([index[name] for name in edges["node_a"]])
    b = np.array([index[name] for name in edges["node_b"]])
    rows = edges["index"].to_list()
    graph = csr_array((edges["km"].to_numpy(), (a, b)), shape=(len(index), len(index)))
    joined = {**dict(zip(zip(a.tolist(), b.tolist(), strict=True), rows, strict=True))}
    joined |= dict(zip(zip(b.tolist(), a.tolist(), strict=True), rows, strict=True))
    return Lanes(index, graph, joined)


@cache
def _column(name: str) -> list[str]:
    return table("sea_edges")[name].to_list()
