"""What is an hour of some goods worth, and which loads pay on top?"""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.data import Basis, table
from alat.errors import BadInput, NotCovered, UnknownCode
from alat.network.scenario import Scenario
from alat.routing import Lane, Load, PartKind, lanes, value_of_time
from alat.routing.loads import SHARE_HIGH, SHARE_LOW, priced
from alat.routing.prices import price_factor
from alat.routing.worth import worth

AVOID = Scenario("avoid", avoid=("RUS", "IRN"))
CHAPTERS = sorted(set(table("supply_hs2")["hs2"]))


def paid(lane: Lane, kind: PartKind) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in lane.parts:
        if part.kind is kind:
            assert part.hours == 0
            found[part.detail] = found.get(part.detail, 0.0) + part.money_usd
    return found


def test_the_money_of_2025_is_worth_what_the_bureau_of_labor_statistics_says() -> None:
    # CPI-U, not seasonally adjusted: mean of the first half, then July (September less 0.5 %), August, September.
    published = (6 * 320.229 + 324.8 / 1.005 + 323.976 + 324.8) / 9
    assert 1 / price_factor(2010) == pytest.approx(218.06 / published, rel=5e-4)
    factor = table("parameters").row(by_predicate=pl.col("id") == "P03", named=True)
    assert factor["value"] == pytest.approx(price_factor(2010), rel=1e-3)


def test_a_box_without_a_product_costs_its_owner_three_hundred_dollars_a_day() -> None:
    assert value_of_time().usd_per_h(20) * 24 == pytest.approx(300)


def test_sugar_loses_what_a_tonne_of_brazils_is_worth_and_the_sector_of_food_say() -> None:
    time = value_of_time("1701", ends=("BRA", ""))
    # 9,095.1 m USD over 31.336 Mt of Brazil's chapter 17 in 2020.
    assert time.value_usd_per_t == pytest.approx(290.244218 * price_factor(2020), rel=1e-6)
    assert time.share_per_day == SHARE_HIGH  # P49-04 is 3.1 % a day: beyond the published range
    assert time.basis is Basis.MODELLED
    assert "exports of chapter 17" in time.note


@pytest.mark.parametrize("hs", ["17", "1701", "84"])
def test_goods_are_worth_in_lanes_what_they_are_worth_in_a_landed_cost(hs: str) -> None:
    one = worth("BRA", "AZE", hs=hs, records=None).value
    assert value_of_time(hs, ends=("BRA", "AZE")).value_usd_per_t == one.value


def test_an_exporter_that_sells_next_to_nothing_takes_the_worlds_unit_value() -> None:
    few = value_of_time("88", ends=("TUV", "BRA"))
    assert few.value_usd_per_t == value_of_time("88").value_usd_per_t
    assert "the world's exports" in few.note


def test_ores_in_bulk_lose_interest_and_storage_only() -> None:
    assert value_of_time("26", cargo="dry_bulk").share_per_day == 0.003
    assert value_of_time("26").share_per_day == SHARE_LOW  # P49-03 is 0.5 %


@given(st.sampled_from(CHAPTERS))
def test_every_chapter_has_a_value_of_time_within_the_published_range(chapter: str) -> None:
    time = value_of_time(chapter)
    assert SHARE_LOW <= time.share_per_day <= SHARE_HIGH
    assert time.value_usd_per_t > 0
    assert time.usd_per_h(20) == pytest.approx(20 * time.usd_per_h(1))


def test_odd_loads_are_refused_in_one_line() -> None:
    with pytest.raises(BadInput, match="section"):
        value_of_time("IV")
    with pytest.raises(UnknownCode, match="1799"):
        value_of_time("1799")
    with pytest.raises(NotCovered, match="chapter 99"):
        value_of_time("9999")
    with pytest.raises(UnknownCode, match=r"did you mean .*dangerous"):
        priced(Load(surcharges=("dangerus",)))
    with pytest.raises(NotCovered, match="dry_bulk"):
        priced(Load("dry_bulk", surcharges=("dangerous",)))


