"""Does a CSV file with one thing wrong give one clear line?"""

import contextlib
from collections.abc import Iterator

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.data import rows, schema
from alat.data.rows import read_csv
from alat.data.schema import Column, Schema, is_date
from alat.errors import BadInput, BadTable

HEADER = "id,day,count,value_usd,kind,good"


def column(name: str, kind: str, **rest: object) -> Column:
    plain = {"unit": "", "key": False, "required": False, "low": None, "high": None, "allowed": (), "meaning": "x"}
    return Column(name=name, type=kind, **(plain | rest))  # type: ignore[arg-type]


TOY = Schema(
    "toy",
    (
        column("id", "str", key=True, required=True),
        column("day", "date"),
        column("count", "int", low=0.0, high=100.0),
        column("value_usd", "float", required=True, low=0.0),
        column("kind", "str", allowed=("big", "small")),
        column("good", "bool"),
    ),
)


@pytest.fixture(autouse=True, scope="module")
def toy_schema() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(rows, "schema", lambda _: TOY)
    yield
    patch.undo()


def read(text: str) -> pl.DataFrame:
    return read_csv(text.encode(), "toy", file="toy.csv")


def refusal(content: bytes | str) -> str:
    with pytest.raises(BadTable) as caught:
        read_csv(content if isinstance(content, bytes) else content.encode(), "toy", file="toy.csv")
    assert isinstance(caught.value, BadInput)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_sound_file_becomes_a_typed_frame() -> None:
    frame = read(f"{HEADER}\na,2025-04,3,1e3,big,yes\nb,,,0,,no\n")
    assert frame.to_dicts() == [
        {"id": "a", "day": "2025-04", "count": 3, "value_usd": 1000.0, "kind": "big", "good": True},
        {"id": "b", "day": None, "count": None, "value_usd": 0.0, "kind": None, "good": False},
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a,2025-02-30,1,1,big,yes", "toy.csv, row 2, column day: '2025-02-30'; expected a date such as"),
        ("a,2025-13,1,1,big,yes", "toy.csv, row 2, column day: '2025-13'; expected a date"),
        ("a,18.04.2025,1,1,big,yes", "toy.csv, row 2, column day: '18.04.2025'; expected a date"),
        ("a,0000-01-01,1,1,big,yes", "toy.csv, row 2, column day"),
        ("a,,-1,1,big,yes", "toy.csv, row 2, column count: -1; expected at least 0"),
        ("a,,101,1,big,yes", "toy.csv, row 2, column count: 101; expected at most 100"),
        ("a,,1.5,1,big,yes", "toy.csv, row 2, column count: '1.5'; expected a whole number"),
        ("a,,1_0,1,big,yes", "toy.csv, row 2, column count: '1_0'; expected a whole number"),
        ("a,,99999999999999999999,1,big,yes", "column count: '99999999999999999999'; expected a whole number"),
        ("a,,9999999999999999999,1,big,yes", "column count: '9999999999999999999'; expected a whole number"),
        ("a,,١,1,big,yes", "toy.csv, row 2, column count: '١'; expected a whole number"),
        ("a,,1,nan,big,yes", "toy.csv, row 2, column value_usd: 'nan'; expected a finite number"),
        ("a,,1,inf,big,yes", "toy.csv, row 2, column value_usd: 'inf'; expected a finite number"),
        ("a,,1,1e999,big,yes", "toy.csv, row 2, column value_usd: '1e999'; expected a finite number"),
        ("a,,1,12 000,big,yes", "toy.csv, row 2, column value_usd: '12 000'; expected a number"),
        ('a,,1,"1,5",big,yes', "toy.csv, row 2, column value_usd: '1,5'; expected a number"),
        ("a,,1,-0.01,big,yes", "toy.csv, row 2, column value_usd: -0.01; expected at least 0"),
        ("a,,1,,big,yes", "toy.csv, row 2, column value_usd: no value; one is required"),
        ("a,,1,1,huge,yes", "toy.csv, row 2, column kind: 'huge'; expected one of big, small"),
        ("a,,1,1,big,true", "toy.csv, row 2, column good: 'true'; expected yes or no"),
        (",,1,1,big,yes", "toy.csv, row 2, column id: no value; one is required"),
        ("a,,1,1,big", "toy.csv, row 2: 5 cells; expected 6"),
        ("a,,1,1,big,yes,more", "toy.csv, row 2: 7 cells; expected 6"),
        ('a,,1,1,"big,yes', "toy.csv, row 2: not readable as CSV"),
    ],
)
def test_a_broken_cell_is_named_by_file_row_column_and_expectation(line: str, message: str) -> None:
    assert message in refusal(f"{HEADER}\n{line}\n")


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("id,day,count,value_usb,kind,good", "row 1, column value_usb: unknown column; did you mean value_usd?"),
        ("id,day,count,value_usd,kind,good,zzz", "row 1, column zzz: unknown column; expected id, day"),
        ("id,day,count,value_usd,kind", "row 1, column good: the column is missing"),
        ("id,day,count,value_usd,kind,good,good", "row 1, column good: the column stands twice"),
        ("id,day,count,value_usd,kind,good,", "row 1, column (empty): unknown column"),
        ("id;day;count;value_usd;kind;good", "row 1: cells are separated by semicolons; expected commas"),
        ("id\tday\tcount\tvalue_usd\tkind\tgood", "row 1: cells are separated by tabs; expected commas"),
    ],
)
def test_a_broken_header_is_named(header: str, message: str) -> None:
    assert message in refusal(f"{header}\na,,1,1,big,yes\n")


