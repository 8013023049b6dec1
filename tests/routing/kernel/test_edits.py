"""Does changing a few arcs give what computing anew gives, and does undoing restore the bits?"""

import numpy as np
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from alat.errors import BadInput, DivergentSum
from alat.routing.kernel import ArcGraph, RouteValues, route_values

N = 9
INF = float("inf")
COST = st.one_of(st.integers(0, 12).map(float), st.floats(0.0, 12.0, allow_subnormal=False), st.just(INF))
DOWN = st.tuples(st.integers(0, N - 1), st.integers(0, N - 1), COST).filter(lambda arc: arc[0] < arc[1])
ROUND = st.tuples(st.integers(0, N - 1), st.integers(0, N - 1), st.floats(2.0, 12.0))
FIRST = [(0, 1, 3.0), (1, 4, 1.0), (2, 5, 4.0), (4, 7, 2.0), (N - 3, N - 1, 2.0), (0, N - 2, 9.0)]
ACYCLIC = st.lists(DOWN, max_size=20).map(lambda rows: [*FIRST, *rows])
ANY = st.lists(ROUND, max_size=20).map(lambda rows: [*FIRST, *rows])
MU = st.sampled_from([1e-3, 0.2, 1.0, 5.0])
CHANGES = st.dictionaries(st.integers(0, 5), COST, max_size=4)
STARTS, ENDS = [0, 1, 2], [N - 2, N - 1]


def graph_of(rows: list[tuple[int, int, float]], states: int = N) -> ArcGraph:
    tail, head, cost = zip(*rows, strict=True)
    return ArcGraph(states, np.array(tail, np.int64), np.array(head, np.int64), np.array(cost, np.float64))


def assert_as_if_computed_anew(edited: RouteValues, scale: float = 1.0) -> None:
    anew = route_values(edited.graph, edited.mu, edited.destinations, origins=edited.origins)
    assert (np.isfinite(edited.values) == np.isfinite(anew.values)).all()
    there = np.isfinite(anew.values)
    np.testing.assert_allclose(edited.values[there], anew.values[there], rtol=1e-11, atol=1e-11 * edited.mu * scale)
    demand = np.where(there, 1.0, 0.0)
    np.testing.assert_allclose(edited.flows(demand), anew.flows(demand), atol=1e-12)


@given(ACYCLIC, MU, CHANGES, st.lists(DOWN, max_size=3))
def test_edits_of_an_acyclic_graph_equal_computing_anew(
    rows: list[tuple[int, int, float]], mu: float, changes: dict[int, float], new: list[tuple[int, int, float]]
) -> None:
    base = route_values(graph_of(rows), mu, ENDS, origins=STARTS)
    assert_as_if_computed_anew(base.edit(changes, new=new))


@given(ANY, st.sampled_from([0.01, 0.3, 0.8]), CHANGES, st.lists(ROUND, max_size=2))
def test_edits_of_a_graph_with_cycles_equal_computing_anew(
    rows: list[tuple[int, int, float]], mu: float, changes: dict[int, float], new: list[tuple[int, int, float]]
) -> None:
    try:
        base = route_values(graph_of(rows), mu, ENDS, origins=STARTS)
        edited = base.edit(changes, new=new)
    except DivergentSum:
        reject()
    assert_as_if_computed_anew(edited, scale=10.0)


def test_an_arc_that_was_too_dear_for_a_float_counts_in_full_once_it_is_cheap() -> None:
    base = route_values(graph_of(FIRST), 0.01, ENDS, origins=STARTS)
    edited = base.edit({0: 0.0, 1: 0.0, 5: 2.0})
    assert edited.values[0, 0] == pytest.approx(2.0 - 0.01 * np.log(2.0), rel=1e-12)


def test_a_new_arc_counts_where_the_ways_to_it_are_below_the_range_of_a_float() -> None:
    base = route_values(graph_of([*FIRST, (5, 3, 4.0)]), 0.01, ENDS, origins=STARTS)
    edited = base.edit({}, new=[(3, 0, 2.0)])
    assert edited.values[2, 0] == pytest.approx(4.0 + 4.0 + 2.0 + 6.0, rel=1e-12)


@given(ACYCLIC, MU, st.integers(0, 5))
def test_closing_then_opening_restores_the_bits(rows: list[tuple[int, int, float]], mu: float, arc: int) -> None:
    base = route_values(graph_of(rows), mu, ENDS, origins=STARTS)
    back = base.edit({arc: INF}).edit({arc: rows[arc][2]})
    assert back.values.tobytes() == base.values.tobytes()
    assert back.graph.cost.tobytes() == base.graph.cost.tobytes()


