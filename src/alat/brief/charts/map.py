"""Where the lanes run, over the land alone: no border is drawn."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from alat.brief.charts.drawing import DARK, DASH, FULL_WIDTH, INK, LIGHT, MIDDLE, altair, inline, svg
from alat.data import table

_LOWEST, _HIGHEST = 190.0, 248.0
# In radii of the globe: room around the lanes, and the least width that is drawn.
_MARGIN, _LEAST_SPAN = 0.12, 0.5
# Degrees; and square degrees times the scale squared.
_CONTINENT, _ISLET = 40.0, 2500.0
_LETTER = 5.6

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


def lane_map(lines: Sequence[Line], places: Sequence[Place], *, name: str, description: str) -> str:
    """Draw lanes over land, cropped to where they run and turned so that no lane meets the antimeridian.

    Parameters
    ----------
    lines
        Lanes; d3 draws the great circle between two points, so the antimeridian needs no care.
    places
        Places to name.
    name, description
        As in `drawing.svg`.
    """
    alt = altair()
    points = [point for line in lines for point in line.points] + [(place.lon, place.lat) for place in places]
    view = _view(points)
    projection = alt.Projection(
        type="naturalEarth1", rotate=[-view.centre, 0, 0], scale=view.scale, translate=list(view.shift), precision=0.4
    )
    layers = [alt.Chart(alt.NamedData("land")).mark_geoshape(fill=LIGHT, clip=True)]
    for kind, colour, dash, width in (("b", MIDDLE, DASH, 2.4), ("a", DARK, [1, 0], 2.0)):
        drawn = alt.Chart(alt.NamedData(f"lanes-{kind}"))
        line = {"filled": False, "strokeJoin": "round", "clip": True}
        layers.append(drawn.mark_geoshape(stroke="white", strokeWidth=width + 1.6, **line))
        layers.append(drawn.mark_geoshape(stroke=colour, strokeWidth=width, strokeDash=dash, **line))
    layers += _places(places, view)
    chart = alt.layer(*layers).properties(width=FULL_WIDTH, height=view.height, projection=projection)
    data = {
        "land": [_feature("MultiPolygon", _land_in(view))],
        "lanes-a": [_feature("LineString", [list(p) for p in line.points]) for line in lines if line.first],
        "lanes-b": [_feature("LineString", [list(p) for p in line.points]) for line in lines if not line.first],
    }
    return svg(chart, name=name, description=description, data=data)


def middle_meridian(lons: Sequence[float]) -> float:
    """Return the meridian in the middle of the shortest arc that holds all longitudes (degrees, -180 to 180)."""
    ordered = sorted(lon % 360.0 for lon in lons)
    gaps = [(b - a, b) for a, b in zip(ordered, [*ordered[1:], ordered[0] + 360.0], strict=True)]
    widest, start = max(gaps)
    middle = start + (360.0 - widest) / 2
    return (middle + 180.0) % 360.0 - 180.0


@dataclass(frozen=True, slots=True)
class _View:
    """What part of the world is drawn: the middle meridian, and d3's scale and shift (pixels)."""

    centre: float
    scale: float
    shift: tuple[float, float]
    height: float

    def pixel(self, lon: float, lat: float) -> tuple[float, float]:
        x, y = natural_earth((lon - self.centre + 180.0) % 360.0 - 180.0, lat)
        return self.shift[0] + self.scale * x, self.shift[1] - self.scale * y


def natural_earth(lon: float, lat: float) -> tuple[float, float]:
    """Project a point by Natural Earth I (Patterson; polynomial of Savric et al. 2011), in radii."""
    lam, phi = math.radians(lon), math.radians(lat)
    p2 = phi * phi
    p4 = p2 * p2
    x = lam * (0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4)))
    y = phi * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4)))
    return x, y


def _view(points: Sequence[LonLat]) -> _View:
    """Fit the map to all points with a margin, as high as their box asks for within limits."""
    centre = middle_meridian([lon for lon, _ in points])
    flat = [natural_earth((lon - centre + 180.0) % 360.0 - 180.0, lat) for lon, lat in points]
    xs, ys = [x for x, _ in flat], [y for _, y in flat]
    wide = max(max(xs) - min(xs) + 2 * _MARGIN, _LEAST_SPAN)
    high = max(max(ys) - min(ys) + 2 * _MARGIN, _LEAST_SPAN * _LOWEST / FULL_WIDTH)
    height = min(max(FULL_WIDTH * high / wide, _LOWEST), _HIGHEST)
    scale = min(FULL_WIDTH / wide, height / high)
    middle = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return _View(centre, scale, (FULL_WIDTH / 2 - scale * middle[0], height / 2 + scale * middle[1]), height)


