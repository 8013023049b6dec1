"""How do tables get in and out? Polars, pandas and Arrow frames in memory, and files that other programs read.

`to_polars` takes any of the three, `sheets_of` finds the tables of a result, and `export` writes them: a workbook, CSV,
Parquet, SDMX-CSV, or a data package in a folder or a zip.
"""

from alat.data.interchange.export import Target, export, target
from alat.data.interchange.frames import to_arrow, to_pandas, to_polars
from alat.data.interchange.guard import guarded, unguarded
from alat.data.interchange.sheets import Sheet, Sheets, sheets_of

__all__ = [
    "Sheet",
    "Sheets",
    "Target",
    "export",
    "guarded",
    "sheets_of",
    "target",
    "to_arrow",
    "to_pandas",
    "to_polars",
    "unguarded",
]
