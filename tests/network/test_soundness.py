"""Is the network sound, and would the checks see it if it were not?"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from alat import network
from alat.data import table
from alat.network import check_borders, check_joins, check_lengths
from alat.network.coast import inland, offshore, on_land, sampled
from alat.network.finding import Finding, none_of


def unsound(found: list[Finding]) -> dict[str, str]:
    return {one.question: one.value for one in found if not one.sound}


def with_links(**edits: pl.Expr) -> network.Network:
    held = network.load()
    return replace(held, links=held.links.with_columns(**edits))


def where(link: str, value: pl.Expr, column: str) -> pl.Expr:
    return pl.when(pl.col("link_id") == link).then(value).otherwise(pl.col(column)).alias(column)


def test_the_shipped_network_is_sound() -> None:
    findings = network.check()
    assert findings.filter(~pl.col("sound")).rows() == []
    assert set(findings["about"]) == {
        "sizes", "joins", "statuses", "lengths", "speeds", "coasts", "borders", "zones", "gauges",
    }  # fmt: skip


def test_a_link_shorter_than_the_great_circle_is_found() -> None:
    held = with_links(km=where("rail:GEKART-TRCANB", pl.lit(0.1), "km"))
    short = with_links(km=pl.col("km") / 3)
    assert "rail:GEKART-TRCANB" not in str(unsound(check_lengths.length_findings(held)))
    assert "links shorter than the great circle" in unsound(check_lengths.length_findings(short))


def test_a_wrong_length_of_a_published_line_is_found() -> None:
    no_kars = network.load(network.scenario({"close": "rail:GEKART-TRCANB"}, name="no Kars line"))
    found = unsound(check_lengths.length_findings(no_kars))
    assert "Baku - Kars by rail, km" in found


def test_a_missing_main_road_between_neighbours_is_found() -> None:
    held = network.load()
    seme = "XBENNGAR01a"
    without = held.links.filter((pl.col("place_a") != seme) & (pl.col("place_b") != seme))
    found = unsound(check_lengths.length_findings(replace(held, links=without)))
    assert any("BEN-NGA (6.3)" in value for question, value in found.items() if "main cities of neighbours" in question)


def test_an_impossible_speed_is_found() -> None:
    held = network.load()
    fast = held.parameters.with_columns(value=pl.when(pl.col("id") == "P41").then(420.0).otherwise(pl.col("value")))
    found = unsound(check_lengths.length_findings(replace(held, parameters=fast)))
    assert any("P41 (420 km/h)" in value for value in found.values())


def test_a_border_without_its_row_is_found() -> None:
    held = with_links(border=where("road:AZREDB-GEREDB", pl.lit(""), "border"))
    assert (
        "road:AZREDB-GEREDB"
        in unsound(check_borders.border_findings(held))["links between countries without a row of borders"]
    )


def test_a_short_cut_out_of_an_exclave_is_found() -> None:
    held = network.load()
    new = held.links.filter(pl.col("link_id") == "road:AZGANJ-AZHORA").head(1)
    if new.is_empty():
        new = held.links.filter((pl.col("place_a") == "AZALAT") & (pl.col("mode") == "road")).head(1)
    short = new.with_columns(link_id=pl.lit("road:AZALAT-AZJULF"), place_a=pl.lit("AZALAT"), place_b=pl.lit("AZJULF"))
    found = unsound(check_borders.border_findings(replace(held, links=pl.concat([held.links, short]))))
    assert any("road:AZALAT-AZJULF" in value for value in found.values())
    assert "links out of AZE-NX that cross a border" in found


@pytest.mark.parametrize(
    "link", ["rail:CNALSH-KZDOST", "rail:CNHORG-KZALTK", "rail:BYBRES-PLMAL", "rail:XESPFRAT01a-XESPFRAT01b"]
)
def test_a_missing_break_of_gauge_is_found(link: str) -> None:
    held = with_links(gauge_b_mm=where(link, pl.col("gauge_a_mm"), "gauge_b_mm"))
    assert any(link in value for value in unsound(check_borders.border_findings(held)).values())


def test_a_break_of_gauge_in_the_wrong_place_is_found() -> None:
    held = with_links(gauge_b_mm=where("rail:GEKART-TRCANB", pl.lit(1520), "gauge_b_mm"))
    assert "Akhalkalaki - Kartsakhi changes gauge, the border after it does not" in unsound(
        check_borders.border_findings(held)
    )


def test_a_closed_link_in_use_and_a_port_without_ships_are_found() -> None:
    held = with_links(status=where("rail:GEKART-TRCANB", pl.lit("closed"), "status"))
    idle = replace(held, services=held.services.filter((pl.col("port_a") != "GEPTI") & (pl.col("port_b") != "GEPTI")))
    found = unsound(check_joins.join_findings(idle))
    assert "rail:GEKART-TRCANB" in found["links in use that are closed or planned"]
    assert "GEPTI" in found["ports without a sea service"]


def test_a_finding_names_what_is_wrong_and_what_was_expected() -> None:
    one = none_of("lengths", "wrong", found=["a", "b"], of=1000, allowed=["b"])
    assert (one.value, one.expected, one.sound) == ("1 of 1,000: a", "none but b", False)


# A slow reference: one ray to the east of each point, ring by ring.
def land_by_rays(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    inside = np.zeros(len(lon), dtype=bool)
    for ring in table("world_outline").sort("polygon", "ring", "point").partition_by("polygon", "ring"):
        x, y = ring["lon"].to_list(), ring["lat"].to_list()
        for (x0, y0), (x1, y1) in pairwise([*zip(x, y, strict=True), (x[0], y[0])]):
            if y0 != y1:
                spans = (y0 > lat) != (y1 > lat)
                inside ^= spans & (lon < (x1 - x0) * (lat - y0) / (y1 - y0) + x0)
    return inside


def test_land_and_sea_are_those_of_the_slow_reference() -> None:
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(-180, 180, 800), rng.uniform(-90, 84, 800)
    assert np.array_equal(on_land(lon, lat), land_by_rays(lon, lat))


def test_known_spots_lie_on_land_and_at_sea() -> None:
    lon, lat = np.array([46.0, -60.0, -30.0, 51.0]), np.array([40.7, -10.0, 0.0, 41.0])
    assert on_land(lon, lat).tolist() == [True, True, False, False]  # Ganja, Amazonia, Atlantic, Caspian
    assert inland(lon, lat, margin=0.2).tolist() == [True, True, False, False]
    assert offshore(lon, lat, margin=0.2).tolist() == [False, False, True, True]


def test_points_along_a_line_are_never_far_apart_and_keep_its_ends() -> None:
    lines = pl.DataFrame({"lon": [[0.0, 1.0], [179.9, -179.9, -179.0]], "lat": [[0.0, 0.5], [0.0, 0.0, 0.0]]})
    lon, lat, row = sampled(lines)
    first = lon[row == 0]
    assert (first[0], first[-1], lat[row == 0][-1]) == (0.0, 1.0, 0.5)
    assert np.diff(first).max() <= 0.1
    assert lon[row == 1].min() == -179.9  # the step over the seam is left out