def _places(places: Sequence[Place], view: _View) -> list[Any]:
    """Dots, and names with a halo wherever they find room; a dot whose name does not fit stays without."""
    alt = altair()
    spots = [(place.name, *view.pixel(place.lon, place.lat)) for place in places]
    rows = [
        {"x": x, "y": y, "tx": x + dx, "ty": y + dy, "align": align, "name": text}
        for (_, x, y), (text, dx, dy, align) in zip(spots, labelled(spots, height=view.height), strict=True)
    ]
    ranges: dict[str, list[float]] = {"x": [0, FULL_WIDTH], "y": [0, view.height]}

    def at(field: str) -> dict[str, Any]:
        return {
            "x": alt.X(f"{field}x:Q" if field else "x:Q", axis=None, scale=_pixels(alt, ranges["x"])),
            "y": alt.Y(f"{field}y:Q" if field else "y:Q", axis=None, scale=_pixels(alt, ranges["y"])),
        }

    base = alt.Chart(inline(rows))
    layers = [
        base.mark_point(size=26, filled=True, color=INK, stroke="white", strokeWidth=0.8, opacity=1).encode(**at(""))
    ]
    looks: tuple[dict[str, Any], ...] = ({"stroke": "white", "strokeWidth": 3, "strokeJoin": "round"}, {"color": INK})
    for align in ("left", "right", "center"):
        named = base.transform_filter(f"datum.align === '{align}' && datum.name !== ''")
        layers += [
            named.mark_text(align=align, baseline="middle", **look).encode(text="name:N", **at("t")) for look in looks
        ]
    return layers


def _pixels(alt: Any, span: list[float]) -> Any:  # noqa: ANN401 - Altair
    return alt.Scale(domain=span, range=span, nice=False, zero=False)


def labelled(
    spots: Sequence[tuple[str, float, float]], *, height: float, width: float = FULL_WIDTH
) -> list[tuple[str, float, float, str]]:
    """Find room for names beside their dots, in the order given.

    Parameters
    ----------
    spots
        Name and place (pixels) of each dot.
    height, width
        Size of the picture (pixels).

    Returns
    -------
    list
        Text ('' where there is no room), shift in x and y, and alignment of each.
    """
    taken = [(x - 4, y - 4, x + 4, y + 4) for _, x, y in spots]
    found = []
    for name, x, y in spots:
        wide = _LETTER * len(name)
        options = (
            (8.0, 0.0, "left", (x + 6, y - 7, x + 8 + wide, y + 7)),
            (-8.0, 0.0, "right", (x - 8 - wide, y - 7, x - 6, y + 7)),
            (0.0, -12.0, "center", (x - wide / 2, y - 19, x + wide / 2, y - 5)),
            (0.0, 13.0, "center", (x - wide / 2, y + 6, x + wide / 2, y + 20)),
        )
        room = next((option for option in options if _fits(option[3], taken, size=(width, height))), None)
        if room is None:
            found.append(("", 0.0, 0.0, "left"))
        else:
            taken.append(room[3])
            found.append((name, room[0], room[1], room[2]))
    return found


def _fits(
    box: tuple[float, float, float, float], taken: Sequence[tuple[float, ...]], *, size: tuple[float, float]
) -> bool:
    left, top, right, bottom = box
    if left < 0 or right > size[0] or top < 0 or bottom > size[1]:
        return False
    return all(right <= b[0] or left >= b[2] or bottom <= b[1] or top >= b[3] for b in taken)


def _feature(kind: str, coordinates: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": coordinates}}


def _land_in(view: _View) -> list[object]:
    """Return the polygons that could be seen, without islets; a continent is always kept."""
    kept: list[object] = []
    for rings, (west, east, south, north) in _land():
        if east - west > _CONTINENT or north - south > _CONTINENT:
            kept.append(rings)
            continue
        if (east - west) * (north - south) * view.scale**2 < _ISLET:
            continue
        x, y = view.pixel((west + east) / 2, (south + north) / 2)
        reach = math.radians(max(east - west, north - south)) * view.scale
        if -reach <= x <= FULL_WIDTH + reach and -reach <= y <= view.height + reach:
            kept.append(rings)
    return kept


@cache
def _land() -> tuple[tuple[list[list[list[float]]], tuple[float, float, float, float]], ...]:
    outline = table("world_outline")
    found = []
    for polygon in outline.partition_by("polygon", maintain_order=True):
        rings = [ring.select("lon", "lat").rows() for ring in polygon.partition_by("ring", maintain_order=True)]
        lons, lats = [p[0] for p in rings[0]], [p[1] for p in rings[0]]
        box = (min(lons), max(lons), min(lats), max(lats))
        found.append(([[list(p) for p in ring] for ring in rings], box))
    return tuple(found)
