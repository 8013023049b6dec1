"""Laws of the equilibrium of many sectors with inputs and tariffs, and the slow solver beside the fast one."""

from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat.economy import (
    Baseline,
    Closure,
    Point,
    Shock,
    balanced,
    check,
    from_flows,
    multistart,
    no_shock,
    rebased,
    scenarios,
    solve,
    solve_all,
)
from alat.errors import NotConvergent

SEEDS = st.integers(min_value=0, max_value=2**32 - 1)
SIZES = st.integers(min_value=2, max_value=5)
KINDS = st.integers(min_value=1, max_value=4)
KEPT = st.sampled_from([Closure.WORLD_SHARE, Closure.MULTIPLICATIVE])


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, size=SIZES, kinds=KINDS, closure=KEPT)
def test_no_shock_changes_nothing(made: ModuleType, seed: int, size: int, kinds: int, closure: Closure) -> None:
    baseline = made.world(seed, size, kinds)
    after = solve(baseline, no_shock(baseline), closure=closure)
    for ones in (after.wages, after.prices, after.price_index, 1 + after.welfare, 1 + after.real_wage):
        np.testing.assert_allclose(ones, 1.0, rtol=0, atol=1e-12)
    np.testing.assert_allclose(after.welfare_formula, 0.0, rtol=0, atol=1e-12)
    np.testing.assert_allclose(after.expenditure, baseline.expenditure, rtol=1e-11)


@settings(max_examples=8, deadline=None)
@given(seed=SEEDS, shape=st.tuples(st.integers(2, 4), st.integers(1, 3)), closure=st.sampled_from(list(Closure)))
def test_the_plain_iteration_finds_the_same(
    made: ModuleType, plain: ModuleType, seed: int, shape: tuple[int, int], closure: Closure
) -> None:
    baseline = made.world(seed, *shape, nil=0.0 if closure is Closure.ZERO else 0.2)
    shock = made.shock(seed, baseline)
    after = solve(baseline, shock, closure=closure)
    slow = plain.solve_plainly(baseline, shock, closure=closure)
    for name in ("wages", "prices"):
        np.testing.assert_allclose(getattr(after, name), slow[name], rtol=1e-9)
    np.testing.assert_allclose(after.expenditure, slow["expenditure"], rtol=1e-8)
    np.testing.assert_allclose(after.welfare, slow["welfare"], rtol=0, atol=1e-9)


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, size=SIZES, kinds=KINDS, closure=st.sampled_from(list(Closure)))
def test_markets_clear_and_accounts_close(made: ModuleType, seed: int, size: int, kinds: int, closure: Closure) -> None:
    baseline = made.world(seed, size, kinds, nil=0.0 if closure is Closure.ZERO else 0.2)
    after = solve(baseline, made.shock(seed, baseline), closure=closure)
    sold = after.trade_before_duty.sum(axis=0)
    earned = (baseline.value_added_share * sold).sum(axis=1)
    np.testing.assert_allclose(earned, after.wages * baseline.value_added, rtol=1e-9)
    np.testing.assert_allclose(after.trade.sum(axis=1), after.expenditure, rtol=1e-9)
    scale = baseline.value_added.sum()
    bought = after.trade_before_duty.sum(axis=(1, 2))
    np.testing.assert_allclose((bought - sold.sum(axis=1)) / scale, after.deficit / scale, rtol=0, atol=1e-10)
    duty = (after.trade_before_duty * after.tariff).sum(axis=(1, 2))
    np.testing.assert_allclose(duty / scale, after.revenue / scale, rtol=0, atol=1e-11)
    assert abs(after.deficit.sum()) / scale < 1e-10
    assert abs(after.certificate.walras) < 1e-10
    check(rebased(after))


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, size=SIZES, kinds=KINDS, closure=KEPT)
def test_the_order_of_countries_and_sectors_does_not_matter(
    made: ModuleType, seed: int, size: int, kinds: int, closure: Closure
) -> None:
    baseline = made.world(seed, size, kinds)
    shock = made.shock(seed, baseline)
    rng = np.random.default_rng(seed)
    rows, columns = rng.permutation(size), rng.permutation(kinds)
    cube, table = np.ix_(rows, rows, columns), np.ix_(rows, columns)
    turned = Baseline(
        countries=tuple(baseline.countries[n] for n in rows),
        sectors=tuple(baseline.sectors[j] for j in columns),
        expenditure=baseline.expenditure[table],
        shares=baseline.shares[cube],
        tariff=baseline.tariff[cube],
        theta=baseline.theta[columns],
        value_added_share=baseline.value_added_share[table],
        input_shares=baseline.input_shares[np.ix_(rows, columns, columns)],
        final_shares=baseline.final_shares[table],
        value_added=baseline.value_added[rows],
        deficit=baseline.deficit[rows],
    )
    straight = solve(baseline, shock, closure=closure)
    other = solve(turned, Shock(shock.trade_cost[cube], shock.tariff[cube]), closure=closure)
    np.testing.assert_allclose(other.welfare, straight.welfare[rows], rtol=0, atol=1e-9)
    np.testing.assert_allclose(other.prices, straight.prices[table], rtol=1e-9)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, size=SIZES, kinds=KINDS, closure=KEPT)
