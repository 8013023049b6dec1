"""Anderson acceleration of a fixed-point map, with the plain map as the safe way back."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alat.errors import NotConvergent

FloatArray = NDArray[np.float64]

# Past steps that a step is made of.
_MEMORY = 8
# An accelerated step that makes the residual this many times worse is dropped.
_WORST_GROWTH = 10.0


@dataclass(frozen=True, slots=True)
class FixedPoint:
    """Where a map stopped moving: the point, how far one more step would move it, and the steps taken."""

    point: FloatArray
    residual: float
    iterations: int


def fixed_point(
    step: Callable[[FloatArray], FloatArray],
    start: FloatArray,
    *,
    tolerance: float,
    most_iterations: int,
) -> FixedPoint:
    """Find x with step(x) = x by Anderson acceleration (Walker & Ni 2011, type II).

    Parameters
    ----------
    step
        The map, from shape (K,) to shape (K,); it may return non-finite numbers, which only costs a step back.
    start
        Where to begin, shape (K,).
    tolerance
        Stop when no element moves by more than this.
    most_iterations
        Give up after that many steps.

    Raises
    ------
    NotConvergent
        If the tolerance is not met; it carries the residual and the best iterate.
    """
    points: list[FloatArray] = []
    moves: list[FloatArray] = []
    best, best_residual = start, np.inf
    point = start
    for iteration in range(1, most_iterations + 1):
        move = step(point) - point
        residual = float(np.abs(move).max()) if np.isfinite(move).all() else np.inf
        if residual < best_residual:
            best, best_residual = point, residual
        if residual <= tolerance:
            return FixedPoint(point, residual, iteration)
        accelerated = len(points) > 1
        if not np.isfinite(residual) and not accelerated:
            break
        if accelerated and residual > _WORST_GROWTH * best_residual:
            # Forget the past and go on by the plain map from the last point that it describes.
            point, move = points[-1], moves[-1]
            points, moves = [], []
        points, moves = [*points[-_MEMORY:], point], [*moves[-_MEMORY:], move]
        point = _accelerated(points, moves)
    raise NotConvergent("the equilibrium", residual=best_residual, tolerance=tolerance, iterations=iteration, last=best)


def _accelerated(points: list[FloatArray], moves: list[FloatArray]) -> FloatArray:
    plain = points[-1] + moves[-1]
    if len(points) == 1:
        return plain
    steps = np.diff(np.array(points), axis=0).T
    bends = np.diff(np.array(moves), axis=0).T
    weights = np.linalg.lstsq(bends, moves[-1], rcond=1e-12)[0]
    accelerated: FloatArray = plain - (steps + bends) @ weights
    return accelerated
