"""Does `alat gravity fit` say what was fitted, on what, what was left out, and what the fit cannot tell?"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest

from alat.cli.app import run
from alat.cli.gravity_commands import years_of
from alat.data.warehouse import open_warehouse
from alat.errors import BadInput


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """Return a file of eight parties over three years; one sells nothing at all."""
    random = np.random.default_rng(4)
    names = [f"C{i}" for i in range(8)]
    listed = [(a, b, y) for a in names for b in names if a != b for y in (2010, 2014, 2018)]
    frame = pl.DataFrame(listed, schema=["exporter", "importer", "year"], orient="row").with_columns(
        DIST=pl.Series(random.uniform(100, 9000, len(listed))), FTA=pl.Series(random.integers(0, 2, len(listed)))
    )
    mean = 3e5 / frame["DIST"].to_numpy()
    sold = pl.when(pl.col("exporter") == "C7").then(0).otherwise(pl.Series(random.poisson(mean)))
    path = tmp_path / "rows.csv"
    frame.with_columns(sold.alias("trade")).write_csv(path)
    return path


def test_the_shipped_totals_are_fitted_without_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["gravity", "fit"]) == 0
    page = capsys.readouterr().out
    assert "fitted on the shipped totals, 2023 (modelled)" in page
    assert "-0.83217     0.04322" in page
    assert "5,903 covered pairs with nothing recorded are taken as no trade" in page
    assert "not distinguishable from 0 at 95 %: language, colony" in page
    assert "theta is not identified by distance alone" in " ".join(page.split())
    for name, shown in (("low", "+39 %"), ("central", "+12 %"), ("high", "+7 %")):
        assert any(line.split()[:1] == [name] and shown in line for line in page.splitlines()), name


def test_a_file_is_fitted_with_what_is_made_of_it_said(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(
        [*FIT, str(rows), "--on", "ln_DIST,FTA", "--effects", "exporter^year,importer^year", "--cluster", "pair"],
        capsys,
    )
    assert {row["what"]: row["rows"] for row in found["rows"]}["given"] == 168
    assert {row["reason"] for row in found["lost"]} == {"separated"}
    assert {row["level"] for row in found["lost"]} == {"C7 2010", "C7 2014", "C7 2018"}
    assert found["distance"] == "ln_DIST"
    assert len(found["sensitivity"]) == 24
    assert found["sources"][0] == "fontagne-guimbard-orefice"
    notes = " ".join(found["notes"])
    assert "ln_DIST: natural logarithm of DIST" in notes
    assert "pair: exporter and importer, whichever way the goods go" in notes
    assert "its source and licence are the user's" in notes


def test_the_same_rows_from_csv_parquet_and_stata_give_the_same(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frame = pl.read_csv(rows)
    frame.write_parquet(rows.with_suffix(".parquet"))
    stata = rows.with_suffix(".dta")
    pd.DataFrame(frame.to_dict(as_series=False)).to_stata(stata, write_index=False)
    found = [
        answered([*FIT, str(rows.with_suffix(suffix)), "--on", "ln_DIST"], capsys)["coefficients"]
        for suffix in (".csv", ".parquet", ".dta")
    ]
    assert found[0] == found[1] == found[2]


def test_years_keep_their_rows_alone(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answered([*FIT, str(rows), "--on", "ln_DIST", "--years", "2010-2018:8"], capsys)
    assert {row["what"]: row["rows"] for row in found["rows"]}["given"] == 112
    assert "years 2010, 2018 alone" in found["notes"]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        (None, ()),
        ("2012", (2012,)),
        ("2012,2016", (2012, 2016)),
        ("2001-2003", (2001, 2002, 2003)),
        ("1986-1994:4", (1986, 1990, 1994)),
    ],
)
def test_years_are_read_as_written(text: str | None, years: tuple[int, ...]) -> None:
    assert years_of(text) == years


@pytest.mark.parametrize("text", ["many", "2012-", "2016-2012", "2012-2016:0", "2012;2016"])
def test_years_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(BadInput, match="--years"):
        years_of(text)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "--on: which columns of rows.csv explain trade? It has exporter, importer"),
        (["--on", "ln_DISTT"], "unknown column 'ln_DISTT'"),
        (["--on", "DIST", "--trade", "exports"], "unknown column 'exports'"),
        (["--on", "DIST", "--years", "1999"], "has no row of 1999; it has 2010 to 2018"),
        (["--on", "DIST", "--degrees", "many"], "--degrees 'many': expected effects or clusters"),
        (["--on", "DIST", "--distance", "ln_DIST"], "--distance ln_DIST: is no regressor; those are DIST"),
        (["--on", "exporter"], "column exporter, row 1: 'C0'; expected a number"),
    ],
)
def test_a_question_that_the_file_cannot_answer_is_refused_in_one_line(
    rows: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*FIT, str(rows), *arguments]) == 2
    written = capsys.readouterr()
    assert message in written.err
    assert not written.out
    assert written.err.count("\n") == 1


def test_a_file_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 and nothing more")
    for path, message in (
        (tmp_path / "none.csv", "there is no such file"),
        (tmp_path / "rows.xlsx", "expected a file that ends in .csv, .parquet, .dta"),
        (broken, "broken.parquet: cannot be read as parquet"),
    ):
        assert run([*FIT, str(path), "--on", "x"]) == 2
        assert message in capsys.readouterr().err


def test_theta_is_listed_with_its_studies(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["gravity", "theta"]) == 0
    page = capsys.readouterr().out
    assert "container    1.43        5   8.94" in page
    assert "Published figures (reported)" in page
    assert "Broda" in page


FIT = ["gravity", "fit", "--from"]


def answered(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, list[dict[str, object]]]:
    assert run([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["result"]
    assert isinstance(found, dict)
    return found


def test_a_warehouse_answers_where_there_is_one(
    baci_warehouse: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALAT_WAREHOUSE", baci_warehouse)
    found = answered(["gravity", "fit", "--on", "ln_distance", "--years", "2020-2022"], capsys)
    assert "BACI HS17" in str(found["fitted_on"])
    assert "2020-2022 (3 years)" in str(found["fitted_on"])
    assert [row["name"] for row in found["effects"]] == ["exporter^year", "importer^year"]
    assert "are taken as no trade" in str(found["notes"])
    assert found["sources"][0] == "cepii-baci"
    assert run(["gravity", "fit", "--years", "1990"]) == 3
    assert "1990" in capsys.readouterr().err


def test_a_warehouse_without_flows_leaves_the_answer_to_the_shipped_totals(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = str(tmp_path / "empty.duckdb")
    with open_warehouse(url, create=True):
        monkeypatch.setenv("ALAT_WAREHOUSE", url)
        found = answered(["gravity", "fit"], capsys)
    assert "the warehouse holds no flows yet, so that the shipped totals answer" in found["notes"]
