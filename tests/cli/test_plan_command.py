"""`alat plan`: what it answers for the shipped study, and what it refuses."""

import json
from pathlib import Path

import pytest

from alat.cli.app import run

_PLAN = ["plan", "azerbaijan-latin-america"]


def test_the_shipped_study_is_answered_from_what_ships(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*_PLAN, "--budget", "500", "--json"]) == 0
    written = capsys.readouterr()
    found = json.loads(written.out)["result"]
    assert "sets of measures valued" not in written.err
    chosen = [row for row in found["measures"] if row["chosen"]]
    assert sum(row["outlay_musd"] for row in chosen) <= 500
    assert all(row["alone_musd"] > 0 for row in chosen)
    assert found["answer"].startswith("Under a budget of 500 million USD")


def test_a_page_names_what_cannot_be_judged(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*_PLAN, "--budget", "0"]) == 0
    page = capsys.readouterr().out
    assert "build nothing" in page
    assert "M14" in page


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([*_PLAN, "--budget", "-5"], "--budget -5"),
        (["plan", "nowhere", "--budget", "5"], "nowhere"),
        ([*_PLAN, "--budget", "nan"], "--budget nan"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert message in capsys.readouterr().err


def test_the_roadmap_is_written_for_calendars_and_spreadsheets(tmp_path: Path) -> None:
    for name, begins in (("r.ics", "BEGIN:VCALENDAR\r\n"), ("r.csv", "id,name,owner,start,finish,")):
        path = tmp_path / name
        assert run([*_PLAN, "--budget", "500", "--roadmap", str(path)]) == 0
        written = path.read_bytes().decode()
        assert written.startswith(begins)
        assert "M08" in written


def test_a_roadmap_is_not_written_over_another_nor_where_nothing_is_built(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "r.ics"
    there.write_text("mine")
    for arguments, message in (
        (["--budget", "500", "--roadmap", str(there)], "is there already"),
        (["--budget", "500", "--roadmap", str(tmp_path / "r.doc")], "expected .ics or .csv"),
        (["--budget", "0", "--roadmap", str(tmp_path / "none.csv")], "nothing is chosen"),
    ):
        assert run([*_PLAN, *arguments]) == 2
        assert message in capsys.readouterr().err
    assert there.read_text() == "mine"
    assert [each.name for each in tmp_path.iterdir()] == ["r.ics"]
