"""What does one country sell to another by product: as recorded where flows are, else as fitted and doubted?

Where flows were pulled, the cells are what is on record. The shipped files hold sums only: exports and imports by
chapter and the totals of pairs, to which `alat.trade.estimate` fits every cell. `alat.trade.trust` tells how often such
a fit was right, and refuses pairs for which it would mislead.
"""

from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from alat.data import Basis, Quantity
from alat.data.warehouse import Warehouse, pair_products, pair_years
from alat.errors import BadInput, NotCovered, SameParty, UnknownCode
from alat.reference import Country, product
from alat.trade.estimate import BilateralFit, fit_bilateral
from alat.trade.flows import Total, in_totals, listed_under, total, uncovered
from alat.trade.gravity import places, trade
from alat.trade.labels import chapter_of, product_label
from alat.trade.margins import CHAPTER, LEVELS, Margins, margins
from alat.trade.records import KEPT, Records, snapshot_records
from alat.trade.results import FlowState
from alat.trade.trust import BELOW_ONE_LOT, EstimatedSplit, estimated_split

_CHAPTERS_NOT_SECTIONS = (
    "The fit was tried on 21 sections, from exact sums of the same years on one continent; chapters are finer and the "
    "sums here are of several years, so it is right less often than that."
)
_NO_ZERO = "A fit leaves no product at zero where both sides trade it: small cells are too large, many are no trade."
_WORST = {"side": pl.String, "exporter": pl.String, "importer": pl.String, "hs": pl.String} | dict.fromkeys(
    ("wanted_usd", "reached_usd"), pl.Float64
)


@dataclass(frozen=True, slots=True)
class Split:
    """A pair's trade by product.

    Attributes
    ----------
    exporter, importer, level
        The two countries, and the digits of the products.
    observed
        Whether the cells are on record (``reconciled``); else they are fitted (``modelled``).
    total
        The pair's recorded total (USD), which the products add up to.
    products
        One row a product with trade, largest first: hs, label, section, value_usd, share (0-1), basis, caution
        (``below_one_lot`` where a bulk chapter is fitted at less than one ship's load).
    sections
        The same by section: section, label, value_usd, share.
    top_right
        Share of pairs of this size whose largest section a fit found; not known where cells are on record.
    misallocated
        Mean share of such a pair's trade that a fit put in the wrong section.
    trust, warning
        The sentence on the fit, and what must be read before the figures; '' where there is none.
    residual, pairs_residual
        Summed differences of the fit to both margins and to the totals of pairs, shares of all trade.
    passes
        Passes of the fit; 0 where nothing was fitted.
    worst
        The sums that the fit misses most: side (the sum that is missed), exporter, importer and hs ('' where the sum
        runs over it), wanted_usd, reached_usd.
    """

    exporter: Country
    importer: Country
    level: int
    observed: bool
    total: Quantity
    products: pl.DataFrame
    sections: pl.DataFrame
    top_right: Quantity
    misallocated: Quantity
    trust: str
    warning: str
    residual: Quantity
    pairs_residual: Quantity
    passes: int
    worst: pl.DataFrame
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def split(exporter: Country, importer: Country, *, records: Records | None = None, level: int = CHAPTER) -> Split:
    """Return what one country sells to another by product.

    Parameters
    ----------
    records
        What is on record; the shipped totals of 2023 without it.
    level
        Digits of the Harmonized System: 2, or 4 and 6 where flows were pulled.

    Raises
    ------
    SameParty
        If both are one country.
    BadInput
        If there is no such level.
    NotCovered
        If the records do not cover the pair or that level, nothing is recorded, or no flows by product are and the pair
        is too small for a fit to mean anything (``split_at_least_usd``).

    Examples
    --------
    >>> from alat.reference import country
    >>> found = split(country("BRA"), country("AZE"))
    >>> found.products["basis"].unique().to_list(), found.trust
    (['modelled'], 'top section right in 74 % of 155 pairs of this size')
    """
    held = snapshot_records() if records is None else records
    if exporter == importer:
        raise SameParty(f"exporter and importer are both {exporter.name}; expected two different countries")
    if level not in LEVELS:
        raise BadInput(f"HS level {level}; expected 2, 4 or 6 digits")
    for each in (exporter, importer):
        if not in_totals(each.iso3, records=held):
            elsewhere = listed_under(each.iso3, records=held)
            raise NotCovered(f"no {held.year} trade totals of {each.name}: nothing can be said by product{elsewhere}")
    if held.flows is not None:
        return _recorded(exporter, importer, records=held, flows=held.flows, level=level)
    return _fitted(exporter, importer, records=held, level=level)


@lru_cache(maxsize=KEPT)
def bilateral_fit(records: Records) -> BilateralFit:
    """Return trade by exporter, importer and chapter, fitted to the records' margins and totals.

    Countries stand in the order of `records.codes`, chapters in that of `margins`.
    """
    every = margins(records, CHAPTER)
    return fit_bilateral(trade(records), every.exports, imports=every.imports)


def _recorded(seller: Country, buyer: Country, *, records: Records, flows: Warehouse, level: int) -> Split:
    rows = pair_products(flows, seller.iso3, buyer.iso3, level=level, years=(records.year,))
    if rows.is_empty():
        raise NotCovered(_nothing(seller, buyer, records=records, flows=flows))
    frame = rows.select(
        "product", "value_usd", basis=pl.lit(str(Basis.RECONCILED)), caution=pl.lit("", dtype=pl.String)
    )
    none = Quantity(None, "share", Basis.RECONCILED, (records.source,), str(records.year), "nothing was fitted")
    products = _listed(frame)
    return Split(
        exporter=seller,
        importer=buyer,
        level=level,
        observed=True,
        total=total(seller.iso3, buyer.iso3, records=records).quantity,
        products=products,
        sections=_by_section(products),
        top_right=none,
        misallocated=none,
        trust="",
        warning="",
        residual=none,
        pairs_residual=none,
        passes=0,
        worst=pl.DataFrame(schema=_WORST),
        sources=(records.source,),
        notes=(
            f"{records.name}, {records.year}: on record, and reconciled by its publisher from both sides' reports.",
        ),
    )


