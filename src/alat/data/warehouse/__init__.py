"""Where do flows at scale live? A warehouse: a DuckDB file by default, a ministry's own database by URL.

`configured_url` and `open_warehouse` lead in, `vintages` says what was loaded and when, the questions on flows,
reports, indicators and tariffs give small Polars frames, and `store` takes a load in, whole or not at all.
"""

from alat.data.warehouse.flows import (
    flow_areas,
    flow_products,
    flow_years,
    import_sources,
    margins,
    pair_products,
    pair_years,
    product_flows,
    totals,
)
from alat.data.warehouse.opening import (
    Warehouse,
    check_there,
    configured_url,
    default_url,
    loading,
    loading_url,
    open_warehouse,
    shown,
)
from alat.data.warehouse.records import asked_periods, indicators, reported_periods, reports, tariffs
from alat.data.warehouse.storing import Incoming, store
from alat.data.warehouse.vintages import StoredFile, Vintage, current, flow_dataset, holding, vintages

__all__ = [
    "Incoming",
    "StoredFile",
    "Vintage",
    "Warehouse",
    "asked_periods",
    "check_there",
    "configured_url",
    "current",
    "default_url",
    "flow_areas",
    "flow_dataset",
    "flow_products",
    "flow_years",
    "holding",
    "import_sources",
    "indicators",
    "loading",
    "loading_url",
    "margins",
    "open_warehouse",
    "pair_products",
    "pair_years",
    "product_flows",
    "reported_periods",
    "reports",
    "shown",
    "store",
    "tariffs",
    "totals",
    "vintages",
]
