"""What can go wrong on the way? Closures against a second look, draws against their laws, swings against arithmetic."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat import data, network
from alat.data import Basis
from alat.errors import BadInput, NotCovered, SameParty, UnknownCode
from alat.network.scenario import Scenario
from alat.routing import lanes
from alat.routing.disruptions import Record, records
from alat.routing.fragility import things
from alat.routing.reliability import Risk, Sample, lane_draws, lane_times
from alat.routing.results import Lane, PartKind
from alat.routing.stress import Stress, stress

AVOIDING = Scenario("avoiding", avoid=("RUS", "IRN"))


def test_stress_says_in_one_line_that_it_does_not_cover_air() -> None:
    with pytest.raises(NotCovered, match=r"^stress does not cover air: [^\n]*$"):
        stress("AZE", "BRA", cargo="air")


def test_the_notes_leave_out_nothing_that_is_counted_and_name_the_emissions_of_the_tables(found: Stress) -> None:
    notes = " ".join(found.lanes.notes)
    dues = [part for lane in found.lanes.lanes for part in lane.parts if part.kind is PartKind.DUES]
    assert dues
    assert "dues" not in notes
    parameters = {row["id"]: row for row in data.table("parameters").iter_rows(named=True)}
    assert "well to tank" in parameters["P54"]["source"]
    assert "well to wake at sea and by road" in notes


@pytest.fixture(scope="module")
def found() -> Stress:
    return stress("AZE", "BRA", scenario=AVOIDING, sample=Sample(2000))


@pytest.fixture(scope="module")
def lane() -> Lane:
    return lanes("AZE", "BRA", scenario=AVOIDING).lanes[0]


def record(*days: float, share: float) -> Record:
    return Record("x", days, 10.0, 0.1, 0.1, 0.1, 0.1, share, Basis.ASSUMED, (), "")


class TestClosuresOnRecord:
    def test_two_blockages_of_suez_since_2000_make_two_in_twenty_six_years(self) -> None:
        suez = records()["suez"]
        assert sorted(suez.days) == [3.0, 6.0]
        assert suez.years == pytest.approx(26.0, abs=0.01)
        assert suez.per_year == pytest.approx(2 / 26, rel=1e-3)
        assert suez.odds_in_a_year == pytest.approx(1 - math.exp(-2 / 26), rel=1e-3)
        assert suez.basis is Basis.REPORTED
        assert records()["AZALAT"].basis is Basis.ASSUMED
        assert suez.share_of_time == pytest.approx(9 / (26 * 365.25), rel=1e-3)

    def test_the_rate_lies_in_its_interval_and_a_window_without_a_closure_would_not_mean_none(self) -> None:
        for one in records().values():
            assert 0 < one.per_year_low < one.per_year < one.per_year_high
            assert one.sources

    def test_each_closure_has_a_window_that_holds_it(self) -> None:
        windows = {row["target"]: row for row in data.table("disruption_windows").iter_rows(named=True)}
        for row in data.table("disruptions").iter_rows(named=True):
            window = windows[row["target"]]
            assert window["since"][:7] <= row["start"][:7] <= window["until"][:7]


class TestDraws:
    def test_mean_variance_and_p90_are_those_of_the_lane(self, lane: Lane) -> None:
        hours = lane_draws(lane, draws=50_000)
        assert hours.mean() == pytest.approx(lane.mean_hours, rel=0.005)
        assert hours.std() == pytest.approx(lane.spread_h, rel=0.02)
        assert np.quantile(hours, 0.9) == pytest.approx(lane.p90_hours, rel=0.03)

    def test_equal_seeds_give_equal_draws_and_others_do_not(self, lane: Lane) -> None:
        assert (lane_draws(lane, draws=50, seed=3) == lane_draws(lane, draws=50, seed=3)).all()
        assert (lane_draws(lane, draws=50, seed=3) != lane_draws(lane, draws=50, seed=4)).any()

    def test_two_lanes_that_share_all_but_a_step_differ_by_that_step_in_every_draw(self, lane: Lane) -> None:
        shorter = replace(lane, parts=lane.parts[:-1])
        alone = replace(lane, parts=lane.parts[-1:])
        gap = lane_draws(lane, draws=200) - lane_draws(shorter, draws=200)
        assert gap == pytest.approx(lane_draws(alone, draws=200))

    @settings(max_examples=15, deadline=None)
    @given(st.integers(0, 2**32), st.floats(1.0, 2000.0))
    def test_quantiles_are_in_order_and_shares_are_shares(self, lane: Lane, seed: int, within_h: float) -> None:
        times = lane_times(lane, within_h=within_h, risks={}, sample=Sample(200, seed))
        assert times.p10_h <= times.p50_h <= times.p90_h
        assert 0 <= times.on_time_share <= 1
        later = lane_times(lane, within_h=within_h + 24, risks={}, sample=Sample(200, seed))
        assert later.on_time_share >= times.on_time_share

    def test_a_closure_never_makes_a_lane_faster_and_the_way_round_bounds_it(self, lane: Lane) -> None:
        shut = {"x": Risk(record(10.0, 20.0, share=1.0), round_h=30.0)}
        calm = lane_times(lane, within_h=900, risks={}, sample=Sample(500))
        times = lane_times(lane, within_h=900, risks=shut, sample=Sample(500))
        assert calm.p90_h < times.closures_p90_h <= calm.p90_h + 30.0 + 1e-9
        assert times.closures_on_time_share < calm.on_time_share
        nothing = {"x": Risk(record(10.0, share=0.0), round_h=math.inf)}
        assert lane_times(lane, within_h=900, risks=nothing, sample=Sample(500)).closures_p90_h == calm.p90_h

    @pytest.mark.parametrize(("within_h", "draws"), [(0.0, 10), (-5.0, 10), (math.nan, 10), (100.0, 0)])
    def test_no_time_and_no_draws_are_refused(self, lane: Lane, within_h: float, draws: int) -> None:
        with pytest.raises(BadInput, match="expected"):
            lane_times(lane, within_h=within_h, risks={}, sample=Sample(draws))


class TestClosures:
    @pytest.mark.parametrize("shut", ["gibraltar", "TRMER"])
    def test_a_closure_is_what_the_lanes_say_under_the_scenario_that_shuts_it(self, found: Stress, shut: str) -> None:
        closure = next(one for one in found.closures if one.thing.id == shut)
        again = lanes("AZE", "BRA", scenario=replace(AVOIDING, close=(shut,)))
        assert closure.best is not None
        assert closure.best.generalised_usd == again.lanes[0].generalised_usd
        assert closure.best.money_usd == min(lane.money_usd for lane in again.lanes)
        assert closure.best.hours == min(lane.hours for lane in again.lanes)

    def test_no_closure_makes_the_best_better(self, found: Stress) -> None:
        for one in found.closures:
            if one.best is not None:
                assert min(one.extra_generalised_usd or 0, one.extra_money_usd or 0, one.extra_hours or 0) >= 0

    def test_what_the_best_lane_uses_is_named_in_the_order_of_travel(self, found: Stress) -> None:
        used = things(found.lanes.lanes[0], base=network.load(AVOIDING))
        assert [thing.name for thing in used][-2:] == ["Strait of Gibraltar", "Santos"]
        assert {thing.kind for thing in used} <= {"passage", "port", "border"}


class TestSwings:
    def test_the_value_of_time_moves_the_best_lane_by_its_hours(self, found: Stress) -> None:
        swing = next(one for one in found.swings if one.row.startswith("value of time"))
        per_share = found.lanes.value_of_time_usd_per_h / swing.value
        hours = found.lanes.lanes[0].hours
        assert swing.generalised_high_usd == pytest.approx(hours * per_share * (swing.high - swing.value), rel=1e-9)
        assert swing.money_low_usd == swing.hours_low == 0

    def test_the_widest_comes_first_and_each_stays_in_its_range(self, found: Stress) -> None:
        widths = [one.width_usd for one in found.swings]
        assert widths == sorted(widths, reverse=True)
        assert all(one.low <= one.value <= one.high for one in found.swings)

    def test_a_swing_in_hours_is_worth_those_hours(self, found: Stress) -> None:
        gauge = next(one for one in found.swings if one.row == "H31" and one.unit == "h")
        assert gauge.hours_high == pytest.approx(gauge.high - gauge.value)
        assert gauge.generalised_high_usd == pytest.approx(gauge.hours_high * found.lanes.value_of_time_usd_per_h)


class TestTheQuestion:
    def test_what_counts_as_on_time_is_a_whole_week_above_the_mean_of_the_best_lane(self, found: Stress) -> None:
        days = found.lanes.lanes[0].hours / 24
        assert found.within_days % 7 == 0
        assert days <= found.within_days < days + 7

    def test_bad_questions_are_refused_before_anything_is_drawn(self) -> None:
        with pytest.raises(BadInput, match="within -3 days"):
            stress("AZE", "BRA", within_days=-3)
        with pytest.raises(SameParty):
            stress("AZE", "Azerbaijan")


def test_what_is_named_is_shut_too_and_adds_nothing_where_no_best_lane_uses_it() -> None:
    found = stress("AZE", "BRA", scenario=AVOIDING, shut=["Panama Canal", "Batumi", "ST29"], sample=Sample(100))
    named = {one.thing.name: one for one in found.closures if one.thing.id in {"panama", "GEBUS"}}
    assert {one.thing.kind for one in named.values()} == {"passage", "port"}
    sarpi = next(one for one in found.closures if one.thing.name == "Sarpi")
    assert (sarpi.thing.kind, sarpi.extra_generalised_usd) == ("line", 0.0)
    assert sarpi.uses is not None
    assert sarpi.uses > 0.0
    assert all(one.extra_generalised_usd == 0.0 for one in named.values())
    assert all(one.uses is not None and 0.0 <= one.uses < 0.01 for one in named.values())


def test_what_cannot_be_shut_is_refused_by_its_near_matches() -> None:
    with pytest.raises(UnknownCode, match="Poti"):
        stress("AZE", "BRA", shut=["Poto"])


def test_closures_go_by_no_port_that_law_bars() -> None:
    found = stress("AZE", "CUB", sample=Sample(100))
    barred = {one.name for one in network.places().values() if one.iso3 == "USA" and one.kind == "port"}
    passed = {place for one in found.closures for place in one.instead}
    assert passed
    assert not barred & passed
