"""How far is it, and where does the line run?"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import numpy as np
import polars as pl
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from alat.data import table
from alat.errors import BadInput, NoRoute, UnknownCode, near_matches
from alat.network.loading import closed_passages, load
from alat.network.model import Network
from alat.network.places import place
from alat.network.scenario import BASE, Scenario
from alat.network.sea import Ways, ways

Mode = Literal["sea", "rail", "road"]
_MODES = ("sea", "rail", "road")
EARTH_KM = 6371.0088
Line = list[tuple[float, float]]


def distance_km(a: str, b: str, *, mode: Mode, scenario: Scenario = BASE) -> float:
    """Return the length of the shortest way between two places.

    Parameters
    ----------
    a, b
        Places by id, UN/LOCODE or name; of several places with one name, the one that the mode can lead to.
    mode
        ``sea`` from port to port along the lanes, whoever sails there, or over the crossings of the Caspian; ``rail``
        or ``road`` over links that can be used.
    scenario
        What is closed or opened.

    Raises
    ------
    UnknownCode, AmbiguousName
        If a place is not known, or is none that the mode leads to.
    NoRoute
        If no way of that mode joins them under the scenario; the Caspian is joined to no other sea.
    """
    if mode not in _MODES:
        raise BadInput(f"mode {mode!r}; expected sea, rail or road")
    start, end = place(a, mode=mode), place(b, mode=mode)
    kinds = {start.kind, end.kind}
    if mode != "sea":
        km = _link_km(start.id, end.id, mode=mode, network=load(scenario))
    elif kinds == {"caspian_port"}:
        km = _link_km(start.id, end.id, mode="caspian", network=load(scenario))
    elif "caspian_port" in kinds:
        raise NoRoute(f"no way by sea from {start.name} to {end.name}: the Caspian is joined to no other sea")
    else:
        km = _sea_km(start.id, end.id, scenario=scenario)
    if not np.isfinite(km):
        raise NoRoute(f"no way by {mode} from {start.name} to {end.name} under {scenario.name!r}")
    return km


def polyline(network: Network, link_id: str) -> Line:
    """Return a link's line as (lon, lat) points, from its first place to its second.

    Parameters
    ----------
    network
        The network; a sea way avoids the passages closed in its scenario.
    link_id
        Id of a link, or ``sea:A-B`` for the way by sea from port A to port B. A step of more than 180 degrees in
        longitude crosses the map's seam.

    Raises
    ------
    UnknownCode
        If there is no such link or port.
    NoRoute
        If the ports are cut off from each other.
    """
    if link_id.startswith("sea:"):
        return _sea_line(link_id, network.scenario)
    if link_id.startswith("new:"):
        return _straight(link_id, network)
    row = _line_numbers().get(link_id)
    if row is None:
        raise UnknownCode("link", link_id, near=near_matches(link_id, _line_numbers()))
    lines = table("link_lines")
    return _points(lines["lon"][row], lines["lat"][row])


def _sea_km(start: str, end: str, *, scenario: Scenario) -> float:
    found = ways([_port(start)], closed_passages(scenario))
    return found.distance_km(start, _port(end))


def _port(place_id: str) -> str:
    ports = _sea_ports()
    if place_id not in ports:
        raise UnknownCode("seaport", place_id, near=near_matches(place_id, ports))
    return place_id


@lru_cache(maxsize=1)
def _sea_ports() -> frozenset[str]:
    return frozenset(table("sea_nodes").filter(pl.col("place_id") != "")["place_id"])


def _link_km(start: str, end: str, *, mode: str, network: Network) -> float:
    return land_way(start, end, mode=mode, network=network)[0]


def land_way(start: str, end: str, *, mode: str, network: Network) -> tuple[float, tuple[str, ...]]:
    """Return the kilometres of the shortest way over usable links, and the links in order; infinite where none leads.

    Parameters
    ----------
    start, end
        Place ids.
    mode
        ``rail``, ``road`` or ``caspian``.
    network
        The network under a scenario.
    """
    links = network.links.filter(pl.col("mode") == mode).sort("km").unique(["place_a", "place_b"], keep="first")
    index = {name: i for i, name in enumerate(sorted({*links["place_a"], *links["place_b"]}))}
    if start == end:
        return 0.0, ()
    if start not in index or end not in index:
        return float("inf"), ()
    ends = (np.array([index[x] for x in links["place_a"]]), np.array([index[x] for x in links["place_b"]]))
    graph = csr_array((links["km"].to_numpy(), ends), shape=(len(index), len(index)))
    km, before = dijkstra(graph, directed=False, indices=[index[start]], return_predecessors=True)
    named = {frozenset(pair): name for *pair, name in zip(*(e.tolist() for e in ends), links["link_id"], strict=True)}
    node, way = index[end], list[str]()
    while before[0, node] >= 0:
        way.append(named[frozenset((node, int(before[0, node])))])
        node = int(before[0, node])
    return float(km[0, index[end]]), tuple(way[::-1])


def great_circle_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance between two (lon, lat) points."""
    x, y, u, v = (float(np.radians(part)) for part in (*a, *b))
    half = np.sin((v - y) / 2) ** 2 + np.cos(y) * np.cos(v) * np.sin((u - x) / 2) ** 2
    return float(2 * EARTH_KM * np.arcsin(np.sqrt(half)))


