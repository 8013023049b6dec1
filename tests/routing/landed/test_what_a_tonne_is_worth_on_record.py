"""Is the value of a tonne that of the nearest flow on record, and is an absurd one passed by and named?"""

from collections.abc import Iterator
from types import ModuleType

import polars as pl
import pytest

from alat.data import Basis
from alat.data.pull.baci import pull_baci
from alat.data.warehouse import open_warehouse
from alat.reference import country
from alat.routing import Deal, Load, landed
from alat.routing.loads import priced
from alat.routing.prices import price_factor
from alat.routing.worth import worth
from alat.trade import Records, snapshot_records
from alat.trade.records import warehouse_records

BRA, AZE, TUR, GEO, KAZ, ITA = "76", "31", "792", "268", "398", "380"


def _broken(year: int, rows: pl.DataFrame) -> pl.DataFrame:
    """Break some flows of chapter 17: slips of digits, a few cartons, and a seller that weighs nothing."""
    del year
    sugar = pl.col("k").str.starts_with("17")
    slip = sugar & (pl.col("i") == TUR) & (pl.col("j") == AZE)
    cartons = sugar & (pl.col("i") == GEO) & (pl.col("j") == AZE)
    unweighed = sugar & (pl.col("i") == KAZ)
    return rows.with_columns(
        v=pl.when(slip).then(pl.lit("900000.000")).when(cartons).then(pl.lit("0.500")).otherwise("v"),
        q=pl.when(slip)
        .then(pl.lit("20.000"))
        .when(cartons)
        .then(pl.lit("0.900"))
        .when(unweighed)
        .then(pl.lit("           NA"))
        .otherwise("q"),
    )


