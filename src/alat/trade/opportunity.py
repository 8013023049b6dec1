"""What could one country sell to another, by HS chapter, and what limits each figure?"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alat.data import Basis, Quantity, table
from alat.errors import NotCovered, SameParty
from alat.reference import Country, country, product
from alat.trade.flows import SOURCE, YEAR, in_totals, total, uncovered
from alat.trade.gravity import GEOGRAPHY, like_percentile, predicted
from alat.trade.margins import (
    DEMAND_SOURCE,
    DEMAND_YEARS,
    MARGIN_YEAR,
    SUPPLY_SOURCE,
    SUPPLY_YEARS,
    Margins,
    margins,
    recorded_demand,
    supply_of,
    supply_years,
)
from alat.trade.results import Opportunities
from alat.trade.settings import entrepots, parameter, set_apart
from alat.trade.structural import structural

SOURCES = (SOURCE, SUPPLY_SOURCE, DEMAND_SOURCE, GEOGRAPHY, "alat-trade-definition")
USD_PER_MUSD = 1e6
FUELS = "fuels"
NO_DEMAND = "demand_not_recorded"
LAST_FOOD_CHAPTER = "24"
PERISHABLE_CARGO = "reefer"
BULK_CARGO = ("dry_bulk", "liquid_bulk")

Floats = NDArray[np.float64]


def opportunities(exporter: Country | str, importer: Country | str) -> Opportunities:
    """Return what one country could sell to another.

    The structural potential shares out the world's trade of each chapter by predicted trade (`structural`). The
    ITC-type figure scales supply times demand to today's total, so it only shifts between products and is null where
    nothing is recorded. Neither is a forecast, and their difference to today's trade is no potential.

    Parameters
    ----------
    exporter, importer
        Countries, or any name of them.

    Raises
    ------
    UnknownCode, AmbiguousName
        As `alat.reference.country`.
    SameParty
        If both are one country.
    NotCovered
        If the totals of 2023 do not know one of them, or the distance between them is not known.

    Examples
    --------
    >>> found = opportunities("AZE", "BRA")
    >>> found.products.filter(found.products["kept"])["hs2"].to_list()[:3]
    ['31', '39', '29']
    """
    seller, buyer = _parties(exporter, importer)
    potential = structural(seller.iso3, buyer.iso3)
    found = total(seller.iso3, buyer.iso3)
    coverage = _coverage(buyer)
    products = _products(seller, buyer, potential=potential, observed=found.quantity.value, coverage=coverage.value)
    kept = float(products.filter("kept")["structural_musd"].to_numpy().sum()) * USD_PER_MUSD
    return Opportunities(
        exporter=seller,
        importer=buyer,
        products=products,
        structural=_modelled(float(potential.sum()), "all chapters, fuels among them"),
        structural_kept=_modelled(kept, "chapters kept by thresholds that are not validated"),
        predicted=predicted(seller.iso3, buyer.iso3),
        observed=found.quantity,
        percentile=like_percentile(seller.iso3, buyer.iso3),
        complementarity=_complementarity(seller, buyer),
        demand_coverage=coverage,
        sources=SOURCES,
        notes=tuple(_notes(seller, buyer, coverage=coverage)),
        structural_fuels=_modelled(_fuels(potential), "fuels: read apart, at the level of cargoes"),
    )


def to_look_at(found: Opportunities) -> list[dict[str, Any]]:
    """Return the chapters that pass the filters and that the importer is known to buy, or not known not to buy."""
    kept = found.products.filter(found.products["kept"]).rows(named=True)
    return [row for row in kept if not without_demand(row)]


def without_demand(row: Mapping[str, object]) -> bool:
    """Tell whether a row of `Opportunities.products` has a potential and no recorded import to set beside it."""
    return NO_DEMAND in str(row["caution"] or "").split(";")


def _parties(exporter: Country | str, importer: Country | str) -> tuple[Country, Country]:
    seller = country(exporter) if isinstance(exporter, str) else exporter
    buyer = country(importer) if isinstance(importer, str) else importer
    if seller == buyer:
        raise SameParty(f"exporter and importer are both {seller.name}; expected two different countries")
    for each in (seller, buyer):
        if not in_totals(each.iso3):
            raise NotCovered(f"no {YEAR} trade totals of {each.name}: what could be traded cannot be computed")
    return seller, buyer


def _products(
    seller: Country, buyer: Country, *, potential: Floats, observed: float | None, coverage: float | None
) -> pl.DataFrame:
    every = margins()
    i, j = every.codes.index(seller.iso3), every.codes.index(buyer.iso3)
    yearly = np.stack([supply_of(year)[i] for year in supply_years()])
    demand = recorded_demand()[j]
    advantage = _advantage(every)[i]
    net = np.divide(every.exports[i], every.imports[i], out=np.full(advantage.size, np.inf), where=every.imports[i] > 0)
    reasons = _reasons(every.chapters, advantage, net=np.where(every.exports[i] > 0, net, 0.0), yearly=yearly)
    frame = pl.DataFrame(
        {
            "hs2": every.chapters,
            "label": [product(chapter).label for chapter in every.chapters],
            "supply_musd": yearly.mean(axis=0) / USD_PER_MUSD,
            "supply_years": SUPPLY_YEARS,
            "demand_musd": pl.Series([v / USD_PER_MUSD if v > 0 else None for v in demand], dtype=pl.Float64),
            "demand_years": DEMAND_YEARS,
            "structural_musd": potential / USD_PER_MUSD,
            "itc_type_musd": pl.Series(_itc_type(every, i, j=j, observed=observed), dtype=pl.Float64),
            "rca_without_oil": pl.Series([None if np.isnan(v) else v for v in advantage], dtype=pl.Float64),
            "net_export_ratio": pl.Series([v if np.isfinite(v) else None for v in net], dtype=pl.Float64),
            "kept": [reason == "" for reason in reasons],
            "reason": reasons,
        }
    )
    cautions = _cautions(buyer, demand, potential=potential, yearly=yearly, coverage=coverage)
    return frame.with_columns(caution=pl.Series(cautions)).sort(["structural_musd", "hs2"], descending=[True, False])


def _reasons(chapters: tuple[str, ...], advantage: Floats, *, net: Floats, yearly: Floats) -> list[str]:
    """Return the code of the first filter that drops each chapter, '' where it is kept."""
    tests: tuple[tuple[str, NDArray[np.bool_]], ...] = (
        ("set_apart", ~_not_apart(chapters)),
        ("no_supply", yearly[-1] <= 0),
        ("no_advantage", np.nan_to_num(advantage) < parameter("rca_at_least")),
        ("net_importer", net < parameter("net_ratio_at_least")),
        ("irregular", yearly.min(axis=0) <= parameter("regular_usd")),
    )
    return [next((code for code, dropped in tests if dropped[k]), "") for k in range(len(chapters))]


def _advantage(every: Margins) -> Floats:
    """Return revealed comparative advantage (Balassa 1965) without the chapters set apart, NaN for those."""
    kept = _not_apart(every.chapters)
    exports = every.exports[:, kept]
    own = exports.sum(axis=1, keepdims=True)
    share = np.divide(exports, own, out=np.zeros_like(exports), where=own > 0)
    found = np.full(every.exports.shape, np.nan)
    found[:, kept] = share / (exports.sum(axis=0) / exports.sum())
    return found


def _not_apart(chapters: tuple[str, ...]) -> NDArray[np.bool_]:
    return np.array([chapter not in set_apart() for chapter in chapters], dtype=np.bool_)


def _fuels(potential: Floats) -> float:
    kinds = set_apart()
    chapters = margins().chapters
    return float(sum(v for v, chapter in zip(potential, chapters, strict=True) if kinds.get(chapter) == FUELS))


def _itc_type(every: Margins, i: int, *, j: int, observed: float | None) -> list[float | None]:
    """Return supply x demand over world trade, scaled to the recorded total of the pair (million USD)."""
    if not observed:
        return [None] * len(every.chapters)
    raw = every.exports[i] * every.imports[j] / every.imports.sum(axis=0)
    return [float(v) for v in raw * (observed / raw.sum()) / USD_PER_MUSD]


def _cautions(
    buyer: Country, demand: Floats, *, potential: Floats, yearly: Floats, coverage: float | None
) -> list[str]:
    """Return the codes of what limits each chapter's figures, ``;`` between."""
    every = margins()
    cargo = [product(chapter).cargo for chapter in every.chapters]
    before, last = yearly[:-1].mean(axis=0), yearly[-1]
    times = parameter("stale_times")
    food = np.array([chapter <= LAST_FOOD_CHAPTER for chapter in every.chapters])
    little = coverage is None or coverage < parameter("food_coverage_at_least")
    marks = (
        ("demand_not_known", np.full(food.size, coverage is None)),
        (NO_DEMAND, (demand <= 0) & (coverage is not None)),
        ("demand_gap", (every.world_gap >= parameter("world_gap_at_least")) | (food & little)),
        ("stale_margin", (last > times * before) | (last * times < before)),
        ("above_capacity", potential > parameter("capacity_share") * yearly.mean(axis=0)),
        ("perishable", np.array([each == PERISHABLE_CARGO for each in cargo])),
        ("bulk", np.array([each in BULK_CARGO for each in cargo])),
        ("entrepot", np.full(food.size, buyer.iso3 in entrepots())),
    )
    return [";".join(code for code, marked in marks if marked[k]) for k in range(food.size)]


