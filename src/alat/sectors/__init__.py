"""What about food, minerals, green energy and exchanges?"""

from alat.sectors.energy import energy
from alat.sectors.energy_results import BuildVerdict, Energy
from alat.sectors.exchange_results import Exchanges
from alat.sectors.exchanges import exchanges
from alat.sectors.minerals import mineral_shares
from alat.sectors.results import MineralShares

__all__ = ["BuildVerdict", "Energy", "Exchanges", "MineralShares", "energy", "exchanges", "mineral_shares"]