@pytest.fixture(scope="module")
def records(baci_files: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    """Return what is on record where flows of 2023 were pulled, some of them broken."""
    folder = tmp_path_factory.mktemp("values")
    source = baci_files.write_baci(folder, years=(2023,), revision="HS17", change=_broken)
    with open_warehouse(str(folder / "w.duckdb"), create=True) as made:
        pull_baci(source, warehouse=made)
        yield warehouse_records(made)


def _by_hand(baci_files: ModuleType, *, seller: str | None = None, buyer: str | None = None) -> float:
    """Return dollars of 2025 a tonne of chapter 17 by the file itself, pair by pair: the slow reference."""
    pairs: dict[tuple[str, str], list[float]] = {}
    for row in _broken(2023, baci_files.baci_rows(2023)).iter_rows(named=True):
        if row["k"].startswith("17") and "NA" not in row["q"]:
            sums = pairs.setdefault((row["i"], row["j"]), [0.0, 0.0])
            sums[0] += 1000 * float(row["v"])
            sums[1] += float(row["q"])
    ordered = sorted((usd / t, usd) for usd, t in pairs.values() if t > 0)
    half, passed = sum(usd for _, usd in ordered) / 2, 0.0
    usual = 0.0
    for usual, usd in ordered:  # noqa: B007 - the last one looked at is the answer
        passed += usd
        if passed >= half:
            break
    kept = [
        (usd, t)
        for (i, j), (usd, t) in pairs.items()
        if seller in {None, i} and buyer in {None, j} and t > 0 and usual / 20 <= usd / t <= usual * 20
    ]
    return sum(usd for usd, _ in kept) / sum(t for _, t in kept) * price_factor(2023)


def _asked(exporter: str, importer: str, hs: str, *, records: Records | None) -> tuple[float, str, Basis]:
    found = worth(exporter, importer, hs=hs, records=records).value
    return float(found.value or 0.0), found.note, found.basis


def test_the_pair_s_own_flow_comes_first_in_dollars_of_the_model(records: Records, baci_files: ModuleType) -> None:
    value, note, basis = _asked("BRA", "AZE", "17", records=records)
    assert value == pytest.approx(_by_hand(baci_files, seller=BRA, buyer=AZE), rel=1e-6)
    assert note.startswith("what Brazil sold to Azerbaijan of 17 in 2023, by BACI HS17 V202501")
    assert basis is Basis.MODELLED
    found = worth("BRA", "AZE", hs="17", records=records).value
    assert (found.sources[0], found.year) == ("cepii-baci", "2023")


def test_an_hour_on_a_lane_costs_by_the_same_flow(records: Records) -> None:
    told, _, _ = _asked("BRA", "AZE", "17", records=records)
    pulled, shipped = (
        priced(Load(product="17", records=each), exporter="BRA", importer="AZE") for each in (records, None)
    )
    assert pulled.time.value_usd_per_t == told
    assert pulled.usd_per_h == pytest.approx(20 * told * pulled.time.share_per_day / 24)
    assert pulled.time.value_usd_per_t != shipped.time.value_usd_per_t


def test_an_absurd_value_is_passed_by_and_spoils_no_sum(records: Records, baci_files: ModuleType) -> None:
    # 1.8 billion dollars over 40 t: most of what the seller sold and the buyer bought, so that neither sum counts.
    value, note, _ = _asked("TUR", "AZE", "17", records=records)
    assert "100 % of the value at more than 20 times off the world's" in note
    assert note.startswith("what all sold to all of 17")
    assert value == pytest.approx(_by_hand(baci_files), rel=1e-6)
    # What Azerbaijan's other suppliers sold it is its own flow.
    value, note, _ = _asked("ITA", "AZE", "17", records=records)
    assert value == pytest.approx(_by_hand(baci_files, seller=ITA, buyer=AZE), rel=1e-6)
    assert note.startswith("what Italy sold to Azerbaijan")


def test_a_few_cartons_and_a_seller_that_weighs_nothing_count_for_nothing(
    records: Records, baci_files: ModuleType
) -> None:
    value, note, _ = _asked("KAZ", "BRA", "17", records=records)
    assert "what Kazakhstan sold to all: only 0 % of the value weighed" in note
    assert value == pytest.approx(_by_hand(baci_files, buyer=BRA), rel=1e-6)
    _, note, _ = _asked("GEO", "AZE", "17", records=records)
    assert "not what Georgia sold to Azerbaijan: 1.8 t weighed, below 20 t" in note


def test_the_exporter_s_flows_stand_for_a_pair_that_trades_nothing(records: Records, baci_files: ModuleType) -> None:
    value, note, _ = _asked("BRA", "BOL", "17", records=records)
    assert value == pytest.approx(_by_hand(baci_files, seller=BRA), rel=1e-6)
    assert "not what Brazil sold to Bolivia" in note
    assert "none recorded" in note


def test_goods_nobody_trades_have_the_chapter_s_value_and_it_is_said_why(records: Records) -> None:
    value, note, _ = _asked("BRA", "AZE", "170310", records=records)
    assert value == worth("BRA", "AZE", hs="17", records=None).value.value
    assert note.startswith("no flow of 170310 in BACI HS17 V202501 (2023) has a value a tonne that may count")


@pytest.mark.parametrize("nothing", [None, "shipped"])
def test_without_flows_the_value_is_the_one_that_ships(nothing: str | None) -> None:
    records = None if nothing is None else snapshot_records()
    found = worth("BRA", "AZE", hs="1701", records=records).value
    assert found == worth("BRA", "AZE", hs="17", records=None).value
    assert found.note.startswith("all exports of chapter 17 at the exporter's border")


def test_landed_takes_the_value_on_record_and_one_that_is_given_before_it(records: Records) -> None:
    seller, buyer = country("BRA"), country("AZE")
    pulled = landed(seller, buyer, deal=Deal("17", records=records))
    assert pulled.value == worth("BRA", "AZE", hs="17", records=records).value
    assert any(note.startswith("Value of the goods: what Brazil sold to Azerbaijan of 17") for note in pulled.notes)
    assert "cepii-baci" in pulled.sources
    given = landed(seller, buyer, deal=Deal("17", value_usd_per_t=480.0, records=records))
    assert (given.value.value, given.value.note) == (480.0, "given by the user, at the border")
