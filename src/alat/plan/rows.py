"""Rows of a linear programme, written one by one and handed over as a sparse matrix."""

from collections.abc import Mapping

import numpy as np
from scipy.sparse import coo_array, csr_array

from alat.plan.space import Floats


class Rows:
    """A programme in the making: variables with bounds, and rows that each have a most.

    Parameters
    ----------
    variables
        How many there are to begin with, each between nought and one.
    """

    def __init__(self, variables: int) -> None:
        self._least = [0.0] * variables
        self._most = [1.0] * variables
        self._terms: list[Mapping[int, float]] = []
        self._limits: list[float] = []
        self._floors: list[float] = []

    def variable(self, *, least: float, most: float) -> int:
        """Add a variable and return its number."""
        self._least.append(least)
        self._most.append(most)
        return len(self._least) - 1

    def add(self, terms: Mapping[int, float], *, most: float, least: float = -np.inf) -> None:
        """Add a row: coefficients by variable, and what their sum must keep to."""
        self._terms.append(terms)
        self._limits.append(most)
        self._floors.append(least)

    def built(self) -> tuple[csr_array, Floats, Floats, Floats, Floats]:
        """Return the matrix, the least and most of each row, and the least and most of each variable."""
        row = [number for number, terms in enumerate(self._terms) for _ in terms]
        column = [number for terms in self._terms for number in terms]
        value = [figure for terms in self._terms for figure in terms.values()]
        shape = (len(self._terms), len(self._least))
        matrix = coo_array((np.array(value, dtype=np.float64), (row, column)), shape=shape).tocsr()
        floors, limits = np.array(self._floors), np.array(self._limits)
        return matrix, floors, limits, np.array(self._least), np.array(self._most)
