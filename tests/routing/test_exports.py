"""Is an exported lane valid GeoJSON and a folder like GTFS, and does it say what the lane says?"""

import csv
import json
import math
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape

from alat.errors import BadInput
from alat.routing import Lanes, PartKind, lanes, lanes_geojson, write_gtfs
from alat.routing.export_geojson import cut

DAY = date(2025, 7, 1)


@pytest.fixture(scope="module")
def found() -> Lanes:
    return lanes("Santos", "Urumqi")


def test_there_is_a_feature_for_each_move_with_basis_and_sources(found: Lanes) -> None:
    made = json.loads(json.dumps(lanes_geojson(found), allow_nan=False))
    moves = [part for lane in found.lanes for part in lane.parts if part.kind is PartKind.MOVE]
    assert made["type"] == "FeatureCollection"
    assert len(made["features"]) == len(moves)
    for feature, part in zip(made["features"], moves, strict=True):
        line = shape(feature["geometry"])
        assert line.is_valid
        assert line.length > 0
        west, south, east, north = line.bounds
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90
        properties = feature["properties"]
        assert (properties["hours"], properties["basis"]) == (part.hours, part.basis.value)
        assert properties["sources"] == list(part.sources)
        assert "http" not in json.dumps(feature)


def test_the_hours_before_a_move_are_those_of_the_steps_before_it(found: Lanes) -> None:
    lane = found.lanes[0]
    features = lanes_geojson(found, [lane])["features"]
    assert isinstance(features, list)
    for feature in features:
        number = feature["properties"]["step"] - 1
        assert feature["properties"]["hours_before"] == sum(part.hours for part in lane.parts[:number])


def test_a_line_over_the_antimeridian_is_cut_there() -> None:
    pieces = cut(((170.0, 10.0), (-170.0, 20.0), (-160.0, 20.0)))
    assert pieces == [[[170.0, 10.0], [180.0, 15.0]], [[-180.0, 15.0], [-170.0, 20.0], [-160.0, 20.0]]]


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-80, 80)), min_size=2, max_size=8))
def test_no_piece_jumps_round_the_world(points: list[tuple[float, float]]) -> None:
    for piece in cut(tuple(points)):
        assert all(abs(a[0] - b[0]) <= 180 + 1e-4 for a, b in pairwise(piece))
        assert all(math.isfinite(value) for point in piece for value in point)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_folder_holds_what_gtfs_asks_for_and_its_keys_fit(found: Lanes, tmp_path: Path) -> None:
    lane = found.lanes[0]
    write_gtfs(found, lane, folder=tmp_path / "feed", day=DAY)
    tables = {path.stem: read(path) for path in (tmp_path / "feed").glob("*.txt") if path.stem != "README"}
    required = {"agency", "stops", "routes", "trips", "stop_times", "calendar", "feed_info"}
    assert required <= set(tables)
    moves = [part for part in lane.parts if part.kind is PartKind.MOVE]
    assert len(tables["trips"]) == len(tables["routes"]) == len(moves)
    assert {row["stop_id"] for row in tables["stop_times"]} == {row["stop_id"] for row in tables["stops"]}
    assert {row["agency_id"] for row in tables["routes"]} == {row["agency_id"] for row in tables["agency"]}
    assert {row["trip_id"] for row in tables["stop_times"]} == {row["trip_id"] for row in tables["trips"]}
    last = tables["stop_times"][-1]["arrival_time"].split(":")
    after = sum(part.hours for part in lane.parts[lane.parts.index(moves[-1]) + 1 :])
    assert int(last[0]) + int(last[1]) / 60 == pytest.approx(lane.hours - after, abs=0.02)
    assert "modelled" in tables["feed_info"][0]["feed_publisher_name"]
    assert {row["headway_secs"] for row in tables["frequencies"]} <= {str(7 * 24 * 3600)}


def test_addresses_in_the_folder_are_placeholders(found: Lanes, tmp_path: Path) -> None:
    for path in write_gtfs(found, found.lanes[0], folder=tmp_path, day=DAY):
        text = path.read_text(encoding="utf-8")
        assert text.count("://") == text.count("https://alat.invalid")


def test_a_file_is_no_folder_to_write_to(found: Lanes, tmp_path: Path) -> None:
    there = tmp_path / "file"
    there.write_text("", encoding="utf-8")
    with pytest.raises(BadInput, match="is not a folder"):
        write_gtfs(found, found.lanes[0], folder=there, day=DAY)
