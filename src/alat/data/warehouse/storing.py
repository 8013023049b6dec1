"""How does a load get in: whole or not at all?

Tables of the new vintage are filled and checked under names of their own; one row in `vintages` then makes them the
ones that answer. Whatever goes wrong before leaves the previous vintage as it was. Its rows go once the new ones
answer; its line in the history stays.
"""

import hashlib
import re
import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from alat.data.warehouse.opening import Warehouse
from alat.data.warehouse.sums import margins_of, pair_years_of
from alat.data.warehouse.tables import (
    AREAS,
    FLOWS,
    MARGINS,
    MAY_LACK,
    PAIR_YEARS,
    POLARS,
    SCHEMAS,
    VINTAGES,
    framed,
    suffix,
)
from alat.data.warehouse.vintages import StoredFile, Vintage, packed, vintages
from alat.errors import BadTable, NotConvergent

if TYPE_CHECKING:
    import duckdb
    from ibis import Table  # type: ignore[import-untyped]
    from ibis.backends.sql import SQLBackend  # type: ignore[import-untyped]

Filler = Callable[["duckdb.DuckDBPyConnection", str], None]
_ABANDONED = timedelta(days=1)
_STAMP = "%Y%m%d%H%M%S"
_OWN_TABLE = re.compile(r"[a-z_]+_(\d{14})[0-9a-f]{4}")
_BATCH = 500_000


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """What a connector hands over to be stored.

    Attributes
    ----------
    dataset, release, revision
        As in `Vintage`.
    files
        What the rows were read from.
    tables
        For each table (a key of `SCHEMAS`) its rows, as frames that come one after the other, or a function that
        fills an empty DuckDB table of that name itself, for what is too large to pass through frames.
    replaces
        For a table that grows by pieces: the columns that say which earlier rows a piece stands for, or frames of
        such columns with their values, where a piece stands for more than its rows show (what was asked for and is
        no longer there). Earlier rows with other values there are carried over; a table that is not named here is
        replaced whole, and one that does not come at all is carried over as it is.
    note
        As in `Vintage`; a function is asked once the rows are in.
    """

    dataset: str
    release: str
    revision: str
    files: tuple[StoredFile, ...]
    tables: Mapping[str, Iterable[pl.DataFrame] | Filler]
    note: str | Callable[[], str] = ""
    replaces: Mapping[str, tuple[str, ...] | list[pl.DataFrame]] = field(default_factory=dict)


def store(warehouse: Warehouse, incoming: Incoming) -> Vintage:
    """Store a load, all of it or nothing, and return the vintage that now answers.

    Raises
    ------
    BadInput
        If the disk fills up, another load is going on, or a row breaks its table.
    """
    from alat.data.warehouse.backends import writing  # noqa: PLC0415 - loads Ibis, a second

    with writing(warehouse) as backend:
        target = Warehouse(warehouse.url, backend)
        earlier = {each.id: each for each in vintages(target)}
        _drop_abandoned(target, known=tuple(earlier))
        previous = next((e for e in earlier.values() if e.dataset == incoming.dataset and e.state == "current"), None)
        vintage_id = f"{incoming.dataset}-{datetime.now(UTC):{_STAMP}}{secrets.token_hex(2)}"
        try:
            kinds = _fill(target, incoming, vintage_id=vintage_id, previous=previous)
            row = _record(target, incoming, vintage_id=vintage_id, kinds=kinds)
        except BaseException:
            _drop(backend, vintage_id)
            raise
        _publish(backend, row)
        for each in earlier.values():
            if each.dataset == incoming.dataset:
                _drop(backend, each.id)
    return next(each for each in vintages(warehouse) if each.id == vintage_id)


def _fill(target: Warehouse, incoming: Incoming, *, vintage_id: str, previous: Vintage | None) -> list[str]:
    for kind, rows in incoming.tables.items():
        _fill_table(target.backend, kind, name=_name(kind, vintage_id), rows=rows)
        if previous is not None and kind in incoming.replaces and kind in previous.tables:
            _carry_over(target.backend, kind, ids=(previous.id, vintage_id), replaced=incoming.replaces[kind])
    kinds = list(incoming.tables)
    if previous is not None and incoming.replaces:
        for kind in set(previous.tables) - set(kinds):
            target.backend.create_table(_name(kind, vintage_id), target.backend.table(_name(kind, previous.id)))
            kinds.append(kind)
    if FLOWS in kinds:
        kinds += _summarise(target.backend, vintage_id)
    from alat.data.warehouse.backends import index  # noqa: PLC0415 - see store

    for kind in kinds:
        index(target.backend, kind, name=_name(kind, vintage_id))
    return kinds


