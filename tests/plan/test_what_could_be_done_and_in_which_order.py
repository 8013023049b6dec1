"""A study's measures: costs that are known or not, flags, requirements and the order they can be built in."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alat.data import Study, open_study
from alat.errors import BadTable, MissingFile
from alat.plan import CostBasis, Measures, measures

HEADER = (
    "id,name,kind,where,effect,cost_low_musd,cost_high_musd,cost_basis,years_low,years_high,owner,requires,source\n"
)


def line(name: str, *, requires: str = "", low: str = "1", high: str = "2", basis: str = "assumed") -> str:
    return f"{name},Name of {name},link,Here;There,does things,{low},{high},{basis},1,2,owner,{requires},somewhere\n"


def study_of(folder: Path, *lines: str) -> Study:
    (folder / "measures.csv").write_text(HEADER + "".join(lines), encoding="utf-8")
    return Study("trial", "Trial", "AZE", "BRA", date(2025, 1, 1), folder, shipped=False, scenarios={})


@pytest.fixture(scope="module")
def shipped() -> Measures:
    return measures(open_study("azerbaijan-latin-america"))


def test_the_shipped_study_has_its_fifteen_measures(shipped: Measures) -> None:
    assert sorted(one.id for one in shipped.measures) == [f"M{number:02d}" for number in range(1, 16)]


def test_a_cost_that_the_study_lacks_is_not_known_and_never_nil(shipped: Measures) -> None:
    by_id = {one.id: one for one in shipped.measures}
    # M04 "to be sourced", M01 and M09 "compute" and M07 without an upper end, as the study's measures.csv says.
    assert by_id["M04"].cost_low.value is None
    assert by_id["M04"].cost_basis is CostBasis.TO_BE_SOURCED
    assert by_id["M04"].cost_low.note == "not known: to be sourced"
    assert by_id["M01"].cost_basis is CostBasis.TO_BE_COMPUTED
    assert by_id["M07"].cost_low.value == 2_640e6
    assert by_id["M07"].cost_high.value is None
    assert not by_id["M07"].costed
    assert "M07" in shipped.notes[0]
    assert "missing, not nil" in shipped.notes[0]


def test_an_assumed_cost_is_flagged_as_assumed(shipped: Measures) -> None:
    forum = next(one for one in shipped.measures if one.id == "M15")
    assert (forum.cost_low.value, forum.cost_high.value) == (0.5e6, 2e6)
    assert forum.cost_basis is CostBasis.ASSUMED
    assert forum.cost_low.basis == "assumed"
    assert forum.cost_note == "assumed per edition"


def test_the_table_of_measures_keeps_missing_costs_missing(shipped: Measures) -> None:
    frame = shipped.to_frame()
    assert frame.height == 15
    unknown = {one.id for one in shipped.measures if one.cost_low.value is None}
    assert set(frame.filter(frame["cost_low_musd"].is_null())["id"]) == unknown


def test_what_is_required_stands_before_what_requires_it(shipped: Measures) -> None:
    place = {one.id: index for index, one in enumerate(shipped.measures)}
    for one in shipped.measures:
        assert all(place[needed] < place[one.id] for needed in one.requires)
    assert shipped.needs["M03"] == ("M06",)
    assert shipped.needs["M10"] == ("M04",)


def test_needs_reach_through_other_measures(tmp_path: Path) -> None:
    found = measures(
        study_of(tmp_path, line("C", requires="B"), line("A"), line("B", requires="A"), line("D", requires="C; A"))
    )
    assert [one.id for one in found.measures] == ["A", "B", "C", "D"]
    assert found.needs["D"] == ("A", "B", "C")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), count=st.integers(1, 9))
def test_any_table_without_a_circle_comes_out_in_an_order_that_can_be_built(
    tmp_path: Path, data: st.DataObject, count: int
) -> None:
    names = [f"M{index}" for index in range(count)]
    needs = {
        name: data.draw(st.lists(st.sampled_from(names[:index]), unique=True) if index else st.just([]))
        for index, name in enumerate(names)
    }
    rows = data.draw(st.permutations(names))
    found = measures(study_of(tmp_path, *(line(name, requires=";".join(needs[name])) for name in rows)))
    order = [one.id for one in found.measures]
    assert sorted(order) == names
    for name in names:
        assert all(order.index(needed) < order.index(name) for needed in needs[name])
        assert set(needs[name]) <= set(found.needs[name])
        assert name not in found.needs[name]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([line("A"), line("B", requires="B")], "trial/measures.csv, row 3, column requires: B requires itself"),
        (
            [line("M01"), line("B", requires="M1")],
            "row 3, column requires: B requires M1, which is not a measure of this table; did you mean M01?",
        ),
        ([line("A"), line("B", requires="A;A")], "row 3, column requires: B requires A twice"),
        (
            [line("A", requires="C"), line("B", requires="A"), line("C", requires="B")],
            "measures require each other in a circle: ",
        ),
        ([line("A", low="5", high="4")], "row 2, column cost_high_musd: 4 is less than cost_low_musd 5"),
        ([line("A", low="-1")], "row 2, column cost_low_musd: -1; expected at least 0"),
        ([line("A"), line("A")], "duplicate key A"),
    ],
)
def test_a_bad_table_is_refused_with_its_row_and_column(tmp_path: Path, lines: list[str], message: str) -> None:
    with pytest.raises(BadTable) as caught:
        measures(study_of(tmp_path, *lines))
    assert message in str(caught.value)


def test_a_circle_is_shown_in_the_direction_of_requires(tmp_path: Path) -> None:
    with pytest.raises(BadTable) as caught:
        measures(study_of(tmp_path, line("A", requires="B"), line("B", requires="A")))
    text = str(caught.value)
    assert "A requires B requires A" in text or "B requires A requires B" in text


def test_three_in_a_circle_read_as_the_table_states_them(tmp_path: Path) -> None:
    with pytest.raises(BadTable) as caught:
        measures(study_of(tmp_path, line("A", requires="C"), line("B", requires="A"), line("C", requires="B")))
    shown = str(caught.value).split("in a circle: ")[1].split(" requires ")
    stated = {("A", "C"), ("B", "A"), ("C", "B")}
    assert all(step in stated for step in pairwise(shown))
    assert shown[0] == shown[-1]


def test_a_study_without_measures_says_which_file_is_missing(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    (tmp_path / "measures.csv").unlink()
    with pytest.raises(MissingFile, match=r"measures\.csv: missing"):
        measures(study)


def test_an_empty_table_is_an_empty_plan(tmp_path: Path) -> None:
    found = measures(study_of(tmp_path))
    assert found.measures == ()
    assert found.notes == ()
    assert found.to_frame().height == 0
