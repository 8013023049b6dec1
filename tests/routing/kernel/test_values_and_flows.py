"""Do the sweeps agree with every way counted one by one, and do the laws of route choice hold?"""

import math

import numpy as np
import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from alat.errors import DivergentSum
from alat.routing.kernel import ArcGraph, route_values, traversals_by_ways, value_by_ways

N = 7
INF = float("inf")
COST = st.one_of(st.integers(0, 12).map(float), st.floats(0.0, 12.0, allow_subnormal=False), st.just(INF))
DOWN = st.tuples(st.integers(0, N - 1), st.integers(0, N - 1), COST).filter(lambda arc: arc[0] < arc[1])
ROUND = st.tuples(st.integers(0, N - 1), st.integers(0, N - 1), st.floats(2.0, 12.0))
# A first and a last state that some arc touches, so that neither is an island.
ACYCLIC = st.lists(DOWN, max_size=16).map(lambda rows: [(0, 1, 3.0), (N - 2, N - 1, 2.0), *rows])
ANY = st.lists(ROUND, max_size=14).map(lambda rows: [(0, 1, 3.0), (N - 2, N - 1, 2.0), *rows])
MU = st.sampled_from([0.2, 1.0, 5.0])


def graph_of(rows: list[tuple[int, int, float]], states: int = N) -> ArcGraph:
    tail, head, cost = zip(*rows, strict=True)
    return ArcGraph(states, np.array(tail, np.int64), np.array(head, np.int64), np.array(cost, np.float64))


def balance(graph: ArcGraph, flows: np.ndarray) -> np.ndarray:
    return np.bincount(graph.tail, flows, graph.states) - np.bincount(graph.head, flows, graph.states)


@given(ACYCLIC, MU)
def test_values_are_the_sum_over_every_way(rows: list[tuple[int, int, float]], mu: float) -> None:
    graph = graph_of(rows)
    values = route_values(graph, mu, [N - 1]).values[:, 0]
    plain = [value_by_ways(graph, mu, origin=state, destination=N - 1, longest=N) for state in range(N)]
    np.testing.assert_allclose(values, plain, rtol=1e-12, atol=1e-12)


@given(ACYCLIC, MU)
def test_flows_are_the_mean_over_every_way(rows: list[tuple[int, int, float]], mu: float) -> None:
    graph = graph_of(rows)
    result = route_values(graph, mu, [N - 1])
    demand = np.where(np.isfinite(result.values), 1.0, 0.0)
    plain = np.sum(
        [traversals_by_ways(graph, mu, origin=state, destination=N - 1, longest=N) for state in range(N - 1)], axis=0
    )
    np.testing.assert_allclose(result.flows(demand), plain, atol=1e-12)


@given(ANY, st.sampled_from([0.3, 0.8]))
def test_values_and_flows_round_cycles_are_those_of_the_ways(rows: list[tuple[int, int, float]], mu: float) -> None:
    graph = graph_of(rows)
    try:
        result = route_values(graph, mu, [N - 1])
    except DivergentSum:
        reject()
    assume(result.spectral_radius < 0.3)
    for state in (0, 2, N - 2):
        plain = value_by_ways(graph, mu, origin=state, destination=N - 1, longest=9)
        # Longer ways than nine arcs are left out of the plain sum.
        assert result.values[state, 0] == pytest.approx(plain, abs=2e-2)
    demand = np.where(np.isfinite(result.values), 1.0, 0.0)
    np.testing.assert_allclose(
        result.flows(demand), result.sensitivity()[:, :, 0].sum(axis=1), atol=1e-10 * demand.sum()
    )


@pytest.mark.parametrize("mu", [300.0, 1.0, 1e-3])
@pytest.mark.parametrize("cyclic", [False, True])
def test_flows_are_conserved_on_a_large_graph(mu: float, *, cyclic: bool) -> None:
    rng = np.random.default_rng(5)
    tail, head = rng.integers(0, 600, 4000), rng.integers(0, 600, 4000)
    if not cyclic:
        tail, head = np.minimum(tail, head), np.maximum(tail, head)
    kept = tail != head
    graph = ArcGraph(600, tail[kept], head[kept], rng.uniform(700.0, 5000.0, kept.sum()))
    ends, starts = np.arange(580, 600), np.arange(30)
    result = route_values(graph, mu, ends, origins=starts)
    demand = np.where(np.isfinite(result.values), rng.uniform(0.0, 5.0, result.values.shape), 0.0)
    flows = result.flows(demand)
    expected = np.zeros(600)
    np.add.at(expected, starts, demand.sum(axis=1))
    np.add.at(expected, ends, -demand.sum(axis=0))
    assert np.abs(balance(graph, flows) - expected).max() < 1e-10
    assert flows.min() >= 0.0
    assert (flows @ graph.cost) >= (result.values * demand)[demand > 0].sum()


