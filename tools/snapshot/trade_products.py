"""Write `supply_hs2`, `demand_hs2`, `demand_hs4` and `demand_coverage`: who sells and who buys which products.

The importers' file has no China, and misses products that have no imports from China: `demand_coverage` says what
share of a country's recorded imports it holds.
"""

from pathlib import Path

import polars as pl
from trade_files import RAW, SNAPSHOT, raw_folder, write

EXPORTERS = "trade/baci_exporter_hs2_2011_2020.parquet"
IMPORTERS = "trade/baci_importer_hs6_world_avg2022_23.parquet"
TOTALS = "trade/baci_2023_bilateral_totals.parquet"
FIRST_YEAR = 2016
USD_PER_MUSD = 1e6
USD_PER_KUSD = 1e3


def main(raw: Path = RAW, out: Path = SNAPSHOT) -> None:
    """Read the two product files and write the four tables."""
    supply = (
        pl.read_parquet(raw / EXPORTERS)
        .filter(pl.col("year") >= FIRST_YEAR)
        .select(
            "exporter", "hs2", "year", value_usd=(pl.col("value_musd") * USD_PER_MUSD).round(0), tonnes=pl.col("tonnes")
        )
        .sort("exporter", "hs2", "year")
    )
    write(supply, "supply_hs2.parquet", out=out)
    demand = pl.read_parquet(raw / IMPORTERS).with_columns(value_usd=pl.col("world_musd") * USD_PER_MUSD)
    write(_by(demand, "hs2"), "demand_hs2.parquet", out=out)
    write(
        _by(demand.with_columns(hs4=pl.col("hs6").str.slice(0, 4)), "hs4"),
        "demand_hs4.parquet",
        out=out,
    )
    write(_coverage(demand, pl.read_parquet(raw / TOTALS)), "demand_coverage.csv", out=out)


def _by(demand: pl.DataFrame, level: str) -> pl.DataFrame:
    return (
        demand.sort("importer", "hs6")
        .group_by("importer", level, maintain_order=True)
        .agg(pl.col("value_usd").sum().round(0))
        .sort("importer", level)
    )


def _coverage(demand: pl.DataFrame, totals: pl.DataFrame) -> pl.DataFrame:
    """Return, for each importer of either file, what the product file holds of its recorded total imports."""
    products = demand.sort("hs6").group_by("importer", maintain_order=True).agg(product_usd=pl.col("value_usd").sum())
    imports = (
        totals.sort("exporter")
        .group_by("importer", maintain_order=True)
        .agg(total_usd=pl.col("value_kusd").sum() * USD_PER_KUSD)
    )
    return (
        products.join(imports, on="importer", how="full", coalesce=True)
        .with_columns(
            product_usd=pl.col("product_usd").round(0),
            total_usd=pl.col("total_usd").round(0),
            share=(pl.col("product_usd") / pl.col("total_usd")).round(6),
        )
        .select("importer", "product_usd", "total_usd", "share")
        .sort("importer")
    )


if __name__ == "__main__":
    main(raw_folder())
