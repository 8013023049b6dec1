"""Which measures may be chosen, what do they cost, and what binds the choice?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import fsum, isfinite

from alat.errors import BadInput, Infeasible, UnknownCode, near_matches
from alat.plan.cost_results import Flag
from alat.plan.order import Circle, all_needs, building_order

SHARE_TOLERANCE = 1e-9


class CostEnd(StrEnum):
    """Which end of a cost's range the budget is held to."""

    LOW = "low"
    CENTRAL = "central"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One measure that may be chosen.

    Attributes
    ----------
    id, name, owner
        As the study states them.
    cost_musd
        Outlay (million USD): low, central, high. A cost that is not known has no place here: it is never nil.
    basis
        What the cost rests on, in words.
    years
        Time to build: low, central, high.
    requires
        Ids of the measures it needs at once.
    spending
        Share of the outlay in each period of the budget, summing to one.
    flags
        What a page must show beside the cost.

    Raises
    ------
    BadInput
        If a figure is missing, not finite, negative or out of order, if the shares do not sum to one, or if it
        requires itself or one measure twice.
    """

    id: str
    name: str
    cost_musd: tuple[float, float, float]
    basis: str
    years: tuple[float, float, float]
    owner: str
    requires: tuple[str, ...] = ()
    spending: tuple[float, ...] = (1.0,)
    flags: tuple[Flag, ...] = ()

    def __post_init__(self) -> None:
        if not self.id.strip():
            raise BadInput(f"the measure named {self.name!r} has no id")
        _check_range(self.cost_musd, place=f"{self.id}: the cost in million USD")
        _check_range(self.years, place=f"{self.id}: the years to build")
        if any(not isfinite(share) or share < 0 for share in self.spending):
            raise BadInput(f"{self.id}: the shares of spending are {self.spending}, expected finite and not below 0")
        if abs(fsum(self.spending) - 1.0) > SHARE_TOLERANCE:
            raise BadInput(f"{self.id}: the shares of spending sum to {fsum(self.spending):g}, expected 1")
        for needed in self.requires:
            if needed == self.id:
                raise BadInput(f"{self.id} requires itself")
            if self.requires.count(needed) > 1:
                raise BadInput(f"{self.id} requires {needed} twice")

    def cost(self, end: CostEnd) -> float:
        """Return one end of the cost (million USD)."""
        return self.cost_musd[tuple(CostEnd).index(end)]


@dataclass(frozen=True, slots=True)
class Problem:
    """What may be chosen and what binds the choice.

    Attributes
    ----------
    candidates
        In any order.
    budget_musd
        Money for outlays, one figure a period (million USD, undiscounted); what one period leaves does not pass on.
    excludes
        Pairs of which at most one may be built.
    fixed_in, fixed_out
        Measures that must be in, or out; what those that are in require is in with them.
    held_to
        The end of the cost ranges that must fit the budget.
    order
        All ids, each after what it requires, and otherwise in the order given.
    needs
        For each id, all it requires at any remove.

    Raises
    ------
    UnknownCode
        If a requirement, an exclusion or a fixed measure is none of the candidates.
    BadInput
        If an id stands twice, measures require each other in a circle, a budget is not finite or negative, shares of
        spending do not match the periods, or a measure excludes itself or what it requires.
    Infeasible
        If what is fixed in, with all it requires, is fixed out, exclusive, or dearer than the budget.
    """

    candidates: tuple[Candidate, ...]
    budget_musd: tuple[float, ...]
    excludes: tuple[tuple[str, str], ...] = ()
    fixed_in: frozenset[str] = frozenset()
    fixed_out: frozenset[str] = frozenset()
    held_to: CostEnd = CostEnd.CENTRAL
    order: tuple[str, ...] = field(init=False)
    needs: Mapping[str, frozenset[str]] = field(init=False, hash=False)

    def __post_init__(self) -> None:
        ids = [one.id for one in self.candidates]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise BadInput(f"the measure {twice[0]} stands {ids.count(twice[0])} times among the candidates")
        for name, role in self._named():
            if name not in ids:
                raise UnknownCode(f"measure ({role})", name, near=near_matches(name, ids))
        requires = {one.id: one.requires for one in self.candidates}
        try:
            order = building_order(requires)
        except Circle as circle:
            raise BadInput(f"measures require each other in a circle: {circle}") from None
        needs = {name: frozenset(needed) for name, needed in all_needs(requires, order).items()}
        object.__setattr__(self, "order", order)
        object.__setattr__(self, "needs", needs)
        self._check_budget()
        self._check_exclusions()
        self._check_fixed()

    def candidate(self, name: str) -> Candidate:
        """Return a candidate by its id.

        Raises
        ------
        UnknownCode
            If there is none.
        """
        for one in self.candidates:
            if one.id == name:
                return one
        raise UnknownCode("measure", name, near=near_matches(name, self.order))

    def spent_musd(self, chosen: frozenset[str]) -> tuple[float, ...]:
        """Return what a set of measures costs in each period (million USD), at the end the budget is held to."""
        parts = [one for one in self.candidates if one.id in chosen]
        return tuple(
            fsum(one.cost(self.held_to) * one.spending[period] for one in parts)
            for period in range(len(self.budget_musd))
        )

    def _named(self) -> Iterator[tuple[str, str]]:
        for one in self.candidates:
            yield from ((needed, f"required by {one.id}") for needed in one.requires)
        for pair in self.excludes:
            yield from ((name, "in an exclusion") for name in pair)
        yield from ((name, "fixed in") for name in sorted(self.fixed_in))
        yield from ((name, "fixed out") for name in sorted(self.fixed_out))

    def _check_budget(self) -> None:
        if not self.budget_musd:
            raise BadInput("the budget has no period, expected at least one")
        for period, money in enumerate(self.budget_musd, start=1):
            if not isfinite(money) or money < 0:
                raise BadInput(f"the budget of period {period} is {money}, expected a finite sum not below 0")
        for one in self.candidates:
            if len(one.spending) != len(self.budget_musd):
                raise BadInput(
                    f"{one.id}: {len(one.spending)} shares of spending, expected {len(self.budget_musd)}, "
                    "one for each period of the budget"
                )

    def _check_exclusions(self) -> None:
        for first, second in self.excludes:
            if first == second:
                raise BadInput(f"{first} excludes itself")
            for name in self.order:
                within = {name, *self.needs[name]}
                if {first, second} <= within:
                    what = "is one of them and requires the other" if name in {first, second} else "requires both"
                    raise BadInput(f"{first} and {second} exclude each other, but {name} {what}: it can never be built")

    def _check_fixed(self) -> None:
        base = frozenset({*self.fixed_in, *(need for name in self.fixed_in for need in self.needs[name])})
        for name in sorted(base & self.fixed_out):
            why = "" if name in self.fixed_in else ", required by what is fixed in,"
            raise Infeasible(f"{name}{why} is fixed in and fixed out")
        for pair in self.excludes:
            if base.issuperset(pair):
                raise Infeasible(f"{pair[0]} and {pair[1]} exclude each other, but what is fixed in needs both")
        for period, (spent, money) in enumerate(zip(self.spent_musd(base), self.budget_musd, strict=True), start=1):
            if spent > money + tolerance(money):
                raise Infeasible(
                    f"what is fixed in, with all it requires ({', '.join(sorted(base))}), costs {spent:g} million "
                    f"USD in period {period}, {spent - money:g} more than its budget of {money:g}"
                )


def tolerance(money: float) -> float:
    """Return by how much a sum of money may exceed another and still be the same but for rounding."""
    return 1e-9 * max(1.0, abs(money))


def _check_range(values: Sequence[float | None], *, place: str) -> None:
    if len(values) != 3:  # noqa: PLR2004 - low, central, high
        raise BadInput(f"{place} has {len(values)} figures, expected low, central and high")
    known = [value for value in values if value is not None]
    if len(known) != len(values):
        raise BadInput(f"{place} is not known ({values}); a measure without a cost is never taken as free")
    if not all(isfinite(value) and value >= 0 for value in known):
        raise BadInput(f"{place} is {tuple(values)}, expected finite figures not below 0")
    if list(known) != sorted(known):
        raise BadInput(f"{place} is {tuple(values)}, expected low <= central <= high")
