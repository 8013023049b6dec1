"""How far is it by sea? searoute's lane network, its Volga-Don edge cut, contracted, ports joined by stubs."""

import itertools
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from network_geo import HERE, path_km, rows_of, simplify, tree
from network_ports import Port
from searoute.data.marnet_dict import edge_list, node_list

LINE_TOLERANCE = 0.05

Point = tuple[float, float]


@dataclass(slots=True)
class SeaEdge:
    """A stretch of sea between two nodes: its length, the passage it runs through ('' if none) and its line."""

    a: str
    b: str
    km: float
    passage: str
    line: list[Point]


def sea_graph(ports: list[Port]) -> tuple[dict[str, Point], list[SeaEdge]]:
    """Return the contracted sea graph: position of each node (ports under their place id) and its edges.

    Nodes of degree two that are no port are folded into the edge; dead ends are dropped; an edge runs through one
    passage at the most.
    """
    points, edges = _open_sea()
    anchors = _anchors()
    points, edges = _with_stubs(ports, points, edges=edges, anchors=anchors)
    edges = _contracted(edges, keep={port.place_id for port in ports})
    used = {end for edge in edges for end in (edge.a, edge.b)}
    for edge in edges:
        edge.line = _simplified(edge.line)
    names = _renamed(used, {port.place_id for port in ports}, points=points)
    for edge in edges:
        edge.a, edge.b = names[edge.a], names[edge.b]
    return {names[node]: points[node] for node in sorted(used)}, edges


def _open_sea() -> tuple[dict[str, Point], list[SeaEdge]]:
    """Return searoute's nodes and edges without inland waters, the Caspian and the Arctic passages."""
    areas = rows_of(HERE / "network_sea_cuts.csv")
    points = {_key(node): _wrapped(node) for node in node_list}
    points = {key: point for key, point in points.items() if not any(_inside(point, area) for area in areas)}
    gates = rows_of(HERE / "network_passage_gates.csv")
    bends = _bends()
    found: dict[tuple[str, str], SeaEdge] = {}
    for node, neighbours in edge_list.items():
        for other, facts in neighbours.items():
            a, b = sorted((_key(node), _key(other)))
            if a == b or a not in points or b not in points or facts.get("passage") in {"northwest", "bering"}:
                continue
            line = [points[a], *bends.get((_near(points[a]), _near(points[b])), []), points[b]]
            found[a, b] = SeaEdge(a, b, path_km(line), _passage(line[0], line[-1], gates=gates), line)
    edges = [found[key] for key in sorted(found)]
    return _largest_component(*_with_canals(points, edges))


def _with_canals(points: dict[str, Point], edges: list[SeaEdge]) -> tuple[dict[str, Point], list[SeaEdge]]:
    """Add the canals that the lane network lacks, each end joined to the nearest node of it."""
    points, edges = dict(points), list(edges)
    keys = sorted(points)
    near = tree(np.array([points[k][0] for k in keys]), np.array([points[k][1] for k in keys]))
    for row in rows_of(HERE / "network_sea_canals.csv"):
        line = [(float(lon), float(lat)) for lon, lat in (pair.split() for pair in row["lon_lat_path"].split(";"))]
        ends = [_key(line[0]), _key(line[-1])]
        for end, spot in zip(ends, (line[0], line[-1]), strict=True):
            joined = keys[int(near.query(tree(np.array([spot[0]]), np.array([spot[1]])).data[0])[1])]
            points[end] = spot
            a, b = sorted((end, joined))
            edges.append(SeaEdge(a, b, path_km([points[a], points[b]]), "", [points[a], points[b]]))
        a, b = sorted(ends)
        edges.append(SeaEdge(a, b, float(row["km"]), row["passage"], line if a == ends[0] else line[::-1]))
    return points, edges


def _bends() -> dict[tuple[Point, Point], list[Point]]:
    """Return an extra point for the few edges whose straight line would cut a coast, in both directions."""
    found = {}
    for row in rows_of(HERE / "network_sea_bends.csv"):
        a, b = (float(row["lon_a"]), float(row["lat_a"])), (float(row["lon_b"]), float(row["lat_b"]))
        found[_near(a), _near(b)] = found[_near(b), _near(a)] = [(float(row["lon"]), float(row["lat"]))]
    return found


def _near(point: Point) -> Point:
    return (round(point[0], 2), round(point[1], 2))


def _key(node: Point) -> str:
    lon, lat = _wrapped(node)
    return f"{lon + 0.0:.5f},{lat + 0.0:.5f}"


def _wrapped(node: Point) -> Point:
    """Put a longitude into [-180, 180), so that both sides of the seam are one node."""
    return (round((node[0] + 180.0) % 360.0 - 180.0, 5) + 0.0, round(node[1], 5) + 0.0)


def _inside(point: Point, area: dict[str, str]) -> bool:
    west, south, east, north = (float(area[side]) for side in ("west", "south", "east", "north"))
    return west <= point[0] <= east and south <= point[1] <= north


def _passage(a: Point, b: Point, *, gates: list[dict[str, str]]) -> str:
    """Return the passage whose gate (a short line across the strait) the straight edge crosses."""
    if abs(a[0] - b[0]) > 180:
        return ""
    for gate in gates:
        c = (float(gate["lon_a"]), float(gate["lat_a"]))
        d = (float(gate["lon_b"]), float(gate["lat_b"]))
        if _turn(a, b, c=c) * _turn(a, b, c=d) < 0 and _turn(c, d, c=a) * _turn(c, d, c=b) < 0:
            return gate["passage"]
    return ""


