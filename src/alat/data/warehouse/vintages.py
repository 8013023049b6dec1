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


def flow_dataset(warehouse: Warehouse, years: Iterable[int] = ()) -> Vintage | None:
    """Return the one BACI load that answers questions on flows.

    It is the one that `holding` chose; else the one that has most of the years asked for, and of several the one in the
    newest revision of the Harmonized System. Where there are several its note names the ones that were passed over.
    """
    found = [each for each in vintages(warehouse) if each.state == "current"]
    if warehouse.pinned:
        found = [each for each in found if each.id == warehouse.pinned]
    return best_revision(found, years)


def holding(warehouse: Warehouse, years: Iterable[int] = ()) -> Warehouse:
    """Return the warehouse held to the load that answers for some years, so that no later question gets another one."""
    vintage = flow_dataset(warehouse, years)
    return warehouse if vintage is None else replace(warehouse, pinned=vintage.id)


def best_revision(candidates: Iterable[Vintage], years: Iterable[int] = ()) -> Vintage | None:
    """Return the vintage of BACI among some that has most of the years; of several the one in the newest revision."""
    asked = frozenset(years)
    held = [each for each in candidates if each.dataset.startswith(BACI)]
    found = sorted(held, key=lambda each: (len(asked & {*each.years}), revision_year(each.revision)))
    if not found:
        return None
    chosen = found[-1]
    others = ", ".join(_span(each, asked) for each in found[:-1])
    if not others:
        return chosen
    newest = all(revision_year(each.revision) <= revision_year(chosen.revision) for each in found)
    why = "the newest revision loaded" if newest else "which has most of the years asked for"
    said = f"{_span(chosen, asked) if asked else chosen.revision} answers, {why}; also there: {others}"
    return replace(chosen, note="; ".join(part for part in (chosen.note, said) if part))


def _span(vintage: Vintage, asked: frozenset[int]) -> str:
    of = f", {len(asked & {*vintage.years})} of {len(asked)} asked for" if asked else ""
    return f"{vintage.revision} ({vintage.first_year}-{vintage.last_year}{of})"


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
