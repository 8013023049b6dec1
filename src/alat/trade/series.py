"""What did each of two countries record of the trade between them, year by year and month by month?"""

from functools import cache

import polars as pl

from alat.data import table
from alat.data.warehouse import Warehouse, asked_periods, reported_periods, reports
from alat.trade.records import Records

SOURCE = "wits-totals"
PULLED_SOURCE = "un-comtrade"
SMALLEST_USD = 1e6

COLUMNS = (
    "year",
    "exporter_usd",
    "importer_usd",
    "exporter_reported",
    "importer_reported",
    "exporter_asked",
    "importer_asked",
    "exporter_source",
    "importer_source",
    "ratio",
)
YEARLY, MONTHLY = "A", "M"
EXPORT, IMPORT, RE_EXPORT = "X", "M", "RX"

_SIDES = ("exporter", "importer")
_OF_SIDE = ("usd", "reported", "asked", "source")


def series(exporter: str, importer: str, *, records: Records) -> pl.DataFrame:
    """Return both reporters' yearly records of a flow.

    Parameters
    ----------
    exporter, importer
        ISO3 codes.
    records
        What is on record: the shipped reports, and in the stead of each side's for the years it was asked for, what
        was pulled.

    Returns
    -------
    polars.DataFrame
        One row a year, columns as in `COLUMNS`. A record is null where none was made; the flags beside it tell a
        country that did not report that year from one that reported and recorded nothing, and from one whose reports
        of that year were never asked for. `ratio` is the importer's record over the exporter's, null unless both are
        positive and the larger is at least a million US dollars. Empty where there is no series of the pair.
    """
    found = _shipped(exporter, importer)
    if records.reports is not None:
        pulled = _pulled(records.reports, exporter, importer=importer, frequency=YEARLY)
        found = _merged(found, pulled.with_columns(year=pl.col("period").cast(pl.Int64)))
    return _with_ratio(found.sort("year")).select(COLUMNS)


def months(exporter: str, importer: str, *, records: Records) -> pl.DataFrame:
    """Return both reporters' monthly records of a flow: as `series`, with ``period`` (2024-03) in place of the year.

    Empty where no monthly reports were pulled.
    """
    if records.reports is None:
        return pl.DataFrame()
    found = _pulled(records.reports, exporter, importer=importer, frequency=MONTHLY)
    return _with_ratio(found.sort("period")).select("period", *COLUMNS[1:])


def re_exports(exporter: str, importer: str, *, records: Records) -> pl.DataFrame:
    """Return the seller's exports and, of these, what it sold on, by year: ``year, value_usd, re_exported_usd``.

    Empty where the seller reports no re-exports or nothing was pulled.
    """
    empty = pl.DataFrame(schema={"year": pl.Int64, "value_usd": pl.Float64, "re_exported_usd": pl.Float64})
    if records.reports is None:
        return empty
    rows = _totals(records.reports, exporter, importer=importer, frequency=YEARLY)
    sold = rows.filter((pl.col("reporter") == exporter) & (pl.col("flow") == EXPORT))
    again = rows.filter((pl.col("reporter") == exporter) & (pl.col("flow") == RE_EXPORT))
    both = sold.join(again.select("period", re_exported_usd="value_usd"), on="period")
    return both.select(pl.col("period").cast(pl.Int64).alias("year"), "value_usd", "re_exported_usd").sort("year")


def revisions(exporter: str, importer: str, *, records: Records) -> dict[str, list[tuple[int, str]]]:
    """Return by side the years and the HS revision each reporter used, oldest first; empty where nothing was pulled."""
    if records.reports is None:
        return {}
    rows = _totals(records.reports, exporter, importer=importer, frequency=YEARLY)
    found = {}
    for side, reporter, flow in (("exporter", exporter, EXPORT), ("importer", importer, IMPORT)):
        own = rows.filter((pl.col("reporter") == reporter) & (pl.col("flow") == flow)).sort("period")
        found[side] = [(int(period), revision) for period, revision in own.select("period", "revision").iter_rows()]
    return found


