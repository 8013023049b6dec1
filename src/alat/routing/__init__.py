"""How does freight move? Lanes between two countries with their cost, hours, emissions and parties.

`lanes` answers; `lane_lines` and `lane_profile` are what maps and time-cost-distance charts draw.
"""

from alat.routing.geometry import LaneLine, ProfilePoint, lane_lines, lane_profile
from alat.routing.lanes import lanes
from alat.routing.liner import supposed_legs
from alat.routing.results import Lane, Lanes, Part, PartKind

__all__ = [
    "Lane",
    "LaneLine",
    "Lanes",
    "Part",
    "PartKind",
    "ProfilePoint",
    "lane_lines",
    "lane_profile",
    "lanes",
    "supposed_legs",
]
