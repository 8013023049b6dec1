"""Does green ammonia pay against a price, at what would it, and which figures does the answer rest on?"""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat import network
from alat.brief.charts import delivered_bars, drawing
from alat.data import Basis, table
from alat.errors import BadInput, NoRoute, SameParty, UnknownCode
from alat.network import BASE
from alat.reference import country
from alat.routing import lanes
from alat.routing.prices import price_factor
from alat.sectors import BuildVerdict, Energy, energy, energy_price
from alat.sectors.energy_chains import delivered, delivered_parts
from alat.sectors.energy_figures import energy_figures
from alat.sectors.energy_lane import CARGO, ammonia_lane, carriage
from alat.sectors.levelised import gas_carrier, lcoe
from alat.sectors.spread import central_values, draws, spread, triangular

AZE, BRA, CHL, KOR, KEN, IND = (country(code) for code in ("AZE", "BRA", "CHL", "KOR", "KEN", "IND"))
CHEAP = {
    "finance.wacc": 0.02,
    "electrolyser.capex": 300.0,
    "solar.capex": 200.0,
    "wind.capex": 400.0,
    "synthesis.capex": 500.0,
    "buffer.hours": 6.0,
}


@pytest.fixture(scope="module")
def found() -> Energy:
    return energy(AZE, BRA)


def cost(answer: Energy, iso3: str, what: str) -> dict[str, float]:
    return answer.costs.filter((pl.col("iso3") == iso3) & (pl.col("what") == what)).row(0, named=True)


def test_the_shipped_case_is_told_not_to_build(found: Energy) -> None:
    """The price was 475 USD a tonne in Tampa in August 2024 (Green Markets)."""
    assert found.verdict is BuildVerdict.DO_NOT_BUILD
    assert found.price.value == 475
    assert found.price.basis is Basis.REPORTED
    assert cost(found, "AZE", "ammonia_delivered")["p10"] > 475
    assert "do not build" in found.verdict.value
    assert "Made in Brazil itself" in found.reason


@pytest.mark.parametrize(("origin", "destination"), [(AZE, BRA), (KOR, CHL), (KEN, IND)], ids=str)
def test_the_parts_add_up_to_what_is_delivered_and_to_what_is_made(origin: object, destination: object) -> None:
    answer = energy(origin, destination)  # type: ignore[arg-type]
    parts = answer.parts.group_by("chain").agg(pl.col("usd_per_t").sum())
    sums = dict(parts.iter_rows())
    assert sums["delivered"] == pytest.approx(cost(answer, answer.origin.iso3, "ammonia_delivered")["value"])
    home = cost(answer, answer.destination.iso3, "ammonia_at_plant")
    assert sums["made at the destination"] == pytest.approx(home["value"])


def test_every_range_holds_its_ends_in_order(found: Energy) -> None:
    for row in found.costs.iter_rows(named=True):
        assert row["least"] <= row["p10"] <= row["p90"] <= row["most"], row
        assert row["least"] <= row["value"] <= row["most"], row


def test_every_figure_has_a_range_around_it_a_basis_and_a_source() -> None:
    rows = table("energy_parameters")
    assert (rows["low"] <= rows["value"]).all()
    assert (rows["value"] <= rows["high"]).all()
    assert not rows.filter((pl.col("basis") == "assumed") & (pl.col("low") == pl.col("high"))).height
    assert not rows.filter((pl.col("basis") != "assumed") & pl.col("cited").is_null()).height
    anywhere = set(rows.filter(pl.col("iso3") == "WLD")["parameter"])
    assert set(rows["parameter"]) == anywhere


def test_the_lane_is_the_cheapest_of_the_routing_room_and_its_money_is_kept() -> None:
    told = ammonia_lane(AZE, BRA)
    cheapest = min(lanes(AZE, BRA, cargo=CARGO).lanes, key=lambda lane: lane.money_usd)
    assert told.lane == cheapest.id
    assert told.sea_km == pytest.approx(sum(part.km for part in cheapest.parts if part.mode == "sea"))
    money = (
        *(told.land_origin_usd_per_t, told.ports_usd_per_t, told.dues_usd_per_t),
        *(told.land_destination_usd_per_t, told.tanker_usd_per_t),
    )
    assert sum(money) == pytest.approx(cheapest.money_usd)
    assert told.ports == ("Poti", "Santos")


