"""The raw files as arrays: exports by chapter and year, imports by chapter, both reporters' totals."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alat.trade.settings import set_apart

EXPORTERS = "trade/baci_exporter_hs2_2011_2020.parquet"
IMPORTERS = "trade/baci_importer_hs6_world_avg2022_23.parquet"
REPORTED = "trade/wits_reported_bilateral_totals.parquet"
YEARS = tuple(range(2011, 2021))
BASE = slice(0, 5)
LATER = slice(5, 10)
REPORTED_YEARS = tuple(range(2011, 2017))
RENAMED = {"ROM": "ROU", "SER": "SRB", "ZAR": "COD", "TMP": "TLS", "SUD": "SDN"}
USD_PER_MUSD, USD_PER_KUSD = 1e6, 1e3

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Exports:
    """Exports in US dollars, years x exporters x chapters, without the chapters that lists set apart."""

    codes: tuple[str, ...]
    chapters: tuple[str, ...]
    usd: Floats
    imports_usd: Floats
    imports_known: Bools


@dataclass(frozen=True)
class Reported:
    """Totals in US dollars, years x exporters x importers, by either side's record; NaN where that side is silent."""

    codes: tuple[str, ...]
    by_exporter: Floats
    by_importer: Floats


def exports(raw: Path) -> Exports:
    """Read exports of 2011-2020, and imports of 2022-23 scaled to each chapter's world exports of 2011-2015."""
    rows = pl.read_parquet(raw / EXPORTERS).filter(~pl.col("hs2").is_in(list(set_apart())))
    codes, chapters = tuple(sorted(set(rows["exporter"]))), tuple(sorted(set(rows["hs2"])))
    place, column = _places(codes), _places(chapters)
    usd = np.zeros((len(YEARS), len(codes), len(chapters)))
    for year, exporter, chapter, musd in rows.select("year", "exporter", "hs2", "value_musd").iter_rows():
        usd[YEARS.index(year), place[exporter], column[chapter]] = musd * USD_PER_MUSD
    bought = np.zeros(usd.shape[1:])
    imports = pl.read_parquet(raw / IMPORTERS).group_by("importer", "hs2").agg(pl.col("world_musd").sum())
    for importer, chapter, musd in imports.iter_rows():
        if importer in place and chapter in column:
            bought[place[importer], column[chapter]] = musd * USD_PER_MUSD
    scale = usd[BASE].mean(axis=0).sum(axis=0) / bought.sum(axis=0)
    return Exports(codes, chapters, usd, bought * scale, bought.sum(axis=1) > 0)


def reported(raw: Path, codes: tuple[str, ...]) -> Reported:
    """Read both sides' totals of 2011-2016 between given codes; a year counts as reported if any total is positive."""
    place, shape = _places(codes), (len(REPORTED_YEARS), len(codes), len(codes))
    sold, bought = np.zeros(shape), np.zeros(shape)
    rows = pl.read_parquet(raw / REPORTED).filter(pl.col("year").is_in(REPORTED_YEARS))
    for year, reporter, partner, export, imported in rows.iter_rows():
        first, second = place.get(RENAMED.get(reporter, reporter), -1), place.get(RENAMED.get(partner, partner), -1)
        if first < 0 or second < 0 or first == second:
            continue
        sold[REPORTED_YEARS.index(year), first, second] += (export or 0.0) * USD_PER_KUSD
        bought[REPORTED_YEARS.index(year), second, first] += (imported or 0.0) * USD_PER_KUSD
    sold[~(sold.sum(axis=2) > 0)] = np.nan
    silent = ~(bought.sum(axis=1) > 0)
    bought.transpose(0, 2, 1)[silent] = np.nan
    return Reported(codes, sold, bought)


def _places(names: tuple[str, ...]) -> dict[str, int]:
    return {name: index for index, name in enumerate(names)}
