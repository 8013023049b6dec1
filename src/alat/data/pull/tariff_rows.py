"""What do files of tariffs say? Rows of WITS (TRAINS) and of MAcMap-HS6 in, tariffs of our own shape out.

WITS: `Selected Nomen`, `Native Nomen`, `Reporter`, `Product`, `Partner`, `Tariff Year`, `DutyType` (AHS, BND, MFN,
PRF), `Simple Average`, `Weighted Average` ..., in per cent. MAcMap-HS6: `importer`, `exporter`, `hs6_2007`, `year`,
`adv`, the ad valorem equivalent of what is applied.
"""

import re
from collections.abc import Sequence

import polars as pl

from alat.data.pull.comtrade_rows import area_name
from alat.errors import BadTable, near_matches

LINE = "line:"
WITS, MACMAP = "WITS-TRAINS", "MAcMap-HS6"
MFN, PREFERENTIAL, APPLIED, BOUND = "mfn", "preferential", "applied", "bound"
KINDS = {"MFN": MFN, "PRF": PREFERENTIAL, "AHS": APPLIED, "BND": BOUND}
TARIFFS = {
    "importer": pl.String,
    "partner": pl.String,
    "year": pl.Int32,
    "product": pl.String,
    "level": pl.Int32,
    "rate_percent": pl.Float64,
    "weighted_percent": pl.Float64,
    "lines": pl.Int32,
    "kind": pl.String,
    "revision": pl.String,
    "source": pl.String,
}
CELL = ("importer", "partner", "year", "product", "kind", "source")
REVISIONS = {"H0": "HS92", "H1": "HS96", "H2": "HS02", "H3": "HS07", "H4": "HS12", "H5": "HS17", "H6": "HS22"}
EUROPEAN_UNION = "EUN"
_WITS_NEEDED = ("Reporter", "Product", "Partner", "Tariff Year", "DutyType", "Simple Average")
_WITS_OPTIONAL = ("Weighted Average", "Lines", "Native Nomen", "Selected Nomen")
_WITS_NAMES = {
    "dutytype": "DutyType",
    "weightedaverage": "Weighted Average",
    "simpleaverage": "Simple Average",
    "tariffyear": "Tariff Year",
    "nativenomen": "Native Nomen",
    "selectednomen": "Selected Nomen",
    "numberoftotallines": "Lines",
    "nbroftotallines": "Lines",
    "reporter": "Reporter",
    "partner": "Partner",
    "product": "Product",
    "productcode": "Product",
}
_MACMAP_PRODUCT = re.compile(r"hs6(?:_(\d{4}))?$", re.IGNORECASE)
_MACMAP_EDITIONS = {"1992": "HS92", "1996": "HS96", "2002": "HS02", "2007": "HS07", "2012": "HS12", "2017": "HS17"}
# WITS writes some countries as they were called long ago, and the world and the Union by codes of its own.
_OLD = {"ROM": "ROU", "ZAR": "COD", "TMP": "TLS", "SUD": "SDN", "WLD": "", "000": "", "0": "", "918": EUROPEAN_UNION}
_FIRST_YEAR, _LAST_YEAR = 1980, 2100
_MOST_PERCENT = 10_000.0
_MOSTLY, _SELDOM = 0.9, 0.5


def is_macmap(names: Sequence[str]) -> bool:
    """Whether a header is one of MAcMap-HS6."""
    return {"importer", "exporter", "adv"} <= {name.lower() for name in names}


def wits_rows(raw: pl.DataFrame, *, file: str) -> pl.DataFrame:
    """Return the tariffs of a WITS download; every cell of `raw` is a text.

    A tariff for the world is one of most favoured nations where its kind is MFN; its partner is '' then.

    Raises
    ------
    BadTable
        If a column is missing or a cell is not what it should be.
    """
    named = {name: _WITS_NAMES.get(re.sub(r"[^a-z]", "", name.lower()), name) for name in raw.columns}
    table = raw.rename(named).with_columns(pl.col(pl.String).str.strip_chars())
    for name in _WITS_NEEDED:
        if name not in table.columns:
            near = near_matches(name, table.columns)
            hint = f"; did the publisher rename it to {near[0]}?" if near else ""
            raise BadTable(file, f"the column is missing{hint}", row=1, column=name)
    missing = [pl.lit(None, dtype=pl.String).alias(name) for name in _WITS_OPTIONAL if name not in table.columns]
    full = table.with_columns(missing)
    _refuse(full, ~pl.col("DutyType").is_in([*KINDS]), column="DutyType", file=file, expected="AHS, BND, MFN or PRF")
    for name in ("Selected Nomen", "Native Nomen"):
        odd = pl.col(name).is_not_null() & ~pl.col(name).is_in(["HS", *REVISIONS])
        _refuse(full, odd, column=name, file=file, expected="HS, or one of its editions H0 to H6")
    rows = _common(full, product="Product", year="Tariff Year", rate="Simple Average", file=file)
    for name in ("Weighted Average", "Lines"):
        odd = pl.col(name).is_not_null() & (pl.col(name) != "") & pl.col(name).cast(pl.Float64, strict=False).is_null()
        _refuse(rows, odd, column=name, file=file, expected="a number")
    parties = _parties([*rows["Reporter"].unique(), *rows["Partner"].unique()])
    shaped = rows.select(
        importer=pl.col("Reporter").replace_strict(parties, return_dtype=pl.String),
        partner=pl.col("Partner").replace_strict(parties, return_dtype=pl.String),
        year=pl.col("year"),
        product=pl.col("code"),
        level=pl.col("code").str.len_chars().cast(pl.Int32),
        rate_percent=pl.col("rate"),
        weighted_percent=pl.col("Weighted Average").cast(pl.Float64, strict=False),
        lines=pl.col("Lines").cast(pl.Float64, strict=False).cast(pl.Int32, strict=False),
        kind=pl.col("DutyType").replace_strict(KINDS, return_dtype=pl.String),
        revision=pl.col("Native Nomen").replace_strict(REVISIONS, default="", return_dtype=pl.String),
        source=pl.lit(WITS),
    )
    return one_row_a_cell(_without_partner(shaped), file=file)


