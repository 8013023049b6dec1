"""Join lines that cross or end just short of each other: Natural Earth's features often share no vertex there."""

from collections import Counter, defaultdict

import numpy as np
import shapely
from network_geo import apart_km
from network_land import Edge, Land
from numpy.typing import NDArray

END_KM = {"road": 4.0, "rail": 5.0}
MARGIN_DEGREES = 0.08


def node(land: Land) -> None:
    """Split edges of one country where they cross, then join loose ends to the nearest other edge of the country."""
    _split_at(land, _crossed(land))
    _split_at(land, _loose_ends(land))


def _lines(land: Land) -> tuple[list[int], NDArray[np.object_]]:
    """Return the numbers of the domestic edges without a line of their own, and their segments."""
    plain = [i for i, e in enumerate(land.edges) if land.iso3[e.a] == land.iso3[e.b] and not e.line]
    coords = np.array([[land.points[land.edges[i].a], land.points[land.edges[i].b]] for i in plain])
    return plain, shapely.linestrings(coords)


def _crossed(land: Land) -> dict[int, list[tuple[float, int, float]]]:
    """Return where edges of one country cross: edge -> (share of its length, node there, 0 km to it)."""
    plain, lines = _lines(land)
    left, right = shapely.STRtree(lines).query(lines, predicate="crosses")
    cuts: dict[int, list[tuple[float, int, float]]] = defaultdict(list)
    for i, j in sorted(zip(left.tolist(), right.tolist(), strict=True)):
        e, f = land.edges[plain[i]], land.edges[plain[j]]
        if i >= j or land.iso3[e.a] != land.iso3[f.a]:
            continue
        spot = shapely.intersection(lines[i], lines[j])
        if spot.geom_type != "Point":
            continue
        number = land.add((spot.x, spot.y), land.iso3[e.a])
        for k in (i, j):
            cuts[plain[k]].append((float(shapely.line_locate_point(lines[k], spot, normalized=True)), number, 0.0))
    return cuts


def _loose_ends(land: Land) -> dict[int, list[tuple[float, int, float]]]:
    """Return where a node of degree one lies within reach of another edge of its country."""
    degree = Counter(end for edge in land.edges for end in (edge.a, edge.b))
    loose = sorted(n for n, count in degree.items() if count == 1)
    plain, lines = _lines(land)
    tree = shapely.STRtree(lines)
    cuts: dict[int, list[tuple[float, int, float]]] = defaultdict(list)
    for number in loose:
        spot = shapely.Point(land.points[number])
        best: tuple[float, int, float] | None = None
        for k in tree.query(spot.buffer(MARGIN_DEGREES)).tolist():
            edge = land.edges[plain[k]]
            if number in (edge.a, edge.b) or land.iso3[edge.a] != land.iso3[number]:
                continue
            share = float(shapely.line_locate_point(lines[k], spot, normalized=True))
            foot = shapely.line_interpolate_point(lines[k], share, normalized=True)
            km = apart_km(land.points[number], (foot.x, foot.y))
            if km <= END_KM[land.mode] and (best is None or km < best[2]):
                best = (share, plain[k], km)
        if best is not None:
            cuts[best[1]].append((best[0], number, best[2]))
    return cuts


def _split_at(land: Land, cuts: dict[int, list[tuple[float, int, float]]]) -> None:
    edges = [edge for i, edge in enumerate(land.edges) if i not in cuts]
    for i, at in sorted(cuts.items()):
        edge = land.edges[i]
        a, b = land.points[edge.a], land.points[edge.b]
        last, done = edge.a, 0.0
        for share, number, away_km in sorted(at):
            spot = number
            if away_km > 0:
                spot = land.add((a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share), land.iso3[edge.a])
                edges.append(Edge(spot, number, max(away_km, 0.01), edge.rank, edge.hand))
            edges.append(Edge(last, spot, max(edge.km * (share - done), 1e-6), edge.rank, edge.hand))
            last, done = spot, share
        edges.append(Edge(last, edge.b, max(edge.km * (1 - done), 1e-6), edge.rank, edge.hand))
    land.edges = edges
