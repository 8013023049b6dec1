"""Which p hubs cost least? The p-hub median with multiple allocation, by enumeration or as a mixed-integer program.

Campbell (1996): each pair goes as it does today, or by one or two of the hubs that are open, whichever costs least.
"""

from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement
from math import comb

import numpy as np
from scipy.sparse import coo_array

from alat.errors import BadInput, NotConvergent
from alat.routing.figures import Floats

MOST_SETS = 20_000
_GAP = 1e-9
_GAIN = 1e-9


@dataclass(frozen=True, slots=True)
class Chosen:
    """The hubs, by number; what all pairs cost with them; and how far from the least possible that may be, as a share.

    Attributes
    ----------
    gap
        0 where every set of hubs was tried.
    """

    hubs: tuple[int, ...]
    cost: float
    gap: float


def choose(today: Floats, by_hubs: Floats, *, weights: Floats, p: int) -> Chosen:
    """Choose the p hubs that make all pairs together cost least.

    Parameters
    ----------
    today
        (pairs,) cost of a load as things are.
    by_hubs
        (candidates, candidates, pairs) cost of a load where the two are hubs (or the one, on the diagonal); symmetric.
    weights
        (pairs,) loads; not negative.
    p
        How many hubs to open.

    Raises
    ------
    BadInput
        If there are fewer candidates than hubs, p is less than one, a shape is wrong, or a cost or weight is not a
        number or a weight is negative.
    """
    count = len(by_hubs)
    if not 1 <= p <= count:
        raise BadInput(f"{p} hubs out of {count} candidates; expected 1 to {count}")
    if by_hubs.shape != (count, count, len(today)) or weights.shape != today.shape:
        raise BadInput(f"costs by hubs of the shape {by_hubs.shape}; expected ({count}, {count}, {len(today)})")
    if not (np.isfinite(today).all() and np.isfinite(weights).all() and not np.isnan(by_hubs).any()):
        raise BadInput("a cost or weight is not a number; expected finite costs of today and weights")
    if (weights < 0).any():
        raise BadInput(f"a weight of {weights.min():g}; expected none below zero")
    if comb(count, p) <= MOST_SETS:
        return enumerated(today, by_hubs, weights=weights, p=p)
    return solved(today, by_hubs, weights=weights, p=p)


def enumerated(today: Floats, by_hubs: Floats, *, weights: Floats, p: int) -> Chosen:
    """Try every set of p hubs; of sets that cost the same the first in order is chosen."""
    best: tuple[int, ...] = tuple(range(p))
    least = set_cost(today, by_hubs, weights=weights, hubs=best)
    for hubs in combinations(range(len(by_hubs)), p):
        cost = set_cost(today, by_hubs, weights=weights, hubs=hubs)
        if cost < least * (1 - _GAIN):
            best, least = hubs, cost
    return Chosen(best, least, 0.0)


def set_cost(today: Floats, by_hubs: Floats, *, weights: Floats, hubs: tuple[int, ...]) -> float:
    """Return what all pairs cost with a set of hubs: each by today's way or by one or two of them, the best."""
    open_ = np.array(hubs, dtype=np.int64)
    by_best = by_hubs[np.ix_(open_, open_)].reshape(-1, len(today)).min(axis=0)
    return float(weights @ np.minimum(today, by_best))


def solved(today: Floats, by_hubs: Floats, *, weights: Floats, p: int) -> Chosen:
    """Solve the mixed-integer program with HiGHS.

    Notes
    -----
    One variable y for each candidate, and one x for each pair of countries and set of one or two hubs that improves on
    today; x is at most one in all, and what goes by a hub is at most its y (Skorin-Kapov, Skorin-Kapov & O'Kelly 1996,
    whose bound is tight). Only y need be whole.

    Raises
    ------
    NotConvergent
        If the solver ends without an answer.
    """
    count = len(by_hubs)
    ways = [
        (pair, i, j)
        for i, j in combinations_with_replacement(range(count), 2)
        for pair in np.flatnonzero((by_hubs[i, j] < today) & (weights > 0)).tolist()
    ]
    gain = np.array([weights[pair] * (by_hubs[i, j, pair] - today[pair]) for pair, i, j in ways])
    columns = count + len(ways)
    row_of: dict[tuple[int, int], int] = {}
    entries: list[tuple[int, int, float]] = []
    for number, (pair, i, j) in enumerate(ways):
        entries.append((row_of.setdefault((pair, -1), len(row_of)), count + number, 1.0))
        entries += [(row_of.setdefault((pair, hub), len(row_of)), count + number, 1.0) for hub in {i, j}]
    upper = np.zeros(len(row_of))
    for (_, hub), row in row_of.items():
        upper[row] = 1.0 if hub < 0 else 0.0
        entries += [(row, hub, -1.0)] if hub >= 0 else []
    rows, cols, values = (np.array(part) for part in zip(*entries, strict=True)) if entries else (np.zeros(0),) * 3
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - a quarter of a second to load

    limits = coo_array((values, (rows.astype(int), cols.astype(int))), shape=(max(len(row_of), 1), columns)).tocsr()
    opened = coo_array((np.ones(count), (np.zeros(count, int), np.arange(count))), shape=(1, columns)).tocsr()
    limited = LinearConstraint(limits, -np.inf, upper if len(upper) else np.zeros(1))
    found = milp(
        np.concatenate([np.zeros(count), gain]),
        constraints=[limited, LinearConstraint(opened, p, p)],
        integrality=np.concatenate([np.ones(count), np.zeros(len(ways))]),
        bounds=Bounds(0.0, 1.0),
        options={"mip_rel_gap": _GAP},
    )
    if found.x is None:
        raise NotConvergent("the choice of hubs", residual=float("inf"), tolerance=_GAP, iterations=0)
    hubs = tuple(int(hub) for hub in np.flatnonzero(found.x[:count] > 0.5))  # noqa: PLR2004 - whole but for rounding
    cost = set_cost(today, by_hubs, weights=weights, hubs=hubs)
    bound = float(weights @ today) + float(found.mip_dual_bound)
    return Chosen(hubs, cost, max(0.0, (cost - bound) / cost) if cost > 0 else 0.0)
