"""What is a flow made of, where flows by product are on record: values, tonnes, shares, and how few goods they are?"""

from dataclasses import dataclass

import polars as pl

from alat.data import Basis, Quantity
from alat.data.warehouse import pair_products, pair_years
from alat.errors import UnknownCode
from alat.reference import product
from alat.trade.labels import chapter_of, product_label
from alat.trade.mix import herfindahl
from alat.trade.records import Records

SUBHEADING = 6
UNSPECIFIED_CHAPTER = "99"


@dataclass(frozen=True, slots=True)
class Goods:
    """The products of a flow in its last year, as recorded.

    Attributes
    ----------
    products
        One row a subheading, largest first: hs, label, section, value_usd, quantity_t (null where no tonnes are
        known), usd_per_t, share.
    years
        One row a year: year, value_usd, quantity_t, tonnes_known (share of the value whose tonnes are known).
    concentration
        Herfindahl index of the products (0-1): one over it is how many equal products would be as concentrated.
    largest_share, unspecified_share
        Shares of the flow (0-1) of its largest product, and of goods not elsewhere specified.
    tonnes, tonnes_known
        Tonnes of the year, and the share of its value that has them.
    """

    products: pl.DataFrame
    years: pl.DataFrame
    concentration: Quantity
    largest_share: Quantity
    unspecified_share: Quantity
    tonnes: Quantity
    tonnes_known: Quantity


def goods(exporter: str, importer: str, *, records: Records) -> Goods | None:
    """Return what a flow is made of; None where the records hold totals only, or nothing of the pair.

    Parameters
    ----------
    exporter, importer
        ISO3 codes.
    records
        What is on record.
    """
    if records.flows is None:
        return None
    rows = pair_products(records.flows, exporter, importer, level=SUBHEADING, years=(records.year,))
    if rows.is_empty():
        return None
    total = float(rows["value_usd"].sum())
    shares = rows["value_usd"] / total
    known = float(rows["quantity_value_usd"].sum()) / total
    apart = rows.filter(pl.col("product").str.starts_with(UNSPECIFIED_CHAPTER))

    def observed(value: float | None, unit: str, *, note: str = "") -> Quantity:
        return Quantity(value, unit, Basis.RECONCILED, (records.source,), str(records.year), note)

    return Goods(
        products=_listed(rows, total),
        years=_yearly(pair_years(records.flows, exporter, importer), last=records.year),
        concentration=observed(
            herfindahl(rows["value_usd"].to_numpy()), "index", note="Herfindahl index over subheadings"
        ),
        largest_share=observed(float(shares.to_numpy().max()), "share"),
        unspecified_share=observed(float(apart["value_usd"].sum()) / total, "share", note="HS chapter 99"),
        tonnes=observed(float(rows["quantity_t"].sum()) if known > 0 else None, "t", note=tonnes_note(known)),
        tonnes_known=observed(known, "share"),
    )


def tonnes_note(known: float) -> str:
    """Say of how much of the value (0-1) tonnes are the sum; '' where of all of it."""
    if known == 1:
        return ""
    shown = f"{100 * known:.1f} %"
    return f"of {'almost all' if shown == '100.0 %' else shown} of the value; the rest has no tonnes on record"


def by_section(found: Goods) -> pl.DataFrame:
    """Return the products of a flow by HS section, largest first: section, label, value_usd, share, products."""
    return (
        found.products.group_by("section")
        .agg(pl.col("value_usd").sum(), pl.col("share").sum(), products=pl.len())
        .with_columns(label=pl.col("section").map_elements(_section_label, return_dtype=pl.String))
        .sort(["value_usd", "section"], descending=[True, False])
        .select("section", "label", "value_usd", "share", "products")
    )


def _listed(rows: pl.DataFrame, total: float) -> pl.DataFrame:
    codes = rows["product"].to_list()
    per_tonne = pl.when(pl.col("quantity_t") > 0).then(pl.col("quantity_value_usd") / pl.col("quantity_t"))
    return (
        rows.with_columns(
            label=pl.Series([product_label(code) for code in codes], dtype=pl.String),
            section=pl.Series([_section(code) for code in codes], dtype=pl.String),
            usd_per_t=per_tonne,
            share=pl.col("value_usd") / total,
        )
        .select(pl.col("product").alias("hs"), "label", "section", "value_usd", "quantity_t", "usd_per_t", "share")
        .sort(["value_usd", "hs"], descending=[True, False])
    )


def _yearly(rows: pl.DataFrame, *, last: int) -> pl.DataFrame:
    known = pl.when(pl.col("value_usd") > 0).then(pl.col("quantity_value_usd") / pl.col("value_usd"))
    kept = rows.filter(pl.col("year") <= last).sort("year")
    return kept.select("year", "value_usd", "quantity_t", tonnes_known=known)


def _section(code: str) -> str:
    try:
        return product(chapter_of(code)).section
    except UnknownCode:
        return ""


def _section_label(section: str) -> str:
    return product(section).label if section else "not elsewhere specified"