@given(ACYCLIC, MU, DOWN)
def test_adding_then_closing_an_arc_restores_the_bits(
    rows: list[tuple[int, int, float]], mu: float, arc: tuple[int, int, float]
) -> None:
    base = route_values(graph_of(rows), mu, ENDS, origins=STARTS)
    back = base.edit(new=[arc]).edit({len(rows): INF})
    assert back.values.tobytes() == base.values.tobytes()


@given(ACYCLIC, MU, CHANGES, CHANGES)
def test_edits_one_after_the_other_are_one_edit(
    rows: list[tuple[int, int, float]], mu: float, first: dict[int, float], then: dict[int, float]
) -> None:
    base = route_values(graph_of(rows), mu, ENDS, origins=STARTS)
    np.testing.assert_array_equal(base.edit(first).edit(then).values, base.edit({**first, **then}).values)


def test_an_arc_that_every_way_needs_may_be_closed_and_reopened() -> None:
    base = route_values(graph_of([(0, 1, 1.0), (1, 2, 1.0)], states=3), 1.0, [2], origins=[0])
    closed = base.edit({(1, 2): INF})
    assert closed.values.tolist() == [[INF]]
    assert closed.edit({1: 0.5}).values.tolist() == [[1.5]]


def test_two_new_arcs_in_a_row_join_what_was_apart() -> None:
    base = route_values(graph_of([(0, 1, 1.0), (2, 3, 1.0), (4, 5, 1.0)], states=6), 1.0, [5], origins=[0])
    joined = base.edit(new=[(1, 2, 1.0), (3, 4, 1.0)])
    assert joined.values.tolist() == [[5.0]]


def test_a_new_arc_that_closes_a_cycle_is_computed_by_the_rule_for_cycles() -> None:
    base = route_values(graph_of([(0, 1, 3.0), (1, 2, 3.0)], states=3), 1.0, [2], origins=[0])
    around = base.edit(new=[(1, 0, 3.0)])
    assert around.spectral_radius == pytest.approx(np.exp(-3.0), rel=1e-12)
    assert_as_if_computed_anew(around)
    with pytest.raises(DivergentSum, match=r"largest mu that works is"):
        base.edit({0: 0.0}, new=[(1, 0, 0.01)])


def test_a_candidate_on_two_hundred_pairs_equals_computing_anew() -> None:
    rng = np.random.default_rng(11)
    layers = [np.arange(first, first + 200) for first in range(0, 1000, 200)]
    tail = np.concatenate([rng.choice(layer, 3000) for layer in layers[:-1]])
    head = np.concatenate([rng.choice(layer, 3000) for layer in layers[1:]])
    graph = ArcGraph(1000, tail, head, rng.uniform(100.0, 3000.0, len(tail)))
    base = route_values(graph, 300.0, layers[-1], origins=layers[0])
    for edited in (
        base.edit({17: 1.0, 4000: 5.0, 9000: 2000.0}),
        base.edit(new=[(250, 450, 10.0)]),
        base.edit({4000: INF}),
    ):
        anew = route_values(edited.graph, 300.0, layers[-1], origins=layers[0])
        np.testing.assert_allclose(edited.values, anew.values, rtol=1e-11)
        assert (edited.values != base.values).any()


def test_edits_of_arcs_that_do_not_exist_are_refused() -> None:
    base = route_values(graph_of([(0, 1, 1.0), (0, 1, 2.0), (1, 2, 1.0)], states=3), 1.0, [2], origins=[0])
    with pytest.raises(BadInput, match=r"arc 3 does not exist; expected 0 to 2"):
        base.edit({3: 1.0})
    with pytest.raises(BadInput, match=r"no arc leads from state 2 to 0"):
        base.edit({(2, 0): 1.0})
    with pytest.raises(BadInput, match=r"2 arcs lead from state 0 to 1: name one of \[0, 1\]"):
        base.edit({(0, 1): 1.0})
    with pytest.raises(BadInput, match=r"arc 0: cost -1.0; expected 0 or more"):
        base.edit({0: -1.0})
    with pytest.raises(BadInput, match=r"cost nan; expected 0 or more"):
        base.edit({0: float("nan")})
    with pytest.raises(BadInput, match=r"head 7; expected a state from 0 to 2"):
        base.edit(new=[(0, 7, 1.0)])
