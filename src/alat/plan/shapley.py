"""How much of a set's value is due to each of its measures?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import factorial

import numpy as np

from alat.errors import BadInput
from alat.plan.candidates import Problem
from alat.plan.objective import Aim
from alat.plan.score import ExactValues
from alat.plan.space import Floats

Worth = Callable[[frozenset[str]], float]
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one measure brings to the chosen set (million USD).

    Attributes
    ----------
    id
        The measure.
    shapley_musd
        Its mean contribution over all orders in which the set may come about.
    error_musd
        Standard error of that, nil where every subset was valued.
    alone_musd
        Its value with what it requires and nothing else.
    last_musd
        What the set loses without it, and without what requires it.
    """

    id: str
    shapley_musd: float
    error_musd: float
    alone_musd: float
    last_musd: float


def contributions(
    problem: Problem, exact: ExactValues, *, chosen: Sequence[str], aim: Aim, orders: int, seed: int = 0
) -> tuple[Contribution, ...]:
    """Say what each measure of a set brings.

    Parameters
    ----------
    problem, exact, aim, chosen
        As for `choose`; the set with all it requires.
    orders
        How many orders are drawn where the set has more than twelve measures, two at least.
    seed
        Of the draws.

    Returns
    -------
    tuple of Contribution
        In building order. The Shapley values sum to the set's score.

    Raises
    ------
    BadInput
        If the set lacks something it requires, or fewer than two orders are drawn.

    Notes
    -----
    A measure without what it requires adds nothing until that is there: the game is the set's largest part that can
    be built (conjunctive permission value; Gilles, Owen & van den Brink 1992). A requirement so has its share of what
    it opens the way for.
    """
    names = tuple(name for name in problem.order if name in set(chosen))
    whole = frozenset(names)
    if lacking := sorted({need for name in names for need in problem.needs[name]} - whole):
        raise BadInput(f"the set lacks {', '.join(lacking)}, which it requires")

    def worth(ids: frozenset[str]) -> float:
        built = frozenset(name for name in ids if problem.needs[name] <= ids)
        return aim.score(exact.of(built), exact.probability)

    share, error = shapley(names, worth, orders=orders, seed=seed)
    return tuple(
        Contribution(
            id=name,
            shapley_musd=float(share[place]),
            error_musd=float(error[place]),
            alone_musd=worth(frozenset({name}) | problem.needs[name]),
            last_musd=worth(whole) - worth(whole - {name}),
        )
        for place, name in enumerate(names)
    )


def shapley(
    names: Sequence[str], worth: Worth, *, orders: int, seed: int = 0, most_exact: int = 12
) -> tuple[Floats, Floats]:
    """Return the Shapley value of each player and its standard error.

    Parameters
    ----------
    names
        The players.
    worth
        What each set of them is worth; nil for none is not assumed.
    orders, seed
        How many orders are drawn where not all are gone through, and the seed.
    most_exact
        Up to this many players every subset is valued, and there is no error.

    Raises
    ------
    BadInput
        If orders must be drawn and fewer than two are.

    Notes
    -----
    Shapley (1953); by draws, Castro, Gómez & Tejada (2009). Each drawn order is also gone through backwards, and the
    error is that of the mean over such pairs.
    """
    if len(names) <= most_exact:
        return _over_subsets(names, worth), np.zeros(len(names))
    if orders < _FEWEST:
        raise BadInput(f"{orders} orders are to be drawn, expected {_FEWEST} at least for a standard error")
    random = np.random.default_rng(seed)
    draws = np.zeros((orders, len(names)))
    for draw in draws:
        order = random.permutation(len(names))
        for way in (order, order[::-1]):
            before, held = worth(frozenset()), frozenset[str]()
            for place in way:
                held |= {names[place]}
                after = worth(held)
                draw[place] += (after - before) / 2
                before = after
    error: Floats = draws.std(axis=0, ddof=1) / np.sqrt(orders)
    return draws.mean(axis=0), error


def _over_subsets(names: Sequence[str], worth: Worth) -> Floats:
    size = len(names)
    values = np.array(
        [worth(frozenset(names[bit] for bit in range(size) if mask >> bit & 1)) for mask in range(1 << size)]
    )
    masks = np.arange(1 << size)
    count = np.array([mask.bit_count() for mask in range(1 << size)])
    weight = np.array([factorial(k) * factorial(size - k - 1) / factorial(size) for k in range(size)])
    found = np.zeros(size)
    for bit in range(size):
        without = masks[(masks >> bit & 1) == 0]
        found[bit] = ((values[without | 1 << bit] - values[without]) * weight[count[without]]).sum()
    return found