def macmap_rows(raw: pl.DataFrame, *, file: str) -> tuple[pl.DataFrame, str]:
    """Return the tariffs of a file of MAcMap-HS6, and in which unit it was taken to be.

    The file does not say whether `adv` is a share or per cent, and its users differ; the numbers tell: nearly all
    that are not nought lie below one where it is a share, few where it is per cent.

    Raises
    ------
    BadTable
        If a column is missing, a cell is not what it should be, or the numbers do not tell the unit.
    """
    table = raw.rename({name: name.lower() for name in raw.columns}).with_columns(pl.col(pl.String).str.strip_chars())
    products = [name for name in table.columns if _MACMAP_PRODUCT.fullmatch(name)]
    if len(products) != 1:
        raise BadTable(file, f"columns {', '.join(raw.columns)}; expected one such as hs6_2007", row=1)
    match = _MACMAP_PRODUCT.fullmatch(products[0])
    edition = _MACMAP_EDITIONS.get(match[1] or "", "") if match else ""
    dated = table if "year" in table.columns else table.with_columns(year=pl.lit(_year_in(file)))
    rows = _common(dated, product=products[0], year="year", rate="adv", file=file)
    charged = rows.filter(pl.col("rate") > 0)["rate"]
    below_one = (charged < 1).sum() / charged.len() if charged.len() else 1.0
    if _SELDOM < below_one < _MOSTLY:
        raise BadTable(file, f"{below_one:.0%} of the duties are below one: share or per cent?", column="adv")
    scale, unit = (100.0, "a share") if below_one >= _MOSTLY else (1.0, "per cent")
    parties = _parties([*rows["importer"].unique(), *rows["exporter"].unique()])
    shaped = rows.select(
        importer=pl.col("importer").replace_strict(parties, return_dtype=pl.String),
        partner=pl.col("exporter").replace_strict(parties, return_dtype=pl.String),
        year=pl.col("year:"),
        product=pl.col("code"),
        level=pl.lit(6, dtype=pl.Int32),
        rate_percent=pl.col("rate") * scale,
        weighted_percent=pl.lit(None, dtype=pl.Float64),
        lines=pl.lit(None, dtype=pl.Int32),
        kind=pl.lit(APPLIED),
        revision=pl.lit(edition),
        source=pl.lit(MACMAP),
    )
    return one_row_a_cell(shaped, file=file), f"{file}: `adv` is taken as {unit}."


def one_row_a_cell(rows: pl.DataFrame, *, file: str) -> pl.DataFrame:
    """Return rows without repeats, sorted.

    Raises
    ------
    BadTable
        If a cell has two rates.
    """
    distinct = rows.select(*TARIFFS).unique()
    again = distinct.filter(pl.struct(CELL).is_duplicated()).sort(CELL)
    if again.height:
        first, second = again.row(0, named=True), again.row(1, named=True)
        cell = ", ".join(str(first[name]) for name in CELL if first[name] != "")
        raise BadTable(file, f"two rates for {cell}: {first['rate_percent']:g} and {second['rate_percent']:g} %")
    return distinct.sort(CELL)