def test_a_sector_split_in_two_equal_ones_changes_nothing(
    made: ModuleType, seed: int, size: int, kinds: int, closure: Closure
) -> None:
    baseline = made.world(seed, size, kinds)
    shock = made.shock(seed, baseline)
    twice = np.append(np.arange(kinds), kinds - 1)
    half = np.where(twice == kinds - 1, 0.5, 1.0)
    split = replace(
        baseline,
        sectors=(*baseline.sectors, "twin"),
        expenditure=baseline.expenditure[:, twice] * half,
        shares=baseline.shares[:, :, twice],
        tariff=baseline.tariff[:, :, twice],
        theta=baseline.theta[twice],
        value_added_share=baseline.value_added_share[:, twice],
        input_shares=baseline.input_shares[:, twice][:, :, twice] * half[None, :, None],
        final_shares=baseline.final_shares[:, twice] * half,
    )
    one = solve(baseline, shock, closure=closure)
    two = solve(split, Shock(shock.trade_cost[:, :, twice], shock.tariff[:, :, twice]), closure=closure)
    np.testing.assert_allclose(two.welfare, one.welfare, rtol=0, atol=1e-9)
    np.testing.assert_allclose(two.wages, one.wages, rtol=1e-9)
    np.testing.assert_allclose(two.welfare_formula, one.welfare_formula, rtol=0, atol=1e-9)
    np.testing.assert_allclose(two.trade[:, :, -1] * 2, one.trade[:, :, -1], rtol=1e-8)


def test_a_sector_that_nobody_uses_changes_nothing_and_breaks_nothing(made: ModuleType) -> None:
    baseline = made.world(9, 3, 2)
    shock = made.shock(9, baseline)
    more, used = np.array([0, 1, 1]), np.array([1.0, 1.0, 0.0])
    idle = replace(
        baseline,
        sectors=(*baseline.sectors, "idle"),
        expenditure=baseline.expenditure[:, more] * used,
        shares=baseline.shares[:, :, more],
        tariff=baseline.tariff[:, :, more],
        theta=baseline.theta[more],
        value_added_share=baseline.value_added_share[:, more],
        input_shares=baseline.input_shares[:, more][:, :, more] * used[None, :, None],
        final_shares=baseline.final_shares[:, more] * used,
    )
    one = solve(baseline, shock)
    two = solve(idle, Shock(shock.trade_cost[:, :, more], shock.tariff[:, :, more]))
    np.testing.assert_allclose(two.welfare, one.welfare, rtol=0, atol=1e-11)
    assert two.trade[:, :, 2].sum() == 0.0
    check(rebased(two))


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, shape=st.tuples(SIZES, KINDS), closure=KEPT, factor=st.floats(1e-6, 1e6))
def test_the_unit_of_money_does_not_matter(
    made: ModuleType, seed: int, shape: tuple[int, int], closure: Closure, factor: float
) -> None:
    baseline = made.world(seed, *shape)
    shock = made.shock(seed, baseline)
    money = {name: getattr(baseline, name) * factor for name in ("expenditure", "value_added", "deficit")}
    rich, poor = solve(replace(baseline, **money), shock, closure=closure), solve(baseline, shock, closure=closure)
    np.testing.assert_allclose(rich.welfare, poor.welfare, rtol=0, atol=1e-9)
    np.testing.assert_allclose(rich.revenue / factor, poor.revenue, rtol=1e-8, atol=1e-9)
    # World value added is the numeraire: it does not move.
    assert (poor.wages * baseline.value_added).sum() == pytest.approx(baseline.value_added.sum(), rel=1e-12)


