"""Is every wrong question refused with what was wrong and what was expected?"""

import numpy as np
import pytest
from scipy.sparse import csr_array

from alat.errors import BadInput, NoRoute
from alat.routing.kernel import ArcGraph, every_way, iceberg, route_values

NAN, INF = float("nan"), float("inf")


def graph_of(rows: list[tuple[int, int, float]], states: int = 3) -> ArcGraph:
    tail, head, cost = zip(*rows, strict=True)
    return ArcGraph(states, np.array(tail, np.int64), np.array(head, np.int64), np.array(cost, np.float64))


ROAD = [(0, 1, 1.0), (1, 2, 1.0)]


@pytest.mark.parametrize("cost", [-1.0, NAN])
def test_a_cost_below_nought_is_refused(cost: float) -> None:
    with pytest.raises(BadInput, match=r"arc 1 from state 1 to 2: cost (-1.0|nan); expected 0 or more"):
        route_values(graph_of([(0, 1, 1.0), (1, 2, cost)]), 1.0, [2])


@pytest.mark.parametrize("mu", [0, -3.0, NAN, INF, "300", None, True])
def test_a_mu_that_is_no_number_above_nought_is_refused(mu: object) -> None:
    with pytest.raises(BadInput, match=r"mu must be"):
        route_values(graph_of(ROAD), mu, [2])  # type: ignore[arg-type]
    with pytest.raises(BadInput, match=r"theta must be"):
        iceberg(csr_array(np.array([[0.0, 2.0], [0.0, 0.0]])), mu)  # type: ignore[arg-type]


@pytest.mark.parametrize("ends", [[], [0.5], [3], [-1], "2", [[0, 1]]])
def test_states_that_do_not_exist_are_refused(ends: object) -> None:
    with pytest.raises(BadInput, match=r"destinations: "):
        route_values(graph_of(ROAD), 1.0, ends)
    with pytest.raises(BadInput, match=r"origins: "):
        route_values(graph_of(ROAD), 1.0, [2], origins=ends)


def test_a_state_that_no_arc_touches_is_named_as_an_island() -> None:
    with pytest.raises(NoRoute, match=r"destination 3 is an island: no arc leads to it or from it"):
        route_values(graph_of(ROAD, states=4), 1.0, [2, 3])
    with pytest.raises(NoRoute, match=r"origin 3 is an island"):
        route_values(graph_of(ROAD, states=4), 1.0, [2], origins=[0, 3])


@pytest.mark.parametrize(
    ("demand", "message"),
    [
        ([1.0], r"shape \(origins, destinations\), \(3, 1\); got \(1,\)"),
        ([[1.0, 2.0, 3.0]], r"\(3, 1\); got \(1, 3\)"),
        ([[1.0], [NAN], [0.0]], r"demand from state 1 to 2 \(row 1, column 0\): nan; expected a finite number"),
        ([[1.0], [-2.0], [0.0]], r"-2.0; expected a finite number, 0 or more"),
        ([[INF], [2.0], [0.0]], r"inf; expected a finite number"),
        ("much", r"demand must be numbers"),
    ],
)
def test_a_demand_that_is_none_is_refused(demand: object, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        route_values(graph_of(ROAD), 1.0, [2]).flows(demand)


def test_demand_without_a_way_names_the_pair() -> None:
    result = route_values(graph_of([(0, 1, 1.0), (2, 1, 1.0)]), 1.0, [2, 1], origins=[0])
    with pytest.raises(NoRoute, match=r"no way for the demand of 5 from state 0 to 2"):
        result.flows([[5.0, 1.0]])


def test_what_is_no_graph_is_refused() -> None:
    with pytest.raises(BadInput, match=r"must be a SciPy sparse matrix or an ArcGraph; got list"):
        route_values([[0, 1]], 1.0, [0])
    with pytest.raises(BadInput, match=r"square matrix; got the shape \(2, 3\)"):
        route_values(csr_array((2, 3)), 1.0, [0])
    with pytest.raises(BadInput, match=r"of one length; got \[1, 2\]"):
        route_values(ArcGraph(2, np.array([0]), np.array([1]), np.array([1.0, 2.0])), 1.0, [1])
    with pytest.raises(BadInput, match=r"arc 0: head 9; expected a state from 0 to 2"):
        route_values(graph_of([(0, 9, 1.0)]), 1.0, [1])


def test_an_answer_too_large_to_hold_is_refused_with_what_to_do() -> None:
    own = np.arange(1200)
    graph = ArcGraph(1200, own[:-1], own[1:], np.ones(1199))
    result = route_values(graph, 1.0, own[-200:], origins=own[:400])
    with pytest.raises(BadInput, match=r"would have 95,920,000 cells; name `arcs`, or take `flows`"):
        result.sensitivity()
    with pytest.raises(BadInput, match=r"arc 1199 does not exist"):
        result.sensitivity([1199])
    with pytest.raises(BadInput, match=r"numbers of arcs"):
        result.sensitivity([0.5])


def test_more_ways_than_can_be_counted_are_refused() -> None:
    rows = [(state, state + 1, 0.0) for state in range(30) for _ in range(2)]
    with pytest.raises(BadInput, match=r"more than 500,000 ways from 0 to 30"):
        every_way(graph_of(rows, states=31), origin=0, destination=30, longest=40)
