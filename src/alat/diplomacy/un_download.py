"""What has been voted since? The General Assembly voting data of the UN Digital Library, added to what ships.

One row a state and resolution: `ms_code`, `ms_vote` (Y, N, A; X or nothing for not voting), `date`, `session`,
`resolution`, `title`. Resolutions that are known already are passed over. A draft that comes back under the same title
takes the topics of the one before, and the two are paired. An emergency session (``11emsp``) has no place of its own in
the record: its votes count under the regular session of their day.
"""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from alat.data import table
from alat.diplomacy.ballots import ABSTAIN, NO, YES
from alat.diplomacy.record import VoteRecord, bare_symbol
from alat.errors import BadInput, BadTable, MissingFile, near_matches

COLUMNS = ("ms_code", "ms_vote", "date", "session", "resolution", "title")
VOTES = {"Y": YES, "A": ABSTAIN, "N": NO, "X": None, "": None}
SOURCE = "un-digital-library-votes"
# Session n opens in the middle of September of 1945 + n: so have it all roll calls from session 58 on but one.
_FIRST_YEAR, _OPENS = 1945, (9, 15)
_FARTHEST = 2  # sessions between that and the session of a vote, as the roll calls that ship have it
_CLOSING = re.compile(r"\s*:\s*resolution.*$", re.IGNORECASE)


def with_download(record: VoteRecord, file: Path) -> VoteRecord:
    """Return a record with the roll calls of a download added.

    Parameters
    ----------
    record
        What is known.
    file
        The download, CSV.

    Raises
    ------
    MissingFile
        If there is no such file.
    BadTable
        If a column is missing, or a row holds an unknown state, an unknown vote, a day that is none, a second vote of
        one state on one resolution, or a state before its first vote on record.
    BadInput
        If it adds no roll call.
    """
    if not file.is_file():
        raise MissingFile(f"{file}: no such file")
    rows = _read(file)
    known = {bare_symbol(each) for each in record.calls["resolution"]}
    fresh = rows.filter(~pl.col("symbol").is_in(list(known)))
    if fresh.is_empty():
        raise BadInput(f"{file.name} adds no roll call: all {rows['symbol'].n_unique()} resolutions are known already")
    calls, repeated = _calls(record, fresh)
    cast = fresh.filter(pl.col("vote").is_not_null()).join(calls.select("resolution", "rcid"), on="resolution")
    votes = cast.select("iso3", pl.col("rcid").cast(record.votes["rcid"].dtype), pl.col("vote").cast(pl.Int8))
    note = (
        f"{calls.height} roll calls of {file.name} are added to those that ship; {repeated.height} come back under the "
        "title of an earlier one, whose topics they take; the others have none."
    )
    return replace(
        record,
        votes=pl.concat([record.votes, votes]),
        calls=pl.concat([record.calls, _counted(calls, votes).select(record.calls.columns)]),
        repeated=pl.concat([record.repeated, repeated.cast(record.repeated.schema)]),
        sources=(*record.sources, SOURCE),
        notes=(*record.notes, note),
    )


def _read(file: Path) -> pl.DataFrame:
    try:
        rows = pl.read_csv(file, infer_schema=False).with_row_index("row", offset=2)
    except pl.exceptions.PolarsError as error:
        raise BadTable(file.name, f"not a CSV file: {str(error).splitlines()[0]}") from error
    for column in COLUMNS:
        if column not in rows.columns:
            near = near_matches(column, rows.columns)
            raise BadTable(file.name, "is missing" + (f"; is it {near[0]}?" if near else ""), row=1, column=column)
    rows = rows.with_columns(pl.col(*COLUMNS).fill_null("").str.strip_chars())
    rows = rows.with_columns(pl.col("ms_vote").str.to_uppercase(), iso3=pl.col("ms_code").str.to_uppercase())
    _refuse(rows, ~pl.col("ms_vote").is_in(list(VOTES)), file=file, column="ms_vote", expected="Y, N, A or X")
    days = rows.with_columns(day=pl.col("date").str.to_date("%Y-%m-%d", strict=False))
    _refuse(days, pl.col("day").is_null(), file=file, column="date", expected="a day such as 2021-12-06")
    voters = table("voters")
    _refuse_unknown(rows, voters["iso3"].to_list(), file=file)
    found = _in_sessions(days, file=file).with_columns(
        vote=pl.col("ms_vote").replace_strict(VOTES, return_dtype=pl.Int8),
        symbol=pl.col("resolution").map_elements(bare_symbol, return_dtype=pl.String),
    )
    twice = pl.struct("symbol", "iso3").is_duplicated()
    _refuse(found, twice, file=file, column="ms_code", expected="one vote a state and resolution")
    early = found.join(voters.select("iso3", "first_session"), on="iso3").filter(
        pl.col("vote").is_not_null() & (pl.col("session") < pl.col("first_session"))
    )
    _refuse(early, pl.lit(value=True), file=file, column="ms_code", expected="no vote before the state's first")
    return found


