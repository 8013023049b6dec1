"""Who published what: the rows of `sources.csv`."""

import csv
import io
from dataclasses import dataclass
from functools import cache

from alat.errors import UnknownCode, near_matches
from alat.sealed import read_bytes


@dataclass(frozen=True, slots=True)
class Source:
    """One publication that numbers rest on.

    Attributes
    ----------
    id
        Short name used everywhere: ``baci-2023``.
    publisher, title, year, licence, address
        As printed by the publisher; `licence` is an SPDX id or a short name.
    """

    id: str
    publisher: str
    title: str
    year: str
    licence: str
    address: str


@cache
def sources() -> dict[str, Source]:
    """Return every source by its id, in the order of the file."""
    text = read_bytes("data/sources.csv").decode("utf-8")
    return {row["id"]: Source(**row) for row in csv.DictReader(io.StringIO(text))}


def source(source_id: str) -> Source:
    """Return one source.

    Raises
    ------
    UnknownCode
        If no source has that id.
    """
    try:
        return sources()[source_id]
    except KeyError:
        raise UnknownCode("source", source_id, near=near_matches(source_id, sources())) from None