def great_circle(a: tuple[float, float], b: tuple[float, float], *, points: int = 33) -> Line:
    """Return points along the great circle from one (lon, lat) point to another, ends included."""
    ends = [np.array([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)]) for x, y in np.radians([a, b])]
    angle = float(np.arccos(np.clip(ends[0] @ ends[1], -1.0, 1.0)))
    if angle == 0.0:
        return [a, b]
    share = np.linspace(0.0, 1.0, points)[:, None]
    spots = (np.sin((1 - share) * angle) * ends[0] + np.sin(share * angle) * ends[1]) / np.sin(angle)
    lon, lat = np.degrees(np.arctan2(spots[:, 1], spots[:, 0])), np.degrees(np.arcsin(np.clip(spots[:, 2], -1.0, 1.0)))
    return _points(lon.tolist(), lat.tolist())


def _straight(link_id: str, network: Network) -> Line:
    """Return the line of a link that a scenario adds: nobody has drawn it."""
    ends = network.links.filter(pl.col("link_id") == link_id).select("place_a", "place_b").rows()
    if not ends:
        raise UnknownCode("link", link_id, near=near_matches(link_id, network.links["link_id"]))
    return [(round(one.lon, 2), round(one.lat, 2)) for one in (place(end) for end in ends[0])]


def _sea_line(link_id: str, scenario: Scenario) -> Line:
    start, _, end = link_id.removeprefix("sea:").partition("-")
    found = _ways_from(_port(start), closed_passages(scenario))
    if not np.isfinite(found.distance_km(start, _port(end))):
        raise NoRoute(f"no way by sea from {place(start).name} to {place(end).name} under {scenario.name!r}")
    line: Line = []
    for row, forward in found.edges(start, end):
        points = _lane_points(row)
        line += (points if forward else points[::-1])[1 if line else 0 :]
    return line


@lru_cache(maxsize=256)
def _ways_from(port: str, closed: frozenset[str]) -> Ways:
    """Return the ways by sea from one port, kept because most lines are asked for from few ports."""
    return ways([port], closed)


@lru_cache(maxsize=8192)
def _lane_points(row: int) -> Line:
    lanes = table("sea_edges")
    return _points(lanes["lon"][row], lanes["lat"][row])


@lru_cache(maxsize=1)
def _line_numbers() -> dict[str, int]:
    return {name: i for i, name in enumerate(table("link_lines")["link_id"])}


def _points(lon: Sequence[float], lat: Sequence[float]) -> Line:
    return [(round(float(x), 2), round(float(y), 2)) for x, y in zip(lon, lat, strict=True)]
