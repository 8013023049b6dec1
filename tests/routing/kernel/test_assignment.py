"""Is freight conserved on its way, does it lie where the lanes lie, and do crowded flows settle?"""

import numpy as np
import polars as pl
import pytest
from scipy.sparse import csr_array

from alat.errors import BadInput, NotConvergent, UnknownCode
from alat.network.scenario import Scenario
from alat.routing.assignment import Assignment, assign, trade_tonnes
from alat.routing.congestion import Resources, delay, settle
from alat.routing.kernel import ArcGraph, Freight, freight, route_values
from alat.routing.lanes import lanes

AVOIDING = Scenario("avoiding", avoid=("RUS", "IRN"))


@pytest.fixture(scope="module")
def whole() -> Freight:
    return freight()


@pytest.fixture(scope="module")
def trade(whole: Freight) -> Assignment:
    return assign(trade_tonnes(whole, without=("25", "26", "27")))


def one_pair(found: Freight, first: str, last: str, tonnes: float) -> np.ndarray:
    demand = np.zeros((len(found.countries),) * 2)
    demand[found.countries.index(first), found.countries.index(last)] = tonnes
    return demand


def test_world_trade_is_conserved_on_its_way(trade: Assignment) -> None:
    assert trade.imbalance < 1e-10
    assert trade.carried_t > 1e9
    assert trade.unserved_t < 1e-3 * trade.carried_t
    loaded, unloaded = trade.ports["loaded_t"].sum(), trade.ports["unloaded_t"].sum()
    assert loaded == pytest.approx(unloaded, rel=1e-10)


def test_freight_of_one_pair_lies_on_the_links_of_its_best_lane_where_mu_is_small(whole: Freight) -> None:
    found = assign(one_pair(whole, "GEO", "ARG", 100.0), mu_usd_per_t=1e-6)
    best = lanes("GEO", "ARG").lanes[0]
    ids = {link for part in best.parts for link in part.link_ids if part.mode != "sea"}
    assert set(found.links["link_id"]) == ids
    np.testing.assert_allclose(found.links["tonnes"], 100.0, rtol=1e-12)
    sailed = [(part.start, part.end) for part in best.parts if part.mode == "sea" and part.km > 0]
    assert sorted(found.services.select("port_a", "port_b").rows()) == sorted(sailed)
    assert found.ports["transshipped_t"].sum() == pytest.approx(100.0 * best.transshipments)


def test_links_between_countries_are_summed_to_borders(trade: Assignment) -> None:
    crossed = trade.links.filter((pl.col("iso3_a") != pl.col("iso3_b")) & (pl.col("mode") != "caspian"))
    assert trade.borders["tonnes"].sum() == pytest.approx(crossed["tonnes"].sum(), rel=1e-12)
    assert (trade.borders["iso3_a"] < trade.borders["iso3_b"]).all()


def test_twice_the_demand_is_twice_the_flow(whole: Freight) -> None:
    one, two = (assign(one_pair(whole, "KAZ", "CHL", tonnes)) for tonnes in (1.0, 2.0))
    np.testing.assert_allclose(two.links["tonnes"], 2.0 * one.links["tonnes"], rtol=1e-12)


def test_a_crowded_link_turns_freight_away_and_flows_settle() -> None:
    found = freight(AVOIDING)
    demand = one_pair(found, "KAZ", "TUR", 1e6)
    free = assign(demand, AVOIDING)
    busiest = free.links.filter(pl.col("mode") == "caspian")["link_id"][0]
    crowded = assign(demand, AVOIDING, capacity_t={busiest: 2e5})
    loads = [dict(each.links.select("link_id", "tonnes").iter_rows()).get(busiest, 0.0) for each in (free, crowded)]
    assert loads[1] < loads[0]
    assert 0.0 <= crowded.gap <= 1e-6
    assert crowded.imbalance < 1e-10
    assert "keep their way" in crowded.notes[-1]


def test_flows_of_two_parallel_roads_settle_where_their_costs_and_shares_agree() -> None:
    graph = ArcGraph(2, np.array([0, 0]), np.array([1, 1]), np.array([10.0, 11.0]))
    crowd = Resources(csr_array(np.array([[1.0, 0.0]])), np.array([10.0]), np.array([50.0]), a=0.15, b=4.0)

    def flows_at(cost: np.ndarray) -> np.ndarray:
        return route_values(ArcGraph(2, graph.tail, graph.head, cost), 1.0, [1], origins=[0]).flows([[100.0]])

    found = settle(flows_at, graph.cost, resources=crowd, tolerance=1e-12)
    x = found.flows[0]
    first = 10.0 + 10.0 * 0.15 * (x / 50.0) ** 4
    assert x == pytest.approx(100.0 / (1.0 + np.exp(first - 11.0)), rel=1e-9)
    assert found.extra_usd == pytest.approx(delay(crowd, found.load))


def test_flows_that_do_not_settle_are_no_answer() -> None:
    crowd = Resources(csr_array(np.array([[1.0]])), np.array([1.0]), np.array([1.0]), a=1.0, b=4.0)
    with pytest.raises(NotConvergent, match=r"crowded flows did not converge"):
        settle(
            lambda cost: np.array([10.0]) if cost[0] < 5.0 else np.array([0.0]),
            np.array([1.0]),
            resources=crowd,
            most=20,
        )


@pytest.mark.parametrize("value", [float("nan"), -1.0, float("inf")])
def test_a_demand_that_is_no_tonnage_names_the_pair(whole: Freight, value: float) -> None:
    with pytest.raises(BadInput, match=r"demand from AZE to BRA: (nan|-1.0|inf); expected a finite number of tonnes"):
        assign(one_pair(whole, "AZE", "BRA", value))


def test_wrong_shapes_links_and_capacities_are_refused(whole: Freight) -> None:
    with pytest.raises(BadInput, match=r"a row and a column for each of \d+ countries; got the shape \(2, 2\)"):
        assign([[0.0, 1.0], [1.0, 0.0]])
    with pytest.raises(BadInput, match=r"demand must be a matrix of tonnes; got str"):
        assign("all")
    demand = one_pair(whole, "KAZ", "TUR", 1.0)
    with pytest.raises(UnknownCode, match=r"unknown link used by land services 'caspian:NOWHERE'"):
        assign(demand, capacity_t={"caspian:NOWHERE": 1.0})
    with pytest.raises(BadInput, match=r"capacity 0.0; expected above 0"):
        assign(demand, capacity_t={"caspian:AZALAT-TMKRW": 0.0})
