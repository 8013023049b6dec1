"""How do UN Comtrade's reports get in? By its interface, by its bulk files, or from a folder of either.

The interface is `data/v1/get/C/{A,M}/HS` with a key, `public/v1/preview/C/{A,M}/HS` without one.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
from pydantic import SecretStr

from alat.data.pull.addresses import base_address, publisher
from alat.data.pull.answers import json_problem
from alat.data.pull.comtrade_questions import ROWS_WITH_KEY, ROWS_WITHOUT_KEY, ComtradeAsk, Question, questions
from alat.data.pull.comtrade_rows import (
    TOTAL,
    WORLD,
    ComtradeRows,
    area_name,
    comtrade_rows,
    one_row_a_cell,
    rows_of_answer,
    world_gaps,
)
from alat.data.pull.fetch import GZIP, Fetched, Fetcher, Wanted
from alat.data.pull.harvest import Harvest, by_name, fetched_file
from alat.data.pull.keys import access_key
from alat.data.pull.session import Session
from alat.data.warehouse import StoredFile
from alat.errors import FetchFailed

DATASET = "comtrade"
REPORTED = {"reporter": pl.String, "period": pl.String, "flow": pl.String}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for, whatever came.

    Attributes
    ----------
    whole
        Frames of reporter, period, level of which all partners were asked for, so that World must be their sum.
    cells
        Frames of reporter, partner, period, level that were asked for one by one.
    """

    whole: list[pl.DataFrame]
    cells: list[pl.DataFrame]


@dataclass(frozen=True, slots=True)
class _Answer:
    rows: ComtradeRows
    file: StoredFile


def pull_comtrade(fetcher: Fetcher, ask: ComtradeAsk, *, session: Session, address: str = "") -> Harvest:
    """Ask UN Comtrade for what two sides report of their trade.

    Parameters
    ----------
    fetcher
        The client.
    ask
        Who, when and how finely.
    session
        Where answers lie until they are stored; an interrupted pull goes on with them.
    address
        Another base address than the environment's or the documented one.

    Returns
    -------
    Harvest
        Tables `reports` and `reported_periods`.

    Raises
    ------
    FetchFailed
        If the server does not give it, or gives another thing.
    BadTable
        If an answer's rows break their shape.
    """
    server = publisher(DATASET)
    key = access_key(server.key_variable)
    asking = _Asking(fetcher, session, base_address(server, address), key, server.key_header)
    every = list(questions(ask))
    answers = [
        answer
        for number, question in enumerate(every, start=1)
        for answer in asking.answers(question, place=f"{number} of {len(every)}")
    ]
    return harvest(
        [answer.rows for answer in answers],
        [answer.file for answer in answers],
        asked=_asked(ask),
        release=fetcher.now().strftime("%Y-%m-%d"),
    )


def harvest(found: list[ComtradeRows], files: list[StoredFile], *, asked: Asked, release: str) -> Harvest:
    """Bring the rows of several answers or files together.

    Parameters
    ----------
    found, files
        What was read, and from where.
    asked
        What was asked for; earlier rows of it are replaced.
    release
        Date of the pull or of the newest file.

    Raises
    ------
    FetchFailed
        If there is no row at all: an empty answer does not replace what is there.
    BadTable
        If one cell has two values.
    """
    every = [each.reports for each in found if each.reports.height]
    if not every:
        raise FetchFailed("UN Comtrade has no row for this question: nobody reported, or the question is wrong")
    together = pl.concat(every).with_columns(original=pl.lit(None, dtype=pl.Boolean))
    reports = one_row_a_cell(together, file="UN Comtrade's answers")
    periods = [each.select("reporter", "period").unique(maintain_order=True) for each in asked.whole]
    notes = [*_left_out(found), *_revisions(reports), *_areas(reports)]
    for scope in asked.whole:
        notes += _gaps(reports.join(scope, on=["reporter", "period", "level"], how="semi"))
    editions = reports["revision"].unique().to_list()
    return Harvest(
        dataset=DATASET,
        release=release,
        revision=editions[0] if len(editions) == 1 else "",
        tables={"reports": reports, "reported_periods": _reported(reports, periods)},
        renewed={"reports": [*asked.whole, *asked.cells], "reported_periods": periods},
        files=by_name(files),
        notes=tuple(notes),
    )


@dataclass(frozen=True, slots=True)
class _Asking:
    fetcher: Fetcher
    session: Session
    base: str
    key: SecretStr | None
    key_header: str

    def answers(self, question: Question, *, place: str) -> Iterator[_Answer]:
        """Yield the answers to a question, which is cut in halves as long as an answer may be cut off."""
        most = ROWS_WITH_KEY if self.key else ROWS_WITHOUT_KEY
        called = f"UN Comtrade on {area_name(question.reporters[0])}, {_span(question.periods)} ({place})"
        fetched = self._bring(question, most=most, called=f"{called}, {question.products}")
        rows = _rows(fetched, question, called=called)
        if len(rows) < most:
            parsed = comtrade_rows(rows_of_answer(rows), file=called)
            yield _Answer(parsed, fetched_file(fetched))
            return
        halves = question.halves()
        if not halves:
            advice = "set ALAT_COMTRADE_KEY, or" if self.key is None else "use a bulk file, or"
            raise FetchFailed(f"{called}: the answer is full at {most} rows and the rest is cut off; {advice} ask less")
        for half in halves:
            yield from self.answers(half, place=place)

    def _bring(self, question: Question, *, most: int, called: str) -> Fetched:
        way = "data/v1/get" if self.key else "public/v1/preview"
        wanted = Wanted(
            called=called,
            url=f"{self.base}/{way}/C/{question.frequency}/HS",
            params=question.parameters(most_rows=most),
            key=self.key,
            key_header=self.key_header,
            problem_of=json_problem,
            accept_coding=GZIP,
        )
        name = "_".join(
            ("-".join(question.reporters), question.products, *question.periods[:: max(1, len(question.periods) - 1)])
        )
        partners = question.partners or ("all",)
        sides = f"{len(partners)}p{partners[0]}-{partners[-1]}_{''.join(question.flows)}"
        return self.session.bring(self.fetcher, wanted, name=f"{name}_{sides}_{most}.json")


