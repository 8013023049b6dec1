"""Pulled flows and reports answer in place of the shipped ones: every figure is a sum over the publisher's rows."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import ModuleType

import numpy as np
import polars as pl
import pytest

from alat.data import Basis
from alat.data.pull.baci import pull_baci
from alat.data.warehouse import Incoming, StoredFile, open_warehouse, store
from alat.errors import BadInput, NotCovered
from alat.reference import country, pair
from alat.routing import duty_rates
from alat.trade import (
    FlagKind,
    FlowState,
    Records,
    by_section,
    opportunities,
    profile,
    pulled_vintages,
    records_at_hand,
    region_profile,
    snapshot_records,
    warehouse_records,
)
from alat.trade.flows import destination_rank, total
from alat.trade.gravity import expected, fitted, trade
from alat.trade.margins import margins
from alat.trade.profile import GROWTH_READING
from alat.trade.series import months, series
from alat.trade.structural import structural

YEAR = 2023


@pytest.fixture(scope="module")
def records(baci_warehouse: str) -> Iterator[Records]:
    with open_warehouse(baci_warehouse) as warehouse:
        yield warehouse_records(warehouse)


@pytest.fixture(scope="module")
def rows(baci_files: ModuleType) -> pl.DataFrame:
    """Return the rows of the file of 2023, in dollars and tonnes, countries by the code that Alat gives them."""
    codes = {baci_files.LEGACY.get(iso3, country(iso3).m49): iso3 for iso3 in baci_files.COUNTRIES}
    raw = baci_files.baci_rows(YEAR)
    tonnes = pl.col("q").cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False)
    named = {str(code): iso3 for code, iso3 in codes.items()}
    return raw.select(
        exporter=pl.col("i").cast(pl.String).str.strip_chars().replace(named),
        importer=pl.col("j").cast(pl.String).str.strip_chars().replace(named),
        product=pl.col("k").cast(pl.String).str.strip_chars().str.zfill(6),
        usd=(pl.col("v").cast(pl.String).str.strip_chars().cast(pl.Float64) * 1000).round(0),
        tonnes=tonnes,
    )


def _sum(rows: pl.DataFrame, **codes: str) -> float:
    for name, code in codes.items():
        rows = rows.filter(pl.col(name) == code)
    return float(rows["usd"].sum())


@pytest.mark.parametrize(("exporter", "importer"), [("BRA", "AZE"), ("AZE", "ITA"), ("DEU", "MEX"), ("CHN", "USA")])
def test_a_total_is_the_sum_of_the_pairs_rows(
    records: Records, rows: pl.DataFrame, exporter: str, importer: str
) -> None:
    found = total(exporter, importer, records=records)
    assert found.quantity.value == pytest.approx(_sum(rows, exporter=exporter, importer=importer), rel=1e-9)
    assert (found.state, found.coverage, found.quantity.basis) == (FlowState.RECORDED, "both", Basis.RECONCILED)
    assert (found.quantity.year, found.quantity.sources) == (str(YEAR), ("cepii-baci",))


def test_the_world_is_mapped_and_unmapped(records: Records, rows: pl.DataFrame) -> None:
    assert sum(records.totals_usd.values()) == pytest.approx(float(rows["usd"].sum()), rel=1e-9)
    assert "490" in records.codes


def test_a_country_without_rows_is_not_covered_and_has_no_zero(records: Records) -> None:
    found = total("CUB", "AZE", records=records)
    assert (found.state, found.quantity.value) == (FlowState.NOT_COVERED, None)
    assert "does not know Cuba" in found.quantity.note


def test_taiwan_is_named_with_the_area_that_stands_for_it(records: Records) -> None:
    note = "does not know Taiwan; Taiwan is in it under 490, Other Asia, not elsewhere specified"
    assert total("TWN", "AZE", records=records).quantity.note.endswith(note)
    assert "490" not in total("TWN", "AZE", records=snapshot_records()).quantity.note


def test_shares_of_destinations_are_of_all_that_is_sold(records: Records, rows: pl.DataFrame) -> None:
    share = destination_rank("AZE", "ITA", records=records).share.value
    assert share == pytest.approx(_sum(rows, exporter="AZE", importer="ITA") / _sum(rows, exporter="AZE"), rel=1e-9)


def test_products_tonnes_and_concentration_are_those_of_the_rows(records: Records, rows: pl.DataFrame) -> None:
    goods = profile(pair("BRA", "AZE"), records=records).outward.goods
    assert goods is not None
    own = rows.filter((pl.col("exporter") == "BRA") & (pl.col("importer") == "AZE"))
    shares = own["usd"].to_numpy() / own["usd"].sum()
    known = own.filter(pl.col("tonnes").is_not_null())
    assert dict(goods.products.select("hs", "value_usd").iter_rows()) == pytest.approx(
        dict(own.select("product", "usd").iter_rows())
    )
    assert goods.concentration.value == pytest.approx(float((shares**2).sum()))
    assert goods.largest_share.value == pytest.approx(float(shares.max()))
    assert goods.tonnes.value == pytest.approx(float(known["tonnes"].sum()), abs=0.01)
    assert goods.tonnes_known.value == pytest.approx(float(known["usd"].sum() / own["usd"].sum()))
    first = goods.products.filter(pl.col("quantity_t").is_not_null()).row(0, named=True)
    row = known.filter(pl.col("product") == first["hs"]).row(0, named=True)
    assert first["usd_per_t"] == pytest.approx(row["usd"] / row["tonnes"], rel=1e-4)
    assert by_section(goods)["share"].sum() == pytest.approx(1)
    assert goods.years["year"].to_list() == [2019, 2020, 2021, 2022, 2023]


@pytest.mark.parametrize("level", [2, 4, 6])
def test_margins_are_sums_over_partners_and_exports_of_the_year_are_those_shown(
    records: Records, rows: pl.DataFrame, level: int
) -> None:
    found = margins(records, level)
    place = found.codes.index("BRA")
    sold = (
        rows.filter(pl.col("exporter") == "BRA")
        .group_by(pl.col("product").str.slice(0, level))
        .agg(pl.col("usd").sum())
    )
    wanted = dict(sold.iter_rows())
    assert dict(zip(found.products, found.exports[place], strict=True)) == pytest.approx(
        {code: wanted.get(code, 0.0) for code in found.products}
    )
    assert found.exports.sum() == pytest.approx(found.imports.sum())
    assert found.observed
    assert found.supply_years == (2019, 2020, 2021, 2022, 2023)


def test_gravity_adds_up_to_what_each_country_sells(records: Records) -> None:
    mean, flows = expected(records), trade(records)
    found = fitted(records)
    sells = np.isfinite(found.exporter_effects)
    placed = mean > 0
    assert (mean * placed).sum(axis=1)[sells] == pytest.approx((flows * placed).sum(axis=1)[sells], rel=1e-6)


@pytest.mark.parametrize("level", [2, 4, 6])
def test_opportunities_show_todays_trade_of_each_product(records: Records, rows: pl.DataFrame, level: int) -> None:
    found = opportunities("BRA", "AZE", records=records, level=level)
    assert found.products["today_musd"].sum() * 1e6 == pytest.approx(_sum(rows, exporter="BRA", importer="AZE"))
    assert found.itc.left_out == ("growth", "tariffs")
    assert found.products["itc_type_musd"].sum() > 0
    assert found.level == level
    assert set(found.products["hs"].str.len_chars()) == {level}
    assert found.products["structural_musd"].is_finite().all()


def test_structural_potential_adds_up_over_finer_products(records: Records) -> None:
    coarse = structural("BRA", "AZE", records=records, level=2).sum()
    fine = structural("BRA", "AZE", records=records, level=6).sum()
    assert fine == pytest.approx(coarse, rel=0.5)
    assert coarse > 0


def test_the_shipped_files_know_chapters_only_and_say_what_to_do() -> None:
    with pytest.raises(NotCovered, match="alat data pull"):
        opportunities("AZE", "BRA", level=4)
    with pytest.raises(BadInput, match="expected 2, 4 or 6"):
        opportunities("AZE", "BRA", level=3)


def test_a_year_that_was_not_pulled_is_named(baci_warehouse: str) -> None:
    with open_warehouse(baci_warehouse) as warehouse:
        earlier = warehouse_records(warehouse, year=2021)
        assert earlier.year == 2021
        assert margins(earlier).supply_years == (2019, 2020, 2021)
        with pytest.raises(NotCovered, match="2018"):
            warehouse_records(warehouse, year=2018)


def test_what_is_at_hand_is_what_the_setting_names(
    baci_warehouse: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert records_at_hand() is snapshot_records()
    assert pulled_vintages(records_at_hand()) == ()
    monkeypatch.setenv("ALAT_WAREHOUSE", baci_warehouse)
    held = records_at_hand()
    assert held.name.startswith("BACI HS17")
    assert [each.dataset for each in pulled_vintages(held)] == ["baci-hs17"]
    monkeypatch.setenv("ALAT_WAREHOUSE", str(tmp_path / "none.duckdb"))
    with pytest.raises(FileNotFoundError):
        records_at_hand()


def test_a_regions_sums_and_concentration_are_those_of_its_members(records: Records, rows: pl.DataFrame) -> None:
    found = region_profile(pair("AZE", "mercosur"), on=datetime(2023, 6, 1, tzinfo=UTC).date(), records=records)
    sold = [_sum(rows, exporter=p.outward.importer.iso3, importer="AZE") for p in found.partners]
    whole = [value for value in sold if value]
    assert found.inward_usd.value == pytest.approx(sum(sold))
    assert found.inward_concentration.value == pytest.approx(sum((value / sum(whole)) ** 2 for value in whole))


REPORTS = {
    "reporter": "AZE AZE AZE BRA BRA BRA BRA AZE AZE",
    "partner": "BRA BRA BRA AZE AZE AZE AZE BRA BRA",
    "flow": "M M M X X X RX M M",
    "period": "2016 2021 2022 2021 2022 2023 2023 2023-01 2023-02",
    "value": "900e6 80e6 90e6 60e6 66e6 70e6 9e6 7e6 8e6",
    "revision": "HS12 HS17 HS22 HS17 HS17 HS22 HS22 HS22 HS22",
}
ASKED = {
    "AZE": (["2016", "2021", "2022", "2023", "2023-01", "2023-02"], {"2023"}),
    "BRA": (["2021", "2022", "2023"], set()),
}


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Records:
    """Give the shipped totals with reports of both sides stored beside them; Azerbaijan did not report 2023."""
    url = str(tmp_path_factory.mktemp("reports") / "warehouse.duckdb")
    texts = {name: text.split() for name, text in REPORTS.items()}
    periods = texts["period"]
    frame = pl.DataFrame(
        {
            "reporter": texts["reporter"],
            "partner": texts["partner"],
            "flow": texts["flow"],
            "period": periods,
            "year": [int(period[:4]) for period in periods],
            "month": [int(period[5:]) if len(period) > 4 else None for period in periods],
            "revision": texts["revision"],
            "product": ["TOTAL"] * len(periods),
            "value_usd": [float(value) for value in texts["value"]],
            "value_basis": ["cif" if flow == "M" else "fob" for flow in texts["flow"]],
            "quantity_t": [None] * len(periods),
        },
        schema_overrides={"year": pl.Int32, "month": pl.Int32, "quantity_t": pl.Float64},
    )
    asked = [
        (reporter, period, flow)
        for reporter, (wanted, silent) in ASKED.items()
        for period in wanted
        for flow in ([""] if period in silent else ["", "X", "M"])
    ]
    periods_frame = pl.DataFrame(asked, schema=["reporter", "period", "flow"], orient="row")
    with open_warehouse(url, create=True):
        pass
    with open_warehouse(url) as warehouse:
        incoming = Incoming(
            dataset="comtrade",
            release="2024-01-01",
            revision="",
            files=(StoredFile("answer.json", "0" * 64, 1),),
            tables={"reports": [frame], "reported_periods": [periods_frame]},
        )
        store(warehouse, incoming)
    with pytest.MonkeyPatch.context() as setting:
        setting.setenv("ALAT_WAREHOUSE", url)
        return records_at_hand()


def test_reports_alone_leave_the_shipped_totals_in_place(reported: Records) -> None:
    assert reported.totals_usd == snapshot_records().totals_usd
    assert (reported.flows, reported.reports is not None) == (None, True)
    assert profile(pair("BRA", "AZE"), records=reported).outward.goods is None


def test_each_sides_pulled_record_stands_for_the_years_it_was_asked_for(reported: Records) -> None:
    rows = {row["year"]: row for row in series("BRA", "AZE", records=reported).iter_rows(named=True)}
    shipped = {row["year"]: row for row in series("BRA", "AZE", records=snapshot_records()).iter_rows(named=True)}
    # Only Azerbaijan was asked for 2016: Brazil's shipped record of that year stays.
    assert rows[2016]["importer_usd"] == 900e6
    assert rows[2016]["exporter_usd"] == shipped[2016]["exporter_usd"]
    assert (rows[2016]["importer_source"], rows[2016]["exporter_source"]) == ("un-comtrade", "wits-totals")
    assert rows[2021]["ratio"] == pytest.approx(80 / 60)
    assert (rows[2023]["importer_usd"], rows[2023]["importer_reported"], rows[2023]["importer_asked"]) == (
        None,
        False,
        True,
    )
    assert rows[2015] == shipped[2015]


def test_months_are_apart_from_years(reported: Records) -> None:
    found = months("BRA", "AZE", records=reported)
    assert found["period"].to_list() == ["2023-01", "2023-02"]
    assert found["importer_usd"].to_list() == [7e6, 8e6]
    assert found["exporter_asked"].to_list() == [False, False]


def test_the_gap_moves_on_to_the_newest_five_years_and_says_what_it_is_compared_with(reported: Records) -> None:
    gap = profile(pair("BRA", "AZE"), records=reported).outward.mirror
    assert gap is not None
    assert gap.years == "2018-2022"
    assert gap.ratio.value == pytest.approx((80 + 90) / (60 + 66))
    assert "of 2012-2016" in gap.percentile.note
    last = gap.by_year.filter(pl.col("year") == 2022).row(0, named=True)
    assert last["ratio"] == pytest.approx(90 / 66)
    assert last["verdict"] == "buyer_records_more"


def test_growth_re_exports_and_breaks_are_told(reported: Records) -> None:
    found = profile(pair("BRA", "AZE"), records=reported).outward
    growth = {each.side: each for each in found.growth}
    assert growth["importer"].rate.value == pytest.approx(100 * (90 / 80 - 1))
    assert growth["exporter"].rate.value == pytest.approx(100 * (70 / 66 - 1))
    assert growth["exporter"].ordinary
    kinds = {(flag.kind, flag.side, flag.year) for flag in found.flags}
    assert (FlagKind.RE_EXPORT, "exporter", 2023) in kinds
    assert (FlagKind.CLASSIFICATION_BREAK, "importer", 2022) in kinds
    assert (FlagKind.CLASSIFICATION_BREAK, "exporter", 2023) in kinds


def test_a_pool_whose_neighbours_did_not_report_those_years_has_no_ratio(reported: Records) -> None:
    gap = profile(pair("BRA", "AZE"), records=reported).outward.mirror
    assert gap is not None
    assert len(gap.pool) > 1
    assert gap.pool_ratio.value is None
    assert "every country of the pool" in gap.pool_ratio.note


def test_growth_of_pulled_flows_alone_comes_with_how_to_read_it(records: Records) -> None:
    found = profile(pair("DEU", "MEX"), records=records)
    assert found.outward.series.is_empty()
    assert [each.side for each in found.outward.growth] == ["reconciled"]
    assert GROWTH_READING in found.notes


def test_tonnes_of_nearly_all_of_the_value_are_not_called_all_of_it(records: Records) -> None:
    made_of = profile(pair("DEU", "MEX"), records=records).outward.goods
    assert made_of is not None
    assert 0.99 < (made_of.tonnes_known.value or 0) < 1
    assert "of 99." in made_of.tonnes.note


def test_a_rank_among_partners_tells_a_pair_not_covered_from_nothing_recorded() -> None:
    held = snapshot_records()
    assert destination_rank("ARG", "KOR", records=held).share.note.startswith("the pair is not covered")
    assert destination_rank("AZE", "ARG", records=held).share.note.startswith("no flow recorded")


@pytest.fixture(scope="module")
def furnished(baci_files: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Records:
    """Give pulled flows with growth and Azerbaijan's tariffs beside them."""
    folder = tmp_path_factory.mktemp("furnished")
    url = str(folder / "warehouse.duckdb")
    source = baci_files.write_baci(folder, years=range(2019, 2024), revision="HS17")
    with open_warehouse(url, create=True) as warehouse:
        pull_baci(source, warehouse=warehouse)
    grown = {"BRA": 1.1, "AZE": 1.2}
    indicators = pl.DataFrame(
        [
            (name, code, year, 100.0 * (grown.get(code, 1.05) if year == 2023 and name != "SP.POP.TOTL" else 1.0))
            for name in ("NY.GDP.MKTP.KD", "SP.POP.TOTL")
            for code in baci_files.COUNTRIES
            for year in (2018, 2023)
        ],
        schema={"indicator": pl.String, "country": pl.String, "year": pl.Int32, "value": pl.Float64},
        orient="row",
    )
    rates = pl.DataFrame(
        [("AZE", "", 2022, "17", 2, 15.0, "mfn"), ("AZE", "BRA", 2022, "17", 2, 5.0, "preferential")],
        schema={"importer": pl.String, "partner": pl.String, "year": pl.Int32, "product": pl.String}
        | {"level": pl.Int32, "rate_percent": pl.Float64, "kind": pl.String},
        orient="row",
    )
    made = (StoredFile("made", "1" * 64, 1),)
    for dataset, tables in (("worldbank", {"indicators": [indicators]}), ("tariffs", {"tariffs": [rates]})):
        with open_warehouse(url) as warehouse:
            store(warehouse, Incoming(dataset=dataset, release="1", revision="", files=made, tables=tables))
    return warehouse_records(open_warehouse(url))


