"""Which roads and railways are there? Natural Earth's edges by country, ferries stripped, hand links added."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl
import shapely
from network_geo import DATA, HERE, apart_km, path_km, rows_of
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

FERRY_KM = 26.0
SHORE_DEGREES = 0.12
JOIN_KM = 6.0
FIRST_JOIN_KM = 20.0
CODES = {"PSX": "PSE", "SDS": "SSD", "KOS": "XKX", "SOL": "SOM", "CYN": "CYP", "SAH": "ESH", "ALD": "FIN"}
# No cross-border railway of South and Central America or the Caribbean carries freight through: road there.
NO_RAIL = frozenset(
    [
        "ARG",
        "BOL",
        "BRA",
        "CHL",
        "COL",
        "CRI",
        "CUB",
        "DOM",
        "ECU",
        "GTM",
        "GUF",
        "GUY",
        "HND",
        "HTI",
        "JAM",
        "NIC",
        "PER",
        "PRY",
        "SLV",
        "SUR",
        "URY",
        "VEN",
    ]
)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Edge:
    """A stretch between two nodes; `line` holds the points between them, `hand` the hand link it belongs to."""

    a: int
    b: int
    km: float
    rank: int = 9
    hand: str = ""
    line: tuple[Point, ...] = ()


@dataclass(slots=True)
class Land:
    """A graph of one mode: a point and a country code for each node, and undirected edges."""

    mode: str
    points: list[Point] = field(default_factory=list)
    iso3: list[str] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)

    def add(self, point: Point, iso3: str) -> int:
        """Add a node and return its number."""
        self.points.append(point)
        self.iso3.append(iso3)
        return len(self.points) - 1


def roads(raw: Path) -> Land:
    """Return the road graph."""
    frame = pl.read_parquet(raw / "network/rail_road/road_edges_ne10m.parquet").sort("lon_a", "lat_a", "lon_b", "lat_b")
    return _labelled(_graph("road", _without_ferries(frame)))


def railways(raw: Path) -> Land:
    """Return the railway graph with the hand links that are open or restricted."""
    frame = pl.read_parquet(raw / "network/rail_road/rail_edges_ne10m.parquet").sort("lon_a", "lat_a", "lon_b", "lat_b")
    frame = frame.filter(~pl.col("iso3_a").is_in(list(NO_RAIL)), ~pl.col("iso3_b").is_in(list(NO_RAIL)))
    return _labelled(_without_train_ferries(_graph("rail", frame)))


def _without_train_ferries(land: Land) -> Land:
    """Drop stretches of more than `FERRY_KM` over water, tunnels apart.

    Water is what lies `SHORE_DEGREES` outside the shipped outline of the land; stretches are connected edges whose
    middle is there.
    """
    middles = np.array([np.mean([land.points[e.a], land.points[e.b]], axis=0) for e in land.edges])
    tunnels, ferries = rows_of(HERE / "network_tunnels.csv"), rows_of(HERE / "network_train_ferries.csv")
    wet = ~shapely.contains_xy(_shore(), middles[:, 0], middles[:, 1])
    for box in tunnels:
        west, south, east, north = (float(box[side]) for side in ("west", "south", "east", "north"))
        wet &= ~(
            (middles[:, 0] >= west) & (middles[:, 0] <= east) & (middles[:, 1] >= south) & (middles[:, 1] <= north)
        )
    at_sea = [edge for edge, is_wet in zip(land.edges, wet, strict=True) if is_wet]
    ends = np.array([(e.a, e.b) for e in at_sea])
    size = len(land.points)
    links = csr_array((np.ones(len(at_sea)), (ends[:, 0], ends[:, 1])), shape=(size, size))
    _, piece = connected_components(links, directed=False)
    length = np.bincount(piece[ends[:, 0]], weights=[edge.km for edge in at_sea], minlength=int(piece.max()) + 1)
    gone = {id(edge) for edge in at_sea if length[piece[edge.a]] > FERRY_KM}
    gone |= {id(edge) for edge in land.edges for box in ferries if _inside(land, edge, box=box)}
    land.edges = [edge for edge in land.edges if id(edge) not in gone]
    return land


def _inside(land: Land, edge: Edge, *, box: dict[str, str]) -> bool:
    west, south, east, north = (float(box[side]) for side in ("west", "south", "east", "north"))
    return all(
        west <= land.points[end][0] <= east and south <= land.points[end][1] <= north for end in (edge.a, edge.b)
    )


def _shore() -> shapely.Geometry:
    outline = pl.read_parquet(DATA / "snapshot" / "world_outline.parquet").filter(pl.col("ring") == 0)
    rings = outline.sort("polygon", "point").group_by("polygon", maintain_order=True).agg("lon", "lat")
    polygons = [shapely.Polygon(np.column_stack([lon, lat])) for lon, lat in rings.select("lon", "lat").iter_rows()]
    shore = shapely.union_all(polygons).buffer(SHORE_DEGREES, quad_segs=2)
    shapely.prepare(shore)
    return shore


def _without_ferries(frame: pl.DataFrame) -> pl.DataFrame:
    """Drop stretches at sea of features that spend more than `FERRY_KM` there; bridges and short crossings stay."""
    at_sea = pl.col("iso3_a").is_null() | pl.col("iso3_b").is_null()
    length = frame.filter(at_sea).group_by("ne_feature").agg(pl.col("km").sum().alias("sea_km"))
    marked = frame.join(length, on="ne_feature", how="left", maintain_order="left").with_columns(
        pl.col("sea_km").fill_null(0.0)
    )
    return marked.filter(~(at_sea & (pl.col("sea_km") > FERRY_KM))).drop("sea_km")


def _graph(mode: str, frame: pl.DataFrame) -> Land:
    land = Land(mode)
    number: dict[Point, int] = {}
    for row in frame.iter_rows(named=True):
        ends = []
        for side in ("a", "b"):
            point = (round(row[f"lon_{side}"], 2), round(row[f"lat_{side}"], 2))
            if point not in number:
                number[point] = land.add(point, "")
            iso3 = row[f"iso3_{side}"] or ""
            land.iso3[number[point]] = land.iso3[number[point]] or CODES.get(iso3, iso3)
            ends.append(number[point])
        if ends[0] != ends[1]:
            km = max(float(row["km"]), apart_km(land.points[ends[0]], land.points[ends[1]]))
            land.edges.append(Edge(ends[0], ends[1], km, int(row["scalerank"])))
    return land


def _labelled(land: Land) -> Land:
    """Give a node without a country (bridges, coasts) that of the nearest labelled node along the graph."""
    near: dict[int, list[int]] = defaultdict(list)
    for edge in land.edges:
        near[edge.a].append(edge.b)
        near[edge.b].append(edge.a)
    queue = deque(i for i, iso3 in enumerate(land.iso3) if iso3)
    while queue:
        node = queue.popleft()
        for other in near[node]:
            if not land.iso3[other]:
                land.iso3[other] = land.iso3[node]
                queue.append(other)
    land.edges = [edge for edge in land.edges if land.iso3[edge.a] and land.iso3[edge.b]]
    return land


def add_hand_links(land: Land, rows: list[dict[str, str]]) -> None:
    """Add hand-drawn railways inside one country, their kilometres spread over the path by great circle.

    Each point of the path joins the nearest railway node of its country within `JOIN_KM` (an end within
    `FIRST_JOIN_KM`); the join is part of the link's length, so the stated kilometres hold from end to end.
    """
    for row in rows:
        points = [(float(lon), float(lat)) for lon, lat in (pair.split() for pair in row["lon_lat_path"].split(";"))]
        ends = [0, len(points) - 1]
        nodes = [
            _nearest(land, point, iso3=row["iso3"], limit_km=FIRST_JOIN_KM if i in ends else JOIN_KM)
            for i, point in enumerate(points)
        ]
        joined = [land.add(p, row["iso3"]) if n is None else n for n, p in zip(nodes, points, strict=True)]
        scale = float(row["km"]) / path_km(points)
        for (a, p), (b, q) in zip(
            zip(joined, points, strict=True), zip(joined[1:], points[1:], strict=False), strict=False
        ):
            km = max(apart_km(p, q) * scale, apart_km(land.points[a], land.points[b]))
            land.edges.append(Edge(a, b, km, 4, row["id"]))


def _nearest(land: Land, point: Point, *, iso3: str, limit_km: float) -> int | None:
    """Return the number of the nearest node in a country that an edge touches, or None beyond the limit."""
    box = 0.6
    near = {
        end
        for edge in land.edges
        for end in (edge.a, edge.b)
        if land.iso3[end] == iso3
        and abs(land.points[end][0] - point[0]) < box
        and abs(land.points[end][1] - point[1]) < box
    }
    best = min(((apart_km(land.points[n], point), n) for n in near), default=(np.inf, -1))
    return best[1] if best[0] <= limit_km else None


def hand_links(raw: Path) -> list[dict[str, str]]:
    """Return the curated hand links as published by this project."""
    return rows_of(raw / "network/curated/hand_links.csv")


def touching(land: Land) -> dict[int, list[Edge]]:
    """Return the edges at each node."""
    found: dict[int, list[Edge]] = defaultdict(list)
    for edge in land.edges:
        found[edge.a].append(edge)
        found[edge.b].append(edge)
    return found
