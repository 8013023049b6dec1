"""The best allowed set: every one valued where there are few, else the surrogate's best, valued and improved."""

from dataclasses import dataclass

import numpy as np

from alat.plan.choice import Effort, Method
from alat.plan.enumeration import allowed_sets, best_of
from alat.plan.milp import best_by_milp
from alat.plan.objective import Aim
from alat.plan.score import ExactValues, Surrogate, surrogate
from alat.plan.search import climbed, swapped
from alat.plan.space import Floats, Masks, Space, members

_REACHED = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """What a search needs: the open measures, their values, the aim, how likely each scenario is, and the effort."""

    held: Space
    exact: ExactValues
    aim: Aim
    probability: Floats
    effort: Effort

    def score(self, mask: int) -> float:
        """Return the exact score of a set (million USD)."""
        return self.aim.score(self.exact.of(self.held.ids(mask)), self.probability)

    def better(self, mask: int) -> tuple[float, float, int, int]:
        """Return what the best set is least by: score, then the cheaper, the smaller, the earlier in building order."""
        return (-self.score(mask), float(self.held.cost_musd[members(mask)].sum()), mask.bit_count(), mask)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a search found; see `Choice` for the meaning of each."""

    mask: int
    method: Method
    pool: tuple[int, ...]
    fitted: Surrogate | None
    bound: float
    bound_proven: bool
    moves: int
    settled: bool


def solve(given: Setting, fitted: Surrogate | None = None) -> Found:
    """Find the best set of a setting.

    Parameters
    ----------
    given
        What to search.
    fitted
        The surrogate, if it was fitted before; it is fitted here if it is needed and was not.
    """
    listed = allowed_sets(given.held) if len(given.held.free) <= given.effort.listed_measures else None
    if listed is not None and len(listed) <= given.effort.exact_sets:
        best = min((int(mask) for mask in listed), key=given.better)
        return Found(best, Method.EXACT, (), None, given.score(best), bound_proven=True, moves=0, settled=True)
    fitted = fitted if fitted is not None else surrogate(given.held, given.exact)
    masks, bound, proven = _by_surrogate(given, fitted, listed=listed)
    pool = tuple(int(mask) for mask in masks)
    return _improved(given, fitted, pool=pool, bound=bound, proven=proven, listed=listed is not None)


def _by_surrogate(given: Setting, fitted: Surrogate, *, listed: Masks | None) -> tuple[Masks, float, bool]:
    """Return the pool, best first by the surrogate, the bound on it, and whether a set reaches the bound."""
    aim, keep = given.aim, given.effort.pool
    seen = fitted if aim.risk_weight > 0 else fitted.mean(given.probability)
    chance = given.probability if aim.risk_weight > 0 else np.ones(1)
    if listed is not None:
        masks, scores = best_of(listed, seen, aim=aim, probability=chance, keep=keep)
        return masks, float(scores[0]), True
    near, _ = climbed(given.held, seen, aim=aim, probability=chance, keep=keep)
    nodes = given.effort.nodes
    made = best_by_milp(given.held, seen, aim=aim, probability=chance, keep=keep, nodes=nodes, known=near)
    every = np.unique(np.concatenate([near, made.masks]))
    masks, scores = best_of(every, seen, aim=aim, probability=chance, keep=keep)
    reached = made.bound - float(scores[0]) <= _REACHED * max(1.0, abs(made.bound))
    return masks, max(made.bound, float(scores[0])), reached


def _improved(
    given: Setting, fitted: Surrogate, *, pool: tuple[int, ...], bound: float, proven: bool, listed: bool
) -> Found:
    """Value the pool exactly, and improve the best set known so far by moves on exact values."""
    for mask in pool:
        given.score(mask)
    known = (given.held.mask(ids) for ids in given.exact.known if ids <= given.held.base.union(given.held.free))
    allowed = {mask for mask in known if given.held.ids(mask) in given.exact.known and given.held.allowed(mask)}
    mask, moves, settled = swapped(
        given.held,
        min(allowed | {0}, key=given.better),
        score=given.score,
        order=lambda around: _promising(given, fitted, around=around),
        may_ask=given.effort.swap_calls,
    )
    method = Method.LISTED if listed else Method.PROGRAMME
    return Found(mask, method, pool, fitted, bound, bound_proven=proven, moves=moves, settled=settled)


def _promising(given: Setting, fitted: Surrogate, *, around: list[int]) -> list[int]:
    scores = [given.aim.score(fitted.value(mask), given.probability) for mask in around]
    return [around[place] for place in np.argsort([-score for score in scores], kind="stable")]
