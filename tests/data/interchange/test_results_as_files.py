"""A result as tables, and the tables as a workbook, CSV, Parquet, SDMX-CSV and a data package."""

import csv
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import frictionless
import openpyxl
import polars as pl
import pytest
from frictionless import system

from alat.data import Basis, Quantity, sources, table
from alat.data.interchange import export, sheets_of, target, unguarded
from alat.data.interchange.export import ENDINGS, write_file, write_folder
from alat.data.interchange.sheets import Sheet, Sheets, unit_of
from alat.data.interchange.workbook import sheet_names
from alat.data.schema import schema
from alat.errors import BadInput
from alat.reference import country

SOURCE = "baci-hs22-2023"


class Kind(StrEnum):
    ONE = "one"


@dataclass(frozen=True)
class Part:
    km: float
    mode: str | None


@dataclass(frozen=True)
class Lane:
    id: str
    money: Quantity
    parts: tuple[Part, ...]
    via: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    home: object
    kind: Kind
    day: date
    nothing: None
    total: Quantity
    unknown: Quantity
    products: pl.DataFrame
    lanes: tuple[Lane, ...]
    by_name: dict[str, float]
    sources: tuple[str, ...]
    notes: tuple[str, ...]


@pytest.fixture
def answer() -> Answer:
    """Return a result with one of everything, and texts that would run in a spreadsheet."""
    return Answer(
        home=country("AZE"),
        kind=Kind.ONE,
        day=date(2025, 4, 18),
        nothing=None,
        total=Quantity(529323.0, "usd", Basis.RECONCILED, (SOURCE,), "2023", "=1+1"),
        unknown=Quantity(None, "ratio", Basis.REPORTED, (), "2012-2016", "no report"),
        products=pl.DataFrame(
            {
                "hs2": ["01", "17"],
                "year": [2023, 2023],
                "value_usd": [1.0, None],
                "label": ['=HYPERLINK("http://x")', "Sugars"],
                "basis": ["modelled", "observed"],
            }
        ),
        lanes=(
            Lane(
                "L1", Quantity(10.0, "usd", Basis.MODELLED, (SOURCE,)), (Part(5, "rail"), Part(7, None)), ("RUS", "IRN")
            ),
            Lane("L2", Quantity(None, "usd", Basis.MODELLED), (), ()),
        ),
        by_name={"share": 0.5},
        sources=(SOURCE, "somewhere-else"),
        notes=("read with care",),
    )


@pytest.fixture
def sheets(answer: Answer) -> Sheets:
    return sheets_of(answer, title="toy")


def test_every_part_of_a_result_has_its_place(sheets: Sheets) -> None:
    assert [sheet.name for sheet in sheets.sheets] == ["figures", "products", "lanes", "lanes.parts"]
    figures, _, lanes, parts = (sheet.frame for sheet in sheets.sheets)
    assert figures.drop("meaning").rows() == [
        ("home", None, "AZE", "", None, None, None, None),
        ("kind", None, "one", "", None, None, None, None),
        ("day", None, "2025-04-18", "", None, None, None, None),
        ("total", 529323.0, None, "usd", "reconciled", "2023", SOURCE, "=1+1"),
        ("unknown", None, None, "ratio", "reported", "2012-2016", "", "no report"),
        ("by_name.share", 0.5, None, "", None, None, None, None),
    ]
    assert lanes.select("id", "money", "money_unit", "money_basis", "via").rows() == [
        ("L1", 10.0, "usd", "modelled", "RUS;IRN"),
        ("L2", None, "usd", "modelled", ""),
    ]
    assert parts.rows() == [(1, 5.0, "rail"), (1, 7.0, None)]
    assert (sheets.sources, sheets.notes) == ((SOURCE, "somewhere-else"), ("read with care",))


def test_a_thing_that_has_no_plain_form_is_not_passed_over() -> None:
    @dataclass(frozen=True)
    class Odd:
        held: object

    with pytest.raises(TypeError, match="has no plain form"):
        sheets_of(Odd(object()), title="odd")


