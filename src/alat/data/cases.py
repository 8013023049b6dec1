"""Which study speaks of a pair, and is a study in order?"""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from alat.data.study import Study, open_study, present_tables, shipped_studies
from alat.reference import Country, Pair, country, party


@dataclass(frozen=True, slots=True)
class StudyCheck:
    """What a study holds, every table having passed its schema.

    Attributes
    ----------
    study
        The study.
    tables
        One row a table: table, rows, columns.
    sources, notes
        Nothing is cited; the notes say what was checked.
    """

    study: Study
    tables: pl.DataFrame
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def covering_study(pair: Pair) -> Study | None:
    """Return the first shipped study that speaks of a pair, None where there is none.

    A study covers the pair of its home and its partners, and of its home and any member of them on its date, in
    either order.

    Parameters
    ----------
    pair
        A country, and a country or bloc.
    """
    for name in shipped_studies():
        study = open_study(name)
        if _covers(study, pair):
            return study
    return None


def check_study(name: str | Path) -> StudyCheck:
    """Open a study and hold every table, code and reference in it to what it should be.

    Raises
    ------
    BadInput
        At the first thing that is wrong: the errors of `open_study`, of its tables and of its codes.
    """
    study = open_study(name)
    tables = {table: study.table(table) for table in present_tables(study)}
    counted = [{"table": table, "rows": frame.height, "columns": frame.width} for table, frame in tables.items()]
    return StudyCheck(
        study, pl.DataFrame(counted), (), ("Every table passed its schema, every code and reference is known.",)
    )


def _covers(study: Study, pair: Pair) -> bool:
    home = country(study.home)
    partners = party(study.partners)
    members = (partners,) if isinstance(partners, Country) else partners.members(study.as_of)
    if pair.first == home:
        return pair.second == partners or pair.second in members
    return pair.second == home and pair.first in members
