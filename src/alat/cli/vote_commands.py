"""Commands on the General Assembly: how alike two countries vote, and where states stand."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from typer import Argument, Option

from alat.cli.request import Answered, First, Request, Second
from alat.errors import BadInput

if TYPE_CHECKING:
    from alat.diplomacy.record import VoteRecord

LAST_SESSIONS = 10
TopicOption = Annotated[
    str | None,
    Option("--topic", metavar="TOPIC", help='Only roll calls on one topic, such as "human rights".'),
]
AddedOption = Annotated[
    Path | None,
    Option(
        "--votes",
        metavar="FILE.csv",
        help="Roll calls to add: General Assembly voting data of the UN Digital Library (ms_code, ms_vote Y/N/A/X).",
    ),
]


@dataclass(frozen=True, kw_only=True)
class VotesRequest(Request):
    """How often two countries voted alike in the UN General Assembly, with rank and world median."""

    command: ClassVar[str] = "votes"

    first: First
    second: Second
    sessions: Annotated[
        str | None,
        Option("--sessions", metavar="FROM-TO", help="Sessions to compare; the last ten without it."),
    ] = None
    topic: TopicOption = None
    votes: AddedOption = None

    def answer(self) -> Answered:
        """Ask the diplomacy room."""
        from alat.cli.countries import one_country
        from alat.cli.show_votes import show_votes
        from alat.diplomacy import agreement

        record = _record(self.votes)
        low, high = _span(self.sessions, last=record.sessions[1])
        first, second = one_country(self.first), one_country(self.second)
        result = agreement(first, second, first_session=low, last_session=high, topic=self.topic, record=record)
        return Answered(result, partial(show_votes, result=result))


@dataclass(frozen=True, kw_only=True)
class IdealRequest(Request):
    """Where countries stand on the main line of division of the UN General Assembly, session by session."""

    command: ClassVar[str] = "ideal"

    parties: Annotated[list[str], Argument(metavar="PARTY...", help="Countries, or blocs such as latin-america.")]
    sessions: Annotated[
        str | None, Option("--sessions", metavar="FROM-TO", help="Sessions to show; the last ten without it.")
    ] = None
    topic: TopicOption = None
    votes: AddedOption = None

    def answer(self) -> Answered:
        """Ask the diplomacy room: what ships answers at once, a topic or votes of one's own are fitted."""
        import polars as pl

        from alat.cli.show_votes import show_ideal
        from alat.diplomacy.ideal import ideal_points, shipped_points
        from alat.reference import countries_of

        record = _record(self.votes)
        found = (
            shipped_points() if self.topic is None and self.votes is None else ideal_points(record, topic=self.topic)
        )
        low, high = _span(self.sessions, last=record.sessions[1])
        day = date.fromisoformat(str(record.calls["date"].max()))
        asked = [each.iso3 for each in countries_of(self.parties, on=day)]
        shown = found.within(low, high)
        rows = shown.points.filter(pl.col("iso3").is_in(asked))
        missing = [code for code in asked if code not in set(rows["iso3"])]
        notes = (f"No vote of {', '.join(missing)} is recorded in those sessions.",) if missing else ()
        result = replace(shown, points=rows, notes=(*notes, *found.notes))
        return Answered(result, partial(show_ideal, result=result))


COMMANDS: tuple[type[Request], ...] = (VotesRequest, IdealRequest)


def _record(added: Path | None) -> "VoteRecord":
    from alat.diplomacy.record import shipped_record
    from alat.diplomacy.un_download import with_download

    return shipped_record() if added is None else with_download(shipped_record(), added)


def _span(text: str | None, *, last: int) -> tuple[int, int]:
    if text is None:
        return last - LAST_SESSIONS + 1, last
    low, mark, high = text.partition("-")
    if not low.isdecimal() or (mark and not high.isdecimal()):
        raise BadInput(f"--sessions {text!r}: expected a span such as 65-74, or one session")
    return int(low), int(high or low)