@given(ACYCLIC)
def test_where_mu_goes_to_nought_values_are_the_least_cost(rows: list[tuple[int, int, float]]) -> None:
    graph = graph_of(rows)
    least = {}
    for tail, head, cost in rows:
        least[tail, head] = min(cost, least.get((tail, head), INF))
    matrix = csr_array((list(least.values()), ([tail for tail, _ in least], [head for _, head in least])), shape=(N, N))
    for mu in (1e-12, 1e-300):
        values = route_values(graph, mu, np.arange(N - 2, N)).values
        np.testing.assert_allclose(values, dijkstra(matrix)[:, N - 2 :], rtol=0, atol=1e-9)


@given(ACYCLIC)
def test_the_triangle_inequality_holds_where_mu_goes_to_nought(rows: list[tuple[int, int, float]]) -> None:
    touched = sorted({end for row in rows for end in row[:2]})
    values = route_values(graph_of(rows), 1e-12, touched, origins=touched).values
    through = (values[:, :, None] + values[None]).min(axis=1)
    assert (values <= through + 1e-9).all()


@given(ACYCLIC, MU, st.integers(0, 5), st.floats(0.0, 3.0))
def test_a_dearer_arc_makes_no_pair_cheaper(
    rows: list[tuple[int, int, float]], mu: float, arc: int, more: float
) -> None:
    arc = arc % len(rows)
    before = route_values(graph_of(rows), mu, [N - 1]).values
    tail, head, cost = rows[arc]
    dearer = [*rows[:arc], (tail, head, cost + more), *rows[arc + 1 :]]
    after = route_values(graph_of(dearer), mu, [N - 1]).values
    assert (after >= before - 1e-12).all()


@given(ACYCLIC, MU, st.sampled_from([0.5, 3.0, 1000.0]))
def test_units_of_cost_leave_flows_as_they_are(rows: list[tuple[int, int, float]], mu: float, factor: float) -> None:
    graph = graph_of(rows)
    one = route_values(graph, mu, [N - 1])
    other = route_values(ArcGraph(N, graph.tail, graph.head, graph.cost * factor), mu * factor, [N - 1])
    demand = np.where(np.isfinite(one.values), 2.0, 0.0)
    np.testing.assert_allclose(other.values, one.values * factor, rtol=1e-11, atol=1e-11)
    np.testing.assert_allclose(other.flows(demand), one.flows(demand), atol=1e-11)


@given(ACYCLIC, MU, st.permutations(range(N)))
def test_the_names_of_states_do_not_matter(rows: list[tuple[int, int, float]], mu: float, names: list[int]) -> None:
    graph, new = graph_of(rows), np.array(names)
    renamed = ArcGraph(N, new[graph.tail], new[graph.head], graph.cost)
    one = route_values(graph, mu, [N - 1])
    other = route_values(renamed, mu, [new[N - 1]])
    np.testing.assert_allclose(other.values[new], one.values, rtol=1e-13, atol=1e-13)


@given(ANY, st.sampled_from([0.3, 0.8]))
def test_values_are_symmetric_where_the_graph_is(rows: list[tuple[int, int, float]], mu: float) -> None:
    both = [*rows, *((head, tail, cost) for tail, head, cost in rows)]
    touched = sorted({end for row in rows for end in row[:2]})
    try:
        result = route_values(graph_of(both), mu, touched, origins=touched)
    except DivergentSum:
        reject()
    # B is symmetric; V = -mu ln(B_od / B_dd) is, up to what each end returns to itself.
    own = np.array([_own(graph_of(both), mu, state) for state in touched])
    costs = result.values + own[None]
    np.testing.assert_allclose(costs, costs.T, rtol=1e-10, atol=1e-10)


def _own(graph: ArcGraph, mu: float, state: int) -> float:
    weights = np.zeros((N, N))
    np.add.at(weights, (graph.tail, graph.head), np.exp(-graph.cost / mu))
    return -mu * math.log(np.linalg.inv(np.eye(N) - weights)[state, state])


