"""What do reconciled flows (BACI) say, asked of any backend? Each question is one Ibis expression.

Countries are ISO 3166 alpha-3 codes where Alat knows one, else the publisher's own code as text (``490``). A missing
tonnage is None, never nought; `quantity_value_usd` is the value of the flows whose tonnage is known, so that a unit
value divides like by like.
"""

import polars as pl

from alat.data.warehouse.opening import Warehouse
from alat.data.warehouse.sums import DIGITS, by_pair, in_tonnes, product_text, sums, sums_again
from alat.data.warehouse.tables import AREAS, FLOWS, MARGINS, PAIR_YEARS, PRODUCTS, SCHEMAS, framed, stored
from alat.data.warehouse.vintages import Vintage, flow_dataset
from alat.errors import BadInput, NotCovered

LEVELS = (2, 4, 6)
_MEASURES = {"value_usd": "float64", "quantity_t": "float64", "quantity_value_usd": "float64"}


def flow_years(warehouse: Warehouse) -> tuple[int, ...]:
    """Return the years of the flows that answer; none where no BACI has been loaded."""
    vintage = flow_dataset(warehouse)
    return () if vintage is None else vintage.years


def flow_areas(warehouse: Warehouse) -> pl.DataFrame:
    """Return who is in the flows: code (the publisher's), country, mapped, name."""
    return _areas(warehouse, _vintage(warehouse))


def flow_products(warehouse: Warehouse) -> pl.DataFrame:
    """Return the six-digit products of the flows' revision: product, description."""
    return framed(stored(warehouse, PRODUCTS, vintage_id=_vintage(warehouse).id), SCHEMAS[PRODUCTS])


def totals(warehouse: Warehouse, year: int) -> pl.DataFrame:
    """Return all goods between every two countries in one year: exporter, importer and the measures.

    Raises
    ------
    NotCovered
        If no BACI has been loaded, or not that year.
    """
    vintage = _covering(warehouse, (year,))
    rows = stored(warehouse, PAIR_YEARS, vintage_id=vintage.id)
    return framed(in_tonnes(rows.filter(rows.year == year)), {"exporter": "string", "importer": "string"} | _MEASURES)


def pair_years(warehouse: Warehouse, exporter: str, importer: str) -> pl.DataFrame:
    """Return one pair's trade in all goods by year: year and the measures; a year without a row has no flow on record.

    Raises
    ------
    NotCovered
        If no BACI has been loaded.
    """
    rows = stored(warehouse, PAIR_YEARS, vintage_id=_vintage(warehouse).id)
    chosen = rows.filter(rows.exporter == exporter, rows.importer == importer)
    return framed(in_tonnes(chosen), {"year": "int32"} | _MEASURES)


def pair_products(
    warehouse: Warehouse, exporter: str, importer: str, *, level: int, years: tuple[int, ...]
) -> pl.DataFrame:
    """Return one pair's trade by product: year, product (`level` digits) and the measures.

    Raises
    ------
    NotCovered
        If no BACI has been loaded, or not one of the years.
    BadInput
        If `level` is not 2, 4 or 6.
    """
    _check_level(level)
    vintage = _covering(warehouse, years)
    areas = _areas(warehouse, vintage)
    flows = stored(warehouse, FLOWS, vintage_id=vintage.id)
    chosen = flows.filter(
        flows.exporter_code.isin(_codes(areas, exporter)),
        flows.importer_code.isin(_codes(areas, importer)),
        flows.year.isin(years),
    )
    named = chosen.mutate(product=product_text(chosen.product_code, level))
    found = named.group_by("year", "product").aggregate(**sums(named))
    return framed(in_tonnes(found), {"year": "int32", "product": "string"} | _MEASURES)


