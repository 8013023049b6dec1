"""Do lanes by air add up, fly only where a flight is reported or can be supposed, and say which?"""

import itertools
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat import network
from alat.data import Basis, table
from alat.errors import NoRoute, NotCovered
from alat.network.bars import barred_pairs
from alat.network.distance import great_circle, great_circle_km, land_way
from alat.network.scenario import BASE, Scenario
from alat.routing import Lane, Lanes, Part, PartKind, lane_lines, lanes

PAIRS = [("AZE", "BRA"), ("AZE", "MEX"), ("KAZ", "CHL"), ("GEO", "ARG"), ("AZE", "USA"), ("AZE", "DEU"), ("TUR", "COL")]
LARGE = set(table("cargo_airports")["airport"])
LIFTED = (date(2026, 1, 28), date(2026, 1, 29))  # the order of 2019 against flights to Venezuela, rescinded
FLOWN = {frozenset(row) for row in table("air_services").select("airport_a", "airport_b").iter_rows()}


def flights(lane: Lane) -> list[Part]:
    return [part for part in lane.parts if part.kind is PartKind.MOVE and part.mode == "air"]


def every(found: Lanes) -> tuple[Lane, ...]:
    return (*found.lanes, *found.observed)


@pytest.fixture(scope="module")
def answers() -> dict[tuple[str, str], Lanes]:
    return {pair: lanes(*pair, cargo="air") for pair in PAIRS}


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_the_parts_of_a_lane_add_up_to_it_to_the_last_bit(
    answers: dict[tuple[str, str], Lanes], pair: tuple[str, str]
) -> None:
    for lane in every(answers[pair]):
        assert sum(part.money_usd for part in lane.parts) == lane.money_usd
        assert sum(part.hours for part in lane.parts) == lane.hours
        assert sum(part.kgco2e for part in lane.parts) == lane.kgco2e
        assert sum(part.variance_h2 for part in lane.parts) == lane.variance_h2 > 0
        assert lane.hours < lane.p90_hours < 3 * lane.hours
        assert lane.transshipments == len(flights(lane)) - 1


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_a_lane_goes_by_road_then_one_or_two_flights_then_road(
    answers: dict[tuple[str, str], Lanes], pair: tuple[str, str]
) -> None:
    for lane in every(answers[pair]):
        moves = [part for part in lane.parts if part.kind is PartKind.MOVE]
        assert [part.mode for part in moves] in (["road", "air", "road"], ["road", "air", "air", "road"])
        assert moves[0].start == f"GW{pair[0]}"
        assert moves[-1].end == f"GW{pair[1]}"
        assert all(a.end == b.start for a, b in zip(lane.parts, lane.parts[1:], strict=False))
        assert all(part.party and part.sources for part in lane.parts)


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_a_flight_is_reported_or_has_an_airport_with_much_cargo_at_one_end(
    answers: dict[tuple[str, str], Lanes], pair: tuple[str, str]
) -> None:
    for lane in every(answers[pair]):
        for flight in flights(lane):
            ends = frozenset((flight.start, flight.end))
            if ends in FLOWN:
                assert (flight.evidence, flight.party) == (Basis.REPORTED, "Silk Way West Airlines")
            else:
                assert flight.evidence is Basis.MODELLED
                assert ends & LARGE
            assert flight.basis in {Basis.MODELLED, Basis.ASSUMED}


def test_no_carrier_is_known_from_baku_to_latin_america_and_the_lanes_say_so(
    answers: dict[tuple[str, str], Lanes],
) -> None:
    # The reports found name Chicago, Dallas and Houston only (Silk Way West, 2023).
    for pair in (("AZE", "BRA"), ("AZE", "MEX")):
        assert not answers[pair].observed
        assert all(len(flights(lane)) == 2 for lane in answers[pair].lanes)
        assert {lane.evidence for lane in answers[pair].lanes} <= {"modelled", "partly modelled"}
        assert "partly modelled" in {lane.evidence for lane in answers[pair].lanes}
    assert answers["AZE", "USA"].observed[0].evidence == "reported"


def test_money_hours_and_carbon_of_a_flight_are_those_of_the_parameters(answers: dict[tuple[str, str], Lanes]) -> None:
    rows = {row["id"]: row["value"] for row in table("parameters").iter_rows(named=True)}
    for lane in every(answers["AZE", "USA"]):
        for flight in flights(lane):
            a, b = (network.place(end) for end in (flight.start, flight.end))
            straight = great_circle_km((a.lon, a.lat), (b.lon, b.lat))
            assert flight.km == pytest.approx(straight * rows["P69"])
            stop = rows["P70"] if straight > 9038 else 0.0
            assert flight.hours == pytest.approx(flight.km / rows["P47"] + stop, abs=1e-4)
            assert flight.kgco2e == pytest.approx(flight.km * rows["P55"] / 1000, abs=1e-4)
            if flight.detail == "corridor price":
                assert flight.money_usd == pytest.approx(rows["P44"] * 1000)
            elif "corridor" not in flight.detail:
                assert flight.money_usd == pytest.approx(flight.km * rows["P46"], abs=1e-4)


