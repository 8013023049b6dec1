"""How do UN Comtrade's files get in? Bulk files by HTTP, or a folder of them and of saved answers.

The list of bulk files is `bulk/v1/get/C/{A,M}/HS`; each of its rows has a `fileUrl`. A file is a table parted by tabs
and packed by gzip, of one reporter and period with all its partners and products.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import httpx2
import polars as pl

from alat.data.pull.addresses import base_address, publisher
from alat.data.pull.answers import gzip_problem, json_problem
from alat.data.pull.comtrade import DATASET, Asked, harvest
from alat.data.pull.comtrade_questions import comtrade_codes
from alat.data.pull.comtrade_rows import NEEDED, WANTED, ComtradeRows, comtrade_rows, rows_of_answer
from alat.data.pull.fetch import GZIP, WHOLE, Fetched, Fetcher, Wanted
from alat.data.pull.harvest import Harvest, fetched_file, source_file
from alat.data.pull.keys import access_key
from alat.data.pull.session import Session
from alat.data.pull.texts import ENDS, TextTable, files_of, text_frame, text_tables
from alat.errors import BadInput, BadTable, FetchFailed
from alat.reference import Country

_LISTED = ("fileUrl", "reporterCode", "period", "classificationCode")
_DAY = len("2025-01-03")
_BULK = "COMTRADE-FINAL-"
_NEEDED = {name.lower() for name in NEEDED}


def pull_comtrade_bulk(
    fetcher: Fetcher, reporters: Sequence[Country], *, periods: Sequence[str], session: Session, address: str = ""
) -> Harvest:
    """Fetch the bulk files of some reporters and periods.

    Raises
    ------
    FetchFailed
        If there is no such file, or the server does not give it.
    BadInput
        If there is no key: bulk files are for subscribers.
    BadTable
        If a file breaks its shape.
    """
    server = publisher(DATASET)
    key = access_key(server.key_variable)
    if key is None:
        raise BadInput(f"bulk files need a key of UN Comtrade: set {server.key_variable}, or store it in the keyring")
    base = base_address(server, address)
    params = {"period": ",".join(period.replace("-", "") for period in periods)}
    files: list[Fetched] = []
    dates: list[str] = []
    for reporter in reporters:
        frequency = "M" if "-" in periods[0] else "A"
        asking = Wanted(
            called=f"UN Comtrade's bulk files of {reporter.iso3}",
            url=f"{base}/bulk/v1/get/C/{frequency}/HS",
            params={"reporterCode": ",".join(comtrade_codes(reporter)), **params},
            key=key,
            key_header=server.key_header,
            problem_of=json_problem,
            accept_coding=GZIP,
        )
        listed = session.bring(fetcher, asking, name=f"bulk_{frequency}_{reporter.iso3}.json")
        for row in _listed(listed.path, called=asking.called):
            name = _name(row, frequency=frequency)
            address_of = _on(base, str(row["fileUrl"]), called=asking.called)
            one = replace(asking, called=name, url=address_of, params={}, problem_of=gzip_problem, accept_coding=WHOLE)
            files.append(session.bring(fetcher, one, name=name))
            dates.append(_published(row))
    found = [_bulk_rows(each.path) for each in files]
    stored = [fetched_file(each) for each in files]
    return harvest(found, stored, asked=_asked(found, whole=True), release=max(dates, default=""))


def read_comtrade(source: Path) -> Harvest:
    """Read a folder of bulk files (gzip or text), CSV downloads and saved answers (JSON) of UN Comtrade.

    Raises
    ------
    MissingFile, BadTable
        If there is none, or one breaks its shape.
    """
    found, files, dates = [], [], []
    for path in files_of(source, ".json", *ENDS):
        found.append(_answer_rows(path) if path.suffix.lower() == ".json" else _bulk_rows(path))
        files.append(source_file(path))
        dates.append(path.name.partition("[")[2].partition("]")[0])
    whole = all(file.name.startswith(_BULK) for file in files)
    return harvest(found, files, asked=_asked(found, whole=whole), release=max(dates))


def _bulk_rows(path: Path) -> ComtradeRows:
    parts = [comtrade_rows(_bulk_frame(each), file=each.called) for each in text_tables(path)]
    return ComtradeRows(
        pl.concat([part.reports for part in parts]),
        sum(part.parts for part in parts),
        sum(part.lone_parts for part in parts),
        sum(part.other_flows for part in parts),
    )


def _bulk_frame(found: TextTable) -> pl.DataFrame:
    chosen = text_frame(found, only=WANTED)
    # All columns where one is missing, so that the error can name what it may be called now.
    return chosen if {name.lower() for name in chosen.columns} >= _NEEDED else text_frame(found)


def _answer_rows(path: Path) -> ComtradeRows:
    try:
        content = json.loads(path.read_bytes())
    except ValueError:
        raise BadTable(path.name, "no JSON, or cut off") from None
    rows = content.get("data") if isinstance(content, dict) else None
    if not isinstance(rows, list):
        raise BadTable(path.name, "no list `data` in it; expected an answer of UN Comtrade's interface")
    return comtrade_rows(rows_of_answer(rows), file=path.name)


def _asked(found: Sequence[ComtradeRows], *, whole: bool) -> Asked:
    """Return what files stand for: all that a reporter reported of a period if they are whole, else cells by partner.

    Files that are not whole say nothing of periods without a row, and what they lack was not asked for.
    """
    place = ["reporter", "period", "level"] if whole else ["reporter", "partner", "period", "level"]
    rows = pl.concat([each.reports.select(place) for each in found]).unique(maintain_order=True)
    return Asked(whole=[rows] if whole else [], cells=[] if whole else [rows])


def _listed(path: Path, *, called: str) -> list[dict[str, object]]:
    content = json.loads(path.read_bytes())
    rows = content.get("data") if isinstance(content, dict) else None
    if not isinstance(rows, list) or any(name not in row for row in rows for name in _LISTED):
        path.unlink()
        raise FetchFailed(f"{called}: the list has not the fields {', '.join(_LISTED)}; the interface may have changed")
    if not rows:
        path.unlink()
        raise FetchFailed(f"{called}: there is none for these periods")
    return rows


def _on(base: str, address: str, *, called: str) -> str:
    """Return the address of a file on the server that was asked, so that the key goes nowhere else."""
    url, known = httpx2.URL(address), httpx2.URL(publisher(DATASET).base)
    if url.host not in {"", known.host, httpx2.URL(base).host}:
        raise FetchFailed(f"{called}: the list points to {url.host}, which is not followed")
    return f"{base}{url.raw_path.decode('ascii')}"


def _name(row: dict[str, object], *, frequency: str) -> str:
    """Return the name that the publisher's own package gives a file."""
    reporter = str(row["reporterCode"]).zfill(3)
    name = f"{_BULK}C{frequency}{reporter}{row['period']}{row['classificationCode']}[{_published(row)}].gz"
    if not set(name) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-[].gz"):
        raise FetchFailed(f"UN Comtrade's list of bulk files has odd codes: {name!r}")
    return name


def _published(row: dict[str, object]) -> str:
    return str(row.get("publicationDate") or row.get("timestamp") or "")[:_DAY]
