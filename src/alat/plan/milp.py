"""The best sets by the surrogate, proven, where there are too many sets to list: a mixed-integer programme (HiGHS)."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from alat.plan.objective import Aim
from alat.plan.rows import Rows
from alat.plan.score import Surrogate
from alat.plan.space import Floats, Masks, Space

_SMALL_SHARE = 0.2  # of the sum of all pairs' magnitudes: the smallest pairs share one variable a measure
_GAP = 1e-7
_FLOOR = 1e-6  # relative: a known set must not fall out by the tolerance of the programme


@dataclass(frozen=True, slots=True, eq=False)
class Proven:
    """What the programme found.

    Attributes
    ----------
    masks
        The best sets, best first.
    proven
        How many of them are proven to be the best, the second best, and so on.
    bound
        No set scores higher by the surrogate (million USD).
    """

    masks: Masks
    proven: int
    bound: float


@dataclass(frozen=True, slots=True, eq=False)
class _Programme:
    gain: Floats
    matrix: csr_array
    low: Floats
    high: Floats
    least: Floats
    most: Floats
    whole: Masks
    constant: float


def best_by_milp(
    held: Space, surrogate: Surrogate, *, aim: Aim, probability: Floats, keep: int, nodes: int, known: Masks
) -> Proven:
    """Return the best sets by the surrogate, each found with those before it forbidden.

    Parameters
    ----------
    held
        The open measures.
    surrogate, aim, probability
        What scores a set.
    keep
        How many sets to find.
    nodes
        Limit on the nodes of each search tree; counted and not timed, so that equal inputs give equal answers.
    known
        Allowed sets that were found otherwise. The best of them that is not found yet is a floor, which cuts most of
        each tree away and nothing that could be found.
    """
    made = _programme(held, surrogate, aim=aim, probability=probability)
    size = len(held.free)
    found: list[int] = []
    floors = _scored(known, surrogate, aim=aim, probability=probability)
    bound, proven = np.inf, 0
    cuts: list[Floats] = []
    limits: list[float] = []
    while len(found) < keep:
        floor = max((score for each, score in floors.items() if each not in found), default=-np.inf)
        solved = _solved(_above(made, floor), cuts=cuts, limits=limits, nodes=nodes)
        if solved.status == 2:  # noqa: PLR2004 - infeasible: no further set is allowed
            break
        if len(cuts) == 0:
            bound = made.constant - float(solved.mip_dual_bound)
        if solved.x is None:
            break
        chosen = np.round(solved.x[:size])
        mask = sum(1 << bit for bit in range(size) if chosen[bit])
        # The programme holds budgets to its own tolerance; a set that only just breaks one is forbidden and passed.
        if held.allowed(mask):
            found.append(mask)
            proven += solved.status == 0
        if solved.status != 0:
            break
        cuts.append(np.concatenate([1 - 2 * chosen, np.zeros(len(made.gain) - size)]))
        limits.append(1 - float(chosen.sum()))
    return Proven(np.array(found, dtype=np.int64), proven, bound)


def _scored(masks: Masks, surrogate: Surrogate, *, aim: Aim, probability: Floats) -> dict[int, float]:
    scores = aim.scores(surrogate.values(masks), probability)
    return {int(mask): float(score) for mask, score in zip(masks, scores, strict=True)}


def _above(made: _Programme, floor: float) -> _Programme:
    """Return the programme of sets that score no less than a floor, but for rounding."""
    least = floor - made.constant - _FLOOR * max(1.0, abs(floor)) if np.isfinite(floor) else -np.inf
    return replace(
        made,
        matrix=vstack([made.matrix, csr_array(made.gain[None])], format="csr"),
        low=np.append(made.low, least),
        high=np.append(made.high, np.inf),
    )


class _Solved:
    """The three figures of SciPy's answer that are used."""

    def __init__(self, status: int, x: Floats | None, *, mip_dual_bound: float) -> None:
        self.status = status
        self.x = x
        self.mip_dual_bound = mip_dual_bound


def _solved(made: _Programme, *, cuts: list[Floats], limits: list[float], nodes: int) -> _Solved:
    matrix, low, high = made.matrix, made.low, made.high
    if cuts:
        matrix = vstack([matrix, csr_array(np.array(cuts))], format="csr")
        low, high = np.concatenate([low, limits]), np.concatenate([high, np.full(len(cuts), np.inf)])
    answer = milp(
        -made.gain,
        constraints=LinearConstraint(matrix, low, high),
        bounds=Bounds(made.least, made.most),
        integrality=made.whole,
        options={"node_limit": nodes, "mip_rel_gap": _GAP},
    )
    dual = -np.inf if answer.mip_dual_bound is None else float(answer.mip_dual_bound)
    return _Solved(int(answer.status), answer.x, mip_dual_bound=dual)


