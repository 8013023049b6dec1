"""Is the choice of p hubs the best one, by enumeration and as a program, against a brute force written apart?"""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat.errors import BadInput
from alat.routing.hub_choice import choose, enumerated, set_cost, solved

Case = tuple[np.ndarray, np.ndarray, np.ndarray, int]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Costs today, costs by one or two hubs (a pair of hubs is never worse than each alone), weights, p."""
    candidates, pairs = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    numbers = st.integers(0, 40)
    today = np.array(draw(st.lists(numbers, min_size=pairs, max_size=pairs)), dtype=float)
    weights = np.array(draw(st.lists(st.integers(0, 9), min_size=pairs, max_size=pairs)), dtype=float)
    flat = draw(st.lists(numbers, min_size=candidates**2 * pairs, max_size=candidates**2 * pairs))
    by_hubs = np.array(flat, dtype=float).reshape(candidates, candidates, pairs)
    by_hubs = np.minimum(by_hubs, by_hubs.transpose(1, 0, 2))
    return today, by_hubs, weights, draw(st.integers(1, candidates))


def brute_force(today: np.ndarray, by_hubs: np.ndarray, weights: np.ndarray, p: int) -> float:
    best = float("inf")
    for hubs in combinations(range(len(by_hubs)), p):
        total = 0.0
        for pair, load in enumerate(weights):
            ways = [today[pair], *(by_hubs[i, j, pair] for i in hubs for j in hubs)]
            total += load * min(ways)
        best = min(best, total)
    return best


@given(cases())
def test_enumeration_equals_brute_force(case: Case) -> None:
    today, by_hubs, weights, p = case
    found = enumerated(today, by_hubs, weights=weights, p=p)
    assert found.cost == pytest.approx(brute_force(today, by_hubs, weights, p))
    assert set_cost(today, by_hubs, weights=weights, hubs=found.hubs) == found.cost
    assert len(found.hubs) == p
    assert found.gap == 0


@settings(max_examples=40, deadline=None)
@given(cases())
def test_the_program_equals_brute_force(case: Case) -> None:
    today, by_hubs, weights, p = case
    found = solved(today, by_hubs, weights=weights, p=p)
    assert found.cost == pytest.approx(brute_force(today, by_hubs, weights, p))
    assert len(found.hubs) == p
    assert found.gap < 1e-6


@given(cases())
def test_one_hub_more_never_costs_more_and_none_costs_more_than_today(case: Case) -> None:
    today, by_hubs, weights, p = case
    found = choose(today, by_hubs, weights=weights, p=p)
    assert found.cost <= float(weights @ today) + 1e-9
    if p > 1:
        assert found.cost <= choose(today, by_hubs, weights=weights, p=p - 1).cost + 1e-9


@given(cases(), st.floats(0.1, 50))
def test_units_do_not_change_the_choice(case: Case, scale: float) -> None:
    today, by_hubs, weights, p = case
    found = choose(today, by_hubs, weights=weights, p=p)
    scaled = choose(scale * today, scale * by_hubs, weights=weights, p=p)
    assert scaled.cost == pytest.approx(scale * found.cost)


def test_a_large_case_is_solved_by_the_program_within_its_gap() -> None:
    rng = np.random.default_rng(7)
    count, pairs = 30, 12
    by_hubs = rng.uniform(5, 20, (count, count, pairs))
    by_hubs = np.minimum(by_hubs, by_hubs.transpose(1, 0, 2))
    today, weights = rng.uniform(8, 20, pairs), rng.uniform(0, 5, pairs)
    found = choose(today, by_hubs, weights=weights, p=4)  # 27,405 sets: more than are tried one by one
    assert found.gap < 1e-6
    assert found.cost == pytest.approx(enumerated(today, by_hubs, weights=weights, p=4).cost)


def test_hubs_that_help_nobody_leave_todays_cost() -> None:
    today = np.array([3.0, 4.0])
    found = solved(today, np.full((2, 2, 2), 9.0), weights=np.ones(2), p=1)
    assert found.cost == 7.0


@pytest.mark.parametrize(
    ("p", "weights", "cost", "said"),
    [
        (3, [1.0, 1.0], 1.0, "3 hubs out of 2 candidates; expected 1 to 2"),
        (0, [1.0, 1.0], 1.0, "0 hubs out of 2"),
        (1, [1.0, -1.0], 1.0, "weight of -1"),
        (1, [1.0, float("nan")], 1.0, "not a number"),
        (1, [1.0, 1.0], float("nan"), "not a number"),
        (1, [1.0], 1.0, "of the shape"),
    ],
)
def test_impossible_cases_are_refused(p: int, weights: list[float], cost: float, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        choose(np.array([2.0, 3.0]), np.full((2, 2, 2), cost), weights=np.array(weights), p=p)
