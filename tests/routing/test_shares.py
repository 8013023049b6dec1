"""Is what one dollar more at a port, strait or link costs a load the slope of its expected cost?"""

import numpy as np
import pytest

from alat import network
from alat.network.scenario import BASE, Scenario
from alat.reference import country
from alat.routing import freight
from alat.routing.assignment import assign
from alat.routing.decision import Decision
from alat.routing.kernel import ArcGraph, route_values
from alat.routing.kernel.layers import layers
from alat.routing.lanes import prepared
from alat.routing.shares import shares

AVOIDING = Scenario("avoiding", avoid=("RUS", "IRN"))


def ends(first: str, last: str) -> tuple[str, str]:
    return network.gateway(country(first)).id, network.gateway(country(last)).id


@pytest.fixture(scope="module")
def choice() -> Decision:
    return prepared(AVOIDING, "container")


def test_shares_are_those_of_the_freight_of_all_countries(choice: Decision) -> None:
    found, whole = shares(choice, ends("AZE", "BRA")), freight(AVOIDING)
    assert found is not None
    row, column = whole.countries.index("AZE"), whole.countries.index("BRA")
    assert found.cost_usd == pytest.approx(whole.cost_usd[row, column], rel=1e-12)
    demand = np.zeros((len(whole.countries),) * 2)
    demand[row, column] = 1.0
    laid = assign(demand, AVOIDING)
    links = dict(laid.links.select("link_id", "tonnes").iter_rows())
    kept = {name: uses for name, uses in found.links.items() if uses > 1e-9}
    assert kept == pytest.approx({name: uses for name, uses in links.items() if uses > 1e-9}, rel=1e-9)


def test_a_dollar_more_at_a_port_costs_a_load_as_much_as_it_is_used(choice: Decision) -> None:
    first, last = ends("AZE", "BRA")
    found = shares(choice, (first, last))
    assert found is not None
    index = choice.book.ground.index
    layout = layers(choice, np.array([index[first], index[last]], dtype=np.int64))
    port, step = choice.sea.port[index["TRMER"]], 0.5
    cost = layout.graph.cost.copy()
    for block in layout.blocks:
        at = {"access": block.heads, "egress": block.tails, "transship": block.tails}.get(block.what)
        if at is not None:
            cost[block.first + np.flatnonzero(at == port)] += step
        if block.what == "bridge":
            cost[block.first : block.first + len(block.tails)] += step * ((block.tails == port) + (block.heads == port))
    dearer = ArcGraph(layout.graph.states, layout.graph.tail, layout.graph.head, cost)
    again = route_values(dearer, found.mu_usd, layout.destinations[1:], origins=[0])
    assert (again.values[0, 0] - found.cost_usd) / step == pytest.approx(found.ports["TRMER"], rel=2e-3)


def test_a_load_uses_between_none_and_all_of_a_strait_and_leaves_from_where_it_starts(choice: Decision) -> None:
    found = shares(choice, ends("AZE", "BRA"))
    assert found is not None
    assert all(0.0 <= uses <= 1.0 + 1e-9 for uses in found.passages.values())
    assert found.passages["gibraltar"] > 0.9 > found.passages["turkish-straits"]
    leaving = sum(uses for name, uses in found.links.items() if "GWAZE" in name)
    assert leaving == pytest.approx(1.0, rel=1e-9)


def test_chartered_ships_and_a_closed_world_have_no_shares() -> None:
    assert shares(prepared(BASE, "dry_bulk"), ends("AZE", "BRA")) is None
    cut = prepared(Scenario("cut", avoid=("GEO", "RUS", "IRN", "KAZ", "TKM", "TUR")), "container")
    assert shares(cut, ends("AZE", "BRA")) is None
