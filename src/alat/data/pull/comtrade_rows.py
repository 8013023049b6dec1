"""What do UN Comtrade's rows say? Rows of its answers and bulk files in, reports of our own shape out.

Comtrade breaks a cell down by mode of transport, customs procedure and second partner, and sends the sum beside the
parts. Only the sums count here: all modes (0), all procedures (C00), second partner World (0).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl

from alat.errors import BadTable, near_matches
from alat.reference import country_from_comtrade

WORLD = "0"
TOTAL = "TOTAL"
FLOWS = ("M", "X", "RM", "RX")
# The editions of the Harmonized System by Comtrade's code, as its list of references has them.
REVISIONS = {"H0": "HS92", "H1": "HS96", "H2": "HS02", "H3": "HS07", "H4": "HS12", "H5": "HS17", "H6": "HS22"}
NEEDED = (
    "freqCode",
    "period",
    "reporterCode",
    "flowCode",
    "partnerCode",
    "partner2Code",
    "classificationCode",
    "cmdCode",
    "customsCode",
    "motCode",
    "primaryValue",
)
OPTIONAL = ("cifvalue", "fobvalue", "netWgt", "isOriginalClassification")
WANTED = {name.lower(): name for name in (*NEEDED, *OPTIONAL)}
CELL = ("reporter", "partner", "flow", "period", "product")
REPORTS = {
    "reporter": pl.String,
    "partner": pl.String,
    "flow": pl.String,
    "period": pl.String,
    "year": pl.Int32,
    "month": pl.Int32,
    "revision": pl.String,
    "product": pl.String,
    "level": pl.Int32,
    "value_usd": pl.Float64,
    "value_basis": pl.String,
    "quantity_t": pl.Float64,
    "cif_usd": pl.Float64,
    "fob_usd": pl.Float64,
}
_NUMBERS = ("primaryValue", "cifvalue", "fobvalue", "netWgt")
_FIRST_YEAR = 1962
_LARGEST_USD = 1e14
_KG_PER_T = 1000.0


@dataclass(frozen=True, slots=True)
class ComtradeRows:
    """Reports, and what was left out of them.

    Attributes
    ----------
    reports
        Columns of `REPORTS`, one row a cell; World is partner ``0``, an area without ISO code has Comtrade's own;
        `level` is 0 for totals, else the digits of the product.
    parts
        Rows that break a cell down, left out because the cell's sum stands beside them.
    lone_parts
        Cells of which only parts were there: they are left out too, and a reader must know.
    other_flows
        Rows of flows that are parts of others (foreign goods, processing ...).
    """

    reports: pl.DataFrame
    parts: int
    lone_parts: int
    other_flows: int


def comtrade_rows(raw: pl.DataFrame, *, file: str) -> ComtradeRows:
    """Turn Comtrade's rows, every cell a text, into reports.

    Raises
    ------
    BadTable
        If a column is missing, a number is none, is negative or beyond reason, a period or product is none, the
        classification is not the Harmonized System, or one cell has two values.
    """
    named = _named(raw, file=file)
    typed = _typed(named, file=file)
    main = pl.col("flowCode").is_in(FLOWS)
    whole = (pl.col("partner2Code") == WORLD) & (pl.col("customsCode") == "C00") & (pl.col("motCode") == "0")
    counted = typed.filter(main & whole)
    parts = typed.filter(main & ~whole)
    place = ["reporterCode", "partnerCode", "flowCode", "period", "cmdCode"]
    lone = parts.select(place).unique().join(counted.select(place).unique(), on=place, how="anti").height
    reports = one_row_a_cell(_reports(counted), file=file)
    return ComtradeRows(reports, parts.height, lone, typed.height - counted.height - parts.height)


def rows_of_answer(rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """Return the rows of a JSON answer with every cell as a text, a null where there is none."""
    names = list(dict.fromkeys(name for row in rows for name in row)) or [*NEEDED, *OPTIONAL]
    kept = [name for name in names if name.lower() in WANTED]
    if not {name.lower() for name in NEEDED} <= {name.lower() for name in kept}:
        kept = names  # so that the error can name what a missing column may be called now
    columns = {name: [None if row.get(name) is None else str(row[name]) for row in rows] for name in kept}
    return pl.DataFrame(columns, schema=dict.fromkeys(kept, pl.String))


def one_row_a_cell(reports: pl.DataFrame, *, file: str) -> pl.DataFrame:
    """Drop rows that stand twice and, where a cell is there in two editions, those that were converted.

    Raises
    ------
    BadTable
        If a cell still has two values.
    """
    distinct = reports.unique(maintain_order=False)
    if distinct.select(CELL).is_duplicated().any():
        original = pl.col("original").fill_null(value=False)
        best = distinct.with_columns(any_original=original.any().over(CELL))
        distinct = best.filter(original | ~pl.col("any_original")).drop("any_original")
        distinct = distinct.unique(subset=[name for name in distinct.columns if name != "original"])
    again = distinct.filter(pl.struct(CELL).is_duplicated()).sort(CELL)
    if again.height:
        first, second = again.row(0, named=True), again.row(1, named=True)
        cell = ", ".join(str(first[name]) for name in CELL)
        values = f"{first['value_usd']:g} in {first['revision']} and {second['value_usd']:g} in {second['revision']}"
        raise BadTable(
            file, f"{again.height} rows give a cell twice with different values; the first: {cell}: {values}"
        )
    return distinct.select(*REPORTS).sort(CELL)


def world_gaps(reports: pl.DataFrame) -> pl.DataFrame:
    """Return the cells in which World is not the sum of the partners, the largest difference first.

    Parameters
    ----------
    reports
        Of all partners; columns of `REPORTS`.

    Returns
    -------
    DataFrame
        reporter, flow, period, product, world_usd, partners_usd, for differences above a dollar and a millionth.
    """
    place = ["reporter", "flow", "period", "product"]
    is_world = pl.col("partner") == WORLD
    sums = reports.group_by(place).agg(
        world_usd=pl.col("value_usd").filter(is_world).sum(),
        partners_usd=pl.col("value_usd").filter(~is_world).sum(),
        stated=is_world.any(),
    )
    gap = (pl.col("world_usd") - pl.col("partners_usd")).abs()
    odd = sums.filter(pl.col("stated") & (gap > 1.0) & (gap > 1e-6 * pl.col("world_usd")))
    return odd.sort(gap, *place, descending=[True, False, False, False, False]).drop("stated")


def _named(raw: pl.DataFrame, *, file: str) -> pl.DataFrame:
    """Return the columns that are used under the names of the interface; bulk files write some in other case."""
    found = {name: WANTED[name.lower()] for name in raw.columns if name.lower() in WANTED}
    for name in NEEDED:
        if name not in found.values():
            near = near_matches(name, raw.columns)
            hint = f"; did the publisher rename it to {near[0]}?" if near else ""
            raise BadTable(file, f"the column is missing{hint}", row=1, column=name)
    missing = [pl.lit(None, dtype=pl.String).alias(name) for name in OPTIONAL if name not in found.values()]
    return raw.select(pl.col(name).str.strip_chars().alias(known) for name, known in found.items()).with_columns(
        missing
    )


def _typed(named: pl.DataFrame, *, file: str) -> pl.DataFrame:
    blank = named.with_columns(pl.when(pl.col(pl.String) == "").then(None).otherwise(pl.col(pl.String)).name.keep())
    for name in NEEDED:
        _refuse(blank, pl.col(name).is_null(), column=name, file=file, expected="a value")
    numbers = blank.with_columns(pl.col(name).cast(pl.Float64, strict=False).alias(f"{name}:") for name in _NUMBERS)
    for name in _NUMBERS:
        value = pl.col(f"{name}:")
        odd = pl.col(name).is_not_null() & (value.is_null() | ~value.is_finite())
        _refuse(numbers, odd, column=name, file=file, expected="a number")
        _refuse(numbers, value < 0, column=name, file=file, expected="no negative number")
    _refuse(
        numbers, pl.col("primaryValue:") > _LARGEST_USD, column="primaryValue", file=file,
        expected=f"US dollars, at most {_LARGEST_USD:g}",
    )  # fmt: skip
    known = pl.col("classificationCode").is_in([*REVISIONS])
    _refuse(numbers, ~known, column="classificationCode", file=file, expected="an edition of HS, H0 to H6")
    product = pl.col("cmdCode").str.contains(r"^(TOTAL|[0-9]{2}|[0-9]{4}|[0-9]{4}[0-9A-Z]{2})$")
    _refuse(numbers, ~product, column="cmdCode", file=file, expected="TOTAL, or 2, 4 or 6 digits")
    for name in ("reporterCode", "partnerCode", "partner2Code", "motCode"):
        digits = pl.col(name).str.contains(r"^[0-9]{1,5}$")
        _refuse(numbers, ~digits, column=name, file=file, expected="a code of digits")
    _refuse(
        numbers, pl.col("reporterCode").str.contains("^0+$"), column="reporterCode", file=file, expected="a country"
    )
    return _dated(numbers, file=file)


def _dated(rows: pl.DataFrame, *, file: str) -> pl.DataFrame:
    monthly = pl.col("freqCode") == "M"
    _refuse(rows, ~pl.col("freqCode").is_in(["A", "M"]), column="freqCode", file=file, expected="A or M")
    shape = pl.when(monthly).then(pl.col("period").str.contains(r"^[0-9]{4}(0[1-9]|1[0-2])$"))
    fits = shape.otherwise(pl.col("period").str.contains(r"^[0-9]{4}$"))
    _refuse(rows, ~fits, column="period", file=file, expected="YYYY of a year, YYYYMM of a month")
    dated = rows.with_columns(
        year=pl.col("period").str.slice(0, 4).cast(pl.Int32),
        month=pl.when(monthly).then(pl.col("period").str.slice(4, 2).cast(pl.Int32, strict=False)).otherwise(0),
    )
    last = datetime.now(UTC).year
    odd = ~pl.col("year").is_between(_FIRST_YEAR, last)
    _refuse(dated, odd, column="period", file=file, expected=f"a year of {_FIRST_YEAR} to {last}")
    return dated


def _reports(rows: pl.DataFrame) -> pl.DataFrame:
    codes = {*rows["reporterCode"].unique(), *rows["partnerCode"].unique()}
    names = {code: area_name(code) for code in codes}
    stated, cif, fob = pl.col("primaryValue:"), pl.col("cifvalue:"), pl.col("fobvalue:")
    inward = pl.col("flowCode").is_in(["M", "RM"])
    basis = (
        pl.when(inward & (stated == cif)).then(pl.lit("cif"))
        .when(stated == fob).then(pl.lit("fob"))
        .when(stated == cif).then(pl.lit("cif"))
        .otherwise(pl.lit(""))
    )  # fmt: skip
    month = pl.col("month")
    dash = pl.col("period").str.slice(0, 4) + "-" + pl.col("period").str.slice(4, 2)
    weighed = pl.col("netWgt:") > 0
    return rows.select(
        reporter=pl.col("reporterCode").replace_strict(names, return_dtype=pl.String),
        partner=pl.col("partnerCode").replace_strict(names, return_dtype=pl.String),
        flow=pl.col("flowCode"),
        period=pl.when(month > 0).then(dash).otherwise(pl.col("period")),
        year=pl.col("year"),
        month=pl.when(month > 0).then(month).cast(pl.Int32),
        revision=pl.col("classificationCode").replace_strict(REVISIONS, return_dtype=pl.String),
        product=pl.col("cmdCode"),
        level=pl.when(pl.col("cmdCode") == TOTAL).then(0).otherwise(pl.col("cmdCode").str.len_chars()).cast(pl.Int32),
        value_usd=stated,
        value_basis=basis,
        # Comtrade writes nought where it has no weight: for totals, and for goods that nobody weighed.
        quantity_t=pl.when(weighed).then(pl.col("netWgt:") / _KG_PER_T),
        cif_usd=cif,
        fob_usd=fob,
        original=pl.col("isOriginalClassification").str.to_lowercase().is_in(["true", "1"]),
    )


def area_name(code: str) -> str:
    """Return the ISO3 code behind a code of Comtrade, else that code itself; World is ``0``."""
    number = int(code)
    found = country_from_comtrade(number) if number else None
    return found.iso3 if found else str(number)


def _refuse(rows: pl.DataFrame, odd: pl.Expr, *, column: str, file: str, expected: str) -> None:
    """Name the first row that breaks a rule; rows count as lines of the file, the header being row 1."""
    found = rows.select(odd.fill_null(value=False).alias("odd"))["odd"].arg_true()
    if len(found):
        first = int(found[0])
        raise BadTable(file, f"{rows[column][first]!r}; expected {expected}", row=first + 2, column=column)
