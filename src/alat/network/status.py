"""What was open, closed or planned on a day?"""

from datetime import date
from functools import lru_cache

from alat.data import table

# What a thing was before the first day of its status: a plan was no more than a plan, a closure or a restriction came
# upon something open, and what opened was closed; `before` of a row says where that is not so, and `before_since` of an
# interruption on which day it began.
_BEFORE = {"planned": "planned", "closed": "open", "restricted": "open", "open": "closed"}


@lru_cache(maxsize=64)
def statuses(as_of: date | None) -> dict[str, dict[str, str]]:
    """Return every dated status by its id, `status` being the one on a day; the newest word where no day is given.

    Parameters
    ----------
    as_of
        The day. Before the first day of a status the thing is what it was before, and before an interruption what it
        is after it; after a plan or a closure has run out, open.
    """
    rows = ({key: str(cell or "") for key, cell in row.items()} for row in table("link_status").iter_rows(named=True))
    return {row["id"]: row | {"status": _on(row, as_of)} for row in rows}


def in_force(since: str, until: str, *, as_of: date) -> bool:
    """Return whether a day lies between two dates of which only year or month may be known; '' is no date."""
    day = as_of.isoformat()
    return (not since or day[: len(since)] >= since) and (not until or day[: len(until)] <= until)


def _on(row: dict[str, str], as_of: date | None) -> str:
    status = row["status"]
    if as_of is None or in_force(row["since"], row["until"], as_of=as_of):
        return status
    if row["before_since"] and not in_force(row["before_since"], "", as_of=as_of):
        return status
    if row["since"] and not in_force(row["since"], "", as_of=as_of):
        return row["before"] or _BEFORE[status]
    return "open"
