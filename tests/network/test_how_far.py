"""How far is it by sea, rail and road, and where does the line run?"""

from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat import network
from alat.data import table
from alat.errors import BadInput, NoRoute, UnknownCode
from alat.network.sea import ways

PORTS = sorted(table("places").filter(pl.col("kind") == "port")["place_id"])


@pytest.fixture(scope="module")
def published(raw_data: Path) -> pl.DataFrame:
    """LINERLIB's distances in km between ports that both sides know by one code, with its canal flags."""
    frame = pl.read_csv(raw_data / "network/liner/dist_dense.csv", separator="\t", infer_schema_length=0)
    rows = frame.filter(pl.col("fromUNLOCODe").is_in(PORTS), pl.col("ToUNLOCODE").is_in(PORTS))
    return rows.select(
        pl.col("fromUNLOCODe").alias("a"),
        pl.col("ToUNLOCODE").alias("b"),
        (pl.col("Distance").cast(pl.Float64) * 1.852).alias("km"),
        (pl.col("IsPanama") == "1").alias("panama"),
        (pl.col("IsSuez") == "1").alias("suez"),
    ).filter(pl.col("km") > 0)


@pytest.mark.raw
def test_sea_distances_agree_with_published_tables(published: pl.DataFrame) -> None:
    errors = []
    for (panama, suez), rows in published.group_by("panama", "suez"):
        closed = frozenset({"panama"} if not panama else ()) | frozenset({"suez"} if not suez else ())
        found = ways(sorted(set(rows["a"])), closed)
        errors += [abs(found.distance_km(r["a"], r["b"]) / r["km"] - 1) for r in rows.iter_rows(named=True)]
    assert len(errors) > 30_000
    assert np.median(errors) < 0.02
    assert np.mean(np.array(errors) < 0.06) > 0.9


@pytest.mark.parametrize(
    ("a", "b", "nautical_miles"),
    [
        # LINERLIB dist_dense.csv (after NGA Pub. 151), the ways through the canals where they are shorter.
        ("BRSSZ", "ESALG", 4371),
        ("CNSHA", "USLAX", 5699),
        ("NLRTM", "USNYC", 3336),
        ("AEJEA", "LKCMB", 1891),
        ("ESALG", "TRAMB", 1779),
    ],
)
def test_a_sea_distance_agrees_with_the_published_one(a: str, b: str, nautical_miles: float) -> None:
    assert network.distance_km(a, b, mode="sea") == pytest.approx(nautical_miles * 1.852, rel=0.06)


def test_baku_kars_by_rail_is_as_long_as_the_railway_says() -> None:
    # 838 km: Turkish State Railways (facts F054).
    assert network.distance_km("AZBAKP", "TRKARS", mode="rail") == pytest.approx(838, rel=0.03)


def test_the_caspian_is_closed() -> None:
    lanes = table("sea_edges")
    for lon, lat in lanes.select("lon", "lat").iter_rows():
        x, y = np.array(lon), np.array(lat)
        assert not ((x > 46.5) & (x < 55) & (y > 36.5) & (y < 47.5)).any()
    with pytest.raises(NoRoute, match="Caspian"):
        network.distance_km("AZALAT", "GEPTI", mode="sea")


def deep_inland(lon: np.ndarray, lat: np.ndarray, margin: float = 0.25) -> np.ndarray:
    """Which points lie on land with `margin` degrees of land on every side."""
    deep = np.ones(len(lon), dtype=bool)
    for x, y in ((0.0, 0.0), (margin, 0.0), (-margin, 0.0), (0.0, margin), (0.0, -margin)):
        deep[deep] = on_land(lon[deep] + x, lat[deep] + y)
    return deep


