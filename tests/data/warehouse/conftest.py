"""One set of questions, three backends: a DuckDB file, a PostgreSQL of our own, Spark in this process."""

import os
import pwd
import shutil
import socket
import subprocess
import warnings
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from alat.data.pull.baci import pull_baci
from alat.data.warehouse import Warehouse, open_warehouse

YEARS = (2022, 2023)
SELLERS = ("31", "76", "251", "268", "490", "792", "842")
_DEBIAN = Path("/usr/lib/postgresql")
Opener = Callable[[], Warehouse]


def few(_: int, rows: pl.DataFrame) -> pl.DataFrame:
    """Keep some sellers."""
    return rows.filter(pl.col("i").is_in(SELLERS))


@pytest.fixture(scope="session")
def source_rows(baci_files: ModuleType) -> pl.DataFrame:
    """Return the rows of those files, as text."""
    return pl.concat([few(year, baci_files.baci_rows(year)) for year in YEARS])


@pytest.fixture(scope="session")
def source(baci_files: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a zip of two years of what six countries and other Asia sell."""
    folder = tmp_path_factory.mktemp("source")
    return baci_files.write_baci(folder, years=YEARS, change=few)  # type: ignore[no-any-return]


@pytest.fixture(
    scope="module",
    params=[
        "duckdb",
        pytest.param("postgres", marks=pytest.mark.slow),
        pytest.param("pyspark", marks=pytest.mark.slow),
    ],
)
def any_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the URL of an empty warehouse of each kind."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "duckdb":
        yield str(folder / "warehouse.duckdb")
    elif request.param == "postgres":
        with _postgres(folder) as url:
            yield url
    else:
        yield from _spark(folder)


@pytest.fixture(scope="module")
def any_warehouse(any_url: str, source: Path) -> Iterator[Warehouse]:
    """Return a warehouse of each kind with two years of BACI in it."""
    with open_warehouse(any_url, create=True) as warehouse:
        pull_baci(source, warehouse=warehouse)
        yield warehouse


class _postgres:  # noqa: N801 - read as a function
    """A PostgreSQL of Debian's package on a socket of its own, gone afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        binaries = sorted(_DEBIAN.glob("*/bin/initdb"))
        if not binaries:
            pytest.skip("there is no PostgreSQL from Debian's package here (/usr/lib/postgresql)")
        if find_spec("psycopg") is None:
            pytest.skip("psycopg is not installed")
        self.bin = binaries[-1].parent

    def __enter__(self) -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.data = self._place() / "data"
        self._run("initdb", "-D", str(self.data), "-U", "alat", "-A", "trust", "--no-sync")
        options = f"-p {port} -k {self.data} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run("pg_ctl", "-D", str(self.data), "-w", "-l", str(self.data / "log"), "-o", options, "start")
        return f"postgres://alat@127.0.0.1:{port}/postgres"

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "stop")
        shutil.rmtree(self.data.parent)

    def _place(self) -> Path:
        # initdb refuses root, and nobody else may look into root's folders.
        place = Path(subprocess.run(["mktemp", "-d"], capture_output=True, text=True, check=True).stdout.strip())
        if os.geteuid() == 0:
            shutil.chown(place, self._user())
        return place

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.bin / program), *arguments]
        user = self._user() if os.geteuid() == 0 else None
        done = subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, user=user, cwd="/", check=False
        )
        assert done.returncode == 0, done.stderr

    @staticmethod
    def _user() -> str:
        names = {each.pw_name for each in pwd.getpwall()}
        return "postgres" if "postgres" in names else "nobody"


def _spark(folder: Path) -> Iterator[str]:
    if find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed (make .make/spark)")
    if shutil.which("java") is None:
        pytest.skip("there is no Java here")
    # PySpark 4.3 warns that it does not know pandas 3 yet; Alat hands it Arrow tables.
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
    yield f"pyspark:///{folder / 'spark'}"
    from pyspark.sql import SparkSession  # noqa: PLC0415 - only where it is there

    SparkSession.builder.getOrCreate().stop()
