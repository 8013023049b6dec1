"""What would change? Trade, prices and real income when trade costs change."""

from alat.economy.baseline import Baseline, one_sector
from alat.economy.equilibrium import Certificate, Closure, Equilibrium, Shock, between, solve
from alat.economy.world import world_baseline

__all__ = [
    "Baseline",
    "Certificate",
    "Closure",
    "Equilibrium",
    "Shock",
    "between",
    "one_sector",
    "solve",
    "world_baseline",
]
