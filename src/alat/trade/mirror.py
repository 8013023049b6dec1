"""How far do the buyer's and the seller's records differ, and do the buyer's transit neighbours close the gap?

A gap is the norm: half of all pairs lie above 1.2 and a tenth above 7, so the ratio always comes with its percentile.
What is declared to a port's country and recorded by the buyer by origin shows as a gap of its own and vanishes when the
buyer is taken together with the countries its goods pass through. A re-sale there would look the same.
"""

from functools import cache

import numpy as np
import polars as pl

from alat.data import Basis, Quantity, table
from alat.reference import countries
from alat.trade.results import GapVerdict, MirrorGap
from alat.trade.series import SMALLEST_USD, SOURCE, series

BAND_LOW, BAND_HIGH = 1.00, 1.25
SELLER_MORE_BELOW, BUYER_FAR_MORE_ABOVE = 0.8, 3.0
FIRST_YEAR, LAST_YEAR = 2012, 2016
YEARS = f"{FIRST_YEAR}-{LAST_YEAR}"
POOL_SOURCE = "alat-trade-definition"


def mirror_gap(exporter: str, importer: str) -> MirrorGap | None:
    """Return the pooled gap of a flow over 2012-2016, None where the snapshot has no series of the pair.

    Parameters
    ----------
    exporter, importer
        ISO3 codes.

    Returns
    -------
    MirrorGap
        Sums over the years in which both countries reported; a year reported without a record counts as nothing.
        Quantities are None where no year is left, and the ratio where either sum is nothing or both are small.
    """
    years = _pool_years(exporter, importer)
    if years is None:
        return None
    sold, bought = _sums(years)
    ratio = _ratio(sold, bought)
    note = _note(years, exporter, importer=importer)
    pool = transit_pool(importer)
    return MirrorGap(
        years=YEARS,
        exporter_usd=_quantity(
            sold, "usd", note=f"recorded by {countries()[exporter].name}{note}", basis=Basis.REPORTED
        ),
        importer_usd=_quantity(
            bought, "usd", note=f"recorded by {countries()[importer].name}{note}", basis=Basis.REPORTED
        ),
        ratio=_quantity(ratio, "ratio", note=_why_none(sold, bought) if ratio is None else note.removeprefix("; ")),
        percentile=_percentile("all", ratio, larger=max(sold or 0.0, bought or 0.0)),
        median=_quantity(_reference("all")[1][49], "ratio", note="median of all pairs of 5 million US dollars or more"),
        band_low=BAND_LOW,
        band_high=BAND_HIGH,
        pool=pool,
        pool_ratio=_pool_ratio(exporter, pool),
        verdict=verdict(sold, bought),
        percentile_of_size=_percentile(_size(sold, bought), ratio, larger=max(sold or 0.0, bought or 0.0)),
        gap_low_usd=_quantity(
            _excess(sold, bought, times=BAND_HIGH), "usd", note="beyond what CIF against FOB explains"
        ),
        gap_high_usd=_quantity(
            _excess(sold, bought, times=BAND_LOW), "usd", note="if CIF against FOB explains nothing"
        ),
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


def _pool_years(exporter: str, importer: str) -> pl.DataFrame | None:
    rows = series(exporter, importer)
    if rows.is_empty():
        return None
    return rows.filter(
        pl.col("year").is_between(FIRST_YEAR, LAST_YEAR) & pl.col("exporter_reported") & pl.col("importer_reported")
    )


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


def _note(years: pl.DataFrame, exporter: str, *, importer: str) -> str:
    if years.height == LAST_YEAR - FIRST_YEAR + 1:
        return ""
    names = f"{countries()[exporter].name} and {countries()[importer].name}"
    listed = ", ".join(str(year) for year in years["year"])
    return f"; {names} both reported in {listed} only" if listed else f"; no year in which {names} both reported"


def _quantity(value: float | None, unit: str, *, note: str, basis: Basis = Basis.OBSERVED) -> Quantity:
    # A ratio of two reports is computed, not reported; the reports it rests on stand beside it.
    return Quantity(value, unit, basis, (SOURCE,), YEARS, note)


def _excess(sold: float | None, bought: float | None, *, times: float) -> float | None:
    return None if sold is None or bought is None else max(0.0, bought - times * sold)


def _pool_ratio(exporter: str, pool: tuple[str, ...]) -> Quantity:
    if not pool:
        return _quantity(None, "ratio", note="the buyer's transit neighbours are not known")
    parts = [_pool_years(exporter, buyer) for buyer in pool]
    if any(part is None for part in parts):
        return _quantity(None, "ratio", note="no series of the seller with every country of the pool")
    sold, bought = _sums(pl.concat([part for part in parts if part is not None]))
    ratio = _ratio(sold, bought)
    names = ", ".join(countries()[code].name for code in pool)
    note = f"buyers taken together: {names}" if ratio is not None else _why_none(sold, bought)
    return Quantity(ratio, "ratio", Basis.OBSERVED, (SOURCE, POOL_SOURCE), YEARS, note)


def _percentile(size: str, ratio: float | None, *, larger: float) -> Quantity:
    if ratio is None:
        return _quantity(None, "percentile", note="no ratio")
    lowest, ratios = _reference(size)
    if larger < lowest:
        return _quantity(None, "percentile", note="the reference holds pairs of 5 million US dollars or more")
    place = float(np.interp(np.log(ratio), np.log(ratios), np.arange(1, 100)))
    beyond = " or beyond" if ratio < ratios[0] or ratio > ratios[-1] else ""
    which = "all pairs" if size == "all" else f"pairs of {size} size"
    return _quantity(place, "percentile", note=f"among {which}{beyond}")


def _size(sold: float | None, bought: float | None) -> str:
    larger = max(sold or 0.0, bought or 0.0)
    return max(("small", "medium", "large"), key=lambda size: (_reference(size)[0] <= larger, _reference(size)[0]))


@cache
def _reference(size: str) -> tuple[float, tuple[float, ...]]:
    """Return the lower end of a size class and its ratios at percentiles 1 to 99."""
    rows = table("mirror_reference").filter(pl.col("size") == size).sort("percentile")
    return float(rows["low_usd"][0]), tuple(rows["ratio"].to_list())
