"""On which rows is a gravity equation fitted? The shipped totals, a warehouse's flows, or a user's own file."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from alat.data import table
from alat.data.interchange import to_polars
from alat.data.warehouse import Warehouse, configured_url, flow_dataset, holding, open_warehouse, totals
from alat.errors import BadInput, BadTable, MissingFile, NotCovered

SUFFIXES = (".csv", ".parquet", ".dta")
YEAR, TOTALS, FLOWS, GEOGRAPHY = 2023, "baci-hs22-2023", "cepii-baci", "cepii-geodist"
GEOGRAPHIC = ("ln_distance", "contiguity", "language", "colony")
_LOG = "ln_"


@dataclass(frozen=True, slots=True)
class GravitySample:
    """Rows to fit on, what their columns are, and where they come from.

    Attributes
    ----------
    frame
        One row a flow: exporter, importer and, where they can be had, pair (of the two, whichever way) and year.
    trade
        The column of trade; '' where the user must name it.
    on, effects, cluster
        What is fitted without another choice; empty where the user must name it.
    source, sources, notes
        In words; ids in `sources.csv`; what was filled in or left out on the way.
    """

    frame: pl.DataFrame
    trade: str
    on: tuple[str, ...]
    effects: tuple[str, ...]
    cluster: tuple[str, ...]
    source: str
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def sample_at_hand(years: Sequence[int] = ()) -> GravitySample:
    """Return the flows of the configured warehouse if there are any, else the shipped totals.

    Parameters
    ----------
    years
        Which years of a warehouse; all of them without one.

    Raises
    ------
    MissingFile, BadInput, NotCovered
        If a warehouse is named and cannot be opened, or has not those years.
    """
    url = configured_url()
    if url is None:
        return snapshot_sample()
    with open_warehouse(url) as warehouse:
        if flow_dataset(warehouse) is not None:
            return warehouse_sample(warehouse, years=years)
    sample = snapshot_sample()
    return replace(sample, notes=(*sample.notes, "the warehouse holds no flows yet, so that the shipped totals answer"))


def snapshot_sample() -> GravitySample:
    """Return all pairs of the totals of 2023 that the file covers and GeoDist has a distance for, zeros kept."""
    listed = table("flows_total_codes").filter("present")
    focal = listed.filter("focal")["iso3"].to_list()
    pairs = _square(listed["iso3"], listed["iso3"])
    covered = pairs.filter(pl.col("exporter").is_in(focal) | pl.col("importer").is_in(focal))
    seen = table("flows_total").select("exporter", "importer", trade_usd="value_usd")
    frame = with_geography(covered).join(seen, on=["exporter", "importer"], how="left", maintain_order="left")
    silent = frame["trade_usd"].null_count()
    return GravitySample(
        frame.with_columns(pl.col("trade_usd").fill_null(0.0), year=pl.lit(YEAR)),
        "trade_usd",
        GEOGRAPHIC,
        ("exporter", "importer"),
        ("pair",),
        "the shipped totals",
        (TOTALS, GEOGRAPHY),
        (
            f"{silent:,} covered pairs with nothing recorded are taken as no trade",
            f"{pairs.height - frame.height:,} pairs are left out: not covered by the file, or without a distance",
            "a pair with one focal side is that side's record alone, not a reconciled flow",
        ),
    )


def warehouse_sample(warehouse: Warehouse, *, years: Sequence[int] = ()) -> GravitySample:
    """Return every pair of those that trade in a year, for which GeoDist has a distance, zeros filled in.

    Parameters
    ----------
    warehouse
        An open one.
    years
        Which years; all that the newest revision has without one. The revision that has most of them answers.

    Raises
    ------
    NotCovered
        If nothing was pulled, or not one of the years.
    """
    held, vintage = holding(warehouse, years), flow_dataset(warehouse, years)
    if vintage is None:
        raise NotCovered("the warehouse holds no flows; run `alat data pull baci` first")
    wanted = tuple(years) or vintage.years
    missing = sorted({*wanted} - {*vintage.years})
    if missing:
        others = f"; {vintage.note}" if vintage.note else ""
        raise NotCovered(
            f"{vintage.dataset} {vintage.release} has no {', '.join(map(str, missing))}; two revisions are never"
            f" joined{others}"
        )
    flows = {year: totals(held, year).select("exporter", "importer", trade_usd="value_usd") for year in wanted}
    each = [_filled(rows).with_columns(year=pl.lit(year)) for year, rows in flows.items()]
    frame = pl.concat(each)
    world = sum(float(rows["trade_usd"].sum()) for rows in flows.values())
    silent = frame["trade_usd"].null_count()
    missed = 1 - float(frame["trade_usd"].sum()) / world if world else 0.0
    by_year = ("exporter^year", "importer^year") if len(wanted) > 1 else ("exporter", "importer")
    return GravitySample(
        frame.with_columns(pl.col("trade_usd").fill_null(0.0)),
        "trade_usd",
        GEOGRAPHIC,
        by_year,
        ("pair",),
        f"BACI {vintage.revision} {vintage.release}".strip(),
        (FLOWS, GEOGRAPHY),
        (
            *((vintage.note,) if vintage.note else ()),
            f"{silent:,} pairs of a year without a row, of parties that trade in it, are taken as no trade",
            f"{100 * missed:.2g} % of the value is left out: no country of today, or without a distance in GeoDist",
        ),
    )


def file_sample(path: Path) -> GravitySample:
    """Return the rows of a user's file.

    Parameters
    ----------
    path
        CSV, Parquet or Stata (.dta), one row a flow.

    Raises
    ------
    MissingFile, BadInput
        If it is not there, or no such kind of file.
    BadTable
        If it cannot be read as what its name says.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise BadInput(f"--from {path}: expected a file that ends in {', '.join(SUFFIXES)}")
    if not path.is_file():
        raise MissingFile(f"--from {path}: there is no such file")
    frame = _read(path)
    mark = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    trade = "trade" if "trade" in frame.columns else ""
    sides = ("exporter", "importer") if {"exporter", "importer"} <= set(frame.columns) else ()
    note = f"read from {path.name} (sha256 {mark}...): {frame.height:,} rows; its source and licence are the user's"
    return GravitySample(frame, trade, (), sides, (), path.name, (), (note,))


