"""Does a question without an answer say exactly what took the answer away?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat import network
from alat.errors import NoRoute
from alat.network.scenario import BASE, Scenario
from alat.reference import countries
from alat.routing import lanes
from alat.routing.blame import Cut, _each_enough, _least


@given(st.integers(1, 12), st.data())
@settings(max_examples=200)
def test_the_cuts_named_are_those_a_slow_search_finds(number: int, data: st.DataObject) -> None:
    suspects = [Cut(str(i)) for i in range(number)]
    ways = data.draw(st.lists(st.sets(st.integers(0, number - 1), min_size=1), min_size=1, max_size=4))

    def enough(lifted: list[Cut]) -> bool:
        there = {int(cut.name) for cut in lifted}
        return any(way <= there for way in ways)

    alone = [cut for cut in suspects if enough([cut])]
    assert _each_enough(suspects, enough) == alone
    needed = list(suspects)
    for cut in reversed(suspects):
        rest = [other for other in needed if other is not cut]
        needed = rest if enough(rest) else needed
    assert _least(suspects, enough) == needed


def test_cuba_is_never_reached_by_ports_of_the_united_states() -> None:
    iso3 = dict(network.load(BASE).places.select("place_id", "iso3").iter_rows())
    for ends in (("AZE", "CUB"), ("CUB", "GEO")):
        answer = lanes(*ends)
        assert "USA" not in {
            iso3[place] for lane in answer.lanes for part in lane.parts for place in (part.start, part.end)
        }
        assert any("BAR-CUB-USA" in note for note in answer.notes)


def test_opening_a_bar_brings_its_lanes_back() -> None:
    opened = lanes("AZE", "CUB", scenario=network.scenario({"open": "BAR-CUB-USA"}, name="no embargo"))
    assert opened.lanes[0].generalised_usd < lanes("AZE", "CUB").lanes[0].generalised_usd
    assert not any("BAR-" in note for note in opened.notes)


@pytest.mark.parametrize(
    ("ends", "says"),
    [
        (("USA", "CUB"), r"cut by the bar BAR-CUB-USA: .* \(in force since 1992\)$"),
        (("ISR", "LBN"), r"cut by the bar BAR-ISR-ENEMY: .* and the bar BAR-ISR-LBN-SYR: .* together$"),
        (("MDG", "KNA"), r"cut by the limit of 3 sea legs$"),
    ],
)
def test_a_bar_and_a_limit_on_legs_are_named_like_any_other_cut(ends: tuple[str, str], says: str) -> None:
    with pytest.raises(NoRoute, match=says):
        lanes(*ends)


def test_each_edit_that_is_named_restores_a_lane_when_it_is_lifted_and_the_others_do_not() -> None:
    shut = Scenario("", avoid=("GEO", "IRN", "RUS", "KAZ", "TKM"))
    with pytest.raises(NoRoute) as caught:
        lanes("AZE", "BRA", scenario=shut)
    for iso3 in shut.avoid:
        lifted = Scenario("", avoid=tuple(set(shut.avoid) - {iso3}))
        if f"avoiding {countries()[iso3].name};" in str(caught.value):
            assert lanes("AZE", "BRA", scenario=lifted).lanes
        else:
            with pytest.raises(NoRoute):
                lanes("AZE", "BRA", scenario=lifted)


def test_cuts_that_only_together_restore_a_lane_are_named_together() -> None:
    with pytest.raises(NoRoute, match=r"cut by avoiding .* and avoiding .* together$"):
        lanes("AZE", "BRA", scenario=Scenario("", avoid=("AZE", "BRA", "RUS")))
