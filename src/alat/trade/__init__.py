"""What flows? Both reporters' trade between two countries, how far they differ, and what could be sold."""

from alat.trade.flags import GrowthReading, growth_reading
from alat.trade.opportunity import opportunities, to_look_at, without_demand
from alat.trade.profile import TwoWay, profile, region_profile, two_way
from alat.trade.results import (
    Direction,
    Flag,
    FlagKind,
    FlowState,
    GapVerdict,
    MirrorGap,
    Opportunities,
    Profile,
    Rank,
    RegionProfile,
)
from alat.trade.series import series_years

__all__ = [
    "Direction",
    "Flag",
    "FlagKind",
    "FlowState",
    "GapVerdict",
    "GrowthReading",
    "MirrorGap",
    "Opportunities",
    "Profile",
    "Rank",
    "RegionProfile",
    "TwoWay",
    "growth_reading",
    "opportunities",
    "profile",
    "region_profile",
    "series_years",
    "to_look_at",
    "two_way",
    "without_demand",
]
