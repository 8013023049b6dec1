"""What differs between backends: opening a DuckDB file, writing beside it, appending rows. All else is Ibis.

* DuckDB: a load writes into a copy beside the file, which takes the file's place once everything is right. Readers
  go on reading the old one meanwhile, and a load that dies leaves nothing but the copy, which the next one removes.
* The others write into their own tables, which nobody reads before a row in `vintages` names them.
* PostgreSQL takes rows by COPY and is given indices; Spark takes them as Arrow tables; the others by INSERT.
"""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import duckdb
import ibis  # type: ignore[import-untyped]
import polars as pl
from ibis.backends.sql import SQLBackend  # type: ignore[import-untyped]

from alat.data.warehouse import duck
from alat.data.warehouse.opening import Warehouse, duckdb_file
from alat.data.warehouse.tables import FLOWS, MARGINS, PAIR_YEARS, SCHEMAS, VINTAGES
from alat.errors import BadInput

NAME = "warehouse"
_DRIVERS = {"postgres": "psycopg", "trino": "trino.exceptions", "clickhouse": "clickhouse_connect.driver.exceptions"}
LOADING_MEMORY = "1400MB"
_FULL = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "a file grew too large",
}
_FULL_TEXTS = ("No space left", "File too large", "Disk quota exceeded", "not enough disk space")
_INDICES = {FLOWS: ("exporter_code", "importer_code"), PAIR_YEARS: ("exporter", "importer"), MARGINS: ("side", "year")}


def attach(file: Path, *, memory: str, writable: bool = False) -> SQLBackend:
    """Return a backend in which a DuckDB file is the current database.

    Raises
    ------
    BadInput
        If the file is no DuckDB file, or another process writes to it.
    """
    backend: SQLBackend = duck.connect(memory=memory)
    try:
        _attach(backend, file, writable=writable)
    except duckdb.Error as error:
        backend.disconnect()
        raise BadInput(f"{file}: cannot be opened as a DuckDB file ({_first_line(error)})") from None
    return backend


def make_file(file: Path) -> None:
    """Make a DuckDB file that holds no vintage yet.

    Raises
    ------
    BadInput
        If the folder cannot be made or written to.
    """
    part = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        backend = attach(part, memory=LOADING_MEMORY, writable=True)
        create(backend, VINTAGES, name=VINTAGES)
        backend.disconnect()
        part.replace(file)
    except OSError as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(f"{file}: cannot be made ({error.strerror})") from None
    finally:
        part.unlink(missing_ok=True)


def connect(kind: str, rest: str) -> SQLBackend:
    """Return a backend for what stands after `kind`:// in a URL.

    Raises
    ------
    ModuleNotFoundError
        If its driver is not installed.
    ConnectionError
        If the database does not answer.
    """
    if kind == "pyspark":
        from alat.data.warehouse import spark  # noqa: PLC0415 - only where it is installed

        return spark.connect(rest)
    driver = import_module(_DRIVERS[kind])
    try:
        backend: SQLBackend = ibis.connect(f"{kind}://{rest}")
    except (driver.Error, OSError) as error:
        raise ConnectionError(_first_line(error)) from None
    return backend


@contextmanager
def writing(warehouse: Warehouse) -> Iterator[SQLBackend]:
    """Hand out the backend to write to; what was written counts when the block ends without an error.

    Raises
    ------
    BadInput
        If the disk fills up, or another load is going on.
    """
    file = duckdb_file(warehouse.url)
    if file is None:
        with _refusal_named(warehouse):
            yield warehouse.backend
        return
    part = file.with_name(f".{file.name}.loading")
    with _full_disk_named(str(file)), _alone(file):
        try:
            _remove(part)
            if Path(f"{file}.wal").exists():
                raise BadInput(f"{file}: another program is writing to it, or died over it; close it, or open it once")
            shutil.copyfile(file, part)
            backend = attach(part, memory=LOADING_MEMORY, writable=True)
            try:
                backend.con.execute(f"SET temp_directory='{_quoted(part)}.spill'")
                yield backend
                backend.con.execute(f"CHECKPOINT {NAME}; USE memory; DETACH {NAME}")
            finally:
                backend.disconnect()
            part.replace(file)
        finally:
            _remove(part)
    _attach_again(warehouse.backend, file)


