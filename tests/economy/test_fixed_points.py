"""The accelerated fixed-point search: it finds what is there, and says so when nothing is."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat.economy.fixed_point import FixedPoint, fixed_points
from alat.errors import NotConvergent


def fixed_point(
    step: Callable[[np.ndarray], np.ndarray], start: np.ndarray, *, tolerance: float, most_iterations: int
) -> FixedPoint:
    """Search one map alone."""
    (found,) = fixed_points(
        lambda x: step(x[0])[None], start[None], tolerance=tolerance, most_iterations=most_iterations
    )
    return found


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), size=st.integers(1, 12), pull=st.floats(0.0, 0.99))
def test_a_linear_contraction_is_solved_as_a_linear_system(seed: int, size: int, pull: float) -> None:
    rng = np.random.default_rng(seed)
    matrix = rng.standard_normal((size, size))
    matrix *= pull / max(np.linalg.norm(matrix, 2), 1e-12)
    shift = rng.standard_normal(size)
    found = fixed_point(lambda x: matrix @ x + shift, np.zeros(size), tolerance=1e-11, most_iterations=5_000)
    np.testing.assert_allclose(found.point, np.linalg.solve(np.eye(size) - matrix, shift), rtol=0, atol=1e-8)
    assert found.residual <= 1e-11


def test_it_takes_far_fewer_steps_than_the_plain_map() -> None:
    matrix = np.diag([0.99, 0.9, 0.5, -0.9])
    shift = np.ones(4)
    found = fixed_point(lambda x: matrix @ x + shift, np.zeros(4), tolerance=1e-10, most_iterations=5_000)
    # The plain map needs ln(1e-10) / ln(0.99), some 2,300 steps.
    assert found.iterations < 30


def test_a_map_that_leaves_the_numbers_at_once_has_no_answer() -> None:
    with pytest.raises(NotConvergent):
        fixed_point(lambda x: x * np.nan, np.ones(2), tolerance=1e-9, most_iterations=50)


def test_a_map_without_a_fixed_point_has_no_answer_and_the_best_iterate_is_kept() -> None:
    with pytest.raises(NotConvergent) as caught:
        fixed_point(lambda x: np.where(x > 0, -1.0, 1.0), np.zeros(1), tolerance=1e-9, most_iterations=200)
    assert caught.value.residual >= 1.0
    assert np.isfinite(caught.value.last).all()


def test_a_step_beyond_the_domain_is_taken_back() -> None:
    # sqrt is undefined left of nil, where the accelerated steps would go; the fixed point is 0.25.
    def step(x: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore"):
            return np.sqrt(x) - 0.25 + 0.0 * np.log(x)

    found = fixed_point(step, np.array([4.0]), tolerance=1e-8, most_iterations=5_000)
    assert found.point[0] == pytest.approx(0.25, abs=1e-3)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), rows=st.integers(1, 5))
def test_maps_that_step_together_end_where_each_ends_alone(seed: int, rows: int) -> None:
    rng = np.random.default_rng(seed)
    pulls, shifts = rng.uniform(-0.99, 0.99, (rows, 6)), rng.standard_normal((rows, 6))
    start = np.zeros((rows, 6))
    together = fixed_points(lambda x: pulls * x + shifts, start, tolerance=1e-11, most_iterations=5_000)
    for row, found in enumerate(together):

        def step(x: np.ndarray, row: int = row) -> np.ndarray:
            return pulls[row] * x + shifts[row]

        alone = fixed_point(step, start[row], tolerance=1e-11, most_iterations=5_000)
        np.testing.assert_allclose(found.point, alone.point, rtol=0, atol=1e-8)
        assert found.iterations == alone.iterations


def test_the_row_that_has_no_answer_is_named() -> None:
    def step(x: np.ndarray) -> np.ndarray:
        return np.stack([0.5 * x[0], np.where(x[1] > 0, -1.0, 1.0)])

    with pytest.raises(NotConvergent, match="of scenario 1") as caught:
        fixed_points(step, np.ones((2, 3)), tolerance=1e-9, most_iterations=100)
    assert caught.value.last.shape == (3,)