def _turn(a: Point, b: Point, *, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _largest_component(points: dict[str, Point], edges: list[SeaEdge]) -> tuple[dict[str, Point], list[SeaEdge]]:
    near: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        near[edge.a].append(edge.b)
        near[edge.b].append(edge.a)
    best: set[str] = set()
    left = set(points)
    while left:
        reached, stack = set(), [min(left)]
        while stack:
            node = stack.pop()
            if node not in reached:
                reached.add(node)
                stack.extend(near[node])
        left -= reached
        best = max(best, reached, key=len)
    return {k: p for k, p in points.items() if k in best}, [edge for edge in edges if edge.a in best]


def _anchors() -> dict[str, list[Point]]:
    """Return hand-drawn approaches: place id -> points from the port out to a node of the lane network."""
    found: dict[str, list[Point]] = {}
    for row in rows_of(HERE / "network_sea_approaches.csv"):
        pairs = [pair.split() for pair in row["lon_lat_path"].split(";")]
        found[row["place_id"]] = [(float(lon), float(lat)) for lon, lat in pairs]
    return found


def _with_stubs(
    ports: list[Port], points: dict[str, Point], *, edges: list[SeaEdge], anchors: dict[str, list[Point]]
) -> tuple[dict[str, Point], list[SeaEdge]]:
    keys = sorted(points)
    near = tree(np.array([points[k][0] for k in keys]), np.array([points[k][1] for k in keys]))
    gates = rows_of(HERE / "network_passage_gates.csv")
    points, edges = dict(points), list(edges)
    for port in ports:
        line = [(port.lon, port.lat), *anchors.get(port.place_id, [])]
        last = tree(np.array([line[-1][0]]), np.array([line[-1][1]])).data[0]
        node = keys[int(near.query(last)[1])]
        line.append(points[node])
        km = max(path_km(line), 0.1)
        crossed = {_passage(a, b, gates=gates) for a, b in itertools.pairwise(line)} - {""}
        points[port.place_id] = (port.lon, port.lat)
        edges.append(SeaEdge(port.place_id, node, km, min(crossed, default=""), line))
    return points, edges


def _contracted(edges: list[SeaEdge], *, keep: set[str]) -> list[SeaEdge]:
    """Fold nodes of degree two and drop dead ends until nothing changes."""
    at: dict[str, set[int]] = defaultdict(set)
    live: dict[int, SeaEdge] = dict(enumerate(edges))
    for number, edge in live.items():
        at[edge.a].add(number)
        at[edge.b].add(number)
    queue = sorted(at)
    while queue:
        node = queue.pop()
        if node in keep or len(at[node]) not in {1, 2}:
            continue
        numbers = sorted(at[node])
        first = live[numbers[0]]
        if len(numbers) == 1:
            _drop(numbers[0], live, at=at)
            queue.append(first.b if first.a == node else first.a)
            continue
        second = live[numbers[1]]
        if first.passage and second.passage and first.passage != second.passage:
            continue
        joined = _joined(first, second, node=node)
        for number in numbers:
            _drop(number, live, at=at)
        if joined.a != joined.b:
            number = max(live, default=0) + len(edges) + 1
            live[number] = joined
            at[joined.a].add(number)
            at[joined.b].add(number)
        else:
            queue.append(joined.a)
    return _without_longer_twins(list(live.values()))


def refolded(edges: list[SeaEdge], *, keep: set[str]) -> list[SeaEdge]:
    """Fold again after edges were taken out; the names of the nodes stay."""
    folded = _contracted(edges, keep=keep)
    for edge in folded:
        edge.line = _simplified(edge.line)
    return folded


def _drop(number: int, live: dict[int, SeaEdge], *, at: dict[str, set[int]]) -> None:
    edge = live.pop(number)
    at[edge.a].discard(number)
    at[edge.b].discard(number)


def _joined(first: SeaEdge, second: SeaEdge, *, node: str) -> SeaEdge:
    head = first.line if first.b == node else first.line[::-1]
    tail = second.line if second.a == node else second.line[::-1]
    a = first.a if first.b == node else first.b
    b = second.b if second.a == node else second.a
    return SeaEdge(a, b, first.km + second.km, first.passage or second.passage, head + tail[1:])


def _without_longer_twins(edges: list[SeaEdge]) -> list[SeaEdge]:
    best: dict[tuple[str, str, str], SeaEdge] = {}
    for given in edges:
        edge = given
        if edge.a > edge.b:
            edge = SeaEdge(edge.b, edge.a, edge.km, edge.passage, edge.line[::-1])
        key = (edge.a, edge.b, edge.passage)
        if key not in best or edge.km < best[key].km:
            best[key] = edge
    return [best[key] for key in sorted(best)]


def _simplified(line: list[Point]) -> list[Point]:
    """Simplify between seam crossings; a step over the seam is kept as it is."""
    if any(abs(a[0] - b[0]) > 180 for a, b in itertools.pairwise(line)):
        return line
    return simplify(line, LINE_TOLERANCE)


def _renamed(used: set[str], ports: set[str], *, points: dict[str, Point]) -> dict[str, str]:
    plain = sorted(used - ports, key=lambda node: points[node])
    return {node: node for node in used & ports} | {node: f"s{i:04d}" for i, node in enumerate(plain)}
