"""Write where each state stands: the ideal points fitted to the roll calls that ship.

Read by what must answer at once; `alat.diplomacy.ideal_points` fits them anew, and a test compares the two.

Run as ``python tools/snapshot/ideal.py`` after `votes` and a new seal.
"""

from pathlib import Path

import polars as pl

from alat.diplomacy.ideal.points import SCHEMA, ideal_points

OUT = Path(__file__).resolve().parents[2] / "src" / "alat" / "data" / "snapshot"
DECIMALS = 4


def main(out: Path = OUT) -> None:
    """Write the table.

    Parameters
    ----------
    out
        Where it goes.
    """
    rows = ideal_points().points.select(list(SCHEMA)).sort("iso3", "session")
    file = out / "ideal_points.parquet"
    rounded = rows.with_columns(pl.col("z", "z_low", "z_high").round(DECIMALS))
    rounded.write_parquet(file, compression="zstd", compression_level=19, statistics=False)
    print(f"{file.name}: {rows.height} rows, {file.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
