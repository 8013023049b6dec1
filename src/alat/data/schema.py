"""What each table must look like: columns as data, and the check that holds a frame to them.

A schema is a CSV file in `data/schemas/` with one row a column of the table: `column, type, unit, key,
required, low, high, allowed, meaning`. `type` is one of str, int, float, bool, date (ISO; a year or a
year and month is a valid date of lower precision) or list; `key` marks the columns that together are
unique; `required` says that no value may be missing (``yes``), or that even the column may be (``no``);
`allowed` lists the valid values with ``|`` between.
Reading a CSV file is `data/rows.py`; holding a typed frame to its schema is here.
"""

import csv
import io
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import polars as pl

from alat.errors import BadTable, near_matches
from alat.sealed import read_bytes

TYPES = ("str", "int", "float", "bool", "date", "list")
HEADER = ("column", "type", "unit", "key", "required", "low", "high", "allowed", "meaning")
DATE_HINT = "a date such as 2025-04-18, 2025-04 or 2025"
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


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
    optional: bool = False


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
    """Return the schema called `name` (the stem of its file in `data/schemas/`).

    Raises
    ------
    CorruptSnapshot
        If the schema's file is missing or changed.
    BadTable
        If a row of the schema itself is not one.
    """
    file = f"data/schemas/{name}.csv"
    rows = csv.DictReader(io.StringIO(read_bytes(file).decode("utf-8"), newline=""))
    if tuple(rows.fieldnames or ()) != HEADER:
        raise BadTable(file, f"a schema has the columns {', '.join(HEADER)}", row=1)
    return Schema(name, tuple(_column(row, file=file, number=number) for number, row in enumerate(rows, start=2)))


def check(frame: pl.DataFrame, name: str, *, file: str) -> None:
    """Hold a typed frame (read from Parquet) to the schema `name`; rows count from 1.

    Raises
    ------
    BadTable
        If a column is missing, unknown or of another type, or a value is missing, out of bounds or not allowed, or a
        key stands twice.
    """
    wanted = schema(name)
    check_header(frame.columns, wanted, file=file)
    for column in wanted.columns:
        series = frame[column.name]
        if not _has_type(series.dtype, column.type):
            raise BadTable(file, f"type {series.dtype}; expected {column.type}", column=column.name)
        if column.required and series.null_count():
            row = int(series.is_null().arg_true()[0])
            raise BadTable(file, "no value; one is required", row=row + 1, column=column.name)
        _check_values(series, column, file=file)
    check_keys(frame, wanted, file=file, rows=range(1, frame.height + 1))


def check_header(found: Sequence[str], wanted: Schema, *, file: str) -> None:
    """Refuse a header with an unknown, missing or repeated column.

    Raises
    ------
    BadTable
        Naming the column, and the valid one that looks most like it.
    """
    for name in found:
        if name not in wanted.names:
            near = near_matches(name, wanted.names)
            hint = f"; did you mean {near[0]}?" if near else f"; expected {', '.join(wanted.names)}"
            raise BadTable(file, f"unknown column{hint}", row=1, column=name or "(empty)")
        if found.count(name) > 1:
            raise BadTable(file, "the column stands twice", row=1, column=name)
    for name in (column.name for column in wanted.columns if not column.optional):
        if name not in found:
            raise BadTable(file, f"the column is missing; expected {', '.join(wanted.names)}", row=1, column=name)


def check_keys(frame: pl.DataFrame, wanted: Schema, *, file: str, rows: Sequence[int]) -> None:
    """Refuse a key that stands twice; `rows` are the row numbers to name.

    Raises
    ------
    BadTable
        Naming the second row that has the key, and the first.
    """
    if not wanted.keys or not frame.height:
        return
    keys = frame.select(wanted.keys)
    again = keys.is_duplicated() & ~keys.select(first=pl.struct(wanted.keys).is_first_distinct())["first"]
    if not again.any():
        return
    second = int(again.arg_true()[0])
    value = keys.row(second)
    first = next(index for index, row in enumerate(keys.iter_rows()) if row == value)
    shown = ", ".join(str(part) for part in value)
    raise BadTable(
        file,
        f"duplicate key {shown}; it stands in row {rows[first]} already",
        row=rows[second],
        column=" + ".join(wanted.keys),
    )


