"""What is a graph of choices? Arcs with a cost each, parallel and free ones included."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from alat.errors import BadInput

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class ArcGraph:
    """Directed arcs between states; the place of an arc in the arrays is its number.

    Attributes
    ----------
    states
        How many states there are.
    tail, head
        (arcs,) where each arc leads from and to. Arcs may be parallel.
    cost
        (arcs,) generalised cost, 0 or more; infinite where an arc is closed.
    """

    states: int
    tail: Ints
    head: Ints
    cost: Floats

    @property
    def arcs(self) -> int:
        """How many arcs there are, closed ones included."""
        return len(self.cost)


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """The states of an acyclic graph in an order in which each comes after all that it leads to.

    Attributes
    ----------
    order
        (states,) states, level by level.
    starts
        (levels + 1,) where each level begins in `order`; the first level leads nowhere.
    level
        (states,) level of each state.
    """

    order: Ints
    starts: Ints
    level: Ints


def arc_graph(cost: object) -> ArcGraph:
    """Return the graph of a square sparse matrix of costs, or the graph itself, checked.

    Parameters
    ----------
    cost
        A SciPy sparse matrix or array whose stored entries are arcs, in the order in which it stores them by row; a
        stored zero is a free arc. An `ArcGraph` where arcs are parallel.

    Raises
    ------
    BadInput
        If it is neither, is not square, names a state that does not exist, or has a cost below 0 or NaN.
    """
    if isinstance(cost, ArcGraph):
        return checked(cost)
    if not sparse.issparse(cost):
        raise BadInput(f"costs of arcs must be a SciPy sparse matrix or an ArcGraph; got {type(cost).__name__}")
    matrix: Any = cost
    if len(matrix.shape) != 2 or matrix.shape[0] != matrix.shape[1]:  # noqa: PLR2004 - a matrix has two
        raise BadInput(f"costs of arcs must be a square matrix; got the shape {matrix.shape}")
    rows = matrix.tocsr()
    tail = np.repeat(np.arange(rows.shape[0], dtype=np.int64), np.diff(rows.indptr))
    return checked(
        ArcGraph(int(rows.shape[0]), tail, rows.indices.astype(np.int64), np.asarray(rows.data, dtype=np.float64))
    )


def checked(graph: ArcGraph) -> ArcGraph:
    """Return the graph if it is sound.

    Raises
    ------
    BadInput
        If the arrays differ in length, a state does not exist, or a cost is below 0 or NaN; it names the first arc.
    """
    lengths = {len(graph.tail), len(graph.head), len(graph.cost)}
    if len(lengths) > 1:
        raise BadInput(f"tail, head and cost of arcs must be of one length; got {sorted(lengths)}")
    for name, ends in (("tail", graph.tail), ("head", graph.head)):
        wrong = np.flatnonzero((ends < 0) | (ends >= graph.states))
        if len(wrong):
            raise BadInput(f"arc {wrong[0]}: {name} {ends[wrong[0]]}; expected a state from 0 to {graph.states - 1}")
    wrong = np.flatnonzero(~(graph.cost >= 0.0))
    if len(wrong):
        arc = int(wrong[0])
        raise BadInput(
            f"arc {arc} from state {graph.tail[arc]} to {graph.head[arc]}: cost {graph.cost[arc]}; expected 0 or more"
        )
    return graph


def chosen_states(states: object, *, graph: ArcGraph, what: str) -> Ints:
    """Return states as whole numbers, checked.

    Raises
    ------
    BadInput
        If there is none, or one does not exist.
    """
    given = np.atleast_1d(np.asarray(states))
    if given.ndim != 1 or given.dtype.kind not in "iu" or not given.size:
        raise BadInput(f"{what}: expected one or more numbers of states; got {states!r}")
    wrong = given[(given < 0) | (given >= graph.states)]
    if len(wrong):
        raise BadInput(f"{what}: state {wrong[0]} does not exist; expected 0 to {graph.states - 1}")
    return given.astype(np.int64)


def turned(graph: ArcGraph) -> ArcGraph:
    """Return the graph with each arc turned round."""
    return ArcGraph(graph.states, graph.head, graph.tail, graph.cost)


def opened(graph: ArcGraph) -> tuple[ArcGraph, Ints]:
    """Return the graph without its closed arcs, and the numbers of the arcs left."""
    kept = np.flatnonzero(np.isfinite(graph.cost))
    return ArcGraph(graph.states, graph.tail[kept], graph.head[kept], graph.cost[kept]), kept


def levels(graph: ArcGraph) -> Levels | None:
    """Sort the states of a graph without closed arcs by level, or return None where the graph has a cycle."""
    by_head = np.argsort(graph.head, kind="stable")
    first = np.searchsorted(graph.head[by_head], np.arange(graph.states + 1))
    left = np.bincount(graph.tail, minlength=graph.states)
    level = np.full(graph.states, -1, dtype=np.int64)
    found: list[Ints] = []
    front = np.flatnonzero(left == 0)
    while len(front):
        level[front] = len(found)
        found.append(front)
        tails = graph.tail[by_head[spans(first[front], first[front + 1])]]
        np.subtract.at(left, tails, 1)
        front = np.unique(tails[left[tails] == 0])
    if sum(map(len, found)) < graph.states:
        return None
    starts = np.cumsum([0, *map(len, found)])
    order = np.concatenate(found) if found else np.empty(0, dtype=np.int64)
    return Levels(order, starts, level)


def spans(first: Ints, last: Ints) -> Ints:
    """Return all whole numbers of several spans, one span after the other."""
    count = last - first
    found: Ints = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
    return found
