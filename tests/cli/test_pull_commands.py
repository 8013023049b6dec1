"""Do data pull baci and data history answer, and end as they should?"""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from alat.cli.app import run
from alat.cli.show_warehouse import parsed_years, tell, told
from alat.data.pull.baci import Progress
from alat.errors import BadInput


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of a warehouse that is in use and not there yet."""
    file = tmp_path / "house" / "warehouse.duckdb"
    monkeypatch.setenv("ALAT_WAREHOUSE", str(file))
    return file


def test_a_load_is_told_and_stands_in_the_history(
    house: Path, baci_files: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = baci_files.write_baci(tmp_path / "in", years=(2022, 2023))
    assert run(["data", "pull", "baci", "--from", str(source), "--years", "2023"]) == 0
    page = capsys.readouterr().out
    rows = baci_files.baci_rows(2023)
    # A long path is folded at the width of the page, so that blanks say nothing.
    assert f"baci-hs22V202501isloadedinto{house}" in "".join(page.split())
    assert f"{rows.height:,} rows of 2023 to 2023" in page
    assert "490 (Other Asia, nes)" in page
    assert run(["data", "pull", "baci", "--from", str(source), "--json"]) == 0
    vintage = json.loads(capsys.readouterr().out)["result"]["vintage"]
    assert vintage["value_usd"] == sum(baci_files.usd(baci_files.baci_rows(year)) for year in (2022, 2023))
    assert run(["data", "history", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["result"]["rows"]
    assert [(each["years"], each["state"]) for each in listed] == [
        ("2022-2023", "current"),
        ("2023-2023", "superseded"),
    ]
    assert listed[0]["sha256"] == vintage["sha256"][:12]


def test_a_load_that_fails_is_one_line_and_ends_with_two(
    house: Path, baci_files: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = baci_files.write_baci(tmp_path / "in", years=(2023,), zipped=False)
    (source / "country_codes_V202501.csv").unlink()
    assert run(["data", "pull", "baci", "--from", str(source)]) == 2
    lines = [line for line in capsys.readouterr().err.splitlines() if " s ..." not in line]
    assert lines == [f"alat: {source}: no country_codes_V202501.csv beside the yearly files"]
    assert list(house.parent.iterdir()) == []
    assert run(["profile", "AZE", "BRA"]) == 2
    assert str(house) in capsys.readouterr().err


def test_fewer_years_than_before_are_refused_until_they_are_allowed(
    house: Path, baci_files: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del house
    source = baci_files.write_baci(tmp_path / "in", years=(2022, 2023))
    command = ["data", "pull", "baci", "--from", str(source)]
    assert run(command) == 0
    assert run([*command, "--years", "2023"]) == 2
    assert "would lose the years 2022, which the load before has" in capsys.readouterr().err
    assert run(["data", "history", "--json"]) == 0
    (kept,) = json.loads(capsys.readouterr().out)["result"]["rows"]
    assert kept["years"] == "2022-2023"
    assert kept["world_usd"] == sum(baci_files.usd(baci_files.baci_rows(year)) for year in (2022, 2023))
    assert run([*command, "--years", "2023", "--fewer-years"]) == 0
    assert "that are gone: 2022" in capsys.readouterr().out


def test_a_query_that_is_interrupted_ends_as_an_interrupted_command(
    house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    del house

    def refused(message: str) -> Callable[..., object]:
        def ask(*_: object, **__: object) -> object:
            raise RuntimeError(message)

        return ask

    monkeypatch.setattr("alat.cli.show_warehouse.open_warehouse", refused("Query interrupted"))
    assert run(["data", "history"]) == 130
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("alat.cli.show_warehouse.open_warehouse", refused("another"))
    with pytest.raises(RuntimeError, match="another"):
        run(["data", "history"])


def test_without_a_warehouse_the_history_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["data", "history"]) == 0
    assert "No warehouse is in use: the snapshot alone answers." in capsys.readouterr().out


def test_a_load_needs_a_warehouse_that_is_not_ruled_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["data", "pull", "baci", "--from", str(tmp_path)]) == 2
    assert "ALAT_WAREHOUSE is none" in capsys.readouterr().err


def test_the_doctor_names_the_warehouse_without_its_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALAT_WAREHOUSE", "postgres://ada:s3cret@host/trade")
    assert run(["doctor"]) == 0
    page = capsys.readouterr().out
    assert "Warehouse: postgres://ada:***@host/trade" in page
    assert "s3cret" not in page


@pytest.mark.parametrize(
    "words",
    [["profile", "AZE", "BRA"], ["data", "history"], ["doctor"], ["opportunities", "AZE", "BRA"], ["gravity", "fit"]],
)
def test_a_mistyped_warehouse_is_named_and_nothing_is_made(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "trade").mkdir()
    monkeypatch.setenv("ALAT_WAREHOUSE", str(tmp_path / "tarde" / "x.duckdb"))
    assert run(words) == 2
    said = " ".join("".join(capsys.readouterr()).split())
    assert f"{tmp_path} has no folder tarde; did you mean {tmp_path / 'trade'}?" in said
    assert [each.name for each in tmp_path.iterdir()] == ["trade"]


@pytest.mark.parametrize(
    ("text", "years"),
    [("2021", (2021,)), ("2019-2021", (2019, 2020, 2021)), ("2021, 2019,2019", (2019, 2021))],
)
def test_years_are_read(text: str, years: tuple[int, ...]) -> None:
    assert parsed_years(text) == years


@pytest.mark.parametrize("text", ["", "21", "2021-2019", "2019-", "2019;2020", "last"])
def test_years_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(BadInput, match="expected years such as 2014-2023 or 2019,2023"):
        parsed_years(text)


def test_progress_has_rows_rate_and_time_left() -> None:
    half = Progress(year=2015, done=2, years=4, rows=22_000_000, expected_rows=44_000_000, elapsed_s=10.0)
    assert told(half) == "2015 (2 of 4), 22.0 m rows, 2.20 m rows/s, about 10 s left"
    end = Progress(year=2017, done=4, years=4, rows=44_000_000, expected_rows=44_000_000, elapsed_s=20.0)
    assert told(end).endswith("adding up")


def test_a_short_load_into_a_pipe_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    tell(Progress(year=2015, done=1, years=2, rows=10, expected_rows=20, elapsed_s=1.0))
    assert capsys.readouterr().err == ""
    tell(Progress(year=2015, done=1, years=2, rows=10, expected_rows=20, elapsed_s=3.0))
    assert capsys.readouterr().err.startswith("alat: data pull baci: 2015 (1 of 2)")


def test_the_years_that_a_narrower_load_drops_are_named_and_the_revision_that_answers_is_marked(
    house: Path, baci_files: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not house.exists()
    older = baci_files.write_baci(tmp_path / "old", years=(2019, 2020), revision="HS17")
    newer = baci_files.write_baci(tmp_path / "new", years=(2022,))
    assert run(["data", "pull", "baci", "--from", str(older)]) == 0
    assert run(["data", "pull", "baci", "--from", str(older), "--years", "2020", "--fewer-years"]) == 0
    assert "that are gone: 2019" in " ".join(capsys.readouterr().out.split())
    assert run(["data", "pull", "baci", "--from", str(newer)]) == 0
    capsys.readouterr()
    assert run(["data", "history", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["result"]["rows"]
    assert [(row["dataset"], row["state"]) for row in rows] == [
        ("baci-hs22", "current"),
        ("baci-hs17", "passed over"),
        ("baci-hs17", "superseded"),
    ]
    assert "HS22 answers" in rows[0]["note"]
