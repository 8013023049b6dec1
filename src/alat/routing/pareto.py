"""Which of many cost vectors are beaten by none other?"""

import numpy as np
import numpy.typing as npt

from alat.routing.figures import Floats
from alat.routing.steps import Ints

_AT_ONCE = 16


def nondominated(costs: Floats, groups: Ints) -> Ints:
    """Return which rows no other row of their group equals or beats in every column.

    Parameters
    ----------
    costs
        (rows, criteria), all to be small. Sums of a row must be exact (whole quanta), so that the test is.
    groups
        (rows,) group of each row; rows of different groups are never compared.

    Returns
    -------
    Ints
        Row numbers, by group, then by sum. Of equal rows, one stays: the first.

    Notes
    -----
    A row that dominates another has the smaller sum, so the row of least sum is beaten by none: it is kept, all it
    dominates are dropped, and so on. Each round does this for all groups at once.
    """
    totals = costs.sum(axis=1)
    order = np.lexsort((np.arange(len(costs)), *costs.T[::-1], totals, groups))
    kept, own, columns = [], groups[order], np.ascontiguousarray(costs[order].T)
    while len(order):
        first = np.ones(len(order), dtype=bool)
        first[1:] = own[1:] != own[:-1]
        heads = np.flatnonzero(first)
        kept.append(order[heads])
        head_of = heads[np.cumsum(first) - 1]
        open_ = np.zeros(len(order), dtype=bool)
        for column in columns:
            open_ |= column < column[head_of]
        order, own, columns = order[open_], own[open_], columns[:, open_]
    if not kept:
        return np.empty(0, dtype=np.int64)
    rows = np.concatenate(kept)
    return rows[np.lexsort((rows, totals[rows], groups[rows]))].astype(np.int64)


def covered(bounds: Floats, by: Floats) -> npt.NDArray[np.bool_]:
    """Return which rows some row of `by` equals or beats in every column.

    Parameters
    ----------
    bounds
        (rows, criteria).
    by
        (others, criteria).
    """
    hidden = np.zeros(len(bounds), dtype=bool)
    columns = np.ascontiguousarray(bounds.T)
    rows = np.arange(len(bounds))
    # Vectors of small sum hide most, and rows that are hidden need not be asked again; some vectors at once, since few
    # rows are left after the first and a call costs more than its comparisons.
    ordered = by[np.argsort(by.sum(axis=1), kind="stable")]
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE].T
        beaten = columns[0][:, None] >= some[0]
        for column, values in zip(columns[1:], some[1:], strict=True):
            beaten &= column[:, None] >= values
        gone = beaten.any(axis=1)
        if gone.any():
            hidden[rows[gone]] = True
            rows, columns = rows[~gone], columns[:, ~gone]
    return hidden