def real_wage_by_home_shares(baseline: Baseline, home: np.ndarray) -> np.ndarray:
    """Return w / P, new over old, from the home share of each sector, new over old, shape (N, J).

    Costinot & Rodríguez-Clare (2014), "Trade theory with numbers", with inputs: the price of a sector over the wage is
    its home share to 1 / theta, and that of its inputs again.
    """
    found = np.empty(len(home))
    for n, shares in enumerate(home):
        inputs = (1 - baseline.value_added_share[n]) * baseline.input_shares[n]
        prices = np.linalg.solve(np.eye(len(inputs)) - inputs.T, np.log(shares) / baseline.theta)
        found[n] = np.exp(-baseline.final_shares[n] @ prices)
    return found


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, size=SIZES, kinds=KINDS, closure=KEPT)
def test_the_real_wage_is_told_by_home_shares(
    made: ModuleType, seed: int, size: int, kinds: int, closure: Closure
) -> None:
    baseline = made.world(seed, size, kinds)
    after = solve(baseline, made.shock(seed, baseline), closure=closure)
    own = np.arange(size)
    home = after.trade[own, own] / after.expenditure / baseline.shares[own, own]
    np.testing.assert_allclose(1 + after.real_wage, real_wage_by_home_shares(baseline, home), rtol=1e-10)


def test_autarky_costs_what_home_shares_say(made: ModuleType) -> None:
    baseline = balanced(made.world(1, 5, 4, duty=False, nil=0.0))
    own = np.arange(5)
    cost = np.full(baseline.shares.shape, 1e4)
    cost[own, own] = 1.0
    after = solve(baseline, Shock(cost))
    alone = real_wage_by_home_shares(baseline, 1 / baseline.shares[own, own])
    np.testing.assert_allclose(1 + after.welfare, alone, rtol=1e-6)


