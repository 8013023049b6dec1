"""Trade costs from freight: the equation by hand, what is left alone, and what is cut off."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat.economy import Baseline, Shock, from_flows, solve
from alat.economy.trade_costs import chapters_by_cargo, trade_cost_change
from alat.errors import BadInput
from alat.routing.kernel.by_value import RouteCosts
from alat.routing.loads import time_share
from alat.routing.shipped_values import shipped_values

_NAMES = ("AZE", "BRA", "GEO")
_CHAPTERS = ("27", "61", "71", "84", "87")
_SECTOR_OF = MappingProxyType({"27": 0, "61": 1, "71": 1, "84": 2, "87": 2})
_RNG = np.random.default_rng(4)
_FLOWS = _RNG.uniform(1.0, 9.0, (3, 3, 5)) * (1 - np.eye(3))[:, :, None]


@dataclass(frozen=True)
class _World:
    baseline: Baseline
    flows_usd: np.ndarray
    chapters: tuple[str, ...] = _CHAPTERS
    sector_of: Mapping[str, int] = field(default_factory=lambda: _SECTOR_OF)


def _world(flows: np.ndarray = _FLOWS) -> _World:
    trade = np.zeros((3, 3, 3))
    for column, chapter in enumerate(_CHAPTERS):
        trade[:, :, _SECTOR_OF[chapter]] += flows[:, :, column].T
    trade += 60.0 * np.eye(3)[:, :, None]
    base = from_flows(
        _NAMES,
        ("fuels", "light", "heavy"),
        flows=trade,
        value_added_share=np.full((3, 3), 0.6),
        input_shares=np.full((3, 3, 3), 1 / 3),
        theta=np.array([5.0, 4.0, 7.0]),
    )
    return _World(base, flows)


def _freight(scale: float = 1.0, cargo: str = "container") -> RouteCosts:
    money = np.array([[0.0, 200.0, 50.0], [220.0, 0.0, 210.0], [40.0, 190.0, 0.0]])
    days = np.array([[0.0, 40.0, 4.0], [45.0, 0.0, 42.0], [5.0, 39.0, 0.0]])
    points = np.array([5.0, 30.0, 200.0])
    cost = np.stack([money + point * days for point in points]) * scale
    return RouteCosts(cargo, _NAMES, points, cost, 15.0)


def test_one_chapter_by_hand() -> None:
    before, after = _freight(), _freight(0.9)
    world = _world()
    found = trade_cost_change(world, {"container": before}, after={"container": after}).tau_hat
    value = float(shipped_values(("BRA",), ("84",)).usd_per_t[0, 0])
    day = value * (time_share("84").value or 0.0)
    old, new = (value + each.at(day)[1, 0] for each in (before, after))
    flow = _FLOWS[1, 0, [3, 4]]
    expected = ((flow[0] * (new / old) ** -7.0 + flow[1]) / flow.sum()) ** (-1 / 7.0)
    assert found[0, 1, 2] == pytest.approx(expected, rel=1e-12)


def test_fuels_what_flies_and_other_classes_are_left_alone() -> None:
    assert chapters_by_cargo(_CHAPTERS) == {"container": (1, 3), "roro": (4,)}
    found = trade_cost_change(_world(), {"container": _freight()}, after={"container": _freight(0.5)})
    assert (found.tau_hat[:, :, 0] == 1.0).all()
    assert found.left_out_usd == pytest.approx(_FLOWS[:, :, [0, 2]].sum())
    assert (np.einsum("nnj->nj", found.tau_hat) == 1.0).all()


def test_the_same_freight_changes_nothing_to_the_bit() -> None:
    freight = {"container": _freight()}
    assert (trade_cost_change(_world(), freight, after=freight).tau_hat == 1.0).all()
    again = trade_cost_change(_world(), freight, after={"container": _freight()})
    assert (again.tau_hat == 1.0).all()


@settings(max_examples=30, deadline=None)
@given(st.floats(0.3, 0.99), st.floats(0.3, 0.99))
def test_cheaper_freight_never_makes_trade_dearer(first: float, second: float) -> None:
    world, base = _world(), {"container": _freight()}
    low, high = sorted((first, second))
    cheap, less = (trade_cost_change(world, base, after={"container": _freight(x)}).tau_hat for x in (low, high))
    assert (cheap <= less + 1e-12).all()
    assert (less <= 1.0).all()


def test_two_steps_are_one() -> None:
    world = replace(_world(), flows_usd=_FLOWS)
    one, half, two = _freight(), _freight(0.8), _freight(0.5)
    alone = [_only(world, a, b) for a, b in ((one, half), (half, two), (one, two))]
    np.testing.assert_allclose(alone[0] * alone[1], alone[2], rtol=1e-12)


def _only(world: _World, before: RouteCosts, after: RouteCosts) -> np.ndarray:
    """Return tau-hat of chapter 61 alone, where no other shares its sector."""
    flows = world.flows_usd.copy()
    flows[:, :, 2] = 0.0
    found = trade_cost_change(_world(flows), {"container": before}, after={"container": after}).tau_hat
    return found[:, :, 1]


def test_a_lane_that_is_gone_ends_its_flow_and_the_world_still_clears() -> None:
    after = _freight()
    cost = after.usd_per_t.copy()
    cost[:, 0, 1] = np.inf
    flows = _FLOWS.copy()
    flows[:, :, 2] = 0.0
    world = _world(flows)
    gone = {"container": replace(after, usd_per_t=cost)}
    found = trade_cost_change(world, {"container": _freight()}, after=gone)
    assert np.isinf(found.tau_hat[1, 0, 1])
    assert np.isfinite(found.tau_hat[1, 0, 2])
    assert found.cut_off_usd == pytest.approx(flows[0, 1, [1, 3]].sum())
    answer = solve(world.baseline, Shock(found.tau_hat))
    assert answer.trade[1, 0, 1] == 0.0
    assert answer.welfare[1] < 0.0
    with pytest.raises(BadInput, match="no first order"):
        answer.first_order()


def test_where_no_lane_led_before_nothing_is_said() -> None:
    cost = _freight().usd_per_t.copy()
    cost[:, 0, 1] = np.inf
    shut = {"container": replace(_freight(), usd_per_t=cost)}
    found = trade_cost_change(_world(), shut, after={"container": _freight()})
    assert (found.tau_hat[1, 0] == 1.0).all()
    assert found.not_reached_usd == pytest.approx(_FLOWS[0, 1, [1, 3]].sum())


def test_freight_of_other_classes_countries_or_values_of_a_day_is_refused() -> None:
    with pytest.raises(BadInput, match="expected container"):
        trade_cost_change(_world(), {"container": _freight()}, after={"roro": _freight(cargo="roro")})
    other = replace(_freight(0.5), countries=("AZE", "BRA", "TUR"))
    with pytest.raises(BadInput, match="other countries"):
        trade_cost_change(_world(), {"container": _freight()}, after={"container": other})
    days = replace(_freight(0.5), usd_per_t_day=np.array([5.0, 30.0, 300.0]))
    with pytest.raises(BadInput, match="other values of a day"):
        trade_cost_change(_world(), {"container": _freight()}, after={"container": days})


def test_a_cost_between_points_lies_on_the_line_and_beyond_them_on_the_nearest() -> None:
    freight = _freight()
    line = np.array([[200.0 + day * 40.0] for day in (12.0, 80.0, 400.0)])
    found = [freight.at(day)[0, 1] for day in (12.0, 80.0, 400.0)]
    np.testing.assert_allclose(found, line[:, 0], rtol=1e-12)
    with pytest.raises(BadInput, match="usd_per_t_day"):
        freight.at(-1.0)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_cells_of_all_chapters_at_once_are_those_of_each_alone(seed: int) -> None:
    rng = np.random.default_rng(seed)
    flows = rng.uniform(0.0, 9.0, (3, 3, 5)) * (rng.random((3, 3, 5)) > 0.3) * (1 - np.eye(3))[:, :, None]
    world, before = _world(flows), {"container": _freight(), "roro": _freight(cargo="roro")}
    after = {"container": _freight(rng.uniform(0.5, 1.5)), "roro": _freight(rng.uniform(0.5, 1.5), "roro")}
    found = trade_cost_change(world, before, after=after).tau_hat
    np.testing.assert_allclose(found, _one_by_one(world, before, after=after), rtol=1e-12)


def _one_by_one(world: _World, before: dict[str, RouteCosts], *, after: dict[str, RouteCosts]) -> np.ndarray:
    """Work the equation out pair by pair and chapter by chapter."""
    found = np.ones((3, 3, 3))
    for seller, buyer, sector in np.ndindex(3, 3, 3):
        if seller == buyer:
            continue
        total = kept = 0.0
        for column, chapter in enumerate(world.chapters):
            if world.sector_of[chapter] != sector:
                continue
            cargo = next((cargo for cargo, own in chapters_by_cargo(_CHAPTERS).items() if column in own), None)
            flow, hat = world.flows_usd[seller, buyer, column], 1.0
            if cargo is not None:
                value = float(shipped_values((_NAMES[seller],), (chapter,)).usd_per_t[0, 0])
                day = value * (time_share(chapter, cargo=cargo).value or 0.0)
                hat = (value + after[cargo].at(day)[seller, buyer]) / (value + before[cargo].at(day)[seller, buyer])
            total += flow
            kept += flow * hat ** -world.baseline.theta[sector]
        if total > 0:
            found[buyer, seller, sector] = (kept / total) ** (-1 / world.baseline.theta[sector])
    return found


def test_a_country_that_an_edit_cuts_off_is_infinitely_far_and_others_stay() -> None:
    left = replace(_freight(), countries=("AZE", "GEO"), usd_per_t=_freight().usd_per_t[:, [0, 2]][:, :, [0, 2]])
    whole = left.of(_NAMES)
    assert whole.countries == _NAMES
    assert np.isinf(whole.usd_per_t[:, 1, [0, 2]]).all()
    assert np.isinf(whole.usd_per_t[:, [0, 2], 1]).all()
    assert (whole.usd_per_t[:, [0, 1, 2], [0, 1, 2]] == 0.0).all()
    np.testing.assert_array_equal(whole.usd_per_t[:, 0, 2], _freight().usd_per_t[:, 0, 2])
    assert whole.of(_NAMES) is whole
