"""What each table of a warehouse looks like, and what a table of a vintage is called.

Every vintage has tables of its own, named after it; a row in `vintages` is what makes them count. One insert is
therefore the whole swap, on every backend, whether or not it knows transactions.
"""

from typing import TYPE_CHECKING

import polars as pl

from alat.errors import BadInput

if TYPE_CHECKING:
    from ibis import Table  # type: ignore[import-untyped]

    from alat.data.warehouse.opening import Warehouse

VINTAGES = "vintages"
FLOWS, AREAS, PRODUCTS = "flows", "flow_areas", "flow_products"
PAIR_YEARS, MARGINS = "flows_pair_year", "flows_margin"

# Values are whole dollars and kilograms: sums are exact then, whatever the order in which a backend adds.
_MONEY = {"value_usd": "float64", "quantity_kg": "float64", "quantity_value_usd": "float64"}
SCHEMAS: dict[str, dict[str, str]] = {
    VINTAGES: {
        "id": "string",
        "dataset": "string",
        "release": "string",
        "revision": "string",
        "years": "string",
        "rows": "int64",
        "value_usd": "float64",
        "unmapped_usd": "float64",
        "sha256": "string",
        "loaded_at": "string",
        "files": "string",
        "tables": "string",
        "note": "string",
    },
    FLOWS: {
        "year": "int32",
        "exporter_code": "int32",
        "importer_code": "int32",
        "product_code": "int32",
        "value_usd": "float64",
        "quantity_kg": "float64",
    },
    AREAS: {"code": "int32", "country": "string", "mapped": "boolean", "name": "string"},
    PRODUCTS: {"product": "string", "description": "string"},
    PAIR_YEARS: {"year": "int32", "exporter": "string", "importer": "string"} | _MONEY | {"rows": "int64"},
    MARGINS: {"side": "string", "year": "int32", "country": "string", "product_code": "int32"} | _MONEY,
    "reports": {
        "reporter": "string",
        "partner": "string",
        "flow": "string",
        "period": "string",
        "year": "int32",
        "month": "int32",
        "revision": "string",
        "product": "string",
        "level": "int32",
        "value_usd": "float64",
        "value_basis": "string",
        "quantity_t": "float64",
        "cif_usd": "float64",
        "fob_usd": "float64",
    },
    "reported_periods": {"reporter": "string", "period": "string", "flow": "string"},
    "indicators": {"indicator": "string", "country": "string", "year": "int32", "value": "float64"},
    "tariffs": {
        "importer": "string",
        "partner": "string",
        "year": "int32",
        "product": "string",
        "level": "int32",
        "rate_percent": "float64",
        "weighted_percent": "float64",
        "lines": "int32",
        "kind": "string",
        "revision": "string",
        "source": "string",
    },
}
# What a connector may leave out of a table, where its publisher does not say it.
MAY_LACK = {
    "reports": frozenset({"level", "cif_usd", "fob_usd"}),
    "tariffs": frozenset({"weighted_percent", "lines", "revision", "source"}),
}
POLARS = {
    "string": pl.String,
    "int32": pl.Int32,
    "int64": pl.Int64,
    "float64": pl.Float64,
    "boolean": pl.Boolean,
}


def suffix(vintage_id: str) -> str:
    """Return what the names of a vintage's tables end with."""
    return vintage_id.rpartition("-")[2]


def stored(warehouse: "Warehouse", name: str, *, vintage_id: str) -> "Table":
    """Return the table `name` of a vintage, as an expression."""
    return warehouse.backend.table(f"{name}_{suffix(vintage_id)}")


def framed(expression: "Table", columns: dict[str, str]) -> pl.DataFrame:
    """Run an expression and return its rows, sorted by its columns from the left, with the types that are expected.

    Backends differ in integer widths and in order; what comes back here does not.

    Raises
    ------
    BadInput
        If a column is missing: another version of Alat wrote the table.
    """
    frame: pl.DataFrame = expression.to_polars()
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise BadInput(
            f"the warehouse was written by another version of Alat: {expression.get_name()} has no column "
            f"{missing[0]}; load its files again into a new one"
        )
    typed = frame.select(pl.col(name).cast(POLARS[kind]) for name, kind in columns.items())
    return typed.sort(typed.columns, nulls_last=True)
