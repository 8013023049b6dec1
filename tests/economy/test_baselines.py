"""Baselines from flows: what follows from them, and what is refused by name."""

from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest

from alat.economy import (
    Baseline,
    Point,
    Shock,
    balanced,
    between,
    check,
    from_flows,
    no_shock,
    scenarios,
    solve,
    tariffs_between,
)
from alat.errors import BadInput, UnknownCode


@pytest.fixture
def parts() -> dict[str, np.ndarray | tuple[str, ...]]:
    """Return two countries and two sectors by hand: farms use farm goods and machines, factories the same."""
    flows = np.array([[[60.0, 40.0], [10.0, 20.0]], [[20.0, 5.0], [80.0, 90.0]]])
    return {
        "countries": ("A", "B"),
        "sectors": ("farms", "factories"),
        "flows": flows,
        "value_added_share": np.array([[0.5, 0.4], [0.5, 0.4]]),
        "input_shares": np.array([[[0.6, 0.2], [0.4, 0.8]], [[0.6, 0.2], [0.4, 0.8]]]),
        "theta": np.array([4.0, 6.0]),
        "tariff": np.array([[[0.0, 0.0], [0.1, 0.2]], [[0.05, 0.0], [0.0, 0.0]]]),
    }


def test_value_added_final_spending_and_deficits_follow_from_flows(parts: dict) -> None:
    world = from_flows(**parts)
    check(world)
    # A sells 80 and 45: value added 40 + 18; it buys 70 and 60 before duty, 71 and 64 after.
    assert world.value_added.tolist() == pytest.approx([58.0, 90 / 2 + 110 * 0.4])
    assert world.deficit.tolist() == pytest.approx([130.0 - 125.0, 195.0 - 200.0])
    assert world.expenditure[0].tolist() == pytest.approx([71.0, 64.0])
    used = np.array([0.6 * 40 + 0.2 * 27, 0.4 * 40 + 0.8 * 27])
    final = np.array([71.0, 64.0]) - used
    assert final.sum() == pytest.approx(58.0 + 5.0 + 5.0)
    assert world.final_shares[0].tolist() == pytest.approx((final / final.sum()).tolist())
    assert world.shares[0, 1].tolist() == pytest.approx([11 / 71, 24 / 64])
    assert repr(world) == "Baseline(2 countries x 2 sectors)"


@pytest.mark.parametrize(
    ("name", "at", "value", "message"),
    [
        ("flows", (0, 1, 0), -1.0, "flows: expected no negative number; A breaks it"),
        ("flows", (0, 1, 0), np.nan, "flows: expected finite numbers; got 1"),
        ("flows", (0, slice(None), 1), 0.0, "flows: expected some spending .*; A in factories breaks it"),
        ("value_added_share", (1, 1), 0.01, "no more use of an input than is bought of it; B in factories breaks it"),
        ("value_added_share", (1, 0), 0.0, "value_added_share: expected a share .*; B in farms breaks it"),
        ("input_shares", (1, 0, 1), 0.3, "input_shares: expected shares that sum to one; B in factories breaks it"),
        ("theta", 1, -6.0, "theta must be positive; got -6.0 in factories"),
        ("tariff", (0, 1, 0), -0.1, "tariff: expected no negative number; A"),
    ],
)
def test_what_cannot_be_is_refused_by_name(parts: dict, name: str, at: object, value: float, message: str) -> None:
    parts[name] = parts[name].copy()
    parts[name][at] = value
    with pytest.raises(BadInput, match=message):
        from_flows(**parts)


@pytest.mark.parametrize("name", ["flows", "tariff", "value_added_share", "input_shares", "theta"])
def test_a_wrong_shape_is_refused(parts: dict, name: str) -> None:
    parts[name] = parts[name][..., None]
    with pytest.raises(BadInput, match=f"{name}: expected shape"):
        from_flows(**parts)


