"""Where can freight cross a land border? At curated crossings and, elsewhere, at crossings derived from the lines.

Every other edge between two countries is cut. A road or railway that leaves a country and comes back to it within
`FLAP_KM` (polygons flap along borders) is kept as a stretch of that country.
"""

from collections import defaultdict
from dataclasses import dataclass
from heapq import heappop, heappush

from network_geo import HERE, apart_km, rows_of
from network_land import Edge, Land, Point, touching

FLAP_KM = 40.0
SPACING_KM = {"road": 120.0, "rail": 60.0}
CURATED_KM = 15.0
# All land borders of these states are crossed at curated crossings only.
CURATED_ONLY = frozenset({"AZE", "ARM", "GEO"})
CURATED_PAIRS = frozenset({("CHN", "KAZ"), ("IRN", "TUR"), ("IRN", "TKM"), ("ESP", "MAR")})
# Through these neighbours a flap would join a country with its own exclave.
NO_FLAP = frozenset({("AGO", "COD"), ("RUS", "LTU"), ("RUS", "POL"), ("OMN", "ARE"), ("AZE", "*")})
NO_RAIL_FLAP = frozenset({"AZE", "ARM", "IRN"})
MEMBERS = {
    "eu": frozenset(
        [
            "AUT",
            "BEL",
            "BGR",
            "CYP",
            "CZE",
            "DEU",
            "DNK",
            "ESP",
            "EST",
            "FIN",
            "FRA",
            "GRC",
            "HRV",
            "HUN",
            "IRL",
            "ITA",
            "LTU",
            "LUX",
            "LVA",
            "MLT",
            "NLD",
            "POL",
            "PRT",
            "ROU",
            "SVK",
            "SVN",
            "SWE",
            "MCO",
            "SMR",
        ]
    ),
    # No checks on people at their borders with the EU, but customs.
    "schengen": frozenset(["AND", "CHE", "ISL", "LIE", "NOR"]),
    "eaeu": frozenset(["ARM", "BLR", "KAZ", "KGZ", "RUS"]),
    "latin": frozenset(
        [
            "ARG",
            "BOL",
            "BRA",
            "CHL",
            "COL",
            "CRI",
            "ECU",
            "GTM",
            "GUF",
            "GUY",
            "HND",
            "MEX",
            "NIC",
            "PAN",
            "PER",
            "PRY",
            "SLV",
            "SUR",
            "URY",
            "VEN",
            "BLZ",
            "HTI",
            "DOM",
        ]
    ),
    # The programme that measures them: B11 and B12 are means of the borders among these, and of no others.
    "carec": frozenset(["AFG", "AZE", "CHN", "GEO", "KAZ", "KGZ", "MNG", "PAK", "TJK", "TKM", "UZB"]),
}


@dataclass(frozen=True, slots=True)
class Crossing:
    """A place to cross: the twin places, their nodes in the graph, and the facts of the border link."""

    a: str
    b: str
    node_a: int
    node_b: int
    km: float
    border: str
    status: str
    status_id: str
    gauges: tuple[str, str]
    hand: str
    line: tuple[Point, ...]


def crossings(land: Land, places: dict[str, dict[str, object]]) -> tuple[list[Crossing], list[Edge]]:
    """Return the crossings of a graph, adding twin places, and the domestic edges that remain.

    Parameters
    ----------
    land
        The graph; nodes for curated crossings are added to it.
    places
        Every place by id; places on the far side of a crossing are added.
    """
    inside = [edge for edge in land.edges if land.iso3[edge.a] == land.iso3[edge.b]]
    across = [edge for edge in land.edges if land.iso3[edge.a] != land.iso3[edge.b]]
    inside += _flaps(land)
    rows = [row for row in rows_of(HERE / "network_crossings.csv") if row["mode"] == land.mode]
    found = [_curated(row, land, places=places, across=across, inside=inside) for row in rows]
    curated: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for crossing in found:
        pair = sorted(str(places[end]["iso3"]) for end in (crossing.a, crossing.b))
        curated[pair[0], pair[1]].append(_point(places[crossing.a]))
    found += _derived(land, places, across=across, curated=curated)
    return found, inside


def _point(place: dict[str, object]) -> Point:
    return float(str(place["lon"])), float(str(place["lat"]))


