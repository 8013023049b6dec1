"""Does the landed cost of real pairs rest on their lanes and rates, and is bad input refused?"""

from collections.abc import Callable
from fractions import Fraction

import pytest

from alat.data import sources
from alat.errors import AlatError, BadInput, NoRoute, NotCovered, SameParty, UnknownCode
from alat.network.scenario import Scenario
from alat.routing import Deal, Landed, PartKind, freight_share, landed, lanes, margins_typed, with_rivals
from alat.routing.loads import time_share
from alat.routing.prices import price_factor

PAIRS = [
    ("BRA", "AZE", "1701"),
    ("AZE", "BRA", "310210"),
    ("AZE", "BRA", "3105"),
    ("GEO", "ARG", "310230"),
    ("KAZ", "CHL", "7202"),
    ("AZE", "MEX", "39"),
    ("AZE", "DEU", "0802"),
]


@pytest.fixture(scope="module")
def sugar() -> Landed:
    return landed("BRA", "AZE", deal=Deal("1701"))


def cents(found: Landed, *ids: str) -> int:
    return sum(step.cents for step in found.steps if step.id in ids)


@pytest.mark.parametrize(("exporter", "importer", "hs"), PAIRS)
def test_steps_add_up_and_carriage_is_the_lane_s(exporter: str, importer: str, hs: str) -> None:
    found = landed(exporter, importer, deal=Deal(hs))
    assert sum(step.cents for step in found.steps) == found.totals.with_time
    assert found.totals.seller + found.totals.buyer == found.totals.paid
    stages = ("export_inland", "transit_out", "loading", "main", "transit_in", "import_handling", "import_inland")
    carried = cents(found, *stages, "unloading")
    lane = round(100 * found.lane.money_usd * found.loads)
    assert abs(carried - lane) <= len(found.steps)
    assert found.lane in lanes(exporter, importer, cargo=found.cargo).lanes
    assert found.hours == pytest.approx(found.lane.hours + 24)
    assert found.p90_hours == pytest.approx(found.lane.p90_hours + 24)


@pytest.mark.parametrize(("exporter", "importer", "hs"), PAIRS)
def test_every_step_that_is_known_names_its_basis_and_known_sources(exporter: str, importer: str, hs: str) -> None:
    found = landed(exporter, importer, deal=Deal(hs))
    for step in found.steps:
        assert step.amount.sources or not step.amount.known, step.id
        assert set(step.amount.sources) <= set(sources())
    assert {source for step in found.steps for source in step.amount.sources} == set(found.sources)


def test_sugar_to_azerbaijan_pays_duty_on_cif_and_vat_on_cif_and_duty(sugar: Landed) -> None:
    customs = sugar.totals.customs_value
    assert cents(sugar, "duty") == round(Fraction(customs * 15, 100))
    assert cents(sugar, "vat") == round(Fraction((customs + cents(sugar, "duty")) * 18, 100))
    assert cents(sugar, "charge_customs_fee") == round(Fraction(customs * 15, 10000))
    assert sugar.steps[0].amount.year == "2020"


def test_the_value_at_the_border_is_the_exporter_s_own(sugar: Landed) -> None:
    """9,095.1 m USD over 31.336 Mt of Brazil's chapter 17 in 2020: 290.24 USD a tonne, then in dollars of 2025."""
    border = cents(sugar, "goods", "export_documents", "export_inland", "loading")
    assert border == pytest.approx(100 * 290.244218 * price_factor(2020) * 5000, rel=1e-6)
    assert "value of 2020 in dollars of 2025" in sugar.steps[0].detail


def test_a_value_that_the_user_gives_is_left_as_it_is() -> None:
    found = landed("BRA", "AZE", deal=Deal("1701", value_usd_per_t=300.0))
    assert found.value.value == 300.0
    assert cents(found, "goods", "export_documents", "export_inland", "loading") == 100 * 300 * 5000
    assert "dollars of" not in found.steps[0].detail


def test_transit_through_a_neighbour_is_in_the_customs_value_and_carriage_after_it_is_not() -> None:
    found = landed("BRA", "AZE", deal=Deal("1701", margins=()), scenario=Scenario("no north", avoid=("RUS", "IRN")))
    abroad = [part for part in found.lane.parts if part.kind is PartKind.BORDER]
    border = found.lane.parts.index(abroad[-1])
    before = sum(part.money_usd for part in found.lane.parts[:border])
    worth = found.totals.customs_value - cents(found, "goods", "export_documents", "insurance")
    assert worth == pytest.approx(100 * before * found.loads, abs=10)


