"""How is one table written as SDMX-CSV 2.0, the statistical agencies' exchange format?

One observation a row: STRUCTURE, STRUCTURE_ID and ACTION, the dimensions, OBS_VALUE, then the attributes UNIT_MEASURE,
OBS_STATUS, BASIS, SOURCES, COMMENT_OBS and whatever texts stand beside. Each column of numbers is one value of the
dimension MEASURE; the columns that tell rows apart are the other dimensions, a year is TIME_PERIOD. Texts alone are no
observations and are not written.
"""

import re
from dataclasses import dataclass, replace

import polars as pl

from alat.data.interchange.flat_files import flat
from alat.data.interchange.guard import guarded
from alat.data.interchange.sheets import FIGURES, QUANTITY, Sheet, Sheets, unit_of
from alat.data.quantity import Basis
from alat.errors import BadInput

AGENCY, VERSION = "ALAT", "1.0"
NOT_APPLICABLE = "_Z"
# Codes of the SDMX code list CL_OBS_STATUS: normal, estimated, missing.
NORMAL, ESTIMATED, MISSING = "A", "E", "O"
_TIMES = ("year", "period", "month")
_SPAN = re.compile(r"^(\d{4})-(\d{4})$")
_YEAR = re.compile(r"^\d{4}(-\d{2}(-\d{2})?)?$")
_BESIDE = {"basis": "BASIS", "sources": "SOURCES", "source": "SOURCES", "note": "COMMENT_OBS"}


@dataclass(frozen=True, slots=True)
class _Shape:
    """Which columns tell rows apart, which one is the time, and which are measured."""

    keys: tuple[str, ...]
    time: str | None
    measures: tuple[str, ...]


def sdmx_csv_bytes(sheet: Sheet, sheets: Sheets) -> bytes:
    """Return a table as SDMX-CSV 2.0.

    Raises
    ------
    BadInput
        If it holds no number.
    """
    frame = flat(sheet.frame)
    if sheet.name == FIGURES:
        frame = frame.filter(pl.col("text").is_null()).drop("text", "meaning")
    shape = _shape(frame, sheet)
    if not _tells_apart(frame, [*shape.keys, *([shape.time] if shape.time else [])]):
        frame = frame.with_columns(row=pl.int_range(1, pl.len() + 1).cast(pl.String))
        shape = replace(shape, keys=(*shape.keys, "row"))
    if not shape.measures:
        raise BadInput(f"{sheet.name} holds no number, and so no observation; write .csv, .xlsx or .zip")
    if sheets.basis and "basis" not in frame.columns:
        frame = frame.with_columns(basis=pl.lit(sheets.basis))
    parts = [_observations(frame, sheet, measure=measure, shape=shape) for measure in shape.measures]
    rows = pl.concat(parts, how="diagonal")
    name = f"{AGENCY}:DF_{_code(sheets.title)}_{_code(sheet.name)}({VERSION})"
    head = {"STRUCTURE": pl.lit("dataflow"), "STRUCTURE_ID": pl.lit(name), "ACTION": pl.lit("I")}
    keys = [_code(key) for key in shape.keys]
    first = [*head, *keys, "MEASURE", *(["TIME_PERIOD"] if shape.time else []), "OBS_VALUE"]
    full = rows.with_columns(**head)
    empty = [one for one in full.columns if one not in first and full[one].null_count() == full.height]
    ordered = full.select(*first, *(one for one in full.columns if one not in first and one not in empty))
    return guarded(ordered).write_csv(line_terminator="\n", null_value="").encode("utf-8")


def _shape(frame: pl.DataFrame, sheet: Sheet) -> _Shape:
    stated = {column.name for column in sheet.columns if column.key}
    texts = [
        name for name, dtype in frame.schema.items() if dtype in (pl.String, pl.Boolean) and not _aside(name, frame)
    ]
    whole = [
        name for name, dtype in frame.schema.items() if dtype.is_integer() and (name.endswith("_row") or name in stated)
    ]
    time = next((name for name in _TIMES if name in frame.columns and frame[name].null_count() == 0), None)
    if time is not None and not frame[time].cast(pl.String).map_elements(_is_time, return_dtype=pl.Boolean).all():
        time = None
    candidates = [name for name in frame.columns if (name in texts or name in whole) and name != time]
    keys = [name for name in candidates if name in stated] or _telling_apart(frame, candidates, time=time)
    numbers = [name for name, dtype in frame.schema.items() if dtype.is_numeric() and name not in {*keys, time}]
    return _Shape(tuple(keys), time, tuple(numbers))


