"""Does a direct service pay, and does the arithmetic hold?"""

from dataclasses import replace

import pytest

from alat.errors import BadInput, NotCovered
from alat.network.scenario import Scenario
from alat.reference import country
from alat.routing import DirectService, ServiceVerdict, Ships, lanes, service
from alat.routing.service_words import about, answer, verdict
from alat.routing.volume import export_mix, yearly

AVOID = Scenario("avoid", avoid=("RUS", "IRN"))


@pytest.fixture(scope="module")
def poti() -> DirectService:
    return service("Poti", "Santos", hinterlands=(("AZE",), ("BRA",)), scenario=AVOID)


def test_azerbaijan_and_brazil_alone_do_not_carry_a_ship_to_santos(poti: DirectService) -> None:
    assert poti.verdict is ServiceVerdict.NO
    assert poti.answer.startswith("No.")
    out, back = poti.volume_teu_per_week
    assert max(*out, *back) < min(each.balanced_teu for each in poti.ships if each.balanced_teu)
    assert poti.known_as == ""


def test_todays_lane_is_the_one_that_lanes_finds(poti: DirectService) -> None:
    found = lanes("AZE", "BRA", scenario=AVOID).lanes
    out = next(pair for pair in poti.pairs if pair.origin == "AZE")
    assert (out.today_usd, out.today_h) == pytest.approx((found[0].money_usd, found[0].hours))
    assert out.cheapest_usd == pytest.approx(min(lane.money_usd for lane in found), abs=0.01)


def test_worth_makes_the_direct_ship_as_good_as_todays_lane(poti: DirectService) -> None:
    usd_per_h = 12.5
    for pair in poti.pairs:
        today = pair.today_usd + usd_per_h * pair.today_h
        direct = pair.land_usd + pair.worth_usd + usd_per_h * pair.direct_h
        assert direct == pytest.approx(today)


def test_boxes_to_break_even_pay_for_the_departure_exactly(poti: DirectService) -> None:
    strong, weak = (pair.worth_usd / 2 for pair in poti.main)
    empty = 316.0  # handling of an empty TEU in both ports: half of the 316 USD of a FEU in each
    ship = poti.best
    assert ship.one_way_teu is not None
    assert ship.balanced_teu is not None
    assert ship.as_trade_teu is not None
    assert ship.one_way_teu * (strong - empty) == pytest.approx(ship.cost.total_usd)
    assert ship.balanced_teu * (strong + weak) == pytest.approx(ship.cost.total_usd)
    share = poti.weak_share
    assert ship.as_trade_teu * (strong + share * weak - (1 - share) * empty) == pytest.approx(ship.cost.total_usd)
    assert ship.balanced_teu <= ship.as_trade_teu <= ship.one_way_teu


def test_both_charter_markets_and_both_extremes_are_shown_for_every_class(poti: DirectService) -> None:
    assert {(each.vessel.id, each.market) for each in poti.ships} == {
        (size, market) for size in ("1100", "1700", "2700", "4250") for market in ("low", "high", "best", "worst")
    }
    by = {(each.vessel.id, each.market): each.cost.total_usd for each in poti.ships}
    for size in ("1100", "1700", "2700", "4250"):
        assert by[size, "best"] <= by[size, "low"] < by[size, "high"] <= by[size, "worst"]


def test_a_service_between_large_economies_pays() -> None:
    found = service("Valencia", "Veracruz", hinterlands=(("ESP",), ("MEX",)))
    assert found.verdict is ServiceVerdict.YES
    assert found.answer.startswith("Yes")
    assert found.known_as == "reported"
    assert "reported already" in found.notes[0]


def test_a_service_that_is_no_better_than_todays_lanes_is_worth_nothing() -> None:
    found = service("Valencia", "Veracruz", hinterlands=(("ESP",), ("MEX",)), ships=Ships("1100", 4.0))
    assert found.verdict is ServiceVerdict.NO_GAIN
    assert found.answer.startswith("No.")
    assert all(each.balanced_teu is None for each in found.ships)


