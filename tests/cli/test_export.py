"""Does `--export` write the tables of an answer beside it, and refuse a place before anything is computed?"""

import json
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from alat.cli import vote_commands
from alat.cli.app import run


def test_an_answer_is_shown_and_its_tables_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = tmp_path / "votes.xlsx"
    assert run(["votes", "AZE", "BRA", "--json", "--export", str(book)]) == 0
    written = capsys.readouterr()
    answer = json.loads(written.out)
    assert "export" not in answer["inputs"]
    assert f"{book}: " in written.err
    assert "tables written" in written.err
    figures = pl.DataFrame(list(openpyxl.load_workbook(book)["figures"].values)[1:], orient="row")
    names = dict(zip(figures["column_0"], figures["column_1"], strict=True))
    quantities = {
        key: value["value"] for key, value in answer["result"].items() if isinstance(value, dict) and "basis" in value
    }
    assert quantities
    assert all(names[key] == pytest.approx(value) for key, value in quantities.items())


@pytest.mark.parametrize(
    ("command", "table", "rows"),
    [
        (["opportunities", "AZE", "BRA"], "products", 90),
        (["data", "show", "vat"], "rows", 30),
        (["gravity", "theta"], "studies", 15),
        (["claims", "azerbaijan-latin-america"], "checks", 20),
    ],
)
def test_the_tables_of_every_kind_of_answer_can_be_had(
    command: list[str], table: str, rows: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"out.{table}.parquet"
    assert run([*command, "--export", str(path)]) == 0
    assert f"{path}: 1 table written" in capsys.readouterr().err
    assert pl.read_parquet(path).height >= rows


@pytest.mark.parametrize(
    ("name", "message"),
    [("out.pdf", "no format ends in .pdf; expected FILE.xlsx"), ("no/such/out.xlsx", "there is no folder")],
)
def test_a_place_that_cannot_be_written_is_refused_before_anything_is_computed(
    name: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vote_commands.VotesRequest, "answer", lambda _: pytest.fail("it was computed"))
    assert run(["votes", "AZE", "BRA", "--export", str(tmp_path / name)]) == 2
    written = capsys.readouterr()
    assert message in written.err
    assert written.err.count("\n") == 1
    assert not written.out


def test_the_place_of_the_answer_itself_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = str(tmp_path / "votes.csv")
    assert run(["votes", "AZE", "BRA", "--out", place, "--export", place]) == 2
    assert "is the place of --out too" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "there"),
    [
        (["votes", "AZE", "BRA", "--export"], "a.xlsx"),
        (["votes", "AZE", "BRA", "--export"], "a.figures.csv"),
        (["votes", "AZE", "BRA", "--export"], "a.figures.parquet"),
        (["votes", "AZE", "BRA", "--export"], "a.zip"),
        (["votes", "AZE", "BRA", "--out"], "a.txt"),
        (["lanes", "AZE", "BRA", "--geojson"], "a.geojson"),
        (["lanes", "AZE", "BRA", "--gtfs"], "lane/stops.txt"),
        (["brief", "AZE", "BRA", "--out"], "out/brief-aze-bra.pdf"),
    ],
)
def test_a_file_that_is_there_stays_and_is_named_before_the_work(
    words: list[str],
    there: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def worked(*_: object, **__: object) -> None:
        raise AssertionError("worked before it looked what is there")

    monkeypatch.setattr("alat.brief.write", worked)
    monkeypatch.setattr("alat.routing.lanes", worked)
    monkeypatch.setattr(vote_commands.VotesRequest, "answer", worked)
    file = tmp_path / there
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"weeks of work")
    given = file if file.parent == tmp_path else file.parent
    assert run([*words, str(given)]) == 2
    told = capsys.readouterr()
    assert f"{words[-1]} {file}: is there already; name another, or replace it with --overwrite" in told.err
    assert not told.out
    assert file.read_bytes() == b"weeks of work"
    with pytest.raises(AssertionError, match="worked"):
        run([*words, str(given), "--overwrite"])


@pytest.mark.parametrize("name", ["a.xlsx", "a.figures.csv", "a.zip", "package"])
def test_overwrite_replaces_what_alat_wrote(name: str, tmp_path: Path) -> None:
    place = tmp_path / name
    words = ["votes", "AZE", "BRA", "--export", str(place)]
    assert run(words) == 0
    assert run(words) == 2
    (place / "datapackage.json" if place.is_dir() else place).touch()
    assert run([*words, "--overwrite"]) == 0
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_folder_with_anything_else_in_it_is_never_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["votes", "AZE", "BRA", "--export", str(tmp_path / "package"), "--overwrite"]
    assert run(words) == 0
    (tmp_path / "package" / "data" / "mine.csv").touch()
    assert run(words) == 2
    assert "data/mine.csv is of no data package" in capsys.readouterr().err
    assert (tmp_path / "package" / "data" / "mine.csv").is_file()


def test_what_is_no_plain_file_is_no_place_for_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["votes", "AZE", "BRA", "--out", "/dev/null", "--overwrite"]) == 2
    assert "/dev/null: is no plain file" in capsys.readouterr().err


def test_a_format_of_one_table_lists_the_tables_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["opportunities", "AZE", "BRA", "--export", str(tmp_path / "out.csv")]) == 2
    assert "expected out.TABLE.csv, where TABLE is one of figures, products" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