def test_parallel_arcs_share_by_their_cost() -> None:
    graph = graph_of([(0, 1, 1.0), (0, 1, 2.0)], states=2)
    result = route_values(graph, 1.0, [1], origins=[0])
    share = 1 / (1 + math.exp(-1))
    assert result.values[0, 0] == pytest.approx(1.0 + math.log(share), abs=1e-15)
    np.testing.assert_allclose(result.flows([[10.0]]), [10 * share, 10 * (1 - share)], rtol=1e-15)


def test_free_arcs_cost_nothing_and_carry_flow() -> None:
    graph = graph_of([(0, 1, 0.0), (1, 2, 0.0)], states=3)
    result = route_values(graph, 1.0, [2], origins=[0])
    assert result.values[0, 0] == 0.0
    assert result.flows([[4.0]]).tolist() == [4.0, 4.0]


def test_a_stored_zero_of_a_matrix_is_a_free_arc() -> None:
    matrix = csr_array((np.array([0.0, 5.0]), (np.array([0, 1]), np.array([1, 2]))), shape=(3, 3))
    assert route_values(matrix, 1.0, [2]).values[:, 0].tolist() == [5.0, 5.0, 0.0]


def test_pairs_without_a_way_are_infinitely_far_and_never_nan() -> None:
    result = route_values(graph_of([(0, 1, 1.0), (2, 3, 1.0)], states=4), 1.0, [1, 3])
    assert result.values.tolist() == [[1.0, INF], [0.0, INF], [INF, 1.0], [INF, 0.0]]
    assert result.sensitivity().tolist()[1] == [[0.0, 0.0], [0.0, 0.0], [0.0, 1.0], [0.0, 0.0]]
    assert not np.isnan(result.sensitivity()).any()


@pytest.mark.parametrize("cyclic", [False, True])
def test_a_mu_at_which_every_exponential_vanishes_still_gives_values_and_flows(*, cyclic: bool) -> None:
    rows = [(0, 1, 4000.0), (1, 2, 3000.0), (0, 2, 7000.5), *([(2, 0, 10.0)] if cyclic else [])]
    result = route_values(graph_of(rows, states=3), 0.5, [2])
    assert result.values[0, 0] == pytest.approx(7000.0 - 0.5 * math.log1p(math.exp(-1)), rel=1e-15)
    share = 1 / (1 + math.exp(-1))
    np.testing.assert_allclose(result.flows([[1.0], [0.0], [0.0]])[:3], [share, share, 1 - share], rtol=1e-12)


def test_more_ways_than_a_float_can_count_are_still_summed() -> None:
    steps = 1100
    rows = [(state, state + 1, 0.0) for state in range(steps) for _ in range(2)]
    result = route_values(graph_of(rows, states=steps + 1), 1.0, [steps], origins=[0])
    assert result.values[0, 0] == pytest.approx(-steps * math.log(2), rel=1e-13)
    np.testing.assert_allclose(result.flows([[8.0]]), 4.0, rtol=1e-12)


@given(ACYCLIC, MU)
def test_sensitivity_is_the_slope_of_values(rows: list[tuple[int, int, float]], mu: float) -> None:
    _check_slope(rows, mu)


@given(ANY, st.sampled_from([0.3, 0.8]))
def test_sensitivity_is_the_slope_of_values_round_cycles(rows: list[tuple[int, int, float]], mu: float) -> None:
    try:
        _check_slope(rows, mu)
    except DivergentSum:
        reject()


def _check_slope(rows: list[tuple[int, int, float]], mu: float) -> None:
    result = route_values(graph_of(rows), mu, [1, N - 1])
    step, arc = 1e-5, len(rows) // 2
    slope = result.sensitivity([arc])[0]
    tail, head, cost = rows[arc]
    if not math.isfinite(cost):
        assert not slope.any()
        return
    ends = [
        route_values(graph_of([*rows[:arc], (tail, head, cost + side * step), *rows[arc + 1 :]]), mu, [1, N - 1]).values
        for side in (-0.0 if cost < step else -1.0, 1.0)
    ]
    width = step if cost < step else 2 * step
    there = np.isfinite(result.values)
    np.testing.assert_allclose((ends[1][there] - ends[0][there]) / width, slope[there], atol=2e-4)
    assert not slope[~there].any()
