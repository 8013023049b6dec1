"""What could one country sell to another, by HS chapter, and what limits each figure?"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alat.data import Basis, Quantity, table
from alat.data.warehouse import pair_products
from alat.errors import NotCovered, SameParty
from alat.reference import Country, country
from alat.trade.flows import in_totals, listed_under, total, uncovered
from alat.trade.gravity import GEOGRAPHY, like_percentile, places, predicted
from alat.trade.itc import Duties, itc_potential
from alat.trade.labels import chapter_of, product_label
from alat.trade.margins import CHAPTER, DEMAND_SOURCE, Margins, margins
from alat.trade.mix import complementarity
from alat.trade.nearness import nearness
from alat.trade.records import Records, snapshot_records
from alat.trade.results import Opportunities
from alat.trade.screens import Known, advantage, cautions, net_ratio, not_apart, reasons
from alat.trade.settings import entrepots, parameter, set_apart
from alat.trade.structural import structural

DEFINITIONS = "alat-trade-definition"
USD_PER_MUSD = 1e6
FUELS = "fuels"
NO_DEMAND = "demand_not_recorded"
TRIED = (
    "The thresholds that keep or drop a product are assumed. Tried on other exporters (docs/validation.md) they tell "
    "what goes on being supplied, and not what grows."
)

Floats = NDArray[np.float64]


def opportunities(
    exporter: Country | str,
    importer: Country | str,
    *,
    records: Records | None = None,
    level: int = CHAPTER,
    duties: Duties | None = None,
) -> Opportunities:
    """Return what one country could sell to another.

    The structural potential shares out the world's trade of each product by predicted trade (`structural`). The
    ITC-type figure scales supply times demand to today's total, so it only shifts between products and is null where
    nothing is recorded. Neither is a forecast, and their difference to today's trade is no potential.

    Parameters
    ----------
    exporter, importer
        Countries, or any name of them.
    records
        What is on record; the shipped totals of 2023 without it.
    level
        Digits of the Harmonized System: 2, or 4 and 6 where flows were pulled.
    duties
        Who says what duty is paid, such as `alat.routing.duty_rates`, for ITC's formula; it leaves tariffs out without.

    Raises
    ------
    UnknownCode, AmbiguousName
        As `alat.reference.country`.
    SameParty
        If both are one country.
    BadInput
        If there is no such level.
    NotCovered
        If the records do not know one of them or products of that level, or the distance between them is not known.

    Examples
    --------
    >>> found = opportunities("AZE", "BRA")
    >>> found.products.filter(found.products["kept"])["hs"].to_list()[:3]
    ['31', '39', '29']
    """
    held = snapshot_records() if records is None else records
    seller, buyer = _parties(exporter, importer, records=held)
    return _answered(seller, buyer, records=held, level=level, duties=duties)


def _answered(seller: Country, buyer: Country, *, records: Records, level: int, duties: Duties | None) -> Opportunities:
    potential = structural(seller.iso3, buyer.iso3, records=records, level=level)
    every = margins(records, level)
    coverage = _coverage(buyer, every, records=records)
    observed = total(seller.iso3, buyer.iso3, records=records).quantity
    i, j = (places(records)[each.iso3] for each in (seller, buyer))
    itc, reading = itc_potential(every, i, importer=j, observed=observed.value, records=records, duties=duties)
    known = Known(every, i, buyer=buyer.iso3, potential=potential, coverage=coverage.value)
    products = _products(seller, buyer, known=known, itc=itc, records=records)
    kept = float(products.filter("kept")["structural_musd"].to_numpy().sum()) * USD_PER_MUSD
    listed = sum(row["structural_musd"] for row in _listed(products)) * USD_PER_MUSD
    fuels = float(potential[[set_apart().get(chapter_of(code)) == FUELS for code in every.products]].sum())
    sources, year = _sources(every, records=records), str(records.year)

    def modelled(value: float, *, note: str) -> Quantity:
        return Quantity(value, "usd", Basis.MODELLED, sources, year, note)

    return Opportunities(
        exporter=seller,
        importer=buyer,
        level=level,
        products=products,
        structural=modelled(float(potential.sum()), note="all products, fuels among them"),
        structural_kept=modelled(
            kept, note="products kept by the thresholds, those set aside for want of recorded imports among them"
        ),
        structural_listed=modelled(
            listed, note="products kept by the thresholds, without those set aside for want of recorded imports"
        ),
        structural_fuels=modelled(fuels, note="fuels: read apart, at the level of cargoes"),
        predicted=predicted(seller.iso3, buyer.iso3, records=records),
        observed=observed,
        percentile=like_percentile(seller.iso3, buyer.iso3, records=records),
        complementarity=_complementarity(seller, buyer, every=every, year=year, sources=sources),
        demand_coverage=coverage,
        itc=reading,
        sources=sources,
        notes=tuple(_notes(seller, buyer, coverage=coverage, records=records, every=every)),
    )


def to_look_at(found: Opportunities) -> list[dict[str, Any]]:
    """Return the chapters that pass the filters and that the importer is known to buy, or not known not to buy."""
    return _listed(found.products)


def without_demand(row: Mapping[str, object]) -> bool:
    """Tell whether a row of `Opportunities.products` has a potential and no recorded import to set beside it."""
    return NO_DEMAND in str(row["caution"] or "").split(";")


def _listed(products: pl.DataFrame) -> list[dict[str, Any]]:
    return [row for row in products.filter("kept").rows(named=True) if not without_demand(row)]


def _parties(exporter: Country | str, importer: Country | str, *, records: Records) -> tuple[Country, Country]:
    seller = country(exporter) if isinstance(exporter, str) else exporter
    buyer = country(importer) if isinstance(importer, str) else importer
    if seller == buyer:
        raise SameParty(f"exporter and importer are both {seller.name}; expected two different countries")
    for each in (seller, buyer):
        if not in_totals(each.iso3, records=records):
            elsewhere = listed_under(each.iso3, records=records)
            raise NotCovered(
                f"no {records.year} trade totals of {each.name}: what could be traded cannot be computed{elsewhere}"
            )
    return seller, buyer


def _sources(every: Margins, *, records: Records) -> tuple[str, ...]:
    listed = (records.source, every.supply_source, every.demand_source, GEOGRAPHY, DEFINITIONS)
    return tuple(dict.fromkeys(listed))


def _products(seller: Country, buyer: Country, *, known: Known, itc: Floats, records: Records) -> pl.DataFrame:
    every = known.margins
    i, j = (places(records)[each.iso3] for each in (seller, buyer))
    demand = every.demand[j]
    dropped = reasons(known)
    own = advantage(every)[i]
    net = net_ratio(every)[i]
    near = nearness(records, every.level)
    frame = pl.DataFrame(
        {
            "hs": every.products,
            "label": [product_label(code) for code in every.products],
            "supply_musd": every.yearly[:, i].mean(axis=0) / USD_PER_MUSD,
            "supply_years": every.supply_span,
            "demand_musd": pl.Series([v / USD_PER_MUSD if v > 0 else None for v in demand], dtype=pl.Float64),
            "demand_years": every.demand_years,
            "structural_musd": known.potential / USD_PER_MUSD,
            "itc_type_musd": pl.Series(_finite(itc / USD_PER_MUSD), dtype=pl.Float64),
            "today_musd": pl.Series(_today(seller, buyer, records=records, every=every), dtype=pl.Float64),
            "rca_without_oil": pl.Series([None if np.isnan(v) else v for v in own], dtype=pl.Float64),
            "net_export_ratio": pl.Series([v if np.isfinite(v) else None for v in net], dtype=pl.Float64),
            "density": pl.Series(_finite(near.density[i]), dtype=pl.Float64),
            "pci": pl.Series(_finite(near.pci), dtype=pl.Float64),
            "kept": [reason == "" for reason in dropped],
            "reason": dropped,
            "caution": cautions(known),
        }
    )
    return frame.sort(["structural_musd", "hs"], descending=[True, False])


def _finite(values: Floats) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in values]


def _today(seller: Country, buyer: Country, *, records: Records, every: Margins) -> list[float | None]:
    """Return the recorded flow of each product (million USD), None where flows of a pair by product are not known."""
    if records.flows is None:
        return [None] * len(every.products)
    rows = pair_products(records.flows, seller.iso3, buyer.iso3, level=every.level, years=(records.year,))
    found = dict(rows.select("product", "value_usd").iter_rows())
    return [found.get(code, 0.0) / USD_PER_MUSD for code in every.products]


def _scale(seller: Country, *, records: Records, every: Margins) -> float:
    """Return the exporter's total over its recorded exports of the margin's year."""
    i = places(records)[seller.iso3]
    base = float(every.yearly[-1, i].sum())
    return float(every.exports[i].sum()) / base if base > 0 else float("inf")


def _complementarity(
    seller: Country, buyer: Country, *, every: Margins, year: str, sources: tuple[str, ...]
) -> Quantity:
    """Return Michaely's (1996) index: one less half the summed differences of the two mixes."""
    kept = not_apart(every.products)
    sold = every.exports[every.codes.index(seller.iso3), kept]
    bought = every.imports[every.codes.index(buyer.iso3), kept]
    note = "without fuels, precious goods, arms and art"
    overlap = complementarity(sold, bought)
    return Quantity(overlap, "share", Basis.MODELLED, sources, year, note)