def _nothing(seller: Country, buyer: Country, *, records: Records, flows: Warehouse) -> str:
    others = pair_years(flows, seller.iso3, buyer.iso3).filter(pl.col("year") != records.year).sort("year")
    years = ", ".join(str(year) for year in others["year"])
    told = f"; there is something in {years}" if years else ", nor in any other year pulled"
    return f"nothing recorded from {seller.name} to {buyer.name} in {records.name} in {records.year}{told}"


def _fitted(seller: Country, buyer: Country, *, records: Records, level: int) -> Split:
    # Refuses four and six digits, which no sum of the shipped files has.
    every = margins(records, level)
    whole = total(seller.iso3, buyer.iso3, records=records)
    if whole.state is not FlowState.RECORDED:
        raise NotCovered(f"from {seller.name} to {buyer.name}: {whole.quantity.note}")
    fit = bilateral_fit(records)
    found = estimated_split(fit, (seller.iso3, buyer.iso3), codes=records.codes, products=every.products)
    sources = tuple(dict.fromkeys((records.source, every.supply_source, every.demand_source, *found.sources)))
    products = _listed(found.products)
    return Split(
        exporter=seller,
        importer=buyer,
        level=level,
        observed=False,
        total=whole.quantity,
        products=products,
        sections=_by_section(products),
        top_right=found.trust.top_right,
        misallocated=found.trust.misallocated,
        trust=str(found.trust),
        warning=found.warning,
        residual=_residual(fit.residual, "both margins by product", records=records, every=every),
        pairs_residual=_residual(fit.pairs_residual, "totals of pairs", records=records, every=every),
        passes=fit.passes,
        worst=_worst(fit, every),
        sources=sources,
        notes=tuple(_notes(seller, buyer, records=records, every=every, fit=fit, whole=whole, found=found)),
    )


def _listed(rows: pl.DataFrame) -> pl.DataFrame:
    codes = rows["product"].to_list()
    return (
        rows.with_columns(
            label=pl.Series([product_label(code) for code in codes], dtype=pl.String),
            section=pl.Series([_section(code) for code in codes], dtype=pl.String),
            share=pl.col("value_usd") / pl.col("value_usd").sum(),
        )
        .select(pl.col("product").alias("hs"), "label", "section", "value_usd", "share", "basis", "caution")
        .sort(["value_usd", "hs"], descending=[True, False])
    )


def _by_section(products: pl.DataFrame) -> pl.DataFrame:
    summed = products.group_by("section").agg(pl.col("value_usd").sum(), pl.col("share").sum())
    labels = [product(code).label if code else "not elsewhere specified" for code in summed["section"]]
    return (
        summed.with_columns(label=pl.Series(labels, dtype=pl.String))
        .select("section", "label", "value_usd", "share")
        .sort(["value_usd", "section"], descending=[True, False])
    )


def _section(code: str) -> str:
    try:
        return product(chapter_of(code)).section
    except UnknownCode:
        return ""


def _residual(value: float, of: str, *, records: Records, every: Margins) -> Quantity:
    sources = (records.source, every.supply_source, every.demand_source)
    note = f"summed differences to the {of}, of all trade"
    return Quantity(value, "share", Basis.MODELLED, sources, str(records.year), note)


def _worst(fit: BilateralFit, every: Margins) -> pl.DataFrame:
    rows = [
        (
            miss.side,
            every.codes[miss.exporter] if miss.exporter >= 0 else "",
            every.codes[miss.importer] if miss.importer >= 0 else "",
            every.products[miss.product] if miss.product >= 0 else "",
            miss.wanted,
            miss.reached,
        )
        for miss in fit.worst
    ]
    return pl.DataFrame(rows, schema=_WORST, orient="row")


def _notes(
    seller: Country,
    buyer: Country,
    *,
    records: Records,
    every: Margins,
    fit: BilateralFit,
    whole: Total,
    found: EstimatedSplit,
) -> list[str]:
    notes = [
        f"No flow by product of this pair is on record here: every cell is fitted to three sums; {found.trust}.",
        found.warning.removeprefix(f"{found.trust}; ").capitalize() + "." if found.warning else "",
        _CHAPTERS_NOT_SECTIONS,
        _NO_ZERO,
        f"Exports: shares of {every.margin_year} on totals of {records.year}; imports: mean of {every.demand_years}.",
        whole.quantity.note,
    ]
    small = found.products.filter(pl.col("caution") == BELOW_ONE_LOT).height
    if small:
        notes.append(f"{small} bulk chapters are fitted at less than one ship's load: hardly any cargo is that small.")
    if not fit.settled:
        notes.append("The sums contradict each other: the fit stood still short of its tolerance.")
    places_of = places(records)
    for side, country in (("exports", seller), ("imports", buyer)):
        if side == "imports" and float(every.demand[places_of[country.iso3]].sum()) <= 0:
            notes.append(f"The product file lacks {country.name}: its imports are filled with its suppliers' mix.")
        left = uncovered(country.iso3, records=records)
        if left:
            notes.append(f"The {side} of {country.name} lack its trade with {left} countries that are not covered.")
    return [note for note in notes if note]
