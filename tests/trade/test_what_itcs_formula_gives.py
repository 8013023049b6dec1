"""ITC's export potential: a worked example by hand, the published ease of the case's pairs, and laws."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat.errors import BadInput
from alat.trade.export_potential import (
    Growth,
    PairDistance,
    PairTariffs,
    World,
    export_potential,
    mean_by_product,
    trade_ease,
)
from alat.trade.gravity import trade
from alat.trade.margins import margins
from alat.trade.records import snapshot_records

HELD = snapshot_records()

ONES = np.ones(2)
# Three countries A, B, C; two products. A sells 45 to B.
WORLD = World(
    exports=np.array([[60.0, 40.0], [20.0, 120.0], [20.0, 40.0]]),
    imports=np.array([[30.0, 50.0], [50.0, 50.0], [20.0, 100.0]]),
    pairs=np.array([[0.0, 45.0, 55.0], [40.0, 0.0, 100.0], [40.0, 20.0, 0.0]]),
)
GROWTH = Growth(gdp=np.array([1.2, 1.1, 1.0]), population=np.array([1.0, 1.05, 1.0]), elasticity=np.ones(2))
TARIFFS = PairTariffs(
    applied=np.array([0.0, 0.1]),
    importer_mean=np.array([0.1, 0.1]),
    faced=np.array([0.08, 0.02]),
    world=np.array([0.05, 0.05]),
    elasticity=ONES,
)
DISTANCE = PairDistance(own=np.log(2000), usual=np.log(np.array([1000.0, 2000.0])))


def test_the_formula_to_the_letter_is_the_worked_example() -> None:
    found = export_potential(WORLD, (0, 1), growth=GROWTH, tariffs=TARIFFS, distance=DISTANCE)
    assert found.name == "ITC"
    # Share 60 x 1.2 / (72 + 22 + 20); sold twice what is bought, so the ratio is one; 1.08 / 1.05 on tariffs faced.
    # Share 40 x 1.2 / (48 + 132 + 40); ratio 40 / 50; 1.02 / 1.05.
    assert found.supply == pytest.approx([72 / 114 * 1.08 / 1.05, 48 / 220 * 0.8 * 1.02 / 1.05])
    # Imports 50 x (1.1 / 1.05) x 1.05 = 55; free of a tariff of ten per cent; twice as far as usual.
    assert found.demand == pytest.approx([55 * 1.1 * 0.5, 55.0])
    # 45 over 0.6 x 50 + 0.2 x 50.
    assert found.ease == pytest.approx(1.125)
    assert found.values == pytest.approx([22.10752, 10.49143], abs=1e-5)


def test_elasticities_are_powers_of_income_per_head_and_of_tariffs() -> None:
    steep = dataclasses.replace(GROWTH, elasticity=np.array([2.0, 0.5]))
    wary = dataclasses.replace(TARIFFS, elasticity=np.array([3.0, 1.0]))
    found = export_potential(WORLD, (0, 1), growth=steep, tariffs=wary, distance=DISTANCE)
    richer = 1.1 / 1.05
    assert found.demand == pytest.approx([50 * richer**2 * 1.05 * 1.1**3 * 0.5, 50 * richer**0.5 * 1.05])
    assert found.supply[0] == pytest.approx(72 / 114 * (1.08 / 1.05) ** 3)


def test_what_is_not_given_is_left_out_and_named() -> None:
    bare = export_potential(WORLD, (0, 1))
    assert (bare.name, bare.left_out) == ("ITC-type", ("growth", "tariffs", "distance"))
    assert bare.values == pytest.approx([0.6 * 50 * 1.125, 0.2 * 0.8 * 50 * 1.125])
    half = export_potential(
        WORLD,
        (0, 1),
        growth=dataclasses.replace(GROWTH, elasticity=None),
        tariffs=PairTariffs(TARIFFS.applied, TARIFFS.importer_mean),
    )
    assert half.left_out == ("income elasticities", "tariffs faced elsewhere", "price elasticities", "distance")
    assert half.demand == pytest.approx([55 * 1.1, 55.0])


def test_no_trade_gives_no_potential_whatever_supply_and_demand() -> None:
    pairs = WORLD.pairs.copy()
    pairs[0, 1] = 0
    found = export_potential(dataclasses.replace(WORLD, pairs=pairs), (0, 1))
    assert found.ease == 0
    assert (found.values == 0).all()
    assert (found.demand > 0).all()


def test_a_product_that_is_not_bought_at_home_is_no_re_export() -> None:
    imports = WORLD.imports.copy()
    imports[0] = 0
    assert export_potential(dataclasses.replace(WORLD, imports=imports), (0, 1)).supply == pytest.approx([0.6, 0.2])


# TRADE.md 2.5
EASE = [
    ("AZE", "BRA", 0.00146),
    ("AZE", "MEX", 0.00050),
    ("AZE", "COL", 0.00534),
    ("AZE", "CHL", 0.00002),
    ("AZE", "ARG", 0.0),
    ("BRA", "AZE", 0.784),
    ("ARG", "AZE", 0.982),
    ("MEX", "AZE", 0.102),
]


@pytest.mark.parametrize(("exporter", "importer", "ease"), EASE)
def test_ease_of_the_cases_pairs_is_the_published_one(exporter: str, importer: str, ease: float) -> None:
    every = margins(HELD)
    found = trade_ease(World(every.exports, every.imports, trade(HELD)))
    assert found[HELD.codes.index(exporter), HELD.codes.index(importer)] == pytest.approx(ease, rel=0.01, abs=5e-6)


@settings(max_examples=50)
@given(st.integers(0, 100_000), st.floats(1e-3, 1e9))
def test_without_corrections_the_potentials_add_up_to_todays_trade(seed: int, unit: float) -> None:
    random = np.random.default_rng(seed)
    exports = random.random((5, 4)) * unit + unit  # everybody sells more of all than they buy
    world = World(exports, random.random((5, 4)) * unit, random.random((5, 5)) * unit)
    found = export_potential(world, (1, 3))
    assert found.values.sum() == pytest.approx(world.pairs[1, 3])
    grown = Growth(np.full(5, 1.3), np.ones(5))
    assert export_potential(world, (1, 3), growth=grown).supply == pytest.approx(found.supply)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"growth": Growth(np.zeros(3), np.ones(3))}, "ratio to what is now"),
        ({"growth": Growth(np.ones(2), np.ones(3))}, r"gdp: expected \(3,\)"),
        ({"tariffs": PairTariffs(np.array([-1.0, 0.0]), np.zeros(2))}, "applied tariffs: expected 2 shares"),
        ({"tariffs": PairTariffs(np.zeros(2), np.zeros(3))}, "importer_mean tariffs"),
        ({"tariffs": PairTariffs(np.zeros(2), np.zeros(2), faced=np.zeros(2))}, "both or neither"),
        ({"distance": PairDistance(1.0, np.array([np.nan, 1.0]))}, "usual distance"),
    ],
)
def test_bad_input_is_refused_with_what_was_expected(change: dict[str, Growth], why: str) -> None:
    with pytest.raises(BadInput, match=why):
        export_potential(WORLD, (0, 1), **change)  # type: ignore[arg-type]


@pytest.mark.parametrize("pair", [(0, 0), (-1, 1), (0, 3)])
def test_a_pair_outside_the_world_is_refused(pair: tuple[int, int]) -> None:
    with pytest.raises(BadInput, match="two different positions of 0 to 2"):
        export_potential(WORLD, pair)


def test_means_by_product_are_weighted_by_trade() -> None:
    bought = np.array([[3.0, 0.0, 0.0], [1.0, 2.0, 0.0]])
    found = mean_by_product(np.log(np.array([1000.0, 4000.0])), bought)
    assert found[:2] == pytest.approx([(3 * np.log(1000) + np.log(4000)) / 4, np.log(4000)])
    assert np.isnan(found[2])
    rates = np.array([[0.1, 0.5, 0.0], [0.3, 0.2, 0.0]])
    assert mean_by_product(rates, bought)[:2] == pytest.approx([0.15, 0.2])
