"""What does choosing a measure bind the budget to, by its sourced or computed cost?"""

from collections.abc import Sequence

import numpy as np

from alat.errors import BadInput
from alat.plan.candidates import Candidate, CostEnd
from alat.plan.cost_results import Costs, MeasureCost
from alat.plan.flows import in_use, spent
from alat.plan.results import Measures
from alat.routing.figures import Floats

_USD_A_MILLION = 1e6


def outlays(plan: Measures, found: Costs, *, years: int, held_to: CostEnd = CostEnd.CENTRAL) -> tuple[Candidate, ...]:
    """Return the measures that were costed as candidates under a budget of some years.

    A measure binds the budget to its capital, evenly over its central time to build, and to its yearly cost from the
    opening to the last year of the budget. All begin with the first year, as in the appraisal.

    Parameters
    ----------
    plan, found
        The measures of a study, and what they cost.
    years
        Periods of the budget, of a year each.
    held_to
        The end of the ranges that the problem will hold to its budget: capital and yearly cost differ in how wide they
        are, so that the share of each year is that of this end.

    Raises
    ------
    BadInput
        If a cost is of no measure of the plan, a measure requires one that was not costed, or the budget has no year
        or ends before one is built: what is paid after it would be left out of the sum.
    """
    if years < 1:
        raise BadInput(f"a budget of {years} years, expected one at least")
    held = tuple(CostEnd).index(held_to)
    calendar, begun = np.arange(years, dtype=np.float64), np.zeros(1)
    made = []
    for cost in found.costs:
        build = _years(cost)[1]
        if build > years:
            raise BadInput(
                f"{cost.measure} takes {build:g} years to build and the budget has {years}; expected as many"
            )
        opening = np.full(1, build)
        paid, used = spent(calendar, begun, opening=opening)[0], in_use(calendar, opening)[0]
        by_year = [
            capital * paid + yearly * used for capital, yearly in zip(cost.capital.ends, cost.yearly.ends, strict=True)
        ]
        made.append(_candidate(plan, cost, by_year=by_year, profile=by_year[held], costed=found.costs))
    return tuple(made)


def works(plan: Measures, found: Costs) -> tuple[Candidate, ...]:
    """Return the measures that were costed as candidates for a roadmap: capital alone, which is paid while building.

    Parameters
    ----------
    plan, found
        As for `outlays`.

    Raises
    ------
    BadInput
        As for `outlays`, but for the budget.
    """
    return tuple(
        _candidate(
            plan, cost, by_year=[np.array([end]) for end in cost.capital.ends], profile=np.ones(1), costed=found.costs
        )
        for cost in found.costs
    )


def _candidate(
    plan: Measures, cost: MeasureCost, *, by_year: Sequence[Floats], profile: Floats, costed: Sequence[MeasureCost]
) -> Candidate:
    known = {one.id: one for one in plan.measures}
    if cost.measure not in known:
        raise BadInput(f"a cost of {cost.measure}, which is no measure of {plan.study}")
    requires = known[cost.measure].requires
    lacking = [needed for needed in requires if needed not in {one.measure for one in costed}]
    if lacking:
        raise BadInput(f"{cost.measure} requires {lacking[0]}, whose cost was not asked for")
    low, central, high = (float(end.sum()) / _USD_A_MILLION for end in by_year)
    whole = float(profile.sum())
    # Where nothing is spent at this end it matters to nobody when, but shares must sum to one.
    spending = profile / whole if whole > 0 else np.eye(1, len(profile))[0]
    return Candidate(
        id=cost.measure,
        name=cost.name,
        cost_musd=(low, central, high),
        basis=", ".join(dict.fromkeys(line.basis.value for line in cost.lines)),
        years=_years(cost),
        owner=cost.owner,
        requires=requires,
        spending=tuple(float(share) for share in spending),
        flags=cost.flags,
    )


def _years(cost: MeasureCost) -> tuple[float, float, float]:
    return cost.years_low, (cost.years_low + cost.years_high) / 2, cost.years_high
