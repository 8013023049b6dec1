"""Does `alat landed` say what is known, what is not, and refuse what is wrong in one line?"""

import json
from typing import Any

import pytest

from alat.cli.app import run

ASK = ["landed", "BRA", "AZE", "--product", "1701"]


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run([*ASK, *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]


def test_the_page_shows_steps_sums_the_price_and_rivals(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*ASK, "--incoterm", "cif", "--rival", "IND"]) == 0
    page = " ".join(capsys.readouterr().out.split())
    for words in ("Goods, ex works", "Price CIF", "CIF at the importer's border", "India", "Duty: 15 % by US ITA"):
        assert words in page
    assert "NOT KNOWN" not in page


def test_what_is_not_known_is_said_on_top_and_in_each_sum(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["landed", "AZE", "CUB", "--product", "08", "--rival", "TUR"]) == 0
    page = capsys.readouterr().out
    assert "NOT KNOWN, and in no total: Duty, tax on sales." in page
    assert "without duty and tax on sales" in " ".join(page.split())


def test_json_adds_up_to_the_cent(capsys: pytest.CaptureFixture[str]) -> None:
    result = answered(capsys, "--rival-value", "THA=480")["result"]
    assert sum(step["cents"] for step in result["steps"]) == result["totals"]["with_time"]
    assert [rival["exporter"]["iso3"] for rival in result["rivals"]] == ["THA"]
    assert all(step["amount"]["basis"] for step in result["steps"])


def test_margins_values_and_lanes_are_taken_as_typed(capsys: pytest.CaptureFixture[str]) -> None:
    plain = answered(capsys, "--margin", "none", "--rival", "IND")["result"]
    assert not [step for step in plain["steps"] if step["id"].startswith("margin_")]
    dear = answered(capsys, "--margin", "none", "--value", "480", "--lane", "money", "--rival", "IND")["result"]
    assert dear["value"]["value"] == 480
    assert dear["totals"]["paid"] > plain["totals"]["paid"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["BRA", "AZE", "--product", "1701", "--incoterm", "FOP"], 2, "unknown Incoterm 'FOP'; did you mean FOB"),
        (["BRA", "AZE", "--product", "1799"], 2, "unknown product '1799'"),
        (["BRA", "AZE", "--product", "1701", "--value", "-5"], 2, "expected USD a tonne above zero"),
        (["BRA", "BRA", "--product", "1701"], 2, "expected two"),
        (["BRA", "AZE", "--product", "1701", "--on", "2026-13-01"], 2, "expected a day such as"),
        (["BRA", "AZE", "--product", "1701", "--on", "0001-01-01"], 2, "between 1900 and 2100"),
        (["BRA", "AZE", "--product", "1701", "--margin", "x"], 2, "NAME=PERCENT"),
        (["BRA", "AZE", "--product", "1701", "--rival-value", "THA"], 2, "COUNTRY=USD_PER_T"),
        (["BRA", "AZE", "--product", "1701", "--rival", "AZE"], 2, "one of the two sides"),
        (["BRA", "AZE", "--product", "1701", "--cargo", "air"], 3, "air"),
        (["ATA", "AZE", "--product", "1701", "--value", "5"], 3, "no gateway for Antarctica"),
    ],
)
def test_what_is_wrong_ends_in_one_line_and_its_code(
    arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["landed", *arguments]) == code
    told = capsys.readouterr()
    assert told.out == ""
    lines = [line for line in told.err.splitlines() if not line.endswith("s ...")]
    assert len(lines) == 1
    assert words in lines[0]


@pytest.mark.parametrize("command", [["landed", "AZE", "BRA", "--product", "39"], ["stress", "AZE", "BRA"]])
def test_what_does_not_cover_air_refuses_it_in_one_line(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command, "--cargo", "air"]) != 0
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("alat: ") and "..." not in line]
    assert len(said) == 1
    assert "air" in said[0]


def test_the_help_of_lanes_names_air(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lanes", "--help"]) == 0
    assert "dry_bulk ... or air" in " ".join(capsys.readouterr().out.replace("│", " ").split())
