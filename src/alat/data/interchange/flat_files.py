"""How is one table written as a file? CSV that no spreadsheet runs, and Parquet with its sources inside."""

import io
import json

import polars as pl

from alat.data.interchange.guard import guarded
from alat.data.interchange.sheets import JOINT, Sheet, Sheets


def csv_bytes(sheet: Sheet) -> bytes:
    """Return a table as CSV: UTF-8, comma, LF; a missing value is empty; lists have ; between; texts are guarded."""
    text = guarded(flat(sheet.frame)).write_csv(line_terminator="\n", null_value="")
    return text.encode("utf-8")


def parquet_bytes(sheet: Sheet, sheets: Sheets) -> bytes:
    """Return a table as Parquet; what it is, its units, sources and notes stand in the file's own metadata."""
    about = {
        "title": sheets.title,
        "table": sheet.name,
        "basis": sheets.basis,
        "units": {column.name: column.unit for column in sheet.columns if column.unit},
        "meanings": {column.name: column.meaning for column in sheet.columns if column.meaning},
        "bases": {column.name: basis for column in sheet.columns if (basis := sheet.basis_of(column.name))},
        "sources": list(sheets.sources),
        "notes": list(sheets.notes),
    }
    buffer = io.BytesIO()
    sheet.frame.write_parquet(
        buffer, compression="zstd", metadata={"alat": json.dumps(about, ensure_ascii=False, sort_keys=True)}
    )
    return buffer.getvalue()


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame as a flat file needs it: no lists, categories or dates; an empty text or a NaN is missing."""
    lists = [name for name, dtype in frame.schema.items() if dtype == pl.List]
    structs = [name for name, dtype in frame.schema.items() if dtype == pl.Struct]
    plain = frame.with_columns(
        *(pl.col(name).struct.json_encode() for name in structs),
        *(pl.col(name).list.eval(pl.element().cast(pl.String)).list.join(JOINT) for name in lists),
        pl.selectors.by_dtype(pl.Categorical, pl.Enum, pl.Date).cast(pl.String),
        *(pl.when(pl.col(name).is_finite()).then(pl.col(name)).alias(name) for name in _floats(frame)),
    )
    return plain.with_columns(pl.selectors.string().replace("", None))


def _floats(frame: pl.DataFrame) -> list[str]:
    return [name for name, dtype in frame.schema.items() if dtype.is_float()]
