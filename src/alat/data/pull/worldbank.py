"""How do the World Bank's indicators get in? By its interface, page by page, or from its files.

Version 2 answers with a list: what the page is, and its rows. A wrong question is answered with 200 and a message.
Regions and income groups come among the countries; they are kept apart under ``area:`` and their code.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from alat.data.pull.addresses import base_address, publisher
from alat.data.pull.answers import json_problem
from alat.data.pull.fetch import GZIP, Fetched, Fetcher, Wanted
from alat.data.pull.harvest import Harvest, by_name, fetched_file, source_file
from alat.data.pull.session import Session
from alat.data.pull.texts import ENDS, TextTable, files_of, text_frame, text_tables
from alat.data.warehouse import StoredFile
from alat.errors import BadInput, BadTable, FetchFailed
from alat.reference import countries

DATASET = "worldbank"
DEFAULT_INDICATORS = ("NY.GDP.MKTP.CD", "SP.POP.TOTL", "TM.TAX.MRCH.WM.AR.ZS")
INDICATORS = {"indicator": pl.String, "country": pl.String, "year": pl.Int32, "value": pl.Float64}
AREA = "area:"
_PER_PAGE = 5000
_HEAD = ("page", "pages", "total")
_PARTS = 2
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_FILE_COLUMNS = ("Country Code", "Indicator Code")


@dataclass(frozen=True, slots=True)
class _Page:
    number: int
    pages: int
    total: int
    updated: str
    rows: list[dict[str, object]]


def pull_worldbank(
    fetcher: Fetcher, indicators: Sequence[str], *, session: Session, years: str = "", address: str = ""
) -> Harvest:
    """Ask the World Bank for indicators of all countries.

    Parameters
    ----------
    indicators
        Codes such as ``NY.GDP.MKTP.CD``.
    years
        ``2000:2024``, or '' for all.

    Raises
    ------
    FetchFailed
        If the server does not give it, gives a page twice, or changes its data between pages.
    BadTable
        If a row breaks its shape.
    """
    base = base_address(publisher(DATASET), address)
    frames, files, updated = [], [], []
    for indicator in indicators:
        pages = list(_pages(fetcher, session, base=base, indicator=indicator, years=years))
        rows = [row for page, _ in pages for row in page.rows]
        frames.append(_rows(rows, indicator=indicator, called=f"World Bank on {indicator}"))
        files += [fetched_file(fetched) for _, fetched in pages]
        updated += [page.updated for page, _ in pages]
    return _harvest(frames, files, release=max(updated, default=""))


def read_worldbank(source: Path) -> Harvest:
    """Read the World Bank's files: CSV downloads of an indicator (zip or CSV), or answers of its interface (JSON).

    Raises
    ------
    MissingFile, BadTable
        If there is none, or one breaks its shape.
    """
    frames, files, updated = [], [], []
    for path in files_of(source, ".json", *ENDS):
        if path.suffix.lower() == ".json":
            page = _page(json.loads(path.read_bytes()), called=path.name)
            frames.append(_rows(page.rows, indicator="", called=path.name))
            updated.append(page.updated)
        else:
            found = [_file_rows(each) for each in text_tables(path) if "Metadata_" not in each.called]
            frames += [frame for frame, _ in found]
            updated += [date for _, date in found]
        files.append(source_file(path))
    return _harvest(frames, files, release=max(updated, default=""))


def area_code(code: str) -> str:
    """Return an ISO3 code as it is and any other (a region, an income group) under ``area:``."""
    return code if code in countries() else f"{AREA}{code}"


def distinct_values(frame: pl.DataFrame, *, called: str) -> pl.DataFrame:
    """Return rows without repeats, sorted.

    Raises
    ------
    BadTable
        If a country and year have two values.
    """
    rows = frame.unique().sort("indicator", "country", "year")
    again = rows.filter(pl.struct("indicator", "country", "year").is_duplicated())
    if again.height:
        cell = ", ".join(str(part) for part in again.row(0)[:3])
        raise BadTable(called, f"two values for {cell}")
    return rows


def _pages(
    fetcher: Fetcher, session: Session, *, base: str, indicator: str, years: str
) -> Iterator[tuple[_Page, Fetched]]:
    if not indicator.replace(".", "").replace("_", "").isalnum():
        raise BadInput(f"indicator {indicator!r}; expected a code such as NY.GDP.MKTP.CD")
    called = f"World Bank on {indicator}"
    first: _Page | None = None
    number, came, brought = 1, 0, []
    while first is None or number <= first.pages:
        params = {"format": "json", "per_page": str(_PER_PAGE), "page": str(number)} | (
            {"date": years} if years else {}
        )
        wanted = Wanted(
            called=f"{called}, page {number}",
            url=f"{base}/country/all/indicator/{indicator}",
            params=params,
            problem_of=json_problem,
            accept_coding=GZIP,
        )
        fetched = session.bring(fetcher, wanted, name=f"{indicator}_{years.replace(':', '-')}_{number}.json")
        brought.append(fetched.path)
        try:
            page = _page(json.loads(fetched.path.read_bytes()), called=called)
            first = first or page
            came += len(page.rows)
            _check_page(page, first, asked=number, came=came, called=called)
        except FetchFailed:
            # Pages of two states of the data must not meet: a later run asks for all of them anew.
            for path in brought:
                path.unlink(missing_ok=True)
            raise
        yield page, fetched
        number += 1


def _page(content: object, *, called: str) -> _Page:
    """Return a page, or the message that came in its place."""
    head = content[0] if isinstance(content, list) and content else None
    if not isinstance(head, dict):
        raise FetchFailed(f"{called}: the answer is no list of a head and rows; the interface may have changed")
    if "message" in head:
        said = "; ".join(str(each.get("value", "")) for each in head["message"] if isinstance(each, dict))
        raise FetchFailed(f"{called}: the World Bank says: {' '.join(said.split())[:200]}")
    rows = content[1] if isinstance(content, list) and len(content) == _PARTS else None
    missing = [name for name in _HEAD if name not in head]
    if missing or not isinstance(rows, list | None):
        raise FetchFailed(f"{called}: the answer's head lacks {', '.join(missing) or 'rows'}; it may have changed")
    if not rows:
        raise FetchFailed(f"{called}: the answer has no row")
    number, pages, total = (int(head[name]) for name in _HEAD)
    return _Page(number, pages, total, str(head.get("lastupdated") or ""), rows)


def _check_page(page: _Page, first: _Page, *, asked: int, came: int, called: str) -> None:
    if page.number != asked:
        raise FetchFailed(f"{called}: page {page.number} came where page {asked} was asked for")
    if (page.pages, page.total, page.updated) != (first.pages, first.total, first.updated):
        raise FetchFailed(f"{called}: the data changed between two pages; try again")
    if came > page.total or (asked == page.pages and came != page.total):
        raise FetchFailed(f"{called}: {came} rows came of {page.total}: a page came twice or is cut off")


def _rows(rows: Sequence[dict[str, object]], *, indicator: str, called: str) -> pl.DataFrame:
    found = []
    for number, row in enumerate(rows, start=1):
        stated, country = row.get("indicator"), row.get("country")
        if not isinstance(stated, dict) or not isinstance(country, dict) or "value" not in row or "date" not in row:
            raise BadTable(called, f"columns {', '.join(row)}; expected indicator, country, date, value", row=number)
        if indicator and stated.get("id") != indicator:
            raise BadTable(called, f"{stated.get('id')!r}; expected {indicator}", row=number, column="indicator")
        value = row["value"]
        if value is not None:
            code = str(row.get("countryiso3code") or country.get("id") or "")
            year = _year(str(row["date"]), called=called, row=number)
            found.append((str(stated["id"]), area_code(code), year, _number(value, called=called, row=number)))
    return distinct_values(pl.DataFrame(found, schema=INDICATORS, orient="row"), called=called)


def _file_rows(found: TextTable) -> tuple[pl.DataFrame, str]:
    """Return the rows of a CSV download, whose years are columns below some lines on the file itself."""
    lines = found.content.removeprefix(b"\xef\xbb\xbf").split(b"\n", 10)
    head = next((n for n, line in enumerate(lines) if all(name.encode() in line for name in _FILE_COLUMNS)), None)
    if head is None:
        raise BadTable(found.called, f"no header with {' and '.join(_FILE_COLUMNS)}; expected the bank's CSV download")
    updated = next((line.decode().split(",")[1].strip('"\r ') for line in lines[:head] if b"Last Updated" in line), "")
    frame = text_frame(found, skip_rows=head)
    years = [name for name in frame.columns if name.isdigit()]
    long = frame.unpivot(on=years, index=list(_FILE_COLUMNS), variable_name="year", value_name="value").drop_nulls()
    long = long.filter(pl.col("value") != "")
    odd = long.filter(pl.col("value").cast(pl.Float64, strict=False).is_null())
    if odd.height:
        raise BadTable(found.called, f"{odd['value'][0]!r}; expected a number", column=odd["year"][0])
    rows = long.select(
        indicator=pl.col("Indicator Code"),
        country=pl.col("Country Code").map_elements(area_code, return_dtype=pl.String),
        year=pl.col("year").cast(pl.Int32),
        value=pl.col("value").cast(pl.Float64),
    )
    return distinct_values(rows, called=found.called), updated


def _harvest(frames: Sequence[pl.DataFrame], files: Sequence[StoredFile], *, release: str) -> Harvest:
    rows = distinct_values(pl.concat([pl.DataFrame(schema=INDICATORS), *frames]), called="World Bank's answers")
    if not rows.height:
        raise FetchFailed("the World Bank has no value for this question")
    areas = sorted({code for code in rows["country"] if code.startswith(AREA)})
    notes = [f"Kept apart, being no country of ISO 3166: {', '.join(areas)}."] if areas else []
    return Harvest(
        dataset=DATASET,
        release=release,
        revision="",
        tables={"indicators": rows},
        renewed={"indicators": [rows.select("indicator").unique().sort("indicator")]},
        files=by_name(files),
        notes=tuple(notes),
    )


def _year(text: str, *, called: str, row: int) -> int:
    if not (text.isascii() and text.isdigit() and _FIRST_YEAR <= int(text) <= _LAST_YEAR):
        raise BadTable(called, f"{text!r}; expected a year", row=row, column="date")
    return int(text)


def _number(value: object, *, called: str, row: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadTable(called, f"{value!r}; expected a number", row=row, column="value")
    return float(value)
