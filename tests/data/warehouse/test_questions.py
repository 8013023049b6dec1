"""Does every backend give the same answers, and are they those of the files?"""

from types import ModuleType

import polars as pl
import pytest

from alat.data.warehouse import (
    Warehouse,
    flow_areas,
    flow_dataset,
    flow_products,
    flow_years,
    margins,
    pair_products,
    pair_years,
    product_flows,
    totals,
)
from alat.errors import BadInput, NotCovered

BRAZIL, AZERBAIJAN, UNITED_STATES = 76, 31, 842


@pytest.fixture(scope="session")
def rows(source_rows: pl.DataFrame) -> pl.DataFrame:
    """Return the files' rows, read by other means: whole dollars, tonnes, unknown where the file says NA."""
    return source_rows.select(
        year=pl.col("t").cast(pl.Int32),
        i=pl.col("i").cast(pl.Int32),
        j=pl.col("j").cast(pl.Int32),
        k="k",
        value_usd=(pl.col("v").cast(pl.Float64) * 1000).round(0),
        quantity_t=pl.col("q").str.strip_chars().replace("NA", None).cast(pl.Float64),
    )


def measures(rows: pl.DataFrame, *keys: str | pl.Expr) -> pl.DataFrame:
    """Add rows up as the questions promise."""
    known = pl.col("quantity_t").is_not_null()
    found = rows.group_by(*keys).agg(
        pl.col("value_usd").sum(),
        pl.when(known.any()).then(pl.col("quantity_t").sum()).alias("quantity_t"),
        pl.col("value_usd").filter(known).sum().alias("quantity_value_usd"),
    )
    return found.sort(found.columns[: len(keys)])


def same(found: pl.DataFrame, expected: pl.DataFrame) -> None:
    assert found.columns == expected.columns
    assert found.height == expected.height
    for name in found.columns:
        if found[name].dtype == pl.Float64:
            assert found[name].is_null().equals(expected[name].is_null())
            gap = (found[name] - expected[name]).abs() / expected[name].abs().clip(1e-9)
            assert (gap.fill_null(0.0).fill_nan(0.0) < 1e-12).all(), name
        else:
            assert found[name].cast(pl.String).equals(expected[name].cast(pl.String)), name


def test_the_years_and_the_world_are_those_of_the_files(any_warehouse: Warehouse, rows: pl.DataFrame) -> None:
    vintage = flow_dataset(any_warehouse)
    assert vintage is not None
    assert flow_years(any_warehouse) == (2022, 2023)
    assert vintage.rows == rows.height
    assert vintage.value_usd == rows["value_usd"].sum()
    other = rows.filter((pl.col("i") == 490) | (pl.col("j") == 490))["value_usd"].sum()
    assert vintage.unmapped_usd == other > 0
    assert "490 (Other Asia, nes)" in vintage.note


def test_mapped_and_unmapped_totals_add_up_to_the_world(any_warehouse: Warehouse, rows: pl.DataFrame) -> None:
    found = totals(any_warehouse, 2023)
    assert found["value_usd"].sum() == rows.filter(pl.col("year") == 2023)["value_usd"].sum()
    assert {"490", "USA", "FRA"} <= set(found["exporter"])


def test_a_pair_by_year_is_the_sum_of_its_rows(any_warehouse: Warehouse, rows: pl.DataFrame) -> None:
    chosen = rows.filter(pl.col("i") == BRAZIL, pl.col("j") == AZERBAIJAN)
    same(pair_years(any_warehouse, "BRA", "AZE"), measures(chosen, "year"))


@pytest.mark.parametrize("level", [2, 4, 6])
def test_a_pair_by_product_keeps_leading_noughts_at_each_level(
    any_warehouse: Warehouse, rows: pl.DataFrame, level: int
) -> None:
    chosen = rows.filter(pl.col("i") == UNITED_STATES, pl.col("j") == AZERBAIJAN)
    expected = measures(chosen, "year", pl.col("k").str.head(level).alias("product"))
    found = pair_products(any_warehouse, "USA", "AZE", level=level, years=(2022, 2023))
    same(found, expected)
    assert found["product"].str.len_chars().unique().to_list() == [level]
    assert found["product"].str.starts_with("0").any()


@pytest.mark.parametrize(("side", "code"), [("exporter", "i"), ("importer", "j")])
@pytest.mark.parametrize("level", [2, 6])
def test_a_margin_is_the_sum_over_partners(
    any_warehouse: Warehouse, rows: pl.DataFrame, side: str, code: str, level: int
) -> None:
    names = dict(flow_areas(any_warehouse).select("code", "country").iter_rows())
    chosen = rows.filter(pl.col("year") == 2022).with_columns(
        country=pl.col(code).replace_strict(names, return_dtype=pl.String), product=pl.col("k").str.head(level)
    )
    found = margins(any_warehouse, side=side, level=level, years=(2022,))
    same(found, measures(chosen, "year", "country", "product"))


@pytest.mark.parametrize("product", ["27", "2709", "270900", "0304"])
def test_a_product_is_found_between_all_pairs(any_warehouse: Warehouse, rows: pl.DataFrame, product: str) -> None:
    names = dict(flow_areas(any_warehouse).select("code", "country").iter_rows())
    chosen = rows.filter(pl.col("k").str.starts_with(product)).with_columns(
        exporter=pl.col("i").replace_strict(names, return_dtype=pl.String),
        importer=pl.col("j").replace_strict(names, return_dtype=pl.String),
    )
    found = product_flows(any_warehouse, product, years=(2022, 2023))
    assert found.height
    same(found, measures(chosen, "year", "exporter", "importer"))


def test_a_pair_without_flows_is_empty_and_not_nought(any_warehouse: Warehouse) -> None:
    assert pair_years(any_warehouse, "AZE", "FJI").height == 0
    assert pair_products(any_warehouse, "AZE", "FJI", level=2, years=(2023,)).height == 0


def test_a_year_that_was_not_loaded_is_not_covered(any_warehouse: Warehouse) -> None:
    with pytest.raises(NotCovered, match=r"baci-hs22 V202501 in the warehouse has no year 2019; it has 2022, 2023"):
        totals(any_warehouse, 2019)


@pytest.mark.parametrize("level", [0, 3, 8])
def test_a_level_that_is_none_is_refused(any_warehouse: Warehouse, level: int) -> None:
    with pytest.raises(BadInput, match="expected 2, 4 or 6 digits"):
        pair_products(any_warehouse, "AZE", "BRA", level=level, years=(2023,))


def test_products_and_areas_are_those_of_the_lists(any_warehouse: Warehouse, baci_files: ModuleType) -> None:
    products = flow_products(any_warehouse)
    assert products["product"].to_list() == baci_files.product_list()["code"].sort().to_list()
    areas = flow_areas(any_warehouse)
    assert areas.filter(~pl.col("mapped"))["country"].to_list() == ["490"]
    assert areas.filter(pl.col("code") == UNITED_STATES)["country"].to_list() == ["USA"]
