"""Anderson acceleration of fixed-point maps, many at once, with the plain map as the safe way back."""

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
# Directions of the past whose size is below this share of the largest carry rounding only.
_SMALLEST_DIRECTION = 1e-14


@dataclass(frozen=True, slots=True)
class FixedPoint:
    """Where a map stopped moving: the point, how far one more step would move it, and the steps taken."""

    point: FloatArray
    residual: float
    iterations: int


def fixed_points(
    step: Callable[[FloatArray], FloatArray],
    start: FloatArray,
    *,
    tolerance: float,
    most_iterations: int,
) -> list[FixedPoint]:
    """Find x with step(x) = x for each of S maps that take their steps together (Anderson; Walker & Ni 2011, type II).

    Parameters
    ----------
    step
        The maps, from shape (S, K) to shape (S, K), each row its own; they may return non-finite numbers, which only
        costs a step back.
    start
        Where each begins, shape (S, K).
    tolerance
        A row is done when none of its elements moves by more than this.
    most_iterations
        Give up after that many steps.

    Raises
    ------
    NotConvergent
        If a row does not meet the tolerance; it carries the residual and the best iterate, and names the row where
        there are several.
    """
    search = _Search(start)
    for iteration in range(1, most_iterations + 1):
        move = step(search.points) - search.points
        search.record(move, tolerance=tolerance, iteration=iteration)
        if search.done.all() or search.lost.any():
            break
        search.advance(move)
    return search.found(tolerance, iteration)


class _Search:
    """The points, what is kept of the past, and which rows are done; one object for the length of one search."""

    def __init__(self, start: FloatArray) -> None:
        rows, size = start.shape
        self.points = np.array(start, dtype=np.float64)
        self.best = self.points.copy()
        self.best_residual = np.full(rows, np.inf)
        self.residual = np.full(rows, np.inf)
        self.iterations = np.zeros(rows, dtype=np.int64)
        self.done = np.zeros(rows, dtype=bool)
        self.lost = np.zeros(rows, dtype=bool)
        # The last point of each row that a plain step can start from, and its move.
        self.base, self.base_move = self.points.copy(), np.zeros_like(self.points)
        self.known = np.zeros(rows, dtype=np.int64)
        self.steps = np.zeros((rows, _MEMORY, size))
        self.bends = np.zeros((rows, _MEMORY, size))
        self.products = np.zeros((rows, _MEMORY, _MEMORY))
        self.slot = 0

    def record(self, move: FloatArray, *, tolerance: float, iteration: int) -> None:
        size = np.abs(move).max(axis=1)
        self.residual = np.where(np.isfinite(size), size, np.inf)
        better = ~self.done & (self.residual < self.best_residual)
        self.best[better] = self.points[better]
        self.best_residual[better] = self.residual[better]
        self.iterations[~self.done] = iteration
        self.done |= self.residual <= tolerance

    def advance(self, move: FloatArray) -> None:
        """Move every row that is not done: accelerated, or plainly from the last sound point if that went wrong."""
        open_ = ~self.done
        accelerated = self.known > 1
        back = open_ & accelerated & (self.residual > _WORST_GROWTH * self.best_residual)
        self.lost = open_ & ~np.isfinite(self.residual) & ~back
        on = open_ & ~back & ~self.lost
        self._remember(move, rows=on & (self.known > 0))
        self.steps[back], self.bends[back], self.products[back] = 0.0, 0.0, 0.0
        self.base[on], self.base_move[on] = self.points[on], move[on]
        self.known[on] += 1
        self.known[back] = 1
        plain = self.base + self.base_move
        ahead = open_ & (self.known > 1)
        if ahead.any():
            plain -= np.where(ahead[:, None], self._correction(), 0.0)
        self.points = np.where(open_[:, None], plain, self.points)

    def _remember(self, move: FloatArray, *, rows: NDArray[np.bool_]) -> None:
        """Put what changed since the last sound point in place of the oldest change that is kept."""
        slot, kept = self.slot, rows[:, None]
        self.steps[:, slot] = np.where(kept, self.points - self.base, 0.0)
        self.bends[:, slot] = np.where(kept, move - self.base_move, 0.0)
        self.products[:, slot] = (self.bends @ self.bends[:, slot, :, None])[:, :, 0]
        self.products[:, :, slot] = self.products[:, slot]
        self.slot = (slot + 1) % _MEMORY

    def _correction(self) -> FloatArray:
        """Return what to take off the plain step so that the move, as past moves predict it, is least.

        The normal equations, each bend taken at length one: early bends are many orders longer than late ones.
        """
        length = np.sqrt(np.diagonal(self.products, axis1=1, axis2=2))
        scale = np.where(length > 0, 1 / np.where(length > 0, length, 1.0), 0.0)
        aligned = self.products * scale[:, :, None] * scale[:, None, :]
        along = (self.bends @ self.base_move[:, :, None])[:, :, 0] * scale
        sizes, directions = np.linalg.eigh(aligned)
        sound = sizes > _SMALLEST_DIRECTION * sizes[:, -1:]
        inverse = np.where(sound, 1 / np.where(sound, sizes, 1.0), 0.0)[:, :, None]
        weights = (directions @ (inverse * (directions.transpose(0, 2, 1) @ along[:, :, None])))[:, :, 0] * scale
        correction: FloatArray = (weights[:, None, :] @ (self.steps + self.bends))[:, 0]
        return correction

    def found(self, tolerance: float, iteration: int) -> list[FixedPoint]:
        missed = np.flatnonzero(~self.done)
        if missed.size:
            row = int(missed[0])
            what = "the equilibrium" if self.done.size == 1 else f"the equilibrium of scenario {row}"
            raise NotConvergent(
                what,
                residual=float(self.best_residual[row]),
                tolerance=tolerance,
                iterations=iteration,
                last=self.best[row],
            )
        return [
            FixedPoint(point, float(residual), int(steps))
            for point, residual, steps in zip(self.best, self.best_residual, self.iterations, strict=True)
        ]
