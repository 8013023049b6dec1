"""What did a pull bring, and how is it kept? Frames, the files they came from, and what a reader must know."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from alat.data.pull.fetch import Fetched
from alat.data.pull.part import digest
from alat.data.warehouse import Incoming, StoredFile, Vintage, Warehouse, current, store


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
        By table, which earlier rows this harvest replaces: those with the values of a row of one of these frames.
        Others stay.
    files
        What it was read from.
    notes
        What a reader must know.
    """

    dataset: str
    release: str
    revision: str
    tables: Mapping[str, pl.DataFrame]
    renewed: Mapping[str, list[pl.DataFrame]]
    files: tuple[StoredFile, ...]
    notes: tuple[str, ...]


def keep(warehouse: Warehouse, harvest: Harvest) -> Vintage:
    """Store a harvest, all of it or nothing.

    Raises
    ------
    BadInput
        If the disk fills up, or another load is going on; what was there before stays.
    """
    before = current(warehouse, harvest.dataset)
    kept = [f"Rows that were not asked for again are those of {before.id}."] if before and harvest.renewed else []
    return store(
        warehouse,
        Incoming(
            dataset=harvest.dataset,
            release=harvest.release,
            revision=harvest.revision,
            files=harvest.files,
            tables={name: [frame] for name, frame in harvest.tables.items()},
            note=" ".join([*harvest.notes, *kept]),
            replaces=harvest.renewed,
        ),
    )


def source_file(path: Path) -> StoredFile:
    """Return a file of a folder by its name, hash and size."""
    return StoredFile(name=path.name, sha256=digest(path, "sha256"), bytes=path.stat().st_size)


def fetched_file(fetched: Fetched) -> StoredFile:
    """Return a fetched file by its name, hash and size."""
    return StoredFile(name=fetched.path.name, sha256=fetched.sha256, bytes=fetched.bytes)


def by_name(files: Iterable[StoredFile]) -> tuple[StoredFile, ...]:
    """Return files without repeats, by name."""
    return tuple(sorted(set(files), key=lambda file: (file.name, file.sha256)))
