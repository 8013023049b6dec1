"""How much does V of each pair change with the cost of an arc? As often as its loads are expected to use it."""

import numpy as np

from alat.errors import BadInput
from alat.routing.kernel.graph import Floats, Ints
from alat.routing.kernel.solving import Base
from alat.routing.kernel.sweeps import Acyclic

_MOST_CELLS = 50_000_000


def traversals(kept: Base, arcs: object) -> Floats:
    """Return dV_od / dc_kl.

    Parameters
    ----------
    kept
        The computation.
    arcs
        Numbers of arcs, or None for all.

    Returns
    -------
    Floats
        (arcs, origins, destinations): (B_ok / B_od - B_dk / B_dd) A_kl B_ld, whose second part is 0 where no way
        returns. With V = -mu ln(B_od / B_dd) that is its derivative, and the number of times a load uses the arc
        before it first comes to d.

    Raises
    ------
    BadInput
        If an arc does not exist, or there are too many cells to hold.
    """
    chosen = _chosen(arcs, kept)
    n, mu = len(kept.origins), kept.mu
    costs, own = kept.costs[kept.origins], np.arange(len(kept.destinations))
    found = np.zeros((len(chosen), n, len(own)))
    for row, arc in enumerate(chosen):
        tail, head, price = int(kept.graph.tail[arc]), int(kept.graph.head[arc]), float(kept.graph.cost[arc])
        if not np.isfinite(price):
            continue
        ahead = price + kept.costs[head]
        out = kept.forward[tail]
        found[row] = _ratio(costs, out[:n, None] + ahead, mu=mu)
        if not isinstance(kept.solver, Acyclic):
            again = _ratio(kept.costs[kept.destinations, own], out[n:] + ahead, mu=mu)
            found[row] = np.where(np.isfinite(costs), np.maximum(found[row] - again, 0.0), 0.0)
            found[row][kept.origins[:, None] == kept.destinations[None]] = 0.0
    return found


def _chosen(arcs: object, kept: Base) -> Ints:
    total = kept.graph.arcs
    chosen = np.arange(total) if arcs is None else np.atleast_1d(np.asarray(arcs))
    if chosen.dtype.kind not in "iu" or chosen.ndim != 1:
        raise BadInput(f"arcs: expected numbers of arcs; got {arcs!r}")
    wrong = chosen[(chosen < 0) | (chosen >= total)]
    if len(wrong):
        raise BadInput(f"arc {wrong[0]} does not exist; expected 0 to {total - 1}")
    cells = len(chosen) * len(kept.origins) * len(kept.destinations)
    if cells > _MOST_CELLS:
        raise BadInput(f"sensitivity of {len(chosen)} arcs would have {cells:,} cells; name `arcs`, or take `flows`")
    return chosen.astype(np.int64)


def _ratio(whole: Floats, spent: Floats, *, mu: float) -> Floats:
    """Return exp((whole - spent) / mu), 0 where no way leads over the arc or at all."""
    there = np.isfinite(spent) & np.isfinite(whole)
    gap = np.subtract(whole, spent, out=np.full(spent.shape, -np.inf), where=there)
    with np.errstate(over="ignore"):
        ratio: Floats = np.exp(gap / mu)
    return ratio
