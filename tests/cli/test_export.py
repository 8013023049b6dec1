"""Does `--export` write the tables of an answer beside it, and refuse a place before anything is computed?"""

import json
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from alat.cli import pair_commands
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
    monkeypatch.setattr(pair_commands.VotesRequest, "answer", lambda _: pytest.fail("it was computed"))
    assert run(["votes", "AZE", "BRA", "--export", str(tmp_path / name)]) == 2
    written = capsys.readouterr()
    assert message in written.err
    assert written.err.count("\n") == 1
    assert not written.out


def test_the_place_of_the_answer_itself_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = str(tmp_path / "votes.csv")
    assert run(["votes", "AZE", "BRA", "--out", place, "--export", place]) == 2
    assert "is the place of --out too" in capsys.readouterr().err


def test_a_format_of_one_table_lists_the_tables_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["opportunities", "AZE", "BRA", "--export", str(tmp_path / "out.csv")]) == 2
    assert "expected out.TABLE.csv, where TABLE is one of figures, products" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
