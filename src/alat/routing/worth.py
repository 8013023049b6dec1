"""What is a tonne of a product worth, at the digits it is asked about, and whose value is it?

Goods are worth what the records nearest to the pair say: its own trade, else the exporter's sales, the importer's
purchases, the world's trade of the product, and last the world's trade of the whole chapter. A mean that rests on a few
tonnes, or lies absurdly far from what is usual in the chapter, is passed over and said.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from alat.data import Basis, Quantity, datasets, table
from alat.data.warehouse import product_flows
from alat.errors import NotCovered
from alat.routing.prices import PRICE_YEAR, price_factor
from alat.trade.labels import chapter_of
from alat.trade.margins import SUPPLY_SOURCE
from alat.trade.records import Records
from alat.trade.settings import parameter

WHOSE = ("pair", "exporter", "importer", "world", "chapter")
_MOST_PRODUCTS = 256


@dataclass(frozen=True, slots=True)
class Worth:
    """The value of a tonne.

    Attributes
    ----------
    value
        In dollars of the model's year, as carriage is; `year` is that of the record.
    whose
        Whose mean it is: ``pair``, ``exporter``, ``importer`` or ``world`` (of the product itself), or ``chapter`` (of
        the world, all goods of the chapter).
    passed_over
        Nearer means that were not used, and why.
    """

    value: Quantity
    whose: str
    passed_over: tuple[str, ...]

    @property
    def usd_per_t(self) -> float:
        """US dollars a tonne."""
        return float(self.value.value or 0.0)


@dataclass(frozen=True, slots=True)
class _Mean:
    whose: str
    year: int
    usd: float
    tonnes: float

    @property
    def usd_per_t(self) -> float:
        return self.usd / self.tonnes


def worth(exporter: str, importer: str, *, hs: str, records: Records) -> Worth:
    """Return what a tonne of a product that one country would sell another is worth.

    Parameters
    ----------
    exporter, importer
        ISO3 codes.
    hs
        A product of two digits; of four or six where flows were pulled.
    records
        What is on record.

    Raises
    ------
    NotCovered
        If no record has both value and tonnes enough, or dollars of its year cannot be brought to the model's.
    """
    chapter, least, most = chapter_of(hs), parameter("worth_tonnes_at_least"), parameter("worth_times_at_most")
    usual = _usual(records, chapter)
    passed: list[str] = []
    for mean in _means(exporter, importer, hs=hs, records=records):
        if mean.tonnes < least:
            passed += [f"{mean.whose}: {mean.tonnes:,.1f} t are too few"] if mean.tonnes > 0 else []
        elif usual is not None and not usual / most <= mean.usd_per_t <= usual * most:
            passed.append(
                f"{mean.whose}: {mean.usd_per_t:,.0f} USD/t is over {most:g} times off {usual:,.0f}, usual in {chapter}"
            )
        else:
            return _used(mean, hs=hs, records=records, passed=tuple(passed))
    raise NotCovered("; ".join((f"no value of a tonne of HS {hs} is on record", *passed)))


@lru_cache(maxsize=_MOST_PRODUCTS)
def sold(records: Records, hs: str) -> pl.DataFrame:
    """Return who sells a product to whom in the year of pulled records, as `alat.data.warehouse.product_flows`.

    Raises
    ------
    NotCovered
        If the records hold totals only.
    """
    if records.flows is None:
        raise NotCovered(f"{records.name} has no flows by product")
    return product_flows(records.flows, hs, years=(records.year,))


def _used(mean: _Mean, *, hs: str, records: Records, passed: tuple[str, ...]) -> Worth:
    source = SUPPLY_SOURCE if records.flows is None else records.source
    digits = chapter_of(hs) if mean.whose == "chapter" else hs
    note = (
        f"mean of HS {digits}, mixed qualities, {mean.tonnes:,.0f} t; {mean.usd_per_t:,.2f} in dollars of {mean.year}"
    )
    value = Quantity(
        round(mean.usd_per_t * price_factor(mean.year), 2),
        "usd_per_t",
        Basis.MODELLED,
        (source, *datasets()["price_levels"].sources),
        str(mean.year),
        f"{note}, brought to those of {PRICE_YEAR} by consumer prices",
    )
    return Worth(value, mean.whose, passed)


def _means(exporter: str, importer: str, *, hs: str, records: Records) -> Iterator[_Mean]:
    """Yield means from the nearest to the pair to the widest."""
    if records.flows is None:
        yield from _shipped(exporter, hs)
        return
    rows = sold(records, hs)
    sells, buys = pl.col("exporter") == exporter, pl.col("importer") == importer
    wholes = [("pair", sells & buys), ("exporter", sells), ("importer", buys), ("world", pl.lit(value=True))]
    for whose, chosen in wholes:
        yield _summed(whose, rows.filter(chosen), year=records.year)
    if hs != chapter_of(hs):
        yield _summed("chapter", sold(records, chapter_of(hs)), year=records.year)


def _summed(whose: str, rows: pl.DataFrame, *, year: int) -> _Mean:
    return _Mean(whose, year, float(rows["quantity_value_usd"].sum()), float(rows["quantity_t"].sum()))


def _shipped(exporter: str, hs: str) -> Iterator[_Mean]:
    """Yield the exporter's mean of its newest year with tonnes enough, and the world's: the table has chapters only."""
    rows = _supply(hs)
    own = rows.filter(pl.col("exporter") == exporter).sort("year", descending=True)
    enough = own.filter(pl.col("tonnes") >= parameter("worth_tonnes_at_least"))
    for row in (enough if enough.height else own).head(1).iter_rows(named=True):
        yield _Mean("exporter", row["year"], row["value_usd"], row["tonnes"])
    newest = rows.filter(pl.col("year") == rows["year"].max())
    if newest.height:
        year, usd, tonnes = newest["year"][0], newest["value_usd"].sum(), newest["tonnes"].sum()
        yield _Mean("world", int(year), float(usd), float(tonnes))


@lru_cache(maxsize=_MOST_PRODUCTS)
def _supply(hs: str) -> pl.DataFrame:
    return table("supply_hs2").filter((pl.col("hs2") == hs) & (pl.col("tonnes") > 0) & (pl.col("value_usd") > 0))


@lru_cache(maxsize=_MOST_PRODUCTS)
def _usual(records: Records, chapter: str) -> float | None:
    """Return the median of exporters' means of a chapter (US dollars of the record's year); None without any."""
    if records.flows is None:
        rows = _supply(chapter)
        rows = rows.filter(pl.col("year") == rows["year"].max()).select(usd="value_usd", t="tonnes")
    else:
        by = sold(records, chapter).group_by("exporter", maintain_order=True)
        rows = by.agg(usd=pl.col("quantity_value_usd").sum(), t=pl.col("quantity_t").sum())
    rows = rows.filter(pl.col("t") >= parameter("worth_tonnes_at_least"))
    found = (rows["usd"] / rows["t"]).median()
    return found if isinstance(found, float) else None