def test_waits_and_handling_are_those_of_the_tables(answers: dict[tuple[str, str], Lanes]) -> None:
    lane = answers["AZE", "BRA"].lanes[0]
    waits = [part for part in lane.parts if part.kind is PartKind.WAIT]
    assert [part.hours for part in waits] == [48.0, 48.0]
    handled = {part.detail: (part.hours, part.money_usd) for part in lane.parts if part.kind is PartKind.HANDLING}
    assert handled["load aircraft"] == handled["change of aircraft"] == (24.0, 250.0)  # H23: 0.25 USD per kg
    assert handled["unload aircraft"] == (24.0, 200.0)  # H24


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_no_lane_of_the_pareto_set_is_beaten_and_the_first_is_the_cheapest(
    answers: dict[tuple[str, str], Lanes], pair: tuple[str, str]
) -> None:
    found = answers[pair].lanes
    assert [lane.generalised_usd for lane in found] == sorted(lane.generalised_usd for lane in found)
    assert 1 <= len(found) <= 10
    cost = np.array([[lane.money_usd, lane.hours, lane.kgco2e, lane.transshipments] for lane in found])
    for i, lane in enumerate(found):
        beaten = any((cost[j] <= cost[i]).all() and (cost[j] < cost[i]).any() for j in range(len(found)))
        assert not beaten or lane.evidence in {"reported", "partly modelled"}


def test_an_avoided_country_is_not_landed_in() -> None:
    held = lanes("AZE", "BRA", cargo="air", scenario=Scenario("x", avoid=("TUR", "USA", "DEU")))
    landed = {part.start[:5] for lane in held.lanes for part in lane.parts}
    assert not {"TRIST", "DEFRA", "APORD"} & landed
    with pytest.raises(NoRoute, match="by air from Azerbaijan to Brazil"):
        lanes("AZE", "BRA", cargo="air", scenario=Scenario("y", avoid=("BRA",)))


def test_goods_that_law_keeps_out_do_not_change_aircraft_there() -> None:
    # Goods to Cuba are barred from the United States (table `bars`).
    for lane in lanes("AZE", "CUB", cargo="air").lanes:
        countries = {network.place(part.start).iso3 for part in lane.parts}
        assert "USA" not in countries


def test_no_flight_leaves_ukraine_while_its_airspace_is_closed_and_the_refusal_names_the_bar() -> None:
    with pytest.raises(NoRoute, match=r"Civil flights to and from Ukraine .BAR-AIR-UKR, since 2022-02-24"):
        lanes("UKR", "DEU", cargo="air")
    with pytest.raises(NoRoute, match=r"BAR-RUS-UKR.* and .*BAR-AIR-UKR"):
        lanes("RUS", "UKR", cargo="air")
    before = Scenario("before", as_of=date(2022, 2, 23))
    for scenario in (before, Scenario("opened", open=("BAR-AIR-UKR",))):
        assert any(len(flights(lane)) == 1 for lane in lanes("UKR", "DEU", cargo="air", scenario=scenario).lanes)


@pytest.mark.parametrize("pair", [("RUS", "DEU"), ("GBR", "RUS"), ("RUS", "USA"), ("CAN", "RUS"), ("BLR", "DEU")])
def test_countries_that_bar_each_other_s_flights_are_joined_by_a_change_of_aircraft_elsewhere(
    pair: tuple[str, str],
) -> None:
    found = lanes(*pair, cargo="air")
    barred = barred_pairs(BASE, mode="air")
    assert frozenset(pair) in barred
    assert any("BAR-AIR-" in note for note in found.notes)
    for lane in every(found):
        landed = [tuple(network.place(end).iso3 for end in (leg.start, leg.end)) for leg in flights(lane)]
        assert len(landed) == 2
        assert all(frozenset(leg) not in barred for leg in landed)
    held = lanes(*pair, cargo="air", scenario=Scenario("2021", as_of=date(2021, 1, 1)))
    # Toronto and Moscow have too little cargo each for a straight flight to be supposed.
    assert pair == ("CAN", "RUS") or any(len(flights(lane)) == 1 for lane in held.lanes)


def test_flights_between_the_united_states_and_venezuela_were_barred_until_an_order_ended() -> None:
    then, now = (lanes("USA", "VEN", cargo="air", scenario=Scenario(str(day), as_of=day)) for day in LIFTED)
    assert all(len(flights(lane)) == 2 for lane in then.lanes)
    assert any(len(flights(lane)) == 1 for lane in now.lanes)


def test_a_country_without_an_airport_in_the_list_is_not_covered() -> None:
    with pytest.raises(NotCovered, match="no airport in Fiji"):
        lanes("AZE", "FJI", cargo="air")


def test_the_map_draws_a_flight_along_the_great_circle(answers: dict[tuple[str, str], Lanes]) -> None:
    found = answers["AZE", "BRA"]
    lines = [line for line in lane_lines(found, found.lanes[0]) if line.mode == "air"]
    assert len(lines) == 2
    assert lines[0].points[-1] == pytest.approx(lines[1].points[0], abs=0.02)
    assert all(len(line.points) == 33 for line in lines)


SPOTS = st.tuples(st.floats(-179, 179), st.floats(-80, 80))


@settings(max_examples=50)
@given(SPOTS, SPOTS)
def test_points_along_a_great_circle_are_as_far_apart_as_its_ends(
    a: tuple[float, float], b: tuple[float, float]
) -> None:
    line = great_circle(a, b)
    whole = great_circle_km(a, b)
    parts = sum(great_circle_km(p, q) for p, q in itertools.pairwise(line))
    if whole < 19_500:  # near the antipode every way is as good
        assert parts == pytest.approx(whole, rel=0.01, abs=2.5 * len(line))


def test_the_links_of_a_land_way_lead_from_end_to_end_and_add_up() -> None:
    held = network.load()
    km, link_ids = land_way("GWAZE", "GEPTI", mode="road", network=held)
    rows = held.links.filter(held.links["link_id"].is_in(list(link_ids)))
    assert rows["km"].sum() == pytest.approx(km)
    assert network.distance_km("GWAZE", "GEPTI", mode="road") == km
    here = "GWAZE"
    for link_id in link_ids:
        row = rows.row(by_predicate=pl.col("link_id") == link_id, named=True)
        here = row["place_b"] if here == row["place_a"] else row["place_a"]
    assert here == "GEPTI"