def on_land(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    inside = np.zeros(len(lon), dtype=bool)
    outline = table("world_outline").sort("polygon", "ring", "point")
    for ring in outline.partition_by("polygon", "ring"):
        x, y = ring["lon"].to_numpy(), ring["lat"].to_numpy()
        near = np.flatnonzero((lon >= x.min()) & (lon <= x.max()) & (lat >= y.min()) & (lat <= y.max()))
        odd = np.zeros(len(near), dtype=bool)
        for (x0, y0), (x1, y1) in pairwise([*zip(x, y, strict=True), (x[0], y[0])]):
            if y0 != y1:
                spans = (y0 > lat[near]) != (y1 > lat[near])
                odd ^= spans & (lon[near] < (x1 - x0) * (lat[near] - y0) / (y1 - y0) + x0)
        inside[near] ^= odd
    return inside


# Tidal rivers and canals that lanes follow away from a port: west, south, east, north.
INLAND_WATERS = {
    "Mississippi": (-90.5, 29.0, -89.0, 30.3),
    "Parana": (-61.0, -35.0, -58.0, -32.5),
    "Yangtze": (118.5, 31.5, 121.0, 32.5),
    "Delaware": (-75.9, 39.3, -75.0, 40.0),
    "Thames": (0.0, 51.3, 0.8, 51.6),
    "Elbe": (9.2, 53.4, 10.0, 54.0),
    "Kiel Canal": (9.0, 53.8, 10.3, 54.5),
    "Hooghly": (87.9, 21.5, 88.6, 22.8),
    "Suez": (32.0, 29.8, 32.8, 31.2),
    "Panama": (-80.1, 8.8, -79.4, 9.5),
}


def test_lanes_at_sea_lie_inland_on_rivers_and_canals_only() -> None:
    ports = set(PORTS)
    lon, lat = [], []
    for row in table("sea_edges").iter_rows(named=True):
        if {row["node_a"], row["node_b"]} & ports:
            continue
        for (a, b), (c, d) in pairwise(zip(row["lon"], row["lat"], strict=True)):
            if abs(a - c) < 180:
                share = np.linspace(0, 1, int(max(abs(a - c), abs(b - d)) / 0.1) + 2)
                lon += (a + (c - a) * share).tolist()
                lat += (b + (d - b) * share).tolist()
    x, y = np.array(lon), np.array(lat)
    deep = deep_inland(x, y)
    for west, south, east, north in INLAND_WATERS.values():
        deep &= ~((x >= west) & (x <= east) & (y >= south) & (y <= north))
    assert list(zip(x[deep], y[deep], strict=True)) == []


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(PORTS), st.sampled_from(PORTS), st.sampled_from(PORTS))
def test_sea_distances_are_symmetric_and_obey_the_triangle(a: str, b: str, c: str) -> None:
    whole, found = ways([a, b], frozenset()), ways([a, b], frozenset({"kiel"}))
    assert whole.distance_km(a, b) == pytest.approx(whole.distance_km(b, a), abs=1e-6)
    # A box may change from a large ship to a small one that fits the canal: that is no way of one ship.
    assert found.distance_km(a, c) <= found.distance_km(a, b) + found.distance_km(b, c) + 1e-6


def test_a_port_that_is_named_twice_is_one_origin() -> None:
    assert ways(["AGSJO", "AGSJO"], frozenset()).distance_km("AGSJO", "AEAJM") == pytest.approx(
        ways(["AGSJO"], frozenset()).distance_km("AGSJO", "AEAJM")
    )


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(PORTS), st.sampled_from(PORTS), st.sampled_from(network.PASSAGES))
def test_closing_a_passage_never_shortens_a_way_and_is_never_sailed(a: str, b: str, shut: str) -> None:
    there, closed = ways([a], frozenset()), ways([a], frozenset({shut}))
    assert closed.distance_km(a, b) >= there.distance_km(a, b) - 1e-6
    if np.isfinite(closed.distance_km(a, b)):
        assert shut not in closed.passages(a, b)


