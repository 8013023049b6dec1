"""Where does each state stand on the main line of division of the General Assembly? Ideal points, session by session.

`ideal_points` fits them to votes and `shipped_points` returns those that were fitted to the roll calls that ship.
"""

from alat.diplomacy.ideal.points import FEWEST_VOTES, IdealPoints, ideal_points, shipped_points

__all__ = ["FEWEST_VOTES", "IdealPoints", "ideal_points", "shipped_points"]