def _telling_apart(frame: pl.DataFrame, candidates: list[str], *, time: str | None) -> list[str]:
    """Return the first columns that, with the time, are different in every row; all of them where none are."""
    beside = [time] if time else []
    for upto in range(len(candidates) + 1):
        if _tells_apart(frame, [*candidates[:upto], *beside]):
            return candidates[:upto]
    return candidates


def _tells_apart(frame: pl.DataFrame, names: list[str]) -> bool:
    return bool(names) and not frame.select(names).is_duplicated().any()


def _aside(name: str, frame: pl.DataFrame) -> bool:
    """Whether a column says something of another one: its unit, basis, year, sources or note."""
    beside = any(name.endswith(f"_{end}") and name.removesuffix(f"_{end}") in frame.columns for end in QUANTITY)
    return beside or name in _BESIDE or name in {"unit", "year"}


def _observations(frame: pl.DataFrame, sheet: Sheet, *, measure: str, shape: _Shape) -> pl.DataFrame:
    columns: dict[str, pl.Expr] = {}
    for key in shape.keys:
        text = pl.col(key).cast(pl.String)
        columns[_code(key)] = pl.when(text == "").then(pl.lit(NOT_APPLICABLE)).otherwise(text.fill_null(NOT_APPLICABLE))
    columns["MEASURE"] = pl.lit(_code(measure))
    if shape.time:
        columns["TIME_PERIOD"] = pl.col(shape.time).cast(pl.String).map_elements(_time, return_dtype=pl.String)
    columns["OBS_VALUE"] = pl.col(measure)
    columns |= _trusted(frame, sheet, measure=measure)
    if shape.time != "year":
        columns["REFERENCE_PERIOD"] = _stated(frame, measure, end="year")
    for name, dtype in frame.schema.items():
        if dtype in (pl.String, pl.Boolean) and name not in {*shape.keys, shape.time} and not _aside(name, frame):
            columns[_code(name)] = pl.col(name).cast(pl.String)
    return frame.select(**columns)


def _trusted(frame: pl.DataFrame, sheet: Sheet, *, measure: str) -> dict[str, pl.Expr]:
    """Return the attributes that say how far to trust an observation."""
    unit = next((column.unit for column in sheet.columns if column.name == measure), "") or unit_of(measure)
    own = pl.lit(sheet.basis_of(measure) or None, dtype=pl.String)
    basis = pl.coalesce(_stated(frame, measure, end="basis"), own)
    guessed = basis.is_in([Basis.MODELLED.value, Basis.ASSUMED.value])
    # Where no basis is stated nothing is said: a modelled figure must not pass for a normal one.
    known = pl.when(guessed).then(pl.lit(ESTIMATED)).when(basis.is_not_null()).then(pl.lit(NORMAL))
    status = pl.when(pl.col(measure).is_null()).then(pl.lit(MISSING)).otherwise(known)
    return {
        "UNIT_MEASURE": pl.coalesce(_stated(frame, measure, end="unit"), pl.lit(unit or None, dtype=pl.String)),
        "OBS_STATUS": status,
        "BASIS": basis,
        "SOURCES": pl.coalesce(*(_stated(frame, measure, end=end) for end in ("sources", "source"))),
        "COMMENT_OBS": _stated(frame, measure, end="note"),
    }


def _stated(frame: pl.DataFrame, measure: str, *, end: str) -> pl.Expr:
    """Return what a frame states of a measure: in a column of its own, else in one for the whole row, else nothing."""
    name = next((one for one in (f"{measure}_{end}", end) if one in frame.columns), None)
    if name is None:
        return pl.lit(None, dtype=pl.String)
    text = pl.col(name).cast(pl.String)
    return pl.when(text != "").then(text)


def _code(name: str) -> str:
    """Return an identifier as SDMX allows it."""
    return re.sub(r"[^A-Za-z0-9_]+", "_", name).strip("_").upper() or "TABLE"


def _is_time(text: str) -> bool:
    return bool(_YEAR.match(text) or _SPAN.match(text))


def _time(text: str) -> str:
    """Return a period as SDMX writes it: 2012-2016 is five years from the first of January 2012."""
    span = _SPAN.match(text)
    if span is None:
        return text
    return f"{span[1]}-01-01/P{int(span[2]) - int(span[1]) + 1}Y"
