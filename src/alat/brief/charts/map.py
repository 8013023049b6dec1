"""Where the lanes run, over the land alone: no border is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from alat.brief.charts.drawing import DARK, DASH, FULL_WIDTH, INK, LIGHT, MIDDLE, svg
from alat.data import table

_HEIGHT = 330
_MARGIN_DEGREES = 5.0
_LEAST_SPAN_DEGREES = 24.0
_DETAIL_SQUARE_DEGREES = 0.6

LonLat = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """One lane on the map: its points (degrees), and whether it is the first kind (solid) or the second (dashed)."""

    points: Sequence[LonLat]
    first: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A named place on the map."""

    name: str
    lon: float
    lat: float


def lane_map(lines: Sequence[Line], places: Sequence[Place], *, name: str, alt: str) -> str:
    """Draw lanes over land, cropped to where they run and turned so that no lane meets the map's edge.

    Parameters
    ----------
    lines
        Lanes; d3 draws the great circle between two points, so the antimeridian needs no care.
    places
        Places to name.
    name, alt
        As in `drawing.svg`.
    """
    import altair as alt_  # noqa: PLC0415 - a second to load; only a brief pays for it

    points = [point for line in lines for point in line.points] + [(place.lon, place.lat) for place in places]
    centre = middle_meridian([lon for lon, _ in points])
    frame = _frame(points, centre)
    projection = alt_.Projection(
        type="naturalEarth1", rotate=[-centre, 0, 0], fit=frame, size=[FULL_WIDTH, _HEIGHT], precision=0.4
    )
    layers = [alt_.Chart(alt_.NamedData("land")).mark_geoshape(fill=LIGHT, clip=True)]
    for kind, colour, dash, width in (("b", MIDDLE, DASH, 2.2), ("a", DARK, [1, 0], 2.0)):
        halo = alt_.Chart(alt_.NamedData(f"lanes-{kind}")).mark_geoshape(
            filled=False, stroke="white", strokeWidth=width + 1.6, clip=True
        )
        drawn = alt_.Chart(alt_.NamedData(f"lanes-{kind}")).mark_geoshape(
            filled=False, stroke=colour, strokeWidth=width, strokeDash=dash, strokeJoin="round", clip=True
        )
        layers += [halo, drawn]
    layers += _places(alt_, places, centre=centre)
    chart = alt_.layer(*layers).properties(width=FULL_WIDTH, height=_HEIGHT, projection=projection)
    data = {
        "land": [_feature("MultiPolygon", _land_near(frame, centre))],
        "lanes-a": [_feature("LineString", [list(p) for p in line.points]) for line in lines if line.first],
        "lanes-b": [_feature("LineString", [list(p) for p in line.points]) for line in lines if not line.first],
    }
    return svg(chart, name=name, alt=alt, data=data)


def middle_meridian(lons: Sequence[float]) -> float:
    """Return the meridian in the middle of the shortest arc that holds all longitudes (degrees, -180 to 180)."""
    ordered = sorted(lon % 360.0 for lon in lons)
    gaps = [(b - a, b) for a, b in zip(ordered, [*ordered[1:], ordered[0] + 360.0], strict=True)]
    widest, start = max(gaps)
    middle = start + (360.0 - widest) / 2
    return (middle + 180.0) % 360.0 - 180.0


def _frame(points: Sequence[LonLat], centre: float) -> dict[str, object]:
    """Return the box of all points with a margin, in the map's proportions at the least."""
    east = [(lon - centre + 180.0) % 360.0 - 180.0 for lon, _ in points]
    north = [lat for _, lat in points]
    half = max(_LEAST_SPAN_DEGREES / 2, (max(east) - min(east)) / 2 + _MARGIN_DEGREES)
    middle = (max(east) + min(east)) / 2
    low, high = min(north) - _MARGIN_DEGREES, max(north) + _MARGIN_DEGREES
    corners = [[centre + middle + x, max(-85.0, min(85.0, y))] for x in (-half, 0, half) for y in (low, high)]
    return _feature("MultiPoint", corners)


def _places(alt_: Any, places: Sequence[Place], *, centre: float) -> list[Any]:  # noqa: ANN401 - Altair
    """Dots and names with a halo; names stand on the side away from the middle."""
    rows = [
        {"lon": p.lon, "lat": p.lat, "name": p.name, "west": (p.lon - centre + 180.0) % 360.0 < 180.0} for p in places
    ]
    base = alt_.Chart(alt_.Data(values=rows)).encode(longitude="lon:Q", latitude="lat:Q")
    layers = [base.mark_point(size=26, filled=True, color=INK, stroke="white", strokeWidth=0.8, opacity=1)]
    for west in (True, False):
        side = base.transform_filter(f"datum.west === {str(west).lower()}").encode(text="name:N")
        align = {"align": "left" if west else "right", "dx": 7 if west else -7, "baseline": "middle", "clip": True}
        layers.append(side.mark_text(stroke="white", strokeWidth=3, strokeJoin="round", **align))
        layers.append(side.mark_text(color=INK, **align))
    return layers


def _feature(kind: str, coordinates: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": coordinates}}


def _land_near(frame: dict[str, Any], centre: float) -> list[object]:
    """Return the polygons that could be seen, without islets."""
    corners = frame["geometry"]["coordinates"]
    west, east = (min(lon for lon, _ in corners) - centre - 25, max(lon for lon, _ in corners) - centre + 25)
    south, north = min(lat for _, lat in corners) - 12, max(lat for _, lat in corners) + 12
    kept = []
    for rings, box in _land():
        low, high = ((box[0] - centre + 180) % 360 - 180, (box[1] - centre + 180) % 360 - 180)
        wide = box[1] - box[0] > 90 or high < low  # noqa: PLR2004 - a continent is always kept
        seen = wide or (high >= west and low <= east)
        if (
            seen
            and box[3] >= south
            and box[2] <= north
            and (box[1] - box[0]) * (box[3] - box[2]) > (_DETAIL_SQUARE_DEGREES)
        ):
            kept.append(rings)
    return kept


@cache
def _land() -> tuple[tuple[list[object], tuple[float, float, float, float]], ...]:
    outline = table("world_outline")
    found = []
    for polygon in outline.partition_by("polygon", maintain_order=True):
        rings = [ring.select("lon", "lat").rows() for ring in polygon.partition_by("ring", maintain_order=True)]
        lons, lats = [p[0] for p in rings[0]], [p[1] for p in rings[0]]
        box = (min(lons), max(lons), min(lats), max(lats))
        found.append(([[list(p) for p in ring] for ring in rings], box))
    return tuple(found)