def test_small_ships_go_by_the_kiel_canal_and_large_ones_round_skagen() -> None:
    # Hamburg - Gdynia was 1,491 km round Skagen; the canal saves up to 350 nautical miles from German ports.
    found = ways(["DEHAM", "BRSSZ"], frozenset())
    shut = ways(["DEHAM", "BRSSZ"], frozenset({"kiel"}))
    assert found.distance_km("DEHAM", "PLGDY") == pytest.approx(855, abs=5)
    assert found.passages("DEHAM", "PLGDY") == ["kiel"]
    assert shut.distance_km("DEHAM", "PLGDY") - found.distance_km("DEHAM", "PLGDY") == pytest.approx(650, abs=40)
    assert "kiel" not in found.passages("BRSSZ", "PLGDY")
    assert found.distance_km("BRSSZ", "PLGDY") == shut.distance_km("BRSSZ", "PLGDY")
    services = network.load().services.filter(pl.col("passages").list.contains("kiel"))
    assert services.height > 400
    assert services["km"].max() < 3000


def test_the_line_of_a_sea_way_is_as_long_as_its_distance() -> None:
    line = network.polyline(network.load(), "sea:GEPTI-BRSSZ")
    assert line[0] == pytest.approx((41.66, 42.15), abs=0.01)
    assert line[-1] == pytest.approx((-46.30, -23.96), abs=0.01)
    x, y = np.radians(np.array(line)).T
    half = np.sin(np.diff(y) / 2) ** 2 + np.cos(y[:-1]) * np.cos(y[1:]) * np.sin(np.diff(x) / 2) ** 2
    drawn_km = float((2 * 6371.0088 * np.arcsin(np.sqrt(half))).sum())
    assert drawn_km == pytest.approx(network.distance_km("GEPTI", "BRSSZ", mode="sea"), rel=0.01)


def test_the_line_of_a_sea_way_goes_round_a_closed_passage() -> None:
    held = network.load(network.scenario({"close": "gibraltar"}, name="no Gibraltar"))
    line = network.polyline(held, "sea:TRMER-BRSSZ")
    assert min(lat for _, lat in line) < -34  # round the Cape


def test_a_closed_passage_cuts_the_sea_off() -> None:
    shut = network.scenario({"close": ["Turkish Straits"]}, name="Straits closed")
    with pytest.raises(NoRoute, match="Straits closed"):
        network.distance_km("GEPTI", "BRSSZ", mode="sea", scenario=shut)
    with pytest.raises(NoRoute):
        network.polyline(network.load(shut), "sea:GEPTI-BRSSZ")


def test_there_is_no_road_between_the_americas() -> None:
    with pytest.raises(NoRoute):
        network.distance_km("GWPAN", "GWCOL", mode="road")


@pytest.mark.parametrize(("a", "b", "low", "high"), [("AZALAT", "GEPTI", 740, 830), ("AZALAT", "TRMER", 1800, 2060)])
def test_road_and_rail_lengths_are_near_the_expected_ones(a: str, b: str, low: float, high: float) -> None:
    # Expectations of the prototype: Alat-Poti 814, Alat-Mersin 1,961 km by rail.
    assert low < network.distance_km(a, b, mode="rail") < high


def test_an_unknown_link_names_near_ones() -> None:
    with pytest.raises(UnknownCode, match="rail:GEAKHK-GEKART"):
        network.polyline(network.load(), "rail:GEAKHK-GEKARS")


def test_an_unknown_mode_lists_the_modes() -> None:
    with pytest.raises(BadInput, match="sea, rail or road"):
        network.distance_km("GEPTI", "BRSSZ", mode="air")


# Round figures to tell a road from a detour, no published lengths: for Bishkek - Almaty a cyclist counted 244 km
# (https://pedallingwest.wordpress.com/2016/06/23/days-252-to-255-almaty-to-bishkek/), for the others none was found.
@pytest.mark.parametrize(
    ("a", "b", "km"),
    [("GWKGZ", "GWKAZ", 240), ("GWBEN", "GWNGA", 120), ("GWBLR", "GWLTU", 185), ("GWARG", "GWURY", 600)],
)
def test_the_main_road_between_two_neighbours_is_there(a: str, b: str, km: float) -> None:
    assert 0.8 * km < network.distance_km(a, b, mode="road") < 1.1 * km
