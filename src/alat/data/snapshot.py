"""The tables that ship with Alat, and whether they are what they should be."""

import csv
import io
from dataclasses import dataclass
from functools import cache

import polars as pl

from alat import sealed
from alat.data import schema as schemas
from alat.data.sources import sources
from alat.errors import AlatError, UnknownCode, near_matches


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
    rows = csv.DictReader(io.StringIO(sealed.read_bytes("data/datasets.csv").decode("utf-8")))
    return {row["name"]: _dataset(row) for row in rows}


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
    path = datasets()[name].path
    content = sealed.read_bytes(path)
    if path.endswith(".csv"):
        return schemas.read_csv(content, name, file=path)
    return pl.read_parquet(io.BytesIO(content))


def verify() -> tuple[Verdict, ...]:
    """Check every shipped file: bytes, schema, bounds, keys, and a licence line for each source.

    Returns
    -------
    tuple of Verdict
        One a file; `problem` is '' where nothing is wrong.
    """
    listed = {dataset.path: dataset for dataset in datasets().values()}
    return tuple(_verdict(path, listed.get(path)) for path in sorted(sealed.seals()))


def _dataset(row: dict[str, str]) -> Dataset:
    ids = tuple(part for part in row["sources"].split(";") if part)
    return Dataset(row["name"], row["path"], row["basis"], row["years"], ids, row["meaning"])


def _verdict(path: str, dataset: Dataset | None) -> Verdict:
    content, problem = sealed.inspect(path)
    if problem or dataset is None:
        return Verdict(path, None, problem)
    for source_id in dataset.sources:
        known = sources().get(source_id)
        if known is None:
            return Verdict(path, None, f"its source {source_id} is not in sources.csv")
        if not known.licence:
            return Verdict(path, None, f"its source {source_id} states no licence")
    try:
        frame = _checked(content, dataset)
    except AlatError as error:
        return Verdict(path, None, str(error))
    return Verdict(path, frame.height, "")


def _checked(content: bytes, dataset: Dataset) -> pl.DataFrame:
    if dataset.path.endswith(".csv"):
        return schemas.read_csv(content, dataset.name, file=dataset.path)
    frame = pl.read_parquet(io.BytesIO(content))
    schemas.check(frame, dataset.name, file=dataset.path)
    return frame