def test_a_landlocked_exporter_s_ship_is_loaded_abroad() -> None:
    found = landed("AZE", "BRA", deal=Deal("310210", "FOB"), scenario=Scenario("no north", avoid=("RUS", "IRN")))
    assert found.named_place not in {"Baku", "Alat"}
    assert cents(found, "transit_out") > 0
    own = landed("BRA", "AZE", deal=Deal("1701", "FOB"))
    assert cents(own, "transit_out") == 0


def test_the_outer_border_of_the_union_is_the_importer_s() -> None:
    found = landed("AZE", "DEU", deal=Deal("0802"))
    inner = [part.detail for part in found.lane.parts if part.kind is PartKind.BORDER and "Austria" in part.detail]
    inland = next(step for step in found.steps if step.id == "import_inland")
    assert not inner or "Frankfurt" in inland.detail
    assert "Duty" in found.missing


def test_customs_value_in_the_eurasian_union_ends_at_its_outer_border() -> None:
    found = landed("BRA", "KAZ", deal=Deal("1701", margins=()))
    assert found.lane.borders, "the lane goes by land through another member"
    by = {step.id: step for step in found.steps}
    assert "transit_in" not in by
    assert by["import_inland"].label == "Inland from the outer border"
    before = cents(found, "goods", "export_documents", "export_inland", "loading", "main", "insurance")
    assert found.totals.customs_value == before


def test_between_members_of_the_eurasian_union_nothing_is_cleared() -> None:
    found = landed("RUS", "KAZ", deal=Deal("1701"))
    assert cents(found, "export_documents", "clearance", "duty") == 0
    assert found.hours == pytest.approx(found.lane.hours)


def test_a_duty_that_is_not_known_is_missing_from_every_total_and_told() -> None:
    found = landed("AZE", "CUB", deal=Deal("08"))
    assert "Duty" in found.missing
    duty = next(step for step in found.steps if step.id == "duty")
    assert duty.amount.value is None
    assert "without duty" in found.notes[0]


def test_boxes_travel_whole_and_bulk_by_the_tonne() -> None:
    box = landed("AZE", "MEX", deal=Deal("39", tonnes=30.0))
    assert (box.cargo, box.loads, box.tonnes) == ("container", 2.0, 30.0)
    bulk = landed("BRA", "AZE", deal=Deal("1701", tonnes=30.5))
    assert (bulk.cargo, bulk.loads) == ("dry_bulk", 30.5)


def test_the_lane_is_the_one_that_is_asked_for() -> None:
    best = {by: landed("AZE", "BRA", deal=Deal("39", lane=by)).lane for by in ("money", "hours", "generalised")}
    every = lanes("AZE", "BRA", cargo="container").lanes
    assert best["money"].money_usd == min(lane.money_usd for lane in every)
    assert best["hours"].hours == min(lane.hours for lane in every)
    share = time_share("39", cargo="container").value or 0.0
    per_h = 20 * 748.96 * price_factor(2020) * share / 24  # Azerbaijan's chapter 39 in 2020: 748.96 USD a tonne
    assert best["generalised"] == min(every, key=lambda lane: lane.money_usd + per_h * lane.hours)
    dear = landed("AZE", "BRA", deal=Deal("39", value_usd_per_t=1e6)).lane
    assert dear.hours == best["hours"].hours


def test_rivals_are_held_to_the_same_terms_and_stand_in_order(sugar: Landed) -> None:
    deal = Deal("1701")
    found = with_rivals(sugar, deal, named=("India", "THA"), values_usd_per_t={"THA": 480.0})
    assert {rival.exporter.iso3 for rival in found.rivals} == {"IND", "THA"}
    landed_costs = [rival.landed_usd_per_t for rival in found.rivals]
    assert landed_costs == sorted(landed_costs, key=float)
    thai = next(rival for rival in found.rivals if rival.exporter.iso3 == "THA")
    alone = landed("THA", "AZE", deal=Deal("1701", value_usd_per_t=480.0, tonnes=5000.0))
    assert thai.landed_usd_per_t == alone.landed_usd_per_t
    assert thai.gap_usd_per_t == pytest.approx(alone.landed_usd_per_t - sugar.landed_usd_per_t)


def test_rivals_without_a_name_are_the_largest_exporters_and_never_a_side(sugar: Landed) -> None:
    found = with_rivals(sugar, Deal("1701"))
    names = {rival.exporter.iso3 for rival in found.rivals}
    assert len(names) == 5
    assert not names & {"BRA", "AZE"}
    assert "IND" in names


