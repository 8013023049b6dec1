"""The tables that ship with Alat, and whether they are what they should be."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import polars as pl

from alat import sealed
from alat.data.identities import WORLD_TABLE, world_problem
from alat.data.quantity import Basis
from alat.data.rows import read_columns, read_csv
from alat.data.schema import check
from alat.data.sources import LIST as SOURCES
from alat.data.sources import sources
from alat.data.study import STUDIES
from alat.errors import AlatError, CorruptSnapshot, UnknownCode, near_matches

LIST = "data/datasets.csv"
MIXED = "mixed"

# Of a sealed file this large, `verify` alone looks at each cell: that takes a second, which no command should.
LARGE_BYTES = 500_000


@dataclass(frozen=True, slots=True)
class Dataset:
    """One shipped table.

    Attributes
    ----------
    name
        What `table` calls it; also the name of its schema.
    path
        Its file inside the package.
    basis
        How its numbers came to be; ``mixed`` where a column of the table says it row by row.
    years
        The years it speaks of.
    sources
        Ids from `sources.csv`.
    meaning
        One sentence on what a row is.
    """

    name: str
    path: str
    basis: str
    years: str
    sources: tuple[str, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found on one shipped file."""

    file: str
    rows: int | None
    problem: str


@cache
def datasets() -> dict[str, Dataset]:
    """Return every shipped table by its name."""
    return {
        str(row["name"]): _dataset(row) for row in read_csv(sealed.read_bytes(LIST), "datasets", file=LIST).to_dicts()
    }


@cache
def table(name: str) -> pl.DataFrame:
    """Return a shipped table, checked against its seal and, when it is CSV, its schema.

    Parameters
    ----------
    name
        One of `datasets()`.

    Raises
    ------
    UnknownCode
        If there is no such table.
    CorruptSnapshot
        If its file is not the one that was shipped.
    """
    if name not in datasets():
        raise UnknownCode("table", name, near=near_matches(name, datasets()))
    dataset = datasets()[name]
    return _read(sealed.read_bytes(dataset.path), dataset)


def verify() -> tuple[Verdict, ...]:
    """Check every shipped file: bytes, schema, bounds, keys, a licence line for each source, and that trade adds up.

    Returns
    -------
    tuple of Verdict
        One a file, by path; `problem` is '' where nothing is wrong. A file that lies in the package and is not on the
        list of shipped files has a verdict too.

    Raises
    ------
    CorruptSnapshot
        If the list of shipped files itself cannot be read.
    """
    listed = _listed()
    paths = sorted({*sealed.seals(), *sealed.present(), *listed})
    return tuple(_verdict(path, listed.get(path)) for path in paths)


def _dataset(row: dict[str, object]) -> Dataset:
    ids = tuple(part for part in str(row["sources"] or "").split(";") if part)
    return Dataset(
        str(row["name"]), str(row["path"]), str(row["basis"]), str(row["years"] or ""), ids, str(row["meaning"])
    )


def _listed() -> dict[str, Dataset]:
    try:
        return {dataset.path: dataset for dataset in datasets().values()}
    except (AlatError, UnicodeDecodeError):
        # The list of tables is itself broken; its own verdict says how.
        return {}


def _verdict(path: str, dataset: Dataset | None) -> Verdict:
    content, problem = sealed.inspect(path)
    if problem:
        return Verdict(path, None, problem)
    try:
        frame = _frame(path, content, dataset=dataset)
        return Verdict(path, None if frame is None else frame.height, "")
    except (AlatError, pl.exceptions.PolarsError) as error:
        return Verdict(path, None, str(error).removeprefix(f"{path}: ").splitlines()[0])


def _frame(path: str, content: bytes, *, dataset: Dataset | None) -> pl.DataFrame | None:
    """Return the checked frame of a file that holds a table Alat knows the schema of."""
    if path in {LIST, SOURCES}:
        return read_csv(content, path.removeprefix("data/").removesuffix(".csv"), file=path)
    if path.startswith("data/snapshot/") and dataset is None:
        raise CorruptSnapshot(f"{path}: not in {LIST}")
    if path.startswith(f"{STUDIES}/") and path.endswith(".csv"):
        return read_csv(content, f"study_{path.rpartition('/')[2].removesuffix('.csv')}", file=path)
    if dataset is None:
        return None
    for problem in _source_problems(dataset):
        raise CorruptSnapshot(f"{path}: {problem}")
    frame = _read(content, dataset)
    if not path.endswith(".csv"):
        check(frame, dataset.name, file=path)
    problem = world_problem(frame, table) if dataset.name == WORLD_TABLE else ""
    if problem:
        raise CorruptSnapshot(f"{path}: does not sum to the world: {problem}")
    return frame


def _source_problems(dataset: Dataset) -> Iterator[str]:
    if dataset.basis not in {*Basis, MIXED}:
        yield f"basis {dataset.basis!r}; expected one of {', '.join((*Basis, MIXED))}"
    if not dataset.sources:
        yield "no source in datasets.csv"
    for source_id in dataset.sources:
        if source_id not in sources():
            yield f"its source {source_id} is not in sources.csv"
        elif not sources()[source_id].licence:
            yield f"its source {source_id} states no licence"


def _read(content: bytes, dataset: Dataset) -> pl.DataFrame:
    if dataset.path.endswith(".csv") and len(content) > LARGE_BYTES:
        return read_columns(content, dataset.name)
    if dataset.path.endswith(".csv"):
        return read_csv(content, dataset.name, file=dataset.path)
    return pl.read_parquet(io.BytesIO(content))
