"""Which hubs serve the trade with Latin America best, and can the answer be none?"""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from alat.errors import BadInput, NotCovered, UnknownCode
from alat.network.scenario import Scenario
from alat.reference import cargo_class, country
from alat.routing import Hubs, Terms, hubs, lanes
from alat.routing.decision import Decision, options
from alat.routing.hub_costs import cheaper, main_usd
from alat.routing.hub_results import Saving, Sensitivity
from alat.routing.hub_words import answer
from alat.routing.lanes import prepared
from alat.routing.seaports import hub_ports, seaport
from alat.routing.sweep import Weigh, best, fleet, side
from alat.routing.volume import SUPPLY, yearly

AVOID = Scenario("avoid", avoid=("RUS", "IRN"))
PARTNERS = ("BRA", "MEX", "CHL")


@pytest.fixture(scope="module")
def found() -> Hubs:
    return hubs(["AZE"], PARTNERS, candidates=["TUR", "ESP"], scenario=AVOID)


def test_the_best_hub_saves_what_its_pairs_save(found: Hubs) -> None:
    assert len(found.chosen) == 1
    saved_usd = sum(pair.volume.central_feu * (pair.today_usd - pair.hub_usd) for pair in found.pairs)
    saved_h = sum(pair.volume.central_feu * (pair.today_h - pair.hub_h) for pair in found.pairs)
    assert found.saving.money_usd == pytest.approx(saved_usd)
    assert found.saving.feu_h == pytest.approx(saved_h, abs=1e-6)
    assert found.saving.usd == pytest.approx(saved_usd + found.usd_per_h.value * saved_h)
    assert found.saving.usd > 0
    assert found.chosen[0].name in found.answer


def test_the_chosen_hub_is_the_best_candidate_and_no_other_saves_more(found: Hubs) -> None:
    assert found.chosen[0] == found.candidates[0].port
    assert found.candidates[0].saving.usd == pytest.approx(found.saving.usd)
    assert [one.saving.usd for one in found.candidates] == sorted(one.saving.usd for one in found.candidates)[::-1]
    assert {one.port.iso3 for one in found.candidates} == {"TUR", "ESP"}
    assert found.gap == 0


def test_today_is_what_lanes_says(found: Hubs) -> None:
    best_lane = lanes("BRA", "AZE", scenario=AVOID).lanes[0]
    pair = next(pair for pair in found.pairs if pair.origin == "BRA")
    assert (pair.today_usd, pair.today_h) == pytest.approx((best_lane.money_usd, best_lane.hours))


def test_with_legs_at_a_hub_as_dear_as_elsewhere_no_hub_improves_on_today() -> None:
    none = hubs(["AZE"], PARTNERS, candidates=["TUR", "ESP"], terms=Terms(alpha=1.0), scenario=AVOID)
    assert none.chosen == ()
    assert none.saving.usd == 0
    assert none.answer.startswith("No.")
    assert all(not swing.hubs for swing in none.sensitivity if swing.alpha == 1)


def test_a_port_out_of_the_way_is_no_hub() -> None:
    none = hubs(["AZE"], ["BRA"], candidates=["CNSHA", "AUMEL"], scenario=AVOID)
    assert none.chosen == ()
    assert {port.iso3 for port in none.never} == {"CHN", "AUS"}


def test_two_hubs_save_at_least_as_much_as_one(found: Hubs) -> None:
    two = hubs(["AZE"], PARTNERS, candidates=["Mersin", "Algeciras", "Piraeus"], p=2, scenario=AVOID)
    one = hubs(["AZE"], PARTNERS, candidates=["Mersin", "Algeciras", "Piraeus"], p=1, scenario=AVOID)
    assert two.saving.usd >= one.saving.usd - 1e-6
    assert one.saving.usd == pytest.approx(found.saving.usd)


