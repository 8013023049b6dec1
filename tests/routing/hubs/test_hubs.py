"""Which hubs serve the trade with Latin America best, and can the answer be none?"""

from dataclasses import replace

import numpy as np
import pytest

from alat.errors import BadInput, NotCovered, UnknownCode
from alat.network.scenario import Scenario
from alat.routing import Hubs, Terms, hubs, lanes
from alat.routing.decision import options
from alat.routing.hub_words import answer
from alat.routing.hubs import cheaper
from alat.routing.lanes import prepared
from alat.routing.seaports import hub_ports, seaport
from alat.routing.sweep import Weigh, best, fleet, side

AVOID = Scenario("avoid", avoid=("RUS", "IRN"))
PARTNERS = ("BRA", "MEX", "CHL")


@pytest.fixture(scope="module")
def found() -> Hubs:
    return hubs(["AZE"], PARTNERS, candidates=["TUR", "ESP"], scenario=AVOID)


def test_the_best_hub_saves_what_its_pairs_save(found: Hubs) -> None:
    assert len(found.chosen) == 1
    saved_usd = sum(pair.volume.central_feu * (pair.today_usd - pair.hub_usd) for pair in found.pairs)
    saved_h = sum(pair.volume.central_feu * (pair.today_h - pair.hub_h) for pair in found.pairs)
    assert found.saved_money_usd == pytest.approx(saved_usd)
    assert found.saved_feu_h == pytest.approx(saved_h, abs=1e-6)
    assert found.saved_usd == pytest.approx(saved_usd + found.usd_per_h * saved_h)
    assert found.saved_usd > 0
    assert found.chosen[0].name in found.answer


def test_the_chosen_hub_is_the_best_candidate_and_no_other_saves_more(found: Hubs) -> None:
    assert found.chosen[0] == found.candidates[0].port
    assert found.candidates[0].saved_usd == pytest.approx(found.saved_usd)
    assert [one.saved_usd for one in found.candidates] == sorted(one.saved_usd for one in found.candidates)[::-1]
    assert {one.port.iso3 for one in found.candidates} == {"TUR", "ESP"}
    assert found.gap == 0


def test_today_is_what_lanes_says(found: Hubs) -> None:
    best_lane = lanes("BRA", "AZE", scenario=AVOID).lanes[0]
    pair = next(pair for pair in found.pairs if pair.origin == "BRA")
    assert (pair.today_usd, pair.today_h) == pytest.approx((best_lane.money_usd, best_lane.hours))


def test_with_legs_at_a_hub_as_dear_as_elsewhere_no_hub_improves_on_today() -> None:
    none = hubs(["AZE"], PARTNERS, candidates=["TUR", "ESP"], terms=Terms(alpha=1.0), scenario=AVOID)
    assert none.chosen == ()
    assert none.saved_usd == 0
    assert none.answer.startswith("No.")
    assert all(not swing.hubs for swing in none.sensitivity if swing.alpha == 1)


def test_a_port_out_of_the_way_is_no_hub() -> None:
    none = hubs(["AZE"], ["BRA"], candidates=["CNSHA", "AUMEL"], scenario=AVOID)
    assert none.chosen == ()
    assert {port.iso3 for port in none.never} == {"CHN", "AUS"}


def test_two_hubs_save_at_least_as_much_as_one(found: Hubs) -> None:
    two = hubs(["AZE"], PARTNERS, candidates=["Mersin", "Algeciras", "Piraeus"], p=2, scenario=AVOID)
    one = hubs(["AZE"], PARTNERS, candidates=["Mersin", "Algeciras", "Piraeus"], p=1, scenario=AVOID)
    assert two.saved_usd >= one.saved_usd - 1e-6
    assert one.saved_usd == pytest.approx(found.saved_usd)


def test_the_lower_alpha_the_more_is_saved(found: Hubs) -> None:
    by_alpha = {swing.alpha: swing.saved_usd for swing in found.sensitivity if swing.usd_per_h == found.usd_per_h}
    assert sorted(by_alpha) == [0.7, 0.85, 1.0]
    assert by_alpha[0.7] >= by_alpha[0.85] >= by_alpha[1.0] == 0
    assert by_alpha[0.85] == pytest.approx(found.saved_usd)


def test_never_winning_means_in_no_best_set_of_the_ranges(found: Hubs) -> None:
    ever = {port.id for swing in found.sensitivity for port in swing.hubs}
    assert ever | {port.id for port in found.never} == {one.port.id for one in found.candidates}
    assert not ever & {port.id for port in found.never}


