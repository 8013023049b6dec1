"""Is each way in which files of BACI are wrong named by file, row and column, with nothing lost?"""

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from alat.data.pull.baci import Progress, pull_baci
from alat.data.pull.baci_files import deliver
from alat.data.warehouse import Warehouse, flow_areas, flow_years, open_warehouse, pair_products, totals, vintages
from alat.errors import BadInput, BadTable, MissingFile

YEAR = "BACI_HS22_Y2023_V202501.csv"
ZIP = "BACI_HS22_V202501.zip"
ROW = 41_000  # far down, so that a row number that is off by one block shows


@pytest.fixture(scope="module")
def folder(baci_files: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the files of 2023, unpacked; a test copies what it breaks."""
    place = tmp_path_factory.mktemp("unpacked")
    return baci_files.write_baci(place, years=(2023,), zipped=False, change=some)  # type: ignore[no-any-return]


def some(_: int, rows: pl.DataFrame) -> pl.DataFrame:
    """Keep what eleven countries sell: enough pairs to tell a unit by."""
    return rows.filter(pl.col("i").cast(pl.Int32) < 277)


@pytest.fixture
def broken(folder: Path, tmp_path: Path) -> Callable[..., Path]:
    """Return a way to copy the folder with one file changed."""

    def change(name: str, how: Callable[[str], str]) -> Path:
        for file in folder.iterdir():
            text = file.read_text(encoding="utf-8")
            (tmp_path / file.name).write_text(how(text) if file.name == name else text, encoding="utf-8", newline="")
        return tmp_path

    return change


@pytest.fixture(scope="module")
def warehouse(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """Return a warehouse with a sound load, which every test must leave as it is."""
    with open_warehouse(str(tmp_path_factory.mktemp("house") / "w.duckdb"), create=True) as opened:
        pull_baci(folder, warehouse=opened)
        before = (vintages(opened), totals(opened, 2023))
        yield opened
        assert vintages(opened) == before[0]
        assert totals(opened, 2023).equals(before[1])


def at_row(row: int, change: Callable[[list[str]], list[str]]) -> Callable[[str], str]:
    """Return a change of one row of a file; row 1 is the header."""

    def how(text: str) -> str:
        lines = text.splitlines()
        lines[row - 1] = ",".join(change(lines[row - 1].split(",")))
        return "\n".join(lines) + "\n"

    return how


def cell(column: int, text: str) -> Callable[[list[str]], list[str]]:
    return lambda cells: [*cells[:column], text, *cells[column + 1 :]]


def refusal(source: Path, warehouse: Warehouse, *, kind: type[BadInput] = BadTable) -> str:
    with pytest.raises(kind) as caught:
        pull_baci(source, warehouse=warehouse)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("column", "text", "message"),
    [
        (0, "2022", "column t: '2022'; expected 2023, the year that the file's name states"),
        (0, "1823", "column t: '1823'; expected 2023"),
        (1, "Brazil", "column i: 'Brazil'; expected the number of an exporting country"),
        (2, "", "column j: ''; expected the number of an importing country"),
        (3, "12019O", "column k: '12019O'; expected a product of six digits"),
        (3, "120191", "column k: '120191'; expected a code of the list of products such as 120190 or 120110"),
        (4, "-3.5", "column v: '-3.5'; expected a value in thousand USD, nought or more"),
        (4, "NA", "column v: 'NA'; expected a value"),
        (4, "nan", "column v: 'nan'; expected a value"),
        (4, "inf", "column v: 'inf'; expected a value"),
        (4, "1.2.3", "column v: '1.2.3'; expected a value"),
        (4, "1e14", "column v: '1e14'; expected a value"),
        (3, '"120190"', "column k: '\"120190\"'; expected a product of six digits"),
        (5, "-0.5", "column q: '-0.5'; expected a weight in tonnes, nought or more, or NA"),
        (5, "n/a", "column q: 'n/a'; expected a weight"),
        (5, "nan", "column q: 'nan'; expected a weight"),
    ],
)
def test_a_cell_that_is_wrong_is_named(
    broken: Callable[..., Path], warehouse: Warehouse, column: int, text: str, message: str
) -> None:
    said = refusal(broken(YEAR, at_row(ROW, cell(column, text))), warehouse)
    assert said.startswith(f"{YEAR}, row {ROW}, {message}")


def test_a_row_in_a_zip_is_named_with_both_files(baci_files: ModuleType, tmp_path: Path, warehouse: Warehouse) -> None:
    def text_in_numbers(_: int, rows: pl.DataFrame) -> pl.DataFrame:
        wrong = pl.int_range(pl.len()) == ROW - 2
        return rows.with_columns(v=pl.when(wrong).then(pl.lit("much")).otherwise("v"))

    source = baci_files.write_baci(tmp_path, years=(2023,), change=text_in_numbers)
    assert refusal(source, warehouse).startswith(f"{ZIP}: {YEAR}, row {ROW}, column v: 'much'; expected a value")


@pytest.mark.parametrize("extra", [["1"], []], ids=["one more", "one less"])
def test_a_row_with_another_number_of_cells_is_named(
    broken: Callable[..., Path], warehouse: Warehouse, extra: list[str]
) -> None:
    said = refusal(broken(YEAR, at_row(ROW, lambda cells: cells + extra if extra else cells[:5])), warehouse)
    assert said == f"{YEAR}, row {ROW}: {7 if extra else 5} cells; expected 6 (t,i,j,k,v,q)"


def test_a_key_that_stands_twice_is_named_with_both_rows(broken: Callable[..., Path], warehouse: Warehouse) -> None:
    def repeat(text: str) -> str:
        lines = text.splitlines()
        again = ",".join([*lines[99].split(",")[:4], "1.000", "2.000"])
        return "\n".join([*lines[:ROW], again, *lines[ROW:]]) + "\n"

    said = refusal(broken(YEAR, repeat), warehouse)
    assert re.fullmatch(
        rf"{YEAR}, row {ROW + 1}, column t \+ i \+ j \+ k: duplicate key 2023, \d+, \d+, \d{{6}};"
        r" it stands in row 100 already",
        said,
    )


def test_a_file_without_a_line_end_is_taken_for_cut_off(broken: Callable[..., Path], warehouse: Warehouse) -> None:
    said = refusal(broken(YEAR, lambda text: text[: len(text) // 2].rstrip("\n")), warehouse)
    assert re.fullmatch(
        rf"{YEAR}, row \d+: the last line has no end, so the file seems to be cut off; get it again", said
    )


@pytest.mark.parametrize("column", ["t", "k", "q"])
def test_a_missing_column_is_named(broken: Callable[..., Path], warehouse: Warehouse, column: str) -> None:
    at = "tijkvq".index(column)

    def drop(text: str) -> str:
        return "".join(
            ",".join(c for n, c in enumerate(line.split(",")) if n != at) + "\n" for line in text.splitlines()
        )

    said = refusal(broken(YEAR, drop), warehouse)
    assert said.startswith(f"{YEAR}, row 1, column {column}: the column is missing; expected t,i,j,k,v,q; there is ")


def test_semicolons_are_named(broken: Callable[..., Path], warehouse: Warehouse) -> None:
    said = refusal(broken(YEAR, lambda text: text.replace(",", ";")), warehouse)
    assert said == f"{YEAR}, row 1: cells are not separated by commas; expected t,i,j,k,v,q"


def test_an_empty_year_is_refused(broken: Callable[..., Path], warehouse: Warehouse) -> None:
    assert (
        refusal(broken(YEAR, lambda _: "t,i,j,k,v,q\n"), warehouse) == f"{YEAR}: no row; expected the flows of a year"
    )


@pytest.mark.parametrize("factor", [1000.0, 0.001])
def test_a_unit_that_is_a_thousand_off_is_noticed_by_the_load_before(
    baci_files: ModuleType, tmp_path: Path, warehouse: Warehouse, factor: float
) -> None:
    source = baci_files.write_baci(tmp_path, years=(2023,), zipped=False, change=times(factor))
    said = refusal(source, warehouse)
    assert said.startswith(f"{YEAR}, column v: ")
    assert said.endswith("expected thousand USD: is another unit (1,000 off) in the file?")


@pytest.mark.parametrize("factor", [1000.0, 0.001])
def test_a_unit_that_is_a_thousand_off_is_noticed_by_the_snapshot_in_a_first_load(
    baci_files: ModuleType, tmp_path: Path, factor: float
) -> None:
    source = baci_files.write_baci(tmp_path / "a", years=(2023,), zipped=False, change=times(factor))
    with open_warehouse(str(tmp_path / "w.duckdb"), create=True) as empty:
        assert "is another unit (1,000 off) in the file?" in refusal(source, empty)
        assert vintages(empty) == ()


def test_pairs_and_not_the_sum_tell_the_unit(baci_files: ModuleType, tmp_path: Path) -> None:
    """A tenth of the countries is a small file, not a wrong unit."""

    def few(_: int, rows: pl.DataFrame) -> pl.DataFrame:
        return rows.filter(pl.col("i").is_in(["31", "268", "51"]))

    source = baci_files.write_baci(tmp_path / "a", years=(2023,), change=few)
    with open_warehouse(str(tmp_path / "w.duckdb"), create=True) as empty:
        assert pull_baci(source, warehouse=empty).state == "current"


def times(factor: float) -> Callable[[int, pl.DataFrame], pl.DataFrame]:
    return lambda year, rows: some(year, rows).with_columns(
        v=(pl.col("v").cast(pl.Float64) * factor).round(6).cast(pl.String)
    )


def test_mixed_revisions_are_refused(baci_files: ModuleType, tmp_path: Path, warehouse: Warehouse) -> None:
    baci_files.write_baci(tmp_path, years=(2023,))
    baci_files.write_baci(tmp_path, years=(2023,), revision="HS92")
    said = refusal(tmp_path, warehouse)
    assert said == f"{tmp_path}: revisions of the Harmonized System are mixed: HS22, HS92; give one at a time"


def test_mixed_releases_are_refused(baci_files: ModuleType, tmp_path: Path, warehouse: Warehouse) -> None:
    baci_files.write_baci(tmp_path, years=(2022,), release="V202401")
    baci_files.write_baci(tmp_path, years=(2023,))
    assert refusal(tmp_path, warehouse) == f"{tmp_path}: releases are mixed: V202401, V202501; give one at a time"


def test_a_year_that_is_there_twice_is_refused(baci_files: ModuleType, tmp_path: Path, warehouse: Warehouse) -> None:
    baci_files.write_baci(tmp_path, years=(2023,))
    baci_files.write_baci(tmp_path, years=(2023,), zipped=False)
    assert "the year 2023 is there twice, also as " in refusal(tmp_path, warehouse)


@pytest.mark.parametrize("year", [2021, 2025, 1823])
def test_a_year_that_cannot_be_is_refused(
    baci_files: ModuleType, tmp_path: Path, warehouse: Warehouse, year: int
) -> None:
    source = baci_files.write_baci(tmp_path, years=(2023,), zipped=False)
    (source / YEAR).rename(source / YEAR.replace("2023", str(year)))
    said = refusal(source, warehouse)
    assert f"the year {year}; expected 2022, when HS22 began, to the one before the release V202501" in said


def test_a_zip_of_something_else_names_what_is_in_it(tmp_path: Path, warehouse: Warehouse) -> None:
    place = tmp_path / "other.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("baci_hs22_2023.csv", "t,i,j,k,v,q\n")
    said = refusal(place, warehouse, kind=MissingFile)
    assert said == f"{place}: no BACI in it; expected files such as {YEAR}; there is baci_hs22_2023.csv"


def test_a_zip_that_is_none_is_refused(tmp_path: Path, warehouse: Warehouse) -> None:
    place = tmp_path / ZIP
    place.write_text("<html>Please log in</html>", encoding="utf-8")
    assert "is no zip, or was cut off; expected one as CEPII ships it" in refusal(place, warehouse, kind=BadInput)


def test_a_zip_that_was_cut_off_is_refused(baci_files: ModuleType, tmp_path: Path, warehouse: Warehouse) -> None:
    place = baci_files.write_baci(tmp_path, years=(2023,))
    content = place.read_bytes()
    place.write_bytes(content[: len(content) * 2 // 3])
    assert "is no zip, or was cut off" in refusal(place, warehouse, kind=BadInput)


def test_a_zip_with_a_flipped_byte_is_refused(baci_files: ModuleType, tmp_path: Path, warehouse: Warehouse) -> None:
    place = baci_files.write_baci(tmp_path, years=(2023,))
    content = bytearray(place.read_bytes())
    content[len(content) // 2] ^= 0xFF
    place.write_bytes(content)
    said = refusal(place, warehouse)
    assert said.startswith(f"{ZIP}: {YEAR}: the zip is damaged (")
    assert said.endswith("get the file again")


@pytest.mark.parametrize("name", ["country_codes_V202501.csv", "product_codes_HS22_V202501.csv"])
def test_a_missing_list_is_named(folder: Path, tmp_path: Path, warehouse: Warehouse, name: str) -> None:
    for file in folder.iterdir():
        if file.name != name:
            (tmp_path / file.name).write_bytes(file.read_bytes())
    assert refusal(tmp_path, warehouse, kind=MissingFile) == f"{tmp_path}: no {name} beside the yearly files"


def test_a_list_of_products_of_another_revision_is_named(folder: Path, tmp_path: Path, warehouse: Warehouse) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name.replace("product_codes_HS22", "product_codes_HS17")).write_bytes(file.read_bytes())
    said = refusal(tmp_path, warehouse, kind=MissingFile)
    assert said.endswith(
        "no product_codes_HS22_V202501.csv beside the yearly files; there is product_codes_HS17_V202501.csv"
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("31,Azerbaijan", "AZ,Azerbaijan", "column country_code: 'AZ'; expected a number"),
        (
            "31,Azerbaijan,AZ,AZE",
            "31,Azerbaijan,AZ,ARM",
            "column country_iso3: 'ARM' for 31; expected AZE, as UN Comtrade",
        ),
        ("country_iso3", "iso3", "row 1, column country_iso3: the column is missing; expected "),
        ("51,Armenia", "31,Armenia", "column country_iso3: 'ARM' for 31"),
    ],
)
def test_a_list_of_countries_that_is_wrong_is_named(
    broken: Callable[..., Path], warehouse: Warehouse, old: str, new: str, message: str
) -> None:
    said = refusal(broken("country_codes_V202501.csv", lambda text: text.replace(old, new)), warehouse)
    assert said.startswith("country_codes_V202501.csv, row ")
    assert message in said


def test_a_country_that_is_not_in_the_list_is_kept_and_named(broken: Callable[..., Path], tmp_path: Path) -> None:
    def without(text: str) -> str:
        return "".join(f"{line}\n" for line in text.splitlines() if not line.startswith(("268,", "490,")))

    source = broken("country_codes_V202501.csv", without)
    with open_warehouse(str(tmp_path / "w.duckdb"), create=True) as opened:
        vintage = pull_baci(source, warehouse=opened)
        assert vintage.note.endswith("not in the list of countries: 268, 490")
        areas = {code: country for code, country, *_ in flow_areas(opened).iter_rows()}
        assert (areas[268], areas[490]) == ("GEO", "490")
        assert totals(opened, 2023)["value_usd"].sum() == vintage.value_usd


def test_years_may_be_chosen_and_must_be_there(baci_files: ModuleType, tmp_path: Path) -> None:
    source = baci_files.write_baci(tmp_path, years=(2022, 2023))
    told: list[Progress] = []
    with open_warehouse(str(tmp_path / "w.duckdb"), create=True) as opened:
        with pytest.raises(MissingFile, match="no file of 2019, 2020; there are 2022, 2023"):
            pull_baci(source, warehouse=opened, years=(2019, 2020, 2022))
        pull_baci(source, warehouse=opened, years=(2023,), progress=told.append)
        assert flow_years(opened) == (2023,)
    assert [(each.year, each.done, each.years, each.rows == each.expected_rows) for each in told] == [
        (2023, 1, 1, True)
    ]


def test_a_folder_of_yearly_zips_is_one_release(baci_files: ModuleType, tmp_path: Path) -> None:
    for year in (2022, 2023):
        place = baci_files.write_baci(tmp_path / str(year), years=(year,))
        place.rename(tmp_path / f"part{year}.zip")
    delivery = deliver(tmp_path)
    assert (delivery.revision, delivery.release, list(delivery.years)) == ("HS22", "V202501", [2022, 2023])
    assert [each.name for each in delivery.stored_files()] == ["part2022.zip", "part2023.zip"]


def test_lost_noughts_and_other_orders_of_columns_are_understood(
    broken: Callable[..., Path], warehouse: Warehouse, tmp_path: Path
) -> None:
    def resaved(text: str) -> str:
        rows = [line.split(",") for line in text.splitlines()]
        return "\ufeff" + "".join(f"{v},{q},{k.removeprefix('0')},{j},{i},{t}\r\n" for t, i, j, k, v, q in rows)

    source = broken(YEAR, resaved)
    with open_warehouse(str(tmp_path / "w.duckdb"), create=True) as opened:
        pull_baci(source, warehouse=opened)
        question = {"level": 6, "years": (2023,)}
        found = pair_products(opened, "USA", "AZE", **question)  # type: ignore[arg-type]
        assert found.equals(pair_products(warehouse, "USA", "AZE", **question))  # type: ignore[arg-type]


def test_rows_in_another_order_are_stored_in_that_of_their_keys(
    broken: Callable[..., Path], warehouse: Warehouse, tmp_path: Path
) -> None:
    def backwards(text: str) -> str:
        header, *rows = text.splitlines()
        return "\n".join([header, *reversed(rows)]) + "\n"

    def kept(place: Path) -> list[tuple[int, ...]]:
        with open_warehouse(str(tmp_path / "w.duckdb"), create=True) as opened:
            flows = f"flows_{pull_baci(place, warehouse=opened).id.rpartition('-')[2]}"
            assert totals(opened, 2023).equals(totals(warehouse, 2023))
            keys = "exporter_code, importer_code, product_code"
            return opened.backend.con.execute(f"SELECT {keys} FROM {flows} ORDER BY rowid").fetchall()  # noqa: S608

    keys = kept(broken(YEAR, backwards))
    assert keys == sorted(keys)
    assert keys == kept(broken(YEAR, lambda text: text))


def test_a_key_that_stands_twice_far_apart_is_named(broken: Callable[..., Path], warehouse: Warehouse) -> None:
    def again(text: str) -> str:
        lines = text.splitlines()
        return "\n".join([*lines, lines[ROW - 1]]) + "\n"

    said = refusal(broken(YEAR, again), warehouse)
    assert re.search(rf"duplicate key 2023, \d+, \d+, \d{{6}}; it stands in row {ROW} already", said)


def test_a_weight_that_is_not_known_is_padded_in_any_way(
    broken: Callable[..., Path], warehouse: Warehouse, tmp_path: Path
) -> None:
    def late(text: str) -> str:
        half = text.index("\n", len(text) * 3 // 4)
        assert half > 1 << 20
        return text[:half] + text[half:].replace("           NA", "  NA", 3).replace("           NA", "", 3)

    with open_warehouse(str(tmp_path / "w.duckdb"), create=True) as opened:
        pull_baci(broken(YEAR, late), warehouse=opened)
        assert totals(opened, 2023).equals(totals(warehouse, 2023))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, warehouse: Warehouse) -> None:
    said = refusal(tmp_path / "nowhere", warehouse, kind=MissingFile)
    assert said.endswith("nowhere: there is no such folder or file; expected a zip of BACI or a folder with one")
