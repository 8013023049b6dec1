"""The Poisson fit: golden coefficients on the shipped totals, and laws of the estimator."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat.data import table
from alat.errors import BadInput
from alat.trade.gravity import covered, expected, trade
from alat.trade.ppml import PpmlFit, fit_ppml
from alat.trade.records import snapshot_records

HELD = snapshot_records()

# TRADE.md 2.1: ln(distance), contiguity, language, colony.
COVERED = [-0.83217, 0.44752, 0.09600, 0.08545]
BOTH_FOCAL = [-0.89053, 0.29926, 0.09681, 0.06637]


def test_the_shipped_coefficients_are_the_published_ones() -> None:
    fitted = table("gravity_fit")
    shipped = fitted.filter(fitted["kind"] == "coefficient")
    assert shipped["name"].to_list() == ["ln_distance", "contiguity", "language", "colony"]
    assert shipped["value"].to_list() == pytest.approx(COVERED, abs=1e-4)


def test_a_fit_on_the_shipped_tables_gives_the_shipped_numbers() -> None:
    found = _refit(covered(HELD))
    assert found.observations == 30_654
    assert found.coefficients == pytest.approx(COVERED, abs=1e-4)


def test_a_fit_on_pairs_of_two_focal_codes_gives_the_published_numbers() -> None:
    focal = np.array([code in HELD.focal for code in HELD.codes])
    found = _refit(covered(HELD) & focal[:, None] & focal[None, :])
    assert found.observations == 13_572
    assert found.coefficients == pytest.approx(BOTH_FOCAL, abs=1e-4)


def test_predictions_add_up_to_each_exporters_and_importers_trade() -> None:
    mean, seen = np.where(covered(HELD), expected(HELD), 0.0), np.where(covered(HELD), trade(HELD), 0.0)
    assert mean.sum(axis=1) == pytest.approx(seen.sum(axis=1), rel=1e-6, abs=100)
    assert mean.sum(axis=0) == pytest.approx(seen.sum(axis=0), rel=1e-6, abs=100)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(-2, 2))
def test_an_exact_model_is_found_again(seed: int, slope: float) -> None:
    effects, x = _world(seed)
    found = fit_ppml(np.exp(effects + slope * x), x[None], used=~np.eye(8, dtype=bool))
    assert found.coefficients[0] == pytest.approx(slope, abs=1e-6)
    assert found.importer_effects.mean() == pytest.approx(0, abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(1e-3, 1e6))
def test_a_change_of_unit_changes_no_slope(seed: int, unit: float) -> None:
    effects, x = _world(seed)
    flows = np.random.default_rng(seed).poisson(np.exp(effects - x) * 20).astype(float) + np.eye(8)[::-1]
    used = ~np.eye(8, dtype=bool)
    one, other = (fit_ppml(flows * scale, x[None], used=used) for scale in (1.0, unit))
    assert one.coefficients == pytest.approx(other.coefficients, abs=1e-6)
    assert other.exporter_effects - one.exporter_effects == pytest.approx(np.full(8, np.log(unit)), abs=1e-5)


def test_a_country_without_trade_is_left_out_and_has_no_effect() -> None:
    effects, x = _world(3)
    flows = np.exp(effects - x)
    flows[2] = 0.0
    found = fit_ppml(flows, x[None], used=~np.eye(8, dtype=bool))
    assert np.isnan(found.exporter_effects[2])
    assert found.observations == 7 * 7
    assert found.coefficients[0] == pytest.approx(-1, abs=1e-6)


@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf])
def test_a_value_that_is_no_trade_is_refused(bad: float) -> None:
    effects, x = _world(1)
    flows = np.exp(effects)
    flows[0, 1] = bad
    with pytest.raises(BadInput, match="finite and not negative"):
        fit_ppml(flows, x[None], used=~np.eye(8, dtype=bool))


def test_nothing_to_fit_is_refused() -> None:
    with pytest.raises(BadInput, match="expected more"):
        fit_ppml(np.zeros((3, 3)), np.ones((1, 3, 3)), used=np.ones((3, 3), dtype=bool))


def _world(seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    return random.normal(size=(8, 1)) + random.normal(size=(1, 8)), random.normal(size=(8, 8))


def _refit(used: np.ndarray) -> PpmlFit:
    place = {code: index for index, code in enumerate(HELD.codes)}
    pairs = table("gravity_geography").filter(pl.col("first").is_in(list(place)) & pl.col("second").is_in(list(place)))
    columns = [np.log(pairs["distance_km"].to_numpy())]
    columns += [pairs[name].cast(float).to_numpy() for name in ("contiguity", "language", "colony")]
    regressors = np.zeros((4, len(place), len(place)))
    first, second = ([place[code] for code in pairs[side]] for side in ("first", "second"))
    for index, column in enumerate(columns):
        regressors[index][first, second] = regressors[index][second, first] = column
    return fit_ppml(trade(HELD), regressors, used=used)


def test_geodist_is_shipped_for_countries_that_only_pulled_flows_know() -> None:
    # CEPII GeoDist, distw: Azerbaijan and Cuba 11,283.74 km.
    pairs = table("gravity_geography")
    row = pairs.filter((pl.col("first") == "AZE") & (pl.col("second") == "CUB")).row(0, named=True)
    assert row["distance_km"] == pytest.approx(11_283.74, abs=0.01)
    assert {"CUB", "TWN", "PSE", "PRK", "SMR", "AND", "STP", "WSM", "NRU"} <= {*pairs["first"], *pairs["second"]}
