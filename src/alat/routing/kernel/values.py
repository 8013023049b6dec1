"""What is it worth to be able to go from here to there, when nobody knows each owner's mind?

Markovian route choice (Akamatsu 1996; Fosgerau, Frejinger & Karlström 2013): at each state a load takes the arc with
the least of cost plus what remains plus an unseen part, Gumbel of scale mu. With A = exp(-c / mu) on arcs and
B = (I - A)^-1 = I + A + A^2 + ... the expected least cost is V_od = -mu ln(B_od / B_dd).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from alat.errors import BadInput, NoRoute
from alat.routing.kernel.cycles import DOUBTFUL
from alat.routing.kernel.editing import Arc, Changes, NewArc, applied, combined, updated
from alat.routing.kernel.graph import ArcGraph, Floats, Ints, arc_graph, chosen_states
from alat.routing.kernel.loading import checked_demand, flows
from alat.routing.kernel.solving import Base, base, positive
from alat.routing.kernel.traversals import traversals

_MOST_ROWS = 4000


@dataclass(frozen=True, eq=False, repr=False)
class RouteValues:
    """What it costs to go from origins to destinations by all ways, each in its share.

    Attributes
    ----------
    mu
        Scale of the unseen part of cost, in the unit of cost.
    origins, destinations
        States: rows and columns of `values`.
    values
        (origins, destinations) V, in the unit of cost; infinite where no way leads.
    spectral_radius
        Of exp(-c / mu); 0 where no way ever returns.
    notes
        What a reader of the numbers has to know.
    """

    mu: float
    origins: Ints
    destinations: Ints
    values: Floats
    spectral_radius: float
    notes: tuple[str, ...]
    _base: Base
    _changes: Changes = field(default_factory=Changes)

    def __repr__(self) -> str:
        rows, columns = self.values.shape
        return f"RouteValues({rows} origins x {columns} destinations, mu={self.mu:g}, {self.graph.arcs} arcs)"

    @cached_property
    def graph(self) -> ArcGraph:
        """The arcs, with all edits made; arcs that an edit added come last."""
        return applied(self._base.graph, self._changes)

    def flows(self, demand: object) -> Floats:
        """Return what each arc carries.

        Parameters
        ----------
        demand
            (origins, destinations), any unit, 0 or more.

        Returns
        -------
        Floats
            (arcs,), in the unit of `demand`: x_kl = sum_od Q_od B_ok A_kl B_ld / B_od where no way returns. A load that
            has come to its destination stays there. What starts at its destination uses no arc.

        Raises
        ------
        BadInput
            If `demand` is of another shape, or holds NaN or a negative number.
        NoRoute
            If some of it has no way.
        """
        whole = self._whole
        given = checked_demand(demand, self.values, origins=self.origins, destinations=self.destinations)
        found = np.zeros(whole.graph.arcs)
        found[whole.kept] = flows(
            whole.solver, given, origins=self.origins, destinations=self.destinations, values=whole.values
        )
        return found

    def edit(self, changes: Mapping[Arc, float] | None = None, *, new: Sequence[NewArc] = ()) -> "RouteValues":
        """Return the values after a few arcs have changed, by a rank-r update.

        Parameters
        ----------
        changes
            New cost by arc: its number, or (tail, head) where it has no parallel; infinite to close it.
        new
            (tail, head, cost) of arcs to add; they get the next numbers.

        Raises
        ------
        BadInput
            If an arc does not exist or a cost is below 0.
        DivergentSum
            If the change lets ways round a cycle outnumber their cost.

        Notes
        -----
        Equal to computing anew to 1e-11 of V. Pairs that lose nearly all their ways are computed anew. Edits of an
        edited result are taken together, and arcs put back as they were give back the same bits.
        """
        if len(self.origins) > _MOST_ROWS:
            raise BadInput(f"edit keeps a row for each origin, at most {_MOST_ROWS}; name `origins` in `route_values`")
        together = combined(self._changes, self._base.graph, given=changes or {}, new=new)
        found = updated(self._base, together)
        if found is not None:
            return _result(self._base, found, changes=together)
        graph = applied(self._base.graph, together)
        whole = base(graph, self.mu, origins=self.origins, destinations=self.destinations)
        return _result(self._base, whole.values[whole.origins], changes=together, radius=whole.radius)

    def sensitivity(self, arcs: object = None) -> Floats:
        """Return dV_od / dc_kl: how often a load from o to d is expected to use each arc.

        Parameters
        ----------
        arcs
            Numbers of arcs; all of them, where there are few.

        Returns
        -------
        Floats
            (arcs, origins, destinations). On a graph with cycles it may exceed one: it is no probability there. 0 where
            no way leads, and for closed arcs.

        Raises
        ------
        BadInput
            If an arc does not exist, or the answer would be too large to hold.
        """
        return traversals(self._whole, arcs)

    @cached_property
    def _whole(self) -> Base:
        """The full computation on the graph as it is now."""
        if not self._changes.cost and not self._changes.new:
            return self._base
        return base(self.graph, self.mu, origins=self.origins, destinations=self.destinations)


def route_values(cost: object, mu: float, destinations: object, *, origins: object = None) -> RouteValues:
    """Return the expected least cost from states to destinations.

    Parameters
    ----------
    cost
        Generalised cost of arcs: a sparse matrix, or an `ArcGraph` where arcs are parallel.
    mu
        Scale of the unseen part of cost, in the unit of cost. Where it goes to 0, V goes to the least cost.
    destinations
        States.
    origins
        States; all of them where none is named. `edit` keeps one row for each.

    Raises
    ------
    BadInput
        If a cost is negative or NaN, mu is not above 0, or a state does not exist.
    NoRoute
        If a destination, or an origin that was named, is an island: no arc touches it.
    DivergentSum
        If the graph has cycles and the spectral radius of exp(-c / mu) is 0.98 or more; it names the largest mu that
        works.

    Notes
    -----
    Where no way returns, one sweep over the levels of the graph does it, and nothing underflows, however small mu is.
    With cycles, sparse factors of I - A do it, whose entries are never negative below the limit.

    Examples
    --------
    Two ways from 0 to 2, one of cost 3 over 1 and one of cost 3 straight:

    >>> from scipy.sparse import csr_array
    >>> cost = csr_array([[0.0, 1.0, 3.0], [0.0, 0.0, 2.0], [0.0, 0.0, 0.0]])
    >>> result = route_values(cost, 1.0, [2])
    >>> result.values.round(4).tolist()
    [[2.3069], [2.0], [0.0]]
    >>> result.flows([[10.0], [0.0], [0.0]]).tolist()
    [5.0, 5.0, 5.0]
    """
    scale = positive(mu, name="mu")
    graph = arc_graph(cost)
    ends = chosen_states(destinations, graph=graph, what="destinations")
    starts = np.arange(graph.states) if origins is None else chosen_states(origins, graph=graph, what="origins")
    _no_islands(graph, ends, what="destination")
    if origins is not None:
        _no_islands(graph, starts, what="origin")
    whole = base(graph, scale, origins=starts, destinations=ends)
    return _result(whole, whole.values[starts])


def _result(kept: Base, values: Floats, *, changes: Changes | None = None, radius: float | None = None) -> RouteValues:
    found = kept.radius if radius is None else radius
    return RouteValues(
        kept.mu, kept.origins, kept.destinations, values, found, _notes(found), kept, changes or Changes()
    )


def _notes(radius: float) -> tuple[str, ...]:
    if radius <= DOUBTFUL:
        return ()
    note = f"The spectral radius is {radius:.3f}: ways that go round cycles make up much of the sum, and small changes"
    return (f"{note} of cost or mu change it a lot. A smaller mu is safer.",)


def _no_islands(graph: ArcGraph, states: Ints, *, what: str) -> None:
    touched = np.zeros(graph.states, dtype=bool)
    touched[graph.tail] = True
    touched[graph.head] = True
    alone = states[~touched[states]]
    if len(alone):
        raise NoRoute(f"{what} {alone[0]} is an island: no arc leads to it or from it")
