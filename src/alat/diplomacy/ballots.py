"""Who voted what? The roll calls of a span of sessions, on all or one topic, as one matrix of states and votes."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from alat.data import table
from alat.diplomacy.record import SOURCES, VoteRecord, shipped_record
from alat.diplomacy.topics import on_topic
from alat.errors import BadInput

YES, ABSTAIN, NO = 1, 2, 3
NO_VOTE = 0

__all__ = ["ABSTAIN", "NO", "NO_VOTE", "SOURCES", "YES", "Ballots", "ballots", "session_range", "voting_days"]


@dataclass(frozen=True, slots=True)
class Ballots:
    """The votes of every state on every roll call of a span of sessions.

    Attributes
    ----------
    states
        Codes of the states with a vote, sorted: the rows of `votes`.
    sessions
        Session of each roll call: the columns of `votes`.
    votes
        1 yes, 2 abstain, 3 no, 0 no vote recorded.
    days
        Date of each roll call (``2010-11-02``).
    years
        Calendar years of the first and last roll call: ``2010-2020``.
    """

    states: tuple[str, ...]
    sessions: npt.NDArray[np.int16]
    votes: npt.NDArray[np.int8]
    days: npt.NDArray[np.str_]
    years: str


def ballots(
    first_session: int, last_session: int, *, topic: str | None = None, record: VoteRecord | None = None
) -> Ballots:
    """Return the votes of a span of sessions.

    Parameters
    ----------
    first_session, last_session
        Both included.
    topic
        A topic as the source writes it: only roll calls that are tagged with it.
    record
        Roll calls and votes; those that ship without it.

    Raises
    ------
    BadInput
        If a session is not in the data, the first comes after the last, or no roll call is on the topic.
    """
    return _ballots(first_session, last_session, topic=topic, record=record or shipped_record())


@lru_cache(maxsize=64)
def _ballots(first_session: int, last_session: int, *, topic: str | None, record: VoteRecord) -> Ballots:
    check_span(first_session, last_session, within=record.sessions)
    calls = record.calls.filter(pl.col("session").is_between(first_session, last_session)).sort("rcid")
    if topic is not None:
        calls = on_topic(calls, topic)
    if calls.is_empty():
        on = "" if topic is None else f" on {topic}"
        raise BadInput(f"sessions {first_session}-{last_session} hold no roll call{on}")
    cast = record.votes.join(calls.select("rcid", column=pl.int_range(pl.len(), dtype=pl.Int32)), on="rcid")
    states = cast["iso3"].unique().sort()
    rows = cast.join(pl.DataFrame({"iso3": states, "row": np.arange(len(states), dtype=np.int32)}), on="iso3")
    votes = np.zeros((len(states), calls.height), dtype=np.int8)
    votes[rows["row"].to_numpy(), rows["column"].to_numpy()] = rows["vote"].to_numpy()
    votes.flags.writeable = False  # the answer is kept and shared
    return Ballots(
        tuple(states),
        calls["session"].to_numpy(),
        votes,
        calls["date"].to_numpy().astype(np.str_),
        span_of_years(calls["date"].to_list()),
    )


def check_span(first_session: int, last_session: int, *, within: tuple[int, int]) -> None:
    """Refuse a span of sessions that is not in the roll calls, or runs backwards.

    Raises
    ------
    BadInput
        Naming the session.
    """
    low, high = within
    for session in (first_session, last_session):
        if not low <= session <= high:
            raise BadInput(f"session {session} is not in the roll calls; expected {low} to {high}")
    if first_session > last_session:
        raise BadInput(f"first session {first_session} comes after last session {last_session}")


def span_of_years(days: Iterable[str]) -> str:
    """Return the calendar years of some days: ``2010-2020``, or ``2010`` alone."""
    years = sorted({day[:4] for day in days})
    return years[0] if len(years) == 1 else f"{years[0]}-{years[-1]}"


@cache
def voting_days(iso3: str, record: VoteRecord | None = None) -> tuple[str, str] | None:
    """Return the days between which a state had a vote to cast; None where no vote of it is recorded at all.

    The first is that of its first recorded vote, in all sessions of the file: before it the state did not exist, was no
    member, or had yet to take its seat, and the file does not say which. The last is that of its last vote for a state
    that is no more (``historic`` among the voters), and the last roll call of the file for every other.
    """
    record = record or shipped_record()
    cast = record.votes.filter(pl.col("iso3") == iso3).select("rcid")
    days = record.calls.join(cast, on="rcid", how="semi")["date"].cast(pl.String)
    if not days.len():
        return None
    gone = table("voters").filter((pl.col("iso3") == iso3) & pl.col("historic")).height > 0
    last = days if gone else record.calls["date"].cast(pl.String)
    return str(days.min()), str(last.max())


def session_range() -> tuple[int, int]:
    """Return the first and the last session with a roll call, of those that ship."""
    return shipped_record().sessions