def _programme(held: Space, surrogate: Surrogate, *, aim: Aim, probability: Floats) -> _Programme:
    """Write the surrogate and what binds it as rows; docs/plan.md has the algebra."""
    size = len(held.free)
    averse = aim.risk_weight > 0
    if not averse:
        surrogate, probability = surrogate.mean(probability), np.ones(1)
    large = _large_pairs(surrogate, share=0.0 if averse else _SMALL_SHARE)
    first, second = np.nonzero(large)
    rows = Rows(size + len(first))
    for period, room in enumerate(held.room_musd):
        rows.add(dict(enumerate(held.cost_musd[:, period])), most=float(room))
    for bit in range(size):
        for other in range(size):
            if held.needs[bit] >> other & 1:
                rows.add({bit: 1.0, other: -1.0}, most=0.0)
            if other > bit and held.barred[bit] >> other & 1:
                rows.add({bit: 1.0, other: 1.0}, most=1.0)
    _link_pairs(rows, surrogate, first=first, second=second)
    pairs = surrogate.pair[:, first, second].T
    worth = np.concatenate([surrogate.single, pairs])
    if averse:
        gain = _tail_rows(rows, surrogate, aim=aim, probability=probability, worth=worth)
    else:
        gain = np.concatenate([worth[:, 0], _shared_rows(rows, np.where(large, 0.0, surrogate.pair[0]))])
    mean_base = float(surrogate.base @ probability)
    matrix, low, high, least, most = rows.built()
    whole = (np.arange(len(gain)) < size).astype(np.int64)
    constant = mean_base * (1 - aim.risk_weight) if averse else mean_base
    return _Programme(gain, matrix, low, high, least, most, whole, constant)


def _large_pairs(surrogate: Surrogate, *, share: float) -> NDArray[np.bool_]:
    """Tell which pairs get a variable of their own: all but the smallest that together are a share of the sum."""
    size_of = np.abs(surrogate.pair).max(axis=0)
    order = np.argsort(size_of, axis=None, kind="stable")
    small = np.cumsum(size_of.ravel()[order]) <= share * size_of.sum()
    large: NDArray[np.bool_] = size_of > 0
    large.ravel()[order[small]] = False
    return large


def _link_pairs(rows: Rows, surrogate: Surrogate, *, first: Masks, second: Masks) -> None:
    """Hold each pair's variable to the product of both: from above where it gains, from below where it costs."""
    size = len(surrogate.single)
    for number, (one, other) in enumerate(zip(first.tolist(), second.tolist(), strict=True), start=size):
        terms = surrogate.pair[:, one, other]
        if (terms > 0).any():
            rows.add({number: 1.0, one: -1.0}, most=0.0)
            rows.add({number: 1.0, other: -1.0}, most=0.0)
        if (terms < 0).any():
            rows.add({one: 1.0, other: 1.0, number: -1.0}, most=1.0)


def _shared_rows(rows: Rows, pair: Floats) -> Floats:
    """Give each measure one variable for its small pairs, w_j = x_j * sum_i b_ij x_i (Glover 1975); return gains."""
    shared = [column for column in range(len(pair)) if pair[:, column].any()]
    for column in shared:
        terms = pair[:, column]
        up, down = float(terms[terms > 0].sum()), float(terms[terms < 0].sum())
        own = rows.variable(least=-np.inf, most=np.inf)
        rows.add({own: 1.0, column: -up}, most=0.0)
        others = {int(row): -float(terms[row]) for row in np.nonzero(terms)[0]}
        rows.add({own: 1.0, column: -down, **others}, most=-down)
    return np.ones(len(shared))


def _tail_rows(rows: Rows, surrogate: Surrogate, *, aim: Aim, probability: Floats, worth: Floats) -> Floats:
    """Add the edge of the tail and the shortfall of each scenario below it (Rockafellar & Uryasev 2000)."""
    edge = rows.variable(least=-np.inf, most=np.inf)
    gain = [*((1 - aim.risk_weight) * worth @ probability), aim.risk_weight]
    for scenario, chance in enumerate(probability.tolist()):
        short = rows.variable(least=0.0, most=np.inf)
        terms = {number: -float(figure) for number, figure in enumerate(worth[:, scenario]) if figure}
        rows.add({**terms, edge: 1.0, short: -1.0}, most=float(surrogate.base[scenario]))
        gain.append(-aim.risk_weight * chance / aim.tail_share)
    return np.array(gain)
