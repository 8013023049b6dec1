"""What did a pull bring? Frames ready to store, the files they came from, and what a reader must know."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from alat.data.pull.fetch import Fetched
from alat.data.pull.part import digest


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file that was read: its name, hash and size."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """What a source gave.

    Attributes
    ----------
    dataset, release, revision
        ``comtrade``, the publisher's date or version, and the edition of the Harmonized System ('' where several).
    tables
        Frames by the name of their table in the warehouse.
    renewed
        By table, what this harvest replaces of an earlier one: a row of the earlier one whose values in these
        columns are in the frame is dropped; the others stay.
    files
        What it was read from.
    notes
        What a reader must know.
    """

    dataset: str
    release: str
    revision: str
    tables: Mapping[str, pl.DataFrame]
    renewed: Mapping[str, pl.DataFrame]
    files: tuple[SourceFile, ...]
    notes: tuple[str, ...]


def source_file(path: Path) -> SourceFile:
    """Return a file of a folder by its name, hash and size."""
    return SourceFile(name=path.name, sha256=digest(path, "sha256"), bytes=path.stat().st_size)


def fetched_file(fetched: Fetched) -> SourceFile:
    """Return a fetched file by its name, hash and size."""
    return SourceFile(name=fetched.path.name, sha256=fetched.sha256, bytes=fetched.bytes)