def test_itcs_formula_takes_what_was_pulled_and_names_the_rest(furnished: Records, records: Records) -> None:
    bare = opportunities("BRA", "AZE", records=records)
    full = opportunities("BRA", "AZE", records=furnished, duties=partial(duty_rates, records=furnished))
    assert bare.itc.left_out == ("growth", "tariffs")
    assert full.itc.name == "ITC-type"
    assert full.itc.left_out[:3] == ("income elasticities", "tariffs faced elsewhere", "price elasticities")
    assert "projections (the growth of 5 years stands in)" in full.itc.left_out
    before, after = (dict(each.products.select("hs", "itc_type_musd").iter_rows()) for each in (bare, full))
    # Supply grows with Brazil's share of the world, demand with Azerbaijan's GDP a head; sugar also by its preference.
    ratio = {code: after[code] / before[code] for code in before if before[code]}
    assert ratio["17"] / ratio["12"] == pytest.approx(
        (1.15 / 1.05) * (_share(furnished, "17") / _share(furnished, "12")), rel=1e-6
    )


def _share(records: Records, chapter: str) -> float:
    """Return by how much Brazil's share of the world's exports of a chapter grows when each grows with its GDP."""
    every = margins(records)
    exports = every.yearly.mean(axis=0)[:, every.products.index(chapter)]
    grown = {"BRA": 1.1, "AZE": 1.2, "490": 1.0}
    projected = exports * np.array([grown.get(code, 1.05) for code in every.codes])
    brazil = every.codes.index("BRA")
    return float(projected[brazil] / projected.sum() / (exports[brazil] / exports.sum()))
