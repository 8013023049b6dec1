"""Effects of measures: rows as edits, several together, contradictions, and what they do to the routes of the case."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from alat import network, plan, routing
from alat.data import Study, open_study
from alat.errors import BadInput, BadTable, NotCovered, UnknownCode
from alat.network import BASE, Improvement, NewLink, NewService, Scenario
from alat.plan import Case, Measures, TariffChange
from alat.reference import Country, party

HEADER = (
    "id,name,kind,where,effect,cost_low_musd,cost_high_musd,cost_basis,years_low,years_high,owner,requires,source\n"
)
EFFECTS = "measure,verb,subject,what,value,low,high,unit,basis,source,note\n"
NOT_MODELLED = ("M09", "M10", "M11", "M13", "M14", "M15")
DUTIES_ALONE = ("M12",)
MODELLED = ("M01", "M02", "M03", "M04", "M05", "M06", "M07", "M08", *DUTIES_ALONE)


def line(name: str, *, requires: str = "") -> str:
    return f"{name},Name of {name},link,Here,does things,1,2,assumed,1,2,owner,{requires},somewhere\n"


def row(measure: str, verb: str, subject: str, what: str, *, numbers: str = ",,,") -> str:
    return f"{measure},{verb},{subject},{what},{numbers},assumed,no figure found,a note of {measure}\n"


def study_of(folder: Path, measures: list[str], effects: list[str]) -> Study:
    (folder / "measures.csv").write_text(HEADER + "".join(measures), encoding="utf-8")
    (folder / "measure_effects.csv").write_text(EFFECTS + "".join(effects), encoding="utf-8")
    return Study("trial", "Trial", "AZE", "BRA", date(2025, 1, 1), folder, shipped=False, scenarios={})


@pytest.fixture(scope="module")
def study() -> Study:
    return open_study("azerbaijan-latin-america")


@pytest.fixture(scope="module")
def shipped(study: Study) -> Measures:
    return plan.measures(study)


def one_of(shipped: Measures, name: str) -> plan.Measure:
    return next(one for one in shipped.measures if one.id == name)


def test_every_measure_says_what_it_changes_or_why_nothing_is_modelled(shipped: Measures) -> None:
    assert all(one.effects for one in shipped.measures)
    silent = [one.id for one in shipped.measures if plan.why_not_modelled(one)]
    assert sorted(silent) == sorted(NOT_MODELLED)
    assert sorted((*MODELLED, *silent)) == sorted(one.id for one in shipped.measures)
    for name in NOT_MODELLED:
        with pytest.raises(NotCovered, match=f"^{name} .*no effect is modelled: "):
            plan.effect(one_of(shipped, name))


def test_every_number_that_is_assumed_has_a_range_or_is_the_measure_s_own_definition(shipped: Measures) -> None:
    for effect in (each for one in shipped.measures for each in one.effects if each.value is not None):
        assert effect.low is not None
        assert effect.high is not None
        if effect.low == effect.high:
            assert effect.source == "the measure itself"


def test_the_edits_are_those_of_the_study_s_own_scenarios(study: Study, shipped: Measures) -> None:
    # study.toml states three of the measures as scenarios; the table must not drift away from them.
    for measure, named in (("M04", "alat-phase-2"), ("M07", "zangezur-open"), ("M01", "weekly-liner")):
        stated = network.scenario(study.scenarios[named], name=named).edits
        edits = plan.effect(one_of(shipped, measure)).edits
        assert (edits.open, edits.add, edits.improve) == (stated.open, stated.add, stated.improve)


def test_a_case_takes_its_end_of_the_range(shipped: Measures) -> None:
    border = one_of(shipped, "M08")
    factors = {case: {each.factor for each in plan.effect(border, case=case).improve} for case in Case}
    assert factors == {Case.LOW: {0.3}, Case.CENTRAL: {0.5}, Case.HIGH: {0.8}}


@pytest.mark.parametrize("name", MODELLED)
def test_each_scenario_loads_in_the_network(shipped: Measures, name: str) -> None:
    loaded = network.load(plan.effect(one_of(shipped, name)))
    assert (loaded.scenario.edits == BASE.edits) is (name in DUTIES_ALONE)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["M01", "M02", "M03", "M04", "M06", "M08"])
def test_a_measure_lowers_a_route_value_of_the_case(study: Study, shipped: Measures, name: str) -> None:
    gains = _gains(study, shipped, name)
    assert gains.min() < -1.0
    assert gains.max() < 1e-6


@pytest.mark.slow
def test_the_caspian_fleet_changes_no_route_of_the_case_but_the_way_to_kazakhstan(
    study: Study, shipped: Measures
) -> None:
    assert np.abs(_gains(study, shipped, "M05")).max() < 0.01
    on = network.scenario(study.scenarios["avoiding-russia-and-iran"], name="around")
    before, after = (routing.freight(each) for each in (on, plan.together(shipped, ["M05"], on=on)))
    assert _value(after, "AZE", "KAZ") < _value(before, "AZE", "KAZ") - 100


@pytest.mark.slow
def test_the_zangezur_link_is_worth_something_only_where_georgia_cannot_be_crossed(
    study: Study, shipped: Measures
) -> None:
    assert np.abs(_gains(study, shipped, "M07")).max() < 0.01
    on = Scenario("without Georgia too", avoid=("GEO", "IRN", "RUS"))
    before, after = (routing.freight(each) for each in (on, plan.together(shipped, ["M07"], on=on)))
    # Round Georgia, Russia and Iran there is a way by the Caspian and the Far East; the link is nearer by thousands.
    assert _value(after, "AZE", "TUR") < _value(before, "AZE", "TUR") - 5_000


def _gains(study: Study, shipped: Measures, name: str) -> np.ndarray:
    """Return by how much route values between the study's home and its partners change, both ways, USD per load."""
    partners = party(study.partners)
    assert not isinstance(partners, Country)
    on = network.scenario(study.scenarios["avoiding-russia-and-iran"], name="around")
    before, after = (routing.freight(each) for each in (on, plan.together(shipped, [name], on=on)))
    codes = [one.iso3 for one in partners.members(study.as_of) if one.iso3 in before.countries]
    pairs = [pair for code in codes for pair in ((study.home, code), (code, study.home))]
    change = np.array(
        [_value(after, *pair) - _value(before, *pair) for pair in pairs if _value(before, *pair) < np.inf]
    )
    assert len(change) > 20
    return change


