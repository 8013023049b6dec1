"""Which chapters does a country come to sell? Density against plainer scores: 2011-2015 tells, 2018-2020 shows."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tools.validate.records import BASE, USD_PER_MUSD, Exports
from tools.validate.scores import Area, area, draws, mean_ranks, top_share

from alat.trade.complexity import Complexity, complexity, revealed_advantage

FOUND = slice(7, 10)
LEAST_EXPORTS_USD = 5e8
BELOW = (0.25, 0.5)
MADE = 1.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Race:
    """How scores rank the chapters that appeared among those that could have."""

    below: float
    exporters: int
    cases: int
    came: int
    areas: dict[str, Area]
    best: dict[str, float]


def races(seen: Exports) -> Iterator[Race]:
    """Yield a race for each threshold of what counts as not made."""
    mean = seen.usd[BASE].mean(axis=0)
    large = mean.sum(axis=1) >= LEAST_EXPORTS_USD
    before = complexity(np.round(mean[large]))
    after = revealed_advantage(seen.usd[FOUND].mean(axis=0)[large])
    scores = _scores(seen.usd[BASE][:, large], before)
    weights = draws(int(large.sum()))
    for below in BELOW:
        exporter, chapter = np.nonzero(before.rca < below)
        came = after[exporter, chapter] >= MADE
        cases = {name: score[exporter, chapter] for name, score in scores.items()}
        cases["density and RCA, mean of ranks"] = mean_ranks(cases["density"], cases["RCA before"])
        areas = {name: area(score, came, exporter=exporter, weights=weights) for name, score in cases.items()}
        best = {name: top_share(score, came) for name, score in cases.items()}
        yield Race(below, int(large.sum()), came.size, int(came.sum()), areas, best)


def _scores(base: Floats, before: Complexity) -> dict[str, Floats]:
    mean = base.mean(axis=0)
    shape = mean.shape
    growth = revealed_advantage(base[3:].mean(axis=0)) - revealed_advantage(base[:2].mean(axis=0))
    return {
        "density": before.density,
        "density over the exporter's mean": before.density / before.density.mean(axis=1, keepdims=True),
        "RCA before": before.rca,
        "change of RCA, 2011-12 to 2014-15": growth,
        "share of the world's exports (supply)": mean / mean.sum(axis=0),
        "world exports of the chapter (demand)": np.broadcast_to(mean.sum(axis=0) / USD_PER_MUSD, shape),
        "simplicity (PCI, least first)": np.broadcast_to(-before.pci, shape),
        "outlook gain (COG)": before.cog,
    }
