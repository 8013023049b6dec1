"""Golden numbers and laws of the opportunity lists (structural potential, gravity, margins)."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat.data import sources, table
from alat.errors import NotCovered, SameParty, UnknownCode
from alat.reference import country
from alat.trade import opportunities, without_demand
from alat.trade import structural as structural_room
from alat.trade.gravity import covered, expected, like_percentile, predicted, trade
from alat.trade.margins import margins
from alat.trade.records import snapshot_records
from alat.trade.settings import parameter, set_apart
from alat.trade.structural import scales, structural

HELD = snapshot_records()

# TRADE.md 2.3: exporter, importer, predicted in million USD, percentile among like pairs.
PREDICTED = [
    ("AZE", "BRA", 317.1, 3),
    ("AZE", "MEX", 413.1, 2),
    ("AZE", "ARG", 67.2, 0),
    ("AZE", "CHL", 86.5, 3),
    ("AZE", "COL", 57.9, 14),
    ("BRA", "AZE", 225.7, 77),
    ("ARG", "AZE", 37.4, 88),
    ("ECU", "AZE", 17.0, 94),
    ("URY", "AZE", 5.6, 91),
    ("MEX", "AZE", 204.4, 40),
    ("CHL", "AZE", 52.4, 37),
    ("COL", "AZE", 23.5, 33),
]
# TRADE.md 2.4 (2 %): all chapters; and 2.6: chapters kept.
STRUCTURAL = {
    ("AZE", "BRA"): (279.4, 24.2),
    ("AZE", "MEX"): (284.7, 21.9),
    ("AZE", "CHL"): (97.0, 3.6),
    ("AZE", "COL"): (46.5, 4.0),
    ("AZE", "ARG"): (43.3, 3.5),
    ("BRA", "AZE"): (232.6, 146.7),
    ("ARG", "AZE"): (40.9, 32.7),
}
placed = [code for code, seen in zip(HELD.codes, (expected(HELD) > 0).any(axis=1), strict=True) if seen]
two_codes = st.lists(st.sampled_from(placed), min_size=2, max_size=2, unique=True)


@pytest.mark.parametrize(("exporter", "importer", "musd", "percentile"), PREDICTED)
def test_gravity_predicts_the_published_mean_and_percentile(
    exporter: str, importer: str, musd: float, percentile: float
) -> None:
    assert predicted(exporter, importer, records=HELD).value == pytest.approx(musd * 1e6, rel=5e-3)
    assert like_percentile(exporter, importer, records=HELD).value == pytest.approx(percentile, abs=0.6)


@pytest.mark.parametrize(("pair", "golden"), STRUCTURAL.items())
def test_structural_potential_is_the_published_one(pair: tuple[str, str], golden: tuple[float, float]) -> None:
    found = opportunities(*pair)
    assert found.structural.value == pytest.approx(golden[0] * 1e6, rel=0.02)
    assert found.structural_kept.value == pytest.approx(golden[1] * 1e6, rel=0.02)


def test_azerbaijans_kept_chapters_for_brazil_are_the_published_ones() -> None:
    found = opportunities("AZE", "BRA").products.filter("kept").select("hs", "structural_musd").rows()
    golden = {"31": 8.63, "39": 4.53, "29": 3.84, "76": 2.28, "07": 1.32, "52": 0.74, "25": 0.68}
    assert dict(found[:7]) == pytest.approx(golden, abs=0.01)
    assert [chapter for chapter, _ in found[:7]] == list(golden)


def test_most_of_what_azerbaijan_could_sell_to_brazil_is_fuels() -> None:
    rows = {row["hs"]: row for row in opportunities("AZE", "BRA").products.iter_rows(named=True)}
    assert rows["27"]["structural_musd"] == pytest.approx(248.3, rel=0.02)
    assert opportunities("AZE", "BRA").structural_fuels.value == pytest.approx(rows["27"]["structural_musd"] * 1e6)
    assert (rows["27"]["kept"], rows["27"]["reason"], rows["27"]["rca_without_oil"]) == (False, "set_apart", None)


def test_the_worlds_margins_are_the_published_ones() -> None:
    found = margins(HELD)
    chapter = {code: index for index, code in enumerate(found.products)}
    azerbaijan = found.codes.index("AZE")
    assert found.imports.sum() == pytest.approx(21_749_670e6, rel=1e-6)
    assert found.imports[:, chapter["27"]].sum() == pytest.approx(2_530_214e6, rel=0.01)
    assert found.exports[azerbaijan, chapter["27"]] == pytest.approx(28_750.7e6, rel=0.01)
    assert found.imports[azerbaijan, chapter["17"]] == pytest.approx(77.80e6, rel=0.01)
    gap = [found.world_gap[chapter[code]] for code in ("01", "02", "10", "63", "26", "96", "31")]
    assert gap == pytest.approx([3.76, 2.65, 1.81, 1.81, 1.69, 0.68, 0.69], abs=0.01)


def test_margins_add_up_to_the_totals_of_2023() -> None:
    found = margins(HELD)
    assert found.exports.sum(axis=1) == pytest.approx(trade(HELD).sum(axis=1), rel=1e-9)
    assert found.imports.sum(axis=1) == pytest.approx(trade(HELD).sum(axis=0), rel=1e-9)
    assert found.residual < 1e-9


def test_structural_potential_adds_up_to_each_countrys_margins() -> None:
    found = margins(HELD)
    of_exporter, of_importer = scales(HELD)
    here = np.array([code in placed for code in found.codes])
    sold = of_exporter * (expected(HELD) @ of_importer)
    assert sold[here] == pytest.approx(found.exports[here], rel=1e-5, abs=1e3)


def test_the_share_of_imports_that_the_product_file_holds_is_the_published_one() -> None:
    golden = {"AZE": 0.7013, "ARG": 0.8611, "BRA": 0.9384, "MEX": 0.9201, "CHL": 0.9588, "COL": 0.9586, "URY": 0.7320}
    coverage = dict(table("demand_coverage").select("importer", "share").iter_rows())
    assert {code: coverage[code] for code in golden} == pytest.approx(golden, abs=1e-4)


def test_itc_type_sums_to_todays_trade_and_is_unknown_where_there_is_none() -> None:
    sold = opportunities("BRA", "AZE")
    assert sold.products["itc_type_musd"].sum() == pytest.approx((sold.observed.value or 0) / 1e6)
    assert opportunities("AZE", "ARG").products["itc_type_musd"].null_count() == sold.products.height


def test_food_demand_of_azerbaijan_is_marked_wherever_it_is_kept() -> None:
    found = opportunities("BRA", "AZE")
    food = found.products.filter(found.products["hs"] <= "24")
    assert all("demand_gap" in caution for caution in food["caution"])
    assert any("rank none where" in note for note in found.notes)


def test_an_importer_that_the_product_file_lacks_has_no_demand_figure() -> None:
    found = opportunities("BRA", "CHN")
    assert found.demand_coverage.value is None
    assert found.products["demand_musd"].null_count() == found.products.height
    assert all("demand_not_known" in caution for caution in found.products["caution"])


def test_ores_of_brazil_have_a_potential_and_no_recorded_import_to_set_beside_it() -> None:
    rows = {row["hs"]: row for row in opportunities("BRA", "AZE").products.to_dicts()}
    assert rows["26"]["kept"]
    assert without_demand(rows["26"])
    assert rows["26"]["demand_musd"] is None
    assert not without_demand(rows["12"])


def test_no_remark_on_potential_shows_a_code_of_the_room() -> None:
    for seller, buyer in (("AZE", "BRA"), ("BRA", "AZE"), ("BOL", "MNG")):
        assert not [note for note in opportunities(seller, buyer).notes if "_" in note]


def test_a_plant_of_the_last_year_is_marked_as_stale() -> None:
    rows = {row["hs"]: row["caution"] for row in opportunities("AZE", "BRA").products.iter_rows(named=True)}
    assert {"stale_margin", "above_capacity", "bulk"} <= set(rows["31"].split(";"))
    assert "perishable" in rows["07"]


def test_a_country_whose_totals_lack_partners_is_said_to_have_small_margins() -> None:
    assert any("75 countries" in note and "Argentina" in note for note in opportunities("AZE", "ARG").notes)
    assert not any("too small" in note for note in opportunities("AZE", "BRA").notes)


def test_a_coverage_above_one_says_why() -> None:
    coverage = opportunities("BRA", "KOR").demand_coverage
    assert coverage.value == pytest.approx(1.42, abs=0.01)
    assert coverage.note.startswith("above one")


def test_an_entrepot_is_marked() -> None:
    found = opportunities("AZE", "ARE")
    assert all("entrepot" in caution for caution in found.products["caution"])


@pytest.mark.parametrize("silent", ["CUB", "TWN"])
def test_a_country_without_2023_totals_cannot_be_computed(silent: str) -> None:
    with pytest.raises(NotCovered, match=country(silent).name.split(",")[0]):
        opportunities("AZE", silent)


def test_a_country_without_a_distance_cannot_be_computed() -> None:
    with pytest.raises(NotCovered, match="no distance"):
        opportunities("AZE", "MNE")


@pytest.mark.parametrize(("end", "code", "what"), [(0, "AZE", "exports of AZE"), (1, "BRA", "imports of BRA")])
def test_a_country_that_is_not_known_to_trade_is_not_told_to_lack_a_distance(end: int, code: str, what: str) -> None:
    known = {pair: value for pair, value in HELD.totals_usd.items() if pair[end] != code}
    why = structural_room._why_nothing("AZE", "BRA", records=replace(HELD, totals_usd=known))
    assert why == f"no {what} in {HELD.name} of {HELD.year}"
    assert structural_room._why_nothing("AZE", "MNE", records=HELD) == "no distance between AZE and MNE"


def test_bad_names_are_refused() -> None:
    with pytest.raises(SameParty):
        opportunities("AZE", "Azerbaijan")
    with pytest.raises(UnknownCode, match="did you mean"):
        opportunities("AZE", "Brazl")
    with pytest.raises(UnknownCode, match="did you mean rca_at_least"):
        parameter("rca_atleast")


def test_a_pair_that_the_totals_do_not_cover_has_no_percentile() -> None:
    assert like_percentile("ARG", "RUS", records=HELD).value is None
    assert predicted("ARG", "RUS", records=HELD).value is not None


@settings(max_examples=50, deadline=None)
@given(two_codes)
def test_every_list_has_each_chapter_once_and_no_kept_one_set_apart(pair: list[str]) -> None:
    found = opportunities(*pair)
    assert found.products["hs"].n_unique() == found.products.height == len(margins(HELD).products)
    assert not set(found.products.filter("kept")["hs"]) & set(set_apart())
    assert (found.products["kept"] == (found.products["reason"] == "")).all()
    assert found.products["structural_musd"].is_sorted(descending=True)
    assert found.structural.value == pytest.approx(structural(*pair, records=HELD).sum())
    assert (found.structural_kept.value or 0) <= (found.structural.value or 0) * (1 + 1e-12)
    assert (found.structural_listed.value or 0) <= (found.structural_kept.value or 0) * (1 + 1e-12)
    share = found.complementarity.value
    assert share is None or 0 <= share <= 1
    assert set(found.sources) <= set(sources())


def test_no_demand_figure_is_zero() -> None:
    found = opportunities("BRA", "AZE").products
    assert (found["demand_musd"].drop_nulls() > 0).all()
    assert margins(HELD).demand[HELD.codes.index("AZE")].sum() / 1e6 == pytest.approx(found["demand_musd"].sum())


def test_the_covered_pairs_are_those_of_the_published_fit() -> None:
    assert int(covered(HELD).sum()) == 30_654


def test_what_is_left_out_of_itcs_formula_is_named() -> None:
    reading = opportunities("BRA", "AZE").itc
    assert reading.name == "ITC-type"
    assert {"growth", "tariffs", "distance", "export-import ratio"} <= set(reading.left_out)
