"""Which tables does a result hold? Every frame, every list of like things, and its single figures with their basis.

A `Quantity` keeps what it is trusted by: its unit, basis, year, sources and note stand beside its value. Nothing of a
result is left out: what is no table is a row of ``figures``.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from alat.data.interchange.meanings import ASKED, EACH, LABEL, Field, Meaning
from alat.data.plain import plain
from alat.data.quantity import Basis, Quantity
from alat.data.schema import Column, schema
from alat.data.snapshot import datasets
from alat.reference import Bloc, CargoClass, Country, Product

FIGURES = "figures"
JOINT = ";"
THE_QUESTION = "the question"
# Beside a quantity's column stand its others, by these endings.
_BESIDE = {
    "unit": "Unit of {}",
    "basis": "Basis of {}: observed, reported, reconciled, modelled or assumed",
    "year": "Year or period that {} speaks of",
    "sources": "Ids of the sources of {}, with ; between",
    "note": "Why {} is missing, who reported it, or what limits it",
}
QUANTITY = tuple(_BESIDE)
_FIGURES = {
    "name": (pl.String, "Which figure or text of the answer"),
    "value": (pl.Float64, "The figure, in the unit beside it"),
    "text": (pl.String, "The text, where it is no figure"),
    **{end: (pl.String, said.format("the figure")) for end, said in _BESIDE.items()},
    "meaning": (pl.String, "What the figure or text says"),
}
# Who and what: a code says it, and the reference tables say the rest.
_CODED = (Country, Bloc, Product, CargoClass)
_APART = {"sources", "notes"}
# Units as they end the names of columns; the longest that fits counts.
_UNITS = ("usd_per_t", "usd_per_feu", "usd_per_km", "kgco2e", "musd", "kusd", "usd", "share", "percent", "km", "h", "t")
_TYPES = ((pl.Boolean, "bool"), (pl.Date, "date"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table.

    Attributes
    ----------
    name, frame
        What it is called, and its rows.
    columns
        Type, unit and meaning of each column.
    trust
        Basis and source of each column that states them for all its rows.
    """

    name: str
    frame: pl.DataFrame
    columns: tuple[Column, ...]
    trust: Mapping[str, Meaning] = field(default_factory=dict)

    def basis_of(self, column: str) -> str:
        """Return the basis that a column states for all its rows, '' where it states none."""
        basis = self.trust[column].basis if column in self.trust else ""
        return "" if basis in {LABEL, EACH} else basis

    def source_of(self, column: str) -> str:
        """Return the ids of the sources of a column, with ; between; '' where each row has its own."""
        return self.trust[column].source if column in self.trust else ""


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
    sources, notes = (tuple(map(str, getattr(result, name, ()))) for name in ("sources", "notes"))
    found = _Found(str(getattr(result, "name", "")), sources)
    _gather(found, result, path="", at=Field("", type(result).__name__))
    figures = [found.figures_sheet()] if found.figures else []
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

    def __init__(self, dataset: str, sources: Sequence[str]) -> None:
        self.dataset = dataset if dataset in datasets() else ""
        self.sources = JOINT.join(sources)
        self.figures: list[tuple[object, ...]] = []
        self.sheets: list[Sheet] = []

    def sheet(self, name: str, frame: pl.DataFrame, *, said: Mapping[str, Meaning]) -> Sheet:
        known = schema(self.dataset).columns if self.dataset else ()
        if tuple(frame.columns) == tuple(column.name for column in known):
            return Sheet(name, frame, known)
        columns = tuple(_column(series, meaning=said.get(series.name, Meaning()).meaning) for series in frame)
        trust = {
            column: self._sourced(said[column], column, beside=frame.columns)
            for column in frame.columns
            if column in said
        }
        return Sheet(name, frame, columns, trust)

    def _sourced(self, said: Meaning, column: str, *, beside: Sequence[str]) -> Meaning:
        """Return what a column means with the answer's sources, unless its own or those of each row are stated."""
        above = column.rpartition(".")[0]
        stated = {f"{above}.{name}" if above else name for name in ("sources", "source")}
        if said.source or said.basis in {"", LABEL} or not stated.isdisjoint(beside):
            return said
        return replace(said, source=THE_QUESTION if said.basis == ASKED else self.sources)

    def figures_sheet(self) -> Sheet:
        frame = pl.DataFrame(self.figures, schema={name: kind for name, (kind, _) in _FIGURES.items()}, orient="row")
        return self.sheet(FIGURES, frame, said={name: Meaning(text) for name, (_, text) in _FIGURES.items()})


def _gather(found: _Found, value: object, *, path: str, at: Field) -> None:
    if isinstance(value, pl.DataFrame):
        if value.width:
            found.sheets.append(found.sheet(path, value, said=_said_of(value, at)))
    elif isinstance(value, Quantity):
        beside = (value.unit, value.basis.value, value.year, *_trust(value))
        found.figures.append((path, value.value, None, *beside, at.meaning.meaning))
    elif _is_table(value):
        _tabulate(found, [((), item) for item in _items(value)], path=path, at=at)
    elif _has_fields(value):
        for inner, item in _fields(value, at):
            if path or inner.name not in _APART:
                _gather(found, item, path=f"{path}.{inner.name}" if path else inner.name, at=inner)
    else:
        _figure(found, _scalar(value), path=path, at=at)


