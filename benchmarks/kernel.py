"""Time the routing kernel against what else would do the work, in one run: prints rows for benchmarks/RESULTS.md.

Run alone: `.venv/bin/python benchmarks/kernel.py`. It needs searoute (the `snapshot` group) for the first row.
"""

import os
import time
from collections.abc import Callable, Iterator

import numpy as np
from scipy.sparse import csr_array, eye_array
from scipy.sparse.linalg import splu

from alat.network.places import places
from alat.network.sea import ways
from alat.routing import all_pairs, freight
from alat.routing.kernel import ArcGraph, route_values, service_arcs

_LEAST = 1e-300
PORTS, PAIRS, STATES, ARCS, LAYERS = 200, 40, 10_000, 50_000, 6


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield what, goal and what was measured."""
    yield _sea()
    yield from _graph()
    yield from _candidates()
    each = [_seconds(lambda by=by: all_pairs(by=by)) for by in ("generalised", "money", "hours")]  # type: ignore[misc]
    text = ", ".join(f"{seconds:.1f}" for seconds in each)
    yield (
        "best lanes by generalised cost, money and time, all pairs of 202 gateways",
        "< 10 s",
        f"{sum(each):.1f} s ({text})",
    )


def _sea() -> tuple[str, str, str]:
    known = [one for one in places().values() if one.kind == "port" and one.tier in {"1", "2", "3"}][:PORTS]
    names = [one.id for one in known]
    ways(names[:1])

    def all_pairs_km() -> list[float]:
        found = ways(names)
        return [found.distance_km(first, last) for first in names for last in names]

    ours = _seconds(all_pairs_km)
    what = f"{len(names)} ports, all pairs by sea"
    try:
        import searoute  # noqa: PLC0415 - only this row needs it
    except ImportError:
        return what, ">= 1,000 x searoute", f"{ours:.2f} s; searoute is not installed"
    ends = [(known[i], known[-1 - i]) for i in range(PAIRS)]
    searoute.searoute([known[0].lon, known[0].lat], [known[1].lon, known[1].lat])
    theirs = _seconds(lambda: [searoute.searoute([a.lon, a.lat], [b.lon, b.lat]) for a, b in ends]) / PAIRS
    calls = len(names) * (len(names) - 1) / 2
    factor = theirs * calls / ours
    return what, ">= 1,000 x searoute", f"{ours:.2f} s; searoute {theirs * 1e3:.0f} ms a pair: {factor:,.0f} x"


def _graph() -> Iterator[tuple[str, str, str]]:
    rng = np.random.default_rng(1)
    size = STATES // LAYERS
    tail = np.concatenate([layer * size + rng.integers(0, size, ARCS // (LAYERS - 1)) for layer in range(LAYERS - 1)])
    head = np.concatenate([layer * size + rng.integers(0, size, ARCS // (LAYERS - 1)) for layer in range(1, LAYERS)])
    n = size * LAYERS
    graph = ArcGraph(n, tail, head, rng.uniform(100.0, 5000.0, len(tail)))
    ends, starts = np.unique(head[head >= n - size])[:PORTS], np.unique(tail[tail < size])[:PORTS]
    for mu in (300.0, 5.0):
        values = _seconds(lambda mu=mu: route_values(graph, mu, ends, origins=starts))  # type: ignore[misc]
        found = route_values(graph, mu, ends, origins=starts)
        demand = np.where(np.isfinite(found.values), 1.0, 0.0)
        flows = _seconds(lambda found=found, demand=demand: found.flows(demand))  # type: ignore[misc]
        best, lost = _by_lu(graph, mu, ends=ends, finite=np.isfinite(found.values), starts=starts)
        yield (
            f"route values and flows, 200 destinations, {n:,} states, {len(tail):,} arcs, mu {mu:g}",
            "no slower than SciPy's LU, never underflows",
            f"{values:.2f} + {flows:.2f} s, none lost; LU {best[0]:.2f} + {best[1]:.2f} s, {lost:,} pairs lost",
        )


def _by_lu(
    graph: ArcGraph, mu: float, *, ends: np.ndarray, finite: np.ndarray, starts: np.ndarray
) -> tuple[tuple[float, float], int]:
    """Return the least time of values and flows by LU over SciPy's orderings, and the pairs that vanished."""
    n, best, lost = graph.states, (np.inf, np.inf), 0
    for order in ("COLAMD", "MMD_AT_PLUS_A", "NATURAL"):
        begin = time.perf_counter()
        matrix = csr_array((np.exp(-graph.cost / mu), (graph.tail, graph.head)), shape=(n, n))
        lu = splu((eye_array(n) - matrix).tocsc(), permc_spec=order)
        unit = np.zeros((n, len(ends)))
        unit[ends, np.arange(len(ends))] = 1.0
        z = lu.solve(unit)
        middle = time.perf_counter()
        seed = np.zeros_like(z)
        seed[starts] = np.where(z[starts] > _LEAST, 1.0 / np.maximum(z[starts], _LEAST), 0.0)
        y = lu.solve(seed, trans="T")
        np.einsum("ad,ad->a", y[graph.tail], z[graph.head])
        best = min(best, (middle - begin, time.perf_counter() - middle), key=sum)
        lost = int((finite & ~(z[starts] > _LEAST)).sum())
    return best, lost


def _candidates() -> Iterator[tuple[str, str, str]]:
    found = freight()
    whole = _seconds(
        lambda: route_values(found.layers.graph, 300.0, found.values.destinations, origins=found.values.origins)
    )
    arcs = service_arcs(found, "BRSSZ", port_b="MAPTM")
    costs = found.layers.graph.cost
    yield (
        f"expected cost of all pairs of {len(found.countries)} gateways, {costs.size:,} arcs",
        "about a second",
        f"{whole:.2f} s",
    )
    for what, changes in (
        ("one candidate arc, all pairs of 202 gateways", {arcs[0]: float(costs[arcs[0]]) * 0.8}),
        ("one candidate service (both ways, five layers: 10 arcs)", {arc: float(costs[arc]) * 0.8 for arc in arcs}),
    ):
        edited = found.values.edit(changes)
        seconds = _seconds(lambda changes=changes: found.values.edit(changes), runs=15)  # type: ignore[misc]
        anew = route_values(edited.graph, 300.0, found.values.destinations, origins=found.values.origins)
        there = np.isfinite(anew.values)
        error = float(np.abs(edited.values[there] / anew.values[there] - 1.0).max())
        yield what, "<= 2 ms, equal to 1e-11", f"{seconds * 1e3:.1f} ms, equal to {error:.0e}"


def _seconds(call: Callable[[], object], *, runs: int = 3) -> float:
    """Return the median wall time of a call."""
    walls = []
    for _ in range(runs):
        begin = time.perf_counter()
        call()
        walls.append(time.perf_counter() - begin)
    return float(np.median(walls))


if __name__ == "__main__":
    print(f"load of the machine when this began: {os.getloadavg()[0]:.1f}")
    for what, goal, found in rows():
        print(f"| {what} | {goal} | {found} |", flush=True)
