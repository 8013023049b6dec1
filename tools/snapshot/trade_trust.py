"""Write `estimate_trust` and `trade_lots`: how a fitted product mix fares against an observed one, and bulk lots.

The African matrix (countries x countries x sections) is fitted from its own sums and set against itself. Only the
errors are written; no figure of the matrix is.
"""

from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from trade_files import RAW, SNAPSHOT, raw_folder, write

from alat.trade.estimate import fit_bilateral

MATRIX = "trade/baci_africa_sections_avg2012_22.parquet"
EXPORTERS = "trade/baci_exporter_hs2_2011_2020.parquet"
HAND = Path(__file__).resolve().parent / "trade_lots_source.csv"
USD_PER_KUSD = 1e3
USD_PER_MUSD = 1e6
PRICE_YEARS = (2016, 2020)
CELL_ENDS_USD = (0.0, 1e4, 1e5, 1e6, 1e7, 1e8, None)
PAIR_ENDS_USD = (0.0, 1e5, 1e6, 1e7, 1e8, 1e9, None)
FAR = 3.0
TOLERANCE = 1e-8
PASSES = 1000

Floats = NDArray[np.float64]


def main(raw: Path = RAW, out: Path = SNAPSHOT) -> None:
    """Fit the matrix and write how far the fit is off; write what a lot of bulk is and its price."""
    seen = observed(raw)
    write(errors(seen, fitted(seen)), "estimate_trust.csv", out=out)
    write(_lots(pl.read_parquet(raw / EXPORTERS)), "trade_lots.csv", out=out)


def observed(raw: Path) -> Floats:
    """Return the African matrix in US dollars, exporters x importers x sections."""
    rows = pl.read_parquet(raw / MATRIX)
    codes = sorted({*rows["iso3_o"], *rows["iso3_d"]})
    place = {code: index for index, code in enumerate(codes)}
    sections = sorted(set(rows["section_code"]))
    values = np.zeros((len(codes), len(codes), len(sections)))
    for exporter, importer, section, kusd in rows.select("iso3_o", "iso3_d", "section_code", "value").iter_rows():
        values[place[exporter], place[importer], sections.index(section)] += kusd * USD_PER_KUSD
    return values


def fitted(seen: Floats) -> Floats:
    """Return the matrix as fitted from its own sums."""
    found = fit_bilateral(
        seen.sum(axis=2), seen.sum(axis=1), imports=seen.sum(axis=0), tolerance=TOLERANCE, passes=PASSES
    )
    return np.stack([found.product(section) for section in range(seen.shape[2])], axis=2)


def errors(seen: Floats, guess: Floats) -> pl.DataFrame:
    """Return the errors of a guess by size of the observed cell and of the pair, and over all."""
    totals = seen.sum(axis=2)
    wrong = np.abs(seen - guess)
    cells = seen > 0
    far = np.zeros(seen.shape, dtype=np.bool_)
    far[cells] = (guess[cells] > FAR * seen[cells]) | (FAR * guess[cells] < seen[cells])
    hit = seen.argmax(axis=2) == guess.argmax(axis=2)
    rows: list[tuple[object, ...]] = []
    for low, high in _classes(PAIR_ENDS_USD):
        here = (totals > 0) & (totals >= low) & (totals < (high or np.inf))
        off = wrong.sum(axis=2)[here] / 2 / totals[here]
        rows.append(("pair", low, high, int(here.sum()), float(off.mean()), float(hit[here].mean()), None, None))
    for low, high in (*_classes(CELL_ENDS_USD), (0.0, None)):
        here = cells & (seen >= low) & (seen < (high or np.inf))
        kind = "cell" if high is not None or low > 0 else "all"
        off = float(wrong.sum() / 2 / seen.sum()) if kind == "all" else None
        rank = _rank_correlation(seen[here], guess[here])
        rows.append((kind, low, high, int(here.sum()), off, None, float(far[here].mean()), rank))
    names = ["kind", "low_usd", "high_usd", "observations", "misallocated_share", "top_right_share", "far_off_share"]
    return pl.DataFrame(rows, schema=[*names, "rank_correlation"], orient="row").with_columns(
        pl.selectors.float().exclude("low_usd", "high_usd").round(6)
    )


def _classes(ends: tuple[float | None, ...]) -> list[tuple[float, float | None]]:
    return [(low, high) for low, high in pairwise(ends) if low is not None]


def _rank_correlation(first: Floats, second: Floats) -> float:
    """Return Spearman's correlation."""
    return float(np.corrcoef(pl.Series(first).rank().to_numpy(), pl.Series(second).rank().to_numpy())[0, 1])


def _lots(supply: pl.DataFrame) -> pl.DataFrame:
    """Return the hand-made lots with the world's mean price of the chapter."""
    prices = (
        supply.filter(pl.col("year").is_between(*PRICE_YEARS))
        .group_by("hs2")
        .agg(usd_per_t=(pl.col("value_musd").sum() * USD_PER_MUSD / pl.col("tonnes").sum()).round(1))
    )
    hand = pl.read_csv(HAND, schema_overrides={"hs2": pl.String})
    columns = ["hs2", "lot_t", "lot_low_t", "lot_high_t", "usd_per_t", "basis", "source", "note"]
    return hand.join(prices, on="hs2", how="left").select(columns).sort("hs2")


if __name__ == "__main__":
    main(raw_folder())
