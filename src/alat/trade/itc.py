"""How near to ITC's export potential is the figure shown for a pair, and what of the formula is left out of it?

On the shipped files it is supply times demand, scaled to the pair's recorded total: the formula's ease with one year's
margins and nothing else, so that the sum over products is the total. With pulled flows the formula of
`alat.trade.export_potential` is followed as far as what was pulled allows, and the sum is the total no longer.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alat.data.warehouse import Warehouse, flow_years, import_sources, indicators, totals
from alat.data.warehouse import margins as margins_of
from alat.errors import NotCovered
from alat.reference import Country, countries
from alat.trade.export_potential import (
    LIKE,
    Growth,
    PairDistance,
    PairTariffs,
    World,
    export_potential,
    mean_by_product,
)
from alat.trade.gravity import geography, places
from alat.trade.margins import RECENT_YEARS, Margins, margins, placed
from alat.trade.records import KEPT, Records
from alat.trade.results import ItcReading

SHIPPED_LEFT_OUT = ("means of five years", "export-import ratio", "growth", "tariffs", "distance")
# Constant prices first: what grew is then no price.
GDP, PEOPLE = ("NY.GDP.MKTP.KD", "NY.GDP.MKTP.CD"), "SP.POP.TOTL"
GROWTH_YEARS = 5

Floats = NDArray[np.float64]
# Asked for exporter and importer and some products: the shares that this exporter's goods pay and that all pay.
Duties = Callable[[tuple[Country, Country], Sequence[str]], Mapping[str, tuple[float, float]]]


def itc_potential(
    every: Margins,
    exporter: int,
    *,
    importer: int,
    observed: float | None,
    records: Records,
    duties: Duties | None = None,
) -> tuple[Floats, ItcReading]:
    """Return the potential by product (US dollars, NaN where there is no trade to scale by), and how to read it.

    Parameters
    ----------
    every
        Exports and imports of all countries.
    exporter, importer
        Positions in them.
    observed
        The pair's recorded total (US dollars); None where it is not known.
    records
        What is on record: growth and flows by product, where they were pulled.
    duties
        Who says what is paid, such as `alat.routing.duty_rates`; without it tariffs are left out.
    """
    if records.flows is not None:
        return _followed(records, records.flows, every=every, pair=(exporter, importer), duties=duties)
    reading = ItcReading(LIKE, SHIPPED_LEFT_OUT)
    world = every.imports.sum(axis=0)
    raw = np.divide(every.exports[exporter] * every.imports[importer], world, out=np.zeros_like(world), where=world > 0)
    if not observed or raw.sum() <= 0:
        return np.full(world.shape, np.nan), reading
    return raw * (observed / raw.sum()), reading


def _followed(
    records: Records, warehouse: Warehouse, *, every: Margins, pair: tuple[int, int], duties: Duties | None
) -> tuple[Floats, ItcReading]:
    world = _world(records, every.level)
    growth, said_growth = _growth(records)
    tariffs, said_tariffs = _tariffs(every, pair=pair, duties=duties)
    distance = _distance(records, warehouse, every=every, pair=pair)
    found = export_potential(world, pair, growth=growth, tariffs=tariffs, distance=distance)
    short = (
        () if len(every.supply_years) == RECENT_YEARS else (f"means of five years ({len(every.supply_years)} pulled)",)
    )
    left_out = (*short, *found.left_out, *said_growth, *said_tariffs)
    values = found.values if found.ease > 0 else np.full(found.values.shape, np.nan)
    return values, ItcReading(LIKE if left_out else found.name, left_out)


@lru_cache(maxsize=KEPT)
def _world(records: Records, level: int) -> World:
    """Return means of the last years pulled, five at the most."""
    warehouse = records.flows
    if warehouse is None:
        raise NotCovered("no flows were pulled")
    years = tuple(year for year in flow_years(warehouse) if year <= records.year)[-RECENT_YEARS:]
    sides = [margins_of(warehouse, side=side, level=level, years=years) for side in ("exporter", "importer")]
    products = margins(records, level).products
    sums = [
        rows.group_by("country", "product").agg(pl.col("value_usd").sum() / len(years)).sort("country", "product")
        for rows in sides
    ]
    exports, imports = (placed(rows, "country", codes=records.codes, products=products) for rows in sums)
    place = places(records)
    pairs = np.zeros((len(place), len(place)))
    for year in years:
        for seller, buyer, value in totals(warehouse, year).select("exporter", "importer", "value_usd").iter_rows():
            if seller in place and buyer in place:
                pairs[place[seller], place[buyer]] += value / len(years)
    return World(exports, imports, pairs)


@lru_cache(maxsize=KEPT)
def _growth(records: Records) -> tuple[Growth | None, tuple[str, ...]]:
    """Return growth of GDP and people over the last five years pulled, which stand in for projections."""
    gdp, people = _ratios(records, GDP), _ratios(records, (PEOPLE,))
    if gdp is None or people is None:
        return None, ()
    known = countries()
    without = np.isnan(gdp) | np.isnan(people)
    lacking = sum(code in known for code, none in zip(records.codes, without, strict=True) if none)
    said = (f"growth of {lacking} countries",) if lacking else ()
    stands_in = f"projections (the growth of {GROWTH_YEARS} years stands in)"
    return Growth(np.nan_to_num(gdp, nan=1.0), np.nan_to_num(people, nan=1.0)), (stands_in, *said)


def _ratios(records: Records, codes: tuple[str, ...]) -> Floats | None:
    for code in codes:
        if records.warehouse is None:
            return None
        try:
            rows = indicators(records.warehouse, code)
        except NotCovered:
            continue
        value = {(country, year): number for country, year, number in rows.iter_rows() if number}
        last = {country: max(y for c, y in value if c == country) for country in {c for c, _ in value}}
        return np.array(
            [
                value[c, last[c]] / value[c, last[c] - GROWTH_YEARS]
                if c in last and (c, last[c] - GROWTH_YEARS) in value
                else np.nan
                for c in records.codes
            ]
        )
    return None


def _tariffs(
    every: Margins, *, pair: tuple[int, int], duties: Duties | None
) -> tuple[PairTariffs | None, tuple[str, ...]]:
    """Return what the pair's goods and all goods pay by product; products without a rate pay as all do."""
    known = countries()
    seller, buyer = (known.get(every.codes[at]) for at in pair)
    if duties is None or seller is None or buyer is None:
        return None, ()
    # Where one sells nothing or the other buys nothing the potential is nothing, whatever the duty.
    traded = (every.exports[pair[0]] > 0) & (every.imports[pair[1]] > 0)
    asked = [code for code, some in zip(every.products, traded, strict=True) if some]
    rates = duties((seller, buyer), asked)
    if not rates:
        return None, ()
    each = np.array([rates.get(code, (0.0, 0.0)) for code in every.products])
    lacking = sum(code not in rates for code in asked)
    return PairTariffs(each[:, 0], each[:, 1]), (f"tariffs of {lacking} products",) if lacking else ()


def _distance(records: Records, warehouse: Warehouse, *, every: Margins, pair: tuple[int, int]) -> PairDistance | None:
    """Return the pair's log distance and, by product, how far the importer's imports usually come."""
    logs = geography(records)[0]
    if np.isnan(logs[pair]):
        return None
    rows = import_sources(warehouse, every.codes[pair[1]], level=every.level, year=records.year)
    weights = placed(rows, "exporter", codes=records.codes, products=every.products)
    weights = np.where(np.isnan(logs[:, pair[1]])[:, None], 0.0, weights)
    usual = mean_by_product(np.nan_to_num(logs[:, pair[1]]), weights)
    # What is not imported has no usual distance, and no demand for it to change.
    return PairDistance(float(logs[pair]), np.where(np.isnan(usual), logs[pair], usual))
