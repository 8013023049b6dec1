"""How complex is what a country sells, where does it rank, and which products are near to what it makes already?"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alat.data import Basis, Quantity
from alat.errors import BadInput, NotCovered
from alat.reference import Country, countries
from alat.trade.complexity import Complexity
from alat.trade.flows import listed_under
from alat.trade.labels import product_label
from alat.trade.margins import CHAPTER, LEVELS, Margins, margins
from alat.trade.nearness import nearness
from alat.trade.records import KEPT, Records, snapshot_records
from alat.trade.screens import not_apart
from alat.trade.settings import parameter

HEADING = 4
DEFINITIONS = "alat-trade-definition"
USD_PER_MUSD = 1e6

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outlook:
    """A country's place in complexity, and its products.

    A product counts as made where its share in the country's exports is at least its share in the world's, both without
    the products set apart (fuels, precious goods, arms, art): a product sold less than that may still be sold.

    Attributes
    ----------
    country, level
        The country, and the digits of the products.
    years
        Years of the exports, of which the mean is taken.
    eci, eci_rank
        Economic complexity index (mean 0, standard deviation 1 over every exporter on record, those among them that the
        totals do not know), and place among `ranked` exporters; no rank where exports are below
        ``ranked_exports_usd``.
    coi, coi_rank
        Complexity outlook index, and place.
    diversity
        Products made.
    ranked
        Exporters ranked.
    exports
        Exports a year that the indices rest on (USD).
    left_out
        Share of all exports of the country that is set apart.
    near
        Products not made, nearest first: hs, label, density (0-1), pci, cog (outlook gain), rca, exports_musd.
    made
        Products made, most complex first: hs, label, pci, rca, exports_musd, ubiquity (countries that make it).
    """

    country: Country
    level: int
    years: str
    eci: Quantity
    eci_rank: Quantity
    coi: Quantity
    coi_rank: Quantity
    diversity: Quantity
    ranked: int
    exports: Quantity
    left_out: Quantity
    near: pl.DataFrame
    made: pl.DataFrame
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def outlook(of: Country, *, records: Records | None = None, level: int | None = None) -> Outlook:
    """Return a country's complexity, and its products by density and by complexity.

    The indices are those of `alat.trade.nearness`, which opportunities show too.

    Parameters
    ----------
    records
        What is on record; the shipped exports by chapter without it.
    level
        Digits of the Harmonized System; without it 4 where flows were pulled, else 2.

    Raises
    ------
    BadInput
        If there is no such level.
    NotCovered
        If the records do not know the country or that level, or the world cannot be ranked on them.

    Examples
    --------
    >>> from alat.reference import country
    >>> found = outlook(country("AZE"))
    >>> found.level, found.near.columns[:3]
    (2, ['hs', 'label', 'density'])
    """
    held = snapshot_records() if records is None else records
    digits = level if level is not None else (CHAPTER if held.flows is None else HEADING)
    if digits not in LEVELS:
        raise BadInput(f"HS level {digits}; expected 2, 4 or 6 digits")
    every, found = margins(held, digits), nearness(held, digits)
    if np.isnan(found.eci).all():
        raise NotCovered(f"the countries of {held.name} cannot be ranked by complexity: too few, or too much alike")
    i = every.sellers.index(of.iso3) if of.iso3 in every.sellers else None
    if i is None or np.isnan(found.eci[i]):
        elsewhere = listed_under(of.iso3, records=held)
        raise NotCovered(
            f"no exports of {of.name} by product in {every.supply_span}: its complexity is not known{elsewhere}"
        )
    return _answer(of, i, records=held, every=every, found=found)


def _answer(of: Country, i: int, *, records: Records, every: Margins, found: Complexity) -> Outlook:
    sources = (every.supply_source, DEFINITIONS)
    floor, (own, whole) = parameter("ranked_exports_usd"), _exports(records, every.level)
    large = (own >= floor) & ~np.isnan(found.eci)
    over = f"mean 0, standard deviation 1 over {int((~np.isnan(found.eci)).sum())} exporters"
    small = "" if large[i] else f"no rank: exports below {floor / 1e9:g} bn USD a year"

    def modelled(value: float | None, unit: str, *, note: str = "") -> Quantity:
        return Quantity(value, unit, Basis.MODELLED, sources, every.supply_span, note)

    def rank(values: Floats) -> Quantity:
        place = None if small else float(1 + (values[large] > values[i]).sum())
        return modelled(place, "rank", note=small or f"of {int(large.sum())} exporters")

    def recorded(value: float, unit: str, *, note: str) -> Quantity:
        return Quantity(value, unit, Basis.RECONCILED, (every.supply_source,), every.supply_span, note)

    return Outlook(
        country=of,
        level=every.level,
        years=every.supply_span,
        eci=modelled(float(found.eci[i]), "index", note=over),
        eci_rank=rank(found.eci),
        coi=modelled(float(found.coi[i]), "index", note=over),
        coi_rank=rank(found.coi),
        diversity=modelled(float(found.diversity[i]), "count", note=f"of {int(_looked_at(found).sum())} products"),
        ranked=int(large.sum()),
        exports=recorded(float(own[i]), "usd", note="a year, without the products set apart"),
        left_out=recorded(float(1 - own[i] / whole[i]), "share", note="of all its exports: set apart"),
        near=_near(i, every=every, found=found),
        made=_made(i, every=every, found=found),
        sources=sources,
        notes=tuple(_notes(of, records=records, every=every, found=found, small=bool(small))),
    )


@lru_cache(maxsize=KEPT)
def _exports(records: Records, level: int) -> tuple[Floats, Floats]:
    """Return each country's mean exports a year without the products set apart, and with them (USD)."""
    every = margins(records, level)
    yearly = every.sold.mean(axis=0)
    return yearly[:, not_apart(every.products)].sum(axis=1), yearly.sum(axis=1)


