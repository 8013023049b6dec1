"""How well does the world's fit find what was observed of two bulk chapters? The largest pairs of sixteen headings."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alat.trade.estimate import fit_bilateral
from alat.trade.gravity import trade
from alat.trade.margins import margins
from alat.trade.records import snapshot_records

HEADINGS = "trade/baci_hs4_hard_commodities_2022_24_top200.parquet"
CHAPTERS = ("26", "27")
YEAR = 2023
FAR = 3.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Miss:
    """How far guesses of one chapter are off: median factor, share beyond a factor of three, rank correlation."""

    chapter: str
    guess: str
    pairs: int
    factor: float
    far: float
    rank: float


def misses(raw: Path) -> Iterator[Miss]:
    """Yield how far the fit, and the exporter's share of the pair's total, are off between focal countries."""
    rows = pl.read_parquet(raw / HEADINGS).filter(
        pl.col("year") == YEAR,
        pl.col("exporter").is_in(snapshot_records().focal),
        pl.col("importer").is_in(snapshot_records().focal),
        pl.col("exporter") != pl.col("importer"),
    )
    every = margins(snapshot_records())
    fit = fit_bilateral(trade(snapshot_records()), every.exports, imports=every.imports, tolerance=0)
    place = {code: index for index, code in enumerate(snapshot_records().codes)}
    for chapter in CHAPTERS:
        seen = (
            rows.filter(pl.col("hs4").str.starts_with(chapter))
            .group_by("exporter", "importer", maintain_order=True)
            .agg(pl.col("value_usd").sum())
        )
        i, j = ([place[code] for code in seen[side]] for side in ("exporter", "importer"))
        k = every.products.index(chapter)
        share = every.exports[:, k] / every.exports.sum(axis=1)
        observed = seen["value_usd"].cast(pl.Float64).to_numpy()
        for name, guess in (
            ("fit", fit.product(k)[i, j]),
            ("exporter's mix x pair's total", trade(snapshot_records())[i, j] * share[i]),
        ):
            yield _miss(chapter, name, guess=guess, observed=observed)


def _miss(chapter: str, name: str, *, guess: Floats, observed: Floats) -> Miss:
    off = np.abs(np.log(guess / observed))
    ranks = [pl.Series(each).rank().to_numpy() for each in (guess, observed)]
    correlation = np.corrcoef(ranks[0], ranks[1])[0, 1]
    factor = float(np.exp(np.median(off)))
    return Miss(chapter, name, observed.size, factor, float((off > np.log(FAR)).mean()), float(correlation))
