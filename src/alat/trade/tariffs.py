"""Which tariffs did a user pull for an importer, a partner and a product? The narrowest on record, of one year.

Rates come from the warehouse (files of WITS or MAcMap-HS6). What they are worth beside the rates that ship, and what
stands in where there are none, is for `alat.routing.landed.duty` to say: every command asks there.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import polars as pl

from alat.data import Basis
from alat.data.warehouse import Warehouse
from alat.data.warehouse import tariffs as stored_tariffs
from alat.errors import NotCovered
from alat.reference import Country, bloc
from alat.trade.records import Records

MFN, PREFERENTIAL, APPLIED = "mfn", "preferential", "applied"
_MACMAP = "MAcMap-HS6"
_SOURCES = {"WITS-TRAINS": "wits-trains", _MACMAP: "macmap-hs6"}
_UNION = "EUN"
_LENGTHS = (2, 4, 6)
# Schedules of so many pairs are kept: a list of goods, or of suppliers, asks for the same again.
_KEPT = 32


@dataclass(frozen=True, slots=True)
class PulledRate:
    """A rate that a user pulled.

    Attributes
    ----------
    kind
        ``preferential``: on goods of the partner's origin, with proof of it; ``applied``: what the partner's goods pay
        on the mean of lines, preferences included; ``mfn``: what all pay.
    held_by
        The HS code it is on record for: the one asked for, else its heading or chapter.
    percent
        Per cent of the customs value (ad valorem, or its equivalent).
    year
        Of the schedule.
    publisher, source
        ``WITS-TRAINS``, and the id of the source.
    basis
        Reported as the source prints it; modelled where it is an equivalent.
    lines
        Of how many lines it is a mean; None where the source does not tell.
    weighted_percent
        The mean weighted by imports, where the source has it.
    """

    kind: str
    held_by: str
    percent: float
    year: int
    publisher: str
    source: str
    basis: Basis
    lines: int | None
    weighted_percent: float | None


@dataclass(frozen=True, slots=True)
class PulledRates:
    """The rates at the narrowest code on record, all of the newest year there.

    Attributes
    ----------
    held_by, year
        That code and that year.
    bilateral
        What the partner's goods pay: a preference, else what is applied to them; None where neither is on record.
    mfn
        What all pay; None where it is not on record for that year.
    older
        Kinds that only an older schedule has, the newest of each: they may have ended.
    """

    held_by: str
    year: int
    bilateral: PulledRate | None
    mfn: PulledRate | None
    older: tuple[PulledRate, ...]


def pulled_rates(
    importer: Country, partner: Country | None, *, hs: str, records: Records, on: date
) -> PulledRates | None:
    """Return the pulled rates on an HS code at the code itself, else at its heading, else at its chapter.

    Parameters
    ----------
    importer
        Who charges: its own schedule, else that of its customs union.
    partner
        Whose goods; None for what all pay.
    hs
        2, 4 or 6 digits.
    records
        What the user has on record.
    on
        The last day to look at; a schedule is of a year.

    Returns
    -------
    PulledRates or None
        None where nothing was pulled that holds the code, up to that year.
    """
    rows = _kept(records, importer, partner=partner, on=on)
    for code in _narrowest_first(hs):
        found, older = _at(rows, code)
        if found:
            return PulledRates(
                held_by=code,
                year=next(iter(found.values())).year,
                bilateral=found.get(PREFERENTIAL) or found.get(APPLIED),
                mfn=found.get(MFN),
                older=tuple(older),
            )
    return None


def _narrowest_first(hs: str) -> list[str]:
    return [hs[:length] for length in reversed(_LENGTHS) if length <= len(hs)]


@lru_cache(maxsize=_KEPT)
def _kept(records: Records, importer: Country, *, partner: Country | None, on: date) -> pl.DataFrame:
    if records.warehouse is None:
        return pl.DataFrame()
    return _on_record(importer, partner, warehouse=records.warehouse, on=on)


def _on_record(importer: Country, partner: Country | None, *, warehouse: Warehouse, on: date) -> pl.DataFrame:
    """Return the rates on record that may count: the importer's own, else those of its customs union."""
    frames = []
    for party in (importer.iso3, *((_UNION,) if _in_union(importer, on) else ())):
        try:
            # '' is where rates for most favoured nations stand.
            frames.append(stored_tariffs(warehouse, party, partner="" if partner is None else partner.iso3))
        except NotCovered:
            # No tariffs were pulled: what ships stands in, and says so.
            break
    kept = [frame.filter(pl.col("year") <= on.year) for frame in frames]
    return next((frame for frame in kept if frame.height), pl.DataFrame())


def _at(rows: pl.DataFrame, code: str) -> tuple[dict[str, PulledRate], list[PulledRate]]:
    """Return the rates of a code by kind, all of its newest year, and the newest of those kinds that are older only.

    They are of one year: a preference that the newer schedule no longer has may have ended.
    """
    if not rows.height:
        return {}, []
    # A mean of what the whole world's goods pay is no rate of a partner, nor the one for most favoured nations.
    own = pl.col("kind").is_in([PREFERENTIAL, APPLIED]) & (pl.col("partner") != "")
    at = rows.filter(pl.col("product") == code, own | (pl.col("kind") == MFN))
    if not at.height:
        return {}, []
    newest = at.filter(pl.col("year") == pl.col("year").max()).sort("kind", "source")
    # Of two sources of one year the one that keeps tariff lines comes last: WITS.
    found = {str(row["kind"]): _rate(row) for row in newest.iter_rows(named=True)}
    others = at.filter(~pl.col("kind").is_in([*found])).sort("year", descending=True)
    older = others.group_by("kind", maintain_order=True).first()
    return found, [_rate(row) for row in older.iter_rows(named=True)]


def _rate(row: dict[str, object]) -> PulledRate:
    publisher, lines, weighted = str(row["source"]), row["lines"], row["weighted_percent"]
    return PulledRate(
        kind=str(row["kind"]),
        held_by=str(row["product"]),
        percent=float(str(row["rate_percent"])),
        year=int(str(row["year"])),
        publisher=publisher,
        source=_SOURCES.get(publisher, publisher),
        basis=Basis.MODELLED if publisher == _MACMAP else Basis.REPORTED,
        lines=None if lines is None else int(str(lines)),
        weighted_percent=None if weighted is None else float(str(weighted)),
    )


def _in_union(country: Country, on: date) -> bool:
    return any(member.iso3 == country.iso3 for member in bloc("EU").members(on))