@pytest.mark.parametrize(
    ("column", "unit"),
    [
        ("value_usd", "usd"),
        ("c_usd_per_t", "usd_per_t"),
        ("kgco2e", "kgco2e"),
        ("x_kgco2e", "kgco2e"),
        ("usd", "usd"),
        ("list", ""),
        ("h", ""),
        ("p90_hours", "h"),
    ],
)
def test_a_unit_is_read_from_a_columns_name(column: str, unit: str) -> None:
    assert unit_of(column) == unit


def test_a_workbook_holds_every_table_and_runs_nothing(sheets: Sheets, tmp_path: Path) -> None:
    export(sheets, target(tmp_path / "a.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["contents", "figures", "products", "lanes", "lanes.parts", "columns", "notes", "sources"]
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert book["products"]["D2"].value == '=HYPERLINK("http://x")'
    assert book["products"]["D2"].data_type == "s"
    assert book["products"]["A2"].value == "01"
    assert book["products"]["C3"].value is None
    assert book["sources"]["A2"].value == SOURCE
    assert book["sources"]["E2"].value == sources()[SOURCE].licence
    assert book["sources"]["A3"].value == "somewhere-else"


@pytest.mark.parametrize("ending", [*ENDINGS, "/"])
def test_the_same_result_gives_the_same_bytes(answer: Answer, ending: str, tmp_path: Path) -> None:
    for turn in ("one", "two"):
        (tmp_path / turn).mkdir()
        name = "package" if ending == "/" else f"toy.products{ending}"
        export(sheets_of(answer, title="toy"), target(tmp_path / turn / name))
    first, second = (
        {
            path.relative_to(tmp_path / turn): path.read_bytes()
            for path in (tmp_path / turn).rglob("*")
            if path.is_file()
        }
        for turn in ("one", "two")
    )
    assert first == second
    assert first


def test_csv_is_guarded_and_gives_the_table_back(sheets: Sheets, tmp_path: Path) -> None:
    assert export(sheets, target(tmp_path / "toy.products.csv")) == ("products",)
    path = tmp_path / "toy.products.csv"
    assert "\r" not in path.read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    assert rows[0]["label"] == '\'=HYPERLINK("http://x")'
    assert rows[1]["value_usd"] == ""
    back = unguarded(pl.read_csv(path, schema_overrides={"hs2": pl.String}))
    assert back.rows() == sheets.sheets[1].frame.rows()


def test_parquet_keeps_types_and_says_its_sources(sheets: Sheets, tmp_path: Path) -> None:
    export(sheets, target(tmp_path / "toy.products.parquet"))
    back = pl.read_parquet(tmp_path / "toy.products.parquet")
    assert back.equals(sheets.sheets[1].frame)
    about = json.loads(pl.read_parquet_metadata(tmp_path / "toy.products.parquet")["alat"])
    assert about["sources"] == [SOURCE, "somewhere-else"]
    assert about["units"] == {"value_usd": "usd"}
    assert about["notes"] == ["read with care"]


def test_sdmx_csv_has_one_observation_a_row(sheets: Sheets, tmp_path: Path) -> None:
    export(sheets, target(tmp_path / "toy.products.sdmx.csv"))
    text = (tmp_path / "toy.products.sdmx.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0])[:3] == ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    assert list(rows[0])[3:7] == ["HS2", "MEASURE", "TIME_PERIOD", "OBS_VALUE"]
    assert {row["STRUCTURE_ID"] for row in rows} == {"ALAT:DF_TOY_PRODUCTS(1.0)"}
    assert {(row["STRUCTURE"], row["ACTION"]) for row in rows} == {("dataflow", "I")}
    shown = [tuple(row[name] for name in ("HS2", "OBS_VALUE", "UNIT_MEASURE", "OBS_STATUS", "BASIS")) for row in rows]
    assert shown == [("01", "1.0", "usd", "E", "modelled"), ("17", "", "usd", "O", "observed")]
    assert rows[0]["LABEL"] == '\'=HYPERLINK("http://x")'


def test_sdmx_csv_of_figures_states_unit_basis_and_period(sheets: Sheets, tmp_path: Path) -> None:
    export(sheets, target(tmp_path / "toy.figures.sdmx.csv"))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "toy.figures.sdmx.csv").read_text(encoding="utf-8"))))
    by_name = {row["NAME"]: row for row in rows}
    # What is text alone is no observation.
    assert list(by_name) == ["total", "unknown", "by_name.share"]
    assert by_name["total"]["OBS_VALUE"] == "529323.0"
    assert (by_name["total"]["BASIS"], by_name["total"]["OBS_STATUS"]) == ("reconciled", "A")
    assert by_name["total"]["COMMENT_OBS"] == "'=1+1"
    # No basis is stated, and so no status: it must not pass for a normal observation.
    assert (by_name["by_name.share"]["BASIS"], by_name["by_name.share"]["OBS_STATUS"]) == ("", "")
    assert (by_name["unknown"]["OBS_STATUS"], by_name["unknown"]["REFERENCE_PERIOD"]) == ("O", "2012-2016")


