"""What does the network hold, and what must never be in it?"""

import numpy as np
import polars as pl
import pytest

from alat import network
from alat.data import table
from alat.errors import AmbiguousName, UnknownCode
from alat.reference import country

EARTH_KM = 6371.0088


def great_circle_km(lon_a: pl.Series, lat_a: pl.Series, lon_b: pl.Series, lat_b: pl.Series) -> np.ndarray:
    x, y, u, v = (np.radians(np.asarray(part, dtype=float)) for part in (lon_a, lat_a, lon_b, lat_b))
    half = np.sin((v - y) / 2) ** 2 + np.cos(y) * np.cos(v) * np.sin((u - x) / 2) ** 2
    return 2 * EARTH_KM * np.arcsin(np.sqrt(half))


def straight_km(rows: pl.DataFrame, first: str, second: str) -> tuple[pl.DataFrame, np.ndarray]:
    places = table("places").select("place_id", "lon", "lat")
    joined = rows.join(places, left_on=first, right_on="place_id").join(
        places, left_on=second, right_on="place_id", suffix="_b"
    )
    return joined, great_circle_km(joined["lon"], joined["lat"], joined["lon_b"], joined["lat_b"])


def test_no_link_is_shorter_than_the_great_circle() -> None:
    joined, straight = straight_km(table("links"), "place_a", "place_b")
    short = joined.filter(pl.Series(joined["km"].to_numpy() < straight - 0.11))
    assert short["link_id"].to_list() == []


def test_no_service_is_shorter_than_the_great_circle() -> None:
    joined, straight = straight_km(network.load().services, "port_a", "port_b")
    short = joined.filter(pl.Series(joined["km"].to_numpy() < straight - 0.2))
    assert short.select("port_a", "port_b").rows() == []


def test_every_gateway_reaches_a_seaport_over_land() -> None:
    findings = {row["question"]: row for row in network.check().iter_rows(named=True)}
    assert findings["gateways that reach a seaport over land"]["value"] == "202 of 202"
    assert all(row["sound"] for row in findings.values())


@pytest.mark.parametrize("iso3", ["AZE", "BRA", "ROU", "COD", "SRB", "MNE", "SSD", "TLS", "CUB", "CUW", "SXM", "KAZ"])
def test_a_country_of_the_list_has_a_gateway_even_where_the_distance_file_lacks_its_code(iso3: str) -> None:
    assert network.gateway(country(iso3)).iso3 == iso3


def test_the_gateway_is_the_main_city_and_not_always_the_capital() -> None:
    assert network.gateway(country("TUR")).name == "Istanbul"
    assert network.gateway(country("KAZ")).name == "Almaty"
    assert network.gateway(country("AZE")).name == "Baku"


def test_the_gauge_of_the_kars_line_changes_at_akhalkalaki_and_not_at_the_border() -> None:
    links = network.load().links
    inner = links.row(by_predicate=pl.col("link_id") == "rail:GEAKHK-GEKART", named=True)
    border = links.row(by_predicate=pl.col("link_id") == "rail:GEKART-TRCANB", named=True)
    assert (inner["gauge_a_mm"], inner["gauge_b_mm"]) == (1520, 1435)
    assert (border["gauge_a_mm"], border["gauge_b_mm"]) == (1435, 1435)


@pytest.mark.parametrize(
    ("link", "gauges"),
    [("rail:BYBRES-PLMAL", {1435, 1520}), ("rail:CNHORG-KZALTK", {1435, 1520}), ("rail:CNALSH-KZDOST", {1435, 1520})],
)
def test_gauge_breaks_stand_on_the_border_link(link: str, gauges: set[int]) -> None:
    row = network.load().links.row(by_predicate=pl.col("link_id") == link, named=True)
    assert {row["gauge_a_mm"], row["gauge_b_mm"]} == gauges


def test_railway_links_that_meet_at_a_place_have_one_gauge_there() -> None:
    rails = network.load().links.filter(pl.col("mode") == "rail")
    ends = pl.concat(
        [
            rails.select(pl.col(f"place_{side}").alias("place_id"), pl.col(f"gauge_{side}_mm").alias("gauge"))
            for side in "ab"
        ]
    )
    mixed = ends.group_by("place_id").agg(pl.col("gauge").n_unique()).filter(pl.col("gauge") > 1)
    # Both ends of the planned Rasht-Astara line and the reloading place of the Kars line have two.
    assert set(mixed["place_id"]) <= {"GEAKHK", "IRASTA"}


