"""Does every command answer with one page, one JSON object, its sources and the numbers of the case?"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import alat
from alat.cli import (
    case_commands,
    data_commands,
    energy_commands,
    landed_commands,
    lane_commands,
    network_commands,
    pair_commands,
    presence_commands,
    stress_commands,
    vote_commands,
)
from alat.cli.app import run
from alat.data import sources
from alat.data.plain import plain

STUDY = "azerbaijan-latin-america"
KEYS = ["alat", "command", "inputs", "result", "sources", "notes"]
QUESTIONS = [
    ["profile", "AZE", "BRA"],
    ["profile", "AZE", "latin-america"],
    ["opportunities", "AZE", "BRA"],
    ["lanes", "AZE", "BRA"],
    ["onward", "BRA", "--hub", "Alat", "--to", "TKM"],
    ["landed", "BRA", "AZE", "--product", "1701"],
    ["stress", "AZE", "BRA"],
    ["votes", "AZE", "BRA"],
    ["ideal", "AZE", "BRA"],
    ["presence", "AZE", "BRA"],
    ["exchanges", "AZE", "BRA"],
    ["energy", "AZE", "BRA"],
    ["claims", STUDY],
    ["study", "list"],
    ["study", "show", STUDY],
    ["study", "check", STUDY],
    ["data", "list"],
    ["data", "show", "flows_total"],
    ["data", "sources"],
    ["data", "verify"],
    ["doctor"],
    ["network", "show", "Alat"],
    ["network", "check"],
]
Json = dict[str, Any]
Ask = Callable[..., Json]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """Run a command with --json and return the object."""

    def answer(*arguments: str) -> Json:
        assert run([*arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]

    return answer


def test_every_command_is_asked_here_or_in_the_tests_of_its_files() -> None:
    tables = (
        pair_commands.COMMANDS,
        lane_commands.COMMANDS,
        landed_commands.COMMANDS,
        stress_commands.COMMANDS,
        vote_commands.COMMANDS,
        presence_commands.COMMANDS,
        energy_commands.COMMANDS,
        case_commands.COMMANDS,
        case_commands.STUDY_COMMANDS,
        data_commands.COMMANDS,
        data_commands.DATA_COMMANDS,
        network_commands.NETWORK_COMMANDS,
    )
    known = {request.command for commands in tables for request in commands}
    asked = {" ".join(question) for question in QUESTIONS}
    missing = {name for name in known if not any(question.startswith(name) for question in asked)}
    assert missing == {"brief", "data history", "network export", "study new"}


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_json_is_one_object_with_the_six_keys_and_whole_sources(question: list[str], ask: Ask) -> None:
    answer = ask(*question)
    assert list(answer) == KEYS
    assert " ".join(question).startswith(answer["command"])
    assert not {"as_json", "out"} & set(answer["inputs"])
    for source in answer["sources"]:
        assert source["id"]
        if source["id"] in sources():
            assert source["licence"], source


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_a_page_has_no_colour_codes_no_nan_and_numbers_its_sources(
    question: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(question) == 0
    page = capsys.readouterr().out
    assert "\x1b" not in page
    assert " nan" not in page.lower()
    assert "None" not in page
    if "[1]" in page:
        assert "Sources\n[1] " in page


def test_the_profile_has_the_numbers_of_the_case(ask: Ask) -> None:
    # CASE.md, "What is already known": BACI 2023 and the reporters' pool of 2012-16.
    result = ask("profile", "AZE", "BRA")["result"]
    inward, outward = result["inward"], result["outward"]
    assert inward["total"]["value"] == pytest.approx(220.8e6, rel=5e-4)
    assert outward["total"]["value"] == pytest.approx(0.53e6, rel=5e-3)
    assert inward["mirror"]["ratio"]["value"] == pytest.approx(4.3, abs=0.05)
    assert inward["mirror"]["percentile"]["value"] == pytest.approx(86, abs=0.5)
    assert inward["mirror"]["pool_ratio"]["value"] == pytest.approx(1.2, abs=0.05)
    year = next(row for row in inward["series"] if row["year"] == 2016)
    assert year["importer_usd"] == pytest.approx(168.6e6, rel=1e-3)
    assert year["exporter_usd"] == pytest.approx(11.1e6, rel=5e-3)


def test_a_flow_nobody_recorded_is_missing_and_not_zero(ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    outward = ask("profile", "AZE", "ARG")["result"]["outward"]
    assert outward["total"]["value"] is None
    assert outward["state"] == "nothing_recorded"
    assert run(["profile", "AZE", "ARG"]) == 0
    assert "nothing recorded (not a zero)" in capsys.readouterr().out


def test_the_votes_have_the_numbers_of_the_case_with_the_median_beside_them(ask: Ask) -> None:
    # CASE.md: Brazil .894 in sessions 65-74, world median .911; Lijphart .941 and .949.
    result = ask("votes", "AZE", "BRA", "--sessions", "65-74")["result"]
    assert result["exact"]["value"] == pytest.approx(0.894, abs=5e-4)
    assert result["median_exact"]["value"] == pytest.approx(0.911, abs=5e-4)
    assert result["lijphart"]["value"] == pytest.approx(0.941, abs=5e-4)
    assert result["median_lijphart"]["value"] == pytest.approx(0.949, abs=5e-4)


def test_52_million_depends_on_the_reporter_and_the_lithium_claim_is_contradicted(ask: Ask) -> None:
    verdicts = {check["id"]: check["verdict"] for check in ask("claims", STUDY)["result"]["checks"]}
    assert verdicts["C03"] == "depends_on_reporter"
    assert verdicts["C18"] == "contradicted"


def test_the_parts_of_a_lane_add_up_to_it_exactly(ask: Ask) -> None:
    for lane in ask("lanes", "AZE", "BRA")["result"]["lanes"]:
        for total, part in (("money_usd", "money_usd"), ("hours", "hours"), ("kgco2e", "kgco2e")):
            assert sum(step[part] for step in lane["parts"]) == lane[total]


def test_a_lane_that_avoids_two_countries_touches_neither(ask: Ask) -> None:
    lanes = ask("lanes", "AZE", "BRA", "--avoid", "RUS,IRN")["result"]
    assert lanes["scenario"]["avoid"] == ["IRN", "RUS"]
    assert lanes["lanes"]
    for lane in lanes["lanes"]:
        assert not any("Russia" in party or "Iran" in party for party in lane["parties"])


def test_a_scenario_of_the_study_is_the_same_edits_typed(ask: Ask) -> None:
    named = ask("lanes", "AZE", "BRA", "--scenario", "turkish-straits-closed")["result"]
    typed = ask("lanes", "AZE", "BRA", "--avoid", "RUS,IRN", "--close", "turkish-straits")["result"]
    assert named["scenario"]["name"] == "turkish-straits-closed"
    assert named["lanes"] == typed["lanes"]


def test_flags_repeat_and_join_what_a_named_scenario_says(ask: Ask) -> None:
    typed = ["--avoid", "RUS", "--avoid", "IRN", "--add", "sea:Poti:Santos:headway_h=168"]
    more = ["--scenario", "weekly-liner", "--improve", "B18:hours:x0.5,Alat:wait:24", "--as-of", "2026-01-01"]
    named, joined = (ask("lanes", "BRA", "AZE", *flags) for flags in (typed, more))
    assert named["result"]["scenario"]["avoid"] == ["IRN", "RUS"]
    scenario = joined["result"]["scenario"]
    assert scenario["add"] == [{"port_a": "GEPTI", "port_b": "BRSSZ", "headway_h": 168.0, "ship_class": ""}]
    assert [one["target"] for one in scenario["improve"]] == ["B18", "AZALAT"]
    assert scenario["as_of"] == "2026-01-01"
    assert any("B18: hours x 0.5" in note for note in joined["notes"])
    assert scenario["name"] == "weekly-liner, as typed"


def test_a_bloc_counts_its_members_on_the_day_that_is_asked_for(ask: Ask) -> None:
    then = ask("profile", "AZE", "mercosur", "--on", "2000-01-01")["result"]["partners"]
    codes = {partner["outward"]["importer"]["iso3"] for partner in then}
    assert codes == {"ARG", "BRA", "PRY", "URY"}


def test_python_and_the_command_line_give_one_answer(ask: Ask) -> None:
    assert ask("profile", "AZE", "BRA")["result"] == plain(alat.trade.profile(alat.pair("AZE", "BRA")))


def test_a_new_study_is_in_order_and_can_be_asked_about(tmp_path: Path, ask: Ask) -> None:
    folder = tmp_path / "kazakhstan-brazil"
    assert ask("study", "new", "KAZ", "BRA", "--out", str(folder))["result"]["study"]["home"] == "KAZ"
    assert ask("claims", str(folder))["result"]["checks"] == []
    assert run(["study", "new", "KAZ", "BRA", "--out", str(folder)]) == 2


def test_a_profile_tells_a_year_without_a_row_from_a_year_without_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["profile", "AZE", "CUB"]) == 0
    years = _years(capsys.readouterr().out)
    # Azerbaijan reported every year; Cuba none after its last report.
    outward, inward = years["2012"]
    assert (outward[1], outward[2]) == ("none recorded", "no report")
    assert (inward[1], inward[2]) == ("no report", "5.2 m USD")


def test_a_year_that_few_cargoes_explain_has_no_ratio(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["profile", "AZE", "BRA"]) == 0
    years = _years(capsys.readouterr().out)
    assert years["2006"][0][1:] == ["29.4 k USD", "77.6 m USD", "few cargoes"]
    assert years["2013"][1][3] == "one cargo"
    assert years["2012"][1][3] == "5.35"
    assert run(["profile", "AZE", "MEX"]) == 0
    assert _years(capsys.readouterr().out)["2004"][1][3] == "over 100"


def _years(page: str) -> dict[str, list[list[str]]]:
    """Return the cells of each year's rows, outward first."""
    found: dict[str, list[list[str]]] = {}
    for line in page.splitlines():
        cells = re.split(r"\s{2,}", line.strip())
        if re.fullmatch(r"(19|20)\d\d", cells[0]):
            found.setdefault(cells[0], []).append(cells)
    return found


def test_lanes_name_the_straits_they_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lanes", "AZE", "BRA"]) == 0
    page = capsys.readouterr().out
    assert "Gibraltar" in page
    assert "turkish-straits" not in page
    assert "Turkish" in page


def test_chapters_without_a_recorded_import_stand_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["opportunities", "BRA", "AZE"]) == 0
    page = capsys.readouterr().out
    table, apart = page.split("Set aside, because Azerbaijan has no import of them on record: ")
    assert apart.startswith("26 Ores, slag and ash")
    assert "Ores, slag and ash" not in table
