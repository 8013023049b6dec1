"""How do UNCTAD's statistics get in? By its bulk files: a CSV of one report, packed as a 7-Zip archive.

No page of UNCTAD that we found says what the columns are; this follows what its files hold: a period (Year or
Quarter), `Economy` and `Economy Label`, further codes each with a label, and measures each with a column for footnotes.
The address is `bulkdownload/US.LSCI/US_LSCI`.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from alat.data.pull.addresses import base_address, publisher
from alat.data.pull.comtrade_rows import area_name
from alat.data.pull.fetch import Fetched, Fetcher, Wanted
from alat.data.pull.harvest import Harvest, by_name, fetched_file, source_file
from alat.data.pull.session import Session
from alat.data.pull.texts import ENDS, TextTable, files_of, text_frame, text_tables
from alat.data.pull.worldbank import AREA, INDICATORS, area_code, distinct_values
from alat.data.warehouse import StoredFile
from alat.errors import BadInput, BadTable, FetchFailed

DATASET = "unctad"
DEFAULT_REPORTS = ("US.LSCI",)
ECONOMY, LABEL = "Economy", " Label"
_ASIDE = (" Footnote", " Missing value")
_PERIODS = {"Year": re.compile(r"([0-9]{4})"), "Quarter": re.compile(r"([0-9]{4})Q0?([1-4])")}
_REPORT = re.compile(r"([A-Z]{2}\.[A-Za-z_]+)(/[0-9]+)?")
_QUARTERS = 4


def pull_unctad(fetcher: Fetcher, reports: Sequence[str], *, session: Session, address: str = "") -> Harvest:
    """Fetch reports of UNCTADstat such as ``US.LSCI``, or ``US.LSCI/10012`` where the address has a number of a file.

    Raises
    ------
    FetchFailed
        If the server does not give one.
    BadInput
        If a name is none of a report.
    BadTable
        If a file breaks its shape, is bilateral, or cannot be unpacked here.
    """
    base = base_address(publisher(DATASET), address)
    frames: list[pl.DataFrame] = []
    fetched_files: list[Fetched] = []
    notes: list[str] = []
    for report in reports:
        match = _REPORT.fullmatch(report)
        if match is None:
            raise BadInput(f"report {report!r}; expected a name of UNCTADstat such as US.LSCI")
        name = match[1].replace(".", "_")
        wanted = Wanted(called=f"{report} from UNCTADstat", url=f"{base}/{report}/{name}")
        fetched = session.bring(fetcher, wanted, name=name)
        fetched_files.append(fetched)
        for found in text_tables(fetched.path):
            rows, said = report_rows(found, report=match[1])
            frames.append(rows)
            notes += said
    dates = sorted(fetched.modified for fetched in fetched_files)
    files = [fetched_file(fetched) for fetched in fetched_files]
    return _harvest(frames, files, release=dates[-1] if dates else "", notes=notes)


def read_unctad(source: Path) -> Harvest:
    """Read UNCTADstat's files: archives as it gives them, or the CSV files out of them (``US_LSCI...csv``).

    Raises
    ------
    MissingFile, BadTable
        If there is none, or one breaks its shape.
    """
    frames, files, notes = [], [], []
    for path in files_of(source, *ENDS):
        for found in text_tables(path):
            rows, said = report_rows(found, report=_report_of(found.called))
            frames.append(rows)
            notes += said
        files.append(source_file(path))
    return _harvest(frames, files, release="", notes=notes)


def report_rows(found: TextTable, *, report: str) -> tuple[pl.DataFrame, list[str]]:
    """Return the rows of a report as yearly indicators, and what a reader must know.

    An indicator is called after the report; where it has several measures or further codes, their names follow after
    ``/``. Quarters become the mean of the year's quarters.

    Raises
    ------
    BadTable
        If a column is missing, a number or period is none, or the report is bilateral.
    """
    raw = text_frame(found)
    names = [name for name in raw.columns if not name.endswith(_ASIDE)]
    if "Partner" in names:
        raise BadTable(found.called, "a bilateral report; Alat takes trade between countries from BACI and Comtrade")
    period = next((name for name in names if name in _PERIODS), "")
    if not period or ECONOMY not in names:
        raise BadTable(
            found.called, f"columns {', '.join(raw.columns)}; expected Year or Quarter, and {ECONOMY}", row=1
        )
    labels = [name for name in names if name.endswith(LABEL)]
    coded = {label.removesuffix(LABEL) for label in labels}
    measures = [name for name in names if name not in {period, ECONOMY, *labels, *coded}]
    if not measures:
        raise BadTable(found.called, f"no measure among the columns {', '.join(raw.columns)}", row=1)
    apart = [label for label in labels if label.removesuffix(LABEL) not in {ECONOMY, period}]
    long = raw.with_row_index("line", offset=2).unpivot(
        on=measures, index=["line", period, ECONOMY, *apart], variable_name="measure", value_name="text"
    )
    stated = long.filter(pl.col("text").is_not_null() & (pl.col("text").str.strip_chars() != ""))
    _check(stated, period, called=found.called)
    parts = ([pl.col("measure")] if len(measures) > 1 else []) + [pl.col(label) for label in apart]
    codes = stated[ECONOMY].unique().to_list()
    rows = stated.select(
        indicator=pl.concat_str([pl.lit(report), *parts], separator="/"),
        country=pl.col(ECONOMY).replace_strict(_economies(codes), return_dtype=pl.String),
        year=pl.col(period).str.slice(0, 4).cast(pl.Int32),
        value=pl.col("text").cast(pl.Float64),
        period=pl.col(period),
    )
    return _yearly(rows.unique(), called=found.called)


def _yearly(rows: pl.DataFrame, *, called: str) -> tuple[pl.DataFrame, list[str]]:
    place = ["indicator", "country", "year"]
    twice = rows.filter(pl.struct(*place, "period").is_duplicated())
    if twice.height:
        raise BadTable(
            called, f"two values for {', '.join(str(part) for part in twice.select(*place, 'period').row(0))}"
        )
    means = rows.group_by(place).agg(value=pl.col("value").mean(), periods=pl.len())
    quarterly = rows["period"].str.contains("Q").any()
    notes = []
    if quarterly:
        part = sorted(means.filter(pl.col("periods") < _QUARTERS)["year"].unique())
        notes.append(f"{called}: a year is the mean of its quarters")
        notes[-1] += f"; some have fewer than four in {', '.join(map(str, part))}." if part else "."
    return distinct_values(means.select(*INDICATORS), called=called), notes


def _check(stated: pl.DataFrame, period: str, *, called: str) -> None:
    shape = _PERIODS[period].pattern
    for column, odd, expected in (
        (period, ~pl.col(period).str.contains(f"^{shape}$"), "2023" if period == "Year" else "2023Q01"),
        (ECONOMY, ~pl.col(ECONOMY).str.contains("^[0-9]{1,4}$"), "a code of digits"),
        ("text", pl.col("text").cast(pl.Float64, strict=False).is_null(), "a number"),
    ):
        wrong = stated.filter(odd.fill_null(value=True))
        if wrong.height:
            row = wrong.row(0, named=True)
            name = row["measure"] if column == "text" else column
            raise BadTable(called, f"{row[column]!r}; expected {expected}", row=row["line"], column=name)


def _economies(codes: Sequence[str]) -> dict[str, str]:
    """Return countries by UNCTAD's code (M49, or Comtrade's where it differs); groups are kept apart."""
    return {code: area_code(area_name(code)) if len(code) <= len("999") else f"{AREA}{code}" for code in codes}


def _report_of(called: str) -> str:
    """Return the report behind a file's name: ``US_LSCI_ST2025_v1.csv`` is of ``US.LSCI``."""
    stem = called.rpartition(":")[2].split(".")[0]
    family, _, rest = stem.partition("_")
    return f"{family}.{rest.split('_ST')[0]}"


def _harvest(frames: Sequence[pl.DataFrame], files: Sequence[StoredFile], *, release: str, notes: list[str]) -> Harvest:
    rows = distinct_values(pl.concat([pl.DataFrame(schema=INDICATORS), *frames]), called="UNCTADstat's files")
    if not rows.height:
        raise FetchFailed("UNCTADstat's files have no value")
    return Harvest(
        dataset=DATASET,
        release=release,
        revision="",
        tables={"indicators": rows},
        renewed={"indicators": [rows.select("indicator").unique().sort("indicator")]},
        files=by_name(files),
        notes=tuple(notes),
    )
