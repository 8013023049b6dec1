"""What is a tonne of a product worth, and whose value is it?

One reading for landed cost and for rivals: what the flows nearest to the pair say, at the digits asked about; where
none were pulled, or none may count, the chapter's value that ships. A mean that rests on a few tonnes, on a small part
of the value, or lies absurdly far from what is usual is passed over and said.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import polars as pl

from alat.data import Basis, Quantity, datasets, table
from alat.data.warehouse import product_flows
from alat.errors import NotCovered
from alat.reference import countries
from alat.routing.prices import PRICE_YEAR, price_factor
from alat.trade.labels import chapter_of
from alat.trade.margins import SUPPLY_SOURCE
from alat.trade.records import Records
from alat.trade.settings import parameter

_MOST_PRODUCTS = 256


@dataclass(frozen=True, slots=True)
class Worth:
    """The value of a tonne.

    Attributes
    ----------
    value
        At the exporter's border, in dollars of the model's year, as carriage is; `year` is that of the record.
    whose
        Whose mean it is: ``pair``, ``exporter``, ``importer`` or ``world``.
    digits
        The code it is a mean of: the product's own, or its chapter.
    passed_over
        Nearer means that were not used, and why.
    """

    value: Quantity
    whose: str
    digits: str
    passed_over: tuple[str, ...]

    @property
    def usd_per_t(self) -> float:
        """US dollars a tonne, in whole cents."""
        return round(float(self.value.value or 0.0), 2)


@dataclass(frozen=True, slots=True)
class _Flow:
    """The sum of some flows: dollars, the part of them that was weighed, and the dollars and tonnes that may count."""

    usd: float
    weighed_usd: float
    counted_usd: float
    tonnes: float

    @property
    def usd_per_t(self) -> float:
        return self.counted_usd / self.tonnes


def worth(exporter: str, importer: str, *, hs: str, records: Records | None) -> Worth:
    """Return what a tonne of a product that one country would sell another is worth at the seller's border.

    Where flows by product were pulled: what the pair itself traded, else all that the exporter sold, all that the
    importer bought, all that the world traded, of the very code and in the records' year. A pair's flow is in a sum
    where its value a tonne is within a factor of that below which half the world's trade in the code is; a sum counts
    with tonnes enough and enough of its value weighed and in it. Else what ships: the exporter's sales of the chapter
    in their newest year with tonnes enough, or the world's.

    Parameters
    ----------
    exporter, importer
        ISO3 codes.
    hs
        A product of two, four or six digits.
    records
        What is on record; None for what ships alone.

    Raises
    ------
    NotCovered
        If no record has both value and tonnes enough, or dollars of its year cannot be brought to the model's.
    """
    passed: list[str] = []
    why = ""
    if records is not None and records.flows is not None:
        found = _pulled(exporter, importer, hs=hs, records=records, passed=passed)
        if found is not None:
            return found
        why = f"no flow of {hs} in {records.name} ({records.year}) has a value a tonne that may count"
    return _shipped(exporter, chapter_of(hs), passed=passed, why=why)


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


def _pulled(exporter: str, importer: str, *, hs: str, records: Records, passed: list[str]) -> Worth | None:
    """Return the value by the nearest flow that may count; nearer ones that may not are added to `passed`."""
    rows = sold(records, hs)
    usual = _usual_usd_per_t(rows)
    if usual is None:
        passed.append(f"flows of {hs}: nothing was weighed")
        return None
    seller, buyer = countries()[exporter].name, countries()[importer].name
    sells, buys = pl.col("exporter") == exporter, pl.col("importer") == importer
    wholes = (
        ("pair", f"what {seller} sold to {buyer}", sells & buys),
        ("exporter", f"what {seller} sold to all", sells),
        ("importer", f"what {buyer} bought from all", buys),
        ("world", "what all sold to all", pl.lit(value=True)),
    )
    for whose, name, chosen in wholes:
        flow = _summed(rows.filter(chosen), usual=usual, hs=hs)
        why = _unfit(flow, usual, hs=hs)
        if not why:
            return _by_flow(flow, named=(whose, name), hs=hs, records=records, passed=passed)
        passed.append(f"{name}: {why}")
    return None


def _summed(rows: pl.DataFrame, *, usual: float, hs: str) -> _Flow:
    """Add up flows; one whose own value a tonne is far from the usual one would spoil the sum, and is left out."""
    each = pl.col("quantity_value_usd") / pl.col("quantity_t")
    most = _times(hs)
    near = rows.filter(pl.col("quantity_t") > 0, each.is_between(usual / most, usual * most))
    dollars, weighed = (float(rows[name].sum()) for name in ("value_usd", "quantity_value_usd"))
    return _Flow(dollars, weighed, *(float(near[name].sum()) for name in ("quantity_value_usd", "quantity_t")))


def _unfit(flow: _Flow, usual: float, *, hs: str) -> str:
    """Return why the value a tonne of these flows counts for nothing; '' where it counts."""
    least, share = parameter("worth_tonnes_at_least"), parameter("worth_weighed_share_at_least")
    if not flow.usd:
        return "none recorded"
    if flow.weighed_usd < share * flow.usd:
        return f"only {100 * flow.weighed_usd / flow.usd:.0f} % of the value weighed"
    if flow.counted_usd < share * flow.usd:
        apart = 100 * (flow.weighed_usd - flow.counted_usd) / flow.usd
        return f"{apart:.0f} % of the value at more than {_times(hs):g} times off the world's {usual:,.0f} USD/t"
    return f"{flow.tonnes:,.3g} t weighed, below {least:g} t" if flow.tonnes < least else ""


def _times(hs: str) -> float:
    """Qualities differ more within a chapter than within a heading."""
    return parameter("worth_times_at_most" if hs == chapter_of(hs) else "worth_times_at_most_fine")


def _usual_usd_per_t(rows: pl.DataFrame) -> float | None:
    """Return the value a tonne that half the world's weighed trade in the goods is below, pair by pair."""
    weighed = rows.filter((pl.col("quantity_t") > 0) & (pl.col("quantity_value_usd") > 0))
    each = weighed.with_columns(usd_per_t=pl.col("quantity_value_usd") / pl.col("quantity_t")).sort("usd_per_t")
    half = each.filter(pl.col("quantity_value_usd").cum_sum() >= pl.col("quantity_value_usd").sum() / 2)
    return None if half.is_empty() else float(half["usd_per_t"][0])


