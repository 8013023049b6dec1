"""How far do the buyer's and the seller's records differ, and do the buyer's transit neighbours close the gap?

A gap is the norm: half of all pairs lie above 1.2 and a tenth above 7, so the ratio always comes with its percentile.
What is declared to a port's country and recorded by the buyer by origin shows as a gap of its own and vanishes when the
buyer is taken together with the countries its goods pass through. A re-sale there would look the same.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from alat.data import Basis, Quantity, table
from alat.reference import countries
from alat.trade.records import Records
from alat.trade.results import GapVerdict, MirrorGap
from alat.trade.series import SMALLEST_USD, SOURCE, series, sources_of

BAND_LOW, BAND_HIGH = 1.00, 1.25
SELLER_MORE_BELOW, BUYER_FAR_MORE_ABOVE = 0.8, 3.0
# The reference of all pairs is of these years; a gap of later ones is set beside it, and says so.
REFERENCE_FIRST, REFERENCE_LAST = 2012, 2016
POOLED_YEARS = 5
POOL_SOURCE = "alat-trade-definition"

_BY_YEAR = {
    "year": pl.Int64,
    "exporter_usd": pl.Float64,
    "importer_usd": pl.Float64,
    "ratio": pl.Float64,
    "percentile": pl.Float64,
    "pool_ratio": pl.Float64,
    "verdict": pl.String,
}


def mirror_gap(exporter: str, importer: str, *, records: Records) -> MirrorGap | None:
    """Return the gap of a flow, pooled over five years and year by year; None where there is no series of the pair.

    The five years are 2012-2016, or the last five up to a later year in which both are known to have reported.

    Parameters
    ----------
    exporter, importer
        ISO3 codes.
    records
        What is on record.

    Returns
    -------
    MirrorGap
        Sums over the years in which both countries reported; a year reported without a record counts as nothing.
        Quantities are None where no year is left, and the ratio where either sum is nothing or both are small.
    """
    pool = transit_pool(importer)
    parts = {buyer: series(exporter, buyer, records=records) for buyer in (importer, *pool)}
    if parts[importer].is_empty():
        return None
    span = _span(parts[importer])
    years = _reported(parts[importer], span)
    sold, bought = _sums(years)
    ratio = _ratio(sold, bought)
    larger = max(sold or 0.0, bought or 0.0)
    about = _About(f"{span[0]}-{span[1]}", sources_of(years) or (SOURCE,))
    note = _note(years, span, exporter=exporter, importer=importer)
    return MirrorGap(
        years=about.years,
        exporter_usd=about.sum(sold, f"recorded by {countries()[exporter].name}{note}", basis=Basis.REPORTED),
        importer_usd=about.sum(bought, f"recorded by {countries()[importer].name}{note}", basis=Basis.REPORTED),
        ratio=about.ratio(ratio, _why_none(sold, bought) if ratio is None else note.removeprefix("; ")),
        percentile=about.place(_place("all", ratio, larger=larger), "all"),
        median=about.ratio(_reference("all")[1][49], "median of all pairs of 5 million US dollars or more"),
        band_low=BAND_LOW,
        band_high=BAND_HIGH,
        pool=pool,
        pool_ratio=_pool_ratio(pool, parts=parts, span=span, about=about),
        verdict=verdict(sold, bought),
        percentile_of_size=about.place(_place(_size(larger), ratio, larger=larger), _size(larger)),
        gap_low_usd=about.sum(_excess(sold, bought, times=BAND_HIGH), "beyond what CIF against FOB explains"),
        gap_high_usd=about.sum(_excess(sold, bought, times=BAND_LOW), "if CIF against FOB explains nothing"),
        by_year=_by_year(parts, importer=importer, pool=pool),
    )


def verdict(exporter_usd: float | None, importer_usd: float | None) -> GapVerdict:
    """Return how two pooled records compare.

    Parameters
    ----------
    exporter_usd, importer_usd
        What each side recorded; None where no common year was reported.
    """
    if exporter_usd is None or importer_usd is None:
        return GapVerdict.NOT_KNOWN
    if max(exporter_usd, importer_usd) < SMALLEST_USD:
        return GapVerdict.TOO_SMALL
    if importer_usd < SELLER_MORE_BELOW * exporter_usd:
        return GapVerdict.SELLER_MORE
    if importer_usd <= BAND_HIGH * exporter_usd:
        return GapVerdict.CONSISTENT
    if importer_usd <= BUYER_FAR_MORE_ABOVE * exporter_usd:
        return GapVerdict.BUYER_MORE
    return GapVerdict.BUYER_FAR_MORE


def transit_pool(buyer: str) -> tuple[str, ...]:
    """Return a buyer and its transit neighbours, fixed beforehand; empty where none is known."""
    neighbours = table("transit_pools").filter(pl.col("buyer") == buyer)["neighbour"].to_list()
    return (buyer, *sorted(neighbours)) if neighbours else ()


@dataclass(frozen=True, slots=True)
class _About:
    """The years and sources that every figure of one gap shares."""

    years: str
    sources: tuple[str, ...]

    def sum(self, value: float | None, note: str, *, basis: Basis = Basis.OBSERVED) -> Quantity:
        return Quantity(value, "usd", basis, self.sources, self.years, note)

    def ratio(self, value: float | None, note: str) -> Quantity:
        # A ratio of two reports is computed, not reported; the reports it rests on stand beside it.
        return Quantity(value, "ratio", Basis.OBSERVED, self.sources, self.years, note)

    def place(self, found: tuple[float | None, str], size: str) -> Quantity:
        value, note = found
        which = "all pairs" if size == "all" else f"pairs of {size} size"
        first, last = REFERENCE_FIRST, REFERENCE_LAST
        of_years = "" if self.years == f"{first}-{last}" else f" of {first}-{last}"
        told = f"among {which}{of_years}{note}" if value is not None else note
        return Quantity(value, "percentile", Basis.OBSERVED, self.sources, self.years, told)


def _span(rows: pl.DataFrame) -> tuple[int, int]:
    both = rows.filter(pl.col("exporter_reported") & pl.col("importer_reported"))
    last = max([REFERENCE_LAST, *both["year"].to_list()])
    return last - POOLED_YEARS + 1, last


def _reported(rows: pl.DataFrame, span: tuple[int, int]) -> pl.DataFrame:
    return rows.filter(pl.col("year").is_between(*span) & pl.col("exporter_reported") & pl.col("importer_reported"))


def _sums(years: pl.DataFrame) -> tuple[float | None, float | None]:
    if years.is_empty():
        return None, None
    return float(years["exporter_usd"].fill_null(0.0).sum()), float(years["importer_usd"].fill_null(0.0).sum())


def _ratio(sold: float | None, bought: float | None) -> float | None:
    if not sold or not bought or max(sold, bought) < SMALLEST_USD:
        return None
    return bought / sold


def _why_none(sold: float | None, bought: float | None) -> str:
    if sold is None or bought is None:
        return "no year in which both reported"
    if max(sold, bought) < SMALLEST_USD:
        return "too small: under a million US dollars on both records"
    return "the seller recorded nothing" if not sold else "the buyer recorded nothing"


def _note(years: pl.DataFrame, span: tuple[int, int], *, exporter: str, importer: str) -> str:
    if years.height == span[1] - span[0] + 1:
        return ""
    names = f"{countries()[exporter].name} and {countries()[importer].name}"
    listed = ", ".join(str(year) for year in years["year"])
    return f"; {names} both reported in {listed} only" if listed else f"; no year in which {names} both reported"


def _excess(sold: float | None, bought: float | None, *, times: float) -> float | None:
    return None if sold is None or bought is None else max(0.0, bought - times * sold)


def _pool_ratio(
    pool: tuple[str, ...], *, parts: dict[str, pl.DataFrame], span: tuple[int, int], about: _About
) -> Quantity:
    if not pool:
        return about.ratio(None, "the buyer's transit neighbours are not known")
    if any(parts[buyer].is_empty() for buyer in pool):
        return about.ratio(None, "no series of the seller with every country of the pool")
    held = [_reported(parts[buyer], span) for buyer in pool]
    # A neighbour without reports of a year would leave the buyer alone in a sum that names both.
    years = sorted(set.intersection(*(set(part["year"]) for part in held)))
    if not years:
        return about.ratio(None, "no year in which the seller and every country of the pool reported")
    sold, bought = _sums(pl.concat(held).filter(pl.col("year").is_in(years)))
    ratio = _ratio(sold, bought)
    names = ", ".join(countries()[code].name for code in pool)
    only = "" if len(years) == held[0].height else f"; in {', '.join(map(str, years))} only"
    note = f"buyers taken together: {names}{only}" if ratio is not None else _why_none(sold, bought)
    return Quantity(ratio, "ratio", Basis.OBSERVED, (*about.sources, POOL_SOURCE), about.years, note)


def _by_year(parts: dict[str, pl.DataFrame], *, importer: str, pool: tuple[str, ...]) -> pl.DataFrame:
    """Return the gap of each year in which both reported, with its place among all pairs and the pool's ratio."""
    known = {buyer: _yearly(part) for buyer, part in parts.items()}
    rows = []
    for year, (sold, bought) in known[importer].items():
        ratio = _ratio(sold, bought)
        place, _ = _place("all", ratio, larger=max(sold, bought))
        pooled = None
        if pool and all(year in known[buyer] for buyer in pool):
            held = [known[buyer][year] for buyer in pool]
            pooled = _ratio(sum(side for side, _ in held), sum(side for _, side in held))
        rows.append((year, sold, bought, ratio, place, pooled, verdict(sold, bought).value))
    return pl.DataFrame(rows, schema=_BY_YEAR, orient="row")