def _flaps(land: Land) -> list[Edge]:
    """Return stretches that leave a country and come back to it within `FLAP_KM`, as edges of that country."""
    at = touching(land)
    best: dict[tuple[int, int], Edge] = {}
    for edge in land.edges:
        for home, away in ((edge.a, edge.b), (edge.b, edge.a)):
            iso3, other = land.iso3[home], land.iso3[away]
            if iso3 == other or not _may_flap(iso3, other, mode=land.mode):
                continue
            for end, km, line in _returns(land, at, home=home, away=away, first_km=edge.km):
                key = (min(home, end), max(home, end))
                if key not in best or km < best[key].km:
                    best[key] = Edge(home, end, km, edge.rank, "", line)
    return [best[key] for key in sorted(best)]


def _may_flap(iso3: str, other: str, *, mode: str) -> bool:
    if mode == "rail" and iso3 in NO_RAIL_FLAP:
        return False
    return (iso3, other) not in NO_FLAP and (iso3, "*") not in NO_FLAP


def _returns(
    land: Land, at: dict[int, list[Edge]], *, home: int, away: int, first_km: float
) -> list[tuple[int, float, tuple[Point, ...]]]:
    """Return the nodes of the home country reached again within `FLAP_KM` over nodes of the other one only."""
    queue: list[tuple[float, int, tuple[Point, ...]]] = [(first_km, away, (land.points[away],))]
    done: set[int] = set()
    found: list[tuple[int, float, tuple[Point, ...]]] = []
    while queue:
        km, node, line = heappop(queue)
        if km > FLAP_KM or node in done:
            continue
        done.add(node)
        for edge in at[node]:
            other = edge.b if edge.a == node else edge.a
            if land.iso3[other] == land.iso3[home] and other != home and km + edge.km <= FLAP_KM:
                found.append((other, km + edge.km, line))
            elif land.iso3[other] == land.iso3[away]:
                heappush(queue, (km + edge.km, other, (*line, land.points[other])))
    return found


def _curated(
    row: dict[str, str], land: Land, *, places: dict[str, dict[str, object]], across: list[Edge], inside: list[Edge]
) -> Crossing:
    """Return a curated crossing, its far side added as a place, joined to the edge that crosses the border there."""
    near = places[row["place_a"]]
    if row["place_b"] not in places:
        places[row["place_b"]] = {
            **near, "place_id": row["place_b"], "name": row["name_b"], "iso3": row["iso3_b"], "zone": row["zone_b"],
            "modes": row["mode"], "unlocode": "",
        }  # fmt: skip
    far = places[row["place_b"]]
    ends = [land.add(_point(place), str(place["iso3"])) for place in (near, far)]
    edge = _edge_near(land, across, point=_point(near), pair=(str(near["iso3"]), str(far["iso3"])))
    if edge is not None:
        outer = (edge.a, edge.b) if land.iso3[edge.a] == near["iso3"] else (edge.b, edge.a)
        bend = max(edge.km / max(apart_km(land.points[edge.a], land.points[edge.b]), 0.1), 1.0)
        for node, end in zip(outer, ends, strict=True):
            km = max(apart_km(land.points[node], land.points[end]) * bend, 0.1)
            inside.append(Edge(node, end, km, edge.rank, row["hand"]))
    gap = apart_km(_point(near), _point(far))
    return Crossing(
        row["place_a"], row["place_b"], ends[0], ends[1], float(row["km"] or max(round(gap, 1), 1.0)), row["border"],
        row["status"], row["status_id"], (row["gauge_a_mm"], row["gauge_b_mm"]), row["hand"], (),
    )  # fmt: skip


def _edge_near(land: Land, across: list[Edge], *, point: Point, pair: tuple[str, str]) -> Edge | None:
    """Return the edge between two countries that passes nearest to a point, or None beyond `CURATED_KM`."""
    best: tuple[float, Edge | None] = (CURATED_KM, None)
    for edge in across:
        if {land.iso3[edge.a], land.iso3[edge.b]} == set(pair):
            a, b = land.points[edge.a], land.points[edge.b]
            away = min(apart_km(point, (a[0] + (b[0] - a[0]) * t / 8, a[1] + (b[1] - a[1]) * t / 8)) for t in range(9))
            if away < best[0]:
                best = (away, edge)
    return best[1]