def _world(records: Records, *, every: Margins, found: Complexity) -> str:
    """Say over whom the indices are, and which of them are the largest that the totals do not know."""
    sold = every.sold.mean(axis=0).sum(axis=1)
    known = len(every.codes)
    beside = sorted(
        ((value, code) for value, code in zip(sold[known:], every.sellers[known:], strict=True)), reverse=True
    )
    note = f"The indices are over {int((~np.isnan(found.eci)).sum())} exporters, small territories among them"
    if beside:
        named = ", ".join(countries()[code].name if code in countries() else code for _, code in beside[:3])
        note += f"; {len(beside)} of these are not in the totals of {records.year} (largest: {named})"
    return f"{note}. Ranks move by several places with who is in."


def _looked_at(found: Complexity) -> NDArray[np.bool_]:
    return ~np.isnan(found.pci)


def _near(i: int, *, every: Margins, found: Complexity) -> pl.DataFrame:
    lacks = np.flatnonzero(_looked_at(found) & ~found.advantage[i])
    columns = {"density": found.density[i], "pci": found.pci, "cog": found.cog[i], "rca": found.rca[i]}
    return _listed(i, lacks, columns=columns, every=every).sort(["density", "hs"], descending=[True, False])


def _made(i: int, *, every: Margins, found: Complexity) -> pl.DataFrame:
    has = np.flatnonzero(_looked_at(found) & found.advantage[i])
    rows = _listed(i, has, columns={"pci": found.pci, "rca": found.rca[i]}, every=every)
    rows = rows.with_columns(ubiquity=pl.Series(found.ubiquity[has], dtype=pl.Int64))
    return rows.sort(["pci", "hs"], descending=[True, False])


def _listed(i: int, kept: NDArray[np.intp], *, columns: dict[str, Floats], every: Margins) -> pl.DataFrame:
    codes = [every.products[k] for k in kept]
    return pl.DataFrame(
        {
            "hs": pl.Series(codes, dtype=pl.String),
            "label": pl.Series([product_label(code) for code in codes], dtype=pl.String),
            **{name: pl.Series(values[kept], dtype=pl.Float64) for name, values in columns.items()},
            "exports_musd": pl.Series(every.sold[:, i].mean(axis=0)[kept] / USD_PER_MUSD, dtype=pl.Float64),
        }
    )


def _notes(of: Country, *, records: Records, every: Margins, found: Complexity, small: bool) -> list[str]:
    i, (own, whole) = every.sellers.index(of.iso3), _exports(records, every.level)
    notes = []
    if every.level == CHAPTER:
        notes.append(
            f"{len(every.products)} chapters are coarse: published indices use products of four digits, so that neither"
            " index nor rank is one of theirs."
            + ("" if records.flows is not None else " Four digits need pulled flows (alat data pull baci).")
        )
    notes += [
        (
            "Fuels, precious goods, arms, art and unspecified goods are left out, "
            f"{1 - own[i] / whole[i]:.1%} of the exports of {of.name}: nothing here speaks of them, and published "
            "indices keep them."
        ),
        "Made means an export share of at least the world's; a product not made may be sold in small amounts.",
        f"Exports are the mean of {every.supply_span}, without services; re-exports are in them.",
    ]
    notes.append(_world(records, every=every, found=found))
    if small:
        notes.append(f"{of.name} exports too little for its indices to be more than noise; it is not ranked.")
    return notes
