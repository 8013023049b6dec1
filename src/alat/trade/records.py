"""Which trade is on record? The shipped totals of 2023, or the reconciled flows that a user has pulled."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from alat.data import table
from alat.data.warehouse import (
    Vintage,
    Warehouse,
    configured_url,
    current,
    flow_dataset,
    holding,
    open_warehouse,
    totals,
    vintages,
)
from alat.errors import NotCovered

SNAPSHOT_YEAR = 2023
SNAPSHOT_SOURCE = "baci-hs22-2023"
WAREHOUSE_SOURCE = "cepii-baci"
REPORTS = "comtrade"
# What follows from one set of records is kept for so many of them.
KEPT = 8


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """Totals of one year between countries, where they come from, and how far they reach.

    What is computed from them is kept by their identity: hold on to one rather than making it anew.

    Attributes
    ----------
    name
        What a sentence calls them: ``the totals file``.
    year
        The year of the totals.
    codes
        Countries (ISO3), and areas that are no country of today (Comtrade's number as text), sorted.
    focal
        The codes whose trade with every other code is covered; all of them where the flows are a full matrix.
    totals_usd
        Every recorded total by exporter and importer; a pair that is not in it has no row.
    source
        Id of their source.
    warehouse
        Where pulled reports are, and flows by product if there are any; None where nothing was pulled.
    vintage
        Release of the pulled flows that the totals are of; None for the shipped totals.
    reported
        Whether reports of both sides were pulled too.
    """

    name: str
    year: int
    codes: tuple[str, ...]
    focal: frozenset[str]
    totals_usd: Mapping[tuple[str, str], float]
    source: str
    warehouse: Warehouse | None = None
    vintage: Vintage | None = None
    reported: bool = False

    @property
    def flows(self) -> Warehouse | None:
        """Where the flows by product are that these totals are the sums of; None for the shipped totals."""
        return None if self.vintage is None else self.warehouse

    @property
    def reports(self) -> Warehouse | None:
        """Where pulled reports of both sides are; None where there are none."""
        return self.warehouse if self.reported else None


@cache
def snapshot_records() -> Records:
    """Return the totals of 2023 that ship with Alat."""
    listed = table("flows_total_codes").filter("present")
    rows = table("flows_total").select("exporter", "importer", "value_usd")
    return Records(
        name="the totals file",
        year=SNAPSHOT_YEAR,
        codes=tuple(sorted(listed["iso3"])),
        focal=frozenset(listed.filter("focal")["iso3"]),
        totals_usd={(exporter, importer): value for exporter, importer, value in rows.iter_rows()},
        source=SNAPSHOT_SOURCE,
    )


def records_at_hand() -> Records:
    """Return what is on record here: the flows and reports of the configured warehouse, else what ships with Alat.

    The warehouse is the one that `alat.data.warehouse.configured_url` names.

    Raises
    ------
    MissingFile, BadInput
        If a warehouse is named and cannot be opened.
    """
    url = configured_url()
    if url is None:
        return snapshot_records()
    with open_warehouse(url) as warehouse:
        stamp = tuple(each.id for each in vintages(warehouse) if each.state == "current")
    return _held(url, stamp)


@lru_cache(maxsize=2)
def _held(url: str, stamp: tuple[str, ...]) -> Records:
    """Return the records of a warehouse; kept as long as nothing is loaded into it, with all that follows from them."""
    del stamp
    warehouse = open_warehouse(url)
    if flow_dataset(warehouse) is None:
        return replace(snapshot_records(), warehouse=warehouse, reported=_has_reports(warehouse))
    return warehouse_records(warehouse)


def warehouse_records(warehouse: Warehouse, *, year: int | None = None) -> Records:
    """Return the reconciled flows of a warehouse.

    Parameters
    ----------
    warehouse
        An open one.
    year
        The year of the totals; the last of the newest revision without it. Of several revisions that have it the newest
        answers, and all that follows rests on that one.

    Raises
    ------
    NotCovered
        If nothing was pulled, or not that year.
    """
    held = holding(warehouse, () if year is None else (year,))
    vintage = flow_dataset(held, () if year is None else (year,))
    if vintage is None:
        raise NotCovered(f"{warehouse.shown} holds no reconciled flows; run `alat data pull baci` first")
    years = vintage.years
    wanted = years[-1] if year is None else year
    if wanted not in years:
        raise NotCovered(f"no flows of {wanted} in {vintage.id}; it holds {', '.join(map(str, years))}")
    rows = totals(held, wanted).select("exporter", "importer", "value_usd")
    found = {(exporter, importer): float(value) for exporter, importer, value in rows.iter_rows()}
    codes = tuple(sorted({code for pair in found for code in pair}))
    return Records(
        name=f"BACI {vintage.revision} {vintage.release}",
        year=wanted,
        codes=codes,
        focal=frozenset(codes),
        totals_usd=found,
        source=WAREHOUSE_SOURCE,
        warehouse=held,
        vintage=vintage,
        reported=_has_reports(warehouse),
    )


def _has_reports(warehouse: Warehouse) -> bool:
    return current(warehouse, REPORTS) is not None


def pulled_vintages(records: Records) -> tuple[Vintage, ...]:
    """Return every release in use of what was pulled, so that a run can name it."""
    if records.warehouse is None:
        return ()
    return tuple(each for each in vintages(records.warehouse) if each.state == "current")
