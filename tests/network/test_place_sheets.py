"""What does the network say of one place, and does the map file hold everything?"""

import itertools

import polars as pl
import pytest

from alat import network
from alat.errors import UnknownCode


def test_the_sheet_of_alat_shows_ferries_with_status_wait_and_capacity() -> None:
    held = network.sheet("Alat")
    ferries = held.links.filter(held.links["mode"] == "caspian")
    assert set(ferries["to"]) == {"IRANZ", "TMKRW", "KZKURK", "KZAAU", "IRAMD"}
    feeder = ferries.row(by_predicate=pl.col("to") == "KZAAU", named=True)
    assert (feeder["status"], feeder["since"]) == ("open", "2019-04-16")
    assert feeder["said_by"].startswith("https://uic.org")
    waits = held.handling.filter(held.handling["operation"].str.contains("wait"))
    assert waits.select("hours", "hours_high").rows() == [(60.0, 168.0), (72.0, 240.0)]
    # Parameter P24 and facts F046: six feeders, 89,000 TEU a year.
    assert (89000.0, "TEU a year", "now") in held.capacities.select("value", "unit", "state").rows()


def test_a_planned_link_is_shown_as_planned_with_who_says_so() -> None:
    kars = network.sheet("Kars").links
    row = kars.row(by_predicate=pl.col("link_id") == "rail:TRDILU-TRKARS", named=True)
    assert (row["status"], row["since"], row["as_of"]) == ("planned", "2025-08-22", "2025-08")
    assert row["said_by"]


def test_the_services_of_a_port_are_its_own_and_nearest_first() -> None:
    held = network.sheet("GEPTI")
    services = network.load().services
    mine = services.filter((services["port_a"] == "GEPTI") | (services["port_b"] == "GEPTI"))
    assert held.services.height == mine.height
    assert held.services["km"].is_sorted()
    assert "GEPTI" not in held.services["port"].to_list()


@pytest.mark.parametrize("name", ["GWAZE", "KZALA", "BGKAPI", "GEREDB"])
def test_every_kind_of_place_has_a_sheet(name: str) -> None:
    held = network.sheet(name)
    assert held.sources
    assert held.links.height > 0


def test_an_unknown_place_has_no_sheet() -> None:
    with pytest.raises(UnknownCode, match="Alat"):
        network.sheet("Alatt")


def test_the_map_file_holds_every_place_and_usable_link() -> None:
    held = network.load()
    made = network.features()
    assert made["type"] == "FeatureCollection"
    found = made["features"]
    assert isinstance(found, list)
    names = {one["id"] for one in found}
    assert names == {*held.places["place_id"], *held.links["link_id"]}
    lines = [one["geometry"]["coordinates"] for one in found if one["geometry"]["type"] == "MultiLineString"]
    for line in lines:
        for piece in line:
            assert all(abs(b[0] - a[0]) <= 180 for a, b in itertools.pairwise(piece))
