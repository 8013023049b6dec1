"""Which rows of a dated table hold on a day?"""

from collections.abc import Iterator, Mapping
from datetime import date

from alat.data import table
from alat.errors import BadInput

Row = Mapping[str, object]

_TABLES = ("tariffs_case", "vat", "import_charges")


def newest_day() -> str:
    """Return the newest day on which a rate of any table begins: the day on which rates are looked up by default."""
    begun = [first_day(str(cell)) for name in _TABLES for cell in table(name)["valid_from"].drop_nulls()]
    return max(begun)


def checked_day(text: str) -> str:
    """Return an ISO day.

    Raises
    ------
    BadInput
        If it is none.
    """
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadInput(f"{text!r} is no day; expected one such as 2026-01-01") from None


def in_force(name: str, *, where: Mapping[str, str], day: str) -> Iterator[Row]:
    """Yield the rows of a dated table with given cells that hold on a day.

    A row without a first day is taken to hold; what it is worth on a day far from the year it was printed in is for
    `stated` to say.
    """
    for row in table(name).iter_rows(named=True):
        if any(row[column] != cell for column, cell in where.items()):
            continue
        begins, ends = row["valid_from"], row["valid_until"]
        if (begins is None or first_day(begins) <= day) and (ends is None or day <= _last_day(ends)):
            yield row


def covers(pattern: str, code: str) -> bool:
    """Whether goods that a table names (``all``, ``1701``, ``01-24``) hold the whole of an HS code."""
    if pattern == "all":
        return True
    first, mark, last = pattern.partition("-")
    return first <= code[:2] <= last if mark else code.startswith(pattern)


def depth(pattern: str) -> int:
    """Return how narrow the goods are that a table names."""
    return 0 if pattern == "all" else 1 if "-" in pattern else len(pattern)


def printed(row: Row) -> str:
    """Return what a reader must know of a row: who prints it, for which year, and what limits it."""
    named = ", ".join(str(row[cell]) for cell in ("publisher", "stated") if row.get(cell))
    where = f", {row['address']}" if row["address"] else ""
    return f"{named}{where} ({row['note']})" if row["note"] else f"{named}{where}"


def first_day(text: str) -> str:
    """Return the first day of a year, a month or a day as tables have them."""
    return f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10]  # noqa: PLR2004 - a year alone


def _last_day(text: str) -> str:
    return f"{text}-12-31"[:10] if len(text) == 4 else f"{text}-31"[:10]  # noqa: PLR2004 - a year alone
