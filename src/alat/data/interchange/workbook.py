"""How does a result become a workbook? One sheet a table, with contents, units, notes and sources beside them.

Texts are written as texts whatever they begin with, so that no cell runs; the date of creation is fixed, so that the
same result gives the same bytes.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from alat.data.interchange.flat_files import flat
from alat.data.interchange.sheets import Sheet, Sheets
from alat.data.sources import sources as known_sources
from alat.errors import BadInput

MOST_ROWS, MOST_CHARACTERS, LONGEST_NAME = 1_048_575, 32_767, 31
_EXACT = 2**53
_WIDEST = 60
_CREATED = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_ABOUT = ("table", "column", "type", "unit", "meaning", "basis", "source")
_CITED = ("id", "publisher", "title", "year", "licence", "address")


def xlsx_bytes(sheets: Sheets) -> bytes:
    """Return a workbook of every table of a result.

    Raises
    ------
    BadInput
        If a table has more rows, or a cell more characters, than a sheet can hold.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": sheets.title, "created": _CREATED, "comments": "Written by Alat"})
    names = sheet_names([sheet.name for sheet in sheets.sheets])
    contents = [(names[i], sheet.name, sheet.frame.height, sheets.basis) for i, sheet in enumerate(sheets.sheets)]
    _write(book, "contents", header=("sheet", "table", "rows", "basis"), rows=contents)
    for name, sheet in zip(names, sheets.sheets, strict=True):
        frame = flat(sheet.frame)
        if frame.height > MOST_ROWS:
            raise BadInput(
                f"{sheet.name} has {frame.height:,} rows; a sheet holds {MOST_ROWS:,}. Write .parquet or .zip"
            )
        _write(book, name, header=frame.columns, rows=frame.iter_rows())
    _write(book, "columns", header=_ABOUT, rows=_columns(sheets.sheets))
    _write(book, "notes", header=("note",), rows=[(note,) for note in sheets.notes])
    _write(book, "sources", header=_CITED, rows=[_cited(source) for source in sheets.sources])
    book.close()
    return buffer.getvalue()


def sheet_names(tables: Sequence[str]) -> list[str]:
    """Return a name a sheet may have for each table: at most 31 characters, no bracket or slash, no name twice."""
    taken = {"contents", "columns", "notes", "sources", "history"}
    names = []
    for table in tables:
        plain = "".join("_" if one in "[]:*?/\\'" else one for one in table) or "table"
        name, number = plain[:LONGEST_NAME], 1
        while name.casefold() in taken:
            number += 1
            name = f"{plain[: LONGEST_NAME - len(str(number)) - 1]}~{number}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _write(book: Any, name: str, *, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:  # noqa: ANN401 - untyped
    page, bold = book.add_worksheet(name), book.add_format({"bold": True})
    widths = [len(column) for column in header]
    for at, column in enumerate(header):
        page.write_string(0, at, column, bold)
    for down, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            _write_cell(page, (down, at), cell=cell)
            widths[at] = max(widths[at], min(_WIDEST, len(str(cell))))
    for at, width in enumerate(widths):
        page.set_column(at, at, min(_WIDEST, width) + 2)
    page.freeze_panes(1, 0)


def _write_cell(page: Any, place: tuple[int, int], *, cell: object) -> None:  # noqa: ANN401 - same
    if cell is None:
        return
    if isinstance(cell, bool):
        page.write_boolean(*place, cell)
    elif isinstance(cell, float) or (isinstance(cell, int) and abs(cell) <= _EXACT):
        page.write_number(*place, cell)
    else:
        text = str(cell)
        if len(text) > MOST_CHARACTERS:
            raise BadInput(
                f"a text of {len(text):,} characters; a cell holds {MOST_CHARACTERS:,}. Write .parquet or .zip"
            )
        page.write_string(*place, text)


def _columns(sheets: Iterable[Sheet]) -> list[tuple[str, ...]]:
    return [
        (sheet.name, one.name, one.type, one.unit, one.meaning, sheet.basis_of(one.name), sheet.source_of(one.name))
        for sheet in sheets
        for one in sheet.columns
    ]


def _cited(source: str) -> tuple[str, ...]:
    known = known_sources().get(source)
    return (source,) if known is None else tuple(str(getattr(known, field)) for field in _CITED)
