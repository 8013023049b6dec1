"""Own trade and inputs by sector from trade and gross output: laws, and one country worked out by hand in a loop."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat.economy.goods_accounts import Demand, GoodsAccounts, goods_accounts
from alat.errors import BadInput

SEEDS = st.integers(min_value=0, max_value=2**32 - 1)
SIZES = st.integers(min_value=1, max_value=6)
KINDS = st.integers(min_value=1, max_value=5)
VALUE_ADDED, LEAST = 0.5, 0.1


def made(seed: int, size: int, kinds: int) -> tuple[dict[str, np.ndarray], Demand]:
    """Return trade, duty and gross output, and a demand; some countries trade more than they make."""
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.ones(kinds)) * rng.uniform(0.1, 0.4)
    imports = rng.lognormal(0.0, 1.0, (size, kinds)) * (rng.random((size, kinds)) > 0.2)
    accounts = {
        "exports": rng.lognormal(0.0, 1.0, (size, kinds)),
        "imports": imports,
        "duty": imports * rng.uniform(0.0, 0.3, (size, kinds)),
        "gross_output": rng.lognormal(2.5, 1.0, size),
    }
    return accounts, Demand(shares, rng.uniform(0.0, 1.0, kinds), VALUE_ADDED, LEAST)


def worked_out(seed: int, size: int, kinds: int) -> tuple[dict[str, np.ndarray], Demand, GoodsAccounts]:
    accounts, demand = made(seed, size, kinds)
    names = tuple(f"C{place}" for place in range(size))
    return accounts, demand, goods_accounts(names, **accounts, demand=demand)


def by_bisection(accounts: dict[str, np.ndarray], demand: Demand, n: int) -> tuple[float, list[float]]:
    """Return one country's least gross output that leaves room for services, and its spending on goods."""
    exports, imports, duty = (accounts[name][n] for name in ("exports", "imports", "duty"))
    deficit = sum(imports) - sum(exports)

    def spent(output: float) -> list[float]:
        whole = max(output + deficit, 0.0)
        return [max(b * whole, m / (1 - LEAST)) for b, m in zip(demand.spending_shares, imports, strict=True)]

    def room(output: float) -> bool:
        paid = [s + t for s, t in zip(spent(output), duty, strict=True)]
        used = sum(p * share for p, share in zip(paid, demand.intermediate, strict=True))
        eaten = sum(paid) - used
        inputs = (1 - VALUE_ADDED) * output
        final = VALUE_ADDED * output + deficit + sum(duty)
        return used <= (1 - LEAST) * inputs and eaten <= (1 - LEAST) * final

    low, high = float(accounts["gross_output"][n]), float(accounts["gross_output"][n])
    while not room(high):
        high *= 2
    if high == low:
        return low, spent(low)
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (low, middle) if room(middle) else (middle, high)
    return high, spent(high)


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, size=SIZES, kinds=KINDS)
def test_each_country_has_the_accounts_that_a_plain_search_finds(seed: int, size: int, kinds: int) -> None:
    accounts, demand, found = worked_out(seed, size, kinds)
    for n in range(size):
        output, spent = by_bisection(accounts, demand, n)
        own = np.array(spent) - accounts["imports"][n]
        np.testing.assert_allclose(found.own[n, :-1], own, rtol=1e-9, atol=1e-9 * output)
        deficit = (accounts["imports"][n] - accounts["exports"][n]).sum()
        assert found.own[n, -1] == pytest.approx(output + deficit - sum(spent), rel=1e-8, abs=1e-9 * output)


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, size=SIZES, kinds=KINDS)
def test_services_keep_their_least_share_and_inputs_sum_to_one(seed: int, size: int, kinds: int) -> None:
    accounts, _, found = worked_out(seed, size, kinds)
    output = found.own.sum(axis=1) + accounts["exports"].sum(axis=1)
    np.testing.assert_allclose(found.input_shares.sum(axis=1), 1.0, rtol=1e-12)
    assert (found.input_shares[:, -1] >= LEAST * (1 - 1e-9)).all()
    bought = found.own.copy()
    bought[:, :-1] += accounts["imports"] + accounts["duty"]
    final = bought - found.input_shares * ((1 - VALUE_ADDED) * output)[:, None]
    assert (final[:, -1] >= LEAST * final.sum(axis=1) * (1 - 1e-9)).all()
    assert (found.own[:, :-1] >= LEAST / (1 - LEAST) * accounts["imports"] * (1 - 1e-12)).all()
    same = ~found.raised_output
    np.testing.assert_allclose(output[same], accounts["gross_output"][same], rtol=1e-12)
    assert (output[found.raised_output] > accounts["gross_output"][found.raised_output]).all()


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, size=SIZES, kinds=KINDS, unit=st.floats(1e-6, 1e6))
def test_the_unit_of_money_changes_no_share(seed: int, size: int, kinds: int, unit: float) -> None:
    accounts, demand, found = worked_out(seed, size, kinds)
    names = tuple(f"C{place}" for place in range(size))
    scaled = goods_accounts(names, **{name: each * unit for name, each in accounts.items()}, demand=demand)
    np.testing.assert_allclose(scaled.own, found.own * unit, rtol=1e-9, atol=1e-9 * unit)
    np.testing.assert_allclose(scaled.input_shares, found.input_shares, rtol=1e-9)


