"""Is every country where it is, and is what is missing said to be missing?"""

import math
from pathlib import Path

import polars as pl
import pytest

from alat.data import sources, table
from alat.reference import countries, country

# World Urbanization Prospects, the 2014 revision: longitude and latitude of capital cities
CAPITALS = {
    "AZE": (49.89, 40.38),
    "BRA": (-47.93, -15.78),
    "COL": (-74.08, 4.61),  # GeoDist has it one degree west
    "NZL": (174.78, -41.29),  # and this one three degrees south
    "WSM": (-171.77, -13.83),
    "GIN": (-13.65, 9.57),
    "TUR": (32.85, 39.92),
    "GEO": (44.83, 41.69),
    "KAZ": (71.45, 51.18),
    "ARG": (-58.40, -34.61),
    "MEX": (-99.14, 19.43),
    "MNE": (19.26, 42.44),
    "SRB": (20.46, 44.82),
    "COD": (15.31, -4.33),
}
WITHOUT_PLACE = {"ALA", "ATA", "ATF", "BLM", "BVT", "HMD", "IOT", "MAF", "SGS", "SJM", "UMI"}


def _km(here: tuple[float, float], there: tuple[float, float]) -> float:
    (lon1, lat1), (lon2, lat2) = ((math.radians(x), math.radians(y)) for x, y in (here, there))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(half))


@pytest.mark.parametrize(("iso3", "place"), CAPITALS.items())
def test_a_capital_is_where_the_united_nations_have_it(iso3: str, place: tuple[float, float]) -> None:
    found = country(iso3)
    assert found.lon is not None
    assert found.lat is not None
    assert _km((found.lon, found.lat), place) < 20


def test_every_state_has_a_place_and_the_territories_without_one_are_known() -> None:
    without = {c.iso3 for c in countries().values() if c.lat is None or c.lon is None}
    assert without == WITHOUT_PLACE
    assert not any(countries()[iso3].sovereign for iso3 in without)


def test_a_place_is_whole_or_absent_and_names_its_source() -> None:
    for c in countries().values():
        assert (
            (c.lat is None) == (c.lon is None) == (c.main_lat is None) == (c.main_lon is None) == (not c.place_source)
        )
        assert all(each in sources() for each in c.place_source.split(";") if each), c.iso3


def test_the_main_city_is_the_one_that_carries_the_trade() -> None:
    wanted = {"BRA": "São Paulo", "TUR": "Istanbul", "KAZ": "Almaty", "USA": "New York", "NGA": "Lagos", "AZE": "Baku"}
    assert {iso3: country(iso3).main_city for iso3 in wanted} == wanted


def test_forty_four_countries_have_no_sea() -> None:
    # thirty-two landlocked developing countries of the United Nations and twelve in Europe
    found = {c.iso3 for c in countries().values() if c.landlocked}
    assert len(found) == 44
    assert {"AZE", "KAZ", "TKM", "BOL", "PRY", "ARM", "BLR", "SRB", "CHE", "ETH"} <= found
    assert not found & {"GEO", "TUR", "IRN", "RUS", "BRA", "COD", "BIH", "MNE"}


def test_regions_are_those_of_m49() -> None:
    assert (country("AZE").region, country("AZE").subregion) == ("Asia", "Western Asia")
    assert country("BRA").subregion == "Latin America and the Caribbean"
    assert {c.iso3 for c in countries().values() if not c.region} == {"ATA"}


def test_the_table_and_the_functions_say_the_same() -> None:
    frame = table("reference_countries")
    assert frame["iso3"].to_list() == list(countries())
    assert frame["iso2"].null_count() == 0
    assert frame["lat"].to_list() == [c.lat for c in countries().values()]


@pytest.mark.raw
def test_every_trader_of_baci_has_a_row_and_a_place(raw_data: Path) -> None:
    flows = pl.read_parquet(raw_data / "trade" / "baci_2023_bilateral_totals.parquet", columns=["exporter", "importer"])
    traders = set(flows["exporter"]) | set(flows["importer"])
    assert traders <= set(countries())
    assert {iso3 for iso3 in traders if countries()[iso3].lat is None} <= WITHOUT_PLACE