@cache
def series_years() -> tuple[int, int]:
    """Return the first and the last year that the shipped reports cover."""
    years = table("flows_reported")["year"].sort()
    return int(years[0]), int(years[-1])


def sources_of(rows: pl.DataFrame) -> tuple[str, ...]:
    """Return the sources of the records of a series."""
    named = [*rows["exporter_source"].to_list(), *rows["importer_source"].to_list()] if rows.height else []
    return tuple(dict.fromkeys(source for source in named if source))


def _shipped(exporter: str, importer: str) -> pl.DataFrame:
    rows = table("flows_reported").filter((pl.col("exporter") == exporter) & (pl.col("importer") == importer))
    known = [pl.lit(value=True).alias(f"{side}_asked") for side in _SIDES]
    cited = [pl.lit(SOURCE).alias(f"{side}_source") for side in _SIDES]
    columns = [f"{side}_{what}" for side in _SIDES for what in _OF_SIDE]
    return rows.with_columns(pl.col("year").cast(pl.Int64), *known, *cited).select("year", *columns)


def _merged(shipped: pl.DataFrame, pulled: pl.DataFrame) -> pl.DataFrame:
    """Return each side's pulled record for the periods it was asked for, and its shipped one for the rest."""
    both = shipped.join(pulled, on="year", how="full", coalesce=True, suffix="_pulled")
    chosen = []
    for side in _SIDES:
        asked = pl.col(f"{side}_asked_pulled").fill_null(value=False)
        for what in _OF_SIDE:
            name = f"{side}_{what}"
            chosen.append(pl.when(asked).then(pl.col(f"{name}_pulled")).otherwise(pl.col(name)).alias(name))
    flags = pl.col("^(exporter|importer)_(reported|asked)$").fill_null(value=False)
    return both.select("year", *chosen).with_columns(flags)


def _pulled(warehouse: Warehouse, exporter: str, *, importer: str, frequency: str) -> pl.DataFrame:
    """Return a row for each period for which the reports of one of the two were asked for."""
    rows = _totals(warehouse, exporter, importer=importer, frequency=frequency)
    sides = []
    for side, reporter, flow in (("exporter", exporter, EXPORT), ("importer", importer, IMPORT)):
        asked = sorted(asked_periods(warehouse, reporter, frequency=frequency))
        periods = reported_periods(warehouse, reporter, frequency=frequency).filter(pl.col("flow") == flow)["period"]
        own = rows.filter((pl.col("reporter") == reporter) & (pl.col("flow") == flow))
        sides.append(
            pl.DataFrame({"period": asked}, schema={"period": pl.String})
            .join(own.select("period", pl.col("value_usd").alias(f"{side}_usd")), on="period", how="left")
            .with_columns(
                pl.col("period").is_in(periods.to_list()).alias(f"{side}_reported"),
                pl.lit(value=True).alias(f"{side}_asked"),
                pl.lit(PULLED_SOURCE).alias(f"{side}_source"),
            )
        )
    both = sides[0].join(sides[1], on="period", how="full", coalesce=True)
    return both.with_columns(pl.col("^(exporter|importer)_(reported|asked)$").fill_null(value=False))


def _totals(warehouse: Warehouse, exporter: str, *, importer: str, frequency: str) -> pl.DataFrame:
    rows = reports(warehouse, exporter, importer, frequency=frequency)
    return rows.filter(
        (pl.col("product") == "TOTAL")
        & (
            ((pl.col("reporter") == exporter) & (pl.col("partner") == importer))
            | ((pl.col("reporter") == importer) & (pl.col("partner") == exporter))
        )
    )


def _with_ratio(rows: pl.DataFrame) -> pl.DataFrame:
    larger = pl.max_horizontal("exporter_usd", "importer_usd")
    ratio = pl.col("importer_usd") / pl.col("exporter_usd")
    usable = (pl.col("exporter_usd") > 0) & (pl.col("importer_usd") > 0) & (larger >= SMALLEST_USD)
    return rows.with_columns(ratio=pl.when(usable).then(ratio))