def import_sources(warehouse: Warehouse, importer: str, *, level: int, year: int) -> pl.DataFrame:
    """Return from whom one country bought each product in a year: exporter, product (`level` digits), value_usd.

    Raises
    ------
    NotCovered
        If no BACI has been loaded, or not that year.
    BadInput
        If `level` is not 2, 4 or 6.
    """
    _check_level(level)
    vintage = _covering(warehouse, (year,))
    areas = _areas(warehouse, vintage)
    flows = stored(warehouse, FLOWS, vintage_id=vintage.id)
    chosen = flows.filter(flows.importer_code.isin(_codes(areas, importer)), flows.year == year)
    named = chosen.mutate(product=product_text(chosen.product_code, level))
    found = named.group_by("exporter_code", "product").aggregate(value_usd=named.value_usd.sum())
    rows = framed(found, {"exporter_code": "int32", "product": "string", "value_usd": "float64"})
    known = areas.select(pl.col("code").alias("exporter_code"), pl.col("country").alias("exporter"))
    both = rows.join(known, on="exporter_code").group_by("exporter", "product").agg(pl.col("value_usd").sum())
    return both.sort("exporter", "product")


def margins(warehouse: Warehouse, *, side: str, level: int, years: tuple[int, ...]) -> pl.DataFrame:
    """Return every country's exports or imports by product: year, country, product and the measures.

    Parameters
    ----------
    side
        ``exporter`` or ``importer``.

    Raises
    ------
    NotCovered
        If no BACI has been loaded, or not one of the years.
    BadInput
        If `level` is not 2, 4 or 6, or `side` is neither.
    """
    _check_level(level)
    if side not in {"exporter", "importer"}:
        raise BadInput(f"side {side!r}; expected exporter or importer")
    vintage = _covering(warehouse, years)
    rows = stored(warehouse, MARGINS, vintage_id=vintage.id)
    chosen = rows.filter(rows.side == side, rows.year.isin(years))
    named = chosen.mutate(product=product_text(chosen.product_code, level))
    found = named.group_by("year", "country", "product").aggregate(**sums_again(named))
    return framed(in_tonnes(found), {"year": "int32", "country": "string", "product": "string"} | _MEASURES)


def product_flows(warehouse: Warehouse, product: str, *, years: tuple[int, ...]) -> pl.DataFrame:
    """Return who sells one product to whom: year, exporter, importer and the measures.

    Parameters
    ----------
    product
        2, 4 or 6 digits.

    Raises
    ------
    NotCovered
        If no BACI has been loaded, or not one of the years.
    BadInput
        If `product` is not 2, 4 or 6 digits.
    """
    if not product.isdecimal() or len(product) not in LEVELS:
        raise BadInput(f"product {product!r}; expected 2, 4 or 6 digits")
    vintage = _covering(warehouse, years)
    flows, areas = (stored(warehouse, kind, vintage_id=vintage.id) for kind in (FLOWS, AREAS))
    width = 10 ** (DIGITS - len(product))
    first = int(product) * width
    chosen = flows.filter(flows.product_code.between(first, first + width - 1), flows.year.isin(years))
    columns = {"year": "int32", "exporter": "string", "importer": "string"} | _MEASURES
    return framed(in_tonnes(by_pair(chosen, areas)), columns)


def _vintage(warehouse: Warehouse, years: tuple[int, ...] = ()) -> Vintage:
    vintage = flow_dataset(warehouse, years)
    if vintage is None:
        raise NotCovered(f"{warehouse.shown}: no BACI has been loaded; `alat data pull baci --from FOLDER` does it")
    return vintage


def _covering(warehouse: Warehouse, years: tuple[int, ...]) -> Vintage:
    vintage = _vintage(warehouse, years)
    for year in years:
        if year not in vintage.years:
            listed = ", ".join(str(each) for each in vintage.years)
            # Two revisions are never joined: what one calls a product the other may have split.
            others = f"; {vintage.note}" if vintage.note else ""
            raise NotCovered(
                f"{vintage.dataset} {vintage.release} in the warehouse has no year {year}; it has {listed}{others}"
            )
    return vintage


def _areas(warehouse: Warehouse, vintage: Vintage) -> pl.DataFrame:
    return framed(stored(warehouse, AREAS, vintage_id=vintage.id), SCHEMAS[AREAS])


def _codes(areas: pl.DataFrame, country: str) -> list[int]:
    # -1 is nobody's code: a country without one has no flows, and an empty list is no condition in some dialects.
    return areas.filter(pl.col("country") == country)["code"].to_list() or [-1]


def _check_level(level: int) -> None:
    if level not in LEVELS:
        raise BadInput(f"level {level}; expected 2, 4 or 6 digits")
