"""Write what both reporters say, and how far two reporters differ or a flow grows in general.

`flows_reported` holds only the pairs of the shipped study and of its transit pool, 1996-2016: Azerbaijan with each
Latin American state both ways, and Latin American sales to the other countries of the pool. `mirror_reference` and
`growth_reference` are percentiles over all pairs, computed here.
`transit_pools` is copied from the hand-made list beside this file.
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import polars as pl
from trade_files import RAW, ROOT, SNAPSHOT, raw_folder, write

FILE = "trade/wits_reported_bilateral_totals.parquet"
POOLS = Path(__file__).resolve().parent / "trade_transit_pools.csv"
MEMBERSHIPS = ROOT / "src" / "alat" / "reference" / "tables" / "memberships.csv"
HOME, REGION = "AZE", "latin-america"
YEARS = range(1996, 2017)
POOL_YEARS = (2012, 2016)
GROWTH_YEARS = (2000, 2016)
SMALLEST_POOLED_KUSD = 5000.0
SIZES_MUSD = {"all": (5.0, None), "small": (5.0, 50.0), "medium": (50.0, 500.0), "large": (500.0, None)}
BASES_MUSD = ((0.1, 1.0), (1.0, 10.0), (10.0, 100.0), (100.0, 1000.0), (1000.0, None))
KUSD_PER_MUSD = USD_PER_KUSD = 1000.0


def main(raw: Path = RAW, out: Path = SNAPSHOT) -> None:
    """Read the reported totals and write the three tables."""
    rows = pl.read_parquet(raw / FILE)
    sold = rows.filter(pl.col("export_kusd") > 0).select(
        "year", exporter="reporter", importer="partner", exporter_kusd="export_kusd"
    )
    bought = rows.filter(pl.col("import_kusd") > 0).select(
        "year", exporter="partner", importer="reporter", importer_kusd="import_kusd"
    )
    write(pl.read_csv(POOLS).sort("buyer", "neighbour"), "transit_pools.csv", out=out)
    write(_study_pairs(sold, bought), "flows_reported.parquet", out=out)
    write(_mirror_reference(sold, bought), "mirror_reference.csv", out=out)
    write(_growth_reference(bought), "growth_reference.csv", out=out)


def _study_pairs(sold: pl.DataFrame, bought: pl.DataFrame) -> pl.DataFrame:
    region = sorted(row["iso3"] for row in _rows(MEMBERSHIPS) if row["bloc"] == REGION)
    neighbours = sorted(row["neighbour"] for row in _rows(POOLS) if row["buyer"] == HOME)
    pairs = [(state, buyer) for state in region for buyer in (HOME, *neighbours)] + [(HOME, state) for state in region]
    grid = pl.DataFrame(
        [(exporter, importer, year) for exporter, importer in sorted(pairs) for year in YEARS],
        schema={"exporter": pl.String, "importer": pl.String, "year": pl.Int64},
        orient="row",
    )
    return (
        grid.join(sold, on=["year", "exporter", "importer"], how="left")
        .join(bought, on=["year", "exporter", "importer"], how="left")
        .join(_reporting(sold, "exporter"), on=["year", "exporter"], how="left")
        .join(_reporting(bought, "importer"), on=["year", "importer"], how="left")
        .select(
            "exporter",
            "importer",
            "year",
            exporter_usd=(pl.col("exporter_kusd") * USD_PER_KUSD).round(0),
            importer_usd=(pl.col("importer_kusd") * USD_PER_KUSD).round(0),
            exporter_reported=pl.col("exporter_reported").fill_null(value=False),
            importer_reported=pl.col("importer_reported").fill_null(value=False),
        )
        .sort("exporter", "importer", "year")
    )


def _reporting(rows: pl.DataFrame, side: str) -> pl.DataFrame:
    """Return the years in which a country has any positive record on that side."""
    return rows.select("year", side).unique().with_columns(pl.lit(value=True).alias(f"{side}_reported"))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _mirror_reference(sold: pl.DataFrame, bought: pl.DataFrame) -> pl.DataFrame:
    pooled = (
        _in_years(sold, POOL_YEARS)
        .join(_in_years(bought, POOL_YEARS), on=["year", "exporter", "importer"], how="full", coalesce=True)
        .filter(pl.col("exporter") != pl.col("importer"))
        .join(_reporting(sold, "exporter").drop("exporter_reported"), on=["year", "exporter"])
        .join(_reporting(bought, "importer").drop("importer_reported"), on=["year", "importer"])
        .group_by("exporter", "importer")
        .agg(pl.col("exporter_kusd").sum(), pl.col("importer_kusd").sum())
        .with_columns(larger=pl.max_horizontal("exporter_kusd", "importer_kusd"))
        .filter(
            (pl.col("exporter_kusd") > 0) & (pl.col("importer_kusd") > 0) & (pl.col("larger") >= SMALLEST_POOLED_KUSD)
        )
    )
    tables = []
    for size, (low, high) in SIZES_MUSD.items():
        ratios = _between(pooled, "larger", low=low, high=high).select(
            ratio=pl.col("importer_kusd") / pl.col("exporter_kusd")
        )
        levels = np.percentile(ratios["ratio"].sort().to_numpy(), range(1, 100))
        found = _class(low, high, pairs=ratios.height, values={"percentile": range(1, 100), "ratio": levels})
        tables.append(found.select(pl.lit(size).alias("size"), pl.all()))
    return pl.concat(tables)


def _growth_reference(bought: pl.DataFrame) -> pl.DataFrame:
    rows = _in_years(bought, GROWTH_YEARS)
    after = rows.select(pl.col("year") - 1, "exporter", "importer", after="importer_kusd")
    growth = rows.join(after, on=["year", "exporter", "importer"]).with_columns(
        percent=(pl.col("after") / pl.col("importer_kusd") - 1) * 100
    )
    tables = []
    for low, high in BASES_MUSD:
        found = _between(growth, "importer_kusd", low=low, high=high)["percent"].sort().to_numpy()
        values = {f"p{p}": [float(np.percentile(found, p))] for p in (10, 25, 50, 75, 90)}
        tables.append(_class(low, high, pairs=found.size, values=values))
    return pl.concat(tables)


def _in_years(rows: pl.DataFrame, years: tuple[int, int]) -> pl.DataFrame:
    return rows.filter(pl.col("year").is_between(*years))


def _between(rows: pl.DataFrame, column: str, *, low: float, high: float | None) -> pl.DataFrame:
    found = rows.filter(pl.col(column) >= low * KUSD_PER_MUSD)
    return found if high is None else found.filter(pl.col(column) < high * KUSD_PER_MUSD)


def _class(low: float, high: float | None, *, pairs: int, values: Mapping[str, Iterable[float]]) -> pl.DataFrame:
    columns = {name: pl.Series(name, [round(float(v), 6) for v in found]) for name, found in values.items()}
    return (
        pl.DataFrame(columns)
        .with_columns(
            low_usd=pl.lit(low * 1e6),
            high_usd=pl.lit(None if high is None else high * 1e6, dtype=pl.Float64),
            observations=pl.lit(pairs),
        )
        .with_columns(pl.col("^percentile$").cast(pl.Int64))
        .select("low_usd", "high_usd", "observations", *columns)
    )


if __name__ == "__main__":
    main(raw_folder())
