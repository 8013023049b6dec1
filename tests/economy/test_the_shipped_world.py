"""The one-sector world built from the shipped tables alone."""

from pathlib import Path

import numpy as np
import pytest

from alat.data import table
from alat.economy import Baseline, between, solve, world_baseline
from alat.errors import BadInput


@pytest.fixture(scope="module")
def world() -> Baseline:
    return world_baseline()


def test_it_holds_the_countries_of_the_totals_and_their_trade(world: Baseline) -> None:
    flows = table("flows_total")
    assert len(world.countries) == 194
    purchases = world.shares[:, :, 0] * world.expenditure
    abroad = purchases.sum() - np.trace(purchases)
    assert abroad == pytest.approx(flows["value_usd"].sum(), rel=1e-9)
    assert "CUB" not in world.countries


def test_one_shipped_flow_stands_with_the_buyer_first(world: Baseline) -> None:
    flows = table("flows_total")
    pair = flows.filter((flows["exporter"] == "BRA") & (flows["importer"] == "AZE"))
    value = pair["value_usd"].item()
    buyer, seller = world.countries.index("AZE"), world.countries.index("BRA")
    assert world.shares[buyer, seller, 0] * world.expenditure[buyer, 0] == pytest.approx(value, rel=1e-12)


def test_it_gives_the_golden_gain_of_azerbaijan(world: Baseline) -> None:
    # fmt: off
    others = (
        "ARG", "BOL", "BRA", "CHL", "COL", "CRI", "DOM", "ECU", "SLV", "GTM", "HTI", "HND", "MEX", "NIC", "PAN", "PRY",
        "PER", "URY", "VEN",
    )
    # fmt: on
    after = solve(world, between(world, "AZE", others=others, factor=0.9))
    home = after.countries.index("AZE")
    # Golden: 5.76898 basis points of real wage, 4.213 of real absorption (prototype on the raw files).
    assert after.real_wage[home] * 1e4 == pytest.approx(5.76898, rel=1e-4)
    assert after.welfare[home] * 1e4 == pytest.approx(4.213, abs=1e-3)
    assert after.to_frame().height == 194
    assert after.notes == world.notes
    assert "baci-hs22-2023" in after.sources


def test_what_it_assumes_is_said(world: Baseline) -> None:
    notes = " ".join(world.notes)
    # 14 of the case's codes and 62 more are not focal: 76 x 75 ordered pairs the file leaves out.
    assert "5700 of 37442 ordered pairs are not covered" in notes
    assert "VEN 2014" in notes
    assert "raised to cover exports for MHL" in notes
    assert "elasticity, 5, is assumed" in notes


def test_another_ratio_changes_the_share_a_country_buys_from_itself(world: Baseline) -> None:
    home = world.countries.index("AZE")
    lean = world_baseline(gross_output_ratio=1.0)
    assert lean.shares[home, home, 0] < world.shares[home, home, 0]
    assert lean.floored == ("GMB", "KHM", "MHL", "MYS", "SVK", "VNM")
    assert "1 times GDP" in " ".join(lean.notes)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"theta": 0.0}, "theta must be positive"),
        ({"theta": -1.0}, "theta must be positive"),
        ({"gross_output_ratio": 0.0}, "gross_output: expected a positive number"),
        ({"gross_output_ratio": 0.5}, "value_added_share: expected a share"),
    ],
)
def test_a_parameter_out_of_range_is_refused(wrong: dict[str, float], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        world_baseline(**wrong)


@pytest.mark.raw
def test_the_ratio_of_output_to_value_added_is_that_of_its_source(raw_data: Path) -> None:
    data = np.load(raw_data / "reference" / "caliendo_parro" / "cp2015.npz")
    output = np.einsum("nij,nj->ij", data["pi_nij"] / (1 + data["tau_nij"]), data["X_nj"]).sum(axis=1)
    parameters = dict(table("economy_parameters").select("parameter", "value").iter_rows())
    # 1.932 for the world and 1.946 for the median country, as the note on the parameter rounds them.
    assert output.sum() / data["wL_n"].sum() == pytest.approx(1.932, abs=5e-4)
    assert np.median(output / data["wL_n"]) == pytest.approx(1.946, abs=5e-4)
    assert parameters["gross_output_ratio"] == 1.9
