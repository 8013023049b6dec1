"""How does BACI get in? From CEPII's own files: found, unpacked, checked year by year, stored whole.

Rows are kept by the publisher's numeric codes; a list beside them says which country of today each code is. Codes that
are none (490, other Asia; states that have split) keep their own, so that mapped and unmapped add up to the world.
"""

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import polars as pl

from alat.data.pull.baci_checks import EVERY_PADDING, YearFile, check_year, header, keys_increase, not_available, refuse
from alat.data.pull.baci_files import Delivery, Member, deliver
from alat.data.snapshot import table
from alat.data.warehouse import Incoming, Vintage, Warehouse, flow_years, store, totals, vintages
from alat.errors import BadInput, BadTable
from alat.reference import comtrade_areas, countries, country_from_comtrade

SOURCE = "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37"
_COUNTRY_COLUMNS = ("country_code", "country_name", "country_iso3")
_PRODUCT_COLUMNS = ("code", "description")
_STORED_SHARE = 0.6  # of the text, with its summaries and what sorting spills
_LEAST_KNOWN_USD = 1e6
_DIGITS = 6
_KINDS = {"t": "INTEGER", "i": "INTEGER", "j": "INTEGER", "k": "INTEGER", "v": "DOUBLE", "q": "DOUBLE"}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a load has come.

    Attributes
    ----------
    year, done, years
        The year that was loaded last, how many are done, and of how many.
    rows, expected_rows
        Rows loaded, and about how many there are in all.
    elapsed_s
        Since it began.
    """

    year: int
    done: int
    years: int
    rows: int
    expected_rows: int
    elapsed_s: float


def pull_baci(
    source: Path,
    *,
    warehouse: Warehouse,
    years: tuple[int, ...] | None = None,
    fewer_years: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Vintage:
    """Load BACI from a folder or zip into a warehouse, all of it or nothing.

    Parameters
    ----------
    source
        A zip as CEPII ships it, a folder with such zips, or a folder with their files.
    warehouse
        Where to; the vintage before is replaced once the new one is whole.
    years
        Which years to take; all without it.
    fewer_years
        Whether years of the vintage before that the new one has not may go.
    progress
        Called after each year.

    Raises
    ------
    MissingFile, BadTable, BadInput
        Naming what is wrong in which file, row and column; or that the disk is full, or that years of the vintage
        before would be gone. What was loaded before stays.
    """
    delivery = deliver(source, years=years)
    lost = () if fewer_years else _lost(warehouse, delivery)
    if lost:
        named = ", ".join(map(str, lost))
        problem = f"would lose the years {named}, which the load before has and this one has not"
        raise BadInput(f"data pull baci: {problem}; load all years together, or allow it with --fewer-years")
    products = _products(delivery.products)
    areas = _areas(delivery.countries)
    known = _known(warehouse, delivery, areas=areas)
    loading = _Loading(delivery, products, known, progress or (lambda _: None))
    incoming = Incoming(
        dataset=_dataset(delivery),
        release=delivery.release,
        revision=delivery.revision,
        files=delivery.stored_files(),
        tables={"flows": loading.fill, "flow_areas": _met(loading, areas), "flow_products": [products]},
        note=lambda: "; ".join(filter(None, (_note(loading.codes, areas), *loading.odd))),
    )
    return store(warehouse, incoming)


def _dataset(delivery: Delivery) -> str:
    return f"baci-{delivery.revision.lower()}"


def _lost(warehouse: Warehouse, delivery: Delivery) -> tuple[int, ...]:
    """Return the years that the vintage before holds and a delivery does not."""
    current = [each for each in vintages(warehouse) if each.state == "current" and each.dataset == _dataset(delivery)]
    return tuple(sorted({year for each in current for year in each.years} - set(delivery.years)))


@dataclass(frozen=True)
class _Loading:
    """The load of the yearly files into one DuckDB table."""

    delivery: Delivery
    products: pl.DataFrame
    known: dict[int, dict[tuple[int, int], float]]
    progress: Callable[[Progress], None]
    codes: set[int] = field(default_factory=set)
    odd: list[str] = field(default_factory=list)

    def fill(self, con: duckdb.DuckDBPyConnection, name: str) -> None:
        """Load every year, unpacking the next one meanwhile."""
        folder = Path(con.execute("SELECT current_setting('temp_directory')").fetchall()[0][0])
        folder.mkdir(parents=True, exist_ok=True)
        members = self.delivery.years
        size = sum(member.bytes for member in members.values())
        _check_space(folder, size=size, largest=max(member.bytes for member in members.values()))
        start = time.monotonic()
        rows = 0
        done_bytes = 0
        for done, (year, path) in enumerate(_unpacked(members, folder), start=1):
            rows += self._load(con, name, year=year, path=path)
            done_bytes += members[year].bytes
            if members[year].zipped:
                path.unlink()
            expected = round(rows * size / done_bytes)
            self.progress(Progress(year, done, len(members), rows, expected, time.monotonic() - start))
        found = f"SELECT exporter_code FROM {name} UNION SELECT importer_code FROM {name}"  # noqa: S608 - a table of ours
        self.codes.update(code for (code,) in con.execute(found).fetchall())

    def _load(self, con: duckdb.DuckDBPyConnection, name: str, *, year: int, path: Path) -> int:
        codes = frozenset(int(code) for code in self.products["product"])
        file = YearFile(path, self.delivery.years[year].shown, year, codes, self.known.get(year, {}))
        inserted = _copy(con, name, file=file)
        self.odd.extend(check_year(con, name, file=file, inserted=inserted))
        return inserted


def _copy(con: duckdb.DuckDBPyConnection, name: str, *, file: YearFile) -> int:
    """Insert a year's rows, in the order of their keys, and return their number."""
    columns = ", ".join(f"'{column}': '{_KINDS[column]}'" for column in header(file))
    reason = ""
    for missing in (not_available(file), EVERY_PADDING):
        try:
            return _inserted(con, name, file=file, columns=columns, missing=missing)
        except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
            reason = f"not readable ({str(error).splitlines()[0]})"
    return refuse(file, reason)