def bound_problem(value: float, column: Column) -> str:
    """Return what is wrong with a number under a column's bounds ('' when nothing is)."""
    if column.low is not None and value < column.low:
        return f"{value:g}; expected at least {column.low:g}"
    if column.high is not None and value > column.high:
        return f"{value:g}; expected at most {column.high:g}"
    return ""


def is_date(text: str) -> bool:
    """Whether a text is a year, a year and month, or a day that exists."""
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def _column(row: dict[str, str], *, file: str, number: int) -> Column:
    if row["type"] not in TYPES:
        raise BadTable(file, f"{row['type']!r}; expected one of {', '.join(TYPES)}", row=number, column="type")
    for field in ("key", "required"):
        known = ("yes", "no") if field == "required" else ("yes",)
        if row[field] not in {"", *known}:
            raise BadTable(file, f"{row[field]!r}; expected {' or '.join(known)} or nothing", row=number, column=field)
    if not row["meaning"]:
        raise BadTable(file, "no value; every column says what it means", row=number, column="meaning")
    return Column(
        name=row["column"],
        type=row["type"],
        unit=row["unit"],
        key=row["key"] == "yes",
        required=row["required"] == "yes" or row["key"] == "yes",
        low=_bound(row["low"], file=file, row=number, column="low"),
        high=_bound(row["high"], file=file, row=number, column="high"),
        allowed=tuple(row["allowed"].split("|")) if row["allowed"] else (),
        meaning=row["meaning"],
        optional=row["required"] == "no",
    )


def _bound(text: str, *, file: str, row: int, column: str) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise BadTable(file, f"{text!r}; expected a number or nothing", row=row, column=column)
    return value


_DTYPES: dict[str, Callable[[pl.DataType], bool]] = {
    "str": lambda dtype: dtype in (pl.String, pl.Categorical, pl.Enum),
    "date": lambda dtype: dtype in (pl.String, pl.Date),
    "int": lambda dtype: dtype.is_integer(),
    "float": lambda dtype: dtype.is_float(),
    "bool": lambda dtype: dtype == pl.Boolean,
    "list": lambda dtype: dtype == pl.List,
}


def _has_type(dtype: pl.DataType, wanted: str) -> bool:
    return _DTYPES[wanted](dtype)


def _check_values(series: pl.Series, column: Column, *, file: str) -> None:
    values = series.explode().drop_nulls() if column.type == "list" else series
    if values.dtype.is_numeric():
        _check_bounds(values, column, file=file)
    if column.allowed:
        text = values.cast(pl.String)
        odd = (~text.is_in(list(column.allowed))).fill_null(value=False).arg_true()
        if len(odd):
            problem = f"{text[int(odd[0])]!r}; expected one of {', '.join(column.allowed)}"
            raise BadTable(file, problem, row=int(odd[0]) + 1, column=column.name)
    if column.type == "date" and values.dtype == pl.String:
        for text_value in values.drop_nulls().unique().sort():
            if not is_date(text_value):
                row = int((values == text_value).arg_true()[0]) + 1
                raise BadTable(file, f"{text_value!r}; expected {DATE_HINT}", row=row, column=column.name)


def _check_bounds(series: pl.Series, column: Column, *, file: str) -> None:
    if series.dtype.is_float():
        endless = (~series.is_finite()).fill_null(value=False).arg_true()
        if len(endless):
            raise BadTable(
                file,
                f"{series[int(endless[0])]}; expected a finite number",
                row=int(endless[0]) + 1,
                column=column.name,
            )
    for extreme in (series.min(), series.max()):
        if isinstance(extreme, int | float):
            problem = bound_problem(extreme, column)
            if problem:
                row = int((series == extreme).arg_true()[0])
                raise BadTable(file, problem, row=row + 1, column=column.name)
