"""What to do first? Measures, what they change, what they cost, and what building them is worth."""

from alat.plan.appraisal import appraise, carbon_price, usual_terms
from alat.plan.appraisal_results import Appraisal, Benefits, Beside, Gain, Kind, Payment, Price, Spread, Terms
from alat.plan.candidates import Candidate, CostEnd, Problem
from alat.plan.checker import Fault, faults
from alat.plan.choice import Choice, Effort
from alat.plan.cost_results import CostLine, Costs, Flag, MeasureCost, Nature, Range
from alat.plan.costs import costs, total
from alat.plan.edits import edit_of, measure_words, scenario_words, silent_words
from alat.plan.effects import effect, not_modelled, tariff_changes, together, why_not_modelled, with_required
from alat.plan.ensemble import map_scenarios
from alat.plan.ensemble_pools import DaskScheduler, Processes
from alat.plan.export import gantt, to_csv, to_ics
from alat.plan.measures import measures
from alat.plan.objective import Aim
from alat.plan.outlays import outlays, works
from alat.plan.portfolio import choose
from alat.plan.ranges import cost_range, end_range
from alat.plan.rates_of_return import RateOfReturn, Roots, rate_of_return
from alat.plan.regret import Regret, regret
from alat.plan.results import Case, CostBasis, Effect, Measure, Measures, TariffChange
from alat.plan.score import ExactValues
from alat.plan.shapley import Contribution, contributions
from alat.plan.shipped_gains import holds
from alat.plan.study_plan import StudyPlan, study_plan
from alat.plan.timing import Calendar, Roadmap, roadmap
from alat.plan.told import PlanTold, plan_told

__all__ = [
    "Aim",
    "Appraisal",
    "Benefits",
    "Beside",
    "Calendar",
    "Candidate",
    "Case",
    "Choice",
    "Contribution",
    "CostBasis",
    "CostEnd",
    "CostLine",
    "Costs",
    "DaskScheduler",
    "Effect",
    "Effort",
    "ExactValues",
    "Fault",
    "Flag",
    "Gain",
    "Kind",
    "Measure",
    "MeasureCost",
    "Measures",
    "Nature",
    "Payment",
    "PlanTold",
    "Price",
    "Problem",
    "Processes",
    "Range",
    "RateOfReturn",
    "Regret",
    "Roadmap",
    "Roots",
    "Spread",
    "StudyPlan",
    "TariffChange",
    "Terms",
    "appraise",
    "carbon_price",
    "choose",
    "contributions",
    "cost_range",
    "costs",
    "edit_of",
    "effect",
    "end_range",
    "faults",
    "gantt",
    "holds",
    "map_scenarios",
    "measure_words",
    "measures",
    "not_modelled",
    "outlays",
    "plan_told",
    "rate_of_return",
    "regret",
    "roadmap",
    "scenario_words",
    "silent_words",
    "study_plan",
    "tariff_changes",
    "to_csv",
    "to_ics",
    "together",
    "total",
    "usual_terms",
    "why_not_modelled",
    "with_required",
    "works",
]