def aggregated(rows: pl.DataFrame) -> pl.DataFrame:
    """Return means by chapter and heading where only six digits are known, beside what was there.

    A heading's most favoured tariff is the plain mean of its six-digit lines. What it applies to a partner is the
    mean over the same lines, each at the partner's rate where there is one: the mean of the preferences alone
    would leave out what pays in full.
    """
    six = rows.filter(pl.col("level") == 6)  # noqa: PLR2004 - digits of a subheading
    place = ["importer", "year", "source"]
    full = six.filter(kind=MFN, partner="")
    special = six.filter(kind=PREFERENTIAL)
    partners = special.select(*place, "partner").unique()
    every = full.drop("partner").join(partners, on=place)
    chosen = every.join(
        special.select(*place, "partner", "product", special_percent="rate_percent"),
        on=[*place, "partner", "product"],
        how="left",
    )
    each = chosen.with_columns(
        rate_percent=pl.coalesce("special_percent", "rate_percent"), kind=pl.lit(APPLIED)
    ).select(*TARIFFS)
    stated = six.filter(pl.col("kind").is_in([APPLIED, BOUND]))
    known = stated.filter(kind=APPLIED).select(*place, "partner").unique()
    pieces = pl.concat([full, stated, each.join(known, on=[*place, "partner"], how="anti")])
    made = [_means(pieces, digits) for digits in (2, 4)]
    means = pl.concat(made).join(rows.select(CELL), on=CELL, how="anti")
    return pl.concat([rows, means]).sort(CELL)


def _means(pieces: pl.DataFrame, digits: int) -> pl.DataFrame:
    place = ["importer", "partner", "year", "kind", "revision", "source"]
    grouped = pieces.with_columns(product=pl.col("product").str.slice(0, digits)).group_by(*place, "product")
    means = grouped.agg(rate_percent=pl.col("rate_percent").mean(), lines=pl.len().cast(pl.Int32))
    made = means.with_columns(level=pl.lit(digits, dtype=pl.Int32), weighted_percent=pl.lit(None, dtype=pl.Float64))
    return made.select(*TARIFFS)


def _common(table: pl.DataFrame, *, product: str, year: str, rate: str, file: str) -> pl.DataFrame:
    """Return rows with `code` (2, 4 or 6 digits), `year:`, `year` and `rate`; each cell is checked."""
    # A spreadsheet drops the nought that a code begins with; then it has an odd number of digits.
    odd_length = pl.col(product).str.len_chars() % 2 == 1
    rows = table.with_columns(
        code=pl.when(odd_length).then("0" + pl.col(product)).otherwise(pl.col(product)),
        **{"year:": pl.col(year).cast(pl.Int32, strict=False)},
        rate=pl.col(rate).cast(pl.Float64, strict=False),
    )
    six = pl.col("code").str.contains(r"^([0-9]{2}){1,3}$")
    _refuse(rows, ~six.fill_null(value=False), column=product, file=file, expected="2, 4 or 6 digits")
    sane = pl.col("year:").is_between(_FIRST_YEAR, _LAST_YEAR).fill_null(value=False)
    _refuse(rows, ~sane, column=year, file=file, expected="a year")
    fits = (pl.col("rate").is_finite() & pl.col("rate").is_between(0, _MOST_PERCENT)).fill_null(value=False)
    _refuse(rows, ~fits, column=rate, file=file, expected=f"a duty of 0 to {_MOST_PERCENT:g} per cent")
    return rows.with_columns(year=pl.col("year:"))


def _without_partner(rows: pl.DataFrame) -> pl.DataFrame:
    """Give MFN tariffs no partner: where a file lists them by partner, they are the same for all or it is refused."""
    world = rows.filter(kind=MFN, partner="").select("importer", "year", "product")
    theirs = rows.filter((pl.col("kind") == MFN) & (pl.col("partner") != ""))
    lone = theirs.join(world, on=["importer", "year", "product"], how="anti").with_columns(partner=pl.lit(""))
    rest = rows.filter((pl.col("kind") != MFN) | (pl.col("partner") == ""))
    same = lone.unique(subset=["importer", "year", "product", "rate_percent"], keep="first", maintain_order=True)
    return pl.concat([rest, same])


def _parties(codes: Sequence[str | None]) -> dict[str | None, str]:
    return {code: _party(code or "") for code in codes}


def _party(code: str) -> str:
    """Return ISO3 behind a code of letters or digits; groups and what is unknown keep their own."""
    text = code.upper()
    if text in _OLD:
        return _OLD[text]
    if text.isascii() and text.isdigit():
        return _OLD.get(text.zfill(3), area_name(text))
    return text


def _year_in(file: str) -> str | None:
    match = re.search(r"(?:19|20)\d{2}", file.rpartition(":")[2])
    return match[0] if match else None


def _refuse(rows: pl.DataFrame, odd: pl.Expr, *, column: str, file: str, expected: str) -> None:
    found = rows.select(odd.fill_null(value=False).alias("odd"))["odd"].arg_true()
    if len(found):
        first = int(found[0])
        line = int(rows[LINE][first]) if LINE in rows.columns else first + 2
        raise BadTable(file, f"{rows[column][first]!r}; expected {expected}", row=line, column=column)