def _figure(found: _Found, cell: str | float | bool | None, *, path: str, at: Field) -> None:  # noqa: FBT001 - a cell, not a switch
    if cell is None:
        return
    said = at.meaning
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        basis = "" if said.basis in {LABEL, EACH} else said.basis or at.basis
        usual = {"": "", ASKED: THE_QUESTION}.get(basis, found.sources)
        beside = (unit_of(path), basis or None, None, said.source or at.source or usual or None, None)
        found.figures.append((path, float(cell), None, *beside, said.meaning))
    else:
        found.figures.append((path, None, str(cell), unit_of(path), None, None, None, None, said.meaning))


def _tabulate(
    found: _Found, items: Sequence[tuple[tuple[tuple[str, int], ...], object]], *, path: str, at: Field
) -> None:
    """Write a table with a row an item; tables that an item holds stand apart, with the number of its row."""
    rows: list[dict[str, Any]] = []
    parts: dict[str, list[tuple[tuple[tuple[str, int], ...], object]]] = {}
    ats: dict[str, Field] = {}
    said = {name: _row_of(name) for name, _ in items[0][0]}
    for number, (above, item) in enumerate(items, start=1):
        row: dict[str, Any] = dict(above)
        inner: list[tuple[str, Field, object]] = []
        _spread(row, (item, at), prefix="", inner=inner, said=said)
        rows.append(row)
        for name, place, held in inner:
            ats.setdefault(name, place)
            mark = (*above, (f"{path.rpartition('.')[2]}_row", number))
            parts.setdefault(name, []).extend(
                (mark, one) for one in ([held] if isinstance(held, pl.DataFrame) else _items(held))
            )
    frame = _frame([{k: v for k, v in row.items() if k not in parts} for row in rows])
    found.sheets.append(found.sheet(path, frame, said=said))
    for name, held_items in parts.items():
        if isinstance(held_items[0][1], pl.DataFrame):
            frames = [(mark, one) for mark, one in held_items if isinstance(one, pl.DataFrame) and one.width]
            if frames:
                joint = pl.concat([_marked(one, mark) for mark, one in frames], how="diagonal_relaxed")
                marks = {column: _row_of(column) for column, _ in frames[0][0]}
                known = _said_of(joint.drop(marks), ats[name])
                found.sheets.append(found.sheet(f"{path}.{name}", joint, said=known | marks))
        else:
            _tabulate(found, held_items, path=f"{path}.{name}", at=ats[name])


def _spread(
    row: dict[str, Any],
    item: tuple[object, Field],
    *,
    prefix: str,
    inner: list[tuple[str, Field, object]],
    said: dict[str, Meaning],
) -> None:
    """Write the fields of a thing into a row, and what they mean beside it; tables go to `inner`."""
    for at, cell in _fields(*item):
        key = f"{prefix}{at.name}"
        if isinstance(cell, Quantity):
            sources, note = _trust(cell)
            beside = (cell.unit, cell.basis.value, cell.year, sources, note)
            row |= {key: cell.value, **{f"{key}_{end}": one for end, one in zip(QUANTITY, beside, strict=True)}}
            said.setdefault(key, Meaning(at.meaning.meaning))
            said |= {f"{key}_{end}": Meaning(text.format(f"`{key}`")) for end, text in _BESIDE.items()}
        elif isinstance(cell, pl.DataFrame) or _is_table(cell):
            inner.append((key, at, cell))
        elif _has_fields(cell):
            _spread(row, (cell, at), prefix=f"{key}.", inner=inner, said=said)
        else:
            row[key] = _scalar(cell)
            said.setdefault(key, at.meaning)


def _said_of(frame: pl.DataFrame, at: Field) -> dict[str, Meaning]:
    return {name: Field(at.path, name).meaning for name in frame.columns}


def _row_of(column: str) -> Meaning:
    return Meaning(f"The row of the table {column.removesuffix('_row')} that this one belongs to, counted from 1")


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


def _fields(value: object, at: Field) -> Iterable[tuple[Field, object]]:
    if isinstance(value, Mapping):
        return [(Field(at.path, str(key)), item) for key, item in value.items()]
    assert dataclasses.is_dataclass(value)  # noqa: S101 - _has_fields looked
    kind = type(value)
    basis = getattr(value, "basis", "")
    source = next((getattr(value, name) for name in ("sources", "source") if hasattr(value, name)), "")
    stated = (str(basis), str(_scalar(source))) if isinstance(basis, Basis) else ("", "")
    places = [Field(_stated_in(kind, one.name), one.name, kind, *stated) for one in dataclasses.fields(value)]
    return [(at, getattr(value, at.name)) for at in places]


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


def _column(series: pl.Series, *, meaning: str) -> Column:
    dtype = series.dtype
    kind = next((name for one, name in _TYPES if dtype == one), "str")
    kind = "int" if dtype.is_integer() else "float" if dtype.is_numeric() else kind
    kind = "list" if dtype == pl.List else kind
    return Column(
        series.name,
        kind,
        unit_of(series.name),
        key=False,
        required=False,
        low=None,
        high=None,
        allowed=(),
        meaning=meaning,
    )


def _stated_in(kind: type, name: str) -> str:
    """Return the dataclass that a field was first stated in: what is said of it there holds for those made from it."""
    return next(one.__name__ for one in reversed(kind.__mro__) if name in getattr(one, "__dataclass_fields__", {}))
