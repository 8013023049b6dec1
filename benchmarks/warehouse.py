"""How fast does BACI get in, and how fast is it asked? On files of a real shape, made from a seed.

    .venv/bin/python benchmarks/warehouse.py [--years 10] [--rows 11000000] [--keep FOLDER] [--url postgres://...]

A year has about 226 countries, 5,600 products and 11 million rows; values have heavy tails, 3.5 % of weights are NA.
The load runs in a process of its own, whose peak memory is measured. Results replace their section in RESULTS.md.
"""

import argparse
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import polars as pl
from peak import SEEN
from run import WAREHOUSE, Row, _machine

from alat.data import table
from alat.data.warehouse import flow_years, margins, open_warehouse, pair_products, pair_years, product_flows, totals
from alat.data.warehouse.opening import duckdb_file
from alat.reference import countries

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
SEED = 20251
COUNTRIES, PRODUCTS = 226, 5600
NOT_KNOWN_SHARE = 0.035
FIRST_YEAR = 2014
RUNS = 7
GOAL = ">= 2 m rows/s, <= 2 GB"
MOST_OF_ALL_PRODUCTS = 0.9
BEGIN, END = WAREHOUSE, "<!-- end of the warehouse -->"
LOAD = """
import json, sys, time
from pathlib import Path
from peak import own_peak_bytes
from alat.data.pull.baci import pull_baci
from alat.data.warehouse import open_warehouse
start = time.perf_counter()
with open_warehouse(sys.argv[2], create=True) as warehouse:
    vintage = pull_baci(Path(sys.argv[1]), warehouse=warehouse)
wall_s = time.perf_counter() - start
spent = {"wall_s": wall_s, "cpu_s": time.process_time(), "peak": own_peak_bytes()}
print(json.dumps(spent | {"rows": vintage.rows}))
"""


def main() -> None:
    """Make the files, load them, ask, and write the section."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--rows", type=int, default=11_000_000)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--url", help="another warehouse than a DuckDB file; its rows are added by hand")
    asked = parser.parse_args()
    folder = asked.keep or Path(tempfile.mkdtemp(prefix="alat-bench-"))
    try:
        source = _files(folder / "source", years=asked.years, rows=asked.rows)
        rows = list(_measured(source, asked.url or str(folder / "warehouse.duckdb")))
    finally:
        if asked.keep is None:
            shutil.rmtree(folder)
    text = _section(rows)
    print(text)
    if asked.url is None:
        _write(text)


def _measured(source: Path, url: str) -> Iterator[Row]:
    size = sum(each.stat().st_size for each in source.iterdir())
    file = duckdb_file(url)
    if file is not None:
        file.unlink(missing_ok=True)
    for what in ("a first load", "a load over the one before"):
        load = [sys.executable, "-c", LOAD, str(source), url]
        done = subprocess.run(load, stdout=subprocess.PIPE, text=True, check=True, env=SEEN)
        spent = json.loads(done.stdout)
        rate = spent["rows"] / spent["wall_s"] / 1e6
        took = f"{spent['rows'] / 1e6:.0f} m rows in {spent['wall_s']:.0f} s ({spent['cpu_s']:.0f} s of processor)"
        found = f"{took}: {rate:.2f} m rows/s, {spent['peak'] / 1e9:.2f} GB"
        kind = url.partition(":")[0] if file is None else "DuckDB"
        yield Row(f"BACI zips ({size / 1e9:.1f} GB) into {kind}, {what}", GOAL, found)
        if file is not None:
            yield Row(f"size of the file after {what}", "", f"{file.stat().st_size / 1e9:.2f} GB")
    yield from _asked(url)


def _asked(url: str) -> Iterator[Row]:
    with open_warehouse(url) as warehouse:
        years = flow_years(warehouse)
        big = totals(warehouse, years[-1]).sort("value_usd", descending=True).select("exporter", "importer").row(0)
        questions = {
            f"profile of a large pair ({'-'.join(big)}): years and HS6 of {len(years)} years": lambda: (
                pair_years(warehouse, *big),
                pair_products(warehouse, *big, level=6, years=years),
            ),
            "profile of a small pair (AZE-BRA), the same": lambda: (
                pair_years(warehouse, "AZE", "BRA"),
                pair_products(warehouse, "AZE", "BRA", level=6, years=years),
            ),
            "totals of all pairs, one year": lambda: totals(warehouse, years[-1]),
            "exports of every country by HS6, one year": lambda: margins(
                warehouse, side="exporter", level=6, years=years[-1:]
            ),
            "exports of every country by HS2, all years": lambda: margins(
                warehouse, side="exporter", level=2, years=years
            ),
            "who sells one HS6 product to whom, one year": lambda: product_flows(warehouse, "270900", years=years[-1:]),
        }
        for what, ask in questions.items():
            goal = "< 0.2 s" if what.startswith("profile") else ""
            yield Row(what, goal, f"{_median_s(ask):.3f} s")


def _median_s(ask) -> float:  # noqa: ANN001 - any question
    ask()
    walls = []
    for _ in range(RUNS):
        start = time.perf_counter()
        ask()
        walls.append(time.perf_counter() - start)
    return statistics.median(walls)


def _files(folder: Path, *, years: int, rows: int) -> Path:
    """Write one zip a year, with the lists in each, unless they are there."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [FIRST_YEAR + n for n in range(years)]
    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(lambda year: _zip(folder, year=year, rows=rows), wanted))
    return folder


