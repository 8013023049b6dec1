"""What may the chosen measures cost in all, and when may all be built?"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from scipy.special import ndtr

from alat.errors import BadInput
from alat.plan.candidates import Candidate
from alat.plan.space import Floats
from alat.plan.timing import MONTHS, Roadmap
from alat.plan.triangular import triangular

_TENTHS = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Spread:
    """A sum that is uncertain: the tenth, the fiftieth and the ninetieth percentile, mean, and what it rests on."""

    p10: float
    p50: float
    p90: float
    mean: float
    note: str


def cost_range(parts: Sequence[Candidate], *, correlation: float, draws: int = 20_000, seed: int = 0) -> Spread:
    """Return how the outlays of some measures sum (million USD).

    Parameters
    ----------
    parts
        The measures; each cost is triangular, with the central one its mode.
    correlation
        Of the measures' costs behind a Gaussian copula with one common factor: 0 if each goes its own way, 1 if all
        are dear together. It must be given: it decides how wide the range is.
    draws, seed
        Of the Monte Carlo.

    Raises
    ------
    BadInput
        If the correlation is not from 0 to 1, or there is no draw.
    """
    uniform = _uniform(len(parts), correlation=correlation, draws=draws, seed=seed)
    total = np.zeros(draws)
    for column, one in enumerate(parts):
        total += triangular(uniform[:, column], one.cost_musd)
    return _spread(total, f"Costs are triangular, {_dependence(correlation, draws=draws)}.")


def end_range(
    plan: Roadmap, parts: Sequence[Candidate], *, correlation: float, draws: int = 20_000, seed: int = 0
) -> Spread:
    """Return when all may be built (years from the start of the first year).

    No measure begins before its start in the roadmap, and each waits for what it requires. That a late measure's money
    may have lapsed is left out, so that ends may be later than this.

    Parameters
    ----------
    plan
        The roadmap.
    parts
        Its measures; each building time is triangular, with the central one its mode.
    correlation, draws, seed
        As for `cost_range`.

    Raises
    ------
    BadInput
        As for `cost_range`, or if a measure of the roadmap is not among the parts.
    """
    by_id = {one.id: one for one in parts}
    lacking = [task.id for task in plan.tasks if task.id not in by_id]
    if lacking:
        raise BadInput(f"{lacking[0]} is in the roadmap and not among the measures")
    uniform = _uniform(len(plan.tasks), correlation=correlation, draws=draws, seed=seed)
    ends: dict[str, Floats] = {}
    # A roadmap's tasks are in order of start, so that what is required comes first.
    for column, task in enumerate(plan.tasks):
        begin = np.full(draws, task.start * plan.months_a_step / MONTHS)
        for needed in task.requires:
            begin = np.maximum(begin, ends[needed])
        ends[task.id] = begin + triangular(uniform[:, column], by_id[task.id].years)
    end = np.max(list(ends.values()), axis=0) if ends else np.zeros(draws)
    return _spread(
        end, f"Building times are triangular, {_dependence(correlation, draws=draws)}; budgets are left out."
    )


def _uniform(count: int, *, correlation: float, draws: int, seed: int) -> Floats:
    if not (isfinite(correlation) and 0 <= correlation <= 1):
        raise BadInput(f"a correlation of {correlation}, expected 0 to 1")
    if draws < 1:
        raise BadInput(f"{draws} draws, expected one at least")
    random = np.random.default_rng(seed)
    common, own = random.standard_normal((draws, 1)), random.standard_normal((draws, count))
    found: Floats = ndtr(np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own)
    return found


def _spread(total: Floats, note: str) -> Spread:
    p10, p50, p90 = (float(figure) for figure in np.quantile(total, _TENTHS))
    return Spread(p10, p50, p90, float(total.mean()), note)


def _dependence(correlation: float, *, draws: int) -> str:
    how = {0.0: "independent of each other", 1.0: "all high or all low together"}
    return f"{how.get(correlation, f'correlated by {correlation:g} (one common factor)')}; {draws:,} draws"
