"""What each table must look like: columns as data, and the check that holds a frame to them.

A schema is a CSV file in `data/schemas/` with one row a column of the table: `column, type, unit, key,
required, low, high, allowed, meaning`. `type` is one of str, int, float, bool, date (ISO; a year or a
year and month is a valid date of lower precision) or list; `key` marks the columns that together are
unique; `required` says that no value may be missing; `allowed` lists the valid values with ``|`` between.
"""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import polars as pl

from alat.errors import BadTable, near_matches
from alat.sealed import read_bytes

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")
_POLARS = {"str": pl.String, "int": pl.Int64, "float": pl.Float64, "bool": pl.Boolean, "date": pl.String}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, as its schema file states it."""

    name: str
    type: str
    unit: str
    key: bool
    required: bool
    low: float | None
    high: float | None
    allowed: tuple[str, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class Schema:
    """The columns of one kind of table."""

    name: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in the order of the file."""
        return tuple(column.name for column in self.columns)

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the columns that together are unique."""
        return tuple(column.name for column in self.columns if column.key)


@cache
def schema(name: str) -> Schema:
    """Return the schema called `name` (the stem of its file in `data/schemas/`)."""
    rows = csv.DictReader(io.StringIO(read_bytes(f"data/schemas/{name}.csv").decode("utf-8")))
    return Schema(name, tuple(_column(row) for row in rows))


def read_csv(content: bytes, name: str, *, file: str) -> pl.DataFrame:
    """Read and check a CSV table against the schema `name`.

    Parameters
    ----------
    content
        The file's bytes: UTF-8, comma separated, header in the first line.
    name
        The schema's name.
    file
        What to call the file in an error.

    Raises
    ------
    BadTable
        At the first row that breaks the schema; rows count as in an editor, the header being row 1.
    """
    wanted = schema(name)
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except UnicodeDecodeError as error:
        raise BadTable(file, f"not UTF-8 text (byte {error.start})") from None
    except csv.Error as error:
        raise BadTable(file, f"not a readable CSV file: {error}") from None
    if not rows:
        raise BadTable(file, f"empty; expected the columns {', '.join(wanted.names)}")
    _check_header(rows[0], wanted, file=file)
    body = [(number, row) for number, row in enumerate(rows[1:], start=2) if row]
    for number, row in body:
        if len(row) != len(rows[0]):
            raise BadTable(file, f"{len(row)} cells; expected {len(rows[0])}", row=number)
    cells = {name: [row[i].strip() for _, row in body] for i, name in enumerate(rows[0])}
    numbers = [number for number, _ in body]
    parsed = {
        column.name: [
            _cell(text, column, file=file, row=number) for text, number in zip(cells[column.name], numbers, strict=True)
        ]
        for column in wanted.columns
    }
    frame = pl.DataFrame({c.name: pl.Series(parsed[c.name], dtype=_POLARS[c.type]) for c in wanted.columns})
    _check_keys(frame, wanted, file=file, rows=numbers)
    return frame


def check(frame: pl.DataFrame, name: str, *, file: str) -> None:
    """Hold a typed frame (read from Parquet) to the schema `name`.

    Raises
    ------
    BadTable
        If a column is missing, unknown or of another type, or a value is missing, out of bounds or not allowed.
    """
    wanted = schema(name)
    _check_header(frame.columns, wanted, file=file)
    for column in wanted.columns:
        series = frame[column.name]
        if column.required and series.null_count():
            row = int(series.is_null().arg_true()[0])
            raise BadTable(file, "no value; one is required", row=row + 1, column=column.name)
        if column.type == "list":
            continue
        if column.type in {"int", "float"}:
            if not series.dtype.is_numeric():
                raise BadTable(file, f"type {series.dtype}; expected {column.type}", column=column.name)
            _check_bounds(series, column, file=file)
        elif column.type == "bool" and series.dtype != pl.Boolean:
            raise BadTable(file, f"type {series.dtype}; expected bool", column=column.name)
        if column.allowed:
            odd = series.drop_nulls().cast(pl.String).filter(~series.drop_nulls().cast(pl.String).is_in(column.allowed))
            if len(odd):
                raise BadTable(file, f"{odd[0]!r}; expected one of {', '.join(column.allowed)}", column=column.name)
    _check_keys(frame, wanted, file=file, rows=list(range(1, frame.height + 1)))


def _column(row: dict[str, str]) -> Column:
    return Column(
        name=row["column"],
        type=row["type"],
        unit=row["unit"],
        key=row["key"] == "yes",
        required=row["required"] == "yes" or row["key"] == "yes",
        low=float(row["low"]) if row["low"] else None,
        high=float(row["high"]) if row["high"] else None,
        allowed=tuple(row["allowed"].split("|")) if row["allowed"] else (),
        meaning=row["meaning"],
    )


def _check_header(found: list[str], wanted: Schema, *, file: str) -> None:
    for name in found:
        if name not in wanted.names:
            near = near_matches(name, wanted.names)
            hint = f"; did you mean {near[0]}?" if near else f"; expected {', '.join(wanted.names)}"
            raise BadTable(file, f"unknown column{hint}", row=1, column=name or "(empty)")
    for name in wanted.names:
        if name not in found:
            raise BadTable(file, "column is missing", row=1, column=name)
    if len(set(found)) != len(found):
        raise BadTable(file, "a column stands twice", row=1)


def _cell(text: str, column: Column, *, file: str, row: int) -> object:
    if not text:
        if column.required:
            raise BadTable(file, "no value; one is required", row=row, column=column.name)
        return None
    if column.allowed and text not in column.allowed:
        raise BadTable(file, f"{text!r}; expected one of {', '.join(column.allowed)}", row=row, column=column.name)
    try:
        value = _PARSERS[column.type](text)
    except ValueError as error:
        raise BadTable(file, f"{text!r}; expected {error}", row=row, column=column.name) from None
    if isinstance(value, int | float) and not isinstance(value, bool):
        problem = _bound_problem(value, column)
        if problem:
            raise BadTable(file, problem, row=row, column=column.name)
    return value


def _parse_int(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError("a whole number") from None


def _parse_float(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ValueError("a number") from None
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - NaN is the value unequal to itself
        raise ValueError("a finite number")
    return value


def _parse_bool(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise ValueError("yes or no")
    return text == "yes"


def _parse_date(text: str) -> str:
    if not _DATE.match(text):
        raise ValueError("a date such as 2025-04-18, 2025-04 or 2025")
    return text


_PARSERS: dict[str, Callable[[str], object]] = {
    "str": str,
    "int": _parse_int,
    "float": _parse_float,
    "bool": _parse_bool,
    "date": _parse_date,
}


def _bound_problem(value: float, column: Column) -> str:
    if column.low is not None and value < column.low:
        return f"{value:g}; expected at least {column.low:g}"
    if column.high is not None and value > column.high:
        return f"{value:g}; expected at most {column.high:g}"
    return ""


def _check_bounds(series: pl.Series, column: Column, *, file: str) -> None:
    values = series.drop_nulls()
    if series.dtype.is_float() and not values.is_finite().all():
        raise BadTable(file, "a value is not finite", column=column.name)
    for extreme in (values.min(), values.max()):
        if isinstance(extreme, int | float):
            problem = _bound_problem(extreme, column)
            if problem:
                row = int((series == extreme).arg_true()[0])
                raise BadTable(file, problem, row=row + 1, column=column.name)


def _check_keys(frame: pl.DataFrame, wanted: Schema, *, file: str, rows: list[int]) -> None:
    if not wanted.keys or not frame.height:
        return
    twice = frame.select(wanted.keys).is_duplicated().arg_true()
    if len(twice):
        index = int(twice[-1])
        value = ", ".join(str(frame[index, key]) for key in wanted.keys)
        raise BadTable(file, f"duplicate key {value}", row=rows[index], column=" + ".join(wanted.keys))
