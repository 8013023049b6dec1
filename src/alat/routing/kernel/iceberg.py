"""What part of a shipment melts on the way, over all routes that traders might take? Allen & Arkolakis (2022)."""

from dataclasses import dataclass

import numpy as np

from alat.errors import BadInput
from alat.routing.kernel.graph import ArcGraph, Floats, Ints, arc_graph, chosen_states
from alat.routing.kernel.solving import Base, base, positive


@dataclass(frozen=True, eq=False, repr=False)
class Iceberg:
    """Trade costs between places as factors of what must be sent.

    Attributes
    ----------
    theta
        Dispersion of traders' tastes for routes; the larger, the more all take the best one.
    origins, destinations
        Places: rows and columns of `tau`.
    tau
        (origins, destinations) tau_ij = B_ij^(-1 / theta), infinite where no route leads.
    spectral_radius
        Of t^(-theta).
    """

    theta: float
    origins: Ints
    destinations: Ints
    tau: Floats
    spectral_radius: float
    _base: Base

    def __repr__(self) -> str:
        rows, columns = self.tau.shape
        return f"Iceberg({rows} origins x {columns} destinations, theta={self.theta:g})"

    def intensity(self, arcs: object) -> Floats:
        """Return how often a shipment between each pair is expected to use links.

        Parameters
        ----------
        arcs
            Numbers of arcs.

        Returns
        -------
        Floats
            (arcs, origins, destinations): pi_ij^kl = (tau_ij / (tau_ik t_kl tau_lj))^theta, the paper's link intensity;
            also the elasticity of tau_ij to t_kl.
        """
        kept = self._base
        chosen = chosen_states(arcs, graph=ArcGraph(kept.graph.arcs, *_NOTHING), what="arcs")
        n = len(kept.origins)
        tau, out, into = kept.costs[kept.origins], kept.forward[:, :n], kept.costs
        with np.errstate(invalid="ignore"):
            logs = (
                tau
                - out[kept.graph.tail[chosen]][:, :, None]
                - kept.graph.cost[chosen][:, None, None]
                - into[kept.graph.head[chosen]][:, None, :]
            )
        return np.exp(self.theta * np.where(np.isnan(logs), -np.inf, logs))


_NOTHING = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0))


def iceberg(t: object, theta: float, *, origins: object = None, destinations: object = None) -> Iceberg:
    """Return iceberg costs over all routes: tau_ij = B_ij^(-1 / theta) with B = (I - t^(-theta))^-1.

    Parameters
    ----------
    t
        Factors of links, 1 or more: what must be sent for one unit to arrive. A sparse matrix whose stored entries are
        links, or an `ArcGraph` with factors as its cost.
    theta
        Above 0.
    origins, destinations
        Places; all of them where none is named.

    Raises
    ------
    BadInput
        If a factor is below 1 or NaN, or theta is not above 0.
    DivergentSum
        If the sum over routes has no end; it names the smallest theta that works.

    Notes
    -----
    As in the paper, routes of every length count, the empty one included, and a route may pass its destination: tau_ii
    is B_ii^(-1 / theta), at most 1, and no constant of the Gamma function is in it. With c = ln t and mu = 1 / theta it
    is the kernel of `route_values` without the division by B_dd.

    Examples
    --------
    Two places joined by a link of factor 2 either way, theta 1: B = 1 / (1 - 1/4) [[1, 1/2], [1/2, 1]].

    >>> from scipy.sparse import csr_array
    >>> iceberg(csr_array([[0.0, 2.0], [2.0, 0.0]]), 1.0).tau.round(6).tolist()
    [[0.75, 1.5], [1.5, 0.75]]
    """
    power = positive(theta, name="theta")
    links = arc_graph(t)
    low = np.flatnonzero(~(links.cost >= 1.0))
    if len(low):
        arc = int(low[0])
        raise BadInput(
            f"link {arc} from {links.tail[arc]} to {links.head[arc]}: factor {links.cost[arc]}; expected 1 or more"
        )
    graph = ArcGraph(links.states, links.tail, links.head, np.log(links.cost))
    every = np.arange(graph.states)
    starts = every if origins is None else chosen_states(origins, graph=graph, what="origins")
    ends = every if destinations is None else chosen_states(destinations, graph=graph, what="destinations")
    kept = base(graph, 1.0 / power, origins=starts, destinations=ends, name="theta")
    with np.errstate(over="ignore"):
        tau = np.exp(kept.costs[starts])
    return Iceberg(power, starts, ends, tau, kept.radius, kept)