def _rows(fetched: Fetched, question: Question, *, called: str) -> list[dict[str, object]]:
    """Return the rows of an answer, once it is an answer to the question."""
    content = json.loads(fetched.path.read_bytes())
    if not isinstance(content, dict) or not isinstance(content.get("data"), list):
        raise _dropped(fetched, f"{called}: the answer has no list `data`; the interface may have changed")
    error = str(content.get("error") or "")
    if error:
        raise _dropped(fetched, f"{called}: {' '.join(error.split())[:200]}")
    rows: list[dict[str, object]] = content["data"]
    count = content.get("count", len(rows))
    if isinstance(count, int) and count > len(rows):
        raise _dropped(fetched, f"{called}: {len(rows)} rows came of the {count} that the answer promises")
    periods = {period.replace("-", "") for period in question.periods}
    for row in rows:
        reporter, period = str(row.get("reporterCode")), str(row.get("period"))
        if reporter not in question.reporters or period not in periods:
            text = f"{called}: the answer is on reporter {reporter} and period {period}, which were not asked for"
            raise _dropped(fetched, text)
    return rows


def _dropped(fetched: Fetched, text: str) -> FetchFailed:
    # A later run must ask anew, not read this answer again.
    fetched.path.unlink(missing_ok=True)
    return FetchFailed(text)


def _asked(ask: ComtradeAsk) -> Asked:
    """Return what a pull replaces: each reporter's totals, and its products with the partners asked for."""
    types = {"level": pl.Int32}
    sides = [(ask.home.iso3, tuple(each.iso3 for each in ask.partners))]
    sides += [(each.iso3, (ask.home.iso3,)) for each in ask.partners]
    totals = [{"reporter": side, "period": period, "level": 0} for side, _ in sides for period in ask.periods]
    cells = [
        {"reporter": side, "partner": partner, "period": period, "level": int(ask.level)}
        for side, partners in sides
        for partner in partners
        for period in ask.periods
        if ask.level != TOTAL
    ]
    return Asked(
        whole=[pl.DataFrame(totals, schema_overrides=types)],
        cells=[pl.DataFrame(cells, schema_overrides=types)] if cells else [],
    )


def _reported(reports: pl.DataFrame, periods: list[pl.DataFrame]) -> pl.DataFrame:
    """Return which flows were reported of the periods that were asked for, each with a row without flow besides.

    Rows of single partners that nobody asked to be whole say nothing of the others, so they count for nothing here.
    """
    flows = [reports.join(each, on=["reporter", "period"], how="semi").select(*REPORTED) for each in periods]
    asked = [each.with_columns(flow=pl.lit("")).select(*REPORTED) for each in periods]
    return pl.concat([pl.DataFrame(schema=REPORTED), *flows, *asked]).unique().sort(*REPORTED)


def _left_out(found: list[ComtradeRows]) -> Iterator[str]:
    parts, lone, other = (sum(getattr(each, name) for each in found) for name in ("parts", "lone_parts", "other_flows"))
    if parts:
        yield (
            f"{parts} rows by mode of transport, customs procedure or second partner are left out: their sums stand"
            " beside them."
        )
    if lone:
        yield f"{lone} cells came only in such parts and are left out, though they hold trade."
    if other:
        yield f"{other} rows of other flows than imports, exports, re-imports and re-exports are left out."


def _revisions(reports: pl.DataFrame) -> Iterator[str]:
    """Yield a line for each series whose edition of the Harmonized System changes."""
    yearly = reports.with_columns(monthly=pl.col("month").is_not_null())
    series = yearly.group_by("reporter", "monthly", "revision").agg(
        first=pl.col("period").min(), last=pl.col("period").max()
    )
    for (reporter, _monthly), rows in series.sort("reporter", "monthly", "first").group_by(
        "reporter", "monthly", maintain_order=True
    ):
        if rows.height > 1:
            spans = ", ".join(
                f"{row['revision']} {_span((row['first'], row['last']))}" for row in rows.iter_rows(named=True)
            )
            yield f"Classification break: {reporter} reports by {spans}."


def _areas(reports: pl.DataFrame) -> Iterator[str]:
    unmapped = reports.filter(pl.col("partner").str.contains("^[0-9]+$") & (pl.col("partner") != WORLD))
    if unmapped.height:
        codes = ", ".join(sorted(unmapped["partner"].unique()))
        yield f"Areas without an ISO code are kept under Comtrade's own: {codes}."


def _gaps(reports: pl.DataFrame) -> Iterator[str]:
    gaps = world_gaps(reports)
    if gaps.height:
        row = gaps.row(0, named=True)
        cell = ", ".join(str(row[name]) for name in ("reporter", "flow", "period", "product"))
        yield (
            f"World differs from the sum of partners in {gaps.height} cells; most in {cell}: {row['world_usd']:,.0f}"
            f" against {row['partners_usd']:,.0f} USD."
        )


def _span(periods: tuple[str, ...]) -> str:
    return periods[0] if periods[0] == periods[-1] else f"{periods[0]} to {periods[-1]}"