def test_a_border_row_stands_on_every_land_link_between_countries_and_on_no_other() -> None:
    links = network.load().links.filter(pl.col("mode") != "caspian")
    across = pl.col("iso3_a") != pl.col("iso3_b")
    assert links.filter(across & (pl.col("border") == ""))["link_id"].to_list() == []
    assert links.filter(~across & (pl.col("border") != ""))["link_id"].to_list() == []
    known = set(network.load().borders["id"])
    assert set(links["border"]) - {""} <= known


def test_no_railway_crosses_a_border_in_south_and_central_america() -> None:
    latin = {"ARG", "BRA", "BOL", "CHL", "PER", "PRY", "URY", "COL", "VEN", "ECU", "GTM", "CRI"}
    rails = network.load().links.filter(pl.col("mode") == "rail")
    assert rails.filter(pl.col("iso3_a").is_in(latin) | pl.col("iso3_b").is_in(latin)).is_empty()


def test_azerbaijan_and_turkiye_touch_at_nakhchivan_only() -> None:
    links = network.load().links.filter(
        pl.concat_list("iso3_a", "iso3_b").list.sort() == ["AZE", "TUR"]  # the exclave's border
    )
    assert links["link_id"].to_list() == ["road:AZSADA-TRDILU"]
    zones = dict(network.load().places.select("place_id", "zone").iter_rows())
    assert zones["AZSADA"] == "AZE-NX"
    inside = table("links").filter((pl.col("iso3_a") == "AZE") & (pl.col("iso3_b") == "AZE"))
    usable = inside.filter(pl.col("status").is_in(["open", "restricted"]))
    assert all((zones[a] == "AZE-NX") == (zones[b] == "AZE-NX") for a, b in usable.select("place_a", "place_b").rows())


def test_links_join_places_of_one_zone_or_cross_a_border() -> None:
    zones = dict(network.load().places.select("place_id", "zone").iter_rows())
    links = network.load().links.filter((pl.col("iso3_a") == pl.col("iso3_b")) & (pl.col("mode") != "caspian"))
    assert [
        row["link_id"] for row in links.iter_rows(named=True) if zones[row["place_a"]] != zones[row["place_b"]]
    ] == []


def test_every_line_starts_and_ends_at_the_places_of_its_link() -> None:
    lines = table("link_lines").join(table("links"), on="link_id")
    places = {row["place_id"]: (row["lon"], row["lat"]) for row in table("places").iter_rows(named=True)}
    for row in lines.iter_rows(named=True):
        for end, number in (("place_a", 0), ("place_b", -1)):
            lon, lat = places[row[end]]
            assert abs(row["lon"][number] - lon) < 0.02, row["link_id"]
            assert abs(row["lat"][number] - lat) < 0.02, row["link_id"]


def test_a_place_answers_to_its_id_its_code_and_its_name() -> None:
    assert network.place("brssz") == network.place("Santos") == network.place("BRSSZ")
    assert network.place("TRDRC").id == "TRIZM"  # Derince by its UN/LOCODE
    assert network.place("XAFGCHNR01a").iso3 == network.place("xafgchnr01A").iso3 == "AFG"  # a derived crossing


def test_an_unknown_place_names_near_ones() -> None:
    with pytest.raises(UnknownCode, match="Poti"):
        network.place("Pooti")


def test_an_ambiguous_name_lists_the_places() -> None:
    with pytest.raises(AmbiguousName, match="GYGEO"):
        network.place("Georgetown")


def test_the_passages_in_the_table_are_the_ones_the_code_names() -> None:
    assert tuple(sorted(network.passages())) == network.PASSAGES
    assert set(table("sea_edges")["passage"]) - {""} == set(network.PASSAGES)
    assert network.passage("Bosphorus").id == "turkish-straits"


def test_the_tables_carry_their_basis_and_source_in_every_row() -> None:
    held = network.load()
    for frame in (held.places, held.links, held.services, held.borders, held.handling, held.parameters):
        assert frame["basis"].null_count() == 0
        assert frame.filter(pl.col("source").is_null() | (pl.col("source") == "")).is_empty()