def _fill_table(backend: "SQLBackend", kind: str, *, name: str, rows: Iterable[pl.DataFrame] | Filler) -> None:
    from alat.data.warehouse.backends import append, create  # noqa: PLC0415 - see store

    create(backend, kind, name=name)
    if callable(rows) and backend.name == "duckdb":
        rows(backend.con, name)
        return
    frames = _poured(rows, kind) if callable(rows) else rows
    for frame in frames:
        append(backend, name, frame=_typed(frame, kind))


def _poured(fill: Filler, kind: str) -> Iterator[pl.DataFrame]:
    """Let a table be filled in a DuckDB file of its own and hand its rows on in batches."""
    import duckdb  # noqa: PLC0415 - a tenth of a second; only a load pays for it

    with tempfile.TemporaryDirectory(prefix="alat-") as folder, duckdb.connect(Path(folder) / "load.duckdb") as scratch:
        columns = ", ".join(f"{name} {_DUCKDB[kind_]}" for name, kind_ in SCHEMAS[kind].items())
        scratch.execute(f"SET enable_progress_bar = false; CREATE TABLE {kind} ({columns})")
        fill(scratch, kind)
        reader = scratch.sql(f"FROM {kind}").to_arrow_reader(_BATCH)
        for batch in reader:
            frame = pl.from_arrow(batch)
            assert isinstance(frame, pl.DataFrame)  # noqa: S101 - a batch has columns
            yield frame


_DUCKDB = {"string": "VARCHAR", "int32": "INTEGER", "int64": "BIGINT", "float64": "DOUBLE", "boolean": "BOOLEAN"}


def _typed(frame: pl.DataFrame, kind: str) -> pl.DataFrame:
    wanted, may_lack = SCHEMAS[kind], MAY_LACK.get(kind, frozenset())
    for name in (*frame.columns, *wanted):
        if name not in wanted or (name not in frame.columns and name not in may_lack):
            problem = "missing" if name in wanted else "not one of this table"
            raise BadTable(kind, f"the column is {problem}; expected {', '.join(wanted)}", column=name)
    full = frame.with_columns(pl.lit(None).alias(name) for name in wanted if name not in frame.columns)
    return full.select(pl.col(name).cast(POLARS[type_]) for name, type_ in wanted.items())


def _carry_over(
    backend: "SQLBackend", kind: str, *, ids: tuple[str, str], replaced: tuple[str, ...] | list[pl.DataFrame]
) -> None:
    from alat.data.warehouse.backends import append, create_columns, drop  # noqa: PLC0415 - see store

    kept, new = (backend.table(_name(kind, each)) for each in ids)
    scopes = []
    for number, frame in enumerate(replaced if isinstance(replaced, list) else ()):
        columns = {key: SCHEMAS[kind][key] for key in frame.columns}
        scopes.append(f"scope{'_' * number}_{suffix(ids[1])}")
        create_columns(backend, columns, name=scopes[-1])
        append(backend, scopes[-1], frame=frame.cast({key: POLARS[type_] for key, type_ in columns.items()}).unique())
        kept = kept.anti_join(backend.table(scopes[-1]), list(columns))
    if isinstance(replaced, tuple):
        kept = kept.anti_join(new.select(*replaced).distinct(), list(replaced))
    backend.insert(_name(kind, ids[1]), kept.select(*SCHEMAS[kind]))
    for scope in scopes:
        drop(backend, scope)


def _summarise(backend: "SQLBackend", vintage_id: str) -> list[str]:
    """Make the summaries by pair and by margin, a year at a time: all years' groups at once would not fit in memory."""
    from alat.data.warehouse.backends import create  # noqa: PLC0415 - see store

    flows, areas = (backend.table(_name(kind, vintage_id)) for kind in (FLOWS, AREAS))
    pairs, margins = (_name(kind, vintage_id) for kind in (PAIR_YEARS, MARGINS))
    create(backend, PAIR_YEARS, name=pairs)
    create(backend, MARGINS, name=margins)
    for year in _years(flows):
        rows = flows.filter(flows.year == year)
        backend.insert(pairs, pair_years_of(rows, areas))
        for side in ("exporter", "importer"):
            backend.insert(margins, margins_of(rows, areas, side=side))
    return [PAIR_YEARS, MARGINS]