def prepared(sample: GravitySample, *, columns: Sequence[str]) -> GravitySample:
    """Return a sample with the columns a question names beside those it has: logarithms, and the pair.

    Parameters
    ----------
    sample
        As read.
    columns
        What will be asked for. ``ln_DIST`` is made of ``DIST``, and ``pair`` of exporter and importer in whichever
        order; what is made is said in a note.

    Raises
    ------
    BadInput
        If a logarithm is asked of a value that is not above zero.
    """
    frame, notes = sample.frame, list(sample.notes)
    wanted = dict.fromkeys(part for column in columns for part in column.split("^"))
    for name in [name for name in wanted if name not in frame.columns]:
        if name == "pair" and {"exporter", "importer"} <= set(frame.columns):
            frame = frame.with_columns(pair=_pair())
            notes.append("pair: exporter and importer, whichever way the goods go")
        elif name.startswith(_LOG) and name.removeprefix(_LOG) in frame.columns:
            frame = frame.with_columns(_logarithm(frame[name.removeprefix(_LOG)]).alias(name))
            notes.append(f"{name}: natural logarithm of {name.removeprefix(_LOG)}")
    return replace(sample, frame=frame, notes=tuple(notes))


def of_years(sample: GravitySample, years: Sequence[int]) -> GravitySample:
    """Return a sample's rows of some years.

    Raises
    ------
    BadInput
        If it has no column ``year``, or none of a year that was asked for.
    """
    if "year" not in sample.frame.columns:
        raise BadInput(f"--years: {sample.source} has no column year")
    column = sample.frame["year"].cast(pl.Float64, strict=False)
    there = {int(year) for year in column.drop_nulls().unique()}
    missing = [year for year in years if year not in there]
    if missing:
        span = f"{min(there)} to {max(there)}" if there else "no year at all"
        raise BadInput(f"--years: {sample.source} has no row of {', '.join(map(str, missing))}; it has {span}")
    kept = sample.frame.filter(column.is_in([float(year) for year in years]))
    return replace(sample, frame=kept, notes=(*sample.notes, f"years {', '.join(map(str, sorted(years)))} alone"))


def with_geography(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs that GeoDist knows, with pair, ln_distance and the three marks as numbers."""
    known = table("gravity_geography").with_columns(
        pair=pl.concat_str("first", pl.lit("-"), "second"), ln_distance=pl.col("distance_km").log()
    )
    marks = [pl.col(name).cast(pl.Float64) for name in GEOGRAPHIC[1:]]
    return pairs.with_columns(pair=_pair()).join(
        known.select("pair", "ln_distance", *marks), on="pair", how="inner", maintain_order="left"
    )


def _filled(rows: pl.DataFrame) -> pl.DataFrame:
    """Return every pair of a year's sellers and buyers, trade missing where there is no row."""
    pairs = with_geography(_square(rows["exporter"].unique().sort(), rows["importer"].unique().sort()))
    return pairs.join(rows, on=["exporter", "importer"], how="left", maintain_order="left")


def _square(exporters: pl.Series, importers: pl.Series) -> pl.DataFrame:
    sides = exporters.alias("exporter").to_frame().join(importers.alias("importer").to_frame(), how="cross")
    return sides.filter(pl.col("exporter") != pl.col("importer"))


def _pair() -> pl.Expr:
    sides = [pl.col(name).cast(pl.String) for name in ("exporter", "importer")]
    return pl.concat_str(pl.min_horizontal(*sides), pl.lit("-"), pl.max_horizontal(*sides))


def _logarithm(column: pl.Series) -> pl.Series:
    values = column.cast(pl.Float64, strict=False)
    if values.null_count() > column.null_count():
        row = int((values.is_null() & column.is_not_null()).arg_true()[0])
        raise BadInput(f"column {column.name}, row {row + 1}: {column[row]!r}; expected a number")
    if (values <= 0).any():
        row = int((values <= 0).fill_null(value=False).arg_true()[0])
        raise BadInput(f"column {column.name}, row {row + 1}: {values[row]:g}; a logarithm needs a value above 0")
    return values.log()


def _read(path: Path) -> pl.DataFrame:
    suffix = path.suffix.lower()
    try:
        if suffix == ".csv":
            return pl.read_csv(path, infer_schema_length=None)
        if suffix == ".parquet":
            return pl.read_parquet(path)
        return to_polars(_read_stata(path), name=path.name)
    except (pl.exceptions.PolarsError, ValueError, UnicodeDecodeError, OSError) as error:
        if isinstance(error, BadInput):
            raise
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise BadTable(path.name, f"cannot be read as {suffix.removeprefix('.')} ({reason})") from None


def _read_stata(path: Path) -> Any:  # noqa: ANN401 - pandas is imported only here
    import pandas as pd  # noqa: PLC0415 - a second of import, for Stata files alone

    frame = pd.read_stata(path, convert_categoricals=False)
    if not np.isin([kind.kind for kind in frame.dtypes if hasattr(kind, "kind")], list("biufOMUT")).all():
        raise ValueError("a column has a type that is no number, text or date")
    return frame
