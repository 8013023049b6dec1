"""Complexity indices: equal to the Growth Lab's package, to slow sums by hand, and laws."""

import contextlib
import io
import warnings

import numpy as np
import pandas as pd
import pytest
from ecomplexity import ecomplexity
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from alat.errors import BadInput, NotCovered
from alat.trade.complexity import Complexity, complexity, revealed_advantage

SAME = 1e-10
seeds = st.integers(0, 100_000)


def world(seed: int, countries: int = 25, products: int = 60) -> np.ndarray:
    """Return whole dollars: a few big countries, many zeros, some products of few."""
    random = np.random.default_rng(seed)
    size = random.normal(scale=2, size=(countries, 1)) + random.normal(scale=2, size=(1, products))
    values = np.floor(np.exp(size + random.normal(scale=2, size=(countries, products)) + 8))
    return np.asarray(values * (random.random(values.shape) < 0.6))


def rankable(seed: int) -> np.ndarray:
    """Return a world that has an order; one that falls into parts is not looked at."""
    values = world(seed)
    try:
        complexity(values)
    except NotCovered:
        reject()
    return values


def peer(exports: np.ndarray) -> dict[str, np.ndarray]:
    """Return what py-ecomplexity says, each as countries x products."""
    countries, products = exports.shape
    rows = pd.DataFrame(
        {
            "year": 0,
            "country": np.repeat(np.arange(countries), products),
            "product": np.tile(np.arange(products), countries),
            "value": exports.ravel(),
        }
    )
    names = {"time": "year", "loc": "country", "prod": "product", "val": "value"}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")  # the package warns of what this test is about
        found = ecomplexity(rows, names, check_logsupermodularity=False)
    found = found.sort_values(["country", "product"])
    wanted = ["rca", "mcp", "diversity", "ubiquity", "eci", "pci", "density", "coi", "cog"]
    return {name: found[name].to_numpy(dtype=float).reshape(exports.shape) for name in wanted}


def assert_same(found: Complexity, theirs: dict[str, np.ndarray]) -> None:
    live = ~np.isnan(theirs["rca"])
    shape = live.shape
    mine = {
        "rca": found.rca,
        "mcp": found.advantage.astype(float),
        "diversity": np.broadcast_to(found.diversity[:, None], shape),
        "ubiquity": np.broadcast_to(found.ubiquity[None, :], shape),
        "eci": np.broadcast_to(found.eci[:, None], shape),
        "pci": np.broadcast_to(found.pci[None, :], shape),
        "density": found.density,
        "coi": np.broadcast_to(found.coi[:, None], shape),
        "cog": found.cog,
    }
    for name, values in mine.items():
        assert np.abs(values[live] - theirs[name][live]).max() < SAME, name


@pytest.mark.parametrize(("seed", "countries", "products"), [(1, 25, 60), (2, 60, 25), (3, 120, 97), (4, 80, 400)])
def test_all_indices_are_those_of_the_growth_labs_package(seed: int, countries: int, products: int) -> None:
    exports = world(seed, countries, products)
    assert_same(complexity(exports), peer(exports))


def test_a_country_and_a_product_without_trade_change_nothing_for_the_others() -> None:
    exports = world(5)
    exports[[3, 7]] = 0
    exports[:, [0, 20, 59]] = 0
    found = complexity(exports)
    assert_same(found, peer(exports))
    rest = complexity(np.delete(np.delete(exports, [3, 7], axis=0), [0, 20, 59], axis=1))
    assert np.delete(found.eci, [3, 7]) == pytest.approx(rest.eci, abs=SAME)
    assert np.isnan(found.eci[[3, 7]]).all()
    assert np.isnan(found.pci[[0, 20, 59]]).all()
    assert np.isnan(found.density[3]).all()
    assert np.isnan(found.cog[:, 20]).all()
    assert found.diversity[[3, 7]].tolist() == [0, 0]
    assert not found.advantage[3].any()


def test_a_ratio_of_exactly_one_is_an_advantage_in_any_order_of_rows() -> None:
    exports = world(6)
    exports[4] = exports[np.arange(25) != 4].sum(axis=0)  # the mix of the world: every ratio is one
    found = complexity(exports)
    assert found.diversity[4] == (exports[4] > 0).sum()
    assert_same(found, peer(exports))
    order = np.random.default_rng(0).permutation(25)
    assert (complexity(exports[order]).advantage == found.advantage[order]).all()


