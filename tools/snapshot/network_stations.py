"""Where does a gateway's freight board a train? At the nearest point of its country's railways: a derived terminal.

No list of freight terminals with a usable licence covers the world. A derived terminal says no more than that the main
railway of the country passes within `REACH_KM` of the gateway; its position is the nearest point of the line, and
its basis `modelled`. A gateway with a curated terminal within `CURATED_KM` gets none.
"""

import numpy as np
from network_geo import apart_km
from network_land import Edge, Land
from network_links import REACH_KM, main_edges, nearest_segment

CURATED_KM = 40.0
Place = dict[str, object]


def stations(land: Land, by_id: dict[str, Place]) -> list[Place]:
    """Return a derived rail terminal for each gateway that the railways of its country pass."""
    curated = [place for place in by_id.values() if place["kind"] == "rail_terminal"]
    found = []
    for place in [place for place in by_id.values() if place["kind"] == "gateway"]:
        near = [apart_km(_point(place), _point(one)) for one in curated if one["iso3"] == place["iso3"]]
        spot = _foot(land, place) if min(near, default=CURATED_KM + 1) > CURATED_KM else None
        if spot is not None:
            found.append(_station(place, spot))
    return found


def _foot(land: Land, place: Place) -> tuple[float, float] | None:
    """Return the nearest point of the main railways of a place's country, or None beyond the limit."""
    edges = [e for e in land.edges if land.iso3[e.a] == land.iso3[e.b] == place["iso3"]]
    if not edges:
        return None
    used = {node: i for i, node in enumerate(sorted({end for e in edges for end in (e.a, e.b)}))}
    mine = [Edge(used[e.a], used[e.b], e.km) for e in edges]
    ends = np.array([[*land.points[e.a], *land.points[e.b]] for e in edges])
    hit = nearest_segment(_point(place), ends, main=main_edges(mine, len(used)), limit_km=REACH_KM["rail"])
    if hit is None:
        return None
    (ax, ay), (bx, by) = land.points[edges[hit[0]].a], land.points[edges[hit[0]].b]
    return ax + (bx - ax) * hit[1], ay + (by - ay) * hit[1]


def _station(gateway: Place, spot: tuple[float, float]) -> Place:
    name = str(gateway["name"])
    return {
        **gateway, "place_id": f"RT{gateway['iso3']}", "name": f"{name} (railway)", "lon": round(spot[0], 4),
        "lat": round(spot[1], 4), "kind": "rail_terminal", "modes": "rail;road", "basis": "modelled",
        "source": "natural-earth",
    }  # fmt: skip


def _point(place: Place) -> tuple[float, float]:
    return float(str(place["lon"])), float(str(place["lat"]))
