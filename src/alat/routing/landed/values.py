"""What is a tonne worth, and what are the goods called?"""

from dataclasses import dataclass, replace
from functools import lru_cache

import polars as pl

from alat.data import Basis, Quantity, datasets, table
from alat.data.warehouse import product_flows
from alat.errors import BadInput, NotCovered, UnknownCode
from alat.reference import Country, Product, product, products
from alat.reference.products import CHAPTER, HEADING
from alat.routing.prices import PRICE_YEAR, price_factor
from alat.trade.records import Records

SUPPLY_SOURCE = "baci-hs92-exporters"
_SUBHEADING = 6
_MOST_NEAR = 3
# What a flow must have before its value a tonne counts as that of the goods. All three are assumed: a few cartons, a
# sum of which hardly anything was weighed, or a slip of a digit say nothing of what a consignment is worth.
LEAST_T, LEAST_WEIGHED, MOST_TIMES = 10.0, 0.5, 5.0
# Flows of so many products are kept: each supplier of one is asked for its value.
_KEPT = 16


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods by their HS code of two, four or six digits.

    Attributes
    ----------
    code, label
        As asked, without points, and what they are called.
    chapter
        HS chapter.
    cargo
        Cargo class in which goods of the chapter usually travel.
    """

    code: str
    label: str
    chapter: str
    cargo: str


def goods(code: str) -> Goods:
    """Return the goods of an HS code.

    Raises
    ------
    UnknownCode
        If it is no chapter, heading or subheading; the message lists the near ones.
    BadInput
        If it is a section.
    """
    text = "".join(code.replace(".", "").split())
    whole = text.isascii() and text.isdigit()
    if whole and len(text) == _SUBHEADING:
        return _subheading(text, typed=code)
    found = _found(text, typed=code)
    if found.level not in {CHAPTER, HEADING}:
        raise BadInput(f"product {code!r} is a section ({found.label}); expected an HS code of two, four or six digits")
    return Goods(found.code, found.label, found.code[:2], found.cargo)


def _subheading(code: str, *, typed: str) -> Goods:
    heading = _found(code[:HEADING], typed=typed)
    inside = table("hs_subheadings").filter(pl.col("code").str.starts_with(heading.code))
    labels = dict(inside.iter_rows())
    if code not in labels:
        near = [f"{each} ({label})" for each, label in labels.items()][:_MOST_NEAR]
        raise UnknownCode("product", typed, near=near)
    return Goods(code, labels[code], code[:2], heading.cargo)


def _found(code: str, *, typed: str) -> Product:
    try:
        return product(code)
    except UnknownCode as error:
        near = error.near or tuple(f"{key} ({each.label})" for key, each in products(CHAPTER).items())[:3]
        raise UnknownCode("product", typed, near=near) from None


def unit_value(exporter: Country, chapter: str) -> Quantity:
    """Return what a tonne of a country's exports of an HS chapter was worth at its border, in the newest year known.

    The dollars are those of the model's year, as of carriage and as `value_of_time` has them; `year` is that of the
    record. What the goods themselves rose or fell by since is not in it.

    Raises
    ------
    NotCovered
        If no year has both value and tonnes.
    """
    supply = table("supply_hs2")
    rows = supply.filter(
        (pl.col("exporter") == exporter.iso3)
        & (pl.col("hs2") == chapter)
        & (pl.col("tonnes") > 0)
        & (pl.col("value_usd") > 0)
    ).sort("year")
    if not rows.height:
        raise NotCovered(f"no exports of chapter {chapter} with value and tonnes are recorded for {exporter.name}")
    years = rows["year"].to_list()
    recorded = (rows["value_usd"] / rows["tonnes"]).to_list()
    each = [value * price_factor(year) for value, year in zip(recorded, years, strict=True)]
    spread = f"{min(each):,.0f}-{max(each):,.0f} in {years[0]}-{years[-1]}"
    return Quantity(
        each[-1],
        "usd_per_t",
        Basis.MODELLED,
        (SUPPLY_SOURCE, *datasets()["price_levels"].sources),
        str(years[-1]),
        f"all exports of chapter {chapter} at the exporter's border, mixed qualities; {recorded[-1]:,.0f} in dollars of"
        f" {years[-1]}, brought to those of {PRICE_YEAR} by consumer prices; {spread} in dollars of {PRICE_YEAR}",
    )


def value_on_record(exporter: Country, importer: Country, *, what: Goods, records: Records | None) -> Quantity:
    """Return what a tonne of the goods was worth at the exporter's border, by the nearest flow on record.

    Where flows by product were pulled: what the pair itself traded, else all that the exporter sold, else all that the
    importer bought, of the very code and in the records' year. A pair's flow is in the sum where its value a tonne is
    at most five times, and at least a fifth, of the value below which half the world's trade in the code is; a sum
    counts with 10 t, and half of the value weighed and in it. Else the exporter's mean over the chapter that ships;
    see `unit_value`.

    Parameters
    ----------
    exporter, importer
        The pair.
    what
        The goods.
    records
        What the user has on record; None for what ships alone.

    Raises
    ------
    NotCovered
        If neither has a value.
    """
    if records is None or records.flows is None:
        return unit_value(exporter, what.chapter)
    found, refused = _pulled_value(exporter, importer, what=what, records=records)
    if found is not None:
        return found
    shipped = unit_value(exporter, what.chapter)
    why = f"no flow of {what.code} in {records.name} ({records.year}) has a value a tonne that may count"
    why += f" ({'; '.join(refused)})" if refused else ""
    return replace(shipped, note=f"{why}; {shipped.note}")


def _pulled_value(
    exporter: Country, importer: Country, *, what: Goods, records: Records
) -> tuple[Quantity | None, list[str]]:
    """Return the value by the nearest flow that may count, and which nearer ones may not, and why."""
    rows = _flows(records, what.code)
    usual = _usual_usd_per_t(rows)
    if usual is None:
        return None, ["nothing of it was weighed"]
    sold, bought = pl.col("exporter") == exporter.iso3, pl.col("importer") == importer.iso3
    whose = {
        f"what {exporter.name} sold to {importer.name}": sold & bought,
        f"what {exporter.name} sold to all": sold,
        f"what {importer.name} bought from all": bought,
    }
    refused: list[str] = []
    for name, chosen in whose.items():
        flow = _Flow.of(rows.filter(chosen), usual=usual)
        why = flow.unfit(usual)
        if why:
            refused.append(f"{name}: {why}")
            continue
        return _quantity(flow, what=what, whose=name, refused=refused, records=records), refused
    return None, refused


@dataclass(frozen=True, slots=True)
class _Flow:
    """The sum of some flows: dollars, the part of them that was weighed, and the dollars and tonnes that may count."""

    usd: float
    weighed_usd: float
    counted_usd: float
    tonnes: float

    @classmethod
    def of(cls, rows: pl.DataFrame, *, usual: float) -> "_Flow":
        """Add up flows; one whose own value a tonne is far from the usual one would spoil the sum, and is left out."""
        each = pl.col("quantity_value_usd") / pl.col("quantity_t")
        near = rows.filter(pl.col("quantity_t") > 0, each.is_between(usual / MOST_TIMES, usual * MOST_TIMES))
        dollars, weighed = (float(rows[name].sum()) for name in ("value_usd", "quantity_value_usd"))
        return cls(dollars, weighed, *(float(near[name].sum()) for name in ("quantity_value_usd", "quantity_t")))

    @property
    def usd_per_t(self) -> float:
        return self.counted_usd / self.tonnes

    def unfit(self, usual: float) -> str:
        """Return why the value a tonne of these flows counts for nothing; '' where it counts."""
        if not self.usd:
            return "none recorded"
        if self.weighed_usd < LEAST_WEIGHED * self.usd:
            return f"only {100 * self.weighed_usd / self.usd:.0f} % of the value weighed"
        if self.counted_usd < LEAST_WEIGHED * self.usd:
            apart = 100 * (self.weighed_usd - self.counted_usd) / self.usd
            return f"{apart:.0f} % of the value at more than {MOST_TIMES:g} times off the world's {usual:,.0f} USD/t"
        return f"{self.tonnes:,.3g} t weighed, below {LEAST_T:g} t" if self.tonnes < LEAST_T else ""


def _quantity(flow: _Flow, *, what: Goods, whose: str, refused: list[str], records: Records) -> Quantity:
    note = f"{whose} of {what.code} in {records.year}, by {records.name}: {flow.usd_per_t:,.0f} in dollars of"
    note += f" {records.year} over {flow.tonnes:,.0f} t, brought to those of {PRICE_YEAR} by consumer prices"
    note += f"; not {'; not '.join(refused)}" if refused else ""
    return Quantity(
        flow.usd_per_t * price_factor(records.year),
        "usd_per_t",
        Basis.MODELLED,
        (records.source, *datasets()["price_levels"].sources),
        str(records.year),
        note,
    )


def _usual_usd_per_t(rows: pl.DataFrame) -> float | None:
    """Return the value a tonne that half the world's weighed trade in the goods is below, pair by pair."""
    weighed = rows.filter((pl.col("quantity_t") > 0) & (pl.col("quantity_value_usd") > 0))
    each = weighed.with_columns(usd_per_t=pl.col("quantity_value_usd") / pl.col("quantity_t")).sort("usd_per_t")
    half = each.filter(pl.col("quantity_value_usd").cum_sum() >= pl.col("quantity_value_usd").sum() / 2)
    return None if half.is_empty() else float(half["usd_per_t"][0])


@lru_cache(maxsize=_KEPT)
def _flows(records: Records, hs: str) -> pl.DataFrame:
    return pl.DataFrame() if records.flows is None else product_flows(records.flows, hs, years=(records.year,))


def largest_exporters(chapter: str) -> list[tuple[str, Quantity]]:
    """Return the exporters of a chapter in the newest year, largest first, with what they sell to the world."""
    rows = table("supply_hs2").filter(pl.col("hs2") == chapter)
    newest = rows.filter(pl.col("year") == rows["year"].max()).sort("value_usd", "exporter", descending=[True, False])
    return [
        (exporter, Quantity(value, "usd", Basis.RECONCILED, (SUPPLY_SOURCE,), str(year)))
        for exporter, year, value in newest.select("exporter", "year", "value_usd").iter_rows()
    ]
