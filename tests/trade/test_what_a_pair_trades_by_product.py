"""A pair's trade by product: on record where flows are, else fitted, doubted, and refused where it would mislead."""

import numpy as np
import polars as pl
import pytest

from alat.data import Basis
from alat.data.warehouse import open_warehouse, pair_products
from alat.errors import BadInput, NotCovered, SameParty
from alat.reference import country
from alat.trade import snapshot_records, split, warehouse_records
from alat.trade.margins import margins
from alat.trade.split import bilateral_fit
from alat.trade.trust import BELOW_ONE_LOT


def test_the_fit_has_the_cells_of_the_prototype() -> None:
    # TRADE.md of the project, section 1: BRA->AZE 17: 22.12 and 12: 31.53; AZE->ITA 27: 10,998 (million USD), to 1 %.
    sold = dict(split(country("BRA"), country("AZE")).products.select("hs", "value_usd").iter_rows())
    assert sold["17"] == pytest.approx(22.12e6, rel=0.01)
    assert sold["12"] == pytest.approx(31.53e6, rel=0.01)
    fuels = split(country("AZE"), country("ITA")).products.row(0, named=True)
    assert (fuels["hs"], fuels["value_usd"]) == ("27", pytest.approx(10_998e6, rel=0.01))


def test_products_and_sections_add_up_to_the_total_on_record() -> None:
    found = split(country("BRA"), country("AZE"))
    for frame in (found.products, found.sections):
        assert frame["value_usd"].sum() == pytest.approx(found.total.value, rel=1e-9)
        assert frame["share"].sum() == pytest.approx(1)
    assert found.total.value == snapshot_records().totals_usd["BRA", "AZE"]


def test_every_fitted_cell_says_so_and_a_pair_below_a_billion_is_warned_of() -> None:
    found = split(country("BRA"), country("AZE"))
    assert set(found.products["basis"]) == {"modelled"}
    assert not found.observed
    assert found.top_right.value == pytest.approx(0.74, abs=0.005)
    assert found.warning.startswith(found.trust)
    assert any("three sums; top section right in 74 %" in note for note in found.notes)
    assert split(country("AZE"), country("ITA")).warning == ""


def test_a_bulk_chapter_below_one_load_is_marked_and_counted() -> None:
    found = split(country("BRA"), country("AZE"))
    marked = found.products.filter(pl.col("caution") == BELOW_ONE_LOT)
    assert marked.height
    assert any(note.startswith(f"{marked.height} bulk chapters") for note in found.notes)


def test_the_residual_and_the_worst_sums_are_those_of_the_fit() -> None:
    found, fit, every = split(country("BRA"), country("AZE")), *_fit()
    assert found.residual.value == fit.residual < 1e-4
    first, miss = found.worst.row(0, named=True), fit.worst[0]
    assert first["wanted_usd"] == miss.wanted
    assert first["hs"] == every.products[miss.product]
    assert first["side"] == "importer"
    assert (first["exporter"], first["importer"]) == ("", every.codes[miss.importer])
    assert np.all(np.diff([abs(row["reached_usd"] - row["wanted_usd"]) for row in found.worst.to_dicts()]) <= 0)


def test_the_fit_is_made_once() -> None:
    assert bilateral_fit(snapshot_records()) is bilateral_fit(snapshot_records())


def _fit() -> tuple[object, ...]:
    return bilateral_fit(snapshot_records()), margins(snapshot_records())


@pytest.mark.parametrize(
    ("pair", "level", "error", "message"),
    [
        (("AZE", "BRA"), 2, NotCovered, "below 100 million: top section right in 12 % of 484 pairs"),
        (("AZE", "ARG"), 2, NotCovered, "nothing recorded"),
        (("ARG", "KOR"), 2, NotCovered, "does not cover this pair"),
        (("AZE", "CUB"), 2, NotCovered, "no 2023 trade totals of Cuba"),
        (("BRA", "AZE"), 4, NotCovered, "by chapter only"),
        (("BRA", "AZE"), 3, BadInput, "HS level 3"),
        (("AZE", "AZE"), 2, SameParty, "are both Azerbaijan"),
    ],
)
def test_what_cannot_be_said_is_refused(
    pair: tuple[str, str], level: int, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        split(country(pair[0]), country(pair[1]), level=level)


@pytest.mark.parametrize("level", [2, 4, 6])
def test_with_flows_the_cells_are_those_on_record(baci_warehouse: str, level: int) -> None:
    with open_warehouse(baci_warehouse) as warehouse:
        records = warehouse_records(warehouse)
        # Half a million: refused where it would have to be fitted.
        found = split(country("AZE"), country("BRA"), records=records, level=level)
        rows = pair_products(warehouse, "AZE", "BRA", level=level, years=(2023,))
    assert found.observed
    assert set(found.products["basis"]) == {str(Basis.RECONCILED)}
    recorded = dict(rows.select("product", "value_usd").iter_rows())
    assert dict(found.products.select("hs", "value_usd").iter_rows()) == recorded
    assert found.products["value_usd"].sum() == pytest.approx(found.total.value, rel=1e-9)
    assert found.residual.value is None
    assert found.sources == ("cepii-baci",)


def test_with_flows_a_pair_without_any_has_nothing_recorded(baci_warehouse: str) -> None:
    with open_warehouse(baci_warehouse) as warehouse:
        records = warehouse_records(warehouse)
        assert ("AZE", "ARG") not in records.totals_usd
        with pytest.raises(NotCovered, match=r"nothing recorded from Azerbaijan to Argentina in BACI HS17 .* in 2023"):
            split(country("AZE"), country("ARG"), records=records)