def test_options_reach_the_ships(poti: DirectService) -> None:
    ships = Ships("2700", fuel_usd_per_t=0.0, via=("Tanger Med",))
    found = service("Poti", "Santos", hinterlands=(("AZE",), ("BRA",)), ships=ships, weak_share=1.0, scenario=AVOID)
    assert {each.vessel.id for each in found.ships} == {"2700"}
    assert all(each.cost.fuel_usd == 0 for each in found.ships)
    assert [call.id for call in found.loop.calls] == ["GEPTI", "MAPTM", "BRSSZ", "MAPTM"]
    assert found.best.as_trade_teu == found.best.balanced_teu
    assert found.pairs[0].direct_h > poti.pairs[0].direct_h


def test_without_hinterlands_a_port_serves_its_country_and_the_neighbours() -> None:
    found = service("Poti", "Santos", scenario=AVOID)
    origins = {pair.origin for pair in found.pairs if pair.outward}
    assert {"GEO", "AZE", "ARM", "TUR"} <= origins
    assert {found.main[0].origin, found.main[0].destination} == {"GEO", "BRA"}


def test_the_verdict_follows_the_money(poti: DirectService) -> None:
    paid = replace(poti.best, earned_usd=(0.0, poti.best.cost.total_usd, poti.best.cost.total_usd))
    assert verdict(poti.ships, paid, pairs=poti.pairs) is ServiceVerdict.YES
    hopeful = [replace(each, earned_usd=(0.0, 0.0, 2 * each.cost.total_usd)) for each in poti.ships]
    assert verdict(hopeful, poti.best, pairs=poti.pairs) is ServiceVerdict.ONLY_IF
    text = answer(ServiceVerdict.ONLY_IF, hopeful, best_ship=poti.best, weekly=poti.volume_teu_per_week)
    assert text.startswith("No, unless")
    assert "200%" in text


@pytest.mark.parametrize(
    ("ships", "share", "said"),
    [
        (Ships(fuel_usd_per_t=-1.0), None, "fuel price of -1"),
        (Ships(fuel_usd_per_t=float("nan")), None, "fuel price of nan"),
        (Ships(), 1.5, "weak direction with 1.5"),
        (Ships(), -0.1, "weak direction with -0.1"),
        (Ships(speed_kn=40.0), None, "40 knots"),
    ],
)
def test_impossible_figures_are_refused(ships: Ships, share: float | None, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        service("Poti", "Santos", ships=ships, weak_share=share)


def test_a_hinterland_on_the_wrong_side_of_the_world_is_refused() -> None:
    with pytest.raises(NotCovered, match="no land leg reaches"):
        service("Poti", "Santos", hinterlands=(("BRA",), ("AZE",)))


@pytest.mark.parametrize(
    ("number", "text"), [(0.0, "0"), (0.1, "less than 1"), (6.4, "6"), (85.4, "85"), (618.0, "620"), (1385.9, "1,400")]
)
def test_modelled_boxes_are_printed_with_two_digits(number: float, text: str) -> None:
    assert about(number) == text


def test_volume_is_a_range_around_value_over_value_a_tonne() -> None:
    found = yearly(country("BRA"), country("AZE"), load_t=20.0)
    mix = export_mix("BRA")
    assert mix is not None
    assert found.value.value is not None
    assert 0 < found.low_feu <= found.central_feu <= found.high_feu
    assert found.central_feu == pytest.approx(found.value.value * mix.boxed_share / mix.usd_per_t / 20.0)
    assert found.high_feu * 20 * mix.low_usd_per_t == pytest.approx(found.value.value)


def test_what_is_not_on_record_is_no_volume_and_said_so() -> None:
    found = yearly(country("AZE"), country("ARG"), load_t=20.0)
    assert found.value.value is None
    assert found.value.note
    assert found.high_feu == 0.0
    told = service("Poti", "Santos", hinterlands=(("AZE",), ("ARG",)), ships=Ships("1100"), scenario=AVOID)
    assert any("Azerbaijan to Argentina" in note for note in told.notes)