def test_a_duplicate_key_names_both_rows() -> None:
    text = f"{HEADER}\na,,,1,,\nb,,,1,,\na,,,2,,\n"
    assert refusal(text) == "toy.csv, row 4, column id: duplicate key a; it stands in row 2 already"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_says_what_it_should_hold(content: bytes) -> None:
    assert refusal(content) == "toy.csv: empty; expected the columns id, day, count, value_usd, kind, good"


def test_a_file_that_is_not_utf8_names_the_row() -> None:
    content = f"{HEADER}\na,,,1,,\n".encode() + "Türkiye,,,1,,\n".encode("latin-1")
    assert refusal(content).startswith("toy.csv, row 3: not UTF-8 text")


def test_a_control_character_is_refused() -> None:
    assert "row 2: a control character" in refusal(f"{HEADER}\na\x00,,,1,,\n")


def test_a_byte_order_mark_crlf_and_blank_lines_change_nothing() -> None:
    text = f"{HEADER}\na,2025,1,1,big,yes\nb,,,2,,\n"
    odd = "\ufeff" + text.replace("\n", "\r\n").replace("b,,", "\r\nb,,")
    assert read_csv(odd.encode(), "toy", file="toy.csv").equals(read(text))


def test_rows_count_as_lines_of_an_editor_even_after_a_cell_of_two_lines() -> None:
    assert refusal(f'{HEADER}\n"a\nb",,,1,,\n\nc,,,-1,,\n').startswith("toy.csv, row 5, column value_usd")


@pytest.mark.parametrize("text", ["NA", "null", "None", "nan", "-"])
def test_only_an_empty_cell_is_missing(text: str) -> None:
    assert read(f"{HEADER}\n{text},,,1,,\n")["id"].to_list() == [text]


@given(st.permutations(HEADER.split(",")), st.randoms())
def test_the_order_of_columns_changes_nothing_and_that_of_rows_only_itself(order: list[str], random: object) -> None:
    body = [{"id": name, "day": "", "count": "1", "value_usd": "2.5", "kind": "big", "good": "no"} for name in "abcd"]
    random.shuffle(body)  # type: ignore[attr-defined]
    text = "\n".join([",".join(order), *(",".join(row[name] for name in order) for row in body)])
    plain = "\n".join([HEADER, *(",".join(row[name] for name in HEADER.split(",")) for row in body)])
    assert read(text).equals(read(plain))


@given(st.floats(min_value=0, allow_nan=False, allow_infinity=False))
def test_a_number_survives_writing_and_reading(value: float) -> None:
    assert read(f"{HEADER}\na,,,{value!r},,\n")["value_usd"].to_list() == [value]


@given(st.dates())
def test_every_day_that_exists_is_a_date(day: object) -> None:
    assert is_date(str(day))


@given(st.integers(1, 9999), st.integers(0, 99), st.integers(0, 99))
def test_what_is_read_as_a_date_is_one(year: int, month: int, day: int) -> None:
    text = f"{year:04d}-{month:02d}-{day:02d}"
    parsed = pl.Series([text]).str.to_date(strict=False)
    assert is_date(text) == (parsed.null_count() == 0)


@given(st.binary(max_size=200))
def test_no_file_whatever_breaks_the_reader_in_another_way(content: bytes) -> None:
    with contextlib.suppress(BadTable):
        assert read_csv(HEADER.encode() + b"\n" + content, "toy", file="toy.csv").width == len(TOY.columns)


def test_a_list_column_cannot_stand_in_a_csv_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "schema", lambda _: Schema("toy", (column("parts", "list"),)))
    assert refusal("parts\na\n") == "toy.csv, column parts: a CSV file cannot hold a list"


def test_the_toy_schema_is_the_one_under_test() -> None:
    assert rows.schema("anything") is TOY
    assert schema.schema is not rows.schema
