"""How wrong can the choice be, once it is known which scenario came about?"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from alat.errors import BadInput
from alat.plan.candidates import Problem
from alat.plan.choice import Effort, Method
from alat.plan.objective import Aim
from alat.plan.score import ExactValues
from alat.plan.solver import Setting, solve
from alat.plan.space import Floats, Space, space

_EFFORT = Effort()


@dataclass(frozen=True, slots=True, eq=False)
class Regret:
    """The best set of each scenario against the chosen one.

    Attributes
    ----------
    best
        For each scenario, the best set found for it alone, in building order.
    best_musd, regret_musd
        Its value there, and what the chosen set is worth less there.
    most_musd, mean_musd
        The largest regret of all scenarios with a probability, and the mean.
    kept
        For each candidate, the probability of the scenarios whose best set has it.
    proven
        Whether the best of each scenario is proven; if not, regret may be larger than stated.
    """

    best: tuple[tuple[str, ...], ...]
    best_musd: Floats
    regret_musd: Floats
    most_musd: float
    mean_musd: float
    kept: Mapping[str, float]
    proven: bool


def regret(problem: Problem, exact: ExactValues, *, chosen: frozenset[str], effort: Effort = _EFFORT) -> Regret:
    """Find the best set for each scenario and compare the chosen one with it.

    Parameters
    ----------
    problem, exact, effort
        As for `choose`; the search is repeated for each scenario, on the values that are kept.
    chosen
        The set to judge, with what is fixed in.

    Raises
    ------
    BadInput
        If the chosen set is not an allowed one.

    Notes
    -----
    Savage (1951). Any set that was ever valued counts for every scenario, so that the best of a scenario is never
    worse than the chosen set.
    """
    held = space(problem)
    mask = held.mask(chosen)
    if held.ids(mask) != chosen or not held.allowed(mask):
        raise BadInput(f"the set {', '.join(sorted(chosen)) or 'of no measure'} is not an allowed one")
    own = exact.of(chosen)
    count = len(own)
    first = solve(Setting(held, exact, Aim(), exact.probability, effort))
    proven = first.method is Method.EXACT
    for scenario in () if proven else range(count):
        alone = np.zeros(count)
        alone[scenario] = 1.0
        solve(Setting(held, exact, Aim(), alone, effort), first.fitted)
    known = _known(held, exact)
    table = np.array([exact.of(held.ids(each)) for each in known])
    places = [_best(table[:, scenario], known) for scenario in range(count)]
    best = [held.ids(known[place]) for place in places]
    best_musd = table[places, np.arange(count)]
    short: Floats = best_musd - own
    chance = exact.probability
    return Regret(
        best=tuple(tuple(name for name in problem.order if name in ids) for ids in best),
        best_musd=best_musd,
        regret_musd=short,
        most_musd=float(short[chance > 0].max()),
        mean_musd=float(short @ chance),
        kept={
            name: float(sum(chance[place] for place in range(count) if name in best[place])) for name in problem.order
        },
        proven=proven,
    )


def _known(held: Space, exact: ExactValues) -> list[int]:
    masks = {held.mask(ids) for ids in exact.known}
    return [each for each in sorted(masks) if held.ids(each) in exact.known and held.allowed(each)]


def _best(values: Floats, known: list[int]) -> int:
    """Return the place of the highest value, and of the fewest measures among equals."""
    return min(range(len(known)), key=lambda place: (-values[place], known[place].bit_count(), known[place]))
