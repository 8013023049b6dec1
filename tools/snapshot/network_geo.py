"""Distances on the sphere, polylines and deterministic files for the scripts that build the network tables."""

import csv
import itertools
from pathlib import Path

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

EARTH_KM = 6371.0088
HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
DATA = PROJECT / "src" / "alat" / "data"

Floats = NDArray[np.float64]


def raw_folder(arguments: list[str]) -> Path:
    """Return the folder of raw files: the first argument, or ``../shared/data`` beside the project."""
    return Path(arguments[0]) if arguments else PROJECT.parent / "shared" / "data"


def great_circle_km(lon_a: Floats, lat_a: Floats, *, lon_b: Floats, lat_b: Floats) -> Floats:
    """Return great-circle distances in kilometres (haversine, mean Earth radius); arguments in degrees, broadcast."""
    x, y, u, v = (np.radians(np.asarray(part, dtype=float)) for part in (lon_a, lat_a, lon_b, lat_b))
    half = np.sin((v - y) / 2) ** 2 + np.cos(y) * np.cos(v) * np.sin((u - x) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def apart_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance between two (lon, lat) points in kilometres."""
    return float(great_circle_km(np.array(a[0]), np.array(a[1]), lon_b=np.array(b[0]), lat_b=np.array(b[1])))


def path_km(points: list[tuple[float, float]]) -> float:
    """Return the length of a polyline of (lon, lat) points in kilometres."""
    return sum(apart_km(a, b) for a, b in itertools.pairwise(points))


def on_sphere(lon: Floats, lat: Floats) -> Floats:
    """Return unit vectors times the Earth's radius, shape (n, 3), so that a k-d tree measures kilometres."""
    x, y = np.radians(lon), np.radians(lat)
    return EARTH_KM * np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])


def tree(lon: Floats, lat: Floats) -> cKDTree:
    """Return a k-d tree over points in degrees."""
    return cKDTree(on_sphere(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)))


def nearest(points: tuple[Floats, Floats], to: tuple[Floats, Floats]) -> tuple[Floats, NDArray[np.intp]]:
    """Return, for each point of `to` (lon, lat arrays), kilometres to the nearest of `points` and its number."""
    km, index = tree(*points).query(on_sphere(*to))
    return np.atleast_1d(np.asarray(km, dtype=float)), np.atleast_1d(np.asarray(index, dtype=np.intp))


def simplify(points: list[tuple[float, float]], tolerance: float) -> list[tuple[float, float]]:
    """Return a polyline without the vertices that lie within `tolerance` degrees of the rest (ends are kept)."""
    if len(points) < 3:
        return points
    return [(float(x), float(y)) for x, y in shapely.LineString(points).simplify(tolerance).coords]


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return a CSV file's rows by column name."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_parquet(frame: pl.DataFrame, name: str, *, out: Path = DATA) -> None:
    """Write a table of the snapshot with fixed options, so that equal frames give equal bytes."""
    frame.write_parquet(
        out / "snapshot" / f"{name}.parquet", compression="zstd", compression_level=19, statistics=False
    )


def write_csv(rows: list[dict[str, str]], name: str, *, out: Path = DATA) -> None:
    """Write a table of the snapshot that people read."""
    with (out / "snapshot" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