def _in_sessions(days: pl.DataFrame, *, file: Path) -> pl.DataFrame:
    """Give each row the number of its session: its own, or that of its day where it was an emergency session."""
    opened = pl.col("day").dt.ordinal_day() >= pl.date(pl.col("day").dt.year(), *_OPENS).dt.ordinal_day()
    of_day = pl.col("day").dt.year() - _FIRST_YEAR - 1 + opened.cast(pl.Int32)
    own = pl.col("session").str.to_integer(strict=False)
    odd = own.is_not_null() & ((own - of_day).abs() > _FARTHEST)
    _refuse(days, odd, file=file, column="session", expected="the session of its day")
    return days.with_columns(session=pl.coalesce(own, of_day).cast(pl.Int16))


def _refuse(rows: pl.DataFrame, wrong: pl.Expr, *, file: Path, column: str, expected: str) -> None:
    found = rows.filter(wrong)
    if found.height:
        row = found.sort("row").row(0, named=True)
        more = f" ({found.height} rows)" if found.height > 1 else ""
        raise BadTable(file.name, f"{row[column]!r}; expected {expected}{more}", row=row["row"], column=column)


def _refuse_unknown(rows: pl.DataFrame, states: list[str], *, file: Path) -> None:
    found = rows.filter(~pl.col("iso3").is_in(states))
    if found.height:
        row = found.row(0, named=True)
        near = near_matches(row["iso3"], states)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise BadTable(file.name, f"unknown state {row['ms_code']!r}{hint}", row=row["row"], column="ms_code")


def _calls(record: VoteRecord, fresh: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the new roll calls, and the pairs of them with earlier ones of the same title."""
    newest: dict[str, tuple[int, str]] = {}
    for row in record.calls.sort("session", "rcid").iter_rows(named=True):
        newest[_plain(row["title"])] = (row["rcid"], row["issues"] or "")
    rows, pairs = [], []
    number = int(record.calls["rcid"].max())  # type: ignore[arg-type]
    each = fresh.unique("resolution", keep="first", maintain_order=True).sort("day", "resolution")
    for row in each.iter_rows(named=True):
        number += 1
        title = _CLOSING.sub("", row["title"]).strip()
        before = newest.get(_plain(title))
        if before is not None:
            pairs.append((before[0], number))
        issues = before[1] if before is not None else ""
        newest[_plain(title)] = (number, issues)
        day: date = row["day"]
        rows.append((number, row["session"], day.isoformat(), row["resolution"], title, issues, False, False))
    columns = ["rcid", "session", "date", "resolution", "title", "issues", "paragraph", "amendment"]
    kinds = {name: record.calls.schema[name] for name in columns}
    calls = pl.DataFrame(rows, schema=kinds, orient="row")
    return calls, pl.DataFrame(pairs, schema={"rcid": pl.Int64, "again": pl.Int64}, orient="row")


def _counted(calls: pl.DataFrame, votes: pl.DataFrame) -> pl.DataFrame:
    kinds = {"yes": YES, "no": NO, "abstain": ABSTAIN}
    counts = votes.group_by("rcid").agg(
        (pl.col("vote") == code).sum().cast(pl.Int16).alias(name) for name, code in kinds.items()
    )
    return calls.join(counts, on="rcid", how="left").with_columns(pl.col(*kinds).fill_null(0))


def _plain(title: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", title.casefold()))