def test_carriage_is_the_engines_by_land_and_a_gas_carrier_by_sea() -> None:
    told, values = ammonia_lane(AZE, BRA), central_values(energy_figures(AZE))
    parts = carriage(values, told)
    assert parts["land_origin"] == pytest.approx(told.land_origin_usd_per_t)
    assert parts["ship"] == pytest.approx(gas_carrier(values, told.sea_km) + told.dues_usd_per_t)


def test_what_is_lost_on_the_way_was_paid_for_too() -> None:
    told, values = ammonia_lane(KEN, IND), central_values(energy_figures(KEN))
    none = sum(delivered_parts(values | {"loss.share": np.asarray(0.0)}, "both", lane=told).values())
    half = sum(delivered_parts(values | {"loss.share": np.asarray(0.5)}, "both", lane=told).values())
    assert half == pytest.approx(2 * none)


def test_a_closed_strait_sends_it_another_way_or_nowhere() -> None:
    shut = network.scenario({"close": ["turkish-straits"], "avoid": ["RUS", "IRN"]}, name="shut")
    assert "turkish-straits" not in ammonia_lane(AZE, BRA, scenario=shut).passages
    cut = network.scenario({"avoid": ["GEO", "RUS", "IRN", "ARM", "TUR", "KAZ", "TKM"]}, name="cut")
    with pytest.raises(NoRoute):
        energy(AZE, BRA, scenario=cut)


def test_cheap_money_and_plants_make_it_pay() -> None:
    answer = energy(CHL, KOR, given=CHEAP, price=900)
    assert answer.verdict in {BuildVerdict.PAYS, BuildVerdict.ON_CENTRAL}
    assert answer.price.note == "given by the user"
    carbon = answer.break_evens.filter(pl.col("what") == "price of carbon").row(0, named=True)
    assert carbon["value"] == 0


@settings(max_examples=15, deadline=None)
@given(price=st.floats(500, 1500))
def test_at_its_break_even_it_costs_as_much_as_the_price(price: float) -> None:
    answer = energy(CHL, KOR, given=CHEAP, price=price)
    figures, run = energy_figures(CHL, given=CHEAP), delivered(answer.supply, answer.lane)
    values = central_values(figures)
    names = {"cost of capital": "finance.wacc", "cost of the electrolyser": "electrolyser.capex"}
    names["price of power at the electrolyser"] = "power.price"
    for row in answer.break_evens.filter(pl.col("what").is_in(list(names)) & pl.col("value").is_not_null()).to_dicts():
        at = values | {names[row["what"]]: np.asarray(row["value"])}
        assert float(run(at)) == pytest.approx(price, rel=1e-6), row


def test_no_cost_of_capital_helps_what_is_dear_with_money_for_nothing(found: Energy) -> None:
    row = found.break_evens.filter(pl.col("what") == "cost of capital").row(0, named=True)
    assert row["value"] is None
    assert "money for nothing" in row["note"]


def test_what_an_importer_paid_in_pulled_flows_is_the_price_to_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    """3,000 t for 1.2 m USD and 1,000 t for 0.6 m: 450 USD a tonne, 400 to 600; a sample of 10 t says nothing."""
    flows = pl.DataFrame(
        [
            ("TTO", "BRA", 1.2e6, 3000.0),
            ("USA", "BRA", 6e5, 1000.0),
            ("DEU", "BRA", 2e4, 10.0),
            ("TTO", "CHL", 9e5, 900.0),
        ],
        schema=["exporter", "importer", "quantity_value_usd", "quantity_t"],
        orient="row",
    )
    monkeypatch.setattr(energy_price, "sold", lambda _records, _hs: flows)
    records = SimpleNamespace(flows=object(), year=2023, name="BACI", source="baci-hs22-2023")
    found = energy_price.pulled_price(BRA, records)  # type: ignore[arg-type]
    assert found is not None
    factor = price_factor(2023)
    assert found.value.value == pytest.approx(1.82e6 / 4010 * factor)
    assert (found.low.value, found.high.value) == (pytest.approx(400 * factor), pytest.approx(600 * factor))
    answer = energy(AZE, BRA, price=found)
    assert answer.price == found.value
    assert "baci-hs22-2023" in answer.sources
    assert energy_price.pulled_price(CHL, records) is None  # type: ignore[arg-type]
    assert energy_price.pulled_price(BRA, SimpleNamespace(flows=None)) is None  # type: ignore[arg-type]


