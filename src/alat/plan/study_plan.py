"""Which of a study's measures should be built first, under a budget, and what would that bring?

Costs, effects, the chain to real income, choice, appraisal and roadmap in one call.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from types import MappingProxyType

import numpy as np

from alat.data import Study
from alat.economy import sector_world
from alat.errors import BadInput, NotCovered
from alat.plan.appraisal import appraise, usual_terms
from alat.plan.appraisal_results import Appraisal, Benefits, Kind, Terms
from alat.plan.candidates import Problem
from alat.plan.choice import Choice, Effort
from alat.plan.cost_results import Costs, MeasureCost, Range
from alat.plan.costs import costs
from alat.plan.edits import parties_of
from alat.plan.effects import why_not_modelled, with_required
from alat.plan.ensemble import Progress
from alat.plan.measures import measures
from alat.plan.objective import Aim
from alat.plan.outlays import outlays, works
from alat.plan.outlooks import Outlook, end_of, outlooks
from alat.plan.parameters import parameter
from alat.plan.portfolio import choose
from alat.plan.regret import Regret, regret
from alat.plan.results import Measures
from alat.plan.score import ExactValues
from alat.plan.set_gains import Gains, set_gains, singles_and_pairs
from alat.plan.shapley import Contribution, contributions
from alat.plan.shipped_gains import shipped_gains
from alat.plan.space import Floats
from alat.plan.swings import Stand, Swing, swings
from alat.plan.timing import Calendar, Roadmap, roadmap

_MUSD = 1e6
# The singles and pairs, what the search tries beyond them, and no more: each set takes seconds.
_EFFORT = Effort(exact_sets=24, pool=3, swap_calls=4)
# The same holds for the parts of what is chosen.
_MOST_SHARED, _MOST_MORE_SETS = 12, 16


@dataclass(frozen=True, slots=True, eq=False)
class StudyPlan:
    """What to do first.

    Attributes
    ----------
    study, title
        Whose measures.
    budget_musd, budget_years
        The money, and the years of running that it must hold beside capital.
    parties
        ISO3 codes of those whose real income is counted.
    problem, choice, regret
        What could be chosen, what is, and how it would fare in each outlook alone.
    outlooks
        How what is assumed may turn out.
    gains
        (outlooks, countries) USD a year of every set that was valued, by its ids; countries are those of the world.
    countries
        ISO3 codes of the world.
    costs
        Of the candidates, by id.
    left_out
        Measures that were not candidates: id -> why.
    appraisal, roadmap
        Of what is chosen; None where nothing is.
    contributions
        What each of the chosen is due of the set's worth (Shapley); none where that would ask the chain about too many
        more sets.
    swings
        What moves the worth of what is chosen, the widest first.
    sources, notes
        As ever.
    """

    study: str
    title: str
    budget_musd: float
    budget_years: int
    parties: tuple[str, ...]
    problem: Problem
    choice: Choice
    regret: Regret
    outlooks: tuple[Outlook, ...]
    gains: Gains
    countries: tuple[str, ...]
    costs: Mapping[str, MeasureCost]
    left_out: Mapping[str, str]
    appraisal: Appraisal | None
    roadmap: Roadmap | None
    contributions: tuple[Contribution, ...]
    swings: tuple[Swing, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]

    def party_gain_usd(self, ids: frozenset[str]) -> Floats:
        """Return what a set that was valued brings the parties together, (outlooks,) USD a year."""
        found: Floats = self.gains[ids][:, _rows(self.parties, self.countries)].sum(axis=1)
        return found


def study_plan(
    study: Study,
    *,
    budget_usd: float,
    start: float | None = None,
    known: Mapping[frozenset[str], Floats] = MappingProxyType({}),
    progress: Progress | None = None,
) -> StudyPlan:
    """Return which measures of a study to build first.

    Parameters
    ----------
    study
        Whose measures.
    budget_usd
        What capital and the first years of running may cost together.
    start
        When building begins, as a year with its part; the beginning of the year after the study's day if not given.
    known
        Gains of sets that the chain was asked about before.
    progress
        Told after each set of measures that the chain has valued.

    Raises
    ------
    BadInput
        If the budget is negative or no number, or the start is none.
    NotCovered
        If the study has no measure with a modelled effect and a cost.
    """
    if not (np.isfinite(budget_usd) and budget_usd >= 0):
        raise BadInput(f"a budget of {budget_usd:g} USD; expected a sum of 0 or more")
    begun = float(study.as_of.year + 1) if start is None else start
    if not np.isfinite(begun):
        raise BadInput(f"building begins in {begun:g}; expected a year, such as {study.as_of.year + 1}.5")
    plan = measures(study)
    left_out = {one.id: why for one in plan.measures if (why := why_not_modelled(one))}
    modelled = [one.id for one in plan.measures if one.id not in left_out]
    if not modelled:
        raise NotCovered(f"no measure of {study.id} has a modelled effect")
    # What a modelled measure requires is paid for even where it has no effect of its own.
    priced = costs(study, plan, only=with_required(plan, modelled))
    problem = _problem(plan, priced, budget_usd=budget_usd)
    value = _Value(study, plan, priced=priced, terms=usual_terms(begun, Kind.INCOME))
    value.gains |= known
    value.prepare(singles_and_pairs(problem), progress=progress)
    exact = ExactValues(value, np.array([each.probability for each in outlooks()]))
    choice = choose(problem, exact, effort=_EFFORT)
    return _answered(study, plan, priced=priced, value=value, found=(problem, exact, choice), left_out=left_out)


def _answered(
    study: Study,
    plan: Measures,
    *,
    priced: Costs,
    value: "_Value",
    found: tuple[Problem, ExactValues, Choice],
    left_out: Mapping[str, str],
) -> StudyPlan:
    """Put what was chosen beside how it would fare, what it is worth and when it is built."""
    problem, exact, choice = found
    chosen, budget_musd = frozenset(choice.chosen), problem.budget_musd[0]
    works_in_time = _roadmap(plan, priced, chosen=chosen, budget_musd=budget_musd, first_year=int(value.terms.start))
    return StudyPlan(
        study=study.id,
        title=study.title,
        budget_musd=budget_musd,
        budget_years=_budget_years(),
        parties=value.parties,
        problem=problem,
        choice=choice,
        regret=regret(problem, exact, chosen=chosen, effort=_EFFORT),
        outlooks=outlooks(),
        gains=value.gains,
        countries=value.countries,
        costs=value.cost_of,
        left_out=left_out,
        appraisal=value.appraisal(chosen) if chosen else None,
        roadmap=works_in_time,
        contributions=_contributions(problem, exact, value=value, chosen=chosen),
        swings=swings(lambda at: value.worth_musd(chosen, at), outlooks(), terms=value.terms) if chosen else (),
        sources=tuple(dict.fromkeys((*plan.sources, *priced.sources, *sector_world().sources))),
        notes=(*_NOTES, *choice.notes, *priced.notes),
    )


_NOTES = (
    "Worth is net present value: real income of the study's parties, less all costs, whoever pays them.",
    "The weights of the outlooks are assumed; so are most effects and many costs (see the flags).",
    "The budget holds capital and running within its years, undiscounted, at central costs; all begin at once.",
    "What has no modelled effect is not judged: it is left out, not found worthless.",
)


class _Value:
    """The worth of a set of measures by outlook, million USD, its chain asked once."""

    def __init__(self, study: Study, plan: Measures, *, priced: Costs, terms: Terms) -> None:
        self._study, self._needs, self.terms = study, plan.needs, terms
        self.cost_of = {one.measure: one for one in priced.costs}
        self.countries = sector_world().baseline.countries
        self.parties = tuple(code for code in parties_of(study) if code in self.countries)
        self.gains: Gains = {frozenset(): np.zeros((len(outlooks()), len(self.countries)))}

    def prepare(self, sets: Sequence[frozenset[str]], *, progress: Progress | None) -> None:
        """Ask the chain about some sets at once."""
        known = shipped_gains(self._study, self.countries)
        self.gains |= {ids: known[ids] for ids in sets if ids in known and ids not in self.gains}
        self.gains |= set_gains(self._study, [ids for ids in sets if ids not in self.gains], progress=progress)

    def __call__(self, ids: frozenset[str]) -> Floats:
        if not ids:
            return np.zeros(len(outlooks()))
        return np.array([self._at(ids, row) for row in range(len(outlooks()))])

    def appraisal(self, ids: frozenset[str]) -> Appraisal:
        """Return the appraisal of a set at its central gains."""
        row = [each.name for each in outlooks()].index("central")
        return appraise(self._costs(ids), self._steps(ids, row), terms=self.terms)

    def worth_musd(self, ids: frozenset[str], at: Stand) -> float:
        """Return the net present value of a set with everything assumed at one end or another."""
        demand = end_of(self.terms.demand, at.demand)
        one = [
            replace(
                each,
                capital=_flat(each.capital, at.cost),
                yearly=_flat(each.yearly, at.cost),
                years_low=_years(each, at.opening)[0],
                years_high=_years(each, at.opening)[1],
            )
            for each in self._costs(ids)
        ]
        rate = self.terms.rate if at.rate is None else at.rate
        terms = replace(self.terms, rate=rate, demand=Range(demand, demand, demand), draws=1)
        return float(appraise(one, self._steps(ids, at.outlook), terms=terms).npv_usd.central or 0.0) / _MUSD

    def _at(self, ids: frozenset[str], row: int) -> float:
        outlook = outlooks()[row]
        return self.worth_musd(ids, Stand(row, demand=outlook.demand, cost=outlook.cost))

    def _costs(self, ids: frozenset[str]) -> list[MeasureCost]:
        """Return costs in the order of opening."""
        return sorted(
            (self.cost_of[name] for name in ids), key=lambda one: (one.years_low + one.years_high, one.measure)
        )

    def _steps(self, ids: frozenset[str], row: int) -> list[Benefits]:
        """Return what each measure adds to those open before, in the order of opening.

        One that opens before what it requires adds nothing until that is open, which then brings what both do.
        """
        here = _rows(self.parties, self.countries)
        open_now: frozenset[str] = frozenset()
        before, found = np.zeros(len(here)), []
        for one in self._costs(ids):
            open_now |= {one.measure}
            useful = frozenset(name for name in open_now if set(self._needs[name]) <= open_now)
            if useful not in self.gains:
                self.prepare([useful], progress=None)
            after = self.gains[useful][row, here]
            values = np.repeat((after - before)[None, None, :], self.terms.years, axis=0)
            found.append(Benefits((Kind.INCOME,), self.parties, values))
            before = after
        return found


def _contributions(
    problem: Problem, exact: ExactValues, *, value: _Value, chosen: frozenset[str]
) -> tuple[Contribution, ...]:
    """Return what each of the chosen brings, where the chain knows nearly all of its parts already."""
    if not chosen or len(chosen) > _MOST_SHARED:
        return ()
    parts = (frozenset(part) for size in range(len(chosen) + 1) for part in combinations(sorted(chosen), size))
    built = {frozenset(name for name in part if problem.needs[name] <= part) for part in parts}
    if len(built - value.gains.keys()) > _MOST_MORE_SETS:
        return ()
    value.prepare(sorted(built - value.gains.keys(), key=sorted), progress=None)
    return contributions(problem, exact, chosen=sorted(chosen), aim=Aim(), orders=2)


def _rows(parties: Sequence[str], countries: Sequence[str]) -> list[int]:
    return [countries.index(code) for code in parties]


def _years(cost: MeasureCost, end: str) -> tuple[float, float]:
    """Return the years that building takes: both ends, or one of them twice."""
    ends = {"low": (cost.years_low,) * 2, "central": (cost.years_low, cost.years_high), "high": (cost.years_high,) * 2}
    return ends[end]


def _flat(values: Range, end: str) -> Range:
    at = end_of(values, end)
    return Range(at, at, at)


def _budget_years() -> int:
    return round(parameter("budget_years").range.central)


def _problem(plan: Measures, priced: Costs, *, budget_usd: float) -> Problem:
    """Return what may be chosen: measures at what they cost within the budget's years, all of it one sum."""
    longest = max((one.years_low + one.years_high) / 2 for one in priced.costs)
    candidates = outlays(plan, priced, years=max(_budget_years(), int(np.ceil(longest))))
    return Problem(tuple(replace(one, spending=(1.0,)) for one in candidates), (budget_usd / _MUSD,))


def _roadmap(
    plan: Measures, priced: Costs, *, chosen: frozenset[str], budget_musd: float, first_year: int
) -> Roadmap | None:
    """Put what is chosen in time, the budget in even parts over its years, or what the dearest needs in one if more."""
    if not chosen:
        return None
    built = Problem(works(plan, priced), (budget_musd,))
    parts = [built.candidate(name) for name in chosen]
    years = max(1, int(np.ceil(sum(one.years[1] for one in parts))) + 1)
    each_year = max(budget_musd / _budget_years(), *(one.cost(built.held_to) for one in parts))
    return roadmap(built, chosen, budget_musd=[each_year] * years, calendar=Calendar(first_year))
