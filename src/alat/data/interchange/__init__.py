"""How do tables get in and out? Polars, pandas and Arrow frames in memory, and files that other programs read."""

from alat.data.interchange.frames import to_arrow, to_pandas, to_polars

__all__ = ["to_arrow", "to_pandas", "to_polars"]
