"""Which is the best way on land from one place to every other, by one yardstick?

Dijkstra's algorithm on the states of `steps.Graph`, once for each yardstick: generalised cost, money, hours, carbon.
The other costs of the same path come with it, so that each tree gives whole services and not a mixture of bests.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from alat.routing.figures import Floats
from alat.routing.steps import CARBON, HOURS, MONEY, Arcs, Graph, Ints

YARDSTICKS = ("generalised", "money", "hours", "kgco2e", "km")

# Where two paths tie in the yardstick itself, generalised cost decides; far below one quantum over a whole lane.
_TIE = 1e-10
_NO_ARC = -1

# Distances from so many states at once stay far below a gigabyte, whatever the graph.
_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Arranged:
    """The arcs of a graph by state, each turned round if `reverse`: what every yardstick shares.

    Attributes
    ----------
    arcs
        The arcs as they come.
    order
        (arcs,) rows by tail, then head, then as they come.
    number
        (arcs,) which pair of states each row of `order` joins.
    first
        (pairs,) the first of the rows of `order` that joins each pair.
    starts
        (states + 1,) where the pairs of each state begin.
    heads, keys
        (pairs,) the state each pair leads to, and one number that tells both.
    """

    arcs: Arcs
    order: Ints
    number: Ints
    first: Ints
    starts: Ints
    heads: Ints
    keys: Ints
    reverse: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A graph with one weight an arc, as compressed rows; of parallel arcs only the lightest is kept."""

    arcs: Arcs
    weights: Floats
    starts: Ints
    heads: Ints
    chosen: Ints
    keys: Ints
    reverse: bool


@dataclass(frozen=True, slots=True)
class Tree:
    """The best path between a set of sources and every state.

    Attributes
    ----------
    cost
        (states, 5): USD, hours, their variance, kgCO2e and parties of the path, infinite where there is none.
    measure
        (states,) the yardstick's value along the path.
    arc
        (states,) the last arc of the path (the first one, in a reverse tree); -1 at a source.
    before
        (states,) the state before it (after it, in a reverse tree); -1 at a source.
    reverse
        Whether paths lead from each state to the sources.
    """

    cost: Floats
    measure: Floats
    arc: Ints
    before: Ints
    reverse: bool


@dataclass(frozen=True, slots=True)
class Between:
    """The best paths from each of some states to each of others.

    Attributes
    ----------
    cost
        (sources, ends, 5) as `Tree.cost`, infinite where there is no path.
    used
        (sources, arcs) whether a path from the source to any of the ends takes the arc.
    """

    cost: Floats
    used: npt.NDArray[np.bool_]


def yardstick(cost: Floats, road_km: Floats, *, name: str, usd_per_h: float) -> Floats:
    """Return the weight of each arc.

    Parameters
    ----------
    cost
        (arcs, 5) USD, hours, their variance, kgCO2e, parties.
    road_km
        (arcs,) km on roads.
    name
        One of `YARDSTICKS`; ``km`` is the distance on roads alone.
    usd_per_h
        Value of time.
    """
    generalised: Floats = cost[:, MONEY] + usd_per_h * cost[:, HOURS]
    if name == "km":
        return road_km
    column = {"money": MONEY, "hours": HOURS, "kgco2e": CARBON}.get(name)
    return generalised if column is None else cost[:, column] + _TIE * generalised


def arranged(graph: Graph, *, reverse: bool) -> Arranged:
    """Sort the arcs by state, each turned round if `reverse`."""
    tail, head = (graph.arcs.head, graph.arcs.tail) if reverse else (graph.arcs.tail, graph.arcs.head)
    keys = tail * (graph.states + 1) + head
    order = np.argsort(keys, kind="stable")
    first = np.ones(len(order), dtype=bool)
    first[1:] = np.diff(keys[order]) != 0
    pairs = order[first]
    starts = np.searchsorted(tail[pairs], np.arange(graph.states + 1))
    number, at = np.cumsum(first) - 1, np.flatnonzero(first)
    return Arranged(graph.arcs, order, number, at, starts, head[pairs], keys[pairs], reverse)


def prepare(rows: Arranged, weights: Floats) -> Prepared:
    """Give each arc a weight and keep the lightest between two states; arcs of infinite weight are left out."""
    if not len(weights):
        return Prepared(rows.arcs, weights, rows.starts, rows.heads, rows.order, rows.keys, rows.reverse)
    sorted_weights = weights[rows.order]
    least = np.minimum.reduceat(sorted_weights, rows.first)
    lightest = np.flatnonzero(sorted_weights == least[rows.number])
    # Of arcs that weigh the same the first one stays.
    one_each = np.ones(len(lightest), dtype=bool)
    one_each[1:] = np.diff(rows.number[lightest]) != 0
    chosen = rows.order[lightest[one_each]]
    open_, shut = np.flatnonzero(np.isfinite(least)), np.flatnonzero(~np.isfinite(least))
    starts = rows.starts - np.searchsorted(shut, rows.starts)
    return Prepared(rows.arcs, weights, starts, rows.heads[open_], chosen[open_], rows.keys[open_], rows.reverse)


