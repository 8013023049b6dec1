"""Does the layered graph of all gateways hold the lanes of each pair, and do all pairs' best lanes equal them?"""

import itertools

import numpy as np
import pytest

from alat import network
from alat.errors import BadInput, NoRoute, NotCovered
from alat.network.bars import pairs_under_bars
from alat.network.scenario import BASE, Scenario
from alat.routing.decision import Option, options
from alat.routing.kernel import BestLanes, Freight, all_pairs, freight, new_service, route_values, service_arcs
from alat.routing.lanes import lanes, prepared
from alat.routing.sea import CRITERIA

PAIRS = [("AZE", "BRA"), ("AZE", "MEX"), ("KAZ", "CHL"), ("GEO", "ARG"), ("SVN", "GNB"), ("CHN", "DEU"), ("UZB", "TUR")]
INF = float("inf")


@pytest.fixture(scope="module")
def whole() -> Freight:
    return freight()


@pytest.fixture(scope="module")
def found() -> dict[tuple[str, str], tuple[Option, ...]]:
    choice = prepared(BASE, "container")
    index = choice.book.ground.index
    return {
        (first, last): options(choice, index[f"GW{first}"], destination=index[f"GW{last}"]) for first, last in PAIRS
    }


@pytest.fixture(scope="module")
def best() -> dict[str, BestLanes]:
    return {by: all_pairs(by=by) for by in ("generalised", "money", "hours")}


def test_the_best_lane_of_all_pairs_is_the_best_of_each_pair(
    best: dict[str, BestLanes], found: dict[tuple[str, str], tuple[Option, ...]]
) -> None:
    usd_per_h = prepared(BASE, "container").costs.value_of_time_usd_per_h
    for (first, last), ways in found.items():
        cost = np.array([way.cost for way in ways])
        generalised = cost[:, 0] + usd_per_h * cost[:, 1]
        for by, measure in (("generalised", generalised), ("money", cost[:, 0]), ("hours", cost[:, 1])):
            row = np.lexsort((generalised, measure))[0]
            here = best[by].countries.index(first), best[by].countries.index(last)
            # Costs are whole quanta: equal to the last bit.
            assert best[by].money_usd[here] == cost[row, 0]
            assert best[by].hours[here] == cost[row, 1]
            assert best[by].generalised_usd[here] == generalised[row]
            assert best[by].transshipments[here] == cost[row, CRITERIA.index("transshipments")]


def test_no_yardstick_beats_another_in_its_own(best: dict[str, BestLanes]) -> None:
    for name in ("money", "hours", "generalised"):
        field = {"money": "money_usd", "hours": "hours", "generalised": "generalised_usd"}[name]
        for other in best.values():
            assert (getattr(best[name], field) <= getattr(other, field) + 1e-6).all()


def test_the_kernel_goes_to_the_best_lane_where_mu_goes_to_nought(whole: Freight, best: dict[str, BestLanes]) -> None:
    cheap = best["generalised"]
    assert cheap.countries == whole.countries
    there = np.isfinite(cheap.generalised_usd)
    assert (np.isfinite(whole.cost_usd) == there).all()
    sharp = freight(mu_usd_per_t=1e-9)
    np.testing.assert_allclose(sharp.cost_usd[there], cheap.generalised_usd[there], rtol=1e-12, atol=1e-5)
    # All ways together cost at most what the best one does.
    assert (whole.cost_usd[there] <= cheap.generalised_usd[there] + 1e-5).all()


def test_a_service_is_edited_in_every_layer_and_equals_computing_anew(whole: Freight) -> None:
    arcs = service_arcs(whole, "BRSSZ", port_b="MAPTM")
    assert len(arcs) == 10
    cheaper = {arc: float(whole.layers.graph.cost[arc]) * 0.7 for arc in arcs}
    for edited in (
        whole.values.edit(cheaper),
        whole.values.edit(dict.fromkeys(arcs, INF)),
        whole.values.edit(new=new_service(whole, "GEPTI", port_b="BRSSZ", usd=9000.0)),
    ):
        anew = route_values(edited.graph, whole.mu_usd, whole.values.destinations, origins=whole.values.origins)
        there = np.isfinite(anew.values)
        assert (np.isfinite(edited.values) == there).all()
        np.testing.assert_allclose(edited.values[there], anew.values[there], rtol=1e-11)
        assert (edited.values != whole.values.values).any()