def _coverage(buyer: Country, every: Margins, *, records: Records) -> Quantity:
    if every.observed:
        return Quantity(1.0, "share", Basis.RECONCILED, (records.source,), every.demand_years, "all recorded imports")
    rows = table("demand_coverage").filter(pl.col("importer") == buyer.iso3)
    value = rows["share"][0] if rows.height else None
    note = "" if value is not None else f"the product file lacks {buyer.name}"
    if value is not None and value > 1:
        note = f"above one: the totals of {buyer.name} lack partners that the product file has"
    return Quantity(value, "share", Basis.OBSERVED, (DEMAND_SOURCE, records.source), every.demand_years, note)


def _notes(seller: Country, buyer: Country, *, coverage: Quantity, records: Records, every: Margins) -> list[str]:
    notes = [
        "The structural potential is modelled from size, supply, demand and distance; it is no forecast.",
        "Potential less actual trade means nothing: the model predicts means, and most pairs trade far less than them.",
        "There is no own trade in the model, so a country that makes a good itself looks open to it.",
        TRIED,
        "A perishable product needs a refrigerated lane within its shelf life; a bulk one moves by the cargo.",
    ]
    notes += _of_files(seller, buyer, coverage=coverage, records=records, every=every)
    notes += [
        f"The totals of {each.name} lack its trade with {uncovered(each.iso3, records=records)} countries, so its "
        "margins are too small."
        for each in (seller, buyer)
        if uncovered(each.iso3, records=records)
    ]
    if buyer.iso3 in entrepots():
        notes.append(f"{buyer.name} sells much of its imports on: its demand is not all its own.")
    return notes


def _of_files(seller: Country, buyer: Country, *, coverage: Quantity, records: Records, every: Margins) -> list[str]:
    """Say what the margins rest on."""
    if every.observed:
        whose = f"{records.name}, {records.year}"
        return [f"Supply, demand and the pair's trade by product: {whose}; exports over {every.supply_span}."]
    notes = [
        f"Supply by product ends in {every.margin_year}; demand by product is the mean of {every.demand_years}.",
        "Products without imports from China are missing from the demand file: rank none where figures have gaps.",
    ]
    if coverage.value is None:
        notes.append(f"The product file lacks {buyer.name}: its demand is filled with the mix of its suppliers.")
    else:
        notes.append(f"The product file holds {coverage.value:.0%} of the recorded imports of {buyer.name}.")
    scale = _scale(seller, records=records, every=every)
    if scale > parameter("scaled_times"):
        notes.append(
            f"Exports of {seller.name} of {every.margin_year} are scaled by {scale:.1f} to its total of "
            f"{records.year}: where fuel prices drove that, its other chapters are overstated."
        )
    return notes
