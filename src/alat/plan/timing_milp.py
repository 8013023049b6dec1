"""The best roadmap, proven: one variable for each measure and step it may start at (HiGHS)."""

from dataclasses import dataclass
from math import ceil

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from alat.errors import Infeasible, NotConvergent
from alat.plan.rows import Rows
from alat.plan.serial import Load, rated
from alat.plan.space import Floats

_WHOLE = 1e-6


@dataclass(frozen=True, slots=True)
class Starts:
    """Starts, whether they are proven best, and the step before which no roadmap ends."""

    starts: tuple[int, ...]
    proven: bool
    bound: int


def exact_starts(load: Load, known: tuple[int, ...] | None, *, nodes: int) -> Starts:
    """Find the roadmap that ends first and, among those, has the least sum of ends.

    Parameters
    ----------
    load
        What is to be put in time.
    known
        A roadmap that is known to fit, or None: the search looks for nothing that ends later.
    nodes
        Limit on the nodes of the search tree.

    Raises
    ------
    Infeasible, NotConvergent
        If no roadmap fits the budgets, or the limit was met before any was found and none was known.

    Notes
    -----
    Pritsker, Watters & Wolfe (1969), with the sums over starts of Christofides, Alvarez-Valdes & Tamarit (1987).
    """
    horizon = load.horizon if known is None else rated(load, known)[0]
    earliest, latest = load.earliest(), load.latest(horizon)
    if any(last < first for first, last in zip(earliest, latest, strict=True)):
        needed = max(first + steps for first, steps in zip(earliest, load.steps, strict=True))
        raise Infeasible(f"the longest chain takes {needed} steps, the budgets' years have {load.horizon}")
    rows, spans = Rows(0), zip(earliest, latest, strict=True)
    starts = [{step: rows.variable(least=0, most=1) for step in range(first, last + 1)} for first, last in spans]
    end = rows.variable(least=0, most=horizon)
    _bind(rows, load, starts=starts, end=end)
    loss = _loss(load, starts, end=end, horizon=horizon)
    weight = loss[end]
    matrix, low, high, least, most = rows.built()
    answer = milp(
        loss,
        constraints=LinearConstraint(matrix, low, high),
        bounds=Bounds(least, most),
        integrality=np.ones(end + 1, dtype=np.int64),
        options={"node_limit": nodes, "mip_rel_gap": 0.0},
    )
    if answer.status == 2 and known is None:  # noqa: PLR2004 - infeasible
        raise Infeasible("no roadmap keeps to the yearly budgets, in whatever order: a longer or larger one is needed")
    dual = 0.0 if answer.mip_dual_bound is None else float(answer.mip_dual_bound)
    bound = max(0, ceil((dual - weight + 1) / weight - _WHOLE))
    ranked = [each for each in (known, _read(answer.x, starts)) if each is not None]
    if not ranked:
        raise NotConvergent("a roadmap within the yearly budgets", residual=1.0, tolerance=0.0, iterations=nodes)
    best = min(ranked, key=lambda each: rated(load, each))
    return Starts(best, answer.status == 0, bound)


def _read(answer: Floats | None, starts: list[dict[int, int]]) -> tuple[int, ...] | None:
    if answer is None:
        return None
    return tuple(max(choices, key=lambda step: answer[choices[step]]) for choices in starts)


def _loss(load: Load, starts: list[dict[int, int]], *, end: int, horizon: int) -> Floats:
    """All ends sum to less than the weight of the last one, so that it always counts for more than they do."""
    loss = np.zeros(end + 1)
    for number, choices in enumerate(starts):
        for step, variable in choices.items():
            loss[variable] = step + load.steps[number]
    loss[end] = len(load.steps) * horizon + 1
    return loss


def _bind(rows: Rows, load: Load, *, starts: list[dict[int, int]], end: int) -> None:
    for number, choices in enumerate(starts):
        rows.add(dict.fromkeys(choices.values(), 1.0), least=1.0, most=1.0)
        ends = {variable: float(step + load.steps[number]) for step, variable in choices.items()}
        rows.add({**ends, end: -1.0}, most=0.0)
        for other in load.requires[number]:
            for step in choices:
                # Started by `step`, it needs the other one started a building time before.
                begun = {variable: 1.0 for at, variable in choices.items() if at <= step}
                before = {v: -1.0 for at, v in starts[other].items() if at + load.steps[other] <= step}
                rows.add({**begun, **before}, most=0.0)
    for year, money in enumerate(load.budget_musd):
        terms = {
            variable: outlay[year]
            for number, choices in enumerate(starts)
            for step, variable in choices.items()
            if (outlay := load.outlay(number, step)).get(year)
        }
        if terms:
            rows.add(terms, most=money)
