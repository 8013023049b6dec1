"""Write mine output of lithium by country and year, with each country's share of the world total printed beside it.

BP's Statistical Review is the source: the British Geological Survey's series adds up minerals of different lithium
content, so that its countries cannot be compared.

Run as ``python tools/snapshot/minerals.py [RAW_DIR]``.
"""

import sys
from pathlib import Path

import polars as pl

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_RAW = ROOT.parent / "shared" / "data"
OUT = ROOT / "src" / "alat" / "data" / "snapshot"

COLUMN = "Lithium Production-Reserves"  # thousand tonnes of lithium contained
KILO = 1000.0
YEARS_KEPT = 5  # figures are cited, not the series copied
COUNTRIES = {
    "Argentina": "ARG",
    "Australia": "AUS",
    "Brazil": "BRA",
    "Chile": "CHL",
    "China": "CHN",
    "Portugal": "PRT",
    "United States": "USA",
    "Zimbabwe": "ZWE",
}


def main(raw: Path = DEFAULT_RAW, out: Path = OUT) -> None:
    """Write `minerals.csv`.

    Parameters
    ----------
    raw
        The folder with the raw files.
    out
        Where the table goes.
    """
    path = raw / "politics" / "energy" / "bp_statistical_review_2021.csv"
    printed = (
        pl.read_csv(path, columns=["Entity", "Year", COLUMN], schema_overrides={COLUMN: pl.Float64})
        .rename({COLUMN: "kilotonnes", "Year": "year"})
        .drop_nulls()
    )
    world = printed.filter(pl.col("Entity") == "World").select("year", world="kilotonnes")
    listed = printed.filter(pl.col("Entity") != "World")
    unmapped = sorted(set(listed["Entity"]) - set(COUNTRIES))
    if unmapped:
        raise SystemExit(f"minerals: no code for {', '.join(unmapped)}")
    listed = listed.filter(pl.col("year") > pl.col("year").max() - YEARS_KEPT)
    out.mkdir(parents=True, exist_ok=True)
    listed.join(world, on="year", validate="m:1").select(
        iso3=pl.col("Entity").replace_strict(COUNTRIES),
        mineral=pl.lit("lithium"),
        year="year",
        tonnes=(pl.col("kilotonnes") * KILO).round(1),
        share=(pl.col("kilotonnes") / pl.col("world")).round(6),
    ).sort("mineral", "year", "iso3").write_csv(out / "minerals.csv")
    print(f"minerals.csv: {listed.height} rows, to {max(listed['year'].to_list())}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_RAW)
