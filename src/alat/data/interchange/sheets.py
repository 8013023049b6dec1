"""Which tables does a result hold? Every frame, every list of like things, and its single figures with their basis.

A `Quantity` keeps what it is trusted by: its unit, basis, year, sources and note stand beside its value. Nothing of a
result is left out: what is no table is a row of ``figures``.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from alat.data.plain import plain
from alat.data.quantity import Quantity
from alat.data.schema import Column, schema
from alat.data.snapshot import datasets
from alat.reference import Bloc, CargoClass, Country, Product

FIGURES = "figures"
JOINT = ";"
_FIGURES = {
    "name": pl.String,
    "value": pl.Float64,
    "text": pl.String,
    "unit": pl.String,
    "basis": pl.String,
    "year": pl.String,
    "sources": pl.String,
    "note": pl.String,
}
# Beside a quantity's column stand its others, by these endings.
QUANTITY = ("unit", "basis", "year", "sources", "note")
# Who and what: a code says it, and the reference tables say the rest.
_CODED = (Country, Bloc, Product, CargoClass)
_APART = {"sources", "notes"}
# Units as they end the names of columns; the longest that fits counts.
_UNITS = ("usd_per_t", "usd_per_feu", "usd_per_km", "kgco2e", "musd", "kusd", "usd", "share", "percent", "km", "h", "t")
_TYPES = ((pl.Boolean, "bool"), (pl.Date, "date"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, its rows, and what its columns mean."""

    name: str
    frame: pl.DataFrame
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Sheets:
    """What a result holds, as tables.

    Attributes
    ----------
    title
        What was asked: ``profile``.
    sheets
        ``figures`` first if there are any.
    sources, notes
        Ids of the sources, and what a reader must know.
    basis
        What the result states for all of it, '' where each figure has its own or none is stated.
    """

    title: str
    sheets: tuple[Sheet, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    basis: str = ""


def sheets_of(result: object, *, title: str) -> Sheets:
    """Return the tables of a result.

    Parameters
    ----------
    result
        A frozen dataclass as a room answers it.
    title
        What to call it.

    Raises
    ------
    TypeError
        If it holds something that has no place in a table.
    """
    found = _Found(str(getattr(result, "name", "")))
    _gather(found, result, path="")
    figures = (
        [found.sheet(FIGURES, pl.DataFrame(found.figures, schema=_FIGURES, orient="row"))] if found.figures else []
    )
    sources, notes = (tuple(map(str, getattr(result, name, ()))) for name in ("sources", "notes"))
    basis = str(getattr(result, "basis", ""))
    return Sheets(title, (*figures, *found.sheets), tuple(dict.fromkeys(sources)), tuple(dict.fromkeys(notes)), basis)


def unit_of(column: str) -> str:
    """Return the unit that the end of a column's name states, '' where it states none."""
    if column.endswith("hours"):
        return "h"
    # A single letter is a unit only where it ends a name.
    return next((unit for unit in _UNITS if column.endswith(f"_{unit}") or (len(unit) > 1 and column == unit)), "")


class _Found:
    """What was found so far, in order."""

    def __init__(self, dataset: str) -> None:
        self.dataset = dataset if dataset in datasets() else ""
        self.figures: list[tuple[object, ...]] = []
        self.sheets: list[Sheet] = []

    def sheet(self, name: str, frame: pl.DataFrame) -> Sheet:
        known = schema(self.dataset).columns if self.dataset else ()
        if tuple(frame.columns) == tuple(column.name for column in known):
            return Sheet(name, frame, known)
        return Sheet(name, frame, tuple(_column(series) for series in frame))


def _gather(found: _Found, value: object, *, path: str) -> None:
    if isinstance(value, pl.DataFrame):
        if value.width:
            found.sheets.append(found.sheet(path, value))
    elif isinstance(value, Quantity):
        found.figures.append((path, value.value, None, value.unit, value.basis.value, value.year, *_trust(value)))
    elif _is_table(value):
        _tabulate(found, [((), item) for item in _items(value)], path=path)
    elif _has_fields(value):
        for name, item in _fields(value):
            if path or name not in _APART:
                _gather(found, item, path=f"{path}.{name}" if path else name)
    else:
        _figure(found, _scalar(value), path=path)


def _figure(found: _Found, cell: str | float | bool | None, *, path: str) -> None:  # noqa: FBT001 - a cell, not a switch
    if cell is None:
        return
    number = float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None
    text = str(cell) if number is None else None
    found.figures.append((path, number, text, unit_of(path), None, None, None, None))


def _tabulate(found: _Found, items: Sequence[tuple[tuple[tuple[str, int], ...], object]], *, path: str) -> None:
    """Write a table with a row an item; tables that an item holds stand apart, with the number of its row."""
    rows: list[dict[str, Any]] = []
    parts: dict[str, list[tuple[tuple[tuple[str, int], ...], object]]] = {}
    for number, (above, item) in enumerate(items, start=1):
        row: dict[str, Any] = dict(above)
        inner: list[tuple[str, object]] = []
        _spread(row, item, prefix="", inner=inner)
        rows.append(row)
        for name, held in inner:
            mark = (*above, (f"{path.rpartition('.')[2]}_row", number))
            parts.setdefault(name, []).extend(
                (mark, one) for one in ([held] if isinstance(held, pl.DataFrame) else _items(held))
            )
    found.sheets.append(found.sheet(path, _frame([{k: v for k, v in row.items() if k not in parts} for row in rows])))
    for name, held_items in parts.items():
        if isinstance(held_items[0][1], pl.DataFrame):
            frames = [
                _marked(frame, mark) for mark, frame in held_items if isinstance(frame, pl.DataFrame) and frame.width
            ]
            if frames:
                found.sheets.append(found.sheet(f"{path}.{name}", pl.concat(frames, how="diagonal_relaxed")))
        else:
            _tabulate(found, held_items, path=f"{path}.{name}")


def _spread(row: dict[str, Any], value: object, *, prefix: str, inner: list[tuple[str, object]]) -> None:
    for name, item in _fields(value):
        key = f"{prefix}{name}"
        if isinstance(item, Quantity):
            sources, note = _trust(item)
            beside = (item.unit, item.basis.value, item.year, sources, note)
            row |= {key: item.value, **{f"{key}_{end}": cell for end, cell in zip(QUANTITY, beside, strict=True)}}
        elif isinstance(item, pl.DataFrame) or _is_table(item):
            inner.append((key, item))
        elif _has_fields(item):
            _spread(row, item, prefix=f"{key}.", inner=inner)
        else:
            row[key] = _scalar(item)


def _is_table(value: object) -> bool:
    """Whether a value is a list of things that have fields."""
    if isinstance(value, str | bytes) or not isinstance(value, Sequence) or not value:
        return False
    return all(_has_fields(one) for one in value)


def _has_fields(value: object) -> bool:
    if isinstance(value, _CODED):
        return False
    return isinstance(value, Mapping) or (dataclasses.is_dataclass(value) and not isinstance(value, type))


def _items(value: object) -> Sequence[object]:
    assert isinstance(value, Sequence)  # noqa: S101 - _is_table looked
    return value


def _fields(value: object) -> Iterable[tuple[str, object]]:
    if isinstance(value, Mapping):
        return [(str(key), item) for key, item in value.items()]
    assert dataclasses.is_dataclass(value)  # noqa: S101 - _has_fields looked
    return [(field.name, getattr(value, field.name)) for field in dataclasses.fields(value)]


def _trust(value: Quantity) -> tuple[str, str]:
    return JOINT.join(value.sources), value.note


def _scalar(value: object) -> str | int | float | bool | None:
    """Return what one cell can hold; several plain things stand in it with ; between.

    Raises
    ------
    TypeError
        If it holds something that has no plain form.
    """
    if isinstance(value, _CODED):
        return value.iso3 if isinstance(value, Country) else value.code
    cell = plain(value)
    if isinstance(cell, list):
        return JOINT.join("" if (one := _scalar(part)) is None else str(one) for part in cell)
    if isinstance(cell, dict):
        return JOINT.join(f"{name}={_scalar(part)}" for name, part in cell.items())
    assert cell is None or isinstance(cell, str | int | float | bool)  # noqa: S101 - plain gives nothing else
    return cell


def _frame(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    names = dict.fromkeys(name for row in rows for name in row)
    return pl.DataFrame({name: _series(name, [row.get(name) for row in rows]) for name in names})


def _series(name: str, cells: list[Any]) -> pl.Series:
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds <= {int, float}:
        return pl.Series(name, cells, dtype=pl.Int64 if kinds == {int} else pl.Float64, strict=False)
    if kinds == {bool}:
        return pl.Series(name, cells, dtype=pl.Boolean)
    return pl.Series(name, [None if cell is None else str(cell) for cell in cells], dtype=pl.String)


def _marked(frame: pl.DataFrame, mark: Sequence[tuple[str, int]]) -> pl.DataFrame:
    return frame.select(*(pl.lit(number, dtype=pl.Int64).alias(name) for name, number in mark), pl.all())


def _column(series: pl.Series) -> Column:
    dtype = series.dtype
    kind = next((name for one, name in _TYPES if dtype == one), "str")
    kind = "int" if dtype.is_integer() else "float" if dtype.is_numeric() else kind
    kind = "list" if dtype == pl.List else kind
    return Column(
        series.name, kind, unit_of(series.name), key=False, required=False, low=None, high=None, allowed=(), meaning=""
    )
