"""Is there another equilibrium? The search begun from many places; no proof, but what a doubter can ask for."""

from dataclasses import dataclass

import numpy as np

from alat.economy.baseline import Baseline
from alat.economy.equilibrium import solve
from alat.economy.kernel import Point
from alat.economy.result import Equilibrium
from alat.economy.shock import Closure, Shock
from alat.errors import BadInput


@dataclass(frozen=True, slots=True)
class Multistart:
    """What the searches found.

    Attributes
    ----------
    equilibrium
        The one found from where nothing has changed.
    furthest
        Largest difference of a logarithm of a wage or price between it and any other that was found.
    starts
        How many others were searched for.
    """

    equilibrium: Equilibrium
    furthest: float
    starts: int


def multistart(
    baseline: Baseline,
    shock: Shock,
    *,
    closure: Closure = Closure.WORLD_SHARE,
    starts: int = 8,
    spread: float = 0.3,
    seed: int = 0,
) -> Multistart:
    """Solve once from where nothing has changed and again from random wages, prices and spending.

    Parameters
    ----------
    baseline, shock, closure
        As for `solve`.
    starts
        Random places to begin from.
    spread
        Standard deviation of the logarithms there.
    seed
        Of the random numbers.

    Raises
    ------
    BadInput
        If there is no start, the spread is negative, or `solve` refuses the baseline or the shock.
    NotConvergent
        If a search finds nothing; try a smaller spread.
    """
    if starts < 1 or not spread >= 0:
        raise BadInput(f"expected one start or more and a spread of zero or more; got {starts} and {spread}")
    first = solve(baseline, shock, closure=closure)
    random = np.random.default_rng(seed)
    furthest = 0.0
    for _ in range(starts):
        noise = [np.exp(spread * random.standard_normal(shape)) for shape in (first.wages.shape, first.prices.shape)]
        money = baseline.expenditure * np.exp(spread * random.standard_normal(first.prices.shape))
        other = solve(baseline, shock, closure=closure, start=Point(noise[0], noise[1], money))
        for mine, theirs in ((first.wages, other.wages), (first.prices, other.prices)):
            furthest = max(furthest, float(np.abs(np.log(theirs / mine)).max()))
    return Multistart(first, furthest, starts)
