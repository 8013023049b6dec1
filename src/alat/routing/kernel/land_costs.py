"""What do the best land services of all gateways cost, where nobody asks what they are made of?

The figures of `access`, without the ways behind them. Scenarios and cargo classes share most of the land: a graph with
the same weights is not searched again, whoever asks.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from alat.routing.figures import Floats
from alat.routing.kernel.access import Access, Trees, haul
from alat.routing.services import LandBook
from alat.routing.steps import Graph, Ints

# About 5 MB each: the land of six cargo classes both ways, and what one scenario changes in it.
_KEPT = 112
_GENERALISED = "generalised"


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """A graph and where to begin in it; equal to another of the same content."""

    weights: Floats
    heads: Ints
    starts: Ints
    sources: Ints
    columns: Ints
    digest: bytes

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Search) and self.digest == other.digest


def access_costs(book: LandBook, gateways: Ints, *, reverse: bool, modes: tuple[str, ...]) -> Access:
    """Return what `access` does by generalised cost, without the ways: `before` of its trees is empty.

    Parameters
    ----------
    book
        The land graphs.
    gateways
        Places.
    reverse
        Whether goods travel to the gateways.
    modes
        Which land graphs to use.
    """
    costs = book.ground.costs
    roads = [graph for graph in book.graphs if graph.mode.startswith("road")]
    own = np.arange(len(gateways))
    reach_km = {graph.mode: _by_road(book, graph, gateways=gateways, name="km", reverse=reverse) for graph in roads}
    driven = {
        graph.mode: _by_road(book, graph, gateways=gateways, name=_GENERALISED, reverse=reverse) + haul(book)
        for graph in roads
    }
    terminal = np.where(reach_km["road"] <= costs.rail_access_km, driven[roads[0].mode], np.inf)
    terminal[own, gateways] = 0.0
    trees = []
    for graph in (each for each in book.graphs if each.mode in modes):
        prepared = book.prepared[graph.mode, _GENERALISED, reverse]
        if graph.mode in driven:
            measure = driven[graph.mode].copy()
            measure[own, gateways] = 0.0
        else:
            measure = _by_rail(book, graph, terminal=terminal, reverse=reverse)
        trees.append(Trees(graph, measure, np.empty((0, 0), dtype=np.int64), prepared))
    return Access(gateways, reverse, _GENERALISED, tuple(trees), terminal, reach_km)


def _by_road(book: LandBook, graph: Graph, *, gateways: Ints, name: str, reverse: bool) -> Floats:
    prepared = book.prepared[graph.mode, name, reverse]
    weights = prepared.weights[prepared.chosen]
    return _least(
        _search(weights, prepared.heads, starts=prepared.starts, sources=gateways, columns=np.empty(0, np.int64))
    )


def _by_rail(book: LandBook, graph: Graph, *, terminal: Floats, reverse: bool) -> Floats:
    """Grow all trees at once, each from a state of its own that leads to its terminals at their cost."""
    prepared = book.prepared[graph.mode, _GENERALISED, reverse]
    n, count = len(prepared.starts) - 1, len(terminal)
    first, last = (graph.target, graph.start) if reverse else (graph.start, graph.target)
    row, place = np.nonzero(np.isfinite(terminal))
    starts = np.concatenate([prepared.starts[:-1], prepared.starts[-1] + np.searchsorted(row, np.arange(count + 1))])
    weights = np.concatenate([prepared.weights[prepared.chosen], terminal[row, place]])
    heads = np.concatenate([prepared.heads, first[place]])
    return _least(_search(weights, heads, starts=starts, sources=np.arange(n, n + count), columns=last))


def _search(weights: Floats, heads: Ints, *, starts: Ints, sources: Ints, columns: Ints) -> _Search:
    content = blake2b(digest_size=16)
    for array in (weights, heads, starts, sources, columns):
        content.update(str(array.shape).encode())
        content.update(np.ascontiguousarray(array).tobytes())
    return _Search(weights, heads, starts, sources, columns, content.digest())


@lru_cache(maxsize=_KEPT)
def _least(search: _Search) -> Floats:
    """Return (sources, states) least weight, of some states alone where columns are named."""
    # The rows that the sources stand on may follow the states: then the last starts are theirs.
    size = len(search.starts) - 1
    entries = (search.weights, search.heads, search.starts)
    matrix: csr_array[np.float64, tuple[int, int]] = csr_array(entries, shape=(size, size))
    found: Floats = dijkstra(matrix, directed=True, indices=search.sources)
    found = found[:, search.columns] if len(search.columns) else found
    found.setflags(write=False)
    return found
