"""How are flows added up? The expressions that questions and summaries share.

Values are whole dollars and weights whole kilograms, so that every sum is exact in any order. A sum of unknown weights
is unknown; `quantity_value_usd` adds the values of those rows alone whose weight is known.
"""

from typing import TYPE_CHECKING

from alat.data.warehouse.tables import MARGINS, PAIR_YEARS, SCHEMAS

if TYPE_CHECKING:
    from ibis import Table  # type: ignore[import-untyped]
    from ibis.expr.types import Column, Scalar  # type: ignore[import-untyped]

DIGITS = 6
_KG_PER_T = 1000.0


def pair_years_of(flows: "Table", areas: "Table") -> "Table":
    """Return flows by year and pair of countries, all products together."""
    found = by_pair(flows, areas, rows=flows.count())
    return found.select(*SCHEMAS[PAIR_YEARS]).order_by("exporter", "importer", "year")


def margins_of(flows: "Table", areas: "Table", *, side: str) -> "Table":
    """Return flows by year, country and product, all partners together; `side` is exporter or importer."""
    import ibis  # noqa: PLC0415 - a second to load; whoever holds a table has paid for it

    code = f"{side}_code"
    named = flows.inner_join(areas.select("country", **{code: areas.code}), code)
    keys = ("year", "country", "product_code")
    found = named.group_by(*keys).aggregate(**sums(named)).mutate(side=ibis.literal(side))
    return found.select(*SCHEMAS[MARGINS]).order_by(*keys)


def by_pair(flows: "Table", areas: "Table", *, rows: "Scalar | None" = None) -> "Table":
    """Return flows by year and pair; codes that mean one country (841 and 842) come together."""
    more = {} if rows is None else {"rows": rows}
    by_code = flows.group_by("year", "exporter_code", "importer_code").aggregate(**sums(flows), **more)
    exporter = areas.select(exporter_code=areas.code, exporter=areas.country)
    importer = areas.select(importer_code=areas.code, importer=areas.country)
    named = by_code.inner_join(exporter, "exporter_code").inner_join(importer, "importer_code")
    again = sums_again(named) | ({} if rows is None else {"rows": named.rows.sum()})
    return named.group_by("year", "exporter", "importer").aggregate(**again)


def sums(flows: "Table") -> "dict[str, Scalar]":
    """Return the measures of single flows, added up."""
    known = flows.value_usd.sum(where=flows.quantity_kg.notnull()).fill_null(0.0)
    return {"value_usd": flows.value_usd.sum(), "quantity_kg": flows.quantity_kg.sum(), "quantity_value_usd": known}


def sums_again(rows: "Table") -> "dict[str, Scalar]":
    """Return the measures of rows that are sums already, added up."""
    return {name: rows[name].sum() for name in ("value_usd", "quantity_kg", "quantity_value_usd")}


def in_tonnes(rows: "Table") -> "Table":
    """Return sums with their weight in tonnes."""
    return rows.mutate(quantity_t=rows.quantity_kg / _KG_PER_T)


def product_text(code: "Column", level: int) -> "Column":
    """Return the first `level` digits of a product's number as text, its leading nought back in place."""
    whole = code if level == DIGITS else (code // 10 ** (DIGITS - level)).cast("int32")
    return whole.cast("string").lpad(level, "0")