def grow(prepared: Prepared, sources: Ints, *, cost: Floats, measure: Floats) -> Tree:
    """Grow the tree of best paths from several sources, each with what it costs to be there.

    Parameters
    ----------
    prepared
        The graph under one yardstick.
    sources
        (k,) states.
    cost, measure
        (k, 5) and (k,) what has been spent at each source, in full and by the yardstick.
    """
    states = len(prepared.starts) - 1
    weights = np.concatenate([prepared.weights[prepared.chosen], measure])
    heads = np.concatenate([prepared.heads, sources])
    starts = np.concatenate([prepared.starts, [len(heads)]])
    matrix = csr_array((weights, heads, starts), shape=(states + 1, states + 1))
    distance, predecessor = dijkstra(matrix, True, np.array([states]), True)  # noqa: FBT003 - SciPy's own order
    reached, before = distance[0], predecessor[0, :states].astype(np.int64)
    arc = _arcs_used(prepared, before, root=states)
    columns = cost.shape[1]
    own = np.full((states + 1, columns), np.inf)
    inner = arc >= 0
    own[:states][inner] = prepared.arcs.cost[arc[inner]]
    at_source = before == states
    spent = np.full((states, columns), np.inf)
    spent[sources] = cost
    own[:states][at_source] = spent[at_source]
    own[states] = 0.0
    jump = np.where(before < 0, states, before)
    total = _accumulated(own, np.concatenate([jump, [states]]))[:states]
    return Tree(total, reached[:states], arc, np.where(at_source | (before < 0), _NO_ARC, before), prepared.reverse)


def between(prepared: Prepared, sources: Ints, *, ends: Ints) -> Between:
    """Return what `grow` finds from each source alone to some ends, for all sources at once.

    Parameters
    ----------
    prepared
        The graph under one yardstick.
    sources, ends
        States.
    """
    parts = [sources[first : first + _AT_ONCE] for first in range(0, max(len(sources), 1), _AT_ONCE)]
    found = [_some_between(prepared, part, ends=ends) for part in parts]
    return Between(np.concatenate([one.cost for one in found]), np.concatenate([one.used for one in found]))


def path(tree: Tree, state: int) -> list[int]:
    """Return the arcs between the sources and a state, in the order in which the goods take them."""
    arcs = []
    while tree.arc[state] != _NO_ARC:
        arcs.append(int(tree.arc[state]))
        state = int(tree.before[state])
    return arcs if tree.reverse else arcs[::-1]


def root(tree: Tree, state: int) -> int:
    """Return the source that the best path to a state starts from."""
    while tree.arc[state] != _NO_ARC:
        state = int(tree.before[state])
    return state


def _some_between(prepared: Prepared, sources: Ints, *, ends: Ints) -> Between:
    """Return what `between` does; each source hangs on a root of its own, as in `grow`."""
    states, count = len(prepared.starts) - 1, len(sources)
    weights = np.concatenate([prepared.weights[prepared.chosen], np.zeros(count)])
    heads = np.concatenate([prepared.heads, sources])
    starts = np.concatenate([prepared.starts, len(prepared.heads) + 1 + np.arange(count)])
    matrix = csr_array((weights, heads, starts), shape=(states + count, states + count))
    _, before = dijkstra(matrix, True, states + np.arange(count), True)  # noqa: FBT003 - SciPy's own order
    cost = np.zeros((count, len(ends), prepared.arcs.cost.shape[1]))
    used = np.zeros((count, len(prepared.arcs.cost)), dtype=bool)
    row, column = np.indices((count, len(ends))).reshape(2, -1)
    state = ends[column]
    last = before[row, state].astype(np.int64)
    cost[row[last < 0], column[last < 0]] = np.inf
    while len(going := np.flatnonzero((last >= 0) & (last < states))):
        row, column, state, last = row[going], column[going], state[going], last[going]
        arc = prepared.chosen[np.searchsorted(prepared.keys, last * (states + 1) + state)]
        cost[row, column] += prepared.arcs.cost[arc]
        used[row, arc] = True
        state, last = last, before[row, last].astype(np.int64)
    return Between(cost, used)


def _arcs_used(prepared: Prepared, before: Ints, *, root: int) -> Ints:
    """Find the arc from each state's predecessor to it: rows are sorted, so one search does."""
    states = len(before)
    inner = (before >= 0) & (before != root)
    wanted = before[inner] * (states + 1) + np.flatnonzero(inner)
    arc = np.full(states, _NO_ARC, dtype=np.int64)
    arc[inner] = prepared.chosen[np.searchsorted(prepared.keys, wanted)]
    return arc


def _accumulated(own: Floats, jump: Ints) -> Floats:
    """Sum along each path to the root by doubling the length of the jump; exact, since costs are whole quanta.

    The root itself costs nothing, and a state whose jump has come to it is done.
    """
    root = jump[-1]
    total, jump = own.copy(), jump.copy()
    going = np.flatnonzero(jump != root)
    while len(going):
        ahead = jump[going]
        total[going] += total[ahead]
        jump[going] = jump[ahead]
        going = going[jump[going] != root]
    return total