def test_a_dearer_hour_never_makes_the_best_lane_slower() -> None:
    plain, dear = lanes("CHL", "KAZ", scenario=AVOID), lanes("CHL", "KAZ", cargo=Load(product="84"), scenario=AVOID)
    assert dear.value_of_time_usd_per_h > plain.value_of_time_usd_per_h
    assert dear.lanes[0].hours <= plain.lanes[0].hours
    assert dear.lanes[0].money_usd >= plain.lanes[0].money_usd
    assert (plain.product, dear.product) == ("", "84")


def test_straits_and_canals_are_paid_in_steps_of_their_own() -> None:
    # 9 USD at the Turkish Straits, 100 USD of 2023 at Suez, 203 USD at Panama.
    by_money = next(lane for lane in lanes("AZE", "BRA", scenario=AVOID).lanes if "turkish-straits" in lane.passages)
    assert paid(by_money, PartKind.DUES) == {"Turkish Straits dues": 9.0}
    by_suez = next(lane for lane in lanes("TUR", "IND").lanes if "suez" in lane.passages)
    assert paid(by_suez, PartKind.DUES)["Suez Canal dues"] == pytest.approx(100 * 321.5 / 304.702, abs=1e-4)
    by_panama = next(lane for lane in lanes("CHL", "ESP").lanes if "panama" in lane.passages)
    assert paid(by_panama, PartKind.DUES)["Panama Canal dues"] == 203.0


def test_a_refrigerated_box_pays_for_power_in_every_seaport_and_a_dry_one_does_not() -> None:
    dry, cold = lanes("BRA", "TUR").lanes[0], lanes("BRA", "TUR", cargo="reefer").lanes[0]
    assert paid(dry, PartKind.SURCHARGE) == {}
    hours = sum(part.hours for part in cold.parts if part.detail in {"load ship", "unload ship", "transship"})
    assert paid(cold, PartKind.SURCHARGE) == {
        "power for the refrigerated box": pytest.approx(50 * hours / 24, abs=1e-3)
    }


def test_dangerous_goods_pay_once_a_passage_by_sea_and_only_when_asked_for() -> None:
    # 500 USD of 2023 a TEU, and a line counts two to the FEU.
    found = lanes("BRA", "TUR", cargo=Load(surcharges=("dangerous",)))
    assert found.surcharges == ("dangerous",)
    amount = paid(found.lanes[0], PartKind.SURCHARGE)["dangerous goods by sea"]
    assert amount == pytest.approx(2 * 500 * 321.5 / 304.702, abs=1e-3)
    plain = lanes("BRA", "TUR").lanes[0]
    assert found.lanes[0].money_usd == pytest.approx(plain.money_usd + amount, abs=1e-3)


def test_a_lane_with_dues_and_surcharges_adds_up_to_the_last_bit() -> None:
    for lane in lanes("CHL", "ESP", cargo=Load("reefer", product="08", surcharges=("dangerous",))).lanes:
        assert sum(part.money_usd for part in lane.parts) == lane.money_usd
        assert sum(part.hours for part in lane.parts) == lane.hours


def test_the_way_back_of_the_empty_box_adds_half_to_carriage_over_land_and_nothing_at_sea() -> None:
    plain = lanes("AZE", "BRA", scenario=AVOID)
    paid_back = lanes("AZE", "BRA", cargo=Load(surcharges=("empty-return",)), scenario=AVOID)
    assert paid_back.surcharges == ("empty-return",)
    for lane in paid_back.lanes:
        moves = [part for part in lane.parts if part.kind is PartKind.MOVE and part.mode != "sea"]
        back = sum(part.money_usd for part in lane.parts if part.detail == "the empty box back")
        assert back == pytest.approx(0.5 * sum(part.money_usd for part in moves), rel=1e-4)
        assert sum(part.money_usd for part in lane.parts) == lane.money_usd
    ways = {tuple((p.mode, p.start, p.end) for p in lane.parts if p.km): lane for lane in plain.lanes}
    same = [
        (ways[way], lane)
        for lane in paid_back.lanes
        if (way := tuple((p.mode, p.start, p.end) for p in lane.parts if p.km)) in ways
    ]
    assert same
    for before, after in same:
        land = sum(part.money_usd for part in before.parts if part.km and part.mode != "sea")
        assert after.money_usd == pytest.approx(before.money_usd + 0.5 * land, rel=1e-4)
        assert after.hours == before.hours