def _value(found: routing.Freight, origin: str, destination: str) -> float:
    return float(found.cost_usd[found.countries.index(origin), found.countries.index(destination)])


def test_what_is_required_is_part_of_what_is_done_together(shipped: Measures) -> None:
    assert plan.with_required(shipped, ["M03"]) == ("M06", "M03")
    found = plan.together(shipped, ["M03"])
    assert found.name == "M06 + M03"
    both = {*plan.effect(one_of(shipped, "M03")).improve, *plan.effect(one_of(shipped, "M06")).improve}
    assert set(found.improve) == both


def test_all_measures_together_load_and_the_silent_ones_are_named(shipped: Measures) -> None:
    ids = [one.id for one in shipped.measures]
    for case in Case:
        network.load(plan.together(shipped, ids, case=case))
    assert sorted(plan.not_modelled(shipped, ids)) == sorted(NOT_MODELLED)


def test_order_and_repetition_of_measures_do_not_matter(shipped: Measures) -> None:
    there, back = (plan.together(shipped, ids) for ids in (["M01", "M08", "M04"], ["M04", "M08", "M01", "M08"]))
    assert there.digest == back.digest


def test_measures_are_added_to_a_scenario_and_keep_its_day(shipped: Measures) -> None:
    on = Scenario("around", avoid=("RUS",), close=("suez",), as_of=date(2025, 4, 18))
    found = plan.together(shipped, ["M01"], on=on)
    assert (found.avoid, found.close, found.as_of) == (("RUS",), ("suez",), date(2025, 4, 18))
    assert plan.together(shipped, [], on=on).digest == on.digest


def test_only_silent_measures_are_no_scenario(shipped: Measures) -> None:
    with pytest.raises(NotCovered, match="M14: no effect is modelled"):
        plan.together(shipped, ["M14", "M15"])


def test_an_unknown_measure_is_refused_with_its_neighbours(shipped: Measures) -> None:
    with pytest.raises(UnknownCode, match="unknown measure 'M1'; did you mean"):
        plan.together(shipped, ["M1"])


def test_duties_come_apart_from_the_network(shipped: Measures) -> None:
    assert plan.tariff_changes(shipped.measures) == (
        TariffChange("AZE", "mercosur", "all", factor=0.5),
        TariffChange("mercosur", "AZE", "all", factor=0.5),
    )
    assert {each.factor for each in plan.tariff_changes(shipped.measures, case=Case.LOW)} == {0.0}


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (
            row("A", "improve", "B18", "hours", numbers="0.5,0.3,0.8,factor"),
            row("B", "improve", "B18", "hours", numbers="0.6,0.3,0.8,factor"),
            "A has B18: hours x 0.5 and B B18: hours x 0.6; they contradict each other",
        ),
        (
            row("A", "add", "sea:GEPTI:BRSSZ", "headway_h", numbers="168,168,168,h"),
            row("B", "add", "sea:BRSSZ:GEPTI", "headway_h", numbers="336,336,336,h"),
            "they contradict each other",
        ),
        (row("A", "open", "ST08", "open"), row("B", "close", "ST08", "close"), "B closes ST08 and A opens it"),
        (
            row("A", "close", "GEPTI", "close"),
            row("B", "add", "sea:GEPTI:BRSSZ", "headway_h", numbers="168,168,168,h"),
            "A closes GEPTI and B adds something at it",
        ),
        (
            row("A", "close", "AZALAT", "close"),
            row("B", "improve", "AZALAT", "wait", numbers="0.5,0.3,0.8,factor"),
            "A closes AZALAT and B improves it",
        ),
    ],
)
def test_measures_that_contradict_each_other_are_refused(tmp_path: Path, first: str, second: str, message: str) -> None:
    found = plan.measures(study_of(tmp_path, [line("A"), line("B")], [first, second]))
    with pytest.raises(BadInput) as caught:
        plan.together(found, ["A", "B"])
    assert message in str(caught.value)


