"""Write `manufactured_goods`: what share of the imports of a chapter or heading are manufactures.

Manufactures are sections 5 to 8 of the Standard International Trade Classification, revision 4, less division 68
(non-ferrous metals), as in the World Bank's mean tariff on them. Subheadings of several editions of the Harmonized
System are in the file; where editions sort one apart, its share is the mean. Weights are the imports of every country
in the file, which lacks China's.
"""

from pathlib import Path

import polars as pl
from trade_files import RAW, SNAPSHOT, raw_folder, write

CLASSES = "trade/concordance/hs6_sitc4.csv"
IMPORTERS = "trade/baci_importer_hs6_world_avg2022_23.parquet"


def main(raw: Path = RAW, out: Path = SNAPSHOT) -> None:
    """Read the classification and the importers' file, and write the table."""
    listed = pl.read_csv(raw / CLASSES, infer_schema=False).select(hs6="HS6_6d", sitc="SITC4_2d").drop_nulls().unique()
    made = pl.col("sitc").str.slice(0, 1).is_in(["5", "6", "7", "8"]) & (pl.col("sitc") != "68")
    share = listed.group_by("hs6").agg(share=made.cast(pl.Float64).mean())
    imports = pl.read_parquet(raw / IMPORTERS).group_by("hs6").agg(usd=pl.col("world_musd").sum())
    # A subheading that the importers' edition does not have still tells of its heading.
    joined = share.join(imports, on="hs6", how="left").with_columns(pl.col("usd").fill_null(0.0))
    write(pl.concat([_by(joined, digits) for digits in (2, 4)]).sort("code"), "manufactured_goods.csv", out=out)


def _by(rows: pl.DataFrame, digits: int) -> pl.DataFrame:
    """Return the share by the first digits: of imports, or of subheadings where nothing is imported."""
    usd, plain = (pl.col("share") * pl.col("usd")).sum() / pl.col("usd").sum(), pl.col("share").mean()
    return (
        rows.group_by(code=pl.col("hs6").str.slice(0, digits))
        .agg(
            manufactured_share=pl.when(pl.col("usd").sum() > 0).then(usd).otherwise(plain).round(6),
            subheadings=pl.len(),
        )
        .sort("code")
    )


if __name__ == "__main__":
    main(raw_folder())
