"""Golden numbers of the 2023 totals, and that a gap in them is never read as zero."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.data import Basis, table
from alat.reference import countries
from alat.trade import FlowState
from alat.trade.flows import destination_rank, origin_rank, total
from alat.trade.records import snapshot_records

HELD = snapshot_records()

# BACI HS22 V202501 as packed by its mirror, million US dollars (the case's own list of known figures).
TO_AZERBAIJAN = {"BRA": 220.8, "ARG": 55.7, "MEX": 53.8, "ECU": 39.1, "URY": 6.8, "CHL": 4.7, "PER": 2.0, "COL": 0.7}
FROM_AZERBAIJAN = {"BRA": 0.53, "COL": 0.44, "PAN": 0.43, "MEX": 0.30, "DOM": 0.15, "PER": 0.09, "URY": 0.02}
# TRADE.md 0.1: no row among these fourteen, though they trade in the world.
SILENT = ["KOR", "VNM", "POL", "RUS", "PHL", "IRQ", "ARG", "BGD", "DZA", "LBY", "AGO", "IRN", "GHA", "COD"]

any_code = st.sampled_from(sorted(countries()))


@pytest.mark.parametrize(("exporter", "musd"), TO_AZERBAIJAN.items())
def test_what_azerbaijan_buys_is_the_published_figure(exporter: str, musd: float) -> None:
    value = total(exporter, "AZE", records=HELD).quantity.value
    assert value is not None
    assert value / 1e6 == pytest.approx(musd, abs=0.06)


@pytest.mark.parametrize(("importer", "musd"), FROM_AZERBAIJAN.items())
def test_what_azerbaijan_sells_is_the_published_figure(importer: str, musd: float) -> None:
    value = total("AZE", importer, records=HELD).quantity.value
    assert value is not None
    assert value / 1e6 == pytest.approx(musd, abs=0.006)


def test_sales_to_chile_are_two_thousand_dollars() -> None:
    assert total("AZE", "CHL", records=HELD).quantity.value == pytest.approx(2355)


@pytest.mark.parametrize("importer", ["ARG", "ECU"])
def test_no_row_beside_a_focal_code_is_nothing_recorded_and_has_no_value(importer: str) -> None:
    found = total("AZE", importer, records=HELD)
    assert found.state is FlowState.NOTHING_RECORDED
    assert found.quantity.value is None
    assert "nothing recorded" in found.quantity.note


def test_the_figure_of_argentina_is_one_sides_record_and_not_reconciled() -> None:
    found = total("ARG", "AZE", records=HELD)
    assert (found.coverage, found.quantity.basis) == ("one", Basis.REPORTED)
    assert "record of Azerbaijan alone" in found.quantity.note


def test_the_figure_of_brazil_is_reconciled() -> None:
    found = total("BRA", "AZE", records=HELD)
    assert (found.coverage, found.quantity.basis) == ("both", Basis.RECONCILED)


@pytest.mark.parametrize("absent", ["CUB", "TWN", "PRK", "PSE"])
def test_a_country_that_the_file_lacks_has_no_2023_data(absent: str) -> None:
    found = total("AZE", absent, records=HELD)
    assert (found.state, found.coverage, found.quantity.value) == (FlowState.NOT_COVERED, "none", None)
    assert found.quantity.note.startswith("no 2023 data")
    assert countries()[absent].name in found.quantity.note


@pytest.mark.parametrize("silent", SILENT)
def test_a_pair_of_codes_that_are_not_focal_is_not_covered(silent: str) -> None:
    for other in SILENT:
        if other != silent:
            found = total(silent, other, records=HELD)
            assert (found.state, found.quantity.value) == (FlowState.NOT_COVERED, None)


def test_a_hundred_and_eighteen_codes_are_focal_and_azerbaijan_is_one() -> None:
    assert (len(HELD.codes), len(HELD.focal)) == (194, 118)
    assert "AZE" in HELD.focal
    assert not HELD.focal & {*SILENT, "GEO", "TKM"}


@given(any_code, any_code)
def test_a_value_stands_exactly_where_a_flow_is_recorded(exporter: str, importer: str) -> None:
    found = total(exporter, importer, records=HELD)
    assert (found.quantity.value is not None) == (found.state is FlowState.RECORDED)
    assert found.quantity.value is None or found.quantity.value > 0
    if found.state is not FlowState.RECORDED or found.coverage != "both":
        assert found.quantity.note
    if found.state is FlowState.NOT_COVERED:
        assert found.coverage == "none"


@given(any_code, any_code)
def test_coverage_does_not_depend_on_the_direction(first: str, second: str) -> None:
    assert total(first, second, records=HELD).coverage == total(second, first, records=HELD).coverage


def test_coverage_none_has_no_row_in_the_table() -> None:
    assert set(table("flows_total")["coverage"]) == {"both", "one"}


@given(st.sampled_from(HELD.codes))
def test_ranks_of_a_countrys_destinations_run_from_one_and_shares_add_to_one(exporter: str) -> None:
    ranks = [
        destination_rank(exporter, importer, records=HELD)
        for (seller, importer) in HELD.totals_usd
        if seller == exporter
    ]
    assert sorted(rank.position or 0 for rank in ranks) == list(range(1, len(ranks) + 1))
    assert sum(rank.share.value or 0.0 for rank in ranks) == pytest.approx(1)


def test_a_partner_without_a_flow_has_no_rank_and_no_share() -> None:
    rank = origin_rank("AZE", "CUB", records=HELD)
    assert (rank.position, rank.share.value, rank.of) == (None, None, 163)


def test_a_rank_says_how_much_of_it_rests_on_one_side() -> None:
    azerbaijan, argentina = origin_rank("AZE", "BRA", records=HELD), destination_rank("ARG", "AZE", records=HELD)
    assert azerbaijan.share.basis is argentina.share.basis is Basis.REPORTED
    assert "partners rest on one side's record" in azerbaijan.share.note
    assert "75 countries whose trade with it is not covered" in argentina.share.note
    assert "not covered" not in azerbaijan.share.note


@pytest.mark.raw
def test_mapped_and_unmapped_rows_are_the_raw_files_world(raw_data: Path) -> None:
    raw = pl.read_parquet(raw_data / "trade" / "baci_2023_bilateral_totals.parquet")
    world = table("flows_total_world").row(0, named=True)
    assert world["rows"] == raw.height == table("flows_total").height
    assert world["mapped_usd"] + world["unmapped_usd"] == pytest.approx(raw["value_kusd"].sum() * 1000, rel=1e-12)
    assert table("flows_total")["value_usd"].sum() == pytest.approx(world["world_usd"], rel=1e-8)