def test_a_basis_stated_for_the_whole_answer_holds_for_tables_without_one(tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class Fit:
        coefficients: pl.DataFrame
        basis: Basis

    held = sheets_of(Fit(pl.DataFrame({"name": ["x"], "value": [1.0]}), Basis.MODELLED), title="fit")
    export(held, target(tmp_path / "fit.coefficients.sdmx.csv"))
    export(held, target(tmp_path / "fit.zip"))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "fit.coefficients.sdmx.csv").read_text(encoding="utf-8"))))
    assert [(row["BASIS"], row["OBS_STATUS"]) for row in rows] == [("modelled", "E")]
    with zipfile.ZipFile(tmp_path / "fit.zip") as archive:
        assert json.loads(archive.read("datapackage.json"))["basis"] == "modelled"


def test_sdmx_csv_writes_spans_of_years_as_the_standard_does(tmp_path: Path) -> None:
    frame = pl.DataFrame({"period": ["2012-2016", "2017"], "value_usd": [1.0, 2.0]})
    held = Sheets("toy", (_sheet("only", frame),), (), ())
    export(held, target(tmp_path / "toy.sdmx.csv"))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "toy.sdmx.csv").read_text(encoding="utf-8"))))
    assert [row["TIME_PERIOD"] for row in rows] == ["2012-01-01/P5Y", "2017"]


def test_sdmx_csv_counts_rows_where_nothing_tells_them_apart(tmp_path: Path) -> None:
    frame = pl.DataFrame({"name": ["a", "a"], "value_usd": [1.0, 1.0]})
    export(Sheets("toy", (_sheet("only", frame),), (), ()), target(tmp_path / "toy.sdmx.csv"))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "toy.sdmx.csv").read_text(encoding="utf-8"))))
    assert [(row["NAME"], row["ROW"]) for row in rows] == [("a", "1"), ("a", "2")]
    with pytest.raises(BadInput, match="only holds no number"):
        export(Sheets("toy", (_sheet("only", frame.select("name")),), (), ()), target(tmp_path / "b.sdmx.csv"))


@pytest.mark.parametrize("name", ["package", "package.zip"])
def test_a_data_package_is_valid_and_states_hashes_sources_and_licences(
    sheets: Sheets, name: str, tmp_path: Path
) -> None:
    export(sheets, target(tmp_path / name))
    folder = tmp_path / name
    if name.endswith(".zip"):
        folder = tmp_path / "unpacked"
        zipfile.ZipFile(tmp_path / name).extractall(folder)
    _valid(folder)
    held = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert [one["title"] for one in held["sources"]][1] == "somewhere-else"
    assert held["licenses"] == [{"name": "Etalab-2.0", "title": "Etalab-2.0"}]
    assert "one apostrophe" in held["description"]
    resource = held["resources"][1]
    content = (folder / resource["path"]).read_bytes()
    assert resource["bytes"] == len(content)
    (folder / resource["path"]).write_bytes(content.replace(b"Sugars", b"Sweets"))
    with system.use_context(trusted=True):
        report = frictionless.validate(str(folder / "datapackage.json"))
    assert not report.valid
    assert "hash-count" in str(report.flatten(["type"])) or "hash" in str(report.flatten(["note"]))


