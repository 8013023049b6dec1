"""Which step-links join the places? Each country's graph, contracted to the ways between its places.

A pair of places of one country gets a link unless a third place lies on its way (a detour of `DETOUR` at the most);
a pair whose way over links would still be over `STRETCH` longer gets one after all.
"""

from dataclasses import dataclass

import numpy as np
from network_crossings import Crossing
from network_geo import Floats, apart_km
from network_land import Edge, Land, Point
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

DETOUR = 0.03
SLACK_KM = 2.0
STRETCH = 1.05
CIRCUITY = 1.35
ON_LINE_KM = 1.0
REACH_KM = {"road": 60.0, "rail": 20.0}
MAIN_SHARE = 0.05
MAIN_EXTRA_KM = 25.0

Place = dict[str, object]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Link:
    """A step-link inside one country: its places, kilometres, hand links used and line."""

    a: str
    b: str
    km: float
    hands: tuple[str, ...]
    line: tuple[Point, ...]


@dataclass(slots=True)
class Domestic:
    """One country's graph with its places snapped on: nodes, edges and the node of each place."""

    points: list[Point]
    edges: list[Edge]
    node_of: dict[str, int]


def domestic_links(land: Land, edges: list[Edge], *, places: dict[str, Place], crossings: list[Crossing]) -> list[Link]:
    """Return the links of every country."""
    fixed = {end: node for c in crossings for end, node in ((c.a, c.node_a), (c.b, c.node_b))}
    by_country: dict[str, list[Edge]] = {}
    for edge in edges:
        by_country.setdefault(land.iso3[edge.a], []).append(edge)
    links: list[Link] = []
    for iso3 in sorted(by_country):
        wanted = [p for p in places.values() if p["iso3"] == iso3 and _goes_by(p, land.mode, fixed=fixed)]
        domestic = _snapped(land, by_country[iso3], wanted=wanted, fixed=fixed)
        links += _contracted(domestic)
    return links


def _goes_by(place: Place, mode: str, *, fixed: dict[str, int]) -> bool:
    if str(place["place_id"]) in fixed:
        return True
    if str(place["place_id"]).startswith("X"):
        return False
    return mode in str(place["modes"]).split(";") and place["state"] == "open"


def _snapped(land: Land, edges: list[Edge], *, wanted: list[Place], fixed: dict[str, int]) -> Domestic:
    """Join each place to the nearest point of the country's lines, splitting the edge there."""
    used = sorted(
        {end for edge in edges for end in (edge.a, edge.b)}
        | {fixed[str(p["place_id"])] for p in wanted if str(p["place_id"]) in fixed}
    )
    local = {node: i for i, node in enumerate(used)}
    points = [land.points[node] for node in used]
    mine = [Edge(local[e.a], local[e.b], e.km, e.rank, e.hand, e.line) for e in edges]
    main = main_edges(mine, len(points))
    ends = np.array([[*points[e.a], *points[e.b]] for e in mine])
    node_of: dict[str, int] = {}
    cuts: dict[int, list[tuple[float, str, float]]] = {}
    for place in wanted:
        place_id = str(place["place_id"])
        touched = place_id in fixed and any(local[fixed[place_id]] in (e.a, e.b) for e in mine)
        if touched:
            node_of[place_id] = local[fixed[place_id]]
            continue
        hit = nearest_segment(
            (float(str(place["lon"])), float(str(place["lat"]))), ends, main=main, limit_km=REACH_KM[land.mode]
        )
        if hit is not None:
            cuts.setdefault(hit[0], []).append((hit[1], place_id, hit[2]))
    return _split(points, mine, cuts=cuts, node_of=node_of, places={str(p["place_id"]): p for p in wanted})


def main_edges(edges: list[Edge], count: int) -> Bools:
    """Return which edges lie on a piece with a fair share of the country's length."""
    a, b = np.array([e.a for e in edges]), np.array([e.b for e in edges])
    km = np.array([e.km for e in edges])
    _, piece = connected_components(csr_array((km, (a, b)), shape=(count, count)), directed=False)
    length = np.bincount(piece[a], weights=km)
    return np.asarray(length[piece[a]] >= MAIN_SHARE * km.sum())


def nearest_segment(point: Point, ends: Floats, *, main: Bools, limit_km: float) -> tuple[int, float, float] | None:
    """Return the edge nearest to a point, where on it (0 to 1) and how far away; main pieces win a near tie."""
    scale = np.cos(np.radians(point[1]))
    ax, ay = (ends[:, 0] - point[0]) * scale, ends[:, 1] - point[1]
    bx, by = (ends[:, 2] - point[0]) * scale, ends[:, 3] - point[1]
    dx, dy = bx - ax, by - ay
    square = np.maximum(dx * dx + dy * dy, 1e-12)
    t = np.clip(-(ax * dx + ay * dy) / square, 0, 1)
    km = np.hypot(ax + t * dx, ay + t * dy) * 111.195
    best = int(np.argmin(km))
    if main.any():
        mains = int(np.flatnonzero(main)[np.argmin(km[main])])
        best = mains if km[mains] <= km[best] + MAIN_EXTRA_KM else best
    return (best, float(t[best]), float(km[best])) if km[best] <= limit_km else None