def _scale(seller: Country) -> float:
    """Return the exporter's total of 2023 over its exports in the margin's year."""
    every = margins()
    i = every.codes.index(seller.iso3)
    base = float(supply_of(MARGIN_YEAR)[i].sum())
    return float(every.exports[i].sum()) / base if base > 0 else float("inf")


def _complementarity(seller: Country, buyer: Country) -> Quantity:
    """Return Michaely's (1996) index: one less half the summed differences of the two mixes."""
    every = margins()
    kept = _not_apart(every.chapters)
    sold = every.exports[every.codes.index(seller.iso3), kept]
    bought = every.imports[every.codes.index(buyer.iso3), kept]
    note = "without fuels, precious goods, arms and art"
    if sold.sum() <= 0 or bought.sum() <= 0:
        return Quantity(None, "share", Basis.MODELLED, SOURCES, str(YEAR), note)
    overlap = 1 - float(np.abs(sold / sold.sum() - bought / bought.sum()).sum()) / 2
    return Quantity(overlap, "share", Basis.MODELLED, SOURCES, str(YEAR), note)


def _coverage(buyer: Country) -> Quantity:
    rows = table("demand_coverage").filter(pl.col("importer") == buyer.iso3)
    value = rows["share"][0] if rows.height else None
    note = "" if value is not None else f"the product file lacks {buyer.name}"
    if value is not None and value > 1:
        note = f"above one: the totals of {buyer.name} lack partners that the product file has"
    return Quantity(value, "share", Basis.OBSERVED, (DEMAND_SOURCE, SOURCE), DEMAND_YEARS, note)