def test_a_bid_pays_up_to_the_cost_of_capital_at_which_power_costs_as_much(found: Energy) -> None:
    """The lowest bid of the first auction was 35.4 USD/MWh (pv magazine, 21 Nov 2024)."""
    row = found.power_prices.filter(pl.col("kind") == "bid").row(0, named=True)
    assert (row["iso3"], row["power"], row["price"], row["price_basis"]) == ("AZE", "solar", 35.4, "reported")
    values = central_values(energy_figures(AZE)) | {"finance.wacc": np.asarray(row["pays_up_to_wacc"])}
    assert float(lcoe(values, "solar")) == pytest.approx(35.4, rel=1e-9)
    assert energy(KEN, IND).power_prices.is_empty()


def test_the_carbon_price_closes_the_gap_on_what_is_saved(found: Energy) -> None:
    row = found.break_evens.filter(pl.col("what") == "price of carbon").row(0, named=True)
    gap = cost(found, "AZE", "ammonia_delivered")["value"] - 475
    saved = 2.4 - found.lane.kgco2e_per_t / 1000
    assert row["value"] == pytest.approx(gap / saved)


def test_a_figure_of_the_user_has_no_range_and_may_be_for_one_country() -> None:
    both = energy_figures(AZE, given={"solar.capex": 500.0})["solar.capex"]
    assert (both.low, both.value, both.high, both.basis) == (500, 500, 500, Basis.ASSUMED)
    assert energy_figures(AZE, given={"BRA.solar.capex": 500.0})["solar.capex"].value != 500
    own = {"AZE.solar.capex": 400.0, "solar.capex": 500.0}
    assert energy_figures(AZE, given=own)["solar.capex"].value == 400
    assert energy_figures(BRA, given=own)["solar.capex"].value == 500


