"""Does a lane say whether carriers sail it, and what the lane on their ships costs?"""

from dataclasses import replace

import pytest

from alat import network
from alat.data import Basis
from alat.network.scenario import Scenario
from alat.routing import Lanes, PartKind, lanes
from alat.routing.decision import Decision
from alat.routing.lanes import prepared
from alat.routing.liner import evidence_notes, on_reported_ships, supposed_legs
from alat.routing.sea import waits

AVOID = Scenario("avoid", avoid=("RUS", "IRN"))


@pytest.fixture(scope="module")
def to_brazil() -> Lanes:
    return lanes("AZE", "BRA", scenario=AVOID)


@pytest.fixture(scope="module")
def world() -> Decision:
    return prepared(AVOID, "container")


def test_the_direct_ship_from_mersin_or_iskenderun_to_santos_is_told_to_be_modelled(to_brazil: Lanes) -> None:
    best = to_brazil.lanes[0]
    assert best.evidence == "modelled"
    assert [leg.endswith("Santos") for leg in supposed_legs(best)] == [True]
    assert "not found in a timetable" in to_brazil.notes[0]
    assert supposed_legs(best)[0] in to_brazil.notes[0]


def test_lanes_on_reported_ships_use_no_other_and_cost_no_less(to_brazil: Lanes) -> None:
    assert [lane.id for lane in to_brazil.observed] == ["O1", "O2"]
    for lane in to_brazil.observed:
        assert lane.evidence == "reported"
        assert lane.generalised_usd >= to_brazil.lanes[0].generalised_usd
        moves = [part for part in lane.parts if part.kind is PartKind.MOVE and part.mode == "sea"]
        assert all(part.evidence is Basis.REPORTED for part in moves)
    # Arkas Blue Med to Genoa, MSE of MSC and Hapag-Lloyd on to Santos.
    by_money = to_brazil.observed[-1]
    assert [(part.start, part.end) for part in by_money.parts if part.evidence] == [
        ("TRMER", "ITGOA"),
        ("ITGOA", "BRSSZ"),
    ]
    assert by_money.transshipments == 1


def test_the_note_prints_the_difference_that_the_lanes_have(to_brazil: Lanes) -> None:
    best, other = to_brazil.lanes[0], to_brazil.observed[0]
    text = evidence_notes(best, to_brazil.observed)[1]
    assert f"{other.money_usd - best.money_usd:+,.0f} USD" in text
    assert f"{other.money_usd:,.0f} USD" in text


def test_where_no_carrier_is_reported_there_is_no_such_lane_and_the_note_says_so() -> None:
    found = lanes("KAZ", "CHL", scenario=AVOID)
    assert found.observed == ()
    assert "no lane at all" in found.notes[0]


def test_a_lane_by_land_alone_has_no_evidence_of_ships_to_give() -> None:
    found = lanes("AZE", "GEO")
    assert found.lanes[0].evidence == ""
    assert evidence_notes(found.lanes[0], found.observed) == ()


def test_tramps_are_no_liners() -> None:
    bulk = lanes("UKR", "EGY", cargo="dry_bulk")
    assert bulk.observed == ()
    assert all(part.evidence is None for lane in bulk.lanes for part in lane.parts)


def test_the_wait_for_a_reported_ship_is_half_its_headway(world: Decision) -> None:
    service = next(service for service in world.sea.services if service.headway_h is not None)
    every_third_day = replace(service, headway_h=72.0)
    usual = world.costs.operations["sea_wait"].hours
    assert waits(world.book.ground, service, start=service.a)[0].hours == pytest.approx(84.0)
    assert waits(world.book.ground, every_third_day, start=service.a)[0].hours == pytest.approx(36.0)
    assert set(service.sources) <= set(waits(world.book.ground, service, start=service.a)[0].sources)
    assert waits(world.book.ground, replace(service, headway_h=None), start=service.a)[0].hours == usual


def test_taking_the_modelled_ships_away_leaves_ports_and_the_others_as_they_are(world: Decision) -> None:
    alone = on_reported_ships(world)
    assert len(alone.sea.services) == network.load(AVOID).services.filter(basis="reported").height
    assert alone.sea.places is world.sea.places
    for number, service in enumerate(alone.sea.services):
        back = number + len(alone.sea.services)
        assert alone.sea.places[alone.sea.tails[number]] == service.a == alone.sea.places[alone.sea.heads[back]]
        assert alone.sea.places[alone.sea.heads[number]] == service.b == alone.sea.places[alone.sea.tails[back]]
