"""Where do flows settle when what many use becomes dearer? Stochastic user equilibrium with a certificate.

A resource (a link, a port, a service) with capacity K charges each load c0 a (x / K)^b on top of what it costs when
empty. Flows x depend on costs and costs on flows; the answer is a fixed point (Fisk 1980), found by damped
steps, shorter each time the gap grows (Liu, He & He 2009) and drawn on by the last ones (Anderson 1965).
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array

from alat.errors import BadInput, NotConvergent
from alat.routing.figures import Floats

_SLOWER, _FASTER = 1.8, 0.05
_REMEMBERED = 4


@dataclass(frozen=True, slots=True, eq=False)
class Resources:
    """What can be crowded.

    Attributes
    ----------
    use
        (resources, arcs) how often a load on an arc uses each.
    empty_usd
        (resources,) c0: what its use costs a load when empty.
    capacity
        (resources,) K, in the unit of flows.
    a, b
        The curve.
    """

    use: csr_array[np.float64, tuple[int, int]]
    empty_usd: Floats
    capacity: Floats
    a: float
    b: float


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """Flows that reproduce themselves.

    Attributes
    ----------
    flows
        (arcs,) at the costs below.
    load
        (resources,) what uses each.
    extra_usd
        (resources,) what crowding adds to the cost of its use.
    gap, iterations
        Largest of |load that the costs call forth - load| over all load, and how often flows were computed.
    """

    flows: Floats
    load: Floats
    extra_usd: Floats
    gap: float
    iterations: int


def settle(
    flows_at: Callable[[Floats], Floats],
    cost: Floats,
    *,
    resources: Resources,
    tolerance: float = 1e-6,
    most: int = 300,
) -> Settled:
    """Return the flows at which costs and flows agree.

    Parameters
    ----------
    flows_at
        Flows on arcs at given costs of arcs.
    cost
        (arcs,) cost of arcs when empty.
    resources
        What can be crowded.
    tolerance
        Largest gap that counts as agreement.
    most
        Most computations of flows.

    Raises
    ------
    BadInput
        If a capacity is not above 0 or the curve is not one: a below 0, or b below 1.
    NotConvergent
        If they do not agree after `most` computations; it says how near they came.
    """
    _checked(resources)
    total = np.zeros(len(resources.capacity))
    points: list[tuple[Floats, Floats]] = []
    damping, best = 1.0, np.inf
    for iteration in range(1, most + 1):
        flows = flows_at(cost + np.asarray(resources.use.T @ delay(resources, total)))
        called = np.asarray(resources.use @ flows)
        gap = float(np.abs(called - total).max(initial=0.0)) / max(float(called.sum()), 1e-300)
        if gap <= tolerance:
            return Settled(flows, called, delay(resources, called), gap, iteration)
        points = [*points[-_REMEMBERED:], (total, called - total)]
        damping += _FASTER if gap < best else _SLOWER
        if gap > best:
            # The last step overshot: forget what it was drawn from, and step less far.
            points = points[-1:]
        best = min(best, gap)
        total = np.maximum(_step(points, damping), 0.0)
        if iteration == 1:
            total = np.minimum(called, resources.capacity)
    raise NotConvergent("crowded flows", residual=best, tolerance=tolerance, iterations=most, last=total)


def _step(points: list[tuple[Floats, Floats]], damping: float) -> Floats:
    """Return the next loads: a damped step, drawn on by how the last ones moved the difference (Anderson 1965)."""
    load, difference = points[-1]
    ahead: Floats = load + difference / damping
    if len(points) > 1:
        moves = np.column_stack([later[0] - now[0] for now, later in pairwise(points)])
        changes = np.column_stack([later[1] - now[1] for now, later in pairwise(points)])
        weights = np.linalg.lstsq(changes, difference, rcond=1e-12)[0]
        ahead = ahead - (moves + changes / damping) @ weights
    return ahead


def delay(resources: Resources, load: Floats) -> Floats:
    """Return c0 a (x / K)^b of each resource."""
    extra: Floats = resources.empty_usd * resources.a * (load / resources.capacity) ** resources.b
    return extra


def _checked(resources: Resources) -> None:
    wrong = resources.capacity[~(resources.capacity > 0.0)]
    if len(wrong):
        raise BadInput(f"capacity {wrong[0]}; expected above 0")
    if not (resources.a >= 0.0 and resources.b >= 1.0):
        raise BadInput(f"curve of congestion a = {resources.a}, b = {resources.b}; expected a >= 0 and b >= 1")
