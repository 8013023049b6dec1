"""What about food, minerals, green energy and exchanges?"""

from alat.sectors.minerals import mineral_shares
from alat.sectors.results import MineralShares

__all__ = ["MineralShares", "mineral_shares"]
