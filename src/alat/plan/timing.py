"""When is what built? Starts under requirements and yearly budgets, and what a delay would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, fsum, isfinite

from alat.errors import BadInput, Infeasible
from alat.plan.candidates import Candidate, Problem, tolerance
from alat.plan.cost_results import Flag
from alat.plan.serial import Load, serial
from alat.plan.timing_milp import exact_starts

MONTHS = 12
_WHOLE = 1e-9
_FIRST, _LAST = 1000, 9000  # a calendar writes four digits, and years follow the first


@dataclass(frozen=True, slots=True)
class Task:
    """One measure in time; steps are counted from the start of the first year.

    Attributes
    ----------
    id, name, owner, requires
        As the candidate's.
    start, finish
        First step of building, and the step after its last.
    earliest
        Where it could start if money were no object.
    slack
        Steps it may slip, by requirements alone, before the whole ends later.
    critical
        Whether it is on the longest chain of requirements.
    cost_musd
        Its outlay, at the end of the range that the budget is held to.
    basis, flags
        What that rests on, and what a page must show beside it.
    """

    id: str
    name: str
    owner: str
    requires: tuple[str, ...]
    start: int
    finish: int
    earliest: int
    slack: int
    critical: bool
    cost_musd: float
    basis: str
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Roadmap:
    """When each measure is built.

    Attributes
    ----------
    tasks
        In order of start.
    months_a_step
        Length of a step.
    first_year
        The year of step nought.
    steps
        When all is built.
    bound_steps
        No roadmap ends earlier than this.
    chain
        The longest chain of requirements, and so the critical path while money does not bind.
    chain_steps
        Its length: what is later than that is due to money.
    spent_musd, budget_musd
        Outlay and money of each year.
    proven
        Whether no roadmap ends earlier and, among those that end then, none has earlier ends in sum.
    notes
        What a reader must know.
    """

    tasks: tuple[Task, ...]
    months_a_step: int
    first_year: int
    steps: int
    bound_steps: int
    chain: tuple[str, ...]
    chain_steps: int
    spent_musd: tuple[float, ...]
    budget_musd: tuple[float, ...]
    proven: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """How time is counted.

    Attributes
    ----------
    first_year
        The first year with a budget.
    months_a_step
        1, 2, 3, 4, 6 or 12; building times are rounded up to steps.

    Raises
    ------
    BadInput
        If a year is not made of whole steps, or the first is no year of four digits.
    """

    first_year: int
    months_a_step: int = 6

    def __post_init__(self) -> None:
        if self.months_a_step < 1 or MONTHS % self.months_a_step:
            raise BadInput(f"a step of {self.months_a_step} months, expected 1, 2, 3, 4, 6 or 12")

        if not _FIRST <= self.first_year <= _LAST:
            raise BadInput(f"the first year is {self.first_year}, expected {_FIRST} to {_LAST}")

    def steps(self, years: float) -> int:
        """Return how many steps a time takes, rounded up."""
        return ceil(years * MONTHS / self.months_a_step - _WHOLE)


def roadmap(
    problem: Problem,
    chosen: frozenset[str],
    *,
    budget_musd: Sequence[float],
    calendar: Calendar,
    nodes: int = 500,
    most_starts: int = 1500,
) -> Roadmap:
    """Put the chosen measures in time: all built as early as can be, and then each as early as can be.

    Parameters
    ----------
    problem
        Gives times (central), costs (the end that its budget is held to), requirements and owners.
    chosen
        The measures, with all they require.
    budget_musd
        Money of each year from the first (million USD, undiscounted); what a year leaves is not passed on. There is
        none after the last.
    calendar
        First year and step.
    nodes
        Limit on the nodes of the exact programme.
    most_starts
        The programme is run if measures times possible starts are no more than this; else the best of several serial
        schedules stands, with the bound.

    Raises
    ------
    UnknownCode
        If a chosen measure is not among the candidates.
    BadInput
        If the set lacks what it requires or holds two that exclude each other, or a budget is negative or no number.
    Infeasible
        If the budgets cannot carry the measures, or no order that was tried fits and the programme says none does.
    """
    parts = tuple(sorted(map(problem.candidate, chosen), key=lambda one: problem.order.index(one.id)))
    _check(problem, parts, budget=budget_musd)
    load = _load(parts, problem, budget=budget_musd, calendar=calendar)
    starts = serial(load)
    bound = _bound(load)
    proven = starts is not None and _at_earliest(load, starts)
    room = len(parts) * load.horizon <= most_starts
    if not proven and (room or starts is None):
        exact = exact_starts(load, starts, nodes=nodes)
        starts, proven, bound = exact.starts, exact.proven, max(bound, exact.bound)
    if starts is None:
        raise Infeasible("no roadmap was found that keeps to the yearly budgets; a longer budget is needed")
    return _roadmap(parts, load, starts=starts, bound=bound, proven=proven, calendar=calendar)


def _check(problem: Problem, parts: Sequence[Candidate], *, budget: Sequence[float]) -> None:
    chosen = frozenset(one.id for one in parts)
    for pair in problem.excludes:
        if chosen.issuperset(pair):
            raise BadInput(f"{pair[0]} and {pair[1]} exclude each other and are both chosen")
    for one in parts:
        lacking = [needed for needed in one.requires if needed not in chosen]
        if lacking:
            raise BadInput(f"{one.id} requires {lacking[0]}, which is not among the chosen measures")
    for year, money in enumerate(budget, start=1):
        if not isfinite(money) or money < 0:
            raise BadInput(f"the budget of year {year} is {money}, expected a finite sum not below 0")


def _load(parts: Sequence[Candidate], problem: Problem, *, budget: Sequence[float], calendar: Calendar) -> Load:
    place = {one.id: number for number, one in enumerate(parts)}
    cost = tuple(one.cost(problem.held_to) for one in parts)
    needed, money = fsum(cost), fsum(budget)
    if needed > money + tolerance(money):
        raise Infeasible(f"the measures cost {needed:g} million USD, {needed - money:g} more than all years' budgets")
    return Load(
        # What takes no time still takes a step: nothing is built at the moment it is begun.
        steps=tuple(max(1, calendar.steps(one.years[1])) for one in parts),
        cost_musd=cost,
        requires=tuple(tuple(place[needed] for needed in one.requires) for one in parts),
        budget_musd=tuple(float(money) for money in budget),
        steps_a_year=MONTHS // calendar.months_a_step,
    )


def _bound(load: Load) -> int:
    """Return a step before which no roadmap ends: the longest chain, and the money that must have come by then."""
    needed, come = fsum(load.cost_musd), 0.0
    by_money = 0
    for year, money in enumerate(load.budget_musd):
        if come >= needed - tolerance(needed):
            break
        come += money
        by_money = year * load.steps_a_year + 1
    return max([by_money if load.steps else 0, *(e + s for e, s in zip(load.earliest(), load.steps, strict=True))])


def _at_earliest(load: Load, starts: Sequence[int]) -> bool:
    return tuple(starts) == load.earliest()


def _roadmap(
    parts: Sequence[Candidate], load: Load, *, starts: Sequence[int], bound: int, proven: bool, calendar: Calendar
) -> Roadmap:
    end = max((start + steps for start, steps in zip(starts, load.steps, strict=True)), default=0)
    earliest, chain = load.earliest(), load.chain()
    latest = load.latest(end)
    tasks = [
        Task(
            id=one.id,
            name=one.name,
            owner=one.owner,
            requires=one.requires,
            start=starts[number],
            finish=starts[number] + load.steps[number],
            earliest=earliest[number],
            slack=latest[number] - starts[number],
            critical=number in chain,
            cost_musd=load.cost_musd[number],
            basis=one.basis,
            flags=one.flags,
        )
        for number, one in enumerate(parts)
    ]
    chain_steps = sum(load.steps[number] for number in chain)
    return Roadmap(
        tasks=tuple(sorted(tasks, key=lambda task: (task.start, task.finish, task.id))),
        months_a_step=calendar.months_a_step,
        first_year=calendar.first_year,
        steps=end,
        bound_steps=min(bound, end),
        chain=tuple(parts[number].id for number in chain),
        chain_steps=chain_steps,
        spent_musd=load.spent(dict(enumerate(starts))),
        budget_musd=load.budget_musd,
        proven=proven,
        notes=_notes(end, bound, chain_steps=chain_steps, months=calendar.months_a_step, proven=proven),
    )


def _notes(end: int, bound: int, *, chain_steps: int, months: int, proven: bool) -> tuple[str, ...]:
    notes = []
    if end > chain_steps:
        notes.append(
            f"Requirements alone would allow an end after {chain_steps * months} months; money makes it {end * months}."
        )
    if not proven:
        gap = max(0, end - bound) * months
        notes.append(f"That no roadmap is better is not proven; none can end more than {gap} months earlier.")
    notes.append("Each measure's outlay is spread evenly over its building time, and a year's money is not passed on.")
    return tuple(notes)