def test_one_country_by_hand() -> None:
    """Output 100, a surplus of 10: it spends 90, of that 0.3 on goods, half of them inputs."""
    demand = Demand(np.array([0.3]), np.array([0.5]), VALUE_ADDED, LEAST)
    goods = {"exports": np.array([[20.0]]), "imports": np.array([[10.0]]), "duty": np.array([[1.0]])}
    found = goods_accounts(("A",), **goods, gross_output=np.array([100.0]), demand=demand)
    np.testing.assert_allclose(found.own, [[17.0, 63.0]])
    np.testing.assert_allclose(found.input_shares, [[0.28, 0.72]])
    assert not found.raised_spending.any()
    assert not found.raised_output.any()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"spending_shares": np.array([1.0])}, "leave some to services"),
        ({"intermediate": np.array([1.5])}, "intermediate: expected shares from zero to one"),
        ({"intermediate": np.array([0.5, 0.5])}, "intermediate: expected shape"),
        ({"value_added_share": 1.0}, "value_added_share: expected a share between"),
        ({"least_share": 0.0}, "least_share: expected a share between"),
    ],
)
def test_a_demand_that_cannot_be_is_refused(change: dict[str, object], message: str) -> None:
    demand = replace(Demand(np.array([0.3]), np.array([0.5]), VALUE_ADDED, LEAST), **change)
    ones = np.ones((1, 1))
    with pytest.raises(BadInput, match=message):
        goods_accounts(("A",), exports=ones, imports=ones, duty=ones, gross_output=np.array([9.0]), demand=demand)


def test_goods_that_no_output_leaves_room_for_are_refused() -> None:
    """Six tenths of all spending goes into production, which takes half of output: more output never helps."""
    demand = Demand(np.array([0.6]), np.array([1.0]), VALUE_ADDED, LEAST)
    ones = np.ones((1, 1))
    with pytest.raises(BadInput, match="leave services no room"):
        goods_accounts(("A",), exports=ones, imports=ones, duty=ones, gross_output=np.array([9.0]), demand=demand)


@pytest.mark.parametrize("name", ["exports", "imports", "duty"])
def test_a_negative_flow_is_refused_by_name_and_country(name: str) -> None:
    accounts, demand = made(0, 3, 2)
    accounts[name][1, 0] = -1.0
    with pytest.raises(BadInput, match=f"{name}: expected no negative number; B breaks it"):
        goods_accounts(("A", "B", "C"), **accounts, demand=demand)
