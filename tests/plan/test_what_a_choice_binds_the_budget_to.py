"""Candidates from costs: capital while building, yearly cost after, the shares of the end that is held, flags kept."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.data import open_study
from alat.errors import BadInput
from alat.plan import Flag, Problem, costs, measures, outlays, works
from alat.plan.candidates import Candidate, CostEnd
from alat.plan.choice import Choice
from alat.plan.cost_results import NIL, Costs, MeasureCost, Range
from alat.plan.measures import Measures
from alat.plan.portfolio import choose
from alat.plan.score import ExactValues

# What no ship or aircraft has to be priced for: those take seconds.
STATED = ("M04", "M06", "M03", "M07", "M10", "M12", "M14")


@pytest.fixture(scope="module")
def shipped() -> tuple[Measures, Costs]:
    study = open_study("azerbaijan-latin-america")
    plan = measures(study)
    return plan, costs(study, plan, only=STATED)


def by_id(found: tuple[Candidate, ...]) -> dict[str, Candidate]:
    return {one.id: one for one in found}


def test_a_budget_holds_capital_and_the_yearly_cost_in_its_years(shipped: tuple[Measures, Costs]) -> None:
    found = by_id(outlays(*shipped, years=5))
    # measure_costs.csv: M04 has 200, 240, 726 m USD of capital over 2 to 4 years, upkeep 1, 2.5, 4 % from year 3.
    assert found["M04"].cost_musd == pytest.approx((200 + 2 * 2, 240 + 2 * 6, 726 + 2 * 29.04))
    assert np.array(found["M04"].spending) * 252 == pytest.approx([80, 80, 80, 6, 6])
    # M14 has no capital: five posts at 0.6, 2.75, 4 m USD a year, from three quarters of the first year on.
    assert found["M14"].cost_musd == pytest.approx((0.6 * 4.25, 2.75 * 4.25, 4 * 4.25))
    assert found["M14"].flags == ()
    assert (found["M07"].basis, found["M07"].flags) == (
        "reported, assumed",
        (Flag.CONTRADICTED, Flag.FLOOR, Flag.TO_BE_SOURCED),
    )
    assert found["M03"].requires == ("M06",)


@pytest.mark.parametrize("end", list(CostEnd))
def test_the_shares_are_those_of_the_end_that_is_held(shipped: tuple[Measures, Costs], end: CostEnd) -> None:
    plan, found = shipped
    every = outlays(plan, found, years=6, held_to=end)
    place = list(CostEnd).index(end)
    spent = Problem(every, (1e6,) * 6, held_to=end).spent_musd(frozenset({"M04", "M10"}))
    wanted = np.zeros(6)
    for one in (cost for cost in found.costs if cost.measure in {"M04", "M10"}):
        build = (one.years_low + one.years_high) / 2
        for year in range(6):
            building = max(0.0, min(year + 1, build) - year)
            wanted[year] += one.capital.ends[place] * building / build + one.yearly.ends[place] * (1 - building)
    assert np.array(spent) == pytest.approx(wanted / 1e6)


def test_a_roadmap_pays_capital_alone(shipped: tuple[Measures, Costs]) -> None:
    found = by_id(works(*shipped))
    assert found["M04"].cost_musd == pytest.approx((200, 240, 726))
    assert found["M14"].cost_musd == (0, 0, 0)
    assert found["M04"].years == (2, 3, 4)


@given(st.lists(st.floats(0, 1e12), min_size=6, max_size=6), st.floats(0, 5), st.floats(0, 5), st.integers(5, 9))
def test_nothing_is_lost_between_years(ends: list[float], short: float, more: float, years: int) -> None:
    capital, yearly = Range(*sorted(ends[:3])), Range(*sorted(ends[3:]))
    plan = Measures("made", (_measure("a"),), {"a": ()}, (), ())
    cost = MeasureCost("a", "A", "port", min(short, 5), min(short + more, 5), capital, yearly, (), ())
    (one,) = outlays(plan, Costs((cost,), (), ()), years=years)
    build = (cost.years_low + cost.years_high) / 2
    wanted = [once + every * (years - build) for once, every in zip(capital.ends, yearly.ends, strict=True)]
    assert np.array(one.cost_musd) * 1e6 == pytest.approx(wanted, abs=1e-3)
    assert sum(one.spending) == pytest.approx(1)


def _measure(name: str) -> object:
    study = open_study("azerbaijan-latin-america")
    return replace(measures(study).measures[0], id=name, requires=())


def test_the_choice_names_the_costs_that_need_care(shipped: tuple[Measures, Costs]) -> None:
    problem = Problem(outlays(*shipped, years=5), (1000.0,) * 5, fixed_in=frozenset({"M10", "M12"}))
    found: Choice = choose(problem, ExactValues(lambda ids: np.zeros(1) - len(ids), np.ones(1)))
    assert found.chosen == ("M04", "M10", "M12")
    assert "Costs of what is chosen that need care: M04 (to be sourced), M10 (to be sourced)." in found.notes


def test_what_was_asked_wrongly_is_refused(shipped: tuple[Measures, Costs]) -> None:
    plan, found = shipped
    with pytest.raises(BadInput, match=r"M07 takes 4\.5 years to build and the budget has 4; expected as many"):
        outlays(plan, found, years=4)
    with pytest.raises(BadInput, match="a budget of 0 years, expected one at least"):
        outlays(plan, found, years=0)
    few = replace(found, costs=tuple(one for one in found.costs if one.measure == "M10"))
    with pytest.raises(BadInput, match="M10 requires M04, whose cost was not asked for"):
        works(plan, few)
    stranger = replace(few, costs=(replace(few.costs[0], measure="M99", capital=NIL),))
    with pytest.raises(BadInput, match="a cost of M99, which is no measure of azerbaijan-latin-america"):
        works(plan, stranger)
