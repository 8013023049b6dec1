"""Does the quick answer to 'is there any lane' agree with the set of lanes itself?"""

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alat import network
from alat.network.model import Network
from alat.network.scenario import BASE, Scenario
from alat.routing.decision import decision, options
from alat.routing.feasible import Limits, every_limit, feasible

LAW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
PLACES = ["BAK", "SAO", "ALM", "TBS", "EVN", "MER", "KAR"]


def thinned(small: Network, data: st.DataObject) -> Network:
    """Take links and services out of the small network, down to a few."""
    links = data.draw(st.sets(st.sampled_from(small.links["link_id"].to_list()), max_size=12))
    legs = data.draw(st.sets(st.integers(0, small.services.height - 1), max_size=4))
    kept = [row for row in range(small.services.height) if row not in legs]
    return replace(small, links=small.links.filter(~pl.col("link_id").is_in(links)), services=small.services[kept])


@LAW
@given(
    st.sampled_from(PLACES),
    st.sampled_from(PLACES),
    st.sampled_from(["container", "dry_bulk", "roro", "liquid_bulk"]),
    st.data(),
)
def test_a_lane_is_feasible_exactly_when_there_is_one(
    small: Network, start: str, end: str, cargo: str, data: st.DataObject
) -> None:
    if start == end:
        return
    less, limited = thinned(small, data), data.draw(st.booleans())
    choice = decision(less, cargo)
    index = choice.book.ground.index
    found = options(choice, index[start], destination=index[end], limited=limited)
    every = every_limit(choice.costs)
    limits = every if limited else Limits(float("inf"), every.sea_legs)
    assert feasible(less, choice.costs, ends=(start, end), limits=limits) == bool(found)


@pytest.mark.parametrize(
    ("pair", "scenario"),
    [
        (("GWAZE", "GWBRA"), BASE),
        (("GWARM", "GWCHL"), BASE),
        (("GWNPL", "GWPRY"), BASE),
        (("GWAZE", "GWBRA"), Scenario("", avoid=("GEO", "IRN", "RUS", "KAZ", "TKM"))),
        (("GWMDG", "GWKNA"), BASE),
    ],
)
def test_on_the_world_network_it_agrees_with_the_lanes(pair: tuple[str, str], scenario: Scenario) -> None:
    loaded = network.load(scenario)
    choice = decision(loaded, "container")
    index = choice.book.ground.index
    found = options(choice, index[pair[0]], destination=index[pair[1]])
    there = pair[1] != "GWKNA" and not scenario.avoid
    assert feasible(loaded, choice.costs, ends=pair, limits=every_limit(choice.costs)) == bool(found) == there