def _split(
    points: list[Point],
    edges: list[Edge],
    *,
    cuts: dict[int, list[tuple[float, str, float]]],
    node_of: dict[str, int],
    places: dict[str, Place],
) -> Domestic:
    points = list(points)
    result = [edge for i, edge in enumerate(edges) if i not in cuts]
    for i, at in sorted(cuts.items()):
        edge, last, done = edges[i], edges[i].a, 0.0
        a, b = points[edge.a], points[edge.b]
        for t, place_id, _ in sorted(at):
            middle = (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)
            points.append(middle)
            node = len(points) - 1
            result.append(Edge(last, node, max(edge.km * (t - done), 1e-6), edge.rank, edge.hand))
            last, done = node, t
            place = places[place_id]
            points.append((float(str(place["lon"])), float(str(place["lat"]))))
            node_of[place_id] = len(points) - 1
            gap = apart_km(points[-1], middle)
            km = max(gap * (CIRCUITY if gap > ON_LINE_KM else 1.0), 0.05)
            result.append(Edge(node, len(points) - 1, km))
        result.append(
            Edge(last, edge.b, max(edge.km * (1 - done), 1e-6), edge.rank, edge.hand, edge.line if not done else ())
        )
    return Domestic(points, result, node_of)


def _contracted(domestic: Domestic) -> list[Link]:
    names = sorted(domestic.node_of)
    if not names:
        return []
    graph, at = _matrix(domestic)
    km, before = dijkstra(graph, directed=False, indices=[domestic.node_of[n] for n in names], return_predecessors=True)
    between = km[:, [domestic.node_of[n] for n in names]]
    chosen = _chosen(between)
    return [
        _link(domestic, at, before=before[i], ends=(names[i], names[j]), km=float(between[i, j]))
        for i, j in zip(*np.nonzero(np.triu(chosen, 1)), strict=True)
    ]


def _matrix(domestic: Domestic) -> tuple[csr_array, dict[tuple[int, int], Edge]]:
    at: dict[tuple[int, int], Edge] = {}
    for edge in domestic.edges:
        key = (min(edge.a, edge.b), max(edge.a, edge.b))
        if edge.a != edge.b and (key not in at or edge.km < at[key].km):
            at[key] = edge
    pairs = np.array(list(at))
    size = len(domestic.points)
    return csr_array((np.array([e.km for e in at.values()]), (pairs[:, 0], pairs[:, 1])), shape=(size, size)), at


def _chosen(km: Floats) -> Bools:
    """Return which pairs get a link."""
    count = len(km)
    chosen = np.isfinite(km) & ~np.eye(count, dtype=bool)
    for i in range(count):
        nearer = np.maximum(km[i][:, None], km) < km[i][None, :]
        through = km[i][:, None] + km <= km[i][None, :] * (1 + DETOUR) + SLACK_KM
        chosen[i] &= ~(nearer & through & np.isfinite(km)).any(axis=0)
    chosen |= chosen.T
    return _repaired(km, chosen)


def _repaired(km: Floats, chosen: Bools) -> Bools:
    """Add the shortest of the pairs that links serve badly until none is left."""
    while True:
        over = dijkstra(csr_array(np.where(chosen, np.maximum(km, 1e-6), 0.0)), directed=False)
        bad = np.isfinite(km) & (over > km * STRETCH + SLACK_KM)
        if not bad.any():
            return chosen
        shortest = np.where(bad, km, np.inf)
        nearest = shortest.argmin(axis=1)
        for i in np.flatnonzero(bad.any(axis=1)):
            chosen[i, nearest[i]] = chosen[nearest[i], i] = True


def _link(
    domestic: Domestic,
    at: dict[tuple[int, int], Edge],
    *,
    before: NDArray[np.int32],
    ends: tuple[str, str],
    km: float,
) -> Link:
    node, start = domestic.node_of[ends[1]], domestic.node_of[ends[0]]
    line = [domestic.points[node]]
    hands: list[str] = []
    while node != start:
        previous = int(before[node])
        edge = at[min(node, previous), max(node, previous)]
        line += edge.line if edge.b == previous else edge.line[::-1]
        line.append(domestic.points[previous])
        if edge.hand and edge.hand not in hands:
            hands.append(edge.hand)
        node = previous
    return Link(ends[0], ends[1], km, tuple(sorted(hands)), tuple(line[::-1]))
