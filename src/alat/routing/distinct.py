"""Which few of many lanes are worth a look, each different from the others?"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from alat.routing.figures import Floats

MOST = 10
EARTH_KM = 6371.0088

# A lane is shown beside others only if at least this share of it is its own (a path size of 1 is a lane that shares
# nothing; a copy of one other lane has 1/2), and only if it costs at most this many times the least generalised cost,
# unless it is best in something.
OWN_SHARE = 2 / 3
DEAREST = 1.5


def path_size(own: Mapping[str, float], others: Sequence[Mapping[str, float]]) -> float:
    """Return how far a lane is its own: 1 if it shares nothing with the others, less the more it shares.

    The path size of Ben-Akiva and Bierlaire (1999): the mean over the lane, weighted by the size of each part, of one
    over the number of lanes that use the part.

    Parameters
    ----------
    own, others
        Size of each part of a lane, by the part's name.
    """
    whole = sum(own.values())
    if not whole:
        return 1.0
    return sum(size / (1 + sum(part in other for other in others)) for part, size in own.items()) / whole


def distinct(costs: Floats, generalised: Floats, *, sizes: Callable[[int], Mapping[str, float]]) -> list[int]:
    """Return at most ten rows: the best in each criterion, then the cheapest ones that differ enough from all before.

    Parameters
    ----------
    costs
        (lanes, criteria).
    generalised
        (lanes,) generalised cost.
    sizes
        Returns the parts of the lane in a row with their sizes; asked only of the lanes that are compared.

    Returns
    -------
    list of int
        Rows, least generalised cost first.
    """
    order = np.lexsort((np.arange(len(costs)), *costs.T[::-1], generalised))
    chosen = [int(order[0])]
    for column in costs.T:
        best = next(int(row) for row in order if column[row] == column.min())
        if best not in chosen and not any(column[row] == column.min() for row in chosen):
            chosen.append(best)
    for row in order:
        if len(chosen) >= MOST or generalised[row] > DEAREST * generalised[order[0]]:
            break
        if row not in chosen and path_size(sizes(int(row)), [sizes(other) for other in chosen]) >= OWN_SHARE:
            chosen.append(int(row))
    rank = {int(row): place for place, row in enumerate(order)}
    return sorted(chosen, key=rank.__getitem__)


def apart_km(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Return the great-circle distance between two points (degrees east, degrees north)."""
    (lon_a, lat_a), (lon_b, lat_b) = np.radians(first), np.radians(second)
    chord = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return float(2 * EARTH_KM * np.arcsin(np.sqrt(min(chord, 1.0))))
