"""Complementarity and concentration."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.errors import BadInput
from alat.trade import opportunities
from alat.trade.margins import margins
from alat.trade.mix import complementarity, herfindahl
from alat.trade.records import snapshot_records
from alat.trade.settings import set_apart

HELD = snapshot_records()

mixes = st.lists(st.floats(0, 1e9), min_size=2, max_size=12).filter(lambda mix: sum(mix) > 1e-3).map(np.array)


def test_indices_of_a_mix_by_hand() -> None:
    first, second = np.array([6.0, 3.0, 1.0, 0.0]), np.array([1.0, 1.0, 1.0, 7.0])
    assert complementarity(first, second) == pytest.approx(1 - (0.5 + 0.2 + 0.0 + 0.7) / 2)
    assert herfindahl(first) == pytest.approx(0.46)


def test_complementarity_of_a_pair_is_what_its_opportunities_say() -> None:
    every, kept = margins(HELD), np.array([chapter not in set_apart() for chapter in margins(HELD).products])
    sold, bought = every.exports[HELD.codes.index("BRA"), kept], every.imports[HELD.codes.index("AZE"), kept]
    assert complementarity(sold, bought) == pytest.approx(opportunities("BRA", "AZE").complementarity.value)


@given(mixes, st.floats(1e-3, 1e3))
def test_the_unit_changes_nothing_and_bounds_hold(mix: np.ndarray, unit: float) -> None:
    assert herfindahl(mix * unit) == pytest.approx(herfindahl(mix), abs=1e-9)
    assert complementarity(mix, mix * unit) == pytest.approx(1)
    assert 1 / mix.size - 1e-9 <= herfindahl(mix) <= 1 + 1e-9  # type: ignore[operator]


@given(mixes)
def test_one_that_has_all_and_all_that_are_equal_are_the_ends(mix: np.ndarray) -> None:
    alone, equal = np.eye(mix.size)[0] * 5, np.full(mix.size, 3.0)
    assert (herfindahl(alone), herfindahl(equal)) == (pytest.approx(1), pytest.approx(1 / mix.size))
    assert complementarity(alone, np.eye(mix.size)[1]) == 0


def test_an_empty_mix_has_no_index() -> None:
    nothing = np.zeros(3)
    assert herfindahl(nothing) is None
    assert complementarity(nothing, np.ones(3)) is None


@pytest.mark.parametrize("bad", [np.array([1.0, -1.0]), np.array([1.0, np.nan]), np.ones((2, 2))])
def test_what_is_no_mix_is_refused(bad: np.ndarray) -> None:
    with pytest.raises(BadInput, match="one row of finite values"):
        herfindahl(bad)
    with pytest.raises(BadInput, match="same products in one order"):
        complementarity(np.ones(3), np.ones(4))
