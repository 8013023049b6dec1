"""Which loads does a warehouse hold, and which of them answer?"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from alat.data.warehouse.opening import Warehouse
from alat.data.warehouse.tables import SCHEMAS, VINTAGES, framed

BACI = "baci-"
_FIRST_OF_CENTURY = 88  # HS88 was the first revision: HS92 is of 1992, HS02 of 2002


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that a vintage was made from."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Vintage:
    """One load of one dataset.

    Attributes
    ----------
    id
        Of this load alone.
    dataset, release, revision
        What it is: ``baci-hs22``, ``V202501``, ``HS22``; '' where a publisher has no release or revision.
    years
        The years it covers; none where its tables have none.
    rows
        Rows of its main table.
    value_usd, unmapped_usd
        The world's value of all years together, and what of it stands under codes that are no country of today;
        None where values do not add up to a world.
    sha256
        One hash over all its files.
    loaded_at
        When, in UTC (ISO).
    state
        ``current`` answers questions; ``superseded`` is on record only.
    files
        What it was made from.
    tables
        Kinds of table it has.
    note
        What a reader must know.
    """

    id: str
    dataset: str
    release: str
    revision: str
    years: tuple[int, ...]
    rows: int
    value_usd: float | None
    unmapped_usd: float | None
    sha256: str
    loaded_at: str
    state: str
    files: tuple[StoredFile, ...]
    tables: tuple[str, ...]
    note: str

    @property
    def first_year(self) -> int | None:
        """The first year it covers."""
        return self.years[0] if self.years else None

    @property
    def last_year(self) -> int | None:
        """The last year it covers."""
        return self.years[-1] if self.years else None


def vintages(warehouse: Warehouse) -> tuple[Vintage, ...]:
    """Return every load on record, newest first."""
    if VINTAGES not in warehouse.backend.list_tables():
        return ()
    frame = framed(warehouse.backend.table(VINTAGES), SCHEMAS[VINTAGES])
    rows = sorted(frame.iter_rows(named=True), key=lambda row: (row["loaded_at"], row["id"]), reverse=True)
    newest: dict[str, str] = {}
    for row in rows:
        newest.setdefault(row["dataset"], row["id"])
    return tuple(_vintage(row, is_current=newest[row["dataset"]] == row["id"]) for row in rows)


def current(warehouse: Warehouse, dataset: str) -> Vintage | None:
    """Return the load of a dataset that answers questions, None where it was never loaded."""
    return next((each for each in vintages(warehouse) if each.dataset == dataset and each.state == "current"), None)


def flow_dataset(warehouse: Warehouse) -> Vintage | None:
    """Return the BACI load that answers questions on flows: the one in the newest revision of the Harmonized System.

    Where there are several its note names the ones that were passed over.
    """
    return newest_revision(each for each in vintages(warehouse) if each.state == "current")


def newest_revision(candidates: Iterable[Vintage]) -> Vintage | None:
    """Return the vintage of BACI in the newest revision among some."""
    found = sorted((e for e in candidates if e.dataset.startswith(BACI)), key=lambda e: revision_year(e.revision))
    if not found:
        return None
    chosen = found[-1]
    others = ", ".join(f"{each.revision} ({each.first_year}-{each.last_year})" for each in found[:-1])
    if not others:
        return chosen
    said = f"{chosen.revision} answers, the newest revision loaded; also there: {others}"
    return replace(chosen, note="; ".join(part for part in (chosen.note, said) if part))


def revision_year(revision: str) -> int:
    """Return the first year of a revision of the Harmonized System: 2022 of HS22, 1992 of HS92."""
    digits = re.sub(r"\D", "", revision)
    year = int(digits) if digits else 0
    return year + 1900 if year >= _FIRST_OF_CENTURY else year + 2000


def packed(files: Iterable[StoredFile]) -> str:
    """Return files as the text a row of `vintages` keeps."""
    return json.dumps([[each.name, each.sha256, each.bytes] for each in files])


def _vintage(row: dict[str, object], *, is_current: bool) -> Vintage:
    fields = {name: value for name, value in row.items() if name not in {"files", "tables", "years"}}
    return Vintage(
        **fields,  # type: ignore[arg-type]
        years=tuple(int(year) for year in str(row["years"]).split(",") if year),
        state="current" if is_current else "superseded",
        files=tuple(StoredFile(*each) for each in json.loads(str(row["files"]))),
        tables=tuple(str(row["tables"]).split(",")),
    )
