"""How do tariffs get in? From files of WITS (TRAINS) or MAcMap-HS6 that a user has, or from an address that has one.

Both are given to those who sign in, so there is no documented address to fetch them from.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from alat.data.pull.addresses import base_address, publisher
from alat.data.pull.answers import file_problem
from alat.data.pull.comtrade_questions import comtrade_codes
from alat.data.pull.fetch import Fetcher, Wanted
from alat.data.pull.harvest import Harvest, by_name, fetched_file, source_file
from alat.data.pull.session import Session
from alat.data.pull.tariff_rows import (
    LINE,
    MFN,
    TARIFFS,
    aggregated,
    is_macmap,
    macmap_rows,
    one_row_a_cell,
    wits_rows,
)
from alat.data.pull.texts import ENDS, TABLE_ENDS, files_of, text_frame, text_tables
from alat.data.warehouse import StoredFile
from alat.errors import BadInput, BadTable
from alat.reference import country

DATASET = "tariffs"
_LARGE_BYTES = 500_000_000


def pull_tariffs(fetcher: Fetcher, *, session: Session, importers: Sequence[str] = (), address: str = "") -> Harvest:
    """Fetch one file of tariffs from an address (ALAT_TARIFFS_URL) and read it.

    Raises
    ------
    FetchFailed
        If the server does not give it.
    BadInput, BadTable
        As `read_tariffs`.
    """
    url = base_address(publisher(DATASET), address)
    name = url.rpartition("/")[2].partition("?")[0] or "tariffs.csv"
    wanted = Wanted(called=name, url=url, problem_of=file_problem(name))
    fetched = session.bring(fetcher, wanted, name=name)
    return _harvest([fetched.path], [fetched_file(fetched)], importers=importers)


def read_tariffs(source: Path, *, importers: Sequence[str] = ()) -> Harvest:
    """Read files of WITS or MAcMap-HS6: CSV, zip or gzip.

    Parameters
    ----------
    importers
        ISO3 codes of the importers to take; all without it.

    Raises
    ------
    BadInput
        If a file is large and no importer is named, or none of them is in the files.
    MissingFile, BadTable
        If there is none, or one breaks its shape.
    """
    paths = files_of(source, *ENDS)
    return _harvest(paths, [source_file(path) for path in paths], importers=importers)


def _harvest(paths: Sequence[Path], files: Sequence[StoredFile], *, importers: Sequence[str]) -> Harvest:
    frames, notes = [], []
    for path in paths:
        for called, raw in _tables(path, importers):
            if is_macmap(raw.columns):
                rows, said = macmap_rows(raw, file=called)
                notes.append(said)
            else:
                rows = wits_rows(raw, file=called)
            frames.append(rows.filter(pl.col("importer").is_in(importers)) if importers else rows)
    together = pl.concat([pl.DataFrame(schema=TARIFFS), *frames])
    if not together.height:
        raise BadInput(f"the files hold no tariff of {', '.join(importers) or 'any importer'}")
    rows = aggregated(one_row_a_cell(together, file="the files of tariffs"))
    editions = [each for each in rows["revision"].unique() if each]
    return Harvest(
        dataset=DATASET,
        release=_span(rows),
        revision=editions[0] if len(editions) == 1 else "",
        tables={"tariffs": rows},
        renewed={"tariffs": [rows.select("importer", "year", "source").unique().sort("importer", "year", "source")]},
        files=by_name(files),
        notes=(*notes, *_said(rows)),
    )


def _tables(path: Path, importers: Sequence[str]) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the tables of a file; of a large one (MAcMap-HS6 has 144 million rows) only the importers' rows."""
    if path.stat().st_size <= _LARGE_BYTES:
        for found in text_tables(path):
            yield found.called, text_frame(found)
        return
    if not importers:
        raise BadInput(f"{path.name}: a large file; name the importers to take, such as --importers AZE,BRA")
    if path.suffix.lower() not in TABLE_ENDS:
        raise BadInput(f"{path.name}: a large archive; unpack it and give the folder")
    lazy = pl.scan_csv(path, infer_schema=False).with_row_index(LINE, offset=2)
    column = next((name for name in lazy.collect_schema().names() if name.lower() in {"importer", "reporter"}), None)
    if column is None:
        raise BadTable(path.name, "no column importer or Reporter", row=1)
    codes = [code for each in importers for code in (each, *comtrade_codes(country(each)))]
    yield path.name, lazy.filter(pl.col(column).str.strip_chars().is_in(codes)).collect(engine="streaming")


def _span(rows: pl.DataFrame) -> str:
    years = rows["year"].unique().sort().to_list()
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"


def _said(rows: pl.DataFrame) -> list[str]:
    notes = [
        "Rates are plain means of tariff lines; the mean weighted by imports stands beside them where the file has it."
    ]
    if not rows.filter(kind=MFN).height:
        notes.append("There is no most favoured nation tariff among them.")
    return notes
