"""The pictures of a brief: Altair charts and one map, as SVG that needs no browser, script or network."""

from alat.brief.charts.energy import delivered_bars
from alat.brief.charts.goods import Good, product_bars
from alat.brief.charts.lanes import lanes_scatter, time_cost_distance
from alat.brief.charts.map import lane_map
from alat.brief.charts.measures import gantt_bars, pair_grid, ranged_bars, steps_and_sums
from alat.brief.charts.opportunity import Bubble, opportunity_bubbles, potential_bars
from alat.brief.charts.region import LEAST_DRAWN_MUSD, agreement_dots, trade_bars
from alat.brief.charts.tornado import tornado
from alat.brief.charts.trade import two_reporter_lines
from alat.brief.charts.votes import agreement_lines
from alat.brief.charts.waterfall import waterfall

__all__ = [
    "LEAST_DRAWN_MUSD",
    "Bubble",
    "Good",
    "agreement_dots",
    "agreement_lines",
    "delivered_bars",
    "gantt_bars",
    "lane_map",
    "lanes_scatter",
    "opportunity_bubbles",
    "pair_grid",
    "potential_bars",
    "product_bars",
    "ranged_bars",
    "steps_and_sums",
    "time_cost_distance",
    "tornado",
    "trade_bars",
    "two_reporter_lines",
    "waterfall",
]
