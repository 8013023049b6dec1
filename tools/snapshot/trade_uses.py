"""Write `chapter_uses`: what share of a chapter's imports goes into production, by the end use of its subheadings.

The Classification by Broad Economic Categories, revision 4, sorts subheadings into capital, intermediate and consumer
goods. It leaves open what becomes of motor spirit (320, and 2710 where the file does not say which oil) and of goods
not elsewhere specified (700): half of them are taken to be intermediate, the range holds none and all. Passenger cars
(510) are final goods whether bought by households or by firms. Weights are the imports of every country in the file,
which lacks China's.
"""

from pathlib import Path

import polars as pl
from trade_files import RAW, SNAPSHOT, raw_folder, write

CLASSES = "trade/concordance/hs6_bec4.csv"
IMPORTERS = "trade/baci_importer_hs6_world_avg2022_23.parquet"
USD_PER_MUSD = 1e6
INTERMEDIATE = {"111", "121", "210", "220", "310", "322", "420", "530"}
FINAL = {"112", "122", "410", "510", "521", "522", "610", "620", "630"}
OPEN = {"320", "700"}
# The file has oil products under the whole heading, of which motor spirit is a part.
WHOLE_HEADINGS = {"271000": "320"}


def main(raw: Path = RAW, out: Path = SNAPSHOT) -> None:
    """Read the classification and the importers' file, and write the table."""
    imports = pl.read_parquet(raw / IMPORTERS).sort("importer", "hs6")
    by_code = imports.group_by("hs6", maintain_order=True).agg(usd=pl.col("world_musd").sum() * USD_PER_MUSD)
    joined = by_code.join(_shares(raw), on="hs6", how="left").sort("hs6")
    lost = joined.filter(pl.col("central").is_null())
    if lost.height:
        raise SystemExit(f"no end use of {', '.join(lost['hs6'])}: name a class for them")
    parts = {"low": "intermediate_low", "central": "intermediate_share", "high": "intermediate_high"}
    uses = (
        joined.group_by(hs2=pl.col("hs6").str.slice(0, 2))
        .agg(
            pl.col("usd").sum().round(0).alias("imports_usd"),
            *(
                ((pl.col("usd") * pl.col(part)).sum() / pl.col("usd").sum()).round(6).alias(name)
                for part, name in parts.items()
            ),
        )
        .sort("hs2")
    )
    write(uses, "chapter_uses.csv", out=out)


def _shares(raw: Path) -> pl.DataFrame:
    """Return the share that is intermediate by subheading: the mean where editions of the system differ."""
    listed = pl.read_csv(raw / CLASSES, infer_schema=False).select(hs6="HS6_6d", use="BEC4_3d").drop_nulls().unique()
    whole = pl.DataFrame({"hs6": list(WHOLE_HEADINGS), "use": list(WHOLE_HEADINGS.values())})
    classes = pl.concat([listed, whole])
    strange = set(classes["use"]) - INTERMEDIATE - FINAL - OPEN
    if strange:
        raise SystemExit(f"classes {', '.join(sorted(strange))}: say what use they stand for")
    ends = {"low": 0.0, "central": 0.5, "high": 1.0}
    return classes.group_by("hs6").agg(
        *(
            pl.when(pl.col("use").is_in(INTERMEDIATE))
            .then(1.0)
            .when(pl.col("use").is_in(OPEN))
            .then(open_share)
            .otherwise(0.0)
            .mean()
            .alias(name)
            for name, open_share in ends.items()
        )
    )


if __name__ == "__main__":
    main(raw_folder())