def test_shares_of_changes_of_ship_rise_with_mu_by_number_alone(whole: Freight) -> None:
    """More ways, not better ones: why there is a ceiling."""
    shares = []
    for mu in (15.0, 25.0, 60.0):
        result = route_values(
            whole.layers.graph, mu * whole.load_t, whole.values.destinations, origins=whole.values.origins
        )
        demand = np.where(np.isfinite(result.values) & (result.values > 0.0), 1.0, 0.0)
        flows = result.flows(demand)
        sea = [flows[b.first : b.first + len(b.usd)].sum() for b in whole.layers.blocks if b.what == "sea"]
        shares.append(sum(sea[3:]) / sea[0])
    assert shares[0] < shares[1] < shares[2]
    assert shares[2] > 2 * shares[1]


def test_a_country_cut_off_by_a_scenario_is_infinitely_far(best: dict[str, BestLanes]) -> None:
    avoided = freight(Scenario("no sea gates", avoid=("GEO",)))
    assert "GEO" not in avoided.countries
    assert not np.isnan(avoided.cost_usd).any()
    assert np.isfinite(best["money"].money_usd).mean() > 0.99


@pytest.mark.parametrize(("mu", "message"), [(26.0, r"expected 25 or less"), (0.0, r"above 0"), (-1.0, r"above 0")])
def test_a_mu_above_the_ceiling_is_refused_with_the_reason(mu: float, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        freight(mu_usd_per_t=mu)


def test_chartered_ships_have_no_shares_and_bad_names_are_told() -> None:
    with pytest.raises(NotCovered, match=r"no shares of lanes for dry_bulk"):
        freight(cargo="dry_bulk")
    with pytest.raises(BadInput, match=r"by 'speed'; expected one of generalised, money, hours"):
        all_pairs(by="speed")


def test_services_that_do_not_exist_are_told(whole: Freight) -> None:
    with pytest.raises(NotCovered, match=r"no direct service between GEPTI and NOWHERE"):
        service_arcs(whole, "GEPTI", port_b="NOWHERE")
    with pytest.raises(NotCovered, match=r"no ship calls at NOWHERE"):
        new_service(whole, "GEPTI", port_b="NOWHERE", usd=1.0)


def test_every_arc_of_the_graph_belongs_to_one_block(whole: Freight) -> None:
    blocks = whole.layers.blocks
    ends = [block.first + len(block.usd) for block in blocks]
    assert ends == [*(block.first for block in blocks[1:]), whole.layers.graph.arcs]
    assert all(a <= b for a, b in itertools.pairwise(ends))


def test_law_keeps_pairs_apart_and_marks_those_it_makes_go_round_a_country() -> None:
    found, best = freight(), all_pairs()
    for first, last in (("CUB", "USA"), ("RUS", "UKR"), ("ISR", "SAU"), ("PRK", "KOR")):
        row, column = found.countries.index(first), found.countries.index(last)
        assert found.cost_usd[row, column] == best.generalised_usd[row, column] == INF
        assert best.transshipments[row, column] == -1
        with pytest.raises(NoRoute):
            lanes(first, last)
    row, column = found.countries.index("ISR"), found.countries.index("AZE")
    assert found.barred[row, column]
    assert best.generalised_usd[row, column] <= lanes("ISR", "AZE").lanes[0].generalised_usd
    assert (found.barred == best.barred).all()


def test_the_matrices_of_bars_are_those_of_each_pair() -> None:
    iso3 = ("AZE", "ISR", "CUB", "USA", "RUS", "UKR", "IND", "PAK", "AFG", "DZA", "MAR", "PRK", "KOR", "CYP", "TUR")
    apart, round_some = pairs_under_bars(BASE, iso3)
    expected = [[bool(network.bars_to_goods(BASE, a, destination=b)) for b in iso3] for a in iso3]
    assert (apart | round_some).tolist() == expected
    assert not (apart & round_some).any()