def _modelled(value: float, note: str) -> Quantity:
    return Quantity(value, "usd", Basis.MODELLED, SOURCES, str(YEAR), note)


def _notes(seller: Country, buyer: Country, *, coverage: Quantity) -> list[str]:
    notes = [
        "The structural potential is modelled from size, supply, demand and distance; it is no forecast.",
        "Potential less actual trade means nothing: the model predicts means, and most pairs trade far less than them.",
        "There is no own trade in the model, so a country that makes a good itself looks open to it.",
        "The thresholds that keep or drop a chapter are assumed and not validated on other countries.",
        f"Supply by product ends in {MARGIN_YEAR}; demand by product is the mean of {DEMAND_YEARS}.",
        "Products without imports from China are missing from the demand file: rank none where figures have gaps.",
        "A perishable chapter needs a refrigerated lane within its shelf life; a bulk chapter moves by the cargo.",
    ]
    if coverage.value is None:
        notes.append(f"The product file lacks {buyer.name}: its demand is filled with the mix of its suppliers.")
    else:
        notes.append(f"The product file holds {coverage.value:.0%} of the recorded imports of {buyer.name}.")
    if _scale(seller) > parameter("scaled_times"):
        notes.append(
            f"Exports of {seller.name} of {MARGIN_YEAR} are scaled by {_scale(seller):.1f} to its total of {YEAR}: "
            "where fuel prices drove that, its other chapters are overstated."
        )
    notes += [
        f"The totals of {each.name} lack its trade with {uncovered(each.iso3)} countries, so its margins are too small."
        for each in (seller, buyer)
        if uncovered(each.iso3)
    ]
    if buyer.iso3 in entrepots():
        notes.append(f"{buyer.name} sells much of its imports on: its demand is not all its own.")
    return notes