def test_accounts_that_disagree_are_refused_with_the_way_out(parts: dict) -> None:
    world = from_flows(**parts)
    other = replace(world, final_shares=world.final_shares[:, ::-1])
    with pytest.raises(BadInput, match=r"expenditure: .* \(`balanced` finds one\); A in farms breaks it"):
        solve(other, no_shock(other))
    with pytest.raises(BadInput, match="shares: expected no negative number; A from B in farms breaks it"):
        check(replace(world, shares=world.shares - 0.2))
    with pytest.raises(BadInput, match="sectors: expected at least one name, and no name twice"):
        check(replace(world, sectors=("farms", "farms")))
    check(balanced(other, deficit=world.deficit))


def test_a_country_that_lends_more_than_it_earns_is_refused(parts: dict) -> None:
    world = from_flows(**parts)
    with pytest.raises(BadInput, match="positive final spending; B breaks it"):
        balanced(world, deficit=np.array([500.0, -500.0]))
    with pytest.raises(BadInput, match="deficits that sum to nil"):
        balanced(world, deficit=np.array([5.0, 5.0]))
    with pytest.raises(BadInput, match=r"deficit: expected shape \(2,\)"):
        balanced(world, deficit=np.zeros(3))


def test_shocks_are_made_by_name(parts: dict) -> None:
    world = from_flows(**parts)
    cheaper = between(world, "A", others=("B",), factor=0.9, sectors=("factories",))
    assert cheaper.trade_cost[:, :, 1].tolist() == [[1.0, 0.9], [0.9, 1.0]]
    assert (cheaper.trade_cost[:, :, 0] == 1).all()
    free = tariffs_between(world, "B", others=("A",), rate=0.0)
    assert not free.tariff.any()
    assert repr(free) == "Shock(0 trade costs, new tariffs)"
    with pytest.raises(UnknownCode, match=r"did you mean.*farms"):
        between(world, "A", others=("B",), factor=0.9, sectors=("farm",))


def test_free_trade_between_two_raises_what_they_buy_and_ends_their_duty(parts: dict) -> None:
    world = from_flows(**parts)
    after = solve(world, tariffs_between(world, "A", others=("B",), rate=0.0))
    before = world.shares * world.expenditure[:, None, :] / (1 + world.tariff)
    assert (after.trade_before_duty[0, 1] > before[0, 1]).all()
    assert np.abs(after.revenue).max() == 0.0
    frame = after.to_frame()
    assert frame["country"].to_list() == ["A", "B"]
    assert frame["welfare"].to_list() == after.welfare.tolist()
    assert after.notes == world.notes


@pytest.mark.parametrize(
    ("shock", "message"),
    [
        (Shock(np.ones((2, 2))), "shock: expected shape"),
        (Shock(np.ones((2, 2, 2)), np.zeros((2, 2))), "shock: expected tariffs of shape"),
        (Shock(np.ones((2, 2, 2)), np.full((2, 2, 2), -0.1)), "shock: expected tariffs of zero or more"),
        (Shock(np.ones((2, 2, 2)), np.full((2, 2, 2), np.nan)), "shock: expected tariffs of zero or more"),
    ],
)
def test_a_shock_that_cannot_be_is_refused(parts: dict, shock: Shock, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        solve(from_flows(**parts), shock)


def test_scenarios_need_a_leading_axis_and_a_start_its_shape(parts: dict, made: ModuleType) -> None:
    world: Baseline = from_flows(**parts)
    with pytest.raises(BadInput, match="expected shape \\(scenarios, N, N, J\\)"):
        scenarios(np.ones((2, 2, 2)))
    with pytest.raises(BadInput, match="that of trade_cost"):
        scenarios(np.ones((3, 2, 2, 2)), np.zeros((2, 2, 2, 2)))
    with pytest.raises(BadInput, match="start: expected prices of shape"):
        solve(world, no_shock(world), start=Point(np.ones(2), np.ones(2), world.expenditure))
    with pytest.raises(BadInput, match="start: expected wages over zero"):
        solve(world, made.shock(1, world), start=Point(np.zeros(2), np.ones((2, 2)), world.expenditure))
