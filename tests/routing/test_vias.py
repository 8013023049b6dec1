"""Do lanes go by what they are asked to go by, in order, and keep to a limit of ship changes, without losing any?"""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alat.errors import AmbiguousName, BadInput, NoRoute, SameParty, UnknownCode
from alat.network.model import Network
from alat.network.scenario import Scenario
from alat.routing import Lane, lanes
from alat.routing.decision import Decision, Option, decision, options
from alat.routing.parts import parts
from alat.routing.vias import Via, options_through, through, via

PAIRS = [("BAK", "SAO"), ("SAO", "BAK"), ("ALM", "SAO"), ("SAO", "ALM"), ("ALM", "TBS")]
PLACES = ["TBS", "AKH", "KAR", "AZBKES", "AZREDB", "GEGARD"]
LAW = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
WEST = Scenario("west", avoid=("RUS", "IRN"))


def best(found: tuple[Option, ...], usd_per_h: float) -> np.ndarray:
    """Return the least money, hours, kgCO2e and generalised cost; infinite where nothing was found."""
    costs = np.array([option.cost for option in found]).reshape(-1, 6)
    every = np.column_stack([costs[:, [0, 1, 3]], costs[:, 0] + usd_per_h * costs[:, 1]])
    return every.min(axis=0, initial=np.inf)


def without(network: Network, place: str) -> Network:
    def clear(*columns: str) -> pl.Expr:
        return pl.all_horizontal(pl.col(column) != place for column in columns)

    return replace(
        network,
        places=network.places.filter(clear("place_id")),
        links=network.links.filter(clear("place_a", "place_b")),
        services=network.services.filter(clear("port_a", "port_b")),
    )


@LAW
@given(st.sampled_from(PAIRS), st.sampled_from([*PLACES, "POT", "MER", "TNG", "IST", "SAN"]))
def test_the_best_is_the_better_of_going_by_a_place_and_of_going_round_it(
    small: Network, choice: Decision, pair: tuple[str, str], place: str
) -> None:
    if place in pair:
        return
    index = choice.book.ground.index
    kind = "port" if small.places.filter(pl.col("place_id") == place)["kind"][0] == "port" else "place"
    laid_out = through(choice, [Via(kind, place, place)])
    by_it = options_through(laid_out, index[pair[0]], destination=index[pair[1]])
    less = decision(without(small, place), "container")
    own = less.book.ground.index
    round_it = options(less, own[pair[0]], destination=own[pair[1]])
    usd_per_h = choice.costs.value_of_time_usd_per_h
    plain = best(options(choice, index[pair[0]], destination=index[pair[1]]), usd_per_h)
    assert np.minimum(best(by_it, usd_per_h), best(round_it, usd_per_h)) == pytest.approx(plain)
    for option in by_it:
        steps = parts(choice, option)
        assert sum(part.money_usd for part in steps) == option.cost[0]
        assert sum(part.hours for part in steps) == option.cost[1]
        touched = {end for part in steps for end in (part.start, part.end)}
        assert kind == "place" or place in touched


@LAW
@given(st.sampled_from(PAIRS), st.lists(st.sampled_from(PLACES), min_size=1, max_size=3))
def test_more_to_go_by_never_lowers_the_best(choice: Decision, pair: tuple[str, str], names: list[str]) -> None:
    index, usd_per_h = choice.book.ground.index, choice.costs.value_of_time_usd_per_h
    few, many = (
        options_through(through(choice, [Via("place", n, n) for n in some]), index[pair[0]], destination=index[pair[1]])
        for some in (names[:-1], names)
    )
    assert (best(many, usd_per_h) >= best(few, usd_per_h)).all()


@LAW
@given(st.sampled_from(PAIRS), st.integers(0, 2))
def test_a_limit_of_ship_changes_keeps_all_that_keep_to_it(choice: Decision, pair: tuple[str, str], most: int) -> None:
    index = choice.book.ground.index
    ends = (index[pair[0]], index[pair[1]])
    every = options(choice, ends[0], destination=ends[1])
    some = options(choice, ends[0], destination=ends[1], most_transshipments=most)
    assert {way.cost for way in every if way.cost[4] <= most} <= {way.cost for way in some}
    assert all(way.cost[4] <= most for way in some)


def ports(lane: Lane) -> list[str]:
    return [part.start for part in lane.parts if part.detail in {"load ship", "transship", "unload ship"}]


def test_a_lane_by_a_port_has_its_goods_handled_there() -> None:
    found = lanes("AZE", "BRA", scenario=WEST, via=["Poti"])
    assert found.via == ("Poti",)
    assert all("GEPTI" in ports(lane) for lane in found.lanes)


def test_places_are_gone_by_in_the_order_given() -> None:
    found = lanes("BRA", "KAZ", scenario=WEST, via=["Georgia", "Alat"])
    for lane in found.lanes:
        starts = [part.start for part in lane.parts]
        assert "AZALAT" in starts
        first_in_georgia = next(i for i, place in enumerate(starts) if place.startswith(("GE", "XAZEGEO", "XGEO")))
        assert first_in_georgia < starts.index("AZALAT")
    with pytest.raises(NoRoute):
        lanes("BRA", "GEO", scenario=Scenario("w", close=("AZALAT",)), via=["Alat"])


def test_a_canal_is_gone_by() -> None:
    found = lanes("BRA", "CHL", via=["Panama Canal"])
    assert all("panama" in lane.passages for lane in found.lanes)


def test_no_route_names_the_via_or_the_limit_that_cut_it() -> None:
    with pytest.raises(NoRoute, match=r"cut by going by Poti; the limit of 0 on changes of ship; to lift any one"):
        lanes("AZE", "BRA", scenario=WEST, via=["Poti"], max_transshipments=0)
    with pytest.raises(NoRoute, match="cut by the limit of 0 on changes of ship"):
        lanes("FJI", "CUB", max_transshipments=0)


def test_odd_vias_limits_and_ends_are_refused() -> None:
    with pytest.raises(UnknownCode, match="did you mean Poti"):
        lanes("AZE", "BRA", via=["Potii"])
    with pytest.raises(BadInput, match="expected 0 or more"):
        lanes("AZE", "BRA", max_transshipments=-1)
    with pytest.raises(SameParty):
        lanes("Alat", "AZALAT")
    with pytest.raises(UnknownCode, match="country or place"):
        lanes("Nowhereville", "BRA")


def test_a_name_is_a_country_before_a_passage_and_that_before_a_place() -> None:
    assert via("Panama") == Via("country", "PAN", "Panama")
    assert via("Panama Canal").kind == "passage"
    assert via("Poti").kind == "port"
    with pytest.raises((AmbiguousName, UnknownCode)):
        via("")


def test_lanes_lead_between_places_too() -> None:
    found = lanes("Santos", "Urumqi")
    assert (found.origin.iso3, found.destination.iso3) == ("BRA", "CHN")
    assert (found.origin_place, found.destination_place) == ("Santos", "Urumqi")
    for lane in found.lanes:
        assert (lane.parts[0].start, lane.parts[-1].end) == ("BRSSZ", "CNURC")
