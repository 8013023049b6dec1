"""The ordered probit of votes: its slopes are those of its likelihood, in the middle and far out in the tails."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import log_ndtr, ndtr

from alat.diplomacy.ideal.ordinal import Slopes, of_abstention, of_no, of_yes

reals = st.floats(-6, 6)
widths = st.floats(0.05, 4)
STEP = 1e-5


def each(eta: float, first: float, second: float) -> tuple[Slopes, Slopes, Slopes]:
    at, low, high = (np.array([value]) for value in (eta, first, second))
    return of_yes(at, low), of_abstention(at, low, second=high), of_no(at, high)


@given(eta=reals, first=reals, width=widths)
def test_the_three_chances_sum_to_one(eta: float, first: float, width: float) -> None:
    assert sum(np.exp(kind.log_p[0]) for kind in each(eta, first, first + width)) == pytest.approx(1.0, abs=1e-9)


@given(eta=reals, first=reals, width=widths)
def test_slopes_are_those_of_the_likelihood(eta: float, first: float, width: float) -> None:
    second = first + width
    for number, kind in enumerate(each(eta, first, second)):
        for name, by in (("eta", (1, 0, 0)), ("first", (0, 1, 0)), ("second", (0, 0, 1))):
            ends = [
                each(*(value + sign * STEP * move for value, move in zip((eta, first, second), by, strict=True)))[
                    number
                ]
                for sign in (1, -1)
            ]
            slope = (ends[0].log_p[0] - ends[1].log_p[0]) / (2 * STEP)
            assert getattr(kind, name)[0] == pytest.approx(slope, rel=1e-4, abs=1e-5)
            bend = (getattr(ends[0], name)[0] - getattr(ends[1], name)[0]) / (2 * STEP)
            own = {"eta": "eta_eta", "first": "first_first", "second": "second_second"}[name]
            assert getattr(kind, own)[0] == pytest.approx(bend, rel=1e-3, abs=1e-4)


@given(eta=reals, first=reals, width=widths)
def test_the_likelihood_is_concave(eta: float, first: float, width: float) -> None:
    for kind in each(eta, first, first + width):
        assert kind.eta_eta[0] <= 1e-9


@pytest.mark.parametrize("eta", [-60.0, -25.0, 25.0, 60.0])
def test_far_out_nothing_is_lost(eta: float) -> None:
    for kind in each(eta, -0.4, 0.7):
        for name in ("log_p", "eta", "eta_eta", "first", "second"):
            assert np.isfinite(getattr(kind, name)[0])
    abstain = each(eta, -0.4, 0.7)[1]
    nearer = 0.7 - eta if eta > 0 else -(-0.4 - eta)
    assert abstain.log_p[0] == pytest.approx(log_ndtr(nearer), rel=1e-6)


def test_a_cut_that_is_not_there_leaves_two_kinds() -> None:
    eta, cut = np.array([0.3, -2.0]), np.array([0.1, 0.1])
    nobody = np.full(2, np.inf)
    yes, abstain = of_yes(eta, cut), of_abstention(eta, cut, second=nobody)
    np.testing.assert_allclose(np.exp(yes.log_p) + np.exp(abstain.log_p), 1.0, rtol=1e-12)
    np.testing.assert_allclose(np.exp(abstain.log_p), 1 - ndtr(cut - eta), rtol=1e-12)
    assert (abstain.second == 0).all()
    assert (abstain.second_second == 0).all()