def test_twins_have_the_same_index() -> None:
    exports = world(7)
    exports[1], exports[:, 5] = exports[0], exports[:, 4]
    exports[1] = exports[0]
    found = complexity(exports)
    assert found.eci[0] == pytest.approx(found.eci[1], abs=SAME)
    assert found.pci[4] == pytest.approx(found.pci[5], abs=SAME)
    assert_same(found, peer(exports))


def test_a_world_in_two_parts_cannot_be_ranked() -> None:
    exports = np.zeros((20, 30))
    exports[:10, :15], exports[10:, 15:] = world(8, 10, 15) + 1, world(9, 10, 15) + 1
    with pytest.raises(NotCovered, match="without a product in common"):
        complexity(exports)


@pytest.mark.parametrize(
    ("exports", "why"),
    [
        (np.ones((4, 6)), "too much alike"),
        (np.zeros((3, 3)), "expected two or more"),
        (np.array([[1.0, 2.0, 3.0]]), "expected two or more"),
        (np.array([[2.0, 1.0, 0.0], [0.0, 2.0, 1.0], [1.0, 0.0, 2.0]]), "too much alike|equally diverse"),
    ],
)
def test_too_little_to_tell_is_refused(exports: np.ndarray, why: str) -> None:
    with pytest.raises(NotCovered, match=why):
        complexity(exports)


@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf])
def test_a_value_that_is_no_export_is_refused_with_its_place(bad: float) -> None:
    exports = world(1)
    exports[2, 9] = bad
    for call in (complexity, revealed_advantage):
        with pytest.raises(BadInput, match="row 2, column 9"):
            call(exports)
    with pytest.raises(BadInput, match="expected two, countries x products"):
        complexity(exports[0])


def test_density_and_gain_are_the_sums_of_the_atlas() -> None:
    found = complexity(world(10, 12, 300))  # more products than one block holds
    m = found.advantage.astype(float)
    near = np.array(
        [[(m[:, p] * m[:, q]).sum() / max(m[:, p].sum(), m[:, q].sum()) for q in range(300)] for p in range(300)]
    )
    assert found.density == pytest.approx(m @ near / near.sum(axis=0), abs=SAME)
    # The Atlas takes the density term out of the gain; the package that is followed here does not.
    theirs = peer(world(10, 12, 300))
    assert found.cog == pytest.approx(theirs["cog"], abs=SAME)
    assert (found.cog[found.advantage] == 0).all()


def test_an_index_is_the_mean_of_its_products_indices() -> None:
    found = complexity(world(11))
    of_products = [found.pci[has].mean() for has in found.advantage]
    assert found.eci == pytest.approx(of_products, abs=SAME)
    assert found.eci.mean() == pytest.approx(0, abs=SAME)
    assert found.eci.std() == pytest.approx(1, abs=SAME)
    assert np.corrcoef(found.eci, found.diversity)[0, 1] > 0


@settings(max_examples=30)
@given(seeds, st.integers(1, 1000))
def test_the_unit_changes_nothing(seed: int, unit: int) -> None:
    one, other = complexity(rankable(seed)), complexity(rankable(seed) * unit)
    assert (one.advantage == other.advantage).all()
    assert other.eci == pytest.approx(one.eci, abs=1e-8)
    assert other.cog == pytest.approx(one.cog, abs=1e-8)


@settings(max_examples=30)
@given(seeds)
def test_the_order_of_rows_and_columns_changes_nothing(seed: int) -> None:
    random = np.random.default_rng(seed)
    rows, columns = random.permutation(25), random.permutation(60)
    one, other = complexity(rankable(seed)), complexity(rankable(seed)[rows][:, columns])
    assert other.eci == pytest.approx(one.eci[rows], abs=1e-7)
    assert other.pci == pytest.approx(one.pci[columns], abs=1e-7)
    assert other.density == pytest.approx(one.density[rows][:, columns], abs=1e-12)


@settings(max_examples=30)
@given(seeds)
def test_a_country_with_trade_has_an_advantage_in_something(seed: int) -> None:
    found = complexity(rankable(seed))
    assert (found.diversity >= 1).all()
    assert (found.ubiquity[~np.isnan(found.pci)] >= 1).all()
    assert ((found.density >= 0) & (found.density <= 1 + 1e-12))[~np.isnan(found.density)].all()
