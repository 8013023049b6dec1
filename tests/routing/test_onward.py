"""Is a hub held against the best ways round it?"""

import pytest

from alat.errors import BadInput, UnknownCode
from alat.network.scenario import Scenario
from alat.routing import lanes, onward

WEST = Scenario("west", avoid=("RUS", "IRN"))


def test_alat_is_held_against_rivals_that_do_not_touch_it() -> None:
    found = onward("Santos", "Alat", destinations=["KAZ", "UZB", "Urumqi"], scenario=WEST)
    assert [one.destination_place for one in found.onward] == ["Almaty", "Tashkent", "Urumqi"]
    for one in found.onward:
        assert one.by_hub is not None
        assert any(part.start == "AZALAT" for part in one.by_hub.lane.parts)
        assert "Azerbaijan" in one.by_hub.goes_by
        assert len({frozenset(rival.goes_by) for rival in one.rivals}) == len(one.rivals) <= 4
        for rival in one.rivals:
            assert all("AZALAT" not in (part.start, part.end) for part in rival.lane.parts)
            assert not {"Iran", "Russian Federation"} & set(rival.goes_by)


def test_where_the_best_lane_goes_by_the_hub_the_rivals_cost_no_less() -> None:
    plain = lanes("BRA", "TKM", scenario=WEST).lanes[0]
    one = onward("BRA", "Alat", destinations=["TKM"], scenario=WEST).onward[0]
    assert one.by_hub is not None
    least = min([one.by_hub.lane.generalised_usd, *(rival.lane.generalised_usd for rival in one.rivals)])
    assert least == pytest.approx(plain.generalised_usd)


def test_a_hub_that_no_lane_goes_by_is_said_and_not_hidden() -> None:
    one = onward("BRA", "Alat", destinations=["ARG"]).onward[0]
    assert one.rivals
    assert (one.by_hub is None) == any("Alat" in note for note in one.notes)


def test_odd_questions_are_refused() -> None:
    with pytest.raises(BadInput, match="no destination"):
        onward("BRA", "Alat", destinations=[])
    with pytest.raises(UnknownCode, match="did you mean"):
        onward("BRA", "Allat", destinations=["KAZ"])