def test_what_a_hub_costs_is_what_the_exact_search_finds_on_the_cheaper_ships() -> None:
    world, usd_per_h = prepared(AVOID, "container"), 12.5
    index, weigh = world.book.ground.index, Weigh(12.5)
    sides = (
        side(world, (index["GWAZE"],), weigh=weigh, outward=True),
        side(world, (index["GWBRA"],), weigh=weigh, outward=False),
    )
    ships = fleet(world)
    main = np.array([service.ship_class == "main" for service in world.sea.services] * 2)
    port = world.sea.port[index["ESALG"]]
    hub = cheaper(ships, main, ports=(port,), alpha=0.7)
    touched = (hub.legs.cost != ships.legs.cost).any(axis=1)
    assert touched.any()
    assert set(np.concatenate([world.sea.tails[touched], world.sea.heads[touched]])) >= {port}
    assert ((world.sea.tails[touched] == port) | (world.sea.heads[touched] == port)).all()
    money = world.sea.first.copy()
    money[:, :2] = hub.legs.cost
    changed = replace(world, sea=replace(world.sea, first=money, later=money))
    exact = min(
        option.cost[0] + usd_per_h * option.cost[1]
        for option in options(changed, index["GWAZE"], destination=index["GWBRA"])
    )
    assert best(world, sides, weigh=weigh, ships=hub)[0, 0, 0] == pytest.approx(exact, rel=1e-9)


def test_by_money_the_value_of_time_plays_no_part() -> None:
    found = hubs(["AZE"], ["BRA"], candidates=["ESP"], terms=Terms(by="money"), scenario=AVOID)
    assert len({swing.usd_per_h for swing in found.sensitivity}) == 1
    assert found.saved_usd == pytest.approx(found.saved_money_usd, rel=1e-4)


def test_pairs_without_a_record_are_named_and_weigh_nothing() -> None:
    found = hubs(["AZE"], ["BRA", "ARG"], candidates=["ESP"], scenario=AVOID)
    assert any(text.startswith("Azerbaijan to Argentina: nothing recorded") for text in found.left_out)
    assert ("AZE", "ARG") not in {(pair.origin, pair.destination) for pair in found.pairs}
    with pytest.raises(NotCovered, match="on record"):
        hubs(["AZE"], ["CUB"], candidates=["ESP"])


def test_a_country_stands_for_its_large_ports_and_a_small_one_for_its_largest() -> None:
    assert {port.tier for port in hub_ports(["ESP"])} <= {"1", "2"}
    assert [port.id for port in hub_ports(["GEO"])] == ["GEPTI"]
    assert hub_ports(["Valencia", "ESVLC"]) == (seaport("Valencia"),)


@pytest.mark.parametrize(
    ("candidates", "p", "terms", "said"),
    [
        (["ESP"], 0, Terms(), "0 hubs out of"),
        (["Valencia"], 2, Terms(), "2 hubs out of 1 candidates; expected 1 to 1"),
        ([], 1, Terms(), "no candidates"),
        (["KAZ"], 1, Terms(), "Kazakhstan has no seaport"),
        (["Valncia"], 1, Terms(), "did you mean Valencia"),
        (["Baku"], 1, Terms(), "no seaport but a"),
        (["ESP"], 1, Terms(alpha=1.2), "alpha of 1.2"),
        (["ESP"], 1, Terms(alpha=0.0), "alpha of 0"),
        (["ESP"], 1, Terms(by="days"), "by 'days'"),
    ],
)
def test_impossible_questions_are_refused(candidates: list[str], p: int, terms: Terms, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        hubs(["AZE"], ["BRA"], candidates=candidates, p=p, terms=terms)


def test_tramps_have_no_hubs_and_unknown_cargo_is_refused() -> None:
    with pytest.raises(NotCovered, match="change nowhere"):
        hubs(["AZE"], ["BRA"], candidates=["ESP"], terms=Terms(cargo="dry_bulk"))
    with pytest.raises(UnknownCode):
        hubs(["AZE"], ["BRA"], candidates=["ESP"], terms=Terms(cargo="boxes of gold"))


def test_a_candidate_that_no_ship_may_use_is_refused() -> None:
    with pytest.raises(BadInput, match="Novorossiysk"):
        hubs(["AZE"], ["BRA"], candidates=["Novorossiysk"], scenario=AVOID)


def test_the_answer_says_slower_where_hours_are_lost() -> None:
    text = answer((seaport("Valencia"),), saved=(1e6, 2e6, -4.0), today_usd=1e7, robust=False)
    assert "4.0 hours a box slower" in text
    assert "10.0%" in text
    assert "not the best choice everywhere" in text
