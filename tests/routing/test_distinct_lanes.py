"""Are the few lanes shown the best ones, and different from each other?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.routing.distinct import MOST, OWN_SHARE, apart_km, distinct, path_size

LANE = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(1, 10), min_size=1)


def test_a_lane_that_shares_nothing_is_all_its_own() -> None:
    assert path_size({"a": 3.0, "b": 1.0}, [{"c": 4.0}]) == 1.0
    assert path_size({"a": 3.0}, []) == 1.0


def test_a_copy_of_one_other_lane_is_half_its_own() -> None:
    assert path_size({"a": 3.0, "b": 1.0}, [{"a": 3.0, "b": 1.0}]) == 0.5
    assert path_size({"a": 3.0, "b": 1.0}, [{"a": 3.0}]) == pytest.approx((1.5 + 1) / 4)


@given(st.lists(st.tuples(LANE, st.tuples(*[st.integers(0, 9)] * 5)), min_size=1, max_size=25))
def test_the_best_in_each_criterion_is_shown_and_the_rest_differs(
    lanes: list[tuple[dict[str, float], tuple[int, ...]]],
) -> None:
    costs = np.array([cost for _, cost in lanes], dtype=np.float64)
    generalised = costs[:, 0] + 2 * costs[:, 1]
    rows = distinct(costs, generalised, sizes=lambda row: lanes[row][0])
    assert len(rows) == len(set(rows)) <= MOST
    assert generalised[rows[0]] == generalised.min()
    assert list(generalised[rows]) == sorted(generalised[rows])
    assert (costs[rows].min(axis=0) == costs.min(axis=0)).all()


def test_a_near_copy_is_left_out_and_a_different_lane_is_not() -> None:
    sizes = [{"a": 9.0, "b": 1.0}, {"a": 9.0, "c": 1.0}, {"d": 10.0}]
    costs = np.array([[1.0, 1, 1, 0, 1], [1.01, 1, 1, 0, 1], [1.2, 1, 1, 0, 1]])
    assert path_size(sizes[1], [sizes[0]]) < OWN_SHARE
    assert distinct(costs, costs[:, 0] + costs[:, 1], sizes=sizes.__getitem__) == [0, 2]


def test_a_dear_lane_is_shown_only_if_it_is_best_in_something() -> None:
    sizes = [{"a": 1.0}, {"b": 1.0}, {"c": 1.0}]
    costs = np.array([[1.0, 1, 5, 0, 1], [9.0, 9, 6, 0, 1], [9.0, 9, 1, 0, 1]])
    assert distinct(costs, costs[:, 0] + costs[:, 1], sizes=sizes.__getitem__) == [0, 2]


def test_a_quarter_of_the_equator_is_ten_thousand_kilometres() -> None:
    assert apart_km((0.0, 0.0), (90.0, 0.0)) == pytest.approx(10007.5, abs=0.5)
    assert apart_km((179.0, 0.0), (-179.0, 0.0)) == pytest.approx(222.4, abs=0.1)
