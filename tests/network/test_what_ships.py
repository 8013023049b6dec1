"""Do the tables of places and links hold what they promise: sizes, terminals, airports, dates?"""

import polars as pl
import pytest

from alat import network
from alat.data import table
from alat.data.rows import read_columns, read_csv
from alat.sealed import read_bytes

LINKS = "data/snapshot/links.csv"


def of_kind(kind: str) -> pl.DataFrame:
    return table("places").filter(pl.col("kind") == kind)


@pytest.mark.parametrize(("kind", "least"), [("gateway", 190), ("port", 570), ("rail_terminal", 90), ("airport", 90)])
def test_the_network_is_as_large_as_it_should_be(kind: str, least: int) -> None:
    assert of_kind(kind).height >= least


def test_a_derived_terminal_says_so_and_lies_on_rails_near_its_gateway() -> None:
    derived = of_kind("rail_terminal").filter(pl.col("place_id").str.starts_with("RT"))
    assert set(derived["basis"]) == {"modelled"}
    rails = table("links").filter(pl.col("mode") == "rail")
    on_rails = set(rails["place_a"]) | set(rails["place_b"])
    assert set(derived["place_id"]) <= on_rails
    for row in derived.iter_rows(named=True):
        gateway = network.place(f"GW{row['iso3']}")
        assert abs(gateway.lat - row["lat"]) < 0.25
        assert row["name"] == f"{gateway.name} (railway)"


def test_no_terminal_is_derived_where_one_is_curated_near_by() -> None:
    assert not {"RTAZE", "RTGEO", "RTKAZ", "RTUZB", "RTTUR"} & set(table("places")["place_id"])


def test_every_airport_is_reached_by_road_or_is_planned() -> None:
    roads = table("links").filter(pl.col("mode") == "road")
    reached = set(roads["place_a"]) | set(roads["place_b"])
    apart = of_kind("airport").filter(~pl.col("place_id").is_in(list(reached)))
    assert set(apart["state"]) <= {"planned"}


def test_a_link_carries_the_dates_of_its_status() -> None:
    said = {row["id"]: row for row in table("link_status").iter_rows(named=True)}
    dated = table("links").filter(pl.col("status_id") != "")
    assert dated.filter(pl.col("since") != "").height > 50
    for row in dated.iter_rows(named=True):
        status = said[row["status_id"]]
        assert (row["since"], row["until"]) == (status["since"] or "", status["until"] or "")


def test_reading_links_by_column_gives_what_reading_by_row_gives() -> None:
    content = read_bytes(LINKS)
    by_row = read_csv(content, "links", file=LINKS).with_columns(pl.col(pl.String).fill_null(""))
    assert read_columns(content, "links").equals(by_row)


@pytest.mark.parametrize(
    ("a", "b", "km"),
    # Own estimates of the streets and bridges that the lines lack: great circle and approaches.
    [("Asuncion", "XARGPRYR01b", 30), ("Barranquilla", "Santa Marta", 130), ("CLCNL", "CLSVE", 100)],
)
def test_holes_in_the_roads_of_latin_america_are_mended(a: str, b: str, km: float) -> None:
    assert network.distance_km(a, b, mode="road") < km


@pytest.mark.parametrize("status", ["ST51", "ST52", "ST53", "ST54", "ST55"])
def test_railways_that_carry_nothing_are_closed_with_a_reason(status: str) -> None:
    rows = table("links").filter(pl.col("status_id") == status)
    assert rows.height
    assert set(rows["status"]) == {"closed"}
    assert set(rows["link_id"]).isdisjoint(network.load().links["link_id"])
    assert status in network.load().cut["id"].to_list()


def test_northern_ireland_has_the_gauge_of_ireland() -> None:
    rails = network.load().links.filter(pl.col("mode") == "rail")
    border = rails.row(by_predicate=pl.col("link_id") == "rail:XGBRIRLT01a-XGBRIRLT01b", named=True)
    assert (border["gauge_a_mm"], border["gauge_b_mm"]) == (1600, 1600)
