"""What did each of two countries record of the trade between them, year by year?"""

from functools import cache

import polars as pl

from alat.data import table

SOURCE = "wits-totals"
SMALLEST_USD = 1e6

COLUMNS = ("year", "exporter_usd", "importer_usd", "exporter_reported", "importer_reported", "ratio")


def series(exporter: str, importer: str) -> pl.DataFrame:
    """Return both reporters' yearly records of a flow.

    Parameters
    ----------
    exporter, importer
        ISO3 codes.

    Returns
    -------
    polars.DataFrame
        One row a year: ``year, exporter_usd, importer_usd, exporter_reported, importer_reported, ratio``. A record is
        null where none was made; the flag beside it tells a country that did not report that year from one that
        reported and recorded nothing. `ratio` is the importer's record over the exporter's, null unless both are
        positive and the larger is at least a million US dollars. Empty where the snapshot has no series of the pair.
    """
    larger = pl.max_horizontal("exporter_usd", "importer_usd")
    ratio = pl.col("importer_usd") / pl.col("exporter_usd")
    usable = (pl.col("exporter_usd") > 0) & (pl.col("importer_usd") > 0) & (larger >= SMALLEST_USD)
    return (
        table("flows_reported")
        .filter((pl.col("exporter") == exporter) & (pl.col("importer") == importer))
        .sort("year")
        .with_columns(ratio=pl.when(usable).then(ratio))
        .select(COLUMNS)
    )


@cache
def series_years() -> tuple[int, int]:
    """Return the first and the last year that reporters' series cover."""
    years = table("flows_reported")["year"].sort()
    return int(years[0]), int(years[-1])
