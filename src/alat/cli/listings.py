"""Lists of what ships, as results: tables, sources, studies and what verification found."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from alat.cli.paper import Paper, number
from alat.data import Study, datasets, open_study, shipped_studies, sources, table, verify
from alat.data.cases import StudyCheck
from alat.data.schema import schema
from alat.data.study import present_tables


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows to print as they are."""

    title: str
    rows: pl.DataFrame
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableContent:
    """A shipped table: what it is, its columns, its rows."""

    name: str
    meaning: str
    basis: str
    years: str
    columns: pl.DataFrame
    rows: pl.DataFrame
    sources: tuple[str, ...]
    notes: tuple[str, ...] = ()


def shipped_tables() -> Listing:
    """Return the tables that ship, by name."""
    rows = [
        {
            "table": each.name,
            "rows": table(each.name).height,
            "years": each.years,
            "basis": each.basis,
            "sources": ";".join(each.sources),
            "meaning": each.meaning,
        }
        for each in sorted(datasets().values(), key=lambda each: each.name)
    ]
    return Listing("Tables that ship", pl.DataFrame(rows))


def table_content(name: str) -> TableContent:
    """Return a shipped table with the meaning of its columns.

    Raises
    ------
    UnknownCode
        If no table has that name.
    """
    rows = table(name)
    known = datasets()[name]
    columns = [
        {"column": c.name, "type": c.type, "unit": c.unit, "key": "yes" if c.key else "", "meaning": c.meaning}
        for c in schema(name).columns
    ]
    return TableContent(name, known.meaning, known.basis, known.years, pl.DataFrame(columns), rows, known.sources)


def verified() -> Listing:
    """Return what verification found, file by file."""
    rows = pl.DataFrame([asdict(verdict) for verdict in verify()], schema_overrides={"rows": pl.Int64})
    broken = rows.filter(pl.col("problem") != "")["file"].to_list()
    note = f"{rows.height} files checked; " + (f"broken: {', '.join(broken)}" if broken else "all are as shipped")
    return Listing("Shipped files", rows, notes=(note,))


def publications() -> Listing:
    """Return every source."""
    return Listing("Sources", pl.DataFrame([asdict(each) for each in sources().values()]))


def shipped_cases() -> Listing:
    """Return the studies that came with Alat."""
    opened = [open_study(name) for name in shipped_studies()]
    rows = [
        {"study": s.id, "title": s.title, "home": s.home, "partners": s.partners, "as_of": str(s.as_of)} for s in opened
    ]
    return Listing("Studies that ship", pl.DataFrame(rows))


def study_content(name: str | Path) -> StudyCheck:
    """Return a study and the size of its tables."""
    study = open_study(name)
    frames = {each: study.table(each) for each in present_tables(study)}
    rows = [{"table": each, "rows": frame.height, "columns": frame.width} for each, frame in frames.items()]
    return StudyCheck(study, pl.DataFrame(rows), (), ())


def show_listing(paper: Paper, result: Listing) -> None:
    """Write a list, amounts of money as a person reads them."""
    paper.title(result.title)
    money = [name for name in result.rows.columns if name.endswith("_usd")]
    told = [
        pl.Series(name, ["" if cell is None else number(cell, "usd") for cell in result.rows[name]], dtype=pl.String)
        for name in money
    ]
    _show_frame(paper, result.rows.with_columns(told), right=money)


def show_table(paper: Paper, result: TableContent, *, most: int) -> None:
    """Write a table's columns and its first rows."""
    paper.title(f"{result.name}: {result.meaning} ({result.basis}, {result.years or 'no year'})")
    _show_frame(paper, result.columns)
    _show_frame(paper, result.rows.head(most))
    paper.say(f"{min(most, result.rows.height)} of {result.rows.height} rows")


def show_study(paper: Paper, result: StudyCheck) -> None:
    """Write what a study holds."""
    study: Study = result.study
    paper.title(f"{study.title} ({study.id})")
    paper.say(f"{study.home} asks about {study.partners}, as of {study.as_of}; folder {study.folder}")
    _show_frame(paper, result.tables)
    for name, edits in study.scenarios.items():
        paper.say(f"Scenario {name}: " + "; ".join(f"{field} {values}" for field, values in edits.items()))


def _show_frame(paper: Paper, frame: pl.DataFrame, *, right: Sequence[str] = ()) -> None:
    numeric = [name for name, dtype in frame.schema.items() if dtype.is_numeric() or name in right]
    rows = [["" if cell is None else str(cell) for cell in row] for row in frame.iter_rows()]
    paper.table(frame.columns, rows, right=numeric)
