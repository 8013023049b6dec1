"""Complementarity, similarity and concentration."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.errors import BadInput
from alat.trade import opportunities
from alat.trade.margins import margins
from alat.trade.mix import complementarity, effective_number, herfindahl, similarity, theil
from alat.trade.records import snapshot_records
from alat.trade.settings import set_apart

HELD = snapshot_records()

mixes = st.lists(st.floats(0, 1e9), min_size=2, max_size=12).filter(lambda mix: sum(mix) > 1e-3).map(np.array)


def test_indices_of_a_mix_by_hand() -> None:
    first, second = np.array([6.0, 3.0, 1.0, 0.0]), np.array([1.0, 1.0, 1.0, 7.0])
    assert complementarity(first, second) == pytest.approx(1 - (0.5 + 0.2 + 0.0 + 0.7) / 2)
    assert similarity(first, second) == pytest.approx(0.3)
    assert herfindahl(first) == pytest.approx(0.46)
    assert effective_number(first) == pytest.approx(1 / 0.46)
    expected = 0.6 * np.log(2.4) + 0.3 * np.log(1.2) + 0.1 * np.log(0.4)
    assert theil(first) == pytest.approx(expected)


def test_complementarity_of_a_pair_is_what_its_opportunities_say() -> None:
    every, kept = margins(HELD), np.array([chapter not in set_apart() for chapter in margins(HELD).products])
    sold, bought = every.exports[HELD.codes.index("BRA"), kept], every.imports[HELD.codes.index("AZE"), kept]
    assert complementarity(sold, bought) == pytest.approx(opportunities("BRA", "AZE").complementarity.value)


@given(mixes, st.floats(1e-3, 1e3))
def test_the_unit_changes_nothing_and_bounds_hold(mix: np.ndarray, unit: float) -> None:
    for index in (herfindahl, theil):
        assert index(mix * unit) == pytest.approx(index(mix), abs=1e-9)
    assert similarity(mix, mix * unit) == pytest.approx(1)
    assert 1 / mix.size - 1e-9 <= herfindahl(mix) <= 1 + 1e-9  # type: ignore[operator]
    assert -1e-9 <= theil(mix) <= np.log(mix.size) + 1e-9  # type: ignore[operator]
    assert 1 - 1e-9 <= effective_number(mix) <= mix.size + 1e-6  # type: ignore[operator]


@given(mixes)
def test_one_that_has_all_and_all_that_are_equal_are_the_ends(mix: np.ndarray) -> None:
    alone, equal = np.eye(mix.size)[0] * 5, np.full(mix.size, 3.0)
    assert (herfindahl(alone), theil(alone)) == (pytest.approx(1), pytest.approx(np.log(mix.size)))
    assert (herfindahl(equal), theil(equal)) == (pytest.approx(1 / mix.size), pytest.approx(0, abs=1e-12))
    assert similarity(alone, np.eye(mix.size)[1]) == 0


def test_an_empty_mix_has_no_index() -> None:
    nothing = np.zeros(3)
    assert [herfindahl(nothing), theil(nothing), effective_number(nothing)] == [None, None, None]
    assert complementarity(nothing, np.ones(3)) is None


@pytest.mark.parametrize("bad", [np.array([1.0, -1.0]), np.array([1.0, np.nan]), np.ones((2, 2))])
def test_what_is_no_mix_is_refused(bad: np.ndarray) -> None:
    with pytest.raises(BadInput, match="one row of finite values"):
        theil(bad)
    with pytest.raises(BadInput, match="same products in one order"):
        similarity(np.ones(3), np.ones(4))
