"""What to do first? Measures, what they cost and what they rest on."""

from alat.plan.measures import measures
from alat.plan.results import CostBasis, Measure, Measures

__all__ = ["CostBasis", "Measure", "Measures", "measures"]
