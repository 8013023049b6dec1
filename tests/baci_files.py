"""Small files of BACI as CEPII ships them, of a real shape: what two dozen countries trade with one another.

Totals of pairs are those of the snapshot (2023); a pair's goods follow the seller's exports and the buyer's imports by
chapter, two subheadings a chapter, and its tonnes the seller's unit values. They are made up, and only good for tests.
"""

import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from alat.data import table
from alat.reference import country

COUNTRIES = tuple(
    "AZE BRA TUR GEO ITA ARG MEX DEU CHN USA RUS ARM KAZ IRN COL CHL URY ECU PRY FRA IND CHE ESP NLD ARE VNM".split()  # noqa: SIM905 - easier to read
)
# Comtrade's own numbers, which BACI uses where they differ from M49.
LEGACY = {"USA": 842, "FRA": 251, "IND": 699, "CHE": 757, "NOR": 579}
OTHER_ASIA = 490
PRODUCTS_A_CHAPTER = 2
BASE_YEAR = 2023
NOT_KNOWN_SHARE = 0.035
Change = Callable[[int, pl.DataFrame], pl.DataFrame]


def write_baci(
    folder: Path,
    *,
    years: Sequence[int] = (2022, 2023),
    revision: str = "HS22",
    release: str = "V202501",
    zipped: bool = True,
    change: Change | None = None,
) -> Path:
    """Write the yearly files, the two lists and the Readme; return the zip, or the folder of the files.

    `change` may break the rows of a year before they are written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        f"country_codes_{release}.csv": country_list().write_csv(),
        f"product_codes_{revision}_{release}.csv": product_list().write_csv(quote_style="non_numeric"),
        "Readme.txt": "BACI\n",
    }
    for year in years:
        rows = baci_rows(year)
        rows = change(year, rows) if change else rows
        texts[f"BACI_{revision}_Y{year}_{release}.csv"] = rows.write_csv()
    if not zipped:
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
        return folder
    place = folder / f"BACI_{revision}_{release}.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return place


def baci_rows(year: int) -> pl.DataFrame:
    """Return the rows of a year as text: t, i, j, k, v (thousand USD), q (tonnes, or NA with blanks)."""
    rng = np.random.default_rng(year)
    base = _base()
    noise = np.exp(rng.normal(0, 0.08, base.height)) * 1.04 ** (year - BASE_YEAR)
    unknown = rng.random(base.height) < NOT_KNOWN_SHARE
    rows = base.with_columns(v=pl.col("usd") * noise / 1000, q=pl.col("t") * noise, unknown=unknown)
    return rows.filter(pl.col("v") >= 0.001).select(
        t=pl.lit(str(year)),
        i=pl.col("i").cast(pl.String),
        j=pl.col("j").cast(pl.String),
        k="k",
        v=_three_digits("v"),
        q=pl.when("unknown").then(pl.lit("           NA")).otherwise(_three_digits("q")),
    )


def country_list() -> pl.DataFrame:
    """Return the list of countries, in CEPII's columns."""
    rows = [
        {"country_code": _code(iso3), "country_name": country(iso3).name, "country_iso2": country(iso3).iso2}
        | {"country_iso3": iso3}
        for iso3 in COUNTRIES
    ]
    other = {"country_code": OTHER_ASIA, "country_name": "Other Asia, nes", "country_iso2": "", "country_iso3": "S19"}
    return pl.DataFrame([*rows, other]).sort("country_code")


def product_list() -> pl.DataFrame:
    """Return the list of products."""
    return table("hs_subheadings").select(code="code", description="label")


def usd(rows: pl.DataFrame) -> float:
    """Return the sum of v in dollars, added up as whole dollars."""
    return float((rows["v"].cast(pl.Float64) * 1000).round(0).sum())


@cache
def _base() -> pl.DataFrame:
    """Return i, j, k, usd and t of the base year, in the order of BACI's own files."""
    frame = _pairs().join(_seller_chapters(), on="exporter").join(_buyer_chapters(), on=["importer", "hs2"], how="left")
    weight = pl.col("sold") * pl.col("bought").fill_null(1e-4) ** 0.5
    shared = frame.with_columns(share=weight / weight.sum().over("exporter", "importer"))
    goods = shared.join(_subheadings(), on="hs2")
    valued = goods.with_columns(usd=pl.col("value_usd") * pl.col("share") * pl.col("part"))
    named = valued.with_columns(
        i=pl.col("exporter").replace_strict(_codes(), return_dtype=pl.Int32),
        j=pl.col("importer").replace_strict(_codes(), return_dtype=pl.Int32),
        t=pl.col("usd") / pl.col("usd_per_t"),
    )
    return named.sort("i", "j", "k").select("i", "j", "k", "usd", "t")


def _pairs() -> pl.DataFrame:
    """Return totals between the countries, and a little trade with other Asia, which is no country."""
    known = table("flows_total").select("exporter", "importer", "value_usd")
    both = known.filter(pl.col("exporter").is_in(COUNTRIES) & pl.col("importer").is_in(COUNTRIES))
    sellers = [iso3 for iso3 in COUNTRIES if iso3 in both["exporter"]]
    other = pl.DataFrame({"exporter": sellers, "importer": "490", "value_usd": 2.5e7})
    return pl.concat([both, other, other.select(exporter="importer", importer="exporter", value_usd="value_usd")])


def _seller_chapters() -> pl.DataFrame:
    supply = table("supply_hs2").filter(pl.col("year") == pl.col("year").max(), pl.col("value_usd") > 0)
    world = supply.group_by("hs2").agg(world=pl.col("value_usd").sum() / pl.col("tonnes").sum())
    rows = supply.join(world, on="hs2").with_columns(
        usd_per_t=pl.when(pl.col("tonnes") > 0).then(pl.col("value_usd") / pl.col("tonnes")).otherwise("world")
    )
    sold = rows.select("exporter", "hs2", "usd_per_t", sold="value_usd")
    asia = sold.filter(pl.col("exporter") == "VNM").with_columns(exporter=pl.lit("490"))
    return pl.concat([sold, asia])


def _buyer_chapters() -> pl.DataFrame:
    return table("demand_hs2").select(
        "importer", "hs2", bought=pl.col("value_usd") / pl.col("value_usd").sum().over("importer")
    )


def _subheadings() -> pl.DataFrame:
    """Return for each chapter the first subheading of each of its largest headings, and its part of the chapter."""
    world = table("demand_hs4").group_by("hs4").agg(usd=pl.col("value_usd").sum())
    first = product_list().select(hs4=pl.col("code").str.head(4), k="code").group_by("hs4").agg(pl.col("k").min())
    ranked = world.join(first, on="hs4").with_columns(hs2=pl.col("hs4").str.head(2)).sort("usd", descending=True)
    top = ranked.group_by("hs2", maintain_order=True).head(PRODUCTS_A_CHAPTER)
    return top.select("hs2", "k", part=pl.col("usd") / pl.col("usd").sum().over("hs2"))


def _codes() -> dict[str, int]:
    return {iso3: _code(iso3) for iso3 in COUNTRIES} | {"490": OTHER_ASIA}


def _code(iso3: str) -> int:
    return LEGACY.get(iso3, country(iso3).m49)


def _three_digits(column: str) -> pl.Expr:
    return pl.col(column).round(3).map_elements("{:.3f}".format, return_dtype=pl.String)
