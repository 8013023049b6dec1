"""What do added services and links, better ports and borders, and another day do to lanes?

Expected lanes are those of a prototype of this network (November 2026): money within a quarter, days within a fifth.
"""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat import network
from alat.data import open_study
from alat.network.scenario import BASE, Improvement, NewLink, NewService, Scenario
from alat.routing import Lane, Lanes, PartKind, lanes

STUDY = open_study("azerbaijan-latin-america").scenarios
AVOID = ("IRN", "RUS")
LINER = NewService("BRSSZ", "GEPTI", headway_h=168.0)
FIVE = (("BRA", "AZE"), ("AZE", "BRA"), ("AZE", "MEX"), ("CHL", "KAZ"), ("ARG", "GEO"))


def named(name: str) -> Scenario:
    """Return a scenario of the shipped study."""
    return network.scenario(STUDY[name], name=name)


def by_port(answer: Lanes, port: str, mode: str) -> Lane:
    """Return the first lane that lands at a port and goes on by a mode."""
    return next(
        lane
        for lane in answer.lanes
        if any(part.mode == "sea" and part.end == port for part in lane.parts)
        and any(part.mode == mode and part.start == port for part in lane.parts)
    )


def told(answer: Lanes) -> list[tuple[float, float, tuple[tuple[str, str, float], ...]]]:
    """Return what a reader sees of the lanes, to the last bit."""
    return [
        (lane.money_usd, lane.hours, tuple((part.start, part.end, part.hours) for part in lane.parts))
        for lane in answer.lanes
    ]


def test_a_weekly_service_between_santos_and_poti_is_the_best_way_without_russia_and_iran() -> None:
    answer = lanes("BRA", "AZE", scenario=named("weekly-liner"))
    best = answer.lanes[0]
    assert best == by_port(answer, "GEPTI", "rail")
    assert best.transshipments == 0
    assert best.money_usd == pytest.approx(4156, rel=0.25)
    assert best.hours / 24 == pytest.approx(34.5, rel=0.20)
    road = by_port(answer, "GEPTI", "road")
    assert road.money_usd == pytest.approx(4520, rel=0.25)
    assert road.hours / 24 == pytest.approx(33.1, rel=0.20)
    without = lanes("BRA", "AZE", scenario=named("avoiding-russia-and-iran")).lanes[0]
    assert best.generalised_usd < without.generalised_usd


def test_the_weekly_service_waits_half_a_week_and_says_that_it_is_supposed() -> None:
    answer = lanes("BRA", "AZE", scenario=named("weekly-liner"))
    sail = next(part for part in answer.lanes[0].parts if part.mode == "sea" and part.kind is PartKind.MOVE)
    wait = next(part for part in answer.lanes[0].parts if part.detail == "wait for the ship")
    assert wait.hours == 84.0
    assert sail.edit == "added by the scenario"
    assert sail.basis.value == "assumed"
    assert "scenario" in sail.sources
    assert answer.lanes[0].evidence == "supposed"
    assert any("Supposed by the scenario" in note and "GEPTI" in note for note in answer.notes)
    assert not any(part.edit for lane in answer.observed for part in lane.parts)


@pytest.mark.parametrize("ends", FIVE)
def test_opening_zangezur_changes_none_of_the_five_lanes(ends: tuple[str, str]) -> None:
    for avoid in ((), AVOID):
        now = lanes(*ends, scenario=Scenario("now", avoid=avoid)).lanes[0]
        then = lanes(*ends, scenario=Scenario("then", open=named("zangezur-open").open, avoid=avoid)).lanes[0]
        assert (now.money_usd, now.hours, now.borders) == (then.money_usd, then.hours, then.borders)


def test_closing_the_straits_leaves_the_lane_by_mersin() -> None:
    held = lanes("BRA", "AZE", scenario=named("turkish-straits-closed"))
    assert "TRMER" in {part.end for part in held.lanes[0].parts if part.mode == "sea"}
    assert not any("turkish-straits" in lane.passages for lane in held.lanes)


def test_a_closed_strait_takes_the_new_service_with_it() -> None:
    shut = Scenario("", close=("turkish-straits",), avoid=AVOID)
    assert told(lanes("BRA", "AZE", scenario=Scenario("", close=shut.close, avoid=AVOID, add=(LINER,)))) == told(
        lanes("BRA", "AZE", scenario=shut)
    )


