"""Which ways through a layered graph are beaten by none in all criteria at once?

Label setting (Martins 1984) on an acyclic graph of layers, with lower bounds from backward sweeps (as in NAMOA*,
Mandow and Pérez de la Cruz 2010). Costs are whole quanta, so that sums are exact in any order and dominance needs no
tolerance: the set is exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alat.routing.figures import Floats
from alat.routing.pareto import covered, nondominated
from alat.routing.steps import Ints


@dataclass(frozen=True, slots=True)
class Block:
    """Arcs from one layer to a later one.

    Attributes
    ----------
    tail_layer, head_layer
        Numbers of the layers; the head's is larger.
    starts
        (nodes of the tail layer + 1,) where the arcs of each node begin.
    heads
        (arcs,) nodes of the head layer.
    cost
        (arcs, criteria), whole quanta.
    origin
        (arcs,) row of each arc in what it was made from.
    """

    tail_layer: int
    head_layer: int
    starts: Ints
    heads: Ints
    cost: Floats
    origin: Ints


@dataclass(frozen=True, slots=True)
class Way:
    """One way from the first layer to the last: its cost and its arcs as (block, row the arc was made from)."""

    cost: tuple[float, ...]
    arcs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Labels:
    node: Ints
    cost: Floats
    parent: Ints
    block: Ints
    arc: Ints


def block(layers: tuple[int, int], sizes: Sequence[int], *, tails: Ints, heads: Ints, cost: Floats) -> Block:
    """Sort arcs by their tail.

    Parameters
    ----------
    layers
        Tail layer and head layer.
    sizes
        Nodes in each layer.
    tails, heads, cost
        One row an arc.
    """
    order = np.argsort(tails, kind="stable")
    starts = np.searchsorted(tails[order], np.arange(sizes[layers[0]] + 1))
    return Block(layers[0], layers[1], starts, heads[order], cost[order], order)


def pareto_ways(
    blocks: Sequence[Block], sizes: Sequence[int], *, weights: Floats, most: Floats | None = None
) -> tuple[Way, ...]:
    """Return one way for each cost vector that no other way equals or beats in every criterion.

    Parameters
    ----------
    blocks
        The arcs. The first layer holds the origin alone and the last the destination alone.
    sizes
        Nodes in each layer.
    weights
        (k, criteria) not negative; the best way by each weighted sum is found first, and prunes the rest.
    most
        (criteria,) ways that cost more in any criterion are left out; no limits without it.

    Returns
    -------
    tuple of Way
        By sum of costs; empty where no way exists.
    """
    ideal = cost_to_go(blocks, sizes)
    limit = np.full(blocks[0].cost.shape[1], np.inf) if most is None else most
    if not np.isfinite(ideal[0]).all() or (ideal[0] > limit).any():
        return ()
    known = [way for way in _greedy(blocks, sizes, weights=weights) if _within(way, limit)]
    best = np.array([way.cost for way in known]).reshape(-1, len(limit))
    best = best[nondominated(best, np.zeros(len(best), dtype=np.int64))]
    labels: list[_Labels] = []
    pending: list[list[_Labels]] = [[] for _ in sizes]
    criteria = blocks[0].cost.shape[1]
    pending[0].append(_Labels(*(np.zeros(1, np.int64), np.zeros((1, criteria)), *(np.full(1, -1) for _ in range(3)))))
    offset = 0
    for layer in range((last := len(sizes) - 1) + 1):
        here = _settled(pending[layer], ideal[layer] if layer < last else None, best=best)
        labels.append(here)
        out = [number for number, each in enumerate(blocks) if each.tail_layer == layer]
        for number in sorted(out, key=lambda each: -blocks[each].head_layer):
            grown = _extended(here, blocks[number], number=number, offset=offset)
            head = blocks[number].head_layer
            bounds = grown.cost + ideal[head][grown.node]
            allowed = (bounds <= limit).all(axis=1)
            grown = _rows(grown, np.flatnonzero(allowed & ~covered(bounds, best) if head < last else allowed))
            if head == last and len(grown.node):
                best = np.vstack([best, grown.cost])
                best = best[nondominated(best, np.zeros(len(best), dtype=np.int64))]
            pending[head].append(grown)
        offset += len(here.node)
    found = [_traced(labels, row, blocks=blocks) for row in range(offset - len(labels[-1].node), offset)]
    return _united([*found, *known])


def _within(way: Way, limit: Floats) -> bool:
    return bool((np.array(way.cost) <= limit).all())


def cost_to_go(blocks: Sequence[Block], sizes: Sequence[int]) -> list[Floats]:
    """Return for each layer (nodes, criteria) the least that remains, each criterion on its own."""
    criteria = blocks[0].cost.shape[1]
    ideal = [np.full((size, criteria), np.inf) for size in sizes]
    ideal[-1][:] = 0.0
    for each in sorted(blocks, key=lambda one: -one.tail_layer):
        if len(each.heads):
            through = each.cost + ideal[each.head_layer][each.heads]
            filled = np.flatnonzero(np.diff(each.starts))
            least = np.minimum.reduceat(through, each.starts[filled], axis=0)
            mine = ideal[each.tail_layer]
            mine[filled] = np.minimum(mine[filled], least)
    return ideal


def _weighted(blocks: Sequence[Block], weights: Floats) -> list[Block]:
    """Return the blocks with weighted sums for costs; legs that share their costs share the sums."""
    sums: dict[int, Floats] = {}
    for each in blocks:
        if id(each.cost) not in sums:
            sums[id(each.cost)] = np.column_stack([each.cost @ weight for weight in weights])
    return [
        Block(each.tail_layer, each.head_layer, each.starts, each.heads, sums[id(each.cost)], each.origin)
        for each in blocks
    ]


def _greedy(blocks: Sequence[Block], sizes: Sequence[int], *, weights: Floats) -> list[Way]:
    """Follow the least cost to go from the origin, by each weighted sum."""
    scalar = _weighted(blocks, weights)
    ideal = cost_to_go(scalar, sizes)
    return [_followed(blocks, scalar, ideal=ideal, number=number) for number in range(len(weights))]


def _followed(blocks: Sequence[Block], scalar: Sequence[Block], *, ideal: Sequence[Floats], number: int) -> Way:
    layer, node, arcs = 0, 0, []
    total = np.zeros(blocks[0].cost.shape[1])
    while layer < len(ideal) - 1:
        options = []
        for place, each in enumerate(scalar):
            if each.tail_layer == layer:
                first, last = each.starts[node], each.starts[node + 1]
                if first < last:
                    through = each.cost[first:last, number] + ideal[each.head_layer][each.heads[first:last], number]
                    options.append((float(through.min()), place, int(first + through.argmin())))
        _, place, row = min(options)
        arcs.append((place, int(blocks[place].origin[row])))
        total = total + blocks[place].cost[row]
        layer, node = blocks[place].head_layer, int(blocks[place].heads[row])
    return Way(tuple(float(part) for part in total), tuple(arcs))


def _settled(pending: list[_Labels], ideal: Floats | None, *, best: Floats) -> _Labels:
    """Bring the labels of a layer together and keep those beaten by none at their node."""
    columns = ("node", "cost", "parent", "block", "arc")
    if not pending:
        empty = np.empty(0, dtype=np.int64)
        return _Labels(empty, np.empty((0, best.shape[1])), empty, empty, empty)
    whole = _Labels(*(np.concatenate([getattr(each, column) for each in pending]) for column in columns))
    if ideal is not None:
        whole = _rows(whole, ~covered(whole.cost + ideal[whole.node], best))
    return _rows(whole, nondominated(whole.cost, whole.node))


def _extended(labels: _Labels, arcs: Block, *, number: int, offset: int) -> _Labels:
    """Extend every label over every arc out of its node."""
    first, count = arcs.starts[labels.node], np.diff(arcs.starts)[labels.node]
    parent = np.repeat(np.arange(len(labels.node)), count)
    arc = np.arange(len(parent)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
    return _Labels(
        arcs.heads[arc], labels.cost[parent] + arcs.cost[arc], parent + offset, np.full(len(arc), number), arc
    )


def _rows(labels: _Labels, rows: np.ndarray[tuple[int], np.dtype[np.bool_ | np.int64]]) -> _Labels:
    return _Labels(labels.node[rows], labels.cost[rows], labels.parent[rows], labels.block[rows], labels.arc[rows])


def _traced(labels: list[_Labels], row: int, *, blocks: Sequence[Block]) -> Way:
    sizes = np.cumsum([0, *(len(each.node) for each in labels)])
    layer = int(np.searchsorted(sizes, row, side="right")) - 1
    cost = labels[layer].cost[row - sizes[layer]]
    arcs: list[tuple[int, int]] = []
    while True:
        layer = int(np.searchsorted(sizes, row, side="right")) - 1
        own, place = labels[layer], int(row - sizes[layer])
        if own.block[place] < 0:
            return Way(tuple(float(part) for part in cost), tuple(reversed(arcs)))
        used = int(own.block[place])
        arcs.append((used, int(blocks[used].origin[own.arc[place]])))
        row = int(own.parent[place])


def _united(ways: list[Way]) -> tuple[Way, ...]:
    if not ways:
        return ()
    costs = np.array([way.cost for way in ways])
    kept = nondominated(costs, np.zeros(len(costs), dtype=np.int64))
    return tuple(ways[row] for row in kept)