@pytest.mark.parametrize("name", ["theta_cargo", "flows_total_codes", "tariff_preferences", "supply_hs2"])
def test_a_shipped_table_carries_its_schema_into_the_package(name: str, tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class Content:
        name: str
        rows: pl.DataFrame
        sources: tuple[str, ...] = ()
        notes: tuple[str, ...] = ()

    held = sheets_of(Content(name, table(name)), title="data show")
    export(held, target(tmp_path / "package"))
    _valid(tmp_path / "package")
    resources = json.loads((tmp_path / "package" / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    written = next(one for one in resources if one["name"] == "rows")["schema"]
    wanted = schema(name)
    assert [field["name"] for field in written["fields"]] == list(wanted.names)
    assert written.get("primaryKey", []) == list(wanted.keys)
    for field, column in zip(written["fields"], wanted.columns, strict=True):
        assert field["description"] == column.meaning
        assert field.get("unit", "") == column.unit
        assert field.get("constraints", {}).get("minimum") == column.low


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.pdf", "no format ends in .pdf"),
        ("nowhere/a.xlsx", "there is no folder"),
        ("there", "is there and not an empty folder"),
        ("there/x.xlsx", "is a folder; expected the name of a file"),
    ],
)
def test_a_place_that_cannot_be_written_is_named_at_once(name: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "there" / "x.xlsx").mkdir(parents=True)
    with pytest.raises(BadInput, match=message):
        target(tmp_path / name)


def test_a_flat_file_of_several_tables_must_name_one(sheets: Sheets, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"toy has 4 tables.* expected out\.TABLE\.csv.* figures, products, lanes"):
        export(sheets, target(tmp_path / "out.csv"))
    with pytest.raises(BadInput, match=r"did you mean products\?"):
        export(sheets, target(tmp_path / "out.product.csv"))
    assert not list(tmp_path.iterdir())
    with pytest.raises(BadInput, match="has no table and no figure"):
        export(Sheets("toy", (), (), ()), target(tmp_path / "out.csv"))


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, folder = tmp_path / "a.csv", tmp_path / "package"
    path.write_bytes(b"before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_file(path, b"after")
    with pytest.raises(OSError, match="No space"):
        write_folder(folder, {"a": b"b"})
    assert path.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]


def test_a_package_that_cannot_be_moved_into_place_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "package"
    write_folder(folder, {"a": b"before"})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_folder(folder, {"b": b"after"})
    assert (folder / "a").read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == ["package"]


def test_a_table_too_long_for_a_sheet_is_refused(tmp_path: Path) -> None:
    long = Sheets("toy", (_sheet("long", pl.DataFrame({"n": range(1_048_576)})),), (), ())
    with pytest.raises(BadInput, match=r"long has 1,048,576 rows; a sheet holds 1,048,575"):
        export(long, target(tmp_path / "a.xlsx"))
    wide = Sheets("toy", (_sheet("wide", pl.DataFrame({"text": ["x" * 40_000]})),), (), ())
    with pytest.raises(BadInput, match="a cell holds 32,767"):
        export(wide, target(tmp_path / "a.xlsx"))


def test_sheets_have_names_that_a_spreadsheet_takes() -> None:
    names = sheet_names(["a/b", "notes", "x" * 40, "x" * 50, "x" * 31])
    assert len({name.casefold() for name in names}) == 5
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
    assert "notes" not in names


def _sheet(name: str, frame: pl.DataFrame) -> Sheet:
    @dataclass(frozen=True)
    class One:
        only: pl.DataFrame

    return Sheet(name, frame, sheets_of(One(frame), title="x").sheets[0].columns)


def _valid(folder: Path) -> None:
    with system.use_context(trusted=True):
        report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