def create(backend: SQLBackend, kind: str, *, name: str) -> None:
    """Make an empty table of a kind that `SCHEMAS` describes."""
    create_columns(backend, SCHEMAS[kind], name=name)


def create_columns(backend: SQLBackend, columns: dict[str, str], *, name: str) -> None:
    """Make an empty table of some columns with their types."""
    backend.create_table(name, schema=ibis.schema(columns))


def append(backend: SQLBackend, name: str, *, frame: pl.DataFrame) -> None:
    """Add rows to a table, by the fastest way a backend knows."""
    if not frame.height:
        return
    if backend.name == "postgres":
        _copy_in(backend, name, frame=frame)
    elif backend.name == "pyspark":
        from alat.data.warehouse import spark  # noqa: PLC0415 - only where it is installed

        spark.append(backend, name, frame=frame)
    else:
        backend.insert(name, frame.to_arrow())


def drop(backend: SQLBackend, name: str) -> None:
    """Drop a table; Ibis's own way is lost on the SQL writer that it is installed with."""
    with backend._safe_raw_sql(f"DROP TABLE {name}"):  # noqa: SLF001 - closes the cursor where there is one
        pass


def index(backend: SQLBackend, kind: str, *, name: str) -> None:
    """Give PostgreSQL what the others get from their layout: a way to a pair's rows."""
    if backend.name == "postgres" and kind in _INDICES:
        with backend.begin() as cursor:
            cursor.execute(f'CREATE INDEX ON "{name}" ({", ".join(_INDICES[kind])})')
            cursor.execute(f'ANALYZE "{name}"')


def _attach(backend: SQLBackend, file: Path, *, writable: bool) -> None:
    mode = "" if writable else " (READ_ONLY)"
    backend.con.execute(f"ATTACH '{_quoted(file)}' AS {NAME}{mode}; USE {NAME}")


def _attach_again(backend: SQLBackend, file: Path) -> None:
    backend.con.execute(f"USE memory; DETACH {NAME}")
    _attach(backend, file, writable=False)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Keep a second load away; the lock is DuckDB's own, so that it works everywhere and dies with its process."""
    lock = file.with_name(f".{file.name}.lock")
    try:
        holder = duckdb.connect(lock)
    except duckdb.IOException as error:
        if "lock" not in str(error).lower():
            raise
        raise BadInput(f"{file}: another load is going on; try again when it is done") from None
    try:
        yield
    finally:
        # Gone before it is let go: nobody can be waiting for a lock on a file that is no longer there.
        lock.unlink()
        holder.close()
        _remove(lock)


@contextmanager
def _full_disk_named(place: str) -> Iterator[None]:
    try:
        yield
    except (duckdb.Error, OSError) as error:
        text = str(error)
        if isinstance(error, OSError) and error.errno in _FULL:
            problem = _FULL[error.errno]
        elif isinstance(error, duckdb.Error) and any(sign in text for sign in _FULL_TEXTS):
            problem = "the disk is full" if "File too large" not in text else "a file grew too large"
        else:
            raise
        raise BadInput(f"{place}: {problem}; nothing was loaded and what was there before is as it was") from None


@contextmanager
def _refusal_named(warehouse: Warehouse) -> Iterator[None]:
    """Turn what a database refuses (no right to make tables, no room, no line any more) into one line."""
    refusals = import_module(_DRIVERS[warehouse.kind]).Error if warehouse.kind in _DRIVERS else ()
    try:
        with _full_disk_named(warehouse.shown):
            yield
    except refusals as error:
        problem = f"refused the load ({_first_line(error)})"
        raise BadInput(f"{warehouse.shown}: {problem}; what was there before is as it was") from None


def _remove(file: Path) -> None:
    for each in (file, Path(f"{file}.wal")):
        each.unlink(missing_ok=True)
    shutil.rmtree(f"{file}.spill", ignore_errors=True)


def _copy_in(backend: SQLBackend, name: str, *, frame: pl.DataFrame) -> None:
    columns = ", ".join(f'"{column}"' for column in frame.columns)
    text = frame.write_csv(include_header=False, quote_style="non_numeric")
    with backend.begin() as cursor, cursor.copy(f'COPY "{name}" ({columns}) FROM STDIN (FORMAT csv)') as copy:
        copy.write(text)


def _quoted(file: Path) -> str:
    return str(file).replace("'", "''")


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
