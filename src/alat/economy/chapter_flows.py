"""Who sold what to whom in 2023, by chapter of the Harmonized System: the shipped totals, fitted to both margins.

Totals of pairs are recorded or, for pairs that no report covers, filled by the mean that the gravity equation expects.
What a total is made of is iterative proportional fitting to each country's exports and imports by chapter: every cell
is modelled. `alat.trade.trust` tells how often such a fit was right.
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from alat.economy.baseline import FloatArray
from alat.trade.estimate import fit_bilateral
from alat.trade.gravity import expected, trade
from alat.trade.margins import margins
from alat.trade.records import Records, snapshot_records


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ChapterFlows:
    """Trade of 2023 by exporter, importer and chapter.

    Attributes
    ----------
    countries, chapters
        ISO3 codes and HS chapters, N and K of them.
    flows_usd
        Fitted flows, shape (N, N, K), exporter first; the chapters of a pair sum to its total.
    modelled
        Pairs whose total is no record but what the gravity equation expects, shape (N, N), exporter first.
    unknown
        Pairs that no report covers and that stay nil, shape (N, N): not filled, or without a distance.
    margin_year, demand_years
        Years of the exports and of the imports by chapter.
    residual
        Summed differences of the fit to a margin by chapter, as a share of all trade.
    """

    countries: tuple[str, ...]
    chapters: tuple[str, ...]
    flows_usd: FloatArray
    modelled: NDArray[np.bool_]
    unknown: NDArray[np.bool_]
    margin_year: int
    demand_years: str
    residual: float

    def __repr__(self) -> str:
        return f"ChapterFlows({len(self.countries)} countries x {len(self.chapters)} chapters)"


@cache
def chapter_flows(*, fill: bool = True) -> ChapterFlows:
    """Return the trade of 2023 by exporter, importer and chapter.

    Parameters
    ----------
    fill
        Whether pairs that no report covers take what the gravity equation expects of them; else they are nil.
    """
    shipped = snapshot_records()
    uncovered = _uncovered(shipped)
    modelled = uncovered & (expected(shipped) > 0) & fill
    records = _filled(shipped, modelled) if fill else shipped
    sums = margins(records)
    fit = fit_bilateral(trade(records), sums.exports, imports=sums.imports)
    flows = fit.of_exporter[:, None, :] * fit.of_importer[None, :, :] * fit.of_pair[:, :, None]
    for array in (flows, modelled):
        array.setflags(write=False)
    return ChapterFlows(
        countries=records.codes,
        chapters=sums.products,
        flows_usd=flows,
        modelled=modelled,
        unknown=uncovered & ~modelled,
        margin_year=sums.margin_year,
        demand_years=sums.demand_years,
        residual=fit.residual,
    )


def _uncovered(records: Records) -> NDArray[np.bool_]:
    """Return the pairs of which neither side's trade is covered with all others, codes x codes."""
    outside = np.array([code not in records.focal for code in records.codes])
    pairs = outside[:, None] & outside[None, :]
    np.fill_diagonal(pairs, val=False)
    return np.asarray(pairs)


def _filled(records: Records, pairs: NDArray[np.bool_]) -> Records:
    mean = expected(records)
    added = {(records.codes[i], records.codes[j]): float(mean[i, j]) for i, j in np.argwhere(pairs)}
    return replace(records, name="the totals file, filled by gravity", totals_usd={**records.totals_usd, **added})