def _yearly(part: pl.DataFrame) -> dict[int, tuple[float, float]]:
    """Return what the seller and the buyer recorded in each year that both reported; no record counts as nothing."""
    both = part.filter(pl.col("exporter_reported") & pl.col("importer_reported"))
    columns = both.select("year", pl.col("exporter_usd", "importer_usd").fill_null(0.0))
    return {year: (sold, bought) for year, sold, bought in columns.iter_rows()}


def _place(size: str, ratio: float | None, *, larger: float) -> tuple[float | None, str]:
    """Return where a ratio stands among pairs of a size class, and a note; None with the reason where it has none."""
    if ratio is None:
        return None, "no ratio"
    lowest, ratios = _reference(size)
    if larger < lowest:
        return None, "the reference holds pairs of 5 million US dollars or more"
    place = float(np.interp(np.log(ratio), np.log(ratios), np.arange(1, 100)))
    return place, " or beyond" if ratio < ratios[0] or ratio > ratios[-1] else ""


def _size(larger: float) -> str:
    return max(("small", "medium", "large"), key=lambda size: (_reference(size)[0] <= larger, _reference(size)[0]))


@cache
def _reference(size: str) -> tuple[float, tuple[float, ...]]:
    """Return the lower end of a size class and its ratios at percentiles 1 to 99."""
    rows = table("mirror_reference").filter(pl.col("size") == size).sort("percentile")
    return float(rows["low_usd"][0]), tuple(rows["ratio"].to_list())
