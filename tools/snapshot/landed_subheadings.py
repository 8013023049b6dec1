"""Write `hs_subheadings`: the subheadings of the Harmonized System, so that a code of six digits can be checked."""

from pathlib import Path

import polars as pl
from trade_files import RAW, SNAPSHOT, raw_folder, write

SUBHEADING = 6


def main(raw: Path = RAW, out: Path = SNAPSHOT) -> None:
    """Keep code and description of every subheading, sorted by code."""
    listed = pl.read_csv(raw / "trade" / "harmonized-system.csv", infer_schema=False)
    kept = listed.filter(pl.col("hscode").str.len_chars() == SUBHEADING)
    table = kept.select(code="hscode", label=pl.col("description").str.strip_chars()).sort("code")
    write(table, "hs_subheadings.parquet", out=out)


if __name__ == "__main__":
    main(raw_folder())
