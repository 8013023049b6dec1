"""What is a tonne of each chapter worth at each exporter's border, for all of them at once?

The reading of `worth` where nothing was pulled, as one array: the exporter's mean of its newest year with tonnes
enough, unless it lies absurdly far from what is usual; else the world's.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from alat.data import datasets, table
from alat.errors import NotCovered
from alat.routing.figures import Floats
from alat.routing.prices import price_factor
from alat.trade.margins import SUPPLY_SOURCE
from alat.trade.settings import parameter

_NO_COUNTRY = "-"


@dataclass(frozen=True, slots=True, eq=False)
class ShippedValues:
    """Value of a tonne by exporter and chapter, in dollars of the model's year.

    Attributes
    ----------
    exporters, chapters
        ISO3 codes; chapters of the Harmonized System.
    usd_per_t
        (exporters, chapters), NaN where neither the exporter nor the world has a mean that may count.
    own
        (exporters, chapters) whether it is the exporter's own mean; the world's elsewhere.
    sources
        What it rests on.
    """

    exporters: tuple[str, ...]
    chapters: tuple[str, ...]
    usd_per_t: Floats
    own: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    sources: tuple[str, ...]


@lru_cache(maxsize=4)
def shipped_values(exporters: tuple[str, ...], chapters: tuple[str, ...]) -> ShippedValues:
    """Return what a tonne of each chapter is worth at each exporter's border.

    Parameters
    ----------
    exporters, chapters
        Rows and columns of the answer.

    Raises
    ------
    NotCovered
        If dollars of a year cannot be brought to the model's.

    Notes
    -----
    Equal to `worth(exporter, importer, hs=chapter, records=None)` to a tenth of a cent.
    """
    rows = _means()
    held = rows.filter(pl.col("tonnes") >= parameter("worth_tonnes_at_least"))
    newest = held.sort("year").group_by("exporter", "hs2", maintain_order=True).last()
    most = parameter("worth_times_at_most")
    sound = newest.join(_usual(rows), on="hs2", how="left").filter(
        pl.col("usual").is_null() | pl.col("mean").is_between(pl.col("usual") / most, pl.col("usual") * most)
    )
    factor = {year: price_factor(year) for year in sound["year"].unique().to_list()}
    found = {
        (exporter, chapter): mean * factor[year]
        for exporter, chapter, mean, year in sound.select("exporter", "hs2", "mean", "year").iter_rows()
    }
    own = np.array([[(country, chapter) in found for chapter in chapters] for country in exporters], dtype=bool)
    world = [found.get((_NO_COUNTRY, chapter), np.nan) for chapter in chapters]
    values = np.array(
        [
            [found.get((country, chapter), whole) for chapter, whole in zip(chapters, world, strict=True)]
            for country in exporters
        ]
    )
    if not np.isfinite(values).any():
        raise NotCovered("no value of a tonne is on record for these exporters and chapters")
    values.setflags(write=False)
    return ShippedValues(exporters, chapters, values, own, (SUPPLY_SOURCE, *datasets()["price_levels"].sources))


def _means() -> pl.DataFrame:
    """Return exporter, hs2, year, tonnes and mean value (USD of the year), the world as an exporter of its own."""
    rows = table("supply_hs2").filter((pl.col("tonnes") > 0) & (pl.col("value_usd") > 0))
    rows = rows.select("exporter", "hs2", "year", "value_usd", "tonnes")
    world = rows.group_by("hs2", "year").agg(pl.col("value_usd", "tonnes").sum())
    world = world.select(pl.lit(_NO_COUNTRY).alias("exporter"), "hs2", "year", "value_usd", "tonnes")
    return pl.concat([rows, world]).with_columns(mean=pl.col("value_usd") / pl.col("tonnes"))


def _usual(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the median of exporters' means of each chapter in the newest year."""
    newest = rows.filter(
        pl.col("exporter") != _NO_COUNTRY,
        pl.col("year") == pl.col("year").max().over("hs2"),
        pl.col("tonnes") >= parameter("worth_tonnes_at_least"),
    )
    return newest.group_by("hs2").agg(usual=pl.col("mean").median())
