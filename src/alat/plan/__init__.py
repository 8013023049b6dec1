"""What to do first? Measures, what they change, what they cost and what they rest on."""

from alat.plan.effects import effect, not_modelled, tariff_changes, together, why_not_modelled, with_required
from alat.plan.measures import measures
from alat.plan.results import Case, CostBasis, Effect, Measure, Measures, TariffChange

__all__ = [
    "Case",
    "CostBasis",
    "Effect",
    "Measure",
    "Measures",
    "TariffChange",
    "effect",
    "measures",
    "not_modelled",
    "tariff_changes",
    "together",
    "why_not_modelled",
    "with_required",
]
