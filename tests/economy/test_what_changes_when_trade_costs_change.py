"""Laws of the one-sector equilibrium, and what it refuses."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat.economy import Baseline, Closure, Equilibrium, Shock, between, one_sector, solve
from alat.errors import BadInput, NotConvergent, UnknownCode

SEEDS = st.integers(min_value=0, max_value=2**32 - 1)
SIZES = st.integers(min_value=2, max_value=8)
CLOSURES = st.sampled_from([Closure.WORLD_SHARE, Closure.MULTIPLICATIVE])


def world(seed: int, size: int, *, theta: float = 5.0, nil: float = 0.2) -> Baseline:
    """Return a random world: unbalanced trade, some nil flows, unequal sizes and value-added shares.

    Each country sells to the next whatever is nil: where some buy from others and sell them nothing, even by way of
    third ones, imbalances may have no equilibrium.
    """
    rng = np.random.default_rng(seed)
    traded = (rng.random((size, size)) >= nil) | np.roll(np.eye(size, dtype=bool), 1, axis=1)
    exports = rng.lognormal(0.0, 1.5, (size, size)) * traded
    np.fill_diagonal(exports, 0.0)
    output = exports.sum(axis=1) * rng.uniform(3.0, 9.0, size) + rng.uniform(1.0, 5.0, size)
    names = tuple(f"C{index}" for index in range(size))
    shares = rng.uniform(0.4, 0.6, size)
    return one_sector(names, exports, gross_output=output, value_added_share=shares, theta=theta)


def random_shock(seed: int, baseline: Baseline) -> Shock:
    rng = np.random.default_rng(seed + 1)
    cost = rng.uniform(0.8, 1.25, baseline.shares.shape)
    size = len(baseline.countries)
    cost[np.arange(size), np.arange(size), :] = 1.0
    return Shock(cost)


def no_shock(baseline: Baseline) -> Shock:
    return Shock(np.ones(baseline.shares.shape))


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, size=SIZES, closure=CLOSURES)
def test_no_shock_changes_nothing(seed: int, size: int, closure: Closure) -> None:
    baseline = world(seed, size)
    after = solve(baseline, no_shock(baseline), closure=closure)
    for ones in (after.wages, after.prices, 1 + after.real_wage, 1 + after.welfare):
        np.testing.assert_allclose(ones, 1.0, rtol=0, atol=1e-11)
    np.testing.assert_allclose(after.expenditure, baseline.expenditure, rtol=1e-10)


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, size=SIZES, closure=st.sampled_from(list(Closure)))
def test_markets_clear_and_the_world_spends_what_it_earns(seed: int, size: int, closure: Closure) -> None:
    # Balanced trade has no equilibrium where one side buys nothing from the other, so such worlds are left out.
    baseline = world(seed, size, nil=0.0 if closure is Closure.ZERO else 0.2)
    after = solve(baseline, random_shock(seed, baseline), closure=closure)
    output = after.wages * baseline.value_added / baseline.value_added_share[:, 0]
    np.testing.assert_allclose(after.trade[:, :, 0].sum(axis=0), output, rtol=1e-9)
    np.testing.assert_allclose(after.trade.sum(axis=1), after.expenditure, rtol=1e-9)
    assert after.expenditure.sum() == pytest.approx(output.sum(), rel=1e-11)
    assert after.certificate.excess_demand < 1e-9
    assert after.certificate.price_gap < 1e-9


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, size=SIZES, closure=CLOSURES, theta=st.floats(2.0, 9.0))
def test_the_real_wage_is_told_by_the_share_bought_at_home(
    seed: int, size: int, closure: Closure, theta: float
) -> None:
    # Arkolakis, Costinot & Rodríguez-Clare (2012), with roundabout inputs: w/P = home share ^ (-1 / (theta beta)).
    baseline = world(seed, size, theta=theta)
    after = solve(baseline, random_shock(seed, baseline), closure=closure)
    own_before = np.diagonal(baseline.shares[:, :, 0])
    own_after = np.diagonal(after.trade[:, :, 0]) / after.expenditure[:, 0]
    power = -1.0 / (theta * baseline.value_added_share[:, 0])
    np.testing.assert_allclose(1 + after.real_wage, (own_after / own_before) ** power, rtol=1e-9)


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, size=SIZES, closure=CLOSURES)
def test_the_order_of_countries_does_not_matter(seed: int, size: int, closure: Closure) -> None:
    baseline = world(seed, size)
    shock = random_shock(seed, baseline)
    order = np.random.default_rng(seed).permutation(size)
    by_country = {
        name: getattr(baseline, name)[order]
        for name in ("expenditure", "value_added_share", "input_shares", "final_shares", "value_added", "deficit")
    }
    shuffled = dataclasses.replace(
        baseline,
        countries=tuple(baseline.countries[index] for index in order),
        shares=baseline.shares[np.ix_(order, order)],
        **by_country,
    )
    straight = solve(baseline, shock, closure=closure)
    turned = solve(shuffled, Shock(shock.trade_cost[np.ix_(order, order)]), closure=closure)
    np.testing.assert_allclose(turned.welfare, straight.welfare[order], rtol=0, atol=1e-9)
    np.testing.assert_allclose(turned.real_wage, straight.real_wage[order], rtol=0, atol=1e-9)


def test_a_world_without_an_equilibrium_is_refused_without_a_warning() -> None:
    # The third country buys from the second and sells nothing to anybody: no wages keep its deficit a share of income.
    exports = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 4.0], [0.0, 0.0, 0.0]])
    names = ("A", "B", "C")
    baseline = one_sector(names, exports, gross_output=np.array([9.0, 12.0, 10.0]), value_added_share=0.5, theta=5.0)
    cost = np.ones(baseline.shares.shape)
    cost[2, 1, 0] = 0.8
    with pytest.raises(NotConvergent, match=r"C vanishes from the world|did not converge"):
        solve(baseline, Shock(cost), closure=Closure.MULTIPLICATIVE)


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, size=SIZES, factor=st.floats(1e-6, 1e6), closure=CLOSURES)
def test_the_currency_unit_does_not_matter(seed: int, size: int, factor: float, closure: Closure) -> None:
    baseline = world(seed, size)
    money = {name: getattr(baseline, name) * factor for name in ("expenditure", "value_added", "deficit")}
    shock = random_shock(seed, baseline)
    rich = solve(dataclasses.replace(baseline, **money), shock, closure=closure)
    plain = solve(baseline, shock, closure=closure)
    np.testing.assert_allclose(rich.welfare, plain.welfare, rtol=0, atol=1e-9)
    np.testing.assert_allclose(rich.trade, plain.trade * factor, rtol=1e-8)


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, size=SIZES)
def test_world_value_added_is_the_numeraire(seed: int, size: int) -> None:
    baseline = world(seed, size)
    after = solve(baseline, random_shock(seed, baseline))
    assert (after.wages * baseline.value_added).sum() == pytest.approx(baseline.value_added.sum(), rel=1e-10)


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, size=SIZES)
def test_with_balanced_trade_all_closures_agree_and_welfare_is_the_real_wage(seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    exports = rng.lognormal(0.0, 1.0, (size, size))
    exports += exports.T
    np.fill_diagonal(exports, 0.0)
    names = tuple(f"C{index}" for index in range(size))
    baseline = one_sector(names, exports, gross_output=exports.sum(axis=1) * 4, value_added_share=0.5, theta=4.0)
    shock = random_shock(seed, baseline)
    answers = [solve(baseline, shock, closure=closure) for closure in Closure]
    for after in answers:
        np.testing.assert_allclose(after.welfare, answers[0].welfare, rtol=0, atol=1e-9)
        np.testing.assert_allclose(after.welfare, after.real_wage, rtol=0, atol=1e-9)


def test_a_flow_that_is_nil_stays_nil() -> None:
    exports = np.array([[0.0, 1.0, 2.0], [3.0, 0.0, 1.0], [0.0, 2.0, 0.0]])
    baseline = one_sector(("A", "B", "C"), exports, gross_output=np.full(3, 20.0), value_added_share=0.5, theta=5.0)
    after = solve(baseline, between(baseline, "A", others=("C",), factor=0.5))
    assert after.trade[0, 2, 0] == 0.0
    assert after.trade[2, 0, 0] > 2.0


def test_cheaper_trade_between_two_alike_countries_helps_both_alike_and_not_the_third() -> None:
    exports = np.full((3, 3), 2.0) - 2 * np.eye(3)
    baseline = one_sector(("A", "B", "C"), exports, gross_output=np.full(3, 20.0), value_added_share=0.5, theta=5.0)
    after = solve(baseline, between(baseline, "A", others=("B",), factor=0.9))
    assert after.welfare[0] > 0.005
    assert after.welfare[0] == pytest.approx(after.welfare[1], abs=1e-11)
    assert after.welfare[2] < after.welfare[0] / 10


def test_a_surplus_country_gains_less_absorption_than_real_wage() -> None:
    # Its deficit is fixed in world value added while its own prices fall: the two measures must not be mixed up.
    after = _surplus()
    assert 0 < after.welfare[0] < after.real_wage[0]


def _surplus() -> Equilibrium:
    exports = np.array([[0.0, 4.0], [1.0, 0.0]])
    baseline = one_sector(("A", "B"), exports, gross_output=np.array([20.0, 40.0]), value_added_share=0.5, theta=5.0)
    return solve(baseline, Shock(np.array([[[1.0], [0.9]], [[1.0], [1.0]]])))


def test_a_country_that_exports_more_than_it_makes_is_floored_and_named() -> None:
    exports = np.array([[0.0, 30.0], [20.0, 0.0]])
    output = np.array([20.0, 40.0])
    floored = one_sector(
        ("A", "B"), exports, gross_output=output, value_added_share=0.5, theta=5.0, least_own_share=0.1
    )
    assert floored.floored == ("A",)
    assert floored.shares[0, 0, 0] * floored.expenditure[0, 0] == pytest.approx(30 / 0.9 - 30)
    assert floored.shares[1, 1, 0] * floored.expenditure[1, 0] == pytest.approx(20.0)


def test_a_country_that_would_lend_more_than_it_earns_is_refused() -> None:
    exports = np.array([[0.0, 30.0], [1.0, 0.0]])
    with pytest.raises(BadInput, match=r"deficit: expected .* positive final spending; A breaks it"):
        one_sector(("A", "B"), exports, gross_output=np.full(2, 40.0), value_added_share=0.5, theta=5.0)


@pytest.mark.parametrize(
    ("field", "change", "message"),
    [
        ("shares", lambda a: a * 1.01, "shares: expected shares that sum to one"),
        ("expenditure", lambda a: a * 1.01, "value_added: expected value added equal to its share"),
        ("value_added", lambda a: a * 0.0, "value_added: expected a positive number"),
        ("theta", lambda a: -a, "theta must be positive"),
        (
            "deficit",
            lambda a: a - 1e6,
            "deficit: expected value added, duty and deficit to leave a positive final spending",
        ),
        ("deficit", lambda a: a + 1.0, "deficit: expected a deficit equal to expenditure less"),
        ("value_added", lambda a: a[:-1], r"value_added: expected shape \(4,\); got \(3,\)"),
        ("expenditure", lambda a: a * np.nan, "expenditure: expected finite numbers"),
        ("tariff", lambda a: a + 0.1, "value_added: expected value added equal"),
        ("value_added_share", lambda a: a * 3, "value_added_share: expected a share"),
    ],
)
def test_an_inconsistent_baseline_is_refused_by_what_is_wrong(field: str, change: object, message: str) -> None:
    baseline = world(1, 4)
    broken = dataclasses.replace(baseline, **{field: change(getattr(baseline, field))})
    with pytest.raises(BadInput, match=message):
        solve(broken, no_shock(baseline))


@pytest.mark.parametrize(
    "cost", [np.ones((4, 4)), np.zeros((4, 4, 1)), -np.ones((4, 4, 1)), np.full((4, 4, 1), np.nan)]
)
def test_a_shock_of_the_wrong_shape_or_sign_is_refused(cost: np.ndarray) -> None:
    with pytest.raises(BadInput, match="shock: expected"):
        solve(world(1, 4), Shock(cost))


def test_an_unknown_country_in_a_shock_is_named_with_near_ones() -> None:
    with pytest.raises(UnknownCode, match="did you mean"):
        between(world(1, 4), "C00", others=("C1",), factor=0.9)
    with pytest.raises(BadInput, match="cannot be one of the others"):
        between(world(1, 4), "C0", others=("C0",), factor=0.9)


def test_no_number_comes_out_when_it_does_not_converge() -> None:
    baseline = world(3, 6)
    with pytest.raises(NotConvergent, match=r"did not converge: residual .* after 3 steps") as caught:
        solve(baseline, random_shock(3, baseline), most_iterations=3)
    assert caught.value.residual > caught.value.tolerance
    assert caught.value.last is not None


def test_repeated_or_missing_country_names_are_refused() -> None:
    with pytest.raises(BadInput, match="no name twice"):
        one_sector(("A", "A"), np.zeros((2, 2)), gross_output=np.ones(2), value_added_share=0.5, theta=5.0)
