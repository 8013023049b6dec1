"""Who published what: the rows of `sources.csv`."""

from dataclasses import dataclass
from functools import cache

from alat.data.rows import read_csv
from alat.errors import UnknownCode, near_matches
from alat.sealed import read_bytes

LIST = "data/sources.csv"


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
    rows = read_csv(read_bytes(LIST), "sources", file=LIST).to_dicts()
    return {row["id"]: Source(**{name: text or "" for name, text in row.items()}) for row in rows}


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
