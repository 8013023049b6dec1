"""Does every way to write a country lead to it, and every wrong way to an error that helps?"""

import csv
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.errors import AmbiguousName, UnknownCode
from alat.reference import comtrade_areas, countries, country, country_from_comtrade
from alat.reference.names import fold, read_table
from alat.sealed import PACKAGE

ISO3 = sorted(countries())
# UN Statistics Division, M49: https://unstats.un.org/unsd/methodology/m49/
M49 = {"AZE": 31, "BRA": 76, "TUR": 792, "NAM": 516, "USA": 840, "FRA": 250, "KAZ": 398, "GEO": 268, "CIV": 384}


@pytest.mark.parametrize(("iso3", "m49"), M49.items())
def test_m49_numbers_are_those_of_the_united_nations(iso3: str, m49: int) -> None:
    assert country(iso3).m49 == m49
    assert country(f"{m49:03d}").iso3 == iso3


@pytest.mark.parametrize(
    ("written", "iso3"),
    [
        ("Türkiye", "TUR"),
        ("TÜRKİYE", "TUR"),
        ("Turkey", "TUR"),
        ("TUR", "TUR"),
        ("TR", "TUR"),
        ("792", "TUR"),
        ("Ivory Coast", "CIV"),
        ("Cote d'Ivoire", "CIV"),
        ("Côte d’Ivoire", "CIV"),
        ("NA", "NAM"),
        ("Namibia", "NAM"),
        ("Czech Republic", "CZE"),
        ("Czechia", "CZE"),
        ("South Korea", "KOR"),
        ("Russia", "RUS"),
        ("UK", "GBR"),
        ("U.S.A.", "USA"),
        ("the United States of America", "USA"),
        ("Guinea", "GIN"),
        ("Georgia", "GEO"),
        ("Niger", "NER"),
        ("Dominica", "DMA"),
        ("Macedonia", "MKD"),
        ("Swaziland", "SWZ"),
        ("Burma", "MMR"),
        ("Cape Verde", "CPV"),
        ("Holland", "NLD"),
        ("Macau", "MAC"),
        ("Vietnam", "VNM"),
        ("Syria", "SYR"),
        ("Tanzania", "TZA"),
        ("Laos", "LAO"),
        ("DRC", "COD"),
        ("Brasil", "BRA"),
        ("Azərbaycan", "AZE"),
        ("São Tomé and Príncipe", "STP"),
        ("St. Kitts & Nevis", "KNA"),
    ],
)
def test_a_country_answers_to_its_usual_names(written: str, iso3: str) -> None:
    assert country(written).iso3 == iso3


@pytest.mark.parametrize(
    ("iso3", "name"),
    [
        ("TUR", "Türkiye"),
        ("BOL", "Bolivia"),
        ("VEN", "Venezuela"),
        ("IRN", "Iran"),
        ("KOR", "Republic of Korea"),
        ("CIV", "Côte d'Ivoire"),
        ("CZE", "Czechia"),
        ("CPV", "Cabo Verde"),
    ],
)
def test_names_are_short_and_those_of_the_united_nations(iso3: str, name: str) -> None:
    assert country(iso3).name == name


@pytest.mark.parametrize("name", [c.name for c in countries().values()])
def test_a_name_fits_a_page(name: str) -> None:
    assert name
    assert name == name.strip()
    assert "(the)" not in name
    assert "*" not in name
    assert len(name) <= 45


@given(
    st.sampled_from(ISO3),
    st.sampled_from(["iso3", "iso2", "name"]),
    st.sampled_from([str.upper, str.lower, str.title, str.swapcase]),
)
def test_every_code_and_name_resolves_whatever_its_case(iso3: str, field: str, recase: Callable[[str], str]) -> None:
    written = getattr(countries()[iso3], field)
    assert country(recase(written)).iso3 == iso3


@given(st.sampled_from(ISO3), st.sampled_from(["  {}", "{}\n", "\t{}  ", "The {}"]))
def test_blanks_and_a_leading_article_do_not_count(iso3: str, pattern: str) -> None:
    assert country(pattern.format(countries()[iso3].name)).iso3 == iso3


@given(st.sampled_from(ISO3))
def test_every_m49_number_resolves(iso3: str) -> None:
    assert country(str(countries()[iso3].m49)).iso3 == iso3


@given(st.sampled_from([row for row in read_table("aliases") if row["kind"] != "ambiguous"]))
def test_every_alias_resolves_to_its_country(row: dict[str, str]) -> None:
    assert country(row["alias"]).iso3 == row["iso3"]


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("written", "candidates"),
    [("Congo", {"COD", "COG"}), ("Korea", {"KOR", "PRK"}), ("Virgin Islands", {"VGB", "VIR"})],
)
def test_a_name_of_several_countries_is_refused_and_names_them(written: str, candidates: set[str]) -> None:
    with pytest.raises(AmbiguousName) as caught:
        country(written)
    assert {text[-4:-1] for text in caught.value.candidates} == candidates


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("Azerbajan", "Azerbaijan"),
        ("Brazl", "Brazil"),
        ("Kazahstan", "Kazakhstan"),
        ("Urugay", "Uruguay"),
        ("Turkiyee", "Türkiye"),
    ],
)
def test_a_misspelt_name_is_refused_with_the_right_one_beside_it(written: str, near: str) -> None:
    with pytest.raises(UnknownCode, match="unknown country") as caught:
        country(written)
    assert near in caught.value.near


@pytest.mark.parametrize("written", ["", "   ", "Atlantis", "999", "0", "-31", "31.0", "00031", "842", "Earth", "²"])
def test_what_is_no_country_is_refused(written: str) -> None:
    with pytest.raises(UnknownCode):
        country(written)


def test_codes_are_unique_and_well_formed() -> None:
    rows = list(countries().values())
    assert len(rows) == 249  # ISO 3166-1 has 249 entries
    for field in ("iso3", "iso2", "m49", "name"):
        assert len({getattr(c, field) for c in rows}) == len(rows), field
    assert all(len(c.iso3) == 3 and c.iso3.isupper() and len(c.iso2) == 2 for c in rows)
    assert list(countries()) == ISO3


@pytest.mark.parametrize(
    ("code", "iso3"),
    [(842, "USA"), (841, "USA"), (251, "FRA"), (579, "NOR"), (381, "ITA"), (757, "CHE"), (699, "IND"), (31, "AZE")],
)
def test_comtrade_codes_lead_to_their_country(code: int, iso3: str) -> None:
    found = country_from_comtrade(code)
    assert found is not None
    assert found.iso3 == iso3


@pytest.mark.parametrize("code", [490, 899, 891, 58, 711, 123456])
def test_a_comtrade_area_is_never_taken_for_a_country(code: int) -> None:
    assert country_from_comtrade(code) is None


def test_comtrade_areas_keep_a_name_of_their_own() -> None:
    assert comtrade_areas()[490] == "Other Asia, not elsewhere specified"
    assert all(country_from_comtrade(code) is None for code in comtrade_areas())


def test_the_dictionary_of_countries_is_the_callers_own() -> None:
    countries().clear()
    assert "AZE" in countries()


def test_namibia_survives_a_csv_reader() -> None:
    with (PACKAGE / "reference" / "tables" / "countries.csv").open(encoding="utf-8", newline="") as file:
        assert [row["iso2"] for row in csv.DictReader(file) if row["iso3"] == "NAM"] == ["NA"]
