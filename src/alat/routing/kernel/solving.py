"""What does the sum over all ways come to on this graph, and what is left to ask more of it?"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from alat.errors import BadInput
from alat.routing.kernel import cycles, sweeps
from alat.routing.kernel.cycles import Cyclic, cyclic
from alat.routing.kernel.graph import ArcGraph, Floats, Ints, levels, opened
from alat.routing.kernel.sweeps import Acyclic

Solver = Acyclic | Cyclic
Csr = csr_array[np.float64, tuple[int, int]]

# exp of this is still far from the ends of the range of a float.
_PLAIN = 650.0


@dataclass(frozen=True, eq=False)
class Base:
    """One full computation: the graph, and B between its states and some destinations as -mu ln B.

    Attributes
    ----------
    graph
        All arcs, closed ones included.
    solver, kept
        The graph without closed arcs, ready to be solved; the number of each of its arcs in `graph`.
    origins, destinations
        States.
    costs
        (states, destinations) -mu ln B, infinite where no way leads.
    """

    graph: ArcGraph
    solver: Solver
    kept: Ints
    origins: Ints
    destinations: Ints
    costs: Floats

    @property
    def mu(self) -> float:
        """Scale of the unseen part of cost."""
        return self.solver.mu

    @property
    def radius(self) -> float:
        """Spectral radius of A."""
        return self.solver.radius if isinstance(self.solver, Cyclic) else 0.0

    @cached_property
    def values(self) -> Floats:
        """Return (states, destinations) V = -mu ln(B_od / B_dd)."""
        return normal(self.costs, self.costs[self.destinations, np.arange(len(self.destinations))])

    @cached_property
    def rows(self) -> Ints:
        """Return the states whose rows of B an edit needs: origins, and destinations where a way may pass them."""
        if isinstance(self.solver, Acyclic):
            return self.origins
        return np.concatenate([self.origins, self.destinations])

    @cached_property
    def between(self) -> Floats:
        """Return (rows, destinations) -mu ln B."""
        return self.costs[self.rows]

    @cached_property
    def forward(self) -> Floats:
        """Return (states, rows) -mu ln B from each row to each state."""
        return costs_to(self.solver.back, self.rows)

    @cached_property
    def plain(self) -> Floats | None:
        """Return (rows, destinations) B as it stands; None where it would leave the range of a float."""
        finite = self.between[np.isfinite(self.between)] / self.mu
        lowest = min(self.costs.min(initial=0.0), self.forward.min(initial=0.0)) / self.mu
        if lowest < -_PLAIN or finite.max(initial=0.0) > _PLAIN:
            return None
        held: Floats = np.exp(-self.between / self.mu)
        return held

    @cached_property
    def matrix(self) -> Csr:
        """Return A, parallel arcs added up."""
        graph, n = self.solver.graph, self.solver.graph.states
        return csr_array((self.solver.weight, (graph.tail, graph.head)), shape=(n, n))


def base(graph: ArcGraph, mu: float, *, origins: Ints, destinations: Ints, name: str = "mu") -> Base:
    """Compute B from all states of a graph to some destinations.

    Raises
    ------
    DivergentSum
        If the graph has cycles and its spectral radius is 0.98 or more.
    """
    found, kept = solver(graph, mu, name=name)
    return Base(graph, found, kept, origins, destinations, costs_to(found, destinations))


def solver(graph: ArcGraph, mu: float, *, name: str = "mu") -> tuple[Solver, Ints]:
    """Return a graph ready to be solved, and the numbers of its open arcs."""
    open_graph, kept = opened(graph)
    order = levels(open_graph)
    if order is not None:
        return Acyclic(open_graph, mu, order), kept
    return cyclic(open_graph, mu, name=name), kept


def costs_to(found: Solver, destinations: Ints) -> Floats:
    """Return (states, destinations) -mu ln B."""
    return sweeps.toward(found, destinations) if isinstance(found, Acyclic) else cycles.toward(found, destinations)


def normal(costs: Floats, own: Floats) -> Floats:
    """Return V = -mu ln(B_od / B_dd) from -mu ln B, `own` being that of each destination to itself."""
    if not own.any():
        return costs
    values: Floats = costs - own
    return values


def positive(value: object, *, name: str) -> float:
    """Return a scale as a number.

    Raises
    ------
    BadInput
        If it is not a finite number above 0.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | np.floating | np.integer):
        raise BadInput(f"{name} must be a number above 0; got {value!r}")
    if not (np.isfinite(value) and value > 0):
        raise BadInput(f"{name} must be finite and above 0; got {value}")
    return float(value)
