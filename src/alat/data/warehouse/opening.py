"""Which warehouse is in use, and how is it opened?

A warehouse is named by a URL: `duckdb:///path/file.duckdb` (or a path that ends in .duckdb), `postgres://`,
`trino://`, `clickhouse://` or `pyspark://`. ALAT_WAREHOUSE names it, or ``warehouse = "..."`` in the nearest
`alat.toml`; without either, the file that `alat data pull` makes is used once it exists.
"""

import os
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from alat.errors import BadInput, BadTable, MissingFile, near_matches

if TYPE_CHECKING:
    from ibis.backends.sql import SQLBackend  # type: ignore[import-untyped]

SETTING = "ALAT_WAREHOUSE"
SETTINGS_FILE = "alat.toml"
NONE = "none"
EXTRAS = {
    "postgres": "alat[postgres]",
    "pyspark": "alat[spark]",
    "trino": "ibis-framework[trino]",
    "clickhouse": "ibis-framework[clickhouse]",
}
_SCHEMES = {"duckdb": "duckdb", "postgresql": "postgres"} | {name: name for name in EXTRAS}
_SECRET = re.compile(r"(?<=://)([^/@]*:)[^/@]*(?=@)")
_QUERY_MEMORY = "2GB"


@dataclass(frozen=True)
class Warehouse:
    """An open warehouse; close it, or use it as a context manager.

    Attributes
    ----------
    url
        How it was named.
    backend
        The Ibis backend; a DuckDB file is attached read-only, since only `store` writes.
    pinned
        Id of the one load of flows that answers; '' where each question may choose.
    """

    url: str
    backend: "SQLBackend"
    pinned: str = ""

    @property
    def kind(self) -> str:
        """Name of the backend: duckdb, postgres, trino, clickhouse or pyspark."""
        return str(self.backend.name)

    @property
    def shown(self) -> str:
        """The URL without its password."""
        return shown(self.url)

    def close(self) -> None:
        """Let go of the connection; a running Spark session is not ours to stop."""
        if self.kind != "pyspark":
            self.backend.disconnect()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def configured_url(start: Path | None = None) -> str | None:
    """Return the URL of the warehouse in use, None where there is none and the snapshot alone answers.

    Parameters
    ----------
    start
        Where the search for `alat.toml` begins and goes upwards; the working folder by default.

    Raises
    ------
    BadTable
        If `alat.toml` is no TOML, or its `warehouse` is no text.
    """
    setting = os.environ.get(SETTING, "").strip() or _from_file((start or Path.cwd()).absolute())
    if setting:
        return None if setting.lower() == NONE else setting
    return default_url() if _default_file().is_file() else None


def loading_url(given: str | None = None) -> str:
    """Return the URL of the warehouse that a load goes to: the one given, the one in use, else the default file.

    Raises
    ------
    BadInput
        If ALAT_WAREHOUSE says that there shall be none.
    """
    url = given or configured_url()
    if url is None and os.environ.get(SETTING, "").strip().lower() == NONE:
        raise BadInput(f"{SETTING} is {NONE}, so that no warehouse is used; unset it, or name one with --warehouse")
    return url or default_url()


def default_url() -> str:
    """Return the URL of the file that is used when nothing else is set."""
    return f"duckdb:///{_default_file().as_posix().lstrip('/')}"


def open_warehouse(url: str, *, create: bool = False) -> Warehouse:
    """Open a warehouse to read from it.

    Parameters
    ----------
    url
        Of one of the five kinds.
    create
        Make the DuckDB file, with nothing in it, where there is none. Other databases are made by their owners.

    Raises
    ------
    BadInput
        If the URL names no known kind, a driver is missing, or the database does not answer.
    MissingFile
        If there is no such file and `create` is not set.
    """
    if not create:
        check_there(url)
    file = duckdb_file(url)
    if file is not None:
        return _open_file(url, file)
    return Warehouse(url, _connect(url, _kind(url)))


@contextmanager
def loading(url: str) -> Iterator[Warehouse]:
    """Hand out a warehouse to load into; a file that was made for a load that brought nothing is gone afterwards.

    Parameters
    ----------
    url
        Of one of the five kinds.

    Raises
    ------
    BadInput
        As `open_warehouse`.
    """
    file = duckdb_file(url)
    made = file is not None and not file.exists()
    warehouse = open_warehouse(url, create=True)
    try:
        with warehouse:
            yield warehouse
    except BaseException:
        if made and file is not None and not _holds_a_load(file):
            file.unlink()
        raise


