"""Write `flows_total`, `flows_total_codes` and `flows_total_world`: goods trade of 2023 by pair, and what no row means.

The file is not a full matrix. A set of codes never trades with each other in it, though they do in the world: rows of
a pair exist only where at least one side is *focal*. The focal set is found from the file itself: walk the codes from
the fewest partners to the most, and put each into the set of non-focal codes unless it has a row with one that is
already in. A pair of two focal codes is read as reconciled, a pair with one as that side's record, a pair of none as
not covered.
"""

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from trade_files import RAW, SNAPSHOT, known_codes, raw_folder, write

FILE = "trade/baci_2023_bilateral_totals.parquet"
USD_PER_KUSD = 1000.0


def main(raw: Path = RAW, out: Path = SNAPSHOT) -> None:
    """Read the totals file and write the three tables."""
    rows = pl.read_parquet(raw / FILE).with_columns(value_usd=pl.col("value_kusd") * USD_PER_KUSD)
    focal = focal_codes(rows)
    sides = pl.col("exporter").is_in(focal).cast(pl.Int8) + pl.col("importer").is_in(focal).cast(pl.Int8)
    flows = (
        rows.with_columns(coverage=pl.when(sides == 2).then(pl.lit("both")).otherwise(pl.lit("one")))
        .with_columns(basis=pl.col("coverage").replace_strict({"both": "reconciled", "one": "reported"}))
        .select("exporter", "importer", pl.col("value_usd").round(0), "coverage", "basis")
        .sort("exporter", "importer")
    )
    write(flows, "flows_total.parquet", out=out)
    write(_codes(rows, focal), "flows_total_codes.csv", out=out)
    write(_world(rows), "flows_total_world.csv", out=out)


def focal_codes(rows: pl.DataFrame) -> list[str]:
    """Return the codes outside the largest set found in which no two trade with each other."""
    codes = sorted({*rows["exporter"], *rows["importer"]})
    place = {code: index for index, code in enumerate(codes)}
    traded: NDArray[np.bool_] = np.zeros((len(codes), len(codes)), dtype=bool)
    traded[[place[c] for c in rows["exporter"]], [place[c] for c in rows["importer"]]] = True
    traded |= traded.T
    silent: list[int] = []
    for index in np.argsort(traded.sum(axis=1), kind="stable"):
        if not traded[index, silent].any():
            silent.append(int(index))
    return [code for index, code in enumerate(codes) if index not in silent]


def _codes(rows: pl.DataFrame, focal: list[str]) -> pl.DataFrame:
    present = {*rows["exporter"], *rows["importer"]}
    table = [
        {"iso3": code, "present": code in present, "focal": code in focal} for code in sorted(present | known_codes())
    ]
    return pl.DataFrame(table, schema={"iso3": pl.String, "present": pl.Boolean, "focal": pl.Boolean})


def _world(rows: pl.DataFrame) -> pl.DataFrame:
    """Return what the raw file sums to, and how much of it is between codes that are countries of today."""
    known = sorted(known_codes())
    mapped = (
        rows.filter(pl.col("exporter").is_in(known) & pl.col("importer").is_in(known))["value_usd"].to_numpy().sum()
    )
    world = rows["value_usd"].to_numpy().sum()
    return pl.DataFrame(
        {
            "table": ["flows_total"],
            "year": [2023],
            "rows": [rows.height],
            "world_usd": [world],
            "mapped_usd": [mapped],
            "unmapped_usd": [world - mapped],
        }
    )


if __name__ == "__main__":
    main(raw_folder())
