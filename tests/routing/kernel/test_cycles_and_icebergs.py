"""Is the sum over ways round cycles taken only where it exists, and are icebergs those of the paper?"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from alat.errors import BadInput, DivergentSum, NotConvergent
from alat.routing.kernel import ArcGraph, every_way, iceberg, route_values
from alat.routing.kernel.cycles import spectral_radius

N = 6
ARC = st.tuples(st.integers(0, N - 1), st.integers(0, N - 1), st.floats(0.1, 6.0))


def graph_of(rows: list[tuple[int, int, float]], states: int = N) -> ArcGraph:
    tail, head, cost = zip(*rows, strict=True)
    return ArcGraph(states, np.array(tail, np.int64), np.array(head, np.int64), np.array(cost, np.float64))


def ring(states: int, cost: float) -> ArcGraph:
    """Return a ring with arcs both ways: the spectral radius of A is 2 exp(-cost / mu)."""
    own = np.arange(states)
    return ArcGraph(
        states,
        np.concatenate([own, own]),
        np.concatenate([(own + 1) % states, (own - 1) % states]),
        np.full(2 * states, cost),
    )


@given(st.lists(ARC, min_size=1, max_size=20))
def test_the_spectral_radius_is_the_largest_eigenvalue(rows: list[tuple[int, int, float]]) -> None:
    graph = graph_of(rows)
    dense = np.zeros((N, N))
    np.add.at(dense, (graph.tail, graph.head), np.exp(-graph.cost))
    expected = np.abs(np.linalg.eigvals(dense)).max()
    # A nilpotent matrix has eigenvalues of nought; LAPACK finds them only to the root of its precision.
    assert spectral_radius(graph, 1.0) == pytest.approx(expected, rel=1e-6, abs=1e-2)


def test_the_radius_of_a_long_cycle_with_one_dear_arc_is_found() -> None:
    states = 40
    costs = [*[0.0] * (states - 1), 100.0]
    graph = graph_of([(i, (i + 1) % states, cost) for i, cost in enumerate(costs)], states)
    assert spectral_radius(graph, 1.0) == pytest.approx(math.exp(-100.0 / states), rel=1e-5)


@pytest.mark.parametrize("states", [50, 900])
def test_a_graph_whose_ways_outnumber_their_cost_is_refused_and_the_largest_mu_named(states: int) -> None:
    graph = ring(states, 1.0)
    limit = 1.0 / math.log(2 / 0.98)
    with pytest.raises(DivergentSum, match=r"expected below 0.98; the largest mu that works is 1.40") as caught:
        route_values(graph, 2.0, [0])
    assert isinstance(caught.value, NotConvergent)
    assert caught.value.works == pytest.approx(limit, rel=1e-4)
    assert caught.value.radius == pytest.approx(2 * math.exp(-0.5), rel=1e-6)
    again = route_values(graph, caught.value.works, [0])
    assert np.isfinite(again.values).all()


def test_a_free_cycle_works_at_no_mu() -> None:
    with pytest.raises(DivergentSum, match=r"no mu works: a cycle of arcs is free"):
        route_values(graph_of([(0, 1, 0.0), (1, 0, 0.0), (1, 2, 1.0)], 3), 1.0, [2])


def test_a_radius_near_the_limit_is_noted_in_the_result() -> None:
    doubtful = route_values(ring(20, 1.0), 1.0 / math.log(2 / 0.95), [0])
    assert doubtful.spectral_radius == pytest.approx(0.95, rel=1e-9)
    assert "spectral radius is 0.950" in doubtful.notes[0]
    assert route_values(ring(20, 1.0), 0.5, [0]).notes == ()


@pytest.mark.parametrize("mu", [1.3, 0.1, 0.002])
def test_no_entry_is_ever_negative_and_each_solves_its_equation(mu: float) -> None:
    rng = np.random.default_rng(3)
    side = 25
    grid = np.arange(side * side).reshape(side, side)
    pairs = np.concatenate(
        [
            np.column_stack([grid[:, :-1].ravel(), grid[:, 1:].ravel()]),
            np.column_stack([grid[:-1].ravel(), grid[1:].ravel()]),
        ]
    )
    pairs = np.concatenate([pairs, pairs[:, ::-1]])
    graph = ArcGraph(side * side, pairs[:, 0], pairs[:, 1], rng.uniform(2.0, 6.0, len(pairs)))
    ends = np.array([0, 17, 300])
    values = route_values(graph, mu, ends).values
    assert np.isfinite(values).all()
    # V_k = -mu ln sum over arcs of exp(-(c + V_l) / mu), but 0 at the destination.
    through = graph.cost[:, None] + values[graph.head]
    order = np.argsort(graph.tail, kind="stable")
    starts = np.searchsorted(graph.tail[order], np.arange(side * side))
    soft = -mu * np.logaddexp.reduceat(-through[order] / mu, starts, axis=0)
    soft[ends, np.arange(3)] = 0.0
    np.testing.assert_allclose(values, soft, rtol=1e-11, atol=1e-11)


def test_flows_may_pass_an_arc_more_than_once() -> None:
    graph = graph_of([(0, 1, 0.3), (1, 0, 0.3), (1, 2, 2.0)], 3)
    result = route_values(graph, 1.0, [2], origins=[0])
    back = math.exp(-0.6)
    assert result.sensitivity()[0, 0, 0] == pytest.approx(1 / (1 - back), rel=1e-12)
    assert result.flows([[1.0]]) == pytest.approx([1 / (1 - back), back / (1 - back), 1.0], rel=1e-12)


def test_an_iceberg_network_by_hand() -> None:
    # Three towns in a row, links of factor 2 either way, theta 2: A has entries 1/4, and
    # (I - A)^-1 = 1 / (1 - 2/16) x [[1 - 1/16, 1/4, 1/16], [1/4, 1, 1/4], [1/16, 1/4, 1 - 1/16]].
    links = csr_array(np.array([[0.0, 2.0, 0.0], [2.0, 0.0, 2.0], [0.0, 2.0, 0.0]]))
    b = np.array([[15, 4, 1], [4, 16, 4], [1, 4, 15]]) / 14
    result = iceberg(links, 2.0)
    np.testing.assert_allclose(result.tau, b**-0.5, rtol=1e-14)
    # The paper's link intensity: pi_ij^kl = (tau_ij / (tau_ik t_kl tau_lj))^theta.
    arc = 1
    tail, head = 1, 0
    expected = b[:, [tail]] * 0.25 * b[[head]] / b
    np.testing.assert_allclose(result.intensity([arc])[0], expected, rtol=1e-13)


@given(st.lists(st.tuples(*[st.integers(0, 4)] * 2, st.floats(3.0, 9.0)), min_size=3, max_size=9))
def test_icebergs_are_the_sum_over_every_route(rows: list[tuple[int, int, float]]) -> None:
    theta = 2.5
    links = graph_of(rows, 5)
    try:
        result = iceberg(links, theta)
    except DivergentSum as problem:
        pytest.fail(f"factors of three and more: {problem}") if len(rows) < 4 else None
        return
    if result.spectral_radius > 0.2:
        return
    logs = ArcGraph(5, links.tail, links.head, np.log(links.cost))
    for origin, destination in ((0, 1), (2, 2), (4, 3)):
        ways = every_way(logs, origin=origin, destination=destination, longest=7, absorb=False)
        total = math.fsum(math.exp(-theta * cost) for cost in ways.cost)
        expected = total ** (-1 / theta) if total else math.inf
        assert result.tau[origin, destination] == pytest.approx(expected, rel=1e-3)


def test_a_small_theta_is_refused_and_the_smallest_named() -> None:
    links = ring(10, 2.0)
    with pytest.raises(DivergentSum, match=r"at theta = 0.5 has no end.*smallest theta that works is 1.02") as caught:
        iceberg(links, 0.5)
    assert caught.value.works == pytest.approx(math.log(2 / 0.98) / math.log(2), rel=1e-4)
    assert np.isfinite(iceberg(links, caught.value.works).tau).all()


@pytest.mark.parametrize("factor", [0.5, float("nan"), -1.0])
def test_a_factor_below_one_is_refused(factor: float) -> None:
    with pytest.raises(BadInput, match=r"expected (1|0) or more"):
        iceberg(graph_of([(0, 1, factor)], 2), 2.0)
