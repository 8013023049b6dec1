"""What does a CSV file say? Text in, a checked frame out, or the first row that breaks its schema."""

import csv
import io
import math
import re
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from alat.data.schema import DATE_HINT, Column, Schema, bound_problem, check_header, check_keys, is_date, schema
from alat.errors import BadTable

_POLARS = {"str": pl.String, "int": pl.Int64, "float": pl.Float64, "bool": pl.Boolean, "date": pl.String}
_WHOLE = re.compile(r"[+-]?[0-9]{1,19}")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?(nan|inf|infinity)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: list[str]


def read_csv(content: bytes, name: str, *, file: str) -> pl.DataFrame:
    """Read and check a CSV table against the schema `name`.

    Parameters
    ----------
    content
        The file's bytes: UTF-8 with or without a byte order mark, comma separated, header in the first line. An empty
        cell is a missing value; nothing else is (``NA`` is a text).
    name
        The schema's name.
    file
        What to call the file in an error.

    Raises
    ------
    BadTable
        At the first row that breaks the schema; rows count as lines of an editor, the header being row 1.
    """
    wanted = schema(name)
    header, body = _split(content, wanted, file=file)
    for row in body:
        if len(row.cells) != len(header):
            raise BadTable(file, f"{len(row.cells)} cells; expected {len(header)}", row=row.line)
    place = {title: index for index, title in enumerate(header)}
    parsed = {
        column.name: [_cell(row.cells[place[column.name]], column, file=file, row=row.line) for row in body]
        if column.name in place
        else [None] * len(body)
        for column in wanted.columns
    }
    frame = pl.DataFrame({c.name: pl.Series(parsed[c.name], dtype=_POLARS[c.type]) for c in wanted.columns})
    check_keys(frame, wanted, file=file, rows=[row.line for row in body])
    return frame


def read_columns(content: bytes, name: str) -> pl.DataFrame:
    """Read a sealed CSV table column by column, without looking for a row that breaks its schema.

    Parameters
    ----------
    content
        The file's bytes, known to be those that were checked when they were sealed.
    name
        The schema's name.

    Returns
    -------
    DataFrame
        An empty cell is '' in a column of text and missing elsewhere, as in the tables that ship as Parquet.
    """
    types = {column.name: _POLARS[column.type] for column in schema(name).columns}
    return pl.read_csv(content, schema_overrides=types).with_columns(pl.col(pl.String).fill_null(""))


def _split(content: bytes, wanted: Schema, *, file: str) -> tuple[list[str], list[_Row]]:
    for column in wanted.columns:
        if column.type not in _POLARS:
            raise BadTable(file, f"a CSV file cannot hold a {column.type}", column=column.name)
    rows = _rows(_text(content, file=file), file=file)
    if not rows:
        raise BadTable(file, f"empty; expected the columns {', '.join(wanted.names)}")
    header = [cell.strip() for cell in rows[0].cells]
    for mark, called in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 < len(wanted.names) and mark in header[0]:
            raise BadTable(file, f"cells are separated by {called}; expected commas", row=1)
    check_header(header, wanted, file=file)
    return header, rows[1:]


def _text(content: bytes, *, file: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadTable(file, f"not UTF-8 text (byte {error.start}); save the file as UTF-8", row=line) from None
    stray = _CONTROL.search(text)
    if stray:
        line = text.count("\n", 0, stray.start()) + 1
        raise BadTable(file, f"a control character ({stray.group()!r}); expected text", row=line)
    return text


def _rows(text: str, *, file: str) -> list[_Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = []
    line = 1
    try:
        for cells in reader:
            if cells:
                rows.append(_Row(line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadTable(file, f"not readable as CSV: {error}", row=line) from None
    return rows


def _cell(raw: str, column: Column, *, file: str, row: int) -> object:
    text = raw.strip()
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
        problem = bound_problem(value, column)
        if problem:
            raise BadTable(file, problem, row=row, column=column.name)
    return value


def _parse_int(text: str) -> int:
    if not _WHOLE.fullmatch(text) or abs(int(text)) > _LARGEST:
        raise ValueError("a whole number")
    return int(text)


def _parse_float(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise ValueError("a number")
    if not math.isfinite(float(text)):
        raise ValueError("a finite number")
    return float(text)


def _parse_bool(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise ValueError("yes or no")
    return text == "yes"


def _parse_date(text: str) -> str:
    if not is_date(text):
        raise ValueError(DATE_HINT)
    return text


_PARSERS: dict[str, Callable[[str], object]] = {
    "str": str,
    "int": _parse_int,
    "float": _parse_float,
    "bool": _parse_bool,
    "date": _parse_date,
}