def _by_flow(flow: _Flow, *, named: tuple[str, str], hs: str, records: Records, passed: list[str]) -> Worth:
    whose, name = named
    note = f"{name} of {hs} in {records.year}, by {records.name}: {flow.usd_per_t:,.0f} in dollars of {records.year}"
    note += f" over {flow.tonnes:,.0f} t, brought to those of {PRICE_YEAR} by consumer prices"
    note += f"; not {'; not '.join(passed)}" if passed else ""
    sources = (records.source, *datasets()["price_levels"].sources)
    usd_per_t = flow.usd_per_t * price_factor(records.year)
    value = Quantity(usd_per_t, "usd_per_t", Basis.MODELLED, sources, str(records.year), note)
    return Worth(value, whose, hs, tuple(passed))


def _shipped(exporter: str, chapter: str, *, passed: list[str], why: str) -> Worth:
    """Return the exporter's mean of the chapter in its newest year with tonnes enough, or the world's."""
    least, most, usual = parameter("worth_tonnes_at_least"), parameter("worth_times_at_most"), _usual_shipped(chapter)
    for whose, rows in _shipped_means(exporter, chapter):
        enough = rows.filter(pl.col("tonnes") >= least)
        if enough.is_empty():
            passed.append(f"{whose}: {rows['tonnes'][-1]:,.1f} t are too few")
            continue
        last = float(enough["value_usd"][-1]) / float(enough["tonnes"][-1])
        if usual is not None and not usual / most <= last <= usual * most:
            passed.append(f"{whose}: {last:,.0f} USD/t is over {most:g} times off {usual:,.0f}, usual in {chapter}")
            continue
        value = _quantity(enough, whose=whose, chapter=chapter)
        said = [*([why] if why else []), *(f"not {each}" for each in passed), value.note]
        return Worth(replace(value, note="; ".join(said)), whose, chapter, tuple(passed))
    raise NotCovered("; ".join((f"no value of a tonne of HS {chapter} is on record", *passed)))


def _shipped_means(exporter: str, chapter: str) -> Iterator[tuple[str, pl.DataFrame]]:
    rows = _supply(chapter)
    own = rows.filter(pl.col("exporter") == exporter)
    if own.height:
        yield "exporter", own
    if rows.height:
        yield "world", rows.group_by("year").agg(pl.col("value_usd", "tonnes").sum()).sort("year")


def _quantity(rows: pl.DataFrame, *, whose: str, chapter: str) -> Quantity:
    years = rows["year"].to_list()
    recorded = (rows["value_usd"] / rows["tonnes"]).to_list()
    each = [value * price_factor(year) for value, year in zip(recorded, years, strict=True)]
    spread = f"{min(each):,.0f}-{max(each):,.0f} in {years[0]}-{years[-1]}"
    of = "exports of" if whose == "exporter" else "the world's exports of"
    return Quantity(
        each[-1],
        "usd_per_t",
        Basis.MODELLED,
        (SUPPLY_SOURCE, *datasets()["price_levels"].sources),
        str(years[-1]),
        f"all {of} chapter {chapter} at the exporter's border, mixed qualities; {recorded[-1]:,.0f} in dollars of"
        f" {years[-1]}, brought to those of {PRICE_YEAR} by consumer prices; {spread} in dollars of {PRICE_YEAR}",
    )


@lru_cache(maxsize=_MOST_PRODUCTS)
def _supply(chapter: str) -> pl.DataFrame:
    rows = table("supply_hs2").filter((pl.col("hs2") == chapter) & (pl.col("tonnes") > 0) & (pl.col("value_usd") > 0))
    return rows.sort("year", "exporter")


@lru_cache(maxsize=_MOST_PRODUCTS)
def _usual_shipped(chapter: str) -> float | None:
    """Return the median of exporters' means of a chapter in the newest year (US dollars of that year); None without."""
    rows = _supply(chapter)
    newest = rows.filter(pl.col("year") == rows["year"].max(), pl.col("tonnes") >= parameter("worth_tonnes_at_least"))
    found = (newest["value_usd"] / newest["tonnes"]).median()
    return found if isinstance(found, float) else None
