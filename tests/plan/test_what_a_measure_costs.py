"""Costs of measures: sums, upkeep, evidence, ships by the engine, and bad tables."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import triang

from alat import plan, routing
from alat.data import Study, open_study
from alat.errors import BadInput, BadTable, NotCovered
from alat.plan import Flag, Nature, Range
from alat.plan.engine_costs import computed
from alat.plan.triangular import triangular

MEASURES = (
    "id,name,kind,where,effect,cost_low_musd,cost_high_musd,cost_basis,years_low,years_high,owner,requires,source\n"
    "A,Name of A,link,Here,does things,1,2,assumed,1,2,owner,,somewhere\n"
)
COSTS = "measure,item,use,nature,rule,low_musd,central_musd,high_musd,money_year,basis,flag,source,address,note\n"
SHIPS = ("M01", "M02", "M09")


def row(item: str = "works", *, use: str = "sum", nature: str = "capital", rule: str = "", ends: str = "1,2,4") -> str:
    return f"A,{item},{use},{nature},{rule},{ends},2025,assumed,,somebody,,\n"


def study_of(folder: Path, *costs: str) -> Study:
    (folder / "measures.csv").write_text(MEASURES, encoding="utf-8")
    (folder / "measure_costs.csv").write_text(COSTS + "".join(costs), encoding="utf-8")
    return Study("trial", "Trial", "AZE", "BRA", date(2025, 1, 1), folder, shipped=False, scenarios={})


def costs_of(folder: Path, *costs: str) -> plan.Costs:
    study = study_of(folder, *costs)
    return plan.costs(study, plan.measures(study))


@pytest.fixture(scope="module")
def study() -> Study:
    return open_study("azerbaijan-latin-america")


@pytest.fixture(scope="module")
def stated(study: Study) -> plan.Costs:
    found = plan.measures(study)
    return plan.costs(study, found, only=[one.id for one in found.measures if one.id not in SHIPS])


def test_lines_add_up_end_to_end_and_evidence_stays_out(tmp_path: Path) -> None:
    found = costs_of(
        tmp_path,
        row("one"),
        row("two", ends="10,20,30"),
        row("crew", nature="yearly", ends="0.1,0.2,0.3"),
        row("anchor", use="evidence", ends="500,,"),
    ).costs[0]
    assert found.capital == Range(11e6, 22e6, 34e6)
    assert found.yearly == Range(0.1e6, 0.2e6, 0.3e6)
    assert [line.item for line in found.lines] == ["one", "two", "crew"]
    assert found.evidence[0].printed == (500e6, None)
    assert plan.total([found, found])[0] == Range(22e6, 44e6, 68e6)


def test_upkeep_is_a_share_of_capital(tmp_path: Path) -> None:
    # plan_parameters: 1, 2.5 and 4 percent a year.
    found = costs_of(tmp_path, row(ends="100,200,400"), row("care", nature="yearly", rule="upkeep", ends=",,")).costs[0]
    assert found.yearly.low == pytest.approx(1e6)
    assert found.yearly.central == pytest.approx(5e6)
    assert found.yearly.high == pytest.approx(16e6)


def test_every_measure_has_a_cost_and_what_has_no_source_is_flagged(stated: plan.Costs) -> None:
    by_id = {one.measure: one for one in stated.costs}
    assert len(by_id) == 12
    # Alat phase 2, from the evidence beside it: USD 500 and 600 per TEU for 400,000 TEU, and phase 1's plan of 2012.
    assert by_id["M04"].capital == Range(500 * 400_000, 600 * 400_000, 726e6)
    assert by_id["M04"].flags == (Flag.TO_BE_SOURCED,)
    assert any(line.printed == (726e6, 726e6) for line in by_id["M04"].evidence)
    assert by_id["M07"].flags == (Flag.CONTRADICTED, Flag.FLOOR, Flag.TO_BE_SOURCED)
    # Posts and forums cost every year and nothing once.
    for name in ("M14", "M15"):
        assert by_id[name].capital == Range(0, 0, 0)
        assert by_id[name].yearly.low > 0
    assert all(one.capital.high + one.yearly.high > 0 for one in stated.costs)
    assert any("to_be_sourced" not in note and "No source was found" in note for note in stated.notes)


def test_ships_of_780_teu_follow_from_the_prices_beside_them(stated: plan.Costs) -> None:
    fleet = next(one for one in stated.costs if one.measure == "M05").capital
    # Two ships at USD 19.2 m per 1,162 TEU, and 37.5 m and 50 m per 1,700 TEU, in the table's tenths of a million.
    wanted = [2 * 780 * price / teu for price, teu in ((19.2e6, 1162), (37.5e6, 1700), (50e6, 1700))]
    assert (fleet.low, fleet.central, fleet.high) == pytest.approx(wanted, abs=0.05e6)


def test_the_whole_link_by_zangezur_is_its_four_sections(stated: plan.Costs) -> None:
    link = next(one for one in stated.costs if one.measure == "M07")
    assert len([line for line in link.lines if line.nature is Nature.CAPITAL]) == 4
    per_km = 230 / 43, 3400 / 224
    # A third of 110.4 km is left, and 188 km are to be rebuilt, at the cost per km of either end.
    by_item = {line.item: line.usd for line in link.lines}
    for item, km in (
        ("Horadiz - Aghband, what is left to build", 110.4 / 3),
        ("Ordubad - Julfa - Velidag, 188 km to rebuild", 188),
    ):
        found = by_item[item]
        assert found is not None
        assert (found.low, found.high) == pytest.approx((km * per_km[0] * 1e6, km * per_km[1] * 1e6), rel=0.01)


def test_a_freighter_flies_the_great_circle_twice_a_week(study: Study) -> None:
    found = computed("freighter AZGYD ESMAD BRGRU", study=study, scenario=plan.together(plan.measures(study), []))
    # About 4,480 and 8,360 km each way at 750 km/h and 7 percent more, 104 times: P47, P69 and 17,000 USD an hour.
    hours = 2 * (4_480 + 8_360) * 1.07 / 750 * 2 * 365.25 / 7
    assert found.gross.central == pytest.approx(hours * 17_000, rel=0.01)
    assert found.usd == found.gross
    assert "not known and not taken off" in found.note


@pytest.mark.slow
def test_a_weekly_service_costs_its_ships_less_the_freight(study: Study) -> None:
    on = plan.together(plan.measures(study), [])
    found = computed("weekly_service GEPTI BRSSZ", study=study, scenario=on)
    ships = routing.service("GEPTI", "BRSSZ")
    cheapest = {(each.vessel.id, each.market): (each.cost.total_usd, each.slots_teu) for each in ships.ships}
    losses = []
    for (vessel, market), (usd, slots) in cheapest.items():
        if market == "high":
            freight = sum(min(way[1], slots) for way in ships.volume_teu_per_week) * ships.price_usd / 2
            losses.append((usd - freight, vessel))
    assert found.usd.central == pytest.approx(min(losses)[0] * 365.25 / 7)
    assert 0 <= found.usd.low <= found.usd.central <= found.usd.high
    assert found.usd.central == pytest.approx(found.gross.central - found.freight.central)


@pytest.mark.slow
def test_a_feeder_carries_the_study_s_own_boxes_too(study: Study) -> None:
    on = plan.together(plan.measures(study), [])
    feeder, alone = (
        computed(f"{rule} GEPTI ESVLC", study=study, scenario=on) for rule in ("weekly_feeder", "weekly_service")
    )
    assert feeder.freight.central > alone.freight.central
    assert feeder.usd.central < alone.usd.central


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([row(ends="-1,2,4")], "row 2, column low_musd: -1; expected at least 0"),
        ([row(ends="4,2,1")], "row 2, column central_musd: 4, 2, 1; expected low, central and high in this order"),
        ([row(ends="1,,4")], "what enters the sum needs low, central and high, or a rule"),
        ([row(ends="nan,2,4")], "column low_musd"),
        ([row(nature="yearly", rule="upkeep")], "a rule stands for a yearly cost without figures of its own"),
        ([row(rule="upkeep", ends=",,")], "a rule stands for a yearly cost without figures of its own"),
        ([row(nature="yearly", rule="upkeep", ends=",,")], "row 2, column rule: upkeep of nothing"),
        ([row(nature="yearly", rule="guess", ends=",,")], "row 2, column rule: rule 'guess'; expected weekly_service"),
        ([row(nature="yearly", rule="freighter Poti Santos", ends=",,")], "Poti (GEPTI) is no airport"),
        ([row(nature="yearly", rule="weekly_service Pooti Santos", ends=",,")], "row 2, column rule: unknown"),
        ([row().replace("A,", "B,", 1)], "row 2, column measure: 'B' is no measure of this study"),
        ([row(), row()], "duplicate key"),
        ([row(nature="monthly")], "column nature: 'monthly'"),
    ],
)
def test_a_bad_row_is_refused_with_its_place(tmp_path: Path, rows: list[str], message: str) -> None:
    with pytest.raises(BadTable) as caught:
        costs_of(tmp_path, *rows)
    assert message in str(caught.value)
    assert "trial/measure_costs.csv" in str(caught.value)


def test_a_measure_without_a_line_is_not_free(tmp_path: Path) -> None:
    with pytest.raises(NotCovered, match="it is not known, not nil"):
        costs_of(tmp_path, row(use="evidence"))


def test_a_study_without_the_table_has_no_costs_and_not_nil_ones(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    (tmp_path / "measure_costs.csv").unlink()
    with pytest.raises(NotCovered, match=r"has no measure_costs\.csv"):
        plan.costs(study, plan.measures(study))


def test_only_names_measures_of_the_plan(tmp_path: Path) -> None:
    study = study_of(tmp_path, row())
    with pytest.raises(BadInput, match="'Z' is no measure of trial"):
        plan.costs(study, plan.measures(study), only=["Z"])


@pytest.mark.parametrize("ends", [(1.0, 2.0, 5.0), (1.0, 1.0, 5.0), (0.0, 5.0, 5.0)])
def test_draws_follow_the_triangular_law(ends: tuple[float, float, float]) -> None:
    chance = np.linspace(0.001, 0.999, 99)
    low, mode, high = ends
    reference = triang.ppf(chance, (mode - low) / (high - low), loc=low, scale=high - low)
    assert triangular(chance, ends) == pytest.approx(reference)
