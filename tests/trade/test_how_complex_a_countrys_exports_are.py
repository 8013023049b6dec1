"""A country's complexity: the indices of its world, ranks among those that are no noise, products near and made."""

import numpy as np
import polars as pl
import pytest

from alat.data import table
from alat.data.warehouse import open_warehouse
from alat.errors import BadInput, NotCovered
from alat.reference import countries, country
from alat.trade import outlook, snapshot_records, warehouse_records
from alat.trade.complexity import complexity
from alat.trade.margins import margins
from alat.trade.nearness import nearness
from alat.trade.settings import parameter, set_apart


def test_indices_and_ranks_are_those_of_the_world_computed_apart() -> None:
    # The slow way: exports by chapter from the table, without what is set apart, ranked by counting.
    supply = table("supply_hs2").filter(
        ~pl.col("hs2").is_in(list(set_apart())) & pl.col("exporter").is_in(list(countries()))
    )
    means = supply.group_by("exporter", "hs2").agg(pl.col("value_usd").sum() / 5)
    wide = means.pivot("hs2", index="exporter", values="value_usd").fill_null(0.0)
    codes, exports = wide["exporter"].to_list(), np.rint(wide.drop("exporter").to_numpy())
    world = complexity(exports)
    large = [i for i in range(len(codes)) if exports[i].sum() >= parameter("ranked_exports_usd")]
    for code in ("AZE", "BRA", "DEU", "CUB", "TWN"):
        found, i = outlook(country(code)), codes.index(code)
        assert found.eci.value == pytest.approx(world.eci[i])
        assert found.coi.value == pytest.approx(world.coi[i])
        assert found.eci_rank.value == 1 + sum(world.eci[j] > world.eci[i] for j in large)
        assert found.coi_rank.value == 1 + sum(world.coi[j] > world.coi[i] for j in large)
        assert found.ranked == len(large)
        assert found.diversity.value == found.made.height == world.diversity[i]


def test_exporters_that_the_totals_lack_are_in_the_world_and_are_answered() -> None:
    # CEPII BACI HS92, 2016-2020, without fuels and precious goods; ranks recomputed apart from the raw file.
    taiwan, cuba = outlook(country("TWN")), outlook(country("CUB"))
    assert (taiwan.exports.value or 0) / 1e9 == pytest.approx(339.0, abs=0.1)
    assert (cuba.exports.value or 0) / 1e9 == pytest.approx(1.19, abs=0.01)
    assert (outlook(country("AZE")).eci_rank.value, taiwan.ranked) == (96, 142)
    assert "over 226 exporters" in cuba.eci.note
    assert any(
        "32 of these are not in the totals of 2023 (largest: Taiwan, Cuba, State of Palestine)" in n for n in cuba.notes
    )


def test_near_and_made_part_the_products_that_are_not_set_apart() -> None:
    found = outlook(country("AZE"))
    near, made = set(found.near["hs"]), set(found.made["hs"])
    assert not near & made
    assert not (near | made) & set(set_apart())
    assert (found.near["rca"] < 1).all()
    assert (found.made["rca"] >= 1).all()
    assert found.near["density"].is_sorted(descending=True)
    assert found.made["pci"].is_sorted(descending=True)


def test_density_and_pci_are_those_that_opportunities_show() -> None:
    records = snapshot_records()
    every, world = margins(records), nearness(records, 2)
    row = outlook(country("AZE")).near.row(0, named=True)
    i, k = every.codes.index("AZE"), every.products.index(row["hs"])
    assert (row["density"], row["pci"], row["cog"]) == (world.density[i, k], world.pci[k], world.cog[i, k])


def test_what_is_left_out_is_said_with_its_share() -> None:
    found = outlook(country("AZE"))
    assert found.left_out.value is not None
    assert found.left_out.value > 0.9
    assert any("are left out" in note and "90.6% of the exports of Azerbaijan" in note for note in found.notes)
    assert any("chapters are coarse" in note and "four digits" in note for note in found.notes)


def test_a_country_that_exports_little_has_no_rank_and_is_told_why() -> None:
    found = outlook(country("KNA"))
    assert found.exports.value is not None
    assert found.exports.value < parameter("ranked_exports_usd")
    assert found.eci_rank.value is None
    assert found.coi_rank.value is None
    assert "exports below 1 bn USD" in found.eci_rank.note
    assert found.eci.value is not None


@pytest.mark.parametrize(
    ("code", "level", "error", "message"),
    [
        ("VAT", None, NotCovered, "no exports of Holy See by product in 2016-2020"),
        ("AZE", 4, NotCovered, "by chapter only"),
        ("AZE", 3, BadInput, "HS level 3"),
    ],
)
def test_what_cannot_be_said_is_refused(code: str, level: int | None, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        outlook(country(code), level=level)


def test_with_flows_four_digits_are_taken(baci_warehouse: str) -> None:
    with open_warehouse(baci_warehouse) as warehouse:
        records = warehouse_records(warehouse)
        found = outlook(country("AZE"), records=records)
        chapters = outlook(country("AZE"), records=records, level=2)
    assert (found.level, found.years, chapters.level) == (4, "2019-2023", 2)
    assert set(found.near["hs"].str.len_chars()) == {4}
    assert not any("coarse" in note for note in found.notes)
    assert any("coarse" in note for note in chapters.notes)
    assert found.near.filter(pl.col("hs").str.starts_with("27")).is_empty()
    with open_warehouse(baci_warehouse) as warehouse, pytest.raises(NotCovered, match="no exports of Cuba"):
        outlook(country("CUB"), records=warehouse_records(warehouse))