def _inserted(
    con: duckdb.DuckDBPyConnection, name: str, *, file: YearFile, columns: str, missing: Sequence[str]
) -> int:
    """Insert the rows as they stand where that is in order, which spares the sort, a third of the time; else sorted."""
    # Money and weight are kept in whole dollars and kilograms, the last digit that BACI prints.
    query = f"""
        INSERT INTO {name}
        SELECT t, i, j, k, round(v * 1000), round(q * 1000)
        FROM read_csv(?, header = true, delim = ',', quote = '', escape = '', auto_detect = false,
                      null_padding = false, columns = {{{columns}}}, nullstr = {list(missing)})
    """  # noqa: S608 - a table and columns of ours
    con.execute("BEGIN")
    in_order = False
    try:
        rows = _changed(con, query, file=file)
        in_order = keys_increase(con, name, year=file.year)
    finally:
        con.execute("COMMIT" if in_order else "ROLLBACK")
    return rows if in_order else _changed(con, f"{query} ORDER BY i, j, k", file=file)


def _changed(con: duckdb.DuckDBPyConnection, query: str, *, file: YearFile) -> int:
    return int(con.execute(query, [str(file.path)]).fetchall()[0][0])


def _unpacked(members: dict[int, Member], folder: Path) -> Iterator[tuple[int, Path]]:
    """Give each year's file on disk; the next one is unpacked while one is loaded."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        waiting: list[tuple[int, Future[Path]]] = []
        for year, member in members.items():
            waiting.append((year, pool.submit(member.unpacked, folder)))
            if len(waiting) > 1:
                before, path = waiting.pop(0)
                yield before, path.result()
        for year, path in waiting:
            yield year, path.result()


def _check_space(folder: Path, *, size: int, largest: int) -> None:
    needed = size * _STORED_SHARE + 2 * largest
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BadInput(
            f"{folder.parent}: {free / 1e9:.1f} GB free; about {needed / 1e9:.1f} GB are needed to load this"
        )


def _products(member: Member) -> pl.DataFrame:
    found: dict[str, str] = {}
    for line, row in member.rows(_PRODUCT_COLUMNS):
        code = row["code"].strip().zfill(_DIGITS)
        if not code.isdecimal() or len(code) != _DIGITS:
            raise BadTable(member.shown, f"{row['code']!r}; expected six digits", row=line, column="code")
        if code in found:
            raise BadTable(member.shown, f"the product {code} stands twice", row=line, column="code")
        found[code] = row["description"].strip()
    if not found:
        raise BadTable(member.shown, "no product in it")
    return pl.DataFrame({"product": list(found), "description": list(found.values())})


def _areas(member: Member) -> pl.DataFrame:
    """Return who each code of the list is today: code, country, mapped, name."""
    known = set(countries())
    rows: dict[int, dict[str, object]] = {}
    for line, row in member.rows(_COUNTRY_COLUMNS):
        text = row["country_code"].strip()
        if not text.isdecimal():
            raise BadTable(member.shown, f"{text!r}; expected a number", row=line, column="country_code")
        area = _area(int(text), row["country_name"].strip())
        theirs = row["country_iso3"].strip()
        if area["mapped"] and theirs in known and theirs != area["country"]:
            problem = f"{theirs!r} for {text}; expected {area['country']}, as UN Comtrade has it"
            raise BadTable(member.shown, problem, row=line, column="country_iso3")
        if int(text) in rows:
            raise BadTable(member.shown, f"the country {text} stands twice", row=line, column="country_code")
        rows[int(text)] = area
    return pl.DataFrame(list(rows.values()), schema_overrides={"code": pl.Int32})


def _area(code: int, name: str) -> dict[str, object]:
    country = country_from_comtrade(code)
    if country is None:
        return {"code": code, "country": str(code), "mapped": False, "name": name or comtrade_areas().get(code, "")}
    return {"code": code, "country": country.iso3, "mapped": True, "name": name or country.name}


def _met(loading: _Loading, areas: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Give the codes that were met, whether the list has them or not; the flows are loaded by then."""
    yield areas.filter(pl.col("code").is_in(list(loading.codes)))
    unlisted = sorted(loading.codes - set(areas["code"]))
    if unlisted:
        yield pl.DataFrame([_area(code, "") for code in unlisted])


