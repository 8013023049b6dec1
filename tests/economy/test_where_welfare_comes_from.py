"""The first-order split, the split along the path, and how they relate to the exact change."""

from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat.economy import Closure, Shock, balanced, path_split, solve
from alat.errors import BadInput

SEEDS = st.integers(min_value=0, max_value=2**32 - 1)
SIZES = st.integers(min_value=2, max_value=4)
KINDS = st.integers(min_value=1, max_value=3)
KEPT = st.sampled_from([Closure.WORLD_SHARE, Closure.MULTIPLICATIVE])


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS, size=SIZES, kinds=KINDS, closure=KEPT)
def test_the_parts_along_the_path_sum_to_the_exact_change(
    made: ModuleType, seed: int, size: int, kinds: int, closure: Closure
) -> None:
    baseline = made.world(seed, size, kinds)
    shock = made.shock(seed, baseline)
    parts = path_split(baseline, shock, closure=closure)
    summed = parts.terms_of_trade + parts.volume_of_trade + parts.trade_cost + parts.transfer
    exact = solve(baseline, shock, closure=closure).welfare
    np.testing.assert_allclose(np.exp(summed) - 1, exact, rtol=0, atol=2e-9)
    assert parts.to_frame().height == size


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS, size=SIZES, kinds=KINDS, closure=KEPT)
def test_the_error_of_the_first_order_falls_with_the_square_of_the_shock(
    made: ModuleType, seed: int, size: int, kinds: int, closure: Closure
) -> None:
    baseline = made.world(seed, size, kinds)
    whole = made.shock(seed, baseline)
    errors = []
    for part in (0.02, 0.01):
        cost = whole.trade_cost**part
        tariff = (1 + baseline.tariff) ** (1 - part) * (1 + whole.tariff) ** part - 1
        after = solve(baseline, Shock(cost, np.maximum(tariff, 0)), closure=closure)
        errors.append(np.abs(after.welfare_formula - after.welfare).max())
    assert errors[1] < 0.35 * errors[0] + 1e-10


def test_for_a_small_shock_each_part_is_that_of_the_path(made: ModuleType) -> None:
    baseline = made.world(11, 4, 3)
    whole = made.shock(11, baseline)
    small = Shock(
        whole.trade_cost**1e-4, (1 + baseline.tariff) * ((1 + whole.tariff) / (1 + baseline.tariff)) ** 1e-4 - 1
    )
    after, parts = solve(baseline, small), path_split(baseline, small)
    first = after.first_order()
    for name in ("terms_of_trade", "volume_of_trade", "trade_cost", "transfer"):
        np.testing.assert_allclose(getattr(first, name), getattr(parts, name), rtol=0, atol=1e-7)
    np.testing.assert_array_equal(after.terms_of_trade, first.terms_of_trade)
    np.testing.assert_array_equal(after.volume_of_trade, first.volume_of_trade)


def test_without_duty_there_is_no_volume_of_trade_and_the_world_gains_what_does_not_melt(made: ModuleType) -> None:
    baseline = balanced(made.world(4, 3, 2, duty=False, nil=0.0))
    shock = Shock(made.shock(4, baseline).trade_cost)
    parts = solve(baseline, shock).first_order()
    np.testing.assert_array_equal(parts.volume_of_trade, 0.0)
    weights = baseline.value_added / baseline.value_added.sum()
    # Terms of trade are what one gains and another loses.
    assert (weights * parts.terms_of_trade).sum() == pytest.approx(0.0, abs=1e-12)
    assert np.abs(path_split(baseline, shock).volume_of_trade).max() < 1e-9


def test_a_closure_that_is_a_shock_of_its_own_is_not_split(made: ModuleType) -> None:
    baseline = made.world(6, 3, 2, nil=0.0)
    with pytest.raises(BadInput, match="a shock of its own"):
        path_split(baseline, made.shock(6, baseline), closure=Closure.ZERO)
    level = balanced(baseline)
    assert path_split(level, made.shock(6, level), closure=Closure.ZERO).gap < 1e-9
