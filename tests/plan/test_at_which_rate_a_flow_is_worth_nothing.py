"""Internal rates of return: worked by hand, none, several, and the law that value and rate agree."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.errors import BadInput
from alat.plan import Roots, rate_of_return
from alat.plan.rates_of_return import rates_of_return

FLOWS = st.lists(st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 2)), min_size=2, max_size=30)


def value(flow: np.ndarray, rate: float) -> float:
    """Add up year by year: the slow reference."""
    return sum(float(each) / (1 + rate) ** year for year, each in enumerate(flow))


def test_one_year_is_a_quotient() -> None:
    # 1,210 back after two years for 1,000: 1.21 is 1.1 squared.
    assert rate_of_return(np.array([-1000.0, 0.0, 1210.0])).rate == pytest.approx(0.1, abs=1e-12)


def test_three_payments_of_half_the_outlay() -> None:
    # Annuity factor 2 over three years: x + x^2 + x^3 = 2 has the root x = 0.8105357, so r = 1/x - 1 = 0.2337519.
    found = rate_of_return(np.array([-1000.0, 500.0, 500.0, 500.0]))
    assert found.verdict is Roots.ONE
    assert found.rate == pytest.approx(0.2337519, abs=1e-6)


def test_two_rates_are_both_said_and_none_is_chosen() -> None:
    # -1000 y^2 + 2500 y - 1540 = 0 with y = 1 + r: y = (2500 +- 300) / 2000, so 1.1 and 1.4.
    found = rate_of_return(np.array([-1000.0, 2500.0, -1540.0]))
    assert (found.rate, found.verdict) == (None, Roots.SEVERAL)
    assert found.every == pytest.approx((0.1, 0.4), abs=1e-9)


def test_a_flow_that_is_worth_nothing_at_no_rate_has_none() -> None:
    # -1000 y^2 + 2000 y - 1500: the discriminant 4e6 - 6e6 is below 0.
    assert rate_of_return(np.array([-1000.0, 2000.0, -1500.0])).verdict is Roots.NONE
    assert rate_of_return(np.array([-1.0, -1.0])).verdict is Roots.NONE
    assert rate_of_return(np.zeros(3)).verdict is Roots.NONE


def test_a_rate_beyond_all_sense_is_none() -> None:
    # 1 back for 1,000 is a rate of -99.9 percent.
    assert rate_of_return(np.array([-1000.0, 1.0])).verdict is Roots.NONE


def test_a_loan_has_no_rate_of_return() -> None:
    found = rate_of_return(np.array([1000.0, -1100.0]))
    assert (found.rate, found.verdict) == (None, Roots.NO_COST_FIRST)
    assert found.every == pytest.approx((0.1,))


@given(flow=FLOWS)
def test_at_every_rate_found_the_value_is_nothing(flow: list[float]) -> None:
    array = np.array(flow)
    for rate in rate_of_return(array).every:
        assert abs(value(array, rate)) <= 1e-6 * value(np.abs(array), rate)


@given(costs=st.lists(st.floats(0.01, 1e6), min_size=1, max_size=5), gains=st.lists(st.floats(0.01, 1e6), min_size=1))
def test_where_costs_come_first_the_value_is_above_nothing_below_the_rate_and_the_reverse(
    costs: list[float], gains: list[float]
) -> None:
    flow = np.array([*(-each for each in costs), *gains])
    found = rate_of_return(flow)
    if found.rate is not None:
        assert value(flow, found.rate - 0.02 * (1 + found.rate)) > 0
        assert value(flow, found.rate + 0.02 * (1 + found.rate)) < 0


@given(flows=st.lists(st.lists(st.floats(-1e3, 1e3).map(lambda x: round(x, 1)), min_size=6, max_size=6), min_size=1))
def test_many_at_once_are_as_one_by_one(flows: list[list[float]]) -> None:
    array = np.array(flows)
    rates, several = rates_of_return(array)
    for at, flow in enumerate(array):
        found = rate_of_return(flow)
        assert bool(several[at]) is (found.verdict is Roots.SEVERAL)
        assert np.isnan(rates[at]) == (found.rate is None)
        if found.rate is not None:
            assert rates[at] == pytest.approx(found.rate, abs=1e-7)


@pytest.mark.parametrize("flow", [np.array([]), np.array([np.nan, 1.0]), np.array([[1.0]])])
def test_what_is_no_flow_is_refused(flow: np.ndarray) -> None:
    with pytest.raises(BadInput, match="expected 1 dimension"):
        rate_of_return(flow)
