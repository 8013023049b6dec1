"""What flows? Both reporters' trade between two countries, how far they differ, and what could be sold."""

from alat.trade.flags import GrowthReading, growth_reading
from alat.trade.goods import Goods, by_section
from alat.trade.opportunity import opportunities, to_look_at, without_demand
from alat.trade.outlook import Outlook, outlook
from alat.trade.profile import TwoWay, profile, two_way
from alat.trade.records import Records, pulled_vintages, records_at_hand, snapshot_records, warehouse_records
from alat.trade.region import PartnerTotal, partner_totals, region_profile
from alat.trade.results import (
    Direction,
    Flag,
    FlagKind,
    FlowState,
    GapVerdict,
    Growth,
    MirrorGap,
    Opportunities,
    Profile,
    Rank,
    RegionProfile,
)
from alat.trade.series import series_years
from alat.trade.split import Split, split

__all__ = [
    "Direction",
    "Flag",
    "FlagKind",
    "FlowState",
    "GapVerdict",
    "Goods",
    "Growth",
    "GrowthReading",
    "MirrorGap",
    "Opportunities",
    "Outlook",
    "PartnerTotal",
    "Profile",
    "Rank",
    "Records",
    "RegionProfile",
    "Split",
    "TwoWay",
    "by_section",
    "growth_reading",
    "opportunities",
    "outlook",
    "partner_totals",
    "profile",
    "pulled_vintages",
    "records_at_hand",
    "region_profile",
    "series_years",
    "snapshot_records",
    "split",
    "to_look_at",
    "two_way",
    "warehouse_records",
    "without_demand",
]
