"""Golden ratios, verdicts and pools of two reporters' records (World Bank WITS), and laws of the pooled gap."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.data import table
from alat.trade import GapVerdict
from alat.trade.mirror import mirror_gap, transit_pool, verdict
from alat.trade.records import snapshot_records
from alat.trade.series import series, series_years

HELD = snapshot_records()

# TRADE.md section 3, thousand US dollars: seller's record, buyer's record, ratio, 2012-2016.
POOLED = {
    "BRA": (248_715, 1_064_775, 4.281),
    "ARG": (23_520, 62_917, 2.675),
    "MEX": (25_666, 60_921, 2.374),
    "CHL": (4_761, 7_609, 1.598),
    "URY": (468, 16_979, 36.284),
    "ECU": (18_829, 71_786, 3.813),
}
# Section 3.1: the buyer taken together with Georgia and Armenia.
TRANSIT = {
    "BRA": 1.203,
    "ECU": 1.204,
    "ARG": 1.285,
    "COL": 0.906,
    "MEX": 2.840,
    "URY": 2.828,
    "CHL": 0.471,
    "PRY": 0.133,
}
YEARLY = {
    (
        "BRA",
        2000,
    ): "4.882 2.387 2.550 1.466 .867 .567 4.137 3.227 3.355 6.802 7.324 3.739 5.348 2.466 8.310 4.615 15.177",
    # Before 2005 both records of Argentina's sales are under a million dollars.
    ("ARG", 2005): "2.385 5.403 2.599 5.183 5.891 5.177 2.126 2.190 1.306 1.825 4.086 9.455",
}
usd = st.floats(0, 1e12)


@pytest.mark.parametrize(("exporter", "golden"), POOLED.items())
def test_pooled_records_of_sales_to_azerbaijan_are_the_published_ones(
    exporter: str, golden: tuple[float, float, float]
) -> None:
    gap = mirror_gap(exporter, "AZE", records=HELD)
    assert gap is not None
    assert gap.exporter_usd.value == pytest.approx(golden[0] * 1000, abs=600)
    assert gap.importer_usd.value == pytest.approx(golden[1] * 1000, abs=600)
    assert gap.ratio.value == pytest.approx(golden[2], abs=1e-3)


@pytest.mark.parametrize(("exporter", "golden"), TRANSIT.items())
def test_the_transit_pool_gives_the_published_ratio(exporter: str, golden: float) -> None:
    gap = mirror_gap(exporter, "AZE", records=HELD)
    assert gap is not None
    assert gap.pool == ("AZE", "ARM", "GEO")
    assert gap.pool_ratio.value == pytest.approx(golden, abs=1e-3)


@pytest.mark.parametrize(("start", "golden"), YEARLY.items())
def test_yearly_ratios_are_the_published_ones(start: tuple[str, int], golden: str) -> None:
    rows = series(start[0], "AZE", records=HELD).filter(pl.col("year") >= start[1])
    assert rows["ratio"].to_list() == pytest.approx([float(v) for v in golden.split()], abs=1e-3)


def test_the_gap_of_brazil_is_the_86th_percentile_and_far_more() -> None:
    gap = mirror_gap("BRA", "AZE", records=HELD)
    assert gap is not None
    assert gap.percentile.value == pytest.approx(86, abs=0.5)
    assert gap.median.value == pytest.approx(1.195, abs=1e-3)
    assert gap.verdict is GapVerdict.BUYER_FAR_MORE
    assert gap.gap_low_usd.value == pytest.approx(753_881e3, abs=1e3)
    assert gap.gap_high_usd.value == pytest.approx(816_060e3, abs=1e3)


def test_a_year_of_small_records_has_no_ratio() -> None:
    early = series("ARG", "AZE", records=HELD).filter(pl.col("year").is_between(2001, 2004))
    assert early["exporter_usd"].null_count() == early["importer_usd"].null_count() == 0
    assert early["ratio"].to_list() == [None] * 4


def test_in_2016_azerbaijan_recorded_168_6_million_and_brazil_11_1() -> None:
    row = series("BRA", "AZE", records=HELD).filter(pl.col("year") == 2016).row(0, named=True)
    assert row["importer_usd"] / 1e6 == pytest.approx(168.6, abs=0.06)
    assert row["exporter_usd"] / 1e6 == pytest.approx(11.1, abs=0.06)


def test_the_reference_of_ratios_is_the_published_one() -> None:
    rows = table("mirror_reference").filter(pl.col("size") == "all")
    level = dict(rows.select("percentile", "ratio").iter_rows())
    assert set(rows["observations"]) == {13_901}
    golden = {5: 0.172, 10: 0.43, 25: 0.867, 50: 1.195, 75: 2.049, 90: 7.341, 95: 29.4}
    assert {p: level[p] for p in golden} == pytest.approx(golden, abs=0.05, rel=2e-3)
    large = table("mirror_reference").filter((pl.col("size") == "large") & pl.col("percentile").is_in([10, 50, 90]))
    assert large["ratio"].to_list() == pytest.approx([0.63, 1.109, 2.57], abs=0.012)


def test_a_country_that_did_not_report_makes_the_gap_unknown_and_not_zero() -> None:
    gap = mirror_gap("CUB", "AZE", records=HELD)
    assert gap is not None
    assert (gap.exporter_usd.value, gap.importer_usd.value, gap.ratio.value) == (None, None, None)
    assert gap.verdict is GapVerdict.NOT_KNOWN
    rows = series("CUB", "AZE", records=HELD).filter(pl.col("year") > 2006)
    assert not rows["exporter_reported"].any()
    assert rows["importer_reported"].all()


def test_a_year_in_which_one_side_did_not_report_is_left_out_of_the_pool() -> None:
    gap = mirror_gap("HND", "AZE", records=HELD)
    assert gap is not None
    assert "2012, 2014, 2016 only" in gap.importer_usd.note


def test_a_pair_without_a_series_has_no_gap() -> None:
    assert mirror_gap("KAZ", "PER", records=HELD) is None
    assert series("KAZ", "PER", records=HELD).is_empty()
    assert series_years() == (1996, 2016)


def test_the_transit_neighbours_of_a_buyer_that_nobody_fixed_are_not_known() -> None:
    gap = mirror_gap("AZE", "BRA", records=HELD)
    assert gap is not None
    assert transit_pool("BRA") == gap.pool == ()
    assert gap.pool_ratio.value is None


def test_a_pair_below_the_reference_has_no_percentile() -> None:
    gap = mirror_gap("COL", "AZE", records=HELD)
    assert gap is not None
    assert gap.ratio.value is not None
    assert gap.percentile.value is None


@pytest.mark.parametrize(
    ("sold", "bought", "wanted"),
    [
        (100e6, 79e6, GapVerdict.SELLER_MORE),
        (100e6, 80e6, GapVerdict.CONSISTENT),
        (100e6, 125e6, GapVerdict.CONSISTENT),
        (100e6, 126e6, GapVerdict.BUYER_MORE),
        (100e6, 300e6, GapVerdict.BUYER_MORE),
        (100e6, 301e6, GapVerdict.BUYER_FAR_MORE),
        (0.0, 5e6, GapVerdict.BUYER_FAR_MORE),
        (5e6, 0.0, GapVerdict.SELLER_MORE),
        (9e5, 9e5, GapVerdict.TOO_SMALL),
        (None, 5e6, GapVerdict.NOT_KNOWN),
    ],
)
def test_verdicts_change_at_the_stated_bounds(sold: float | None, bought: float, wanted: GapVerdict) -> None:
    assert verdict(sold, bought) is wanted


@given(usd, usd)
def test_two_known_records_always_have_a_verdict(sold: float, bought: float) -> None:
    assert verdict(sold, bought) is not GapVerdict.NOT_KNOWN


@given(st.sampled_from(sorted(set(table("flows_reported").select("exporter", "importer").unique().iter_rows()))))
def test_a_yearly_ratio_needs_two_records_and_a_million_dollars(pair: tuple[str, str]) -> None:
    for row in series(*pair, records=HELD).iter_rows(named=True):
        if row["ratio"] is not None:
            assert row["exporter_reported"]
            assert row["importer_reported"]
            assert max(row["exporter_usd"], row["importer_usd"]) >= 1e6
            assert row["ratio"] == pytest.approx(row["importer_usd"] / row["exporter_usd"])
        for side in ("exporter", "importer"):
            assert row[f"{side}_reported"] or row[f"{side}_usd"] is None


@pytest.mark.raw
def test_the_series_are_the_raw_reports(raw_data: Path) -> None:
    raw = pl.read_parquet(raw_data / "trade" / "wits_reported_bilateral_totals.parquet")
    sold = raw.filter((pl.col("reporter") == "BRA") & (pl.col("partner") == "AZE")).sort("year")
    ours = series("BRA", "AZE", records=HELD).filter(pl.col("exporter_usd").is_not_null())
    assert ours["exporter_usd"].to_list() == pytest.approx(
        [v * 1000 for v in sold.filter(pl.col("year") >= 1996)["export_kusd"] if v], abs=1
    )