def test_the_lower_alpha_the_more_is_saved(found: Hubs) -> None:
    by_alpha = {swing.alpha: swing.saved_usd for swing in found.sensitivity if swing.usd_per_h == found.usd_per_h.value}
    assert sorted(by_alpha) == [0.7, 0.85, 1.0]
    assert by_alpha[0.7] >= by_alpha[0.85] >= by_alpha[1.0] == 0
    assert by_alpha[0.85] == pytest.approx(found.saving.usd)


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
    port = world.sea.port[index["TRMER"]]
    hub = cheaper(fleet(world), main_usd(world), ports=(port,), alpha=0.7)
    changed = with_cheaper_legs(world, {port}, alpha=0.7)
    touched = (changed.sea.first != world.sea.first).any(axis=1)
    assert touched.any()
    assert ((world.sea.tails[touched] == port) | (world.sea.heads[touched] == port)).all()
    least = min(
        options(changed, index["GWAZE"], destination=index["GWBRA"]),
        key=lambda option: option.cost[0] + usd_per_h * option.cost[1],
    )
    whole, full_usd, hours = best(world, sides, weigh=weigh, ships=hub)[0, 0]
    assert whole == pytest.approx(least.cost[0] + usd_per_h * least.cost[1], rel=1e-9)
    assert full_usd > least.cost[0]  # money is carried at the full price: what a hub takes off is the gap
    assert hours == least.cost[1]


def with_cheaper_legs(choice: Decision, ports: set[int], *, alpha: float) -> Decision:
    """Return the network with the price per km and call of main legs at some ports lower, leg by leg."""
    rate, sea = choice.costs.rates["sea main"], choice.sea
    first, later = sea.first.copy(), sea.later.copy()
    for row, (tail, head) in enumerate(zip(sea.tails, sea.heads, strict=True)):
        ship = sea.services[row % len(sea.services)]
        if ship.ship_class == "main" and {int(tail), int(head)} & ports:
            off = (1 - alpha) * (rate.fixed_usd + rate.usd_per_km * ship.km)
            first[row, 0] -= off
            later[row, 0] -= off
    return replace(choice, sea=replace(sea, first=first, later=later))


@pytest.mark.parametrize("p", [1, 2])
def test_hubs_equal_a_brute_force_over_every_set_and_every_lane(p: int) -> None:
    names, partners = ["ESALG", "TRMER", "ESVLC"], ["BRA", "MEX"]
    found = hubs(["AZE"], partners, candidates=names, p=p, scenario=AVOID)
    load_t, usd_per_h = cargo_class("container").load_t, found.usd_per_h.value
    choice = prepared(AVOID, "container")
    index = choice.book.ground.index
    pairs = [ends for other in partners for ends in (("AZE", other), (other, "AZE"))]
    feu = [yearly(country(a), country(b), load_t=load_t).central_feu for a, b in pairs]

    def total(ports: set[int]) -> float:
        changed = with_cheaper_legs(choice, ports, alpha=found.alpha.value)
        least = [
            min(
                option.cost[0] + usd_per_h * option.cost[1]
                for option in options(changed, index[f"GW{a}"], destination=index[f"GW{b}"])
            )
            for a, b in pairs
        ]
        return float(np.dot(feu, least))

    by_set = {
        hubs_: total({choice.sea.port[index[name]] for name in hubs_}) for hubs_ in combinations(sorted(names), p)
    }
    assert found.today_usd == pytest.approx(total(set()), rel=1e-9)
    assert found.today_usd - found.saving.usd == pytest.approx(min(by_set.values()), rel=1e-7)
    # A port of the set that no pair would use is not named among the hubs.
    cheapest = min(by_set, key=lambda hubs_: by_set[hubs_])
    assert {port.id for port in found.chosen} <= set(cheapest)


def test_by_money_the_value_of_time_plays_no_part() -> None:
    found = hubs(["AZE"], ["BRA"], candidates=["ESP"], terms=Terms(by="money"), scenario=AVOID)
    assert len({swing.usd_per_h for swing in found.sensitivity}) == 1
    assert found.saving.usd == pytest.approx(found.saving.money_usd, rel=1e-4)


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
        (["ESP"], 1, Terms(feu=0.0), "0 FEU a year"),
        (["ESP"], 1, Terms(feu=float("nan")), "nan FEU a year"),
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