def test_a_rival_that_no_lane_reaches_says_why(sugar: Landed) -> None:
    found = with_rivals(sugar, Deal("1701"), named=("TWN", "PRK"))
    assert [rival.gap_usd_per_t for rival in found.rivals if rival.landed_usd_per_t is None] == [None] * sum(
        rival.landed_usd_per_t is None for rival in found.rivals
    )
    assert all(rival.why for rival in found.rivals if rival.landed_usd_per_t is None)


def test_the_share_of_carriage_is_the_cheapest_lane_over_the_unit_value() -> None:
    found = freight_share("BRA", "AZE", hs2="17")
    cheapest = min(lane.money_usd for lane in lanes("BRA", "AZE", cargo="dry_bulk").lanes)
    assert found.value == pytest.approx(cheapest / (290.244218 * price_factor(2020)), rel=1e-6)
    assert found.year == "2020"


@pytest.mark.parametrize(
    ("ask", "error", "words"),
    [
        (lambda: landed("BRA", "AZE", deal=Deal("1701", "FOP")), UnknownCode, "did you mean FOB"),
        (lambda: landed("BRA", "AZE", deal=Deal("1799")), UnknownCode, "1801"),
        (lambda: landed("BRA", "AZE", deal=Deal("179912")), UnknownCode, "179912"),
        (lambda: landed("BRA", "AZE", deal=Deal("1701.15")), UnknownCode, "170112"),
        (lambda: landed("BRA", "AZE", deal=Deal("IV")), BadInput, "is a section"),
        (lambda: landed("BRA", "AZE", deal=Deal("1701", value_usd_per_t=-5.0)), BadInput, "above zero"),
        (lambda: landed("BRA", "AZE", deal=Deal("1701", value_usd_per_t=float("nan"))), BadInput, "above zero"),
        (lambda: landed("BRA", "AZE", deal=Deal("1701", tonnes=0.0)), BadInput, "above zero"),
        (lambda: landed("BRA", "AZE", deal=Deal("1701", value_at="CIF")), UnknownCode, "border or works"),
        (lambda: landed("BRA", "AZE", deal=Deal("1701", lane="best")), UnknownCode, "generalised"),
        (lambda: landed("BRA", "AZE", deal=Deal("1701", day="2026-13-01")), BadInput, "is no day"),
        (lambda: landed("AZE", "AZE", deal=Deal("1701")), SameParty, "itself"),
        (lambda: landed("BRA", "AZE", deal=Deal("1701", cargo="dry_bluk")), UnknownCode, "dry_bulk"),
        (lambda: landed("BRA", "AZE", deal=Deal("1701", cargo="air")), NotCovered, "air"),
        (lambda: landed("AZE", "GEO", deal=Deal("39", "FOB")), BadInput, "has none"),
        (lambda: landed("ATA", "AZE", deal=Deal("1701", value_usd_per_t=5.0)), NotCovered, "no gateway for Antarctica"),
        (lambda: landed("BRA", "AZE", deal=Deal("1701", value_usd_per_t=5.0)), NotCovered, "at the works"),
        (lambda: margins_typed("trader"), BadInput, "NAME=PERCENT"),
        (lambda: margins_typed("trader@sea=2"), BadInput, "fob, cif or delivered"),
        (lambda: margins_typed("trader=-2"), BadInput, "0 to 100"),
    ],
)
def test_what_is_wrong_is_refused_in_one_line(ask: Callable[[], object], error: type[AlatError], words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        ask()
    assert "\n" not in str(caught.value)


@pytest.mark.slow
def test_no_way_names_the_cut() -> None:
    island = Scenario("island", avoid=("RUS", "IRN", "GEO", "KAZ", "TKM"))
    with pytest.raises(NoRoute, match="avoiding Georgia"):
        landed("BRA", "AZE", deal=Deal("1701"), scenario=island)


def test_a_rival_is_no_side_of_the_trade(sugar: Landed) -> None:
    with pytest.raises(BadInput, match="one of the two sides"):
        with_rivals(sugar, Deal("1701"), named=("BRA",))


def test_margins_are_read_as_typed() -> None:
    chain = margins_typed("Broker@fob=2.5, shop=5")
    assert [(each.id, each.at, each.share.value) for each in chain] == [
        ("broker", "fob", 0.025),
        ("shop", "delivered", 0.05),
    ]
    assert margins_typed("none") == ()
