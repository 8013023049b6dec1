"""Is the Pareto set exactly what an enumeration of all ways finds?"""

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from alat.routing.labels import Block, block, cost_to_go, pareto_ways
from alat.routing.pareto import covered, nondominated

CRITERIA = 6
WEIGHTS = np.vstack([np.eye(CRITERIA), np.ones(CRITERIA)])


@st.composite
def layered_graphs(draw: st.DrawFn) -> tuple[list[Block], list[int]]:
    """Layers of up to four nodes, with arcs between any two of them, one origin and one destination."""
    sizes = [1, *draw(st.lists(st.integers(1, 4), min_size=1, max_size=3)), 1]
    blocks = []
    for first, last in sorted((a, b) for a, b in product(range(len(sizes)), repeat=2) if a < b):
        pairs = list(product(range(sizes[first]), range(sizes[last])))
        chosen = draw(st.lists(st.sampled_from(pairs), max_size=6))
        cost = draw(st.lists(st.tuples(*[st.integers(0, 6)] * CRITERIA), min_size=len(chosen), max_size=len(chosen)))
        tails = np.array([a for a, _ in chosen], dtype=np.int64)
        heads = np.array([b for _, b in chosen], dtype=np.int64)
        costs = np.array(cost, dtype=np.float64).reshape(-1, CRITERIA)
        blocks.append(block((first, last), sizes, tails=tails, heads=heads, cost=costs))
    return blocks, sizes


def enumerated(
    blocks: list[Block], sizes: list[int], *, most: tuple[float, ...] = (float("inf"),) * CRITERIA
) -> set[tuple[float, ...]]:
    """Walk every way within the limits and keep the cost vectors none other equals or beats."""
    found: set[tuple[float, ...]] = set()

    def visit(layer: int, node: int, spent: tuple[float, ...]) -> None:
        if layer == len(sizes) - 1:
            if all(a <= b for a, b in zip(spent, most, strict=True)):
                found.add(spent)
            return
        for each in blocks:
            if each.tail_layer == layer:
                for row in range(each.starts[node], each.starts[node + 1]):
                    total = tuple(a + b for a, b in zip(spent, each.cost[row], strict=True))
                    visit(each.head_layer, int(each.heads[row]), total)

    visit(0, 0, (0.0,) * CRITERIA)
    return {
        one
        for one in found
        if not any(other != one and all(a <= b for a, b in zip(other, one, strict=True)) for other in found)
    }


@given(layered_graphs())
def test_the_pareto_set_is_that_of_an_enumeration(graph: tuple[list[Block], list[int]]) -> None:
    blocks, sizes = graph
    ways = pareto_ways(blocks, sizes, weights=WEIGHTS)
    assert len({way.cost for way in ways}) == len(ways)
    assert {way.cost for way in ways} == enumerated(blocks, sizes)


@given(layered_graphs(), st.integers(0, 12), st.integers(0, CRITERIA - 1))
def test_a_limit_leaves_the_pareto_set_of_what_keeps_to_it(
    graph: tuple[list[Block], list[int]], most: int, criterion: int
) -> None:
    blocks, sizes = graph
    limits = np.full(CRITERIA, np.inf)
    limits[criterion] = most
    ways = pareto_ways(blocks, sizes, weights=WEIGHTS, most=limits)
    assert {way.cost for way in ways} == enumerated(blocks, sizes, most=tuple(limits.tolist()))


@given(layered_graphs())
def test_each_way_costs_what_its_arcs_cost_and_joins_the_ends(graph: tuple[list[Block], list[int]]) -> None:
    blocks, sizes = graph
    for way in pareto_ways(blocks, sizes, weights=WEIGHTS):
        layer, node, spent = 0, 0, np.zeros(CRITERIA)
        for number, made_from in way.arcs:
            each = blocks[number]
            rows = [r for r in range(each.starts[node], each.starts[node + 1]) if each.origin[r] == made_from]
            assert each.tail_layer == layer
            assert len(rows) == 1
            spent += each.cost[rows[0]]
            layer, node = each.head_layer, int(each.heads[rows[0]])
        assert layer == len(sizes) - 1
        assert tuple(spent) == way.cost


@given(layered_graphs())
def test_the_least_of_each_criterion_is_the_cost_to_go_and_in_the_set(graph: tuple[list[Block], list[int]]) -> None:
    blocks, sizes = graph
    least = cost_to_go(blocks, sizes)[0][0]
    ways = pareto_ways(blocks, sizes, weights=WEIGHTS)
    if not ways:
        assert np.isinf(least).all()
        return
    assert np.array_equal(np.array([way.cost for way in ways]).min(axis=0), least)
    assert min(sum(way.cost) for way in ways) == min(sum(cost) for cost in enumerated(blocks, sizes))


@given(layered_graphs(), st.integers(1, 5))
def test_dearer_arcs_never_lower_the_best_of_any_criterion(graph: tuple[list[Block], list[int]], more: int) -> None:
    blocks, sizes = graph
    dearer = [
        Block(b.tail_layer, b.head_layer, b.starts, b.heads, b.cost + (more if number % 2 else 0), b.origin)
        for number, b in enumerate(blocks)
    ]
    assert (cost_to_go(dearer, sizes)[0] >= cost_to_go(blocks, sizes)[0]).all()


vectors = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=30)


@given(vectors, st.lists(st.integers(0, 2), min_size=30, max_size=30))
def test_rows_of_a_group_are_kept_when_none_of_the_group_beats_them(
    rows: list[tuple[int, int, int]], labels: list[int]
) -> None:
    costs = np.array(rows, dtype=np.float64)
    groups = np.array(labels[: len(rows)], dtype=np.int64)
    kept = nondominated(costs, groups)
    for group in range(3):
        mine = {tuple(costs[row]) for row in np.flatnonzero(groups == group)}
        best = {a for a in mine if not any(b != a and all(x <= y for x, y in zip(b, a, strict=True)) for b in mine)}
        found = [tuple(costs[row]) for row in kept if groups[row] == group]
        assert sorted(found) == sorted(best)


@given(vectors, vectors)
def test_a_bound_is_covered_when_some_vector_equals_or_beats_it(
    rows: list[tuple[int, int, int]], others: list[tuple[int, int, int]]
) -> None:
    hidden = covered(np.array(rows, dtype=np.float64), np.array(others, dtype=np.float64))
    expected = [any(all(x <= y for x, y in zip(b, a, strict=True)) for b in others) for a in rows]
    assert hidden.tolist() == expected
