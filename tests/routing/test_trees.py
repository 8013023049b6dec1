"""Does a tree of land services hold the best path to each state, with what that path costs?"""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from alat.routing.steps import Arcs, Graph
from alat.routing.trees import arranged, between, grow, path, prepare, root, yardstick

STATES = 6
ARC = st.tuples(
    st.integers(0, STATES - 1),
    st.integers(0, STATES - 1),
    st.tuples(*[st.integers(0, 8)] * 5),
)


def graph(rows: list[tuple[int, int, tuple[int, ...]]]) -> Graph:
    count = len(rows)
    whole = np.arange(count)
    arcs = Arcs(
        tail=np.array([row[0] for row in rows], dtype=np.int64),
        head=np.array([row[1] for row in rows], dtype=np.int64),
        cost=np.array([row[2] for row in rows], dtype=np.float64).reshape(-1, 5),
        road_km=np.zeros(count),
        kind=np.zeros(count, dtype=np.int64),
        ref=whole,
        forward=np.ones(count, dtype=bool),
    )
    return Graph("road", STATES, np.arange(STATES), np.arange(STATES), arcs)


def relaxed(arcs: Arcs, weights: np.ndarray[tuple[int], np.dtype[np.float64]], start: dict[int, float]) -> list[float]:
    """Relax every arc as often as there are states (Bellman and Ford)."""
    least = [start.get(state, float("inf")) for state in range(STATES)]
    for _ in range(STATES):
        for tail, head, weight in zip(arcs.tail, arcs.head, weights, strict=True):
            least[head] = min(least[head], least[tail] + weight)
    return least


@given(
    st.lists(ARC, min_size=1, max_size=14),
    st.dictionaries(st.integers(0, STATES - 1), st.integers(0, 5), min_size=1, max_size=3),
    st.sampled_from(["money", "generalised", "hours"]),
    st.sampled_from(["out", "into"]),
)
def test_a_tree_is_what_relaxing_every_arc_finds(
    rows: list[tuple[int, int, tuple[int, ...]]], start: dict[int, int], name: str, way: str
) -> None:
    made, reverse = graph(rows), way == "into"
    arcs = made.arcs
    weights = yardstick(arcs.cost, arcs.road_km, name=name, usd_per_h=2.0)
    sources = np.array(sorted(start), dtype=np.int64)
    spent = np.array([[start[s], 0, 0, 0, 0] for s in sorted(start)], dtype=np.float64)
    measure = yardstick(spent, np.zeros(len(spent)), name=name, usd_per_h=2.0)
    tree = grow(prepare(arranged(made, reverse=reverse), weights), sources, cost=spent, measure=measure)
    first = dict(zip(sources.tolist(), measure.tolist(), strict=True))
    turned = Arcs(
        arcs.head, arcs.tail, *(getattr(arcs, part) for part in ("cost", "road_km", "kind", "ref", "forward"))
    )
    expected = relaxed(turned if reverse else arcs, weights, first)
    assert np.allclose(tree.measure, expected)
    for state in range(STATES):
        if np.isinf(expected[state]):
            assert np.isinf(tree.cost[state]).all()
            continue
        used, source = path(tree, state), root(tree, state)
        total = spent[sources.tolist().index(source)] + sum((arcs.cost[arc] for arc in used), start=np.zeros(5))
        assert (tree.cost[state] == total).all()
        assert all(arcs.head[a] == arcs.tail[b] for a, b in pairwise(used))
        if used:
            ends = (arcs.tail[used[0]], arcs.head[used[-1]])
            assert ends == ((state, source) if reverse else (source, state))


@given(
    st.lists(ARC, min_size=1, max_size=14),
    st.lists(st.integers(0, STATES - 1), min_size=1, max_size=4, unique=True),
    st.sampled_from(["money", "generalised"]),
)
def test_paths_from_many_states_at_once_are_those_of_a_tree_for_each(
    rows: list[tuple[int, int, tuple[int, ...]]], starts: list[int], name: str
) -> None:
    made = graph(rows)
    weights = yardstick(made.arcs.cost, made.arcs.road_km, name=name, usd_per_h=2.0)
    prepared = prepare(arranged(made, reverse=False), weights)
    found = between(prepared, np.array(starts), ends=np.arange(STATES))
    for row, start in enumerate(starts):
        tree = grow(prepared, np.array([start]), cost=np.zeros((1, 5)), measure=np.zeros(1))
        assert (found.cost[row] == tree.cost).all()
        used = {arc for state in range(STATES) for arc in path(tree, state)}
        assert set(np.flatnonzero(found.used[row]).tolist()) == used