@pytest.mark.parametrize(
    ("given_figures", "said"),
    [
        ({"finance.wacc": -0.01}, r"finance\.wacc is -0\.01; expected a number 0 or more and below 1"),
        ({"finance.wacc": 8.0}, r"0\.08 is 8 %"),
        ({"wind.capacity_factor": 1.01}, r"above 0 and at most 1"),
        ({"solar.capacity_factor": 0.0}, r"above 0 and at most 1"),
        ({"electrolyser.life": 0.0}, r"electrolyser\.life is 0; expected a number above 0, in years"),
        ({"ship.speed": 0.0}, r"above 0"),
        ({"loss.share": 1.0}, r"0 or more and below 1"),
        ({"solar.capex": float("nan")}, r"solar\.capex is nan"),
        ({"AZE.solar.capex": -1.0}, r"solar\.capex is -1; expected a number 0 or more"),
    ],
    ids=str,
)
def test_a_figure_that_no_plant_can_have_is_refused(given_figures: dict[str, float], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        energy_figures(AZE, given=given_figures)


def test_a_name_that_is_no_figure_is_told_the_near_ones() -> None:
    with pytest.raises(UnknownCode, match=r"unknown energy figure 'solar\.cap'; did you mean solar\.capex"):
        energy_figures(AZE, given={"solar.cap": 1.0})


def test_questions_that_make_no_sense_are_refused() -> None:
    with pytest.raises(SameParty):
        energy(AZE, AZE)
    with pytest.raises(BadInput, match="price to beat is 0"):
        energy(AZE, BRA, price=0)
    with pytest.raises(BadInput, match="supply 'wnd'; expected one of solar, wind, both; did you mean wind"):
        energy(AZE, BRA, supply="wnd")


def test_a_country_without_figures_of_its_own_is_said_to_be_so() -> None:
    answer = energy(KEN, IND)
    assert any("No solar capacity factor of Kenya ships" in note for note in answer.notes)
    assert not any("India" in note for note in answer.notes)


def test_a_rival_stands_beside_and_one_without_a_lane_is_named() -> None:
    answer = energy(AZE, BRA, rivals=[CHL])
    assert set(answer.parts["iso3"]) == {"AZE", "CHL", "BRA"}
    assert cost(answer, "CHL", "ammonia_delivered")["value"] < cost(answer, "AZE", "ammonia_delivered")["value"]
    island = network.scenario({"avoid": ["CHL"]}, name="x")
    assert any("Chile is left out" in note for note in energy(AZE, BRA, rivals=[CHL], scenario=island).notes)


def test_two_answers_are_one_and_draws_do_not_depend_on_the_country(found: Energy) -> None:
    assert energy(AZE, BRA, scenario=BASE).costs.equals(found.costs)
    ranks = [np.argsort(draws(energy_figures(each))["ship.days"]) for each in (AZE, BRA)]
    assert (ranks[0] == ranks[1]).all()


@given(chance=st.floats(0, 1))
def test_a_triangle_stays_between_its_ends_and_rises(chance: float) -> None:
    figure = energy_figures(AZE)["electrolyser.capex"]
    here, above = (float(triangular(np.asarray(at), figure)) for at in (chance, min(1.0, chance + 0.01)))
    assert figure.low <= here <= figure.high
    assert here <= above + 1e-9


def test_a_spread_of_one_figure_is_that_figures_own() -> None:
    figures = energy_figures(AZE)
    found = spread(lambda values: values["ship.days"], figures)
    assert (found.least, found.value, found.most) == (330, 345, 355)
    assert found.swings == (("ship.days", 330.0, 355.0),)


def test_the_picture_has_every_chain_its_range_and_the_price(found: Energy, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = []

    def told(chart: drawing.Any) -> dict[str, object]:
        checked.append(chart)
        return chart.to_dict(validate=True)  # type: ignore[no-any-return]

    monkeypatch.setattr(drawing, "told", told)
    picture = delivered_bars(found, name="ammonia")
    assert checked
    for text in (
        "delivered: 1,77",
        "made there: 1,36",
        "price to beat, 475 USD a tonne (reported 2024)",
        "carriage",
    ):
        assert text in picture
    assert 'role="img"' in picture


def told_in_the_docs(columns: int) -> list[list[str]]:
    """Return the rows of tables of docs/energy.md with so many columns, without their heads."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "energy.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("|")]
    return [
        row for row in rows if len(row) == columns and row[-1] and not row[0].startswith(("-", "ammonia of", "power"))
    ]


@pytest.mark.parametrize("row", told_in_the_docs(6), ids=lambda row: f"{row[0]} {row[1]}")
def test_the_page_prints_what_the_answer_says(row: list[str]) -> None:
    origin, destination, usd, span, home, verdict = row
    answer = energy(country(origin), country(destination))
    brought = cost(answer, answer.origin.iso3, "ammonia_delivered")
    assert usd == f"{brought['value']:,.0f}"
    assert span == f"{brought['p10']:,.0f}-{brought['p90']:,.0f}"
    assert home == f"{cost(answer, answer.destination.iso3, 'ammonia_at_plant')['value']:,.0f}"
    assert verdict == answer.verdict.value


@pytest.mark.parametrize("row", told_in_the_docs(4), ids=lambda row: row[0])
def test_the_page_prints_what_power_costs_beside_irena(row: list[str]) -> None:
    power, name = row[0].split(", ")
    found = spread(lambda values: lcoe(values, power), energy_figures(country(name)))
    assert row[2] == f"{found.value:.0f}"
    assert row[3] == f"{found.p10:.0f}-{found.p90:.0f}"