def test_boxes_may_be_supposed_where_no_trade_is_on_record() -> None:
    with pytest.raises(NotCovered, match="suppose FEU a year"):
        hubs(["GEO"], ["ARG"], candidates=["ESP"])
    some = hubs(["GEO"], ["ARG"], candidates=["ESP"], terms=Terms(feu=100.0))
    more = hubs(["GEO"], ["ARG"], candidates=["ESP"], terms=Terms(feu=300.0))
    assert (some.feu, some.feu_range, some.feu_basis) == (200.0, (200.0, 200.0), "assumed")
    assert more.chosen == some.chosen
    assert more.saving.usd == pytest.approx(3 * some.saving.usd)
    assert SUPPLY not in some.sources
    assert any("the question supposes" in note for note in some.notes)


def test_what_is_saved_has_the_range_of_the_boxes(found: Hubs) -> None:
    low, high = found.saving.usd_range
    assert low < found.saving.usd < high
    saved_usd = [
        found.usd_per_h.value * (pair.today_h - pair.hub_h) + pair.today_usd - pair.hub_usd for pair in found.pairs
    ]
    assert low == pytest.approx(np.dot(saved_usd, [pair.volume.low_feu for pair in found.pairs]))
    assert found.feu_range == pytest.approx(
        (sum(pair.volume.low_feu for pair in found.pairs), sum(pair.volume.high_feu for pair in found.pairs))
    )


def test_no_hub_saves_more_than_the_lower_price_of_its_legs(found: Hubs) -> None:
    for one in found.candidates:
        assert 0 <= one.saving.usd <= one.saving.off_usd + 1e-6
    for pair in found.pairs:
        assert pair.off_usd >= 0
        assert (pair.off_usd > 0) == pair.helped


def test_on_reported_ships_alone_the_hubs_are_named_apart(found: Hubs) -> None:
    assert found.reported is not None
    assert 0 < found.reported.feu <= found.feu
    assert "On ships that carriers are reported to sail alone" in found.answer
    nowhere = hubs(["KAZ"], ["CHL"], candidates=["ESP"])
    assert nowhere.reported is None
    assert "there is no lane at all" in nowhere.answer


def test_the_answer_parts_the_price_of_legs_from_going_another_lane() -> None:
    saving = Saving(usd=1e6, usd_range=(5e5, 4e6), money_usd=3e6, feu_h=-96_000.0, off_usd=1.5e6)
    text = answer((seaport("Valencia"),), p=2, saving=saving, today_usd=1e7, feu=1000.0, swings=())
    assert "about 1,000,000 USD a year saved (500,000 to 4,000,000 with the fewest and the most boxes), 10.0%" in text
    assert "More hubs add nothing." in text
    assert "lower price of legs there comes to 1,500,000 USD" in text
    assert "their freight is 3,000,000 USD a year less, and they take 4.0 days more in the mean" in text


def test_a_no_says_where_in_the_ranges_a_hub_would_help() -> None:
    nothing = Saving(usd=0.0, usd_range=(0.0, 0.0), money_usd=0.0, feu_h=0.0, off_usd=0.0)
    port = seaport("Valencia")
    swings = (Sensitivity(0.7, 10.0, (port,), 50_000.0, 10.0), Sensitivity(1.0, 10.0, (), 0.0, 10.0))
    helped = answer((), p=1, saving=nothing, today_usd=1e7, feu=10.0, swings=swings)
    assert helped.startswith("No. No hub out of the candidates")
    assert "At the most Valencia would save about 50,000 USD a year, were alpha 0.7" in helped
    assert "Nor does any" in answer((), p=1, saving=nothing, today_usd=1e7, feu=10.0, swings=swings[1:])
