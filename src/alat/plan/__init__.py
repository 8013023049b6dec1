"""What to do first? Measures, what they change, what they cost, and what building them is worth."""

from alat.plan.appraisal import appraise, carbon_price, usual_terms
from alat.plan.appraisal_results import Appraisal, Benefits, Beside, Gain, Kind, Payment, Price, Spread, Terms
from alat.plan.cost_results import CostLine, Costs, Flag, MeasureCost, Nature, Range
from alat.plan.costs import costs, total
from alat.plan.effects import effect, not_modelled, tariff_changes, together, why_not_modelled, with_required
from alat.plan.measures import measures
from alat.plan.rates_of_return import RateOfReturn, Roots, rate_of_return
from alat.plan.results import Case, CostBasis, Effect, Measure, Measures, TariffChange

__all__ = [
    "Appraisal",
    "Benefits",
    "Beside",
    "Case",
    "CostBasis",
    "CostLine",
    "Costs",
    "Effect",
    "Flag",
    "Gain",
    "Kind",
    "Measure",
    "MeasureCost",
    "Measures",
    "Nature",
    "Payment",
    "Price",
    "Range",
    "RateOfReturn",
    "Roots",
    "Spread",
    "TariffChange",
    "Terms",
    "appraise",
    "carbon_price",
    "costs",
    "effect",
    "measures",
    "not_modelled",
    "rate_of_return",
    "tariff_changes",
    "together",
    "total",
    "usual_terms",
    "why_not_modelled",
    "with_required",
]
