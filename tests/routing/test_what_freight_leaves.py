"""What freight and rivals leave of an opportunity: laws of the network's potential."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from alat.data import table
from alat.errors import BadInput, NotCovered
from alat.network import scenario
from alat.reference import country, pair
from alat.routing import (
    all_pairs,
    net_of_freight,
    network_potential,
    priority,
)
from alat.routing import potential as room
from alat.routing.carriage import BY_NETWORK, carriage
from alat.trade import opportunities, snapshot_records, to_look_at
from alat.trade.gravity import expected, geography, places
from alat.trade.margins import margins
from alat.trade.screens import cargo_of

HELD = snapshot_records()
ON = date(2025, 6, 1)


def test_the_shipped_costs_are_those_of_the_shipped_network() -> None:
    found = all_pairs(cargo="container")
    shipped = carriage("container")
    assert shipped.countries == found.countries
    there = np.isfinite(found.money_usd)
    assert (np.isfinite(shipped.money_usd_per_t) == there).all()
    assert shipped.money_usd_per_t[there] * 20 == pytest.approx(found.money_usd[there], abs=0.06)
    assert shipped.hours[there] == pytest.approx(found.hours[there], abs=0.51)


@pytest.mark.parametrize("cargo", [cargo for cargo in BY_NETWORK if cargo != "container"])
@pytest.mark.slow
def test_so_are_those_of_every_cargo_class(cargo: str) -> None:
    found, shipped = all_pairs(cargo=cargo), carriage(cargo)
    there = np.isfinite(found.money_usd)
    load_t = float(table("reference_cargo_classes").filter(pl.col("code") == cargo)["load_t"][0])
    assert shipped.money_usd_per_t[there] * load_t == pytest.approx(found.money_usd[there], abs=0.06)


def test_goods_that_fly_have_no_carriage_between_all_countries() -> None:
    with pytest.raises(NotCovered, match="air"):
        carriage("air")


def test_the_usual_is_a_least_squares_line_with_two_effects() -> None:
    random = np.random.default_rng(3)
    size = 7
    used = (random.random((size, size)) < 0.8) & ~np.eye(size, dtype=bool)
    x = random.normal(size=(2, size, size))
    y = np.where(used, random.normal(size=(size, size)), np.nan)
    rows, columns = np.nonzero(used)
    dummies = np.zeros((rows.size, 2 * size))
    dummies[np.arange(rows.size), rows] = dummies[np.arange(rows.size), size + columns] = 1
    design = np.column_stack([x[0][used], x[1][used], dummies])
    wanted = design @ np.linalg.lstsq(design, y[used], rcond=None)[0]
    assert room._usual(y, x, used=used)[used] == pytest.approx(wanted, abs=1e-9)


def test_what_is_left_over_averages_nothing_for_each_country() -> None:
    log_tau, usual = room._log_costs(HELD, "container", scenario=scenario({}, name="base"))
    known = np.isfinite(log_tau) & np.isfinite(usual) & np.isfinite(geography(HELD)[0])
    excess = np.where(known, log_tau - np.where(known, usual, 0.0), 0.0)
    assert np.abs(excess.sum(axis=0)).max() < 1e-6
    assert np.abs(excess.sum(axis=1)).max() < 1e-6


def test_no_elasticity_leaves_the_structural_potential(monkeypatch: pytest.MonkeyPatch) -> None:
    found = opportunities("AZE", "BRA")
    still = replace(room.theta("container"), low=1e-9, central=1e-9, high=1e-9)
    monkeypatch.setattr(room, "theta", lambda _: still)
    room._shared_out.cache_clear()
    try:
        rows = network_potential(found, records=HELD).products
    finally:
        room._shared_out.cache_clear()
    # Pairs without any lane (0.2 %) stay out whatever the elasticity, which moves the rest a little.
    assert rows["network_musd"].to_numpy() == pytest.approx(rows["structural_musd"].to_numpy(), rel=0.04)
    assert rows["network_musd"].sum() == pytest.approx(rows["structural_musd"].sum(), rel=0.01)


def test_the_potentials_of_all_pairs_add_up_to_the_margins() -> None:
    every = margins(HELD)
    mean, sold, bought = room._shared_out(HELD, 2, cargo="container", end="central", scenario=scenario({}, name="base"))
    chosen = np.array([cargo_of(code) == "container" for code in every.products])
    placed = expected(HELD).sum(axis=1) > 0
    cells = np.einsum("ij,ik,jk->ik", mean, sold, bought)
    assert cells[placed].sum(axis=0) == pytest.approx(every.exports[placed][:, chosen].sum(axis=0), rel=1e-3)


def test_the_range_holds_the_central_figure_and_freight_stands_beside_the_usual() -> None:
    rows = network_potential(opportunities("AZE", "BRA"), records=HELD).products
    assert (rows["network_low_musd"] <= rows["network_musd"] + 1e-12).all()
    assert (rows["network_musd"] <= rows["network_high_musd"] + 1e-12).all()
    flying = rows.filter(pl.col("cargo") == "air")
    assert flying["freight_share"].null_count() == flying.height
    boxes = rows.filter(pl.col("cargo") == "container").row(0, named=True)
    own = carriage("container")
    at = tuple(own.countries.index(code) for code in ("AZE", "BRA"))
    assert boxes["freight_share"] == pytest.approx(own.generalised_usd_per_t[at] / own.value_usd_per_t)


def test_without_any_lane_nothing_can_be_sold() -> None:
    cut = scenario({"avoid": ["GEO", "RUS", "IRN", "KAZ", "TKM", "ARM", "TUR"]}, name="cut")
    found = network_potential(opportunities("AZE", "BRA"), records=HELD, scenario=cut)
    boxes = found.products.filter(pl.col("cargo") == "container")
    assert boxes["network_musd"].max() == 0
    assert boxes["freight_share"].null_count() == boxes.height
    assert found.scenario == "cut"


def test_net_of_freight_holds_the_three_together() -> None:
    found = opportunities("AZE", "BRA")
    answer = net_of_freight(found, records=HELD)
    assert answer.looked_at == tuple(row["hs"] for row in to_look_at(found))
    assert answer.network.kept.value == pytest.approx(
        answer.network.products.join(found.products.filter("kept").select("hs"), on="hs")["network_musd"].sum() * 1e6
    )
    products = answer.network.products
    looked_at = products.filter(pl.col("hs").is_in(answer.looked_at))
    assert answer.network.listed.value == pytest.approx(looked_at["network_musd"].sum() * 1e6)
    assert set(answer.rivals.products["hs"]) <= set(answer.looked_at)


def test_members_are_ranked_and_those_not_known_are_named() -> None:
    found = priority(pair("AZE", "latin-america"), sells=True, on=ON, records=HELD)
    known = found.partners.filter(pl.col("unknown") == "")
    assert known["network_musd"].to_list() == sorted(known["network_musd"], reverse=True)
    cuba = found.partners.filter(pl.col("iso3") == "CUB").row(0, named=True)
    assert "no 2023 trade totals of Cuba" in cuba["unknown"]
    assert (cuba["network_musd"], cuba["recorded_musd"], cuba["covered"]) == (None, None, False)
    argentina = found.partners.filter(pl.col("iso3") == "ARG").row(0, named=True)
    assert (argentina["recorded_musd"], argentina["covered"]) == (None, True)
    one = opportunities("AZE", "BRA")
    net = network_potential(one, records=HELD).products
    net = net.filter(pl.col("hs").is_in([row["hs"] for row in to_look_at(one)]))
    ends = [net[column].sum() for column in ("at_high_theta_musd", "network_musd", "at_low_theta_musd")]
    brazil = known.filter(pl.col("iso3") == "BRA").row(0, named=True)
    assert (brazil["network_low_musd"], brazil["network_high_musd"]) == pytest.approx((min(ends), max(ends)))
    assert brazil["network_high_musd"] <= net["network_high_musd"].sum()
    assert brazil["structural_musd"] == pytest.approx(sum(row["structural_musd"] for row in to_look_at(one)))


def test_a_country_is_no_bloc() -> None:
    with pytest.raises(BadInput, match="expected a bloc"):
        priority(pair("AZE", "BRA"), sells=True, on=ON, records=HELD)


def test_every_pair_of_the_records_has_a_place() -> None:
    assert places(HELD)[country("Azerbaijan").iso3] == HELD.codes.index("AZE")
