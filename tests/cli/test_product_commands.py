"""Do `estimate`, `tariff` and `complexity` say on a page and in JSON what is fitted, averaged or left out?"""

import json
from pathlib import Path

import polars as pl
import pytest

from alat.cli import answer
from alat.cli.app import run

QUESTIONS = [["estimate", "BRA", "AZE"], ["tariff", "AZE", "8429", "--from", "BRA"], ["complexity", "AZE"]]


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "QUIET_S", 600.0)


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_json_is_one_object_with_its_sources(question: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*question, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["alat", "command", "inputs", "result", "sources", "notes"]
    assert found["command"] == question[0]
    assert all(source["licence"] for source in found["sources"])
    assert found["notes"]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            QUESTIONS[0],
            ("fitted, not recorded", "Warning: top section right in 74 %", "modelled", "Residual of the fit"),
        ),
        (QUESTIONS[1], ("assumed", "Only an average (all manufactures)", "~7.92 percent", "No preference for Brazil")),
        (QUESTIONS[2], ("96 chapters are coarse", "of 142 exporters", "Not made yet, nearest first", "left out")),
        (["complexity", "KNA"], ("not known", "it is not ranked")),
        (["tariff", "DEU", "8429", "--from", "FRA"], ("none inside one customs territory", "0 percent", "~4.03")),
        (["tariff", "AZE", "2204"], ("and on the tonne", "~1,188 USD/t", "a dated line of the tables that ship")),
    ],
)
def test_a_page_says_what_its_figures_are(
    question: list[str], told: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(question) == 0
    page = capsys.readouterr().out
    assert all(each in page for each in told), page
    assert "None" not in page
    assert " nan" not in page.lower()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["estimate", "AZE", "BRA"], 3, "top section right in 12 % of 484 pairs"),
        (["estimate", "AZE", "ARG"], 3, "nothing recorded"),
        (["estimate", "BRA", "AZE", "--level", "4"], 3, "pull BACI first"),
        (["estimate", "BRA", "AZE", "--level", "3"], 2, "HS level 3; expected 2, 4 or 6 digits"),
        (["estimate", "AZE", "AZE"], 2, "are both Azerbaijan"),
        (["estimate", "AZE", "latin-america"], 2, "is a bloc"),
        (["estimate", "AZE", "Brasilia"], 2, "unknown country 'Brasilia'"),
        (["tariff", "AZE", "2709"], 3, "no tariff line of 2709 is known for Azerbaijan"),
        (["tariff", "ARG", "8703", "--from", "BRA"], 3, "a mean says nothing of goods under rules of their own"),
        (["tariff", "AZE", "8499"], 2, "unknown product '8499'"),
        (["tariff", "AZE", "sugar"], 2, "expected an HS code of 2, 4 or 6 digits"),
        (["tariff", "AZE", "84", "--from", "AZE"], 2, "charges itself no duty"),
        (["tariff", "mercosur", "84"], 2, "is a bloc"),
        (["tariff", "AZE", "84", "--on", "yesterday"], 2, "expected a day such as"),
        (["complexity", "AZE", "--level", "3"], 2, "HS level 3"),
        (["complexity", "AZE", "--level", "6"], 3, "pull BACI first"),
        (["complexity", "latin-america"], 2, "is a bloc"),
        (["complexity", "VAT"], 3, "no exports of Holy See by product"),
    ],
)
def test_what_cannot_be_answered_is_one_line_and_nothing_is_written(
    arguments: list[str], code: int, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, book = tmp_path / "out.json", tmp_path / "out.xlsx"
    assert run([*arguments, "--json", "--out", str(out), "--export", str(book)]) == code
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.count("\n") == 1
    assert message in written.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("question", "table", "rows"),
    [(QUESTIONS[0], "products", 90), (QUESTIONS[0], "worst", 10), (QUESTIONS[2], "near", 60)],
)
def test_tables_are_exported_whole(
    question: list[str], table: str, rows: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"out.{table}.parquet"
    assert run([*question, "--export", str(path)]) == 0
    assert "1 table written" in capsys.readouterr().err
    assert pl.read_parquet(path).height >= rows


def test_a_duty_is_exported_with_its_basis(tmp_path: Path) -> None:
    path = tmp_path / "duty.figures.csv"
    assert run([*QUESTIONS[1], "--export", str(path)]) == 0
    assert "assumed" in path.read_text(encoding="utf-8")


def test_with_pulled_flows_cells_are_on_record_and_complexity_has_four_digits(
    baci_warehouse: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALAT_WAREHOUSE", baci_warehouse)
    assert run(["estimate", "AZE", "BRA", "--level", "4"]) == 0
    page = capsys.readouterr().out
    assert "as recorded" in page
    assert "reconciled" in page
    assert "Warning" not in page
    assert "modelled" not in page
    assert run(["complexity", "AZE"]) == 0
    assert "by HS heading, 2019-2023" in capsys.readouterr().out
    assert run(["estimate", "AZE", "ARG"]) == 3
    assert "nothing recorded from Azerbaijan to Argentina" in capsys.readouterr().err
