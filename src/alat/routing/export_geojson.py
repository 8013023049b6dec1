"""What is a lane as GeoJSON (RFC 7946)?"""

import math
from collections.abc import Iterable

from alat.routing.lines import Points, move_points
from alat.routing.results import Lane, Lanes, Part, PartKind

# About a metre on the ground; the lines themselves are simplified to 0.05 degrees.
_DIGITS = 5
_HALF, _FULL = 180.0, 360.0


def lanes_geojson(found: Lanes, chosen: Iterable[Lane] | None = None) -> dict[str, object]:
    """Return a FeatureCollection with one feature a move, cut where it crosses the antimeridian.

    Parameters
    ----------
    found
        The answer.
    chosen
        Some of its lanes; all of them without it.

    Notes
    -----
    Handling, borders and waits have no line and are no features: each move states what passed before it began
    (`hours_before`, `money_usd_before`), so that its place on the lane can be told. Coordinates are degrees
    east and north on WGS 84.
    """
    features = [feature for lane in chosen or found.lanes for feature in _features(found, lane)]
    return {"type": "FeatureCollection", "features": features}


def cut(points: Points) -> list[list[list[float]]]:
    """Return a line as pieces none of which crosses the antimeridian."""
    pieces: list[list[list[float]]] = [[]]
    for number, (lon, lat) in enumerate(points):
        if number and abs(lon - points[number - 1][0]) > _HALF:
            last_lon, last_lat = points[number - 1]
            side = math.copysign(_HALF, last_lon)
            along = lon + math.copysign(_FULL, last_lon)
            share = (side - last_lon) / (along - last_lon) if along != last_lon else 0.0
            crossing = round(last_lat + share * (lat - last_lat), _DIGITS)
            pieces[-1].append([side, crossing])
            pieces.append([[-side, crossing]])
        pieces[-1].append([round(lon, _DIGITS), round(lat, _DIGITS)])
    return [piece for piece in pieces if len(piece) > 1]


def _features(found: Lanes, lane: Lane) -> list[dict[str, object]]:
    features: list[dict[str, object]] = []
    hours = money_usd = 0.0
    for number, part in enumerate(lane.parts, start=1):
        if part.kind is PartKind.MOVE:
            before = {"hours_before": hours, "money_usd_before": money_usd}
            properties = {"lane": lane.id, "step": number, **before, **_properties(found, part)}
            geometry = _geometry(move_points(found.scenario, part))
            features.append({"type": "Feature", "geometry": geometry, "properties": properties})
        hours, money_usd = hours + part.hours, money_usd + part.money_usd
    return features


def _geometry(points: Points) -> dict[str, object]:
    pieces = cut(points)
    if len(pieces) == 1:
        return {"type": "LineString", "coordinates": pieces[0]}
    return {"type": "MultiLineString", "coordinates": pieces}


def _properties(found: Lanes, part: Part) -> dict[str, object]:
    return {
        "cargo": found.cargo,
        "load": f"{found.load_name} of {found.load_t:g} t",
        "scenario": found.scenario.name,
        "mode": part.mode,
        "start": part.start,
        "start_name": part.start_name,
        "end": part.end,
        "end_name": part.end_name,
        "km": part.km,
        "hours": part.hours,
        "spread_h": part.spread_h,
        "money_usd": part.money_usd,
        "kgco2e": part.kgco2e,
        "detail": part.detail,
        "passages": list(part.passages),
        "party": part.party,
        "basis": part.basis.value,
        "evidence": part.evidence.value if part.evidence else None,
        "sources": list(part.sources),
    }
