"""Where the trade scripts read and write, and the one way in which they write a table."""

import csv
import sys
from pathlib import Path

import polars as pl

ROOT = Path(__file__).resolve().parents[2]
RAW = ROOT.parent / "shared" / "data"
SNAPSHOT = ROOT / "src" / "alat" / "data" / "snapshot"
COUNTRIES = ROOT / "src" / "alat" / "reference" / "tables" / "countries.csv"


def raw_folder() -> Path:
    """Return the folder of raw files: the first argument, or the one beside the project."""
    return Path(sys.argv[1]) if len(sys.argv) > 1 else RAW


def known_codes() -> set[str]:
    """Return the ISO3 codes that stand for a country or territory of today."""
    with COUNTRIES.open(encoding="utf-8", newline="") as file:
        return {row["iso3"] for row in csv.DictReader(file)}


def write(frame: pl.DataFrame, name: str, *, out: Path) -> None:
    """Write `frame` as ``name`` (with its suffix) into `out`, the same bytes each time."""
    target = out / name
    if target.suffix == ".csv":
        yes_no = pl.selectors.boolean().replace_strict({True: "yes", False: "no"}, return_dtype=pl.String)
        frame.with_columns(yes_no).write_csv(target, line_terminator="\n", null_value="")
    else:
        frame.write_parquet(target, compression="zstd", compression_level=19, statistics=False, row_group_size=1 << 20)
    print(f"{name}: {frame.height} rows, {target.stat().st_size / 1e3:.0f} kB")