def _years(table: "Table") -> list[int]:
    return framed(table.select("year").distinct(), {"year": "int32"})["year"].drop_nulls().to_list()


def _record(target: Warehouse, incoming: Incoming, *, vintage_id: str, kinds: list[str]) -> dict[str, object]:
    main = next(iter(incoming.tables))
    table = target.backend.table(_name(main, vintage_id))
    found = framed(table.aggregate(rows=table.count()), {"rows": "int64"})
    years = (
        framed(table.select("year").distinct(), {"year": "int32"})["year"] if "year" in table.columns else pl.Series()
    )
    world, unmapped = _world(target, vintage_id) if FLOWS in kinds else (None, None)
    return {
        "id": vintage_id,
        "dataset": incoming.dataset,
        "release": incoming.release,
        "revision": incoming.revision,
        "years": ",".join(str(year) for year in years),
        "rows": found[0, 0],
        "value_usd": world,
        "unmapped_usd": unmapped,
        "sha256": _digest(incoming.files),
        "loaded_at": datetime.now(UTC).isoformat(timespec="microseconds"),
        "files": packed(incoming.files),
        "tables": ",".join(kinds),
        "note": incoming.note() if callable(incoming.note) else incoming.note,
    }


def _world(target: Warehouse, vintage_id: str) -> tuple[float, float]:
    """Return the world's value and its unmapped part, having made sure that no summary lost a dollar."""
    tables = {kind: target.backend.table(_name(kind, vintage_id)) for kind in (FLOWS, AREAS, PAIR_YEARS, MARGINS)}
    world = float(framed(tables[FLOWS].aggregate(value=tables[FLOWS].value_usd.sum()), {"value": "float64"})[0, 0] or 0)
    areas = tables[AREAS]
    unknown = areas.filter(~areas.mapped).select("country").distinct()
    pairs = tables[PAIR_YEARS]
    either = pairs.exporter.isin(unknown.country) | pairs.importer.isin(unknown.country)
    split = pairs.aggregate(
        mapped=pairs.value_usd.sum(where=~either).fill_null(0.0),
        unmapped=pairs.value_usd.sum(where=either).fill_null(0.0),
    )
    mapped, unmapped = framed(split, {"mapped": "float64", "unmapped": "float64"}).row(0)
    margins = tables[MARGINS]
    sides = framed(margins.group_by("side").aggregate(v=margins.value_usd.sum()), {"side": "string", "v": "float64"})
    for total in (mapped + unmapped, *sides["v"]):
        if abs(total - world) > 1e-9 * world:
            raise NotConvergent(
                "the sum of the parts", residual=abs(total - world), tolerance=1e-9 * world, iterations=1
            )
    return world, unmapped


def _publish(backend: "SQLBackend", row: dict[str, object]) -> None:
    from alat.data.warehouse.backends import append, create  # noqa: PLC0415 - see store

    if VINTAGES not in backend.list_tables():
        create(backend, VINTAGES, name=VINTAGES)
    frame = pl.DataFrame([row], schema={name: POLARS[kind] for name, kind in SCHEMAS[VINTAGES].items()})
    append(backend, VINTAGES, frame=frame)


def _drop(backend: "SQLBackend", vintage_id: str) -> None:
    from alat.data.warehouse.backends import drop  # noqa: PLC0415 - see store

    for name in backend.list_tables():
        if name.endswith(f"_{suffix(vintage_id)}"):
            drop(backend, name)


def _drop_abandoned(target: Warehouse, *, known: tuple[str, ...]) -> None:
    """Drop what a load that died a day or more ago left in a database."""
    from alat.data.warehouse.backends import drop  # noqa: PLC0415 - see store

    ends = {suffix(each) for each in known}
    limit = (datetime.now(UTC) - _ABANDONED).strftime(_STAMP)
    for name in target.backend.list_tables():
        match = _OWN_TABLE.fullmatch(name)
        if match and name.rpartition("_")[2] not in ends and match[1] < limit:
            drop(target.backend, name)


def _digest(files: Iterable[StoredFile]) -> str:
    lines = sorted(f"{each.name} {each.sha256}\n" for each in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _name(kind: str, vintage_id: str) -> str:
    return f"{kind}_{suffix(vintage_id)}"
