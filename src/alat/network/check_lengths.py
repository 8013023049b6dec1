"""Are lengths, speeds and lines possible? Against published lengths, the great circle, physics and the shore."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from alat.data import table
from alat.errors import NoRoute, UnknownCode
from alat.network.coast import STEP_DEGREES, Floats, Ints, inland, offshore, sampled
from alat.network.distance import EARTH_KM, Mode, distance_km, great_circle_km
from alat.network.finding import Finding, none_of
from alat.network.model import Network

DEGREE_KM = 111.195
# A road along a border or round a gulf may be many times the straight line; more than this is a hole in the lines.
WINDING_KM, WINDING = 300.0, 12.0
# The fastest that means of transport go: a truck at the limit of motorways, a freight train, a ship of 25 knots.
FASTEST_KM_PER_H = {"road": 90.0, "rail": 120.0, "sea": 46.3, "air": 950.0}
SLOWEST_KM_PER_H = 5.0
# The longest bridge over the sea, Hong Kong - Zhuhai - Macao, has 55 km; lines are read every tenth of a degree.
SHORE_DEGREES, BRIDGE_KM = 0.1, 60.0
INLAND_DEGREES = 0.25
# Roads between the main cities of neighbours are mostly shorter than this many great circles. Longer ones go round a
# sea, or were not looked into and may lack a road in the lines.
DETOUR = 1.8
KNOWN_DETOURS = {
    ("ARG", "URY"): "the Rio de la Plata lies between",
    ("CAF", "COD"): "not looked into",
    ("CHN", "PRK"): "the Bohai Sea lies between",
    ("CMR", "GAB"): "not looked into",
    ("FIN", "NOR"): "the Gulf of Bothnia lies between",
    ("FIN", "SWE"): "the Gulf of Bothnia lies between",
    ("GIN", "GNB"): "not looked into",
    ("GIN", "SLE"): "not looked into",
    ("GMB", "SEN"): "not looked into",
    ("GNB", "SEN"): "not looked into",
    ("GRC", "TUR"): "the Aegean Sea lies between",
    ("IRN", "TKM"): "not looked into",
}


def length_findings(network: Network) -> list[Finding]:
    """Return what was found about lengths, speeds and coasts."""
    published = [_published(row, network) for row in table("sourced_lengths").iter_rows(named=True)]
    return [
        *published, *_straight(network), _detours(network), *_speeds(network), _over_water(network), _over_land(),
    ]  # fmt: skip


def _published(row: dict[str, str | float], network: Network) -> Finding:
    a, b = str(row["place_a"]), str(row["place_b"])
    mode: Mode = "sea" if row["mode"] == "sea" else "rail" if row["mode"] == "rail" else "road"
    question = f"{row['what']} by {mode}, km"
    expected = f"{row['km']:,.0f} within {row['tolerance']:.0%} ({row['source']})"
    try:
        found = distance_km(a, b, mode=mode, scenario=network.scenario)
    except (NoRoute, UnknownCode) as error:
        return Finding("lengths", question, str(error), expected, sound=False)
    sound = abs(found / float(row["km"]) - 1) <= float(row["tolerance"])
    return Finding("lengths", question, f"{found:,.0f}", expected, sound)


def _straight(network: Network) -> list[Finding]:
    places = network.places.select("place_id", "lon", "lat")
    links, short_links, ratio = _beside_straight(network.links, places, ends=("place_a", "place_b"))
    services, short_services, _ = _beside_straight(network.services, places, ends=("port_a", "port_b"))
    winding = links.filter((pl.Series(ratio) > WINDING) & (pl.col("km") > WINDING_KM))
    names = services.select(pl.format("{}-{}", "port_a", "port_b")).to_series().filter(pl.Series(short_services))
    return [
        none_of("lengths", "links shorter than the great circle", of=links.height,
                found=links["link_id"].filter(pl.Series(short_links)).to_list()),
        none_of("lengths", "services shorter than the great circle", found=names.to_list(), of=services.height),
        none_of("lengths", f"links over {WINDING_KM:.0f} km and {WINDING:.0f} times the straight line",
                found=winding["link_id"].to_list(), of=links.height),
    ]  # fmt: skip


def _detours(network: Network) -> Finding:
    """Say between which neighbours the road from main city to main city is far longer than the straight line."""
    roads = network.links.filter(pl.col("mode") == "road")
    across = roads.filter(pl.col("iso3_a") != pl.col("iso3_b")).select("iso3_a", "iso3_b").unique().iter_rows()
    pairs = sorted({(min(pair), max(pair)) for pair in across})
    found = [f"{a}-{b} ({times:.1f})" for a, b, times in road_detours(network, pairs) if times > DETOUR]
    known = [text for text in found if (text[:3], text[4:7]) in KNOWN_DETOURS]
    question = f"roads between main cities of neighbours over {DETOUR:g} great circles long"
    return none_of("lengths", question, found=found, of=len(pairs), allowed=known)


def road_detours(network: Network, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str, float]]:
    """Return the road between the gateways of pairs of countries over the great circle, where a road joins them."""
    roads = network.links.filter(pl.col("mode") == "road").sort("km").unique(["place_a", "place_b"], keep="first")
    index = {name: i for i, name in enumerate(sorted({*roads["place_a"], *roads["place_b"]}))}
    ends = ([index[name] for name in roads["place_a"]], [index[name] for name in roads["place_b"]])
    graph = csr_array((roads["km"].to_numpy(), ends), shape=(len(index), len(index)))
    cities = network.places.filter(pl.col("kind") == "gateway", pl.col("place_id").is_in([*index]))
    number = {iso3: i for i, iso3 in enumerate(cities["iso3"])}
    spots = cities.select("lon", "lat").rows()
    nodes = [index[name] for name in cities["place_id"]]
    km = dijkstra(graph, directed=False, indices=nodes)[:, nodes]
    held = [(a, b) for a, b in pairs if a in number and b in number and np.isfinite(km[number[a], number[b]])]
    return [(a, b, km[number[a], number[b]] / great_circle_km(spots[number[a]], spots[number[b]])) for a, b in held]


def _beside_straight(
    rows: pl.DataFrame, places: pl.DataFrame, *, ends: tuple[str, str]
) -> tuple[pl.DataFrame, Ints, Floats]:
    joined = rows.join(places, left_on=ends[0], right_on="place_id", maintain_order="left").join(
        places, left_on=ends[1], right_on="place_id", suffix="_b", maintain_order="left"
    )
    x, y, u, v = (np.radians(joined[name].to_numpy()) for name in ("lon", "lat", "lon_b", "lat_b"))
    half = np.sin((v - y) / 2) ** 2 + np.cos(y) * np.cos(v) * np.sin((u - x) / 2) ** 2
    straight = 2 * EARTH_KM * np.arcsin(np.sqrt(half))
    km = joined["km"].to_numpy()
    return joined, km < straight - 0.2, km / np.maximum(straight, 1.0)


def _speeds(network: Network) -> list[Finding]:
    rows = network.parameters.filter(pl.col("unit") == "km/h")
    wrong = []
    for row in rows.iter_rows(named=True):
        fastest = FASTEST_KM_PER_H.get(str(row["mode"]).split()[0].split("-")[0], 0.0)
        if not all(SLOWEST_KM_PER_H <= row[key] <= fastest for key in ("low", "value", "high")):
            wrong.append(f"{row['id']} ({row['value']:g} km/h)")
    limits = ", ".join(f"{mode} {km:g}" for mode, km in FASTEST_KM_PER_H.items())
    question = f"speeds under {SLOWEST_KM_PER_H:g} or over what is possible (km/h: {limits})"
    return [none_of("speeds", question, found=wrong, of=rows.height)]


def _over_water(network: Network) -> Finding:
    """Say which roads and railways run over open sea; small islands that the outline leaves out count as land."""
    lines = table("link_lines").join(network.links, on="link_id", maintain_order="left")
    lines = lines.filter(pl.col("mode") != "caspian")
    lon, lat, row = sampled(lines)
    wet = offshore(lon, lat, margin=SHORE_DEGREES)
    km = np.bincount(row[wet], minlength=lines.height) * STEP_DEGREES * DEGREE_KM
    ends = [[point[at] for point in lines[axis]] for at in (0, -1) for axis in ("lon", "lat")]
    at_sea = [offshore(np.array(ends[i]), np.array(ends[i + 1]), margin=0.0) for i in (0, 2)]
    wrong = (km > BRIDGE_KM) & ~(at_sea[0] & at_sea[1])
    found = [f"{lines['link_id'][int(i)]} ({km[i]:.0f} km)" for i in np.flatnonzero(wrong)]
    return none_of("coasts", f"roads and railways over {BRIDGE_KM:.0f} km of open sea", found=found, of=lines.height)


def _over_land() -> Finding:
    """Say where lanes at sea run inland, approaches to ports and the inland waters that ships use apart."""
    ports = set(table("sea_nodes").filter(pl.col("place_id") != "")["node_id"])
    lanes = table("sea_edges").filter(~pl.col("node_a").is_in(ports), ~pl.col("node_b").is_in(ports))
    lon, lat, row = sampled(lanes)
    deep = inland(lon, lat, margin=INLAND_DEGREES)
    for west, south, east, north in (
        table("inland_waters").select("west_deg", "south_deg", "east_deg", "north_deg").iter_rows()
    ):
        deep &= ~((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
    found = [lanes["edge_id"][int(i)] for i in np.unique(row[deep])]
    return none_of("coasts", f"sea lanes {INLAND_DEGREES:g} degrees and more inland", found=found, of=lanes.height)
