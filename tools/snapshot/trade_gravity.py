"""Write `gravity_geography` and `gravity_fit`: what separates two countries, and how much trade to expect of a pair.

The geography is of every two countries and territories of today that GeoDist knows, since flows that a user pulls know
more of them than the shipped totals do. The fit is PPML on the 2023 totals of all pairs that the file covers (zeros
kept), with exporter and importer effects.
Distance is the population-weighted one where GeoDist states it, else between main cities, and the row says which.
"""

from pathlib import Path

import numpy as np
import polars as pl
from trade_files import RAW, SNAPSHOT, known_codes, raw_folder, write

from alat.trade.ppml import fit_ppml

FILE = "trade/dist_cepii.parquet"
RENAMED = {"ROM": "ROU", "ZAR": "COD", "YUG": "SRB", "TMP": "TLS", "PAL": "PSE"}
REGRESSORS = ("ln_distance", "contiguity", "language", "colony")


def main(raw: Path = RAW, out: Path = SNAPSHOT) -> None:
    """Write the geography of all pairs, then fit on the tables already in `out`."""
    listed = pl.read_csv(out / "flows_total_codes.csv").filter(pl.col("present") == "yes")
    codes = listed.with_columns(focal=pl.col("focal") == "yes")
    geography = _geography(pl.read_parquet(raw / FILE), sorted(known_codes()))
    write(geography, "gravity_geography.parquet", out=out)
    write(fit(pl.read_parquet(out / "flows_total.parquet"), geography, codes=codes), "gravity_fit.csv", out=out)


def _geography(pairs: pl.DataFrame, codes: list[str]) -> pl.DataFrame:
    """Return each unordered pair once; every column of it is symmetric in the source."""
    weighted = pl.col("distw").cast(pl.Float64, strict=False).fill_nan(None)
    return (
        pairs.with_columns(first=pl.col("iso_o").replace(RENAMED), second=pl.col("iso_d").replace(RENAMED))
        .filter(pl.col("first").is_in(codes) & pl.col("second").is_in(codes) & (pl.col("first") < pl.col("second")))
        .with_columns(weighted=weighted)
        .select(
            "first",
            "second",
            distance_km=pl.coalesce("weighted", "dist"),
            distance_kind=pl.when(pl.col("weighted").is_null())
            .then(pl.lit("main_cities"))
            .otherwise(pl.lit("weighted")),
            contiguity=pl.col("contig") == 1,
            language=pl.col("comlang_off") == 1,
            colony=pl.col("colony") == 1,
        )
        .sort("first", "second")
    )


def fit(flows: pl.DataFrame, geography: pl.DataFrame, *, codes: pl.DataFrame) -> pl.DataFrame:
    """Return coefficients and effects as one long table, values in logs of US dollars."""
    names = codes["iso3"].to_list()
    place = {code: index for index, code in enumerate(names)}
    size = len(names)
    trade = np.zeros((size, size))
    trade[[place[c] for c in flows["exporter"]], [place[c] for c in flows["importer"]]] = flows["value_usd"].to_numpy()
    geography = geography.filter(pl.col("first").is_in(names) & pl.col("second").is_in(names))
    first, second = ([place[c] for c in geography[side]] for side in ("first", "second"))
    regressors = np.full((len(REGRESSORS), size, size), np.nan)
    columns = [np.log(geography["distance_km"].to_numpy()), *(geography[c].cast(pl.Float64) for c in REGRESSORS[1:])]
    for index, column in enumerate(columns):
        regressors[index][first, second] = regressors[index][second, first] = column
    focal = codes["focal"].to_numpy()
    covered = (focal[:, None] | focal[None, :]) & np.isfinite(regressors[0])
    found = fit_ppml(trade, regressors, used=covered)
    print(f"gravity: {found.observations} pairs, {found.steps} steps")
    rows = [
        ("coefficient", name, value, error)
        for name, value, error in zip(REGRESSORS, found.coefficients, found.standard_errors, strict=True)
    ]
    for kind, effects in (("exporter", found.exporter_effects), ("importer", found.importer_effects)):
        rows += [(kind, code, value, None) for code, value in zip(names, effects, strict=True) if np.isfinite(value)]
    return pl.DataFrame(
        [
            (kind, name, round(float(value), 10), None if error is None else round(float(error), 6))
            for kind, name, value, error in rows
        ],
        schema={"kind": pl.String, "name": pl.String, "value": pl.Float64, "standard_error": pl.Float64},
        orient="row",
    )


if __name__ == "__main__":
    main(raw_folder())
