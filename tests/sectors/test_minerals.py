"""Who mines a mineral, and how much of the world's output is theirs?"""

import pytest

from alat.data import table
from alat.errors import NotCovered, UnknownCode
from alat.sectors import mineral_shares


def test_australia_and_not_the_triangle_led_lithium_in_2020() -> None:
    found = mineral_shares("lithium")
    # BP Statistical Review 2021: 40.0, 20.6, 14.0 and 6.2 of 86.3 thousand tonnes.
    assert found.year == 2020
    assert found.producers["iso3"].to_list()[:4] == ["AUS", "CHL", "CHN", "ARG"]
    assert [round(share, 3) for share in found.producers["share"][:4]] == [0.464, 0.239, 0.162, 0.072]
    assert found.world_t.value == pytest.approx(86_263, rel=1e-4)


def test_a_country_that_is_not_listed_has_at_most_the_rest() -> None:
    found = mineral_shares("Lithium ")
    assert {"BOL", "PER"}.isdisjoint(found.producers["iso3"])
    assert found.rest.value == pytest.approx(0.006, abs=0.001)


def test_shares_of_every_year_stay_within_the_world() -> None:
    for year in sorted(set(table("minerals")["year"])):
        found = mineral_shares("lithium", year=year)
        assert found.producers["share"].sum() <= 1 + 1e-6
        assert found.producers["tonnes"].is_sorted(descending=True)
        assert found.producers["tonnes"].sum() <= (found.world_t.value or 0) * (1 + 1e-4)


def test_a_year_without_figures_is_said() -> None:
    with pytest.raises(NotCovered, match="lithium output in 2024 is not covered; the snapshot has 2016 to 2020"):
        mineral_shares("lithium", year=2024)


def test_an_unknown_mineral_lists_what_there_is() -> None:
    with pytest.raises(UnknownCode, match="did you mean lithium"):
        mineral_shares("unobtainium")