def _holds_a_load(file: Path) -> bool:
    """Whether a load is in a file, or one of another process is on its way there."""
    from alat.data.warehouse.vintages import vintages  # noqa: PLC0415 - it imports this module

    if not file.exists() or file.with_name(f".{file.name}.lock").exists():
        return True
    with _open_file(str(file), file) as found:
        return bool(vintages(found))


def check_there(url: str) -> None:
    """Refuse a warehouse of a file or folder that is not there, without making or opening anything.

    Parameters
    ----------
    url
        Of one of the five kinds; whether a server answers is not asked.

    Raises
    ------
    BadInput
        If the URL names no known kind.
    MissingFile
        If there is no such file, or no such folder of Spark's; the message names what lies nearest to it.
    """
    place = duckdb_file(url)
    if place is None:
        rest = url.partition("://")[2]
        place = folder_of(rest) if _kind(url) == "pyspark" and rest else None
    if place is not None and not place.exists():
        raise MissingFile(f"{place}: there is no such warehouse{_missing(place)}; `alat data pull` makes one")


def duckdb_file(url: str) -> Path | None:
    """Return the file behind a URL or path of DuckDB, None for any other kind."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        return Path(url).expanduser() if url.endswith(".duckdb") else None
    if scheme != "duckdb":
        return None
    return folder_of(rest)


def folder_of(rest: str) -> Path:
    """Return the path behind what stands after ``://``; three slashes or four begin at the root."""
    drive = re.fullmatch(r"/+([A-Za-z]:[/\\].*)", rest)
    return Path(drive[1] if drive else re.sub(r"^/+", "/", rest)).expanduser()


def shown(url: str) -> str:
    """Return a URL with its password blotted out."""
    return _SECRET.sub(r"\1***", url)


def _from_file(start: Path) -> str:
    for folder in (start, *start.parents):
        file = folder / SETTINGS_FILE
        if file.is_file():
            return _setting(file)
    return ""


def _setting(file: Path) -> str:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadTable(str(file), f"not readable as TOML: {error}") from None
    value = content.get("warehouse", "")
    if not isinstance(value, str):
        raise BadTable(
            str(file), f'{value!r}; expected a text such as "duckdb:///data/trade.duckdb"', column="warehouse"
        )
    path = duckdb_file(value)
    if path is not None and not path.is_absolute():
        # A path in a file means the same wherever Alat is started below it.
        return str(file.parent / path)
    return value.strip()


def _default_file() -> Path:
    home = os.environ.get("XDG_DATA_HOME", "").strip()
    return (Path(home) if home else Path.home() / ".local" / "share") / "alat" / "warehouse.duckdb"


def _kind(url: str) -> str:
    scheme = url.partition("://")[0]
    kind = _SCHEMES.get(scheme, "")
    if not kind:
        near = near_matches(scheme, _SCHEMES)
        hint = f"; did you mean {near[0]}://?" if near else ""
        expected = "duckdb, postgres, trino, clickhouse or pyspark, or a path that ends in .duckdb"
        raise BadInput(f"warehouse {shown(url)!r}: unknown kind; expected a URL of {expected}{hint}")
    return kind


def _missing(place: Path) -> str:
    """Return which part of a path is not there, and what in the folder above it has nearly its name."""
    first = place.absolute()
    while not first.parent.exists():
        first = first.parent
    what = f": {first.parent} has no folder {first.name}" if first != place.absolute() else ""
    try:
        near = near_matches(first.name, [each.name for each in first.parent.iterdir()])
    except OSError:  # a file, or a folder that may not be listed: then nothing near is known
        near = ()
    return f"{what}; did you mean {' or '.join(str(first.parent / name) for name in near)}?" if near else what


def _open_file(url: str, file: Path) -> Warehouse:
    from alat.data.warehouse.backends import attach, make_file  # noqa: PLC0415 - loads Ibis, a second

    if not file.exists():
        make_file(file)
    return Warehouse(url, attach(file, memory=_QUERY_MEMORY))


def _connect(url: str, kind: str) -> "SQLBackend":
    from alat.data.warehouse.backends import connect  # noqa: PLC0415 - loads Ibis, a second

    try:
        return connect(_SCHEMES[url.partition("://")[0]], url.partition("://")[2])
    except ModuleNotFoundError as error:
        raise BadInput(f"warehouse {shown(url)}: {error.name} is not installed; pip install {EXTRAS[kind]!r}") from None
    except ConnectionError as error:
        raise BadInput(f"warehouse {shown(url)}: does not answer ({error})") from None