def _zip(folder: Path, *, year: int, rows: int) -> None:
    place = folder / f"BACI_HS12_Y{year}_V202501.zip"
    if place.exists():
        return
    text = folder / f"{year}.csv"
    _year(year, rows).write_csv(text)
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.write(text, f"BACI_HS12_Y{year}_V202501.csv")
        if year == FIRST_YEAR:
            archive.writestr("country_codes_V202501.csv", _country_list().write_csv())
            archive.writestr("product_codes_HS12_V202501.csv", _product_list().write_csv())
    text.unlink()


def _year(year: int, rows: int) -> pl.DataFrame:
    """Return a year: pairs trade the more products the more they trade, and each product's value has a heavy tail."""
    rng = np.random.default_rng([SEED, year])
    codes, value = _pairs()
    counts = _counts(value, rows)
    product = np.concatenate([_chosen(rng, count) for count in counts])
    pair = np.repeat(np.arange(len(counts)), counts)
    weight = np.exp(rng.normal(0, 2.4, len(pair)))
    share = weight / np.bincount(pair, weight)[pair]
    v = np.maximum(np.round(value[pair] * share / 1000, 3), 0.001)
    q = np.round(v * np.exp(rng.normal(-1.0, 1.2, len(v))), 3)
    unknown = pl.Series(rng.random(len(v)) < NOT_KNOWN_SHARE)
    frame = pl.DataFrame({"i": codes[pair, 0], "j": codes[pair, 1], "k": product, "v": v, "q": q})
    return frame.select(
        pl.lit(year, pl.Int32).alias("t"),
        "i",
        "j",
        pl.Series(_codes()).gather(frame["k"]).alias("k"),
        "v",
        pl.when(unknown).then(pl.lit("           NA")).otherwise(pl.col("q").cast(pl.String)).alias("q"),
    )


def _pairs() -> tuple[np.ndarray, np.ndarray]:
    """Return the codes of each trading pair in order, and its value in USD: of the snapshot, or made up."""
    area = dict(_country_list().select("country_iso3", "country_code").iter_rows())
    rng = np.random.default_rng(SEED)
    known = {
        (area[i], area[j]): value
        for i, j, value in table("flows_total").select("exporter", "importer", "value_usd").iter_rows()
        if i in area and j in area
    }
    size = {code: float(np.exp(rng.normal(0, 1.5))) for code in area.values()}
    for i in area.values():
        for j in area.values():
            if i != j and (i, j) not in known:
                known[i, j] = 2e5 * size[i] * size[j]
    ordered = sorted(known)
    return np.array(ordered, dtype=np.int32), np.array([known[pair] for pair in ordered])


def _counts(value: np.ndarray, rows: int) -> np.ndarray:
    low, high = 0.0, 1e4
    for _ in range(80):
        middle = (low + high) / 2
        counts = np.minimum(middle * value**0.42, PRODUCTS * MOST_OF_ALL_PRODUCTS).astype(int)
        low, high = (middle, high) if counts.sum() < rows else (low, middle)
    return counts


def _chosen(rng: np.random.Generator, count: int) -> np.ndarray:
    """Return `count` products in order, all as likely."""
    return np.sort(rng.permutation(PRODUCTS)[:count]) if count else np.empty(0, dtype=np.int64)


def _codes() -> list[str]:
    return _product_list()["code"].to_list()


def _product_list() -> pl.DataFrame:
    return table("hs_subheadings").head(PRODUCTS).select(code="code", description=pl.lit("a product"))


def _country_list() -> pl.DataFrame:
    rows = [
        {"country_code": each.m49, "country_name": each.name.replace(",", ""), "country_iso2": each.iso2}
        | {"country_iso3": each.iso3}
        for each in countries().values()
    ]
    return pl.DataFrame(rows).head(COUNTRIES)


def _section(rows: list[Row]) -> str:
    lines = [
        BEGIN,
        "",
        "Made by `benchmarks/warehouse.py`; questions are medians of seven, asked in a process that has asked before.",
        "",
        *(f"* {line}" for line in _machine()),
        "",
        "| what | goal | measured |",
        "|---|---|---|",
        *(f"| {row.what} | {row.goal} | {row.found} |" for row in rows),
        "",
        END,
    ]
    return "\n".join(lines) + "\n"


def _write(text: str) -> None:
    before = RESULTS.read_text(encoding="utf-8")
    without = re.sub(rf"\n{re.escape(BEGIN)}.*?{re.escape(END)}\n", "", before, flags=re.DOTALL)
    RESULTS.write_text(without + "\n" + text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
