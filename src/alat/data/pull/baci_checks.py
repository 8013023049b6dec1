"""Is a yearly file of BACI sound? And where is the first row that is not?

The rows are checked where they were loaded, by a handful of sums. Only when one of them says that something is wrong is
the file read again, line by line, to name the row.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import NoReturn

import duckdb

from alat.data.pull.baci_files import check_columns
from alat.errors import BadTable, near_matches

COLUMNS = ("t", "i", "j", "k", "v", "q")
FEWEST_PAIRS = 30
FARTHEST_PAIR, LEAST_ODD_USD, NAMED_PAIRS = 300.0, 1e8, 3
FURTHEST = 50.0  # times what is known of the same pairs: neither growth nor a revision does that, a unit does
_MOST = 1e14  # dollars, or kilograms: four times what the whole world trades in a year, or seven times what it ships
_SUMS = """
    count(*),
    count(*) FILTER (WHERE value_usd IS NULL OR NOT isfinite(value_usd) OR value_usd < 0
                     OR exporter_code IS NULL OR importer_code IS NULL OR product_code IS NULL
                     OR NOT isfinite(coalesce(quantity_kg, 0)) OR quantity_kg < 0),
    coalesce(max(greatest(value_usd, coalesce(quantity_kg, 0))), 0),
    coalesce(sum(value_usd), 0)