def test_alike_countries_fare_alike(made: ModuleType) -> None:
    one = made.world(3, 2, 3)
    flows = one.shares * one.expenditure[:, None, :] / (1 + one.tariff)
    mirrored = (flows + flows[::-1, ::-1]) / 2
    names = {"countries": ("A", "B"), "sectors": one.sectors}
    alike = from_flows(
        **names,
        flows=mirrored,
        value_added_share=np.tile(one.value_added_share[:1], (2, 1)),
        input_shares=np.tile(one.input_shares[:1], (2, 1, 1)),
        theta=one.theta,
        tariff=np.full(mirrored.shape, 0.1) * (1 - np.eye(2))[:, :, None],
    )
    after = solve(alike, Shock(np.ones(mirrored.shape), np.zeros(mirrored.shape)))
    np.testing.assert_allclose(after.wages, 1.0, rtol=0, atol=1e-12)
    assert after.welfare[0] == pytest.approx(after.welfare[1], abs=1e-13)
    assert after.welfare[0] > 0


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS, size=SIZES, kinds=KINDS, closure=KEPT)
def test_many_scenarios_together_are_each_alone(
    made: ModuleType, seed: int, size: int, kinds: int, closure: Closure
) -> None:
    baseline = made.world(seed, size, kinds)
    shocks = [made.shock(seed + each, baseline, size=0.1 * each) for each in range(4)]
    cost, duty = np.array([each.trade_cost for each in shocks]), np.array([each.tariff for each in shocks])
    for alone, together in zip(shocks, solve_all(baseline, scenarios(cost, duty), closure=closure), strict=True):
        single = solve(baseline, alone, closure=closure)
        np.testing.assert_allclose(together.welfare, single.welfare, rtol=0, atol=1e-10)
        np.testing.assert_allclose(together.trade, single.trade, rtol=1e-8, atol=1e-12)
        assert together.certificate.iterations == single.certificate.iterations


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS, size=SIZES, kinds=KINDS, closure=KEPT)
def test_wherever_the_search_begins_it_ends_at_the_same_equilibrium(
    made: ModuleType, seed: int, size: int, kinds: int, closure: Closure
) -> None:
    baseline = made.world(seed, size, kinds)
    found = multistart(baseline, made.shock(seed, baseline), closure=closure, starts=4, seed=seed)
    assert found.furthest < 1e-9
    assert found.starts == 4


def test_a_search_begun_at_the_answer_is_over_at_once(made: ModuleType) -> None:
    baseline = made.world(5, 4, 3)
    shock = made.shock(5, baseline)
    cold = solve(baseline, shock)
    warm = solve(baseline, shock, start=cold.point)
    assert warm.certificate.iterations < cold.certificate.iterations / 2
    np.testing.assert_allclose(warm.welfare, cold.welfare, rtol=0, atol=1e-11)


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS, size=SIZES, kinds=KINDS)
def test_a_world_without_deficits_is_found_and_a_consistent_one_is_kept(
    made: ModuleType, seed: int, size: int, kinds: int
) -> None:
    baseline = made.world(seed, size, kinds, nil=0.0)
    level = balanced(baseline)
    check(level)
    assert np.abs(level.deficit).max() < 1e-9 * baseline.value_added.sum()
    closed = solve(baseline, no_shock(baseline), closure=Closure.ZERO)
    np.testing.assert_allclose(level.value_added, closed.wages * baseline.value_added, rtol=1e-9)
    kept = balanced(baseline, deficit=baseline.deficit)
    np.testing.assert_allclose(kept.expenditure, baseline.expenditure, rtol=1e-10)


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS, size=SIZES, kinds=KINDS, closure=KEPT)
def test_two_shocks_one_after_the_other_are_one(
    made: ModuleType, seed: int, size: int, kinds: int, closure: Closure
) -> None:
    baseline = made.world(seed, size, kinds)
    first, second = made.shock(seed, baseline), made.shock(seed + 7, baseline)
    half = solve(baseline, first, closure=closure)
    rest = solve(rebased(half), second, closure=closure)
    both = solve(baseline, Shock(first.trade_cost * second.trade_cost, second.tariff), closure=closure)
    np.testing.assert_allclose((1 + half.welfare) * (1 + rest.welfare), 1 + both.welfare, rtol=1e-9)


def test_without_an_answer_there_is_the_best_point_and_no_number(made: ModuleType) -> None:
    baseline = made.world(2, 4, 3)
    with pytest.raises(NotConvergent) as caught:
        solve(baseline, made.shock(2, baseline), most_iterations=4)
    assert caught.value.residual > caught.value.tolerance
    assert isinstance(caught.value.last, Point)
    assert np.isfinite(caught.value.last.prices).all()
    with pytest.raises(NotConvergent, match="of scenario 1") as named:
        solve_all(baseline, [no_shock(baseline), made.shock(2, baseline)], most_iterations=4)
    assert "scenarios 0 to 1 of 2" in named.value.__notes__[0]
