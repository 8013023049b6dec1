"""Serial schedules: each measure in turn at the earliest step that requirements and yearly budgets allow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from alat.plan.candidates import tolerance

_ORDERS = 64


@dataclass(frozen=True, slots=True)
class Load:
    """Measures to be put in time, by number and in building order.

    Attributes
    ----------
    steps
        Building time of each.
    cost_musd
        Outlay of each, spread evenly over its steps.
    requires
        Numbers that each needs.
    budget_musd
        Money of each year.
    steps_a_year
        How many steps a year has.
    """

    steps: tuple[int, ...]
    cost_musd: tuple[float, ...]
    requires: tuple[tuple[int, ...], ...]
    budget_musd: tuple[float, ...]
    steps_a_year: int

    @property
    def horizon(self) -> int:
        """The step after the last with a budget."""
        return len(self.budget_musd) * self.steps_a_year

    def earliest(self) -> tuple[int, ...]:
        """Return the earliest starts by requirements alone."""
        found: list[int] = []
        for needed in self.requires:
            found.append(max((found[other] + self.steps[other] for other in needed), default=0))
        return tuple(found)

    def latest(self, end: int) -> tuple[int, ...]:
        """Return the latest starts by requirements alone, if all is to be built by a step."""
        found = [end - steps for steps in self.steps]
        for number in range(len(self.steps) - 1, -1, -1):
            for other in self.requires[number]:
                found[other] = min(found[other], found[number] - self.steps[other])
        return tuple(found)

    def chain(self) -> tuple[int, ...]:
        """Return the longest chain of requirements, in building order."""
        earliest = self.earliest()
        if not earliest:
            return ()
        here = max(range(len(earliest)), key=lambda number: (earliest[number] + self.steps[number], -number))
        found = [here]
        while self.requires[here]:
            here = max(self.requires[here], key=lambda number: (earliest[number] + self.steps[number], -number))
            found.append(here)
        return tuple(reversed(found))

    def outlay(self, number: int, start: int) -> dict[int, float]:
        """Return what one measure costs in each year if it starts at a step."""
        share = self.cost_musd[number] / self.steps[number]
        years = [step // self.steps_a_year for step in range(start, start + self.steps[number])]
        return {year: share * years.count(year) for year in sorted(set(years))}

    def spent(self, starts: Mapping[int, int]) -> tuple[float, ...]:
        """Return the outlay of each year."""
        total = [0.0] * len(self.budget_musd)
        for number, start in starts.items():
            for year, money in self.outlay(number, start).items():
                total[year] += money
        return tuple(total)


def serial(load: Load) -> tuple[int, ...] | None:
    """Return the best of several serial schedules, or None if none of them fits the budgets.

    Parameters
    ----------
    load
        What is to be put in time. Orders tried: as given, by latest start, by cost up and down, and seeded ones.

    Notes
    -----
    Kolisch (1996), "Serial and parallel resource-constrained project scheduling methods revisited".
    """
    count = len(load.steps)
    latest = load.latest(load.horizon)
    random = np.random.default_rng(0)
    ranks: list[Sequence[float]] = [range(count), latest, load.cost_musd, [-cost for cost in load.cost_musd]]
    ranks += [random.random(count).tolist() for _ in range(_ORDERS if count > 1 else 0)]
    found = [starts for rank in ranks if (starts := _one(load, rank)) is not None]
    return min(found, key=lambda starts: rated(load, starts), default=None)


def rated(load: Load, starts: Sequence[int]) -> tuple[int, int]:
    """Return what the better schedule has less of: the step when all is built, then the sum of all ends."""
    ends = [start + steps for start, steps in zip(starts, load.steps, strict=True)]
    return max(ends, default=0), sum(ends)


def _one(load: Load, rank: Sequence[float]) -> tuple[int, ...] | None:
    starts: dict[int, int] = {}
    left = list(load.budget_musd)
    while len(starts) < len(load.steps):
        ready = [n for n in range(len(load.steps)) if n not in starts and all(o in starts for o in load.requires[n])]
        number = min(ready, key=lambda n: (rank[n], n))
        first = max((starts[other] + load.steps[other] for other in load.requires[number]), default=0)
        for start in range(first, load.horizon - load.steps[number] + 1):
            outlay = load.outlay(number, start)
            if all(money <= left[year] + tolerance(load.budget_musd[year]) for year, money in outlay.items()):
                break
        else:
            return None
        starts[number] = start
        for year, money in outlay.items():
            left[year] -= money
    return tuple(starts[number] for number in range(len(load.steps)))
