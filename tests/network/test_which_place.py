"""Which place does a name mean, and how does the mode of transport tell?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat import network
from alat.errors import AmbiguousName, NoRoute, UnknownCode
from alat.network.places import KINDS_OF_MODE, places

SHUFFLED = st.sampled_from(sorted(places())).flatmap(
    lambda key: st.tuples(st.just(key), st.sampled_from([key.lower(), key.upper(), key.swapcase(), f"  {key} "]))
)


@given(SHUFFLED)
def test_every_place_answers_to_its_id_in_any_case(key_and_text: tuple[str, str]) -> None:
    key, text = key_and_text
    assert network.place(text).id == key


@pytest.mark.parametrize(
    ("name", "mode", "expected"),
    [
        ("Baku", "", "GWAZE"),
        ("Baku", "sea", "AZALAT"),
        ("baku", "caspian", "AZALAT"),
        ("Baku", "road", "GWAZE"),
        ("Alat", "", "AZALAT"),
        ("Port of Baku", "", "AZALAT"),
        ("Almaty", "rail", "KZALA"),
        ("Almaty", "road", "GWKAZ"),
        ("Istanbul", "sea", "TRAMB"),
        ("Singapore", "sea", "SGSIN"),
        ("Singapore", "road", "GWSGP"),
        ("Kars", "rail", "TRKARS"),
        ("TRDRC", "", "TRIZM"),
        ("GE PTI", "", "GEPTI"),
        ("Paranaguá", "", "BRPNG"),
        ("São Paulo", "", "GWBRA"),
        ("Gioia", "sea", "ITGIT"),
    ],
)
def test_a_name_means_the_place_the_mode_can_lead_to(name: str, mode: str, expected: str) -> None:
    assert network.place(name, mode=mode).id == expected


def test_a_name_of_two_places_stays_ambiguous_where_no_mode_tells() -> None:
    with pytest.raises(AmbiguousName, match="KZALA"):
        network.place("Almaty")


@pytest.mark.parametrize("mode", sorted(KINDS_OF_MODE))
def test_no_mode_leads_to_a_place_of_another_kind(mode: str) -> None:
    for name in ("Baku", "Poti", "Santos", "Kars", "Istanbul", "Aktau"):
        try:
            found = network.place(name, mode=mode)
        except UnknownCode:
            continue
        assert found.kind in KINDS_OF_MODE[mode]


def test_an_inland_place_is_no_seaport() -> None:
    with pytest.raises(UnknownCode, match="unknown seaport 'Kars'"):
        network.distance_km("Kars", "Santos", mode="sea")


def test_a_place_by_name_is_as_far_as_by_code() -> None:
    by_code = network.distance_km("GEPTI", "BRSSZ", mode="sea")
    assert network.distance_km("poti", "SANTOS", mode="sea") == by_code
    # NETWORK expectations: 838 km Baku-Kars by the railway's own count (facts F054).
    assert network.distance_km("Baku", "kars", mode="rail") == pytest.approx(838, rel=0.03)


def test_the_caspian_has_sea_distances_of_its_own_and_leads_nowhere_else() -> None:
    assert network.distance_km("Baku", "Aktau", mode="sea") == network.distance_km("AZALAT", "KZAAU", mode="sea") == 470
    with pytest.raises(NoRoute, match="joined to no other sea"):
        network.distance_km("Alat", "Poti", mode="sea")


@pytest.mark.parametrize("text", ["", "  ", "-", "zzzz"])
def test_a_name_without_words_is_unknown(text: str) -> None:
    with pytest.raises(UnknownCode):
        network.place(text)
