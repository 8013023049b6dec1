"""Which figures of a series must be read with care, and what growth rate is ordinary for a flow of that size?"""

import itertools
from dataclasses import dataclass
from statistics import median

import polars as pl

from alat.data import Basis, Quantity, table
from alat.errors import BadInput
from alat.trade.goods import Goods
from alat.trade.results import Flag, FlagKind
from alat.trade.series import SOURCE

SMALL_BASE_USD = 1e6
LARGE_CARGO_USD = 5e6
CARGO_TIMES = 5.0
NEIGHBOUR_YEARS = 3
FEWEST_NEIGHBOURS = 3
# Below these shares, what is sold on or not specified changes no reading of the flow.
RE_EXPORT_SHARE, UNSPECIFIED_SHARE = 0.1, 0.05


@dataclass(frozen=True, slots=True)
class GrowthReading:
    """What yearly growth is ordinary for a flow that starts at `base_usd`.

    Attributes
    ----------
    base_usd
        The earlier year's flow.
    quotable
        Whether a growth rate on that base says anything; False below a million US dollars.
    low, high
        Percentiles 10 and 90 of growth over all flows of that size (percent): what lies between is ordinary.
    quarter_low, quarter_high
        Percentiles 25 and 75.
    note
        What limits the reading.
    """

    base_usd: float
    quotable: bool
    low: Quantity
    high: Quantity
    quarter_low: Quantity
    quarter_high: Quantity
    note: str


def flags(series: pl.DataFrame) -> tuple[Flag, ...]:
    """Return the years of both sides' records that must be read with care, exporter's first, by year.

    ``ONE_CARGO``: at least 5 million USD and five times the median of the reported years within three of it (a year
    reported without a record counts as nothing; at least three such years). Two flagged years in a row are
    ``FEW_CARGOES``; a flagged year with no reported year after it is ``POSSIBLE_CARGO``. ``SMALL_BASE``: at least a
    million, after a year under a million, so that the growth between them says nothing;
    no year is flagged twice.

    Parameters
    ----------
    series
        What `alat.trade.series` returns.
    """
    found: list[Flag] = []
    for side in ("exporter", "importer"):
        kept = series.filter(pl.col(f"{side}_reported")).select("year", pl.col(f"{side}_usd").fill_null(0.0))
        records: dict[int, float] = dict(kept.iter_rows())
        cargoes = [year for year in records if _is_cargo(year, records)]
        found += [Flag(_cargo_kind(year, cargoes, records=records), side, year, records[year]) for year in cargoes]
        found += [
            Flag(FlagKind.SMALL_BASE, side, year, value)
            for year, value in records.items()
            if year not in cargoes
            and value >= SMALL_BASE_USD
            and records.get(year - 1, SMALL_BASE_USD) < SMALL_BASE_USD
        ]
    return tuple(sorted(found, key=lambda flag: (flag.side, flag.year, flag.kind)))


def other_flags(
    re_exports: pl.DataFrame, revisions: dict[str, list[tuple[int, str]]], *, goods: Goods | None, year: int
) -> tuple[Flag, ...]:
    """Return what else must be read with care, where reports and flows by product were pulled.

    ``RE_EXPORT``: of the seller's record of that year, a tenth or more was sold on, not made there.
    ``CLASSIFICATION_BREAK``: that reporter changed the revision of the Harmonized System, so that products of before
    and after are not alike. ``UNSPECIFIED``: a twentieth or more of the year's flow is not specified by product.

    Parameters
    ----------
    re_exports
        Year, value_usd and re_exported_usd of the seller's records.
    revisions
        By side, each reported year and its revision.
    goods, year
        The reconciled flow and its year.
    """
    found = [
        Flag(FlagKind.RE_EXPORT, "exporter", row["year"], row["re_exported_usd"])
        for row in re_exports.iter_rows(named=True)
        if row["re_exported_usd"] and row["value_usd"] and row["re_exported_usd"] >= RE_EXPORT_SHARE * row["value_usd"]
    ]
    for side, used in revisions.items():
        found += [
            Flag(FlagKind.CLASSIFICATION_BREAK, side, later, 0.0)
            for (_, before), (later, after) in itertools.pairwise(used)
            if before and after and before != after
        ]
    unspecified = goods.unspecified_share.value if goods is not None else None
    if goods is not None and unspecified is not None and unspecified >= UNSPECIFIED_SHARE:
        value = float(goods.products["value_usd"].sum()) * unspecified
        found.append(Flag(FlagKind.UNSPECIFIED, "reconciled", year, value))
    return tuple(sorted(found, key=lambda flag: (flag.side, flag.year, flag.kind)))


def growth_reading(base_usd: float) -> GrowthReading:
    """Return what yearly growth is ordinary for a flow of a size, from importers' reports of all pairs, 2000-2016.

    Only flows recorded in both years are in it, so that those which stopped are not: the true spread is wider.

    Parameters
    ----------
    base_usd
        The flow in the earlier year.

    Raises
    ------
    BadInput
        If the base is negative.
    """
    if not base_usd >= 0:
        raise BadInput(f"a base of {base_usd} US dollars; expected a number that is not negative")
    rows = table("growth_reference").filter(
        (pl.col("low_usd") <= base_usd) & (pl.col("high_usd").is_null() | (pl.col("high_usd") > base_usd))
    )
    row: dict[str, float] = rows.row(0, named=True) if rows.height else {}
    note = "flows recorded in both years only, so the true spread is wider"
    if not row:
        note = "the base is below the smallest class of the reference"
    elif base_usd < SMALL_BASE_USD:
        note = f"the base is under a million US dollars: no growth rate is given; {note}"

    def level(name: str) -> Quantity:
        return Quantity(row.get(name), "percent", Basis.OBSERVED, (SOURCE,), "2000-2016", note)

    quotable = base_usd >= SMALL_BASE_USD
    return GrowthReading(base_usd, quotable, level("p10"), level("p90"), level("p25"), level("p75"), note)


def _is_cargo(year: int, records: dict[int, float]) -> bool:
    near = [value for other, value in records.items() if other != year and abs(other - year) <= NEIGHBOUR_YEARS]
    if records[year] < LARGE_CARGO_USD or len(near) < FEWEST_NEIGHBOURS:
        return False
    return records[year] >= CARGO_TIMES * median(near)


def _cargo_kind(year: int, cargoes: list[int], *, records: dict[int, float]) -> FlagKind:
    if year - 1 in cargoes or year + 1 in cargoes:
        return FlagKind.FEW_CARGOES
    return FlagKind.ONE_CARGO if max(records) > year else FlagKind.POSSIBLE_CARGO
