"""Good sets by moves from set to set, on the surrogate or on exact values."""

from collections.abc import Callable

import numpy as np

from alat.plan.enumeration import best_of
from alat.plan.objective import Aim
from alat.plan.score import Surrogate
from alat.plan.space import Floats, Masks, Space, neighbours

_STARTS = 12
_LEAST_GAIN = 1e-9


def climbed(held: Space, surrogate: Surrogate, *, aim: Aim, probability: Floats, keep: int) -> tuple[Masks, Floats]:
    """Return the best sets by the surrogate that moves find, best first: nothing is proven of them.

    From no measure and from random allowed sets (seeded), the best of all one-move neighbours is taken until none is
    better; what is returned are the best of the ends and of the neighbours of the best end.

    Parameters
    ----------
    held
        The open measures.
    surrogate, aim, probability
        What scores a set.
    keep
        How many sets to return at the most.
    """
    random = np.random.default_rng(0)
    starts = [0, *(_random_set(held, random) for _ in range(_STARTS))]
    ends = dict.fromkeys(_climb(held, surrogate, aim=aim, probability=probability, start=start) for start in starts)
    masks, _ = best_of(np.array(list(ends)), surrogate, aim=aim, probability=probability, keep=len(ends))
    every = np.unique([0, *ends, *neighbours(held, int(masks[0]))])
    return best_of(every, surrogate, aim=aim, probability=probability, keep=keep)


def _climb(held: Space, surrogate: Surrogate, *, aim: Aim, probability: Floats, start: int) -> int:
    here = start
    score = aim.score(surrogate.value(here), probability)
    while True:
        masks, scores = best_of(neighbours(held, here), surrogate, aim=aim, probability=probability, keep=1)
        if not len(masks) or scores[0] <= score + _LEAST_GAIN * max(1.0, abs(score)):
            return here
        here, score = int(masks[0]), float(scores[0])


def _random_set(held: Space, random: np.random.Generator) -> int:
    mask = 0
    for bit in random.permutation(len(held.free)):
        more = held.closed(mask | 1 << int(bit))
        if random.random() < 1 / 2 and held.allowed(more):
            mask = more
    return mask


def swapped(
    held: Space, start: int, *, score: Callable[[int], float], order: Callable[[list[int]], list[int]], may_ask: int
) -> tuple[int, int, bool]:
    """Improve a set by moves on exact values until none improves it, or until no more may be asked.

    Parameters
    ----------
    held
        The open measures.
    start
        The set to begin with.
    score
        Exact score of a set; each call of a set not asked before counts as one.
    order
        Puts neighbours in the order in which they are tried (most promising first); the first that improves is taken.
    may_ask
        How many sets may be scored.

    Returns
    -------
    tuple
        The set, the moves made, and whether all its neighbours were tried and none is better.
    """
    here, best, moves = start, score(start), 0
    seen = {start}
    while True:
        for other in order(neighbours(held, here).tolist()):
            if other not in seen and len(seen) > may_ask:
                return here, moves, False
            seen.add(other)
            found = score(other)
            if found > best + _LEAST_GAIN * max(1.0, abs(best)):
                here, best, moves = other, found, moves + 1
                break
        else:
            return here, moves, True
