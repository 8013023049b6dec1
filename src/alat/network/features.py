"""The network as GeoJSON: places as points, links as lines, with what a map shows of each."""

import itertools
from collections.abc import Iterator

import polars as pl

from alat.data import table
from alat.network.loading import load
from alat.network.scenario import BASE, Scenario

Feature = dict[str, object]
_HALF_TURN = 180.0


def features(scenario: Scenario = BASE) -> Feature:
    """Return a GeoJSON feature collection (RFC 7946) of the places and the usable links under a scenario.

    A line over the map's seam is cut there into two. Sea services are left out: they have no line of their own.
    """
    network = load(scenario)
    return {"type": "FeatureCollection", "features": [*_points(network.places), *_lines(network.links)]}


def _points(places: pl.DataFrame) -> Iterator[Feature]:
    for row in places.iter_rows(named=True):
        spot = [row.pop("lon"), row.pop("lat")]
        yield _feature(row.pop("place_id"), {"type": "Point", "coordinates": spot}, properties=row)


def _lines(links: pl.DataFrame) -> Iterator[Feature]:
    for row in links.join(table("link_lines"), on="link_id", maintain_order="left").iter_rows(named=True):
        pieces = _at_seam([list(point) for point in zip(row.pop("lon"), row.pop("lat"), strict=True)])
        yield _feature(row.pop("link_id"), {"type": "MultiLineString", "coordinates": pieces}, properties=row)


def _at_seam(line: list[list[float]]) -> list[list[list[float]]]:
    pieces = [[[round(x, 2) for x in line[0]]]]
    for before, point in itertools.pairwise(line):
        if abs(point[0] - before[0]) > _HALF_TURN:
            pieces.append([])
        pieces[-1].append([round(x, 2) for x in point])
    return [piece for piece in pieces if len(piece) > 1]


def _feature(name: str, geometry: Feature, *, properties: Feature) -> Feature:
    return {"type": "Feature", "id": name, "geometry": geometry, "properties": properties}