def _note(codes: set[int], areas: pl.DataFrame) -> str:
    unlisted = sorted(codes - set(areas["code"]))
    unmapped = areas.filter(~pl.col("mapped") & pl.col("code").is_in(list(codes))).sort("code")
    parts = []
    if unmapped.height:
        named = ", ".join(f"{code} ({name})" for code, name in unmapped.select("code", "name").iter_rows())
        parts.append(f"kept under their own code: {named}")
    if unlisted:
        parts.append(f"not in the list of countries: {', '.join(map(str, unlisted))}")
    return "; ".join(parts)


def _known(warehouse: Warehouse, delivery: Delivery, *, areas: pl.DataFrame) -> dict[int, dict[tuple[int, int], float]]:
    """Return for each year what is known of pairs: of the vintage before, else the snapshot's one year."""
    held = flow_years(warehouse)
    if not held:
        shipped = table("flows_total").filter(pl.col("coverage") == "both")
        same = _by_code(shipped, areas)
        return dict.fromkeys(delivery.years, same)
    nearest = {year: min(held, key=lambda each: (abs(each - year), each)) for year in delivery.years}
    frames = {year: _by_code(totals(warehouse, year), areas) for year in set(nearest.values())}
    return {year: frames[near] for year, near in nearest.items()}


def _by_code(flows: pl.DataFrame, areas: pl.DataFrame) -> dict[tuple[int, int], float]:
    codes = dict(areas.select("country", "code").iter_rows())
    rows = flows.filter(pl.col("value_usd") >= _LEAST_KNOWN_USD).select("exporter", "importer", "value_usd")
    return {(codes[i], codes[j]): value for i, j, value in rows.iter_rows() if i in codes and j in codes}
