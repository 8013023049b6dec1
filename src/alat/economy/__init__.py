"""What would change? Trade, prices and real income when trade costs or tariffs change."""

from alat.economy.baseline import Baseline, check
from alat.economy.equilibrium import balanced, rebased, solve, solve_all
from alat.economy.flows import from_flows, one_sector
from alat.economy.impact import Edit, OwnTrade, Way, gains_usd, impact
from alat.economy.impact_results import Impact, Run
from alat.economy.impact_told import ImpactTold, told
from alat.economy.kernel import Point
from alat.economy.multistart import Multistart, multistart
from alat.economy.result import Certificate, Equilibrium
from alat.economy.sector_world import SectorWorld, sector_world
from alat.economy.shock import Closure, Shock, between, no_shock, scenarios, tariffs_between
from alat.economy.split import PathSplit, path_split
from alat.economy.welfare import FirstOrder
from alat.economy.world import world_baseline

__all__ = [
    "Baseline",
    "Certificate",
    "Closure",
    "Edit",
    "Equilibrium",
    "FirstOrder",
    "Impact",
    "ImpactTold",
    "Multistart",
    "OwnTrade",
    "PathSplit",
    "Point",
    "Run",
    "SectorWorld",
    "Shock",
    "Way",
    "balanced",
    "between",
    "check",
    "from_flows",
    "gains_usd",
    "impact",
    "multistart",
    "no_shock",
    "one_sector",
    "path_split",
    "rebased",
    "scenarios",
    "sector_world",
    "solve",
    "solve_all",
    "tariffs_between",
    "told",
    "world_baseline",
]