def test_the_same_edit_of_two_measures_is_made_once(tmp_path: Path) -> None:
    same = [row(name, "improve", "B18", "hours", numbers="0.5,0.3,0.8,factor") for name in ("A", "B")]
    same += [row(name, "add", "rail:AZHORA:AZAGHB", "km", numbers="111.25,111,112,km") for name in ("A", "B")]
    found = plan.together(plan.measures(study_of(tmp_path, [line("A"), line("B")], same)), ["A", "B"])
    assert found.improve == (Improvement("B18", "hours", factor=0.5),)
    assert found.add == (NewLink("rail", "AZAGHB", "AZHORA", km=111.25, gauge_mm=1520),)


def test_a_value_and_a_service_of_a_class_are_read(tmp_path: Path) -> None:
    rows = [
        row("A", "improve", "AZALAT", "wait", numbers="24,12,48,h"),
        row("A", "add", "sea:GEPTI:ESVLC:ship_class=feeder", "headway_h", numbers="168,84,336,h"),
    ]
    measure = plan.measures(study_of(tmp_path, [line("A")], rows)).measures[0]
    found = plan.effect(measure, case=Case.LOW)
    assert found.improve == (Improvement("AZALAT", "wait", value=12.0),)
    assert found.add == (NewService("GEPTI", "ESVLC", headway_h=84.0, ship_class="feeder"),)


@pytest.mark.parametrize(
    ("effects", "message"),
    [
        ([row("X", "none", "-", "none")], "row 2, column measure: 'X' is no measure of this study"),
        ([row("A", "widen", "-", "none")], "row 2, column verb: 'widen'; expected one of"),
        ([row("A", "improve", "B18", "duty", numbers="1,1,1,factor")], "improve changes no duty; expected hours, usd"),
        ([row("A", "improve", "B18", "hours")], "column value: improve needs a value with its low and high end"),
        ([row("A", "improve", "B18", "hours", numbers="0.5,0.8,0.3,factor")], "expected them in this order"),
        ([row("A", "improve", "B18", "hours", numbers="-1,-2,0,factor")], "expected at least 0"),
        ([row("A", "improve", "B18", "hours", numbers="nan,0,1,factor")], "column value"),
        ([row("A", "improve", "B18", "hours", numbers="1,1,1,USD")], "'USD'; hours is in factor or h"),
        ([row("A", "open", "ST08", "open", numbers="1,1,1,factor")], "open takes no number and no unit"),
        ([row("A", "tariff", "AZE:BRA", "duty", numbers="1,1,1,factor")], "expected IMPORTER:EXPORTER:PRODUCTS"),
        ([row("A", "tariff", "AZE:BRZ:all", "duty", numbers="1,1,1,factor")], "column subject: unknown"),
        ([row("A", "tariff", "AZE:BRA:beef", "duty", numbers="1,1,1,factor")], "products 'beef'"),
        (
            [row("A", "none", "-", "none"), row("A", "open", "ST08", "open")],
            "row 3, column verb: A changes something and nothing at once",
        ),
        ([row("A", "open", "ST08", "open")] * 2, "duplicate key"),
    ],
)
def test_a_bad_row_is_refused_with_its_place(tmp_path: Path, effects: list[str], message: str) -> None:
    with pytest.raises(BadTable) as caught:
        plan.measures(study_of(tmp_path, [line("A")], effects))
    assert message in str(caught.value)
    assert "trial/measure_effects.csv" in str(caught.value)


@pytest.mark.parametrize(
    ("effect", "message"),
    [
        (row("A", "improve", "Alatt", "hours", numbers="0.5,0.3,0.8,factor"), "unknown place, border or link 'Alatt'"),
        (row("A", "open", "ST99", "open"), "unknown link, status or bar 'ST99'"),
        (row("A", "add", "sea:Poti:Baku", "headway_h", numbers="168,168,168,h"), "scenario 'A', add"),
    ],
)
def test_a_place_that_the_network_lacks_is_refused(tmp_path: Path, effect: str, message: str) -> None:
    measure = plan.measures(study_of(tmp_path, [line("A")], [effect])).measures[0]
    with pytest.raises(BadInput) as caught:
        plan.effect(measure)
    assert message in str(caught.value)


def test_a_study_without_the_table_says_nothing_of_effects_and_is_not_silent_about_it(tmp_path: Path) -> None:
    study = study_of(tmp_path, [line("A")], [])
    (tmp_path / "measure_effects.csv").unlink()
    measure = plan.measures(study).measures[0]
    assert measure.effects == ()
    with pytest.raises(NotCovered, match="does not say what it changes"):
        plan.effect(measure)
