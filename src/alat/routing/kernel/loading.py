"""Which arcs does freight take between many pairs? Flows by the shares of the kernel.

x_kl = sum over (o, d) of Q_od P_od(kl), where P_od(kl) is how often a load from o to d is expected to use the arc
before it first comes to d. On an acyclic graph that is Q_od B_ok A_kl B_ld / B_od.
"""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.linalg import splu

from alat.errors import BadInput, NoRoute
from alat.routing.kernel.cycles import Cyclic
from alat.routing.kernel.graph import ArcGraph, Floats, Ints
from alat.routing.kernel.sweeps import LEAST, Acyclic, chunks, swept

_ROWS = 8192


def flows(solver: Acyclic | Cyclic, demand: Floats, *, origins: Ints, destinations: Ints, values: Floats) -> Floats:
    """Return what each arc carries.

    Parameters
    ----------
    solver
        The graph.
    demand
        (origins, destinations), checked by `checked_demand`.
    origins, destinations
        States.
    values
        (states, destinations) V.

    Returns
    -------
    Floats
        (arcs,), in the unit of `demand`.
    """
    furthest = np.maximum(np.where(np.isinf(values), 0.0, values).max(axis=0), -values.min(axis=0))
    hard = furthest > -np.log(LEAST) * solver.mu
    total = np.zeros(solver.graph.arcs)
    for easy in np.array_split(np.flatnonzero(~hard), max(1, int((~hard).sum()) // 256)):
        if len(easy):
            load = _seed(solver.graph, demand[:, easy], origins=origins)
            total += _as_it_stands(solver, load, destinations=destinations[easy], values=values[:, easy])
    columns = np.flatnonzero(hard)
    pieces = chunks(solver, columns) if isinstance(solver, Acyclic) else np.array_split(columns, max(1, len(columns)))
    for piece in pieces:
        if len(piece):
            load = _seed(solver.graph, demand[:, piece], origins=origins)
            total += _by_shares(solver, load, destinations=destinations[piece], values=values[:, piece])
    return total


def checked_demand(demand: object, values: Floats, *, origins: Ints, destinations: Ints) -> Floats:
    """Return the demand as an array, without what stays where it is.

    Raises
    ------
    BadInput
        If it is not of the shape of `values`, or holds NaN, an infinite or a negative number.
    NoRoute
        If some of it has no way to its destination.
    """
    try:
        given = np.asarray(demand, dtype=np.float64)
    except (TypeError, ValueError) as problem:
        raise BadInput(f"demand must be numbers, one for each origin and destination; got {demand!r}") from problem
    if given.shape != values.shape:
        raise BadInput(f"demand must be of the shape (origins, destinations), {values.shape}; got {given.shape}")
    wrong = np.argwhere(~((given >= 0.0) & np.isfinite(given)))
    if len(wrong):
        row, column = wrong[0]
        raise BadInput(
            f"demand from state {origins[row]} to {destinations[column]} (row {row}, column {column}): "
            f"{given[row, column]}; expected a finite number, 0 or more"
        )
    cut = np.argwhere((given > 0.0) & ~np.isfinite(values))
    if len(cut):
        row, column = cut[0]
        more = f", and for {len(cut) - 1} more pairs" if len(cut) > 1 else ""
        raise NoRoute(
            f"no way for the demand of {given[row, column]:g} from state {origins[row]} to {destinations[column]}{more}"
        )
    return given


def _seed(graph: ArcGraph, demand: Floats, *, origins: Ints) -> Floats:
    """Put the demand at its origins; what starts at its destination is taken off later, by its own weight."""
    load = np.zeros((graph.states, demand.shape[1]))
    np.add.at(load, origins, demand)
    return load


def _as_it_stands(solver: Acyclic | Cyclic, load: Floats, *, destinations: Ints, values: Floats) -> Floats:
    """Return flows of columns whose z = exp(-V / mu) are far from the ends of the range of a float."""
    own = np.arange(len(destinations))
    load[destinations, own] = 0.0
    z = np.divide(values, -solver.mu)
    np.exp(z, out=z)
    seed = np.divide(load, z, out=np.zeros_like(z), where=load > 0.0)
    # At its destination a load stops, however often the ways go on from there: the ways that pass it are taken off.
    if isinstance(solver, Acyclic):
        y = swept(solver.back, seed)
    else:
        seed[destinations, own] -= load.sum(axis=0)
        y = np.maximum(solver.back.lu.solve(seed), 0.0)
        y[destinations, own] = 0.0
    return solver.weight * _row_products(y, z, graph=solver.graph)


def _row_products(y: Floats, z: Floats, *, graph: ArcGraph) -> Floats:
    """Return sum over destinations of y at the tail times z at the head of each arc."""
    total = np.empty(graph.arcs)
    for first in range(0, graph.arcs, _ROWS):
        rows = slice(first, first + _ROWS)
        total[rows] = np.einsum("ad,ad->a", y[graph.tail[rows]], z[graph.head[rows]])
    return total


def _by_shares(solver: Acyclic | Cyclic, load: Floats, *, destinations: Ints, values: Floats) -> Floats:
    """Return flows of columns that need logarithms, by the share of each arc among those out of its tail."""
    load[destinations, np.arange(len(destinations))] = 0.0
    if isinstance(solver, Cyclic):
        return sum(
            (
                _round_cycles(solver, load[:, i], destination=int(state), values=values[:, i])
                for i, state in enumerate(destinations)
            ),
            start=np.zeros(solver.graph.arcs),
        )
    total = np.zeros(solver.graph.arcs)
    for floor in reversed(solver.floors):
        share = _shares(solver.graph, values, mu=solver.mu, arcs=floor.arcs, starts=floor.starts)
        share *= load[floor.states][floor.owner]
        total[floor.arcs] = share.sum(axis=1)
        heads = solver.graph.head[floor.arcs]
        order = np.argsort(heads, kind="stable")
        starts = np.flatnonzero(np.diff(heads[order], prepend=-1))
        load[heads[order][starts]] += np.add.reduceat(share[order], starts, axis=0)
    return total


def _shares(graph: ArcGraph, values: Floats, *, mu: float, arcs: Ints, starts: Ints) -> Floats:
    """Return (arcs, destinations) the share of each arc in what leaves its tail; arcs are sorted by their tail.

    They are divided by their own sum: V carries its rounding into each share, and their sum must be one all the same.
    """
    through = graph.cost[arcs, None] + values[graph.head[arcs]]
    owner = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(arcs))))
    least = np.minimum.reduceat(through, starts, axis=0)
    shift = np.where(np.isfinite(least), least, 0.0)
    with np.errstate(over="ignore"):
        share = np.exp((shift[owner] - through) / mu)
    whole = np.add.reduceat(share, starts, axis=0)
    whole[whole == 0.0] = 1.0
    divided: Floats = share / whole[owner]
    return divided


def _round_cycles(solver: Cyclic, load: Floats, *, destination: int, values: Floats) -> Floats:
    """Return flows to one destination, where each load stops."""
    graph, n = solver.graph, solver.graph.states
    order = np.argsort(graph.tail, kind="stable")
    starts = np.flatnonzero(np.diff(graph.tail[order], prepend=-1))
    share = np.empty(graph.arcs)
    share[order] = _shares(graph, values[:, None], mu=solver.mu, arcs=order, starts=starts)[:, 0]
    share[graph.tail == destination] = 0.0
    own = np.arange(n)
    rows, columns = np.concatenate([own, graph.head]), np.concatenate([own, graph.tail])
    matrix = csr_array((np.concatenate([np.ones(n), -share]), (rows, columns)), shape=(n, n)).tocsc()
    options = {"SymmetricMode": True, "Equil": False}
    passing = splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=options).solve(load)
    flow: Floats = share * passing[graph.tail]
    return flow