def test_a_better_port_at_alat_shows_where_it_helps_and_only_there() -> None:
    then = Scenario("then", avoid=AVOID, improve=named("alat-phase-2").improve)
    before, after = (lanes("BRA", "KAZ", scenario=one) for one in (Scenario("now", avoid=AVOID), then))
    crossed = next(lane for lane in after.lanes if any(part.start == "AZALAT" for part in lane.parts))
    changed = [part for part in crossed.parts if part.edit]
    assert changed
    assert {part.start for part in changed} == {"AZALAT"}
    assert all("x 0.5" in part.edit and part.basis.value == "assumed" for part in changed)
    same = next(lane for lane in before.lanes if [p.end for p in lane.parts] == [p.end for p in crossed.parts])
    saved = sum(part.hours for part in same.parts) - sum(part.hours for part in crossed.parts)
    assert saved == sum(part.hours for part in changed) > 0
    assert told(lanes("BRA", "GEO", scenario=then)) == told(lanes("BRA", "GEO", scenario=Scenario("", avoid=AVOID)))


def test_a_border_reform_halves_its_hours_and_names_itself() -> None:
    then = Scenario("", avoid=AVOID, improve=(Improvement("B18", "hours", factor=0.5),))
    now, reformed = (
        next(part for lane in lanes("BRA", "AZE", scenario=one).lanes for part in lane.parts if "Boyuk" in part.detail)
        for one in (Scenario("", avoid=AVOID), then)
    )
    assert reformed.hours == now.hours / 2
    assert reformed.money_usd == now.money_usd
    assert reformed.edit == "B18: hours x 0.5"
    assert reformed.spread_h == pytest.approx(now.spread_h / 2)
    assert now.edit == ""


def test_a_new_link_is_moved_over_drawn_and_named() -> None:
    rail = NewLink("rail", "AZALAT", "GEPTI", km=700.0, gauge_mm=1520)
    scenario = Scenario("", avoid=AVOID, add=(rail,))
    answer = lanes("BRA", "AZE", scenario=scenario)
    part = next(part for lane in answer.lanes for part in lane.parts if rail.id in part.link_ids)
    assert "added by the scenario" in part.edit
    assert part.basis.value == "assumed"
    line = network.polyline(network.load(scenario), rail.id)
    assert [(round(x), round(y)) for x, y in line] == [(49, 40), (42, 42)]


def test_a_service_improved_at_one_end_waits_less_from_that_end_alone() -> None:
    then = Scenario("", avoid=AVOID, improve=(Improvement("BRSSZ", "wait", value=0.0),))
    out, home = lanes("BRA", "AZE", scenario=then), lanes("AZE", "BRA", scenario=then)
    from_santos = [p for p in out.lanes[0].parts if p.start == "BRSSZ" and p.detail == "wait for the ship"]
    assert [part.hours for part in from_santos] == [0.0]
    assert all(part.hours > 0 for part in home.lanes[0].parts if part.detail == "wait for the ship")


@settings(max_examples=6, deadline=None)
@given(st.data())
def test_improving_never_makes_the_best_worse_and_factor_one_changes_nothing(data: st.DataObject) -> None:
    what = data.draw(st.sampled_from(["hours", "usd", "wait"]))
    target = data.draw(st.sampled_from(["AZALAT", "GEPTI", "TRMER", "BRSSZ"] + (["B18"] if what != "wait" else [])))
    factor = data.draw(st.sampled_from([0.0, 0.5, 0.9, 1.0]))
    then = Scenario("", avoid=AVOID, improve=(Improvement(target, what, factor=factor),))
    now, better = (lanes("BRA", "KAZ", scenario=one).lanes[0] for one in (Scenario("", avoid=AVOID), then))
    assert better.generalised_usd <= now.generalised_usd
    if factor == 1.0:
        assert (better.money_usd, better.hours) == (now.money_usd, now.hours)


def test_adding_never_makes_the_best_worse() -> None:
    for add in (LINER, NewLink("rail", "AZALAT", "GEPTI", km=5000.0, gauge_mm=1520)):
        for ends in FIVE[:3]:
            with_it = lanes(*ends, scenario=Scenario("", avoid=AVOID, add=(add,))).lanes[0]
            assert with_it.generalised_usd <= lanes(*ends, scenario=Scenario("", avoid=AVOID)).lanes[0].generalised_usd


def test_on_an_earlier_day_the_closed_border_of_armenia_is_open() -> None:
    then = network.load(Scenario("", as_of=date(1990, 6, 30)))
    now = network.load(BASE)
    for loaded, there in ((then, True), (now, False)):
        pairs = {frozenset(pair) for pair in loaded.links.select("iso3_a", "iso3_b").iter_rows()}
        assert (frozenset(("ARM", "TUR")) in pairs) == there
    answer = lanes("AZE", "BRA", scenario=Scenario("", as_of=date(2026, 1, 1)))
    assert any("those of 2026-01-01" in note for note in answer.notes)


def test_closing_then_opening_brings_back_the_same_bytes() -> None:
    before = told(lanes("AZE", "BRA"))
    lanes("AZE", "BRA", scenario=Scenario("", close=("turkish-straits", "GEPTI"), add=(LINER,)))
    assert told(lanes("AZE", "BRA", scenario=Scenario("again"))) == before