"""
_Pair = tuple[int, int, float]
_WHOLE = re.compile(r"\d{1,9}")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_NOT_AVAILABLE = {"", "NA"}
_HEAD_BYTES = 1 << 20
EVERY_PADDING = ("", *(f"{' ' * blanks}NA" for blanks in range(33)))
_PADDED = re.compile(rb",( *NA *)(?=[,\r\n])")


@dataclass(frozen=True, slots=True)
class YearFile:
    """A yearly file on disk.

    Attributes
    ----------
    path, shown
        Where it is, and what an error calls it.
    year
        The year its name states.
    products
        The codes of its revision, as numbers.
    known_usd
        What is known of the value between two codes (of the vintage before, or in the snapshot), to notice a unit.
    """

    path: Path
    shown: str
    year: int
    products: frozenset[int]
    known_usd: dict[tuple[int, int], float]


def header(file: YearFile) -> tuple[str, ...]:
    """Return the columns of a yearly file, in its order, having looked at its first and its last line.

    Raises
    ------
    BadTable
        If a column is missing or unknown, or the last line has no end.
    """
    with file.path.open("rb") as source:
        first = source.readline().decode("utf-8-sig", errors="replace")
        size = source.seek(0, 2)
        source.seek(max(0, size - 1))
        last = source.read(1)
    names = tuple(name.strip() for name in first.rstrip("\r\n").split(","))
    check_columns(names, COLUMNS, file=file.shown)
    if len(names) != len(COLUMNS):
        extra = next(name for name in names if name not in COLUMNS or names.count(name) > 1)
        raise BadTable(file.shown, f"unknown column; expected {','.join(COLUMNS)}", row=1, column=extra)
    if last != b"\n":
        problem = "the last line has no end, so the file seems to be cut off; get it again"
        raise BadTable(file.shown, problem, row=_line_count(file.path))
    return names


def not_available(file: YearFile) -> tuple[str, ...]:
    """Return the ways in which a file writes that a weight is not known: nothing, and NA with blanks before it.

    NA may be padded to the width of its column. Every way that is looked for costs reading time, so the file's
    beginning says which ones; `EVERY_PADDING` is for a file that has others further down.
    """
    with file.path.open("rb") as source:
        head = source.read(_HEAD_BYTES)
    return ("", *sorted({each.decode() for each in _PADDED.findall(head)} or {"NA"}))


def check_year(con: duckdb.DuckDBPyConnection, table: str, *, file: YearFile, inserted: int) -> tuple[str, ...]:
    """Hold the rows of one year, `inserted` of them, to what they must be; return what is odd and yet may be so.

    Raises
    ------
    BadTable
        Naming the first row that is not: year, keys, value, weight, product, a key that stands twice, or the unit.
    """
    where = f"FROM {table} WHERE year = {file.year}"
    rows, odd, largest, world = con.execute(f"SELECT {_SUMS} {where}").fetchall()[0]
    if not rows and not inserted:
        raise BadTable(file.shown, "no row; expected the flows of a year")
    if rows != inserted:
        refuse(file, "a row is of another year")
    if odd:
        refuse(file, "a value or weight is missing or out of range")
    found = {code for (code,) in con.execute(f"SELECT DISTINCT product_code {where}").fetchall()}
    if found - file.products:
        refuse(file, "a product is unknown")
    twice = None if keys_increase(con, table, year=file.year) else _first_duplicate(con, where)
    if twice:
        _refuse_duplicate(file, twice)
    pairs = con.execute(f"SELECT exporter_code, importer_code, sum(value_usd) {where} GROUP BY ALL").fetchall()
    _check_unit(pairs, file=file)
    if largest > _MOST:
        refuse(file, "a value or weight is beyond what the world trades")
    if world > _MOST:
        _refuse_unit(file, f"the year adds up to {world:.3g} USD, more than the world trades")
    return tuple(filter(None, (_with_themselves(pairs, file=file), _far_from_known(pairs, file=file))))


def refuse(file: YearFile, reason: str) -> NoReturn:
    """Read a file line by line and name its first bad row; `reason` is said if no single row is to blame.

    Raises
    ------
    BadTable
        Always.
    """
    for row, cells in _lines(file):
        if len(cells) != len(COLUMNS):
            raise BadTable(file.shown, f"{len(cells)} cells; expected {len(COLUMNS)} ({','.join(COLUMNS)})", row=row)
        for (column, expected), text in zip(_EXPECTED.items(), cells, strict=True):
            problem = _problem(column, text, file=file)
            if problem:
                raise BadTable(file.shown, f"{text.strip()!r}; expected {problem or expected}", row=row, column=column)
    raise BadTable(file.shown, reason)


def _problem(column: str, text: str, *, file: YearFile) -> str:
    """Return what was expected where a cell is not that ('' where it is)."""
    cell = text.strip()
    if column == "t":
        return "" if cell == str(file.year) else f"{file.year}, the year that the file's name states"
    if column in {"i", "j"}:
        return "" if _WHOLE.fullmatch(cell) else _EXPECTED[column]
    if column == "k":
        return _product_problem(cell, file.products)
    if column == "q" and cell in _NOT_AVAILABLE:
        return ""
    return "" if _NUMBER.fullmatch(cell) and 0 <= float(cell) * 1000 <= _MOST else _EXPECTED[column]


_EXPECTED: dict[str, str] = {
    "t": "the year that the file's name states",
    "i": "the number of an exporting country",
    "j": "the number of an importing country",
    "k": "a product of six digits",
    "v": "a value in thousand USD, nought or more",
    "q": "a weight in tonnes, nought or more, or NA",
}


def _product_problem(cell: str, products: frozenset[int]) -> str:
    if not _WHOLE.fullmatch(cell):
        return _EXPECTED["k"]
    if int(cell) in products:
        return ""
    codes = [f"{code:06d}" for code in sorted(products)]
    heading = [code for code in codes if code[:4] == cell.zfill(6)[:4]]
    near = near_matches(cell.zfill(6), heading) or near_matches(cell.zfill(6), codes)
    hint = f" such as {' or '.join(near)}" if near else ""
    return f"a code of the list of products{hint}"


def keys_increase(con: duckdb.DuckDBPyConnection, table: str, *, year: int) -> bool:
    """Whether each key of a year is above the one stored before it: then its rows are sorted and none stands twice."""
    key = "(exporter_code::BIGINT * 1000 + importer_code) * 1000000 + product_code"
    short = "greatest(exporter_code, importer_code) < 1000"
    keys = f"SELECT {key} AS key, {short} AS short FROM {table} WHERE year = {year}"  # noqa: S608 - ours
    pairs = f"SELECT key, short, lag(key) OVER () AS before FROM ({keys})"  # noqa: S608 - ours
    rows, above, all_short = con.execute(
        f"SELECT count(*), count(*) FILTER (WHERE key > before), bool_and(short) FROM ({pairs})"  # noqa: S608 - ours
    ).fetchall()[0]
    return bool(all_short) and above == rows - 1


def _first_duplicate(con: duckdb.DuckDBPyConnection, where: str) -> tuple[int, ...] | None:
    keys = "exporter_code, importer_code, product_code"
    found = con.execute(f"SELECT {keys} {where} GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL LIMIT 1").fetchone()
    return None if found is None else tuple(found)


def _refuse_duplicate(file: YearFile, key: tuple[int, ...]) -> NoReturn:
    first = None
    for row, cells in _lines(file):
        if tuple(int(cell) for cell in cells[1:4]) != key:
            continue
        if first is not None:
            i, j, k = key
            problem = f"duplicate key {file.year}, {i}, {j}, {k:06d}; it stands in row {first} already"
            raise BadTable(file.shown, problem, row=row, column="t + i + j + k")
        first = row
    raise BadTable(file.shown, f"duplicate key {key}", column="t + i + j + k")


def _with_themselves(pairs: Sequence[_Pair], *, file: YearFile) -> str:
    own = sorted((i, value) for i, j, value in pairs if i == j)
    if not own:
        return ""
    worth = sum(value for _, value in own) / 1e6
    named = ", ".join(str(code) for code, _ in own[:NAMED_PAIRS]) + (" and others" if len(own) > NAMED_PAIRS else "")
    return f"{file.year}: {worth:,.1f} m USD are trade of a country with itself ({named}), in its exports and imports"


def _far_from_known(pairs: Sequence[_Pair], *, file: YearFile) -> str:
    """Name pairs too large by a thousand, say: the median of all pairs does not see them."""
    known = file.known_usd
    far = sorted(
        ((value / known[i, j], i, j, value) for i, j, value in pairs if (i, j) in known and value >= LEAST_ODD_USD),
        reverse=True,
    )
    far = [each for each in far if each[0] > FARTHEST_PAIR]
    if not far:
        return ""
    named = "; ".join(
        f"{i} to {j} {value / 1e6:,.0f} m USD, {ratio:,.0f} times" for ratio, i, j, value in far[:NAMED_PAIRS]
    )
    more = f", and {len(far) - NAMED_PAIRS} more" if len(far) > NAMED_PAIRS else ""
    return f"{file.year}: look at pairs worth hundreds of times what is known of them: {named}{more}"


def _check_unit(pairs: Sequence[_Pair], *, file: YearFile) -> None:
    known = file.known_usd
    ratios = [value / known[i, j] for i, j, value in pairs if value and (i, j) in known]
    if len(ratios) < FEWEST_PAIRS:
        return
    middle = median(ratios)
    if not 1 / FURTHEST < middle < FURTHEST:
        _refuse_unit(
            file, f"half of {len(ratios)} pairs of countries trade {middle:.3g} times what is known of them, or more"
        )


def _refuse_unit(file: YearFile, found: str) -> NoReturn:
    problem = f"{found}; expected thousand USD: is another unit (1,000 off) in the file?"
    raise BadTable(file.shown, problem, column="v")


def _line_count(path: Path) -> int:
    with path.open("rb") as source:
        return sum(1 for _ in source)


def _lines(file: YearFile) -> Iterator[tuple[int, list[str]]]:
    """Give each row's line number and its cells in the order of `COLUMNS`."""
    with file.path.open(encoding="utf-8-sig", errors="replace", newline="") as source:
        names = [name.strip() for name in source.readline().rstrip("\r\n").split(",")]
        order = [names.index(name) for name in COLUMNS]
        arrange: Callable[[list[str]], list[str]] = lambda cells: [cells[at] for at in order]  # noqa: E731
        straight = order == sorted(order)
        for row, line in enumerate(source, start=2):
            cells = line.rstrip("\r\n").split(",")
            yield row, cells if straight or len(cells) != len(order) else arrange(cells)
