"""Write `theta_studies` and `theta_cargo`: published trade elasticities, and what to take for a cargo class.

No study states theta by cargo class. A class takes the centre of all goods; its range is that of all goods, widened to
hold the middle half of the import-demand elasticities of Broda & Weinstein (2006) of its chapters, over 73 countries.
"""

from pathlib import Path

import polars as pl
from trade_files import RAW, SNAPSHOT, raw_folder, write

from alat.reference import cargo_classes, products

HERE = Path(__file__).resolve().parent
FILE = "trade/concordance/sigma_hs0.csv"
BRODA_WEINSTEIN = "broda-weinstein"
CENTRE = "fontagne-guimbard-orefice-2022"
LOWEST, HIGHEST = "boehm-levchenko-pandalai-nayar-long", "giri-yi-yilmazkuday-2018"
ALL = "all"
ENDS = (
    "Centre of Fontagne and others; from Boehm and others' lowest of the long run to Giri and others' highest sector. "
    "Product by product lower ones are published: the middle half of Broda and Weinstein's lie from {low} to {high}"
)


def main(raw: Path = RAW, out: Path = SNAPSHOT) -> None:
    """Write both tables from the list of published figures and the elasticities by chapter."""
    published = pl.read_csv(HERE / "trade_theta_source.csv").with_columns(
        pl.col("low", "central", "high").cast(pl.Float64), basis=pl.lit("reported")
    )
    quartiles = _quartiles(raw)
    studies = pl.concat([published, quartiles.select(published.columns)])
    write(studies.sort("study"), "theta_studies.csv", out=out)
    write(_classes(published, quartiles), "theta_cargo.csv", out=out)


def _quartiles(raw: Path) -> pl.DataFrame:
    """Return the quartiles of sigma - 1 by cargo class: a chapter travels as the reference room says."""
    cargo = {code: one.cargo for code, one in products(2).items()}
    sigma = pl.read_csv(raw / FILE, schema_overrides={"HS0_2d": pl.String}).with_columns(
        cargo=pl.col("HS0_2d").replace_strict(cargo)
    )
    both = pl.concat([sigma, sigma.with_columns(cargo=pl.lit(ALL))])
    marks = {"low": 0.25, "central": 0.5, "high": 0.75}
    return both.group_by("cargo").agg(
        *((pl.col("sigma").quantile(at, "linear") - 1).round(2).alias(name) for name, at in marks.items()),
        study=pl.lit("broda-weinstein-2006-") + pl.col("cargo").first(),
        goods=pl.lit("chapters that travel as ") + pl.col("cargo").first().replace(ALL, "any class"),
        horizon=pl.lit("long"),
        identified_by=pl.lit("import values and quantities of 73 countries"),
        source=pl.lit(BRODA_WEINSTEIN),
        note=pl.lit("Quartiles of the elasticity of substitution less one over ")
        + pl.len().cast(pl.String)
        + " pairs of country and three-digit group",
        basis=pl.lit("reported"),
    )


def _classes(published: pl.DataFrame, quartiles: pl.DataFrame) -> pl.DataFrame:
    figures = {row["study"]: row for row in published.to_dicts()}
    low, centre, high = figures[LOWEST]["low"], figures[CENTRE]["central"], figures[HIGHEST]["high"]
    middle = {row["cargo"]: row for row in quartiles.to_dicts()}
    cited = [figures[name]["source"] for name in (CENTRE, LOWEST, HIGHEST)]
    rows = [(ALL, low, centre, high, "assumed", ";".join(cited), ENDS.format(**middle[ALL]))]
    note = (
        "No study states it by cargo class: the centre of all goods, and its range widened to hold the middle half of"
    )
    for code in cargo_classes():
        ends = (min(low, middle[code]["low"]), centre, max(high, middle[code]["high"]))
        rows.append(
            (code, *ends, "assumed", ";".join([*cited, BRODA_WEINSTEIN]), f"{note} Broda and Weinstein's figures")
        )
    return pl.DataFrame(rows, schema=["cargo", "low", "central", "high", "basis", "sources", "note"], orient="row")


if __name__ == "__main__":
    main(raw_folder())
