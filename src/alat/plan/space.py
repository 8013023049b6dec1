"""Which sets of measures are allowed? Sets as bits over the measures that are still open."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alat.errors import BadInput
from alat.plan.candidates import Problem, tolerance

Floats = NDArray[np.float64]
Masks = NDArray[np.int64]
MOST = 62  # bits of a set that fit into a signed word


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """The choice that is left once what is fixed is fixed.

    Attributes
    ----------
    base
        Measures that are in whatever is chosen.
    free
        Ids that may be chosen, in building order; bit i of a set is ``free[i]``.
    needs, leads
        For each of them, the free ones it requires and those that require it, at any remove, as bits.
    barred
        For each of them, the free ones it excludes, as bits.
    cost_musd
        Outlay, measures by periods.
    room_musd
        What the base leaves of each period's budget, with the tolerance of a sum.
    """

    base: frozenset[str]
    free: tuple[str, ...]
    needs: tuple[int, ...]
    leads: tuple[int, ...]
    barred: tuple[int, ...]
    cost_musd: Floats
    room_musd: Floats

    def ids(self, mask: int) -> frozenset[str]:
        """Return the measures of a set, with those that are fixed in."""
        return self.base | {name for bit, name in enumerate(self.free) if mask >> bit & 1}

    def mask(self, ids: frozenset[str]) -> int:
        """Return a set as bits; what is fixed in has none."""
        return sum(1 << bit for bit, name in enumerate(self.free) if name in ids)

    def closed(self, mask: int) -> int:
        """Return a set with all it requires."""
        for bit in members(mask):
            mask |= self.needs[bit]
        return mask

    def allowed(self, mask: int) -> bool:
        """Tell whether a set has all it requires, keeps its exclusions and fits every period's budget."""
        return bool(self.all_allowed(np.array([mask], dtype=np.int64))[0])

    def all_allowed(self, masks: Masks) -> NDArray[np.bool_]:
        """Tell of each of many sets whether it is allowed, shape (sets,)."""
        inside = bits(masks, len(self.free))
        needs, barred = np.array(self.needs, dtype=np.int64), np.array(self.barred, dtype=np.int64)
        broken = ((needs & ~masks[:, None]) | (barred & masks[:, None])) != 0
        fits = (inside @ self.cost_musd <= self.room_musd).all(axis=1)
        allowed: NDArray[np.bool_] = fits & ~(broken & (inside > 0)).any(axis=1)
        return allowed


def members(mask: int) -> list[int]:
    """Return the numbers of the bits that are set."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def bits(masks: Masks, size: int) -> Floats:
    """Return sets as rows of noughts and ones, shape (sets, size)."""
    return (masks[:, None] >> np.arange(size, dtype=np.int64) & 1).astype(np.float64)


def space(problem: Problem) -> Space:
    """Return the choice that a problem leaves open.

    A measure is not open if it, or what it requires, is fixed out, excluded by what is fixed in, or can never fit the
    budget.

    Raises
    ------
    BadInput
        If more measures are open than a set can hold.
    """
    base = frozenset(
        {*problem.fixed_in, *(need for name in problem.fixed_in for need in problem.needs[name])},
    )
    spent = np.array(problem.spent_musd(base))
    room = np.array([money + tolerance(money) for money in problem.budget_musd]) - spent
    dead = set(problem.fixed_out)
    for pair in problem.excludes:
        dead.update(name for name in pair if base & (set(pair) - {name}))
    free = tuple(_open(problem, base=base, dead=dead, room=room))
    if len(free) > MOST:
        raise BadInput(f"{len(free)} measures are open to choice, expected {MOST} at the most: fix some in or out")
    place = {name: bit for bit, name in enumerate(free)}
    needs = [sum(1 << place[need] for need in problem.needs[name] if need in place) for name in free]
    barred = [0] * len(free)
    for first, second in problem.excludes:
        if first in place and second in place:
            barred[place[first]] |= 1 << place[second]
            barred[place[second]] |= 1 << place[first]
    leads = [sum(1 << other for other, need in enumerate(needs) if need >> bit & 1) for bit in range(len(free))]
    return Space(base, free, tuple(needs), tuple(leads), tuple(barred), _outlays(problem, free), room)


def _outlays(problem: Problem, names: tuple[str, ...]) -> Floats:
    rows = [problem.spent_musd(frozenset({name})) for name in names]
    return np.array(rows).reshape(len(names), len(problem.budget_musd))


def _open(problem: Problem, *, base: frozenset[str], dead: set[str], room: Floats) -> Iterator[str]:
    for name in problem.order:
        within = ({name} | problem.needs[name]) - base
        fits = bool((np.array(problem.spent_musd(frozenset(within))) <= room).all())
        if name not in base and not within & dead and fits:
            yield name


def neighbours(held: Space, mask: int) -> Masks:
    """Return every allowed set one move away: one measure more, one less, or one for another.

    What comes in brings what it requires; what goes out takes along what requires it. Numbers only, in a fixed order.
    """
    inside = members(mask)
    outside = np.array(
        [1 << bit | held.needs[bit] for bit in range(len(held.free)) if not mask >> bit & 1], dtype=np.int64
    )
    starts = np.array([mask, *(mask & ~(1 << bit | held.leads[bit]) for bit in inside)], dtype=np.int64)
    near = np.concatenate([starts[:, None], starts[:, None] | outside], axis=1).ravel()
    distinct, first = np.unique(near[near != mask], return_index=True)
    found = distinct[np.argsort(first)]
    return found[held.all_allowed(found)]
