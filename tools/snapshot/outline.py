"""Write `world_outline`: where the land is, for maps; no country border is drawn, so that none is taken a side on.

Natural Earth's land at one to fifty million, as the npm package `world-atlas` carries it (public domain; the package
is ISC), simplified. Run `python tools/snapshot/outline.py [LAND_JSON]`; without a file it asks `npm pack` for one.
"""

import json
import subprocess
import sys
import tarfile
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import shapely
from shapely.affinity import translate
from shapely.geometry import Polygon
from shapely.geometry.polygon import orient

PACKAGE = "world-atlas@2.0.2"
MEMBER = "package/land-50m.json"
TABLE = Path(__file__).resolve().parents[2] / "src" / "alat" / "data" / "snapshot"
TOLERANCE_DEGREES = 0.06
SMALLEST_SQUARE_DEGREES = 0.03
ANTARCTIC_LAT = -60.0


def main(raw: Path | None = None, out: Path = TABLE) -> None:
    """Write ``world_outline.parquet`` into `out` from a TopoJSON file, or from the package where none is given."""
    content = raw.read_bytes() if raw is not None and raw.is_file() else _packed()
    rows = [row for number, polygon in enumerate(_polygons(json.loads(content))) for row in _rows(number, polygon)]
    frame = pl.DataFrame(
        rows,
        schema={"polygon": pl.Int64, "ring": pl.Int64, "point": pl.Int64, "lon": pl.Float64, "lat": pl.Float64},
        orient="row",
    )
    target = out / "world_outline.parquet"
    frame.write_parquet(target, compression="zstd", compression_level=19, statistics=False, row_group_size=1 << 20)
    print(f"{target.name}: {frame.height} points, {target.stat().st_size / 1e3:.0f} kB")


def _packed() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True)
        archive = Path(folder) / done.stdout.decode().strip().splitlines()[-1]
        with tarfile.open(archive) as tar:
            member = tar.extractfile(MEMBER)
            if member is None:
                sys.exit(f"{PACKAGE} holds no {MEMBER}")
            return member.read()


def _polygons(topology: dict[str, Any]) -> list[Polygon]:
    arcs = [_arc(arc, topology["transform"]) for arc in topology["arcs"]]
    found = []
    for geometry in topology["objects"]["land"]["geometries"]:
        groups = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for rings in groups:
            outer, *holes = [_ring(ring, arcs) for ring in rings]
            if max(lat for _, lat in outer) > ANTARCTIC_LAT:
                found += _cut(Polygon(outer, holes))
    # d3, which draws the map, takes a clockwise ring for land and a counter-clockwise one for water.
    return sorted((orient(part, sign=-1.0) for part in found), key=lambda part: (-part.area, part.bounds))


def _cut(polygon: Polygon) -> list[Polygon]:
    """Simplify a polygon and cut it at the antimeridian, which its unwrapped ring may cross."""
    shape = shapely.simplify(shapely.make_valid(polygon), TOLERANCE_DEGREES, preserve_topology=True)
    parts = []
    for turn in (-360.0, 0.0, 360.0):
        inside = shapely.intersection(shape, shapely.box(turn - 180, -90, turn + 180, 90))
        parts += [translate(part, xoff=-turn) for part in shapely.get_parts(inside) if isinstance(part, Polygon)]
    return [part for part in parts if part.area >= SMALLEST_SQUARE_DEGREES]


def _arc(arc: list[list[int]], transform: dict[str, list[float]]) -> list[tuple[float, float]]:
    (scale_x, scale_y), (shift_x, shift_y) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * scale_x + shift_x, y * scale_y + shift_y))
    return points


def _ring(numbers: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return _unwrapped(points)


def _unwrapped(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Let longitudes run on past 180 degrees where a ring crosses the antimeridian."""
    turn, done = 0.0, [points[0]]
    for (before, _), (lon, lat) in pairwise(points):
        turn += 360.0 if lon - before < -180 else -360.0 if lon - before > 180 else 0.0
        done.append((lon + turn, lat))
    return done


def _rows(number: int, polygon: Polygon) -> list[tuple[int, int, int, float, float]]:
    rings = [polygon.exterior, *polygon.interiors]
    return [
        (number, ring, point, round(lon, 2), round(lat, 2))
        for ring, line in enumerate(rings)
        for point, (lon, lat) in enumerate(line.coords)
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
