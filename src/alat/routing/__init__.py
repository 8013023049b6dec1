"""How does freight move? Lanes between two countries with their cost, hours, emissions and parties.

`lanes` answers, `landed` prices a consignment on one of them; `lane_lines` and `lane_profile` are what maps and
time-cost-distance charts draw.
"""

from alat.routing.against import AgainstRivals, against_rivals
from alat.routing.assignment import Assignment, assign, trade_tonnes
from alat.routing.break_even import Ships, service
from alat.routing.break_even_results import DirectService, ServiceVerdict
from alat.routing.export_geojson import lanes_geojson
from alat.routing.export_gtfs import write_gtfs
from alat.routing.geometry import LaneLine, ProfilePoint, lane_lines, lane_profile
from alat.routing.hub_results import Hubs
from alat.routing.hubs import Terms, hubs
from alat.routing.kernel import BestLanes, Freight, all_pairs, freight
from alat.routing.landed import (
    Deal,
    Landed,
    Rival,
    Step,
    Tariff,
    duty_rates,
    freight_share,
    landed,
    margins_typed,
    tariff,
    with_rivals,
)
from alat.routing.lanes import lanes
from alat.routing.liner import supposed_legs
from alat.routing.loads import Load, TimeValue, value_of_time
from alat.routing.net_of_freight import (
    NetOfFreight,
    OpportunitiesAgainstRivals,
    net_of_freight,
    opportunities_against_rivals,
)
from alat.routing.onward import OnwardLanes, onward
from alat.routing.potential import NetworkPotential, network_potential
from alat.routing.priority import Priority, priority
from alat.routing.results import Lane, Lanes, Part, PartKind
from alat.routing.seaports import seaport
from alat.routing.stress import Stress, stress

__all__ = [
    "AgainstRivals",
    "Assignment",
    "BestLanes",
    "Deal",
    "DirectService",
    "Freight",
    "Hubs",
    "Landed",
    "Lane",
    "LaneLine",
    "Lanes",
    "Load",
    "NetOfFreight",
    "NetworkPotential",
    "OnwardLanes",
    "OpportunitiesAgainstRivals",
    "Part",
    "PartKind",
    "Priority",
    "ProfilePoint",
    "Rival",
    "ServiceVerdict",
    "Ships",
    "Step",
    "Stress",
    "Tariff",
    "Terms",
    "TimeValue",
    "against_rivals",
    "all_pairs",
    "assign",
    "duty_rates",
    "freight",
    "freight_share",
    "hubs",
    "landed",
    "lane_lines",
    "lane_profile",
    "lanes",
    "lanes_geojson",
    "margins_typed",
    "net_of_freight",
    "network_potential",
    "onward",
    "opportunities_against_rivals",
    "priority",
    "seaport",
    "service",
    "stress",
    "supposed_legs",
    "tariff",
    "trade_tonnes",
    "value_of_time",
    "with_rivals",
    "write_gtfs",
]