def _derived(
    land: Land,
    places: dict[str, dict[str, object]],
    *,
    across: list[Edge],
    curated: dict[tuple[str, str], list[Point]],
) -> list[Crossing]:
    """Return one crossing for each stretch of border that a line crosses, the main lines first."""
    stated = {
        (min(r["iso3_a"], r["iso3_b"]), max(r["iso3_a"], r["iso3_b"])): (r["status"], r["status_id"])
        for r in rows_of(HERE / "network_pair_status.csv")
        if r["mode"] == land.mode
    }
    by_pair: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for edge in across:
        pair = tuple(sorted((land.iso3[edge.a], land.iso3[edge.b])))
        by_pair[pair[0], pair[1]].append(edge)
    found = []
    for pair, edges in sorted(by_pair.items()):
        if pair not in stated and (CURATED_ONLY & set(pair) or pair in CURATED_PAIRS):
            continue
        taken = list(curated.get(pair, []))
        for edge in sorted(edges, key=lambda e: (e.rank, land.points[e.a], land.points[e.b])):
            middle = _middle(land, edge)
            if all(apart_km(middle, point) >= SPACING_KM[land.mode] for point in taken):
                taken.append(middle)
                status = _status_at(middle, land.mode) or stated.get(pair, ("open", ""))
                found.append(_twins(land, places, edge=edge, number=len(taken), status=status))
    return found


def _status_at(point: Point, mode: str) -> tuple[str, str] | None:
    """Return the status of one crossing where it differs from that of the other crossings of its border."""
    for box in rows_of(HERE / "network_crossing_status.csv"):
        west, south, east, north = (float(box[side]) for side in ("west", "south", "east", "north"))
        if box["mode"] == mode and west <= point[0] <= east and south <= point[1] <= north:
            return box["status"], box["status_id"]
    return None


def _middle(land: Land, edge: Edge) -> Point:
    a, b = land.points[edge.a], land.points[edge.b]
    return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)


def _twins(
    land: Land, places: dict[str, dict[str, object]], *, edge: Edge, number: int, status: tuple[str, str]
) -> Crossing:
    """Add the two places of a derived crossing, at the ends of its edge, and return it."""
    ends = sorted((edge.a, edge.b), key=lambda node: land.iso3[node])
    names = [land.iso3[node] for node in ends]
    letter = "T" if land.mode == "rail" else "R"
    ids = [f"X{names[0]}{names[1]}{letter}{number:02d}{side}" for side in ("a", "b")]
    lon, lat = _middle(land, edge)
    for place_id, node in zip(ids, ends, strict=True):
        x, y = land.points[node]
        places[place_id] = {
            "place_id": place_id, "unlocode": "", "iso3": land.iso3[node], "zone": land.iso3[node], "lon": x, "lat": y,
            "name": f"{names[0]}-{names[1]} {land.mode} crossing near {_degrees(lat, 'NS')} {_degrees(lon, 'EW')}",
            "kind": "border", "tier": "", "modes": land.mode, "state": "closed" if status[0] == "closed" else "open",
            "gauge_mm": None, "basis": "modelled", "source": "natural-earth",
        }  # fmt: skip
    return Crossing(
        ids[0], ids[1], ends[0], ends[1], max(edge.km, 0.1), default_border(names[0], names[1], mode=land.mode),
        *status, ("", ""), "", (),
    )  # fmt: skip


def _degrees(value: float, letters: str) -> str:
    return f"{abs(value):.1f}{letters[0] if value >= 0 else letters[1]}"


def default_border(a: str, b: str, *, mode: str) -> str:
    """Return the row of `borders` that stands for a border without a row of its own."""
    pair = {a, b}
    if pair <= MEMBERS["eu"] or pair in ({"CHE", "LIE"}, {"GBR", "IRL"}):
        return "B35"
    if pair <= MEMBERS["eu"] | MEMBERS["schengen"]:
        return "B42"
    if pair <= MEMBERS["eaeu"]:
        return "B33"
    if pair <= MEMBERS["latin"] and mode == "road":
        return "B38"
    if pair <= MEMBERS["carec"]:
        return "B11" if mode == "road" else "B12"
    return "B40" if mode == "road" else "B41"
