"""Who voted what? The roll calls of a span of sessions as one matrix of states and votes."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from alat.data import table
from alat.errors import BadInput

YES, ABSTAIN, NO = 1, 2, 3
NO_VOTE = 0
SOURCES = ("unga-roll-calls",)


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
    years
        Calendar years of the first and last roll call: ``2010-2020``.
    """

    states: tuple[str, ...]
    sessions: npt.NDArray[np.int16]
    votes: npt.NDArray[np.int8]
    years: str


@cache
def ballots(first_session: int, last_session: int) -> Ballots:
    """Return the votes of a span of sessions.

    Raises
    ------
    BadInput
        If a session is not in the data, or the first comes after the last.
    """
    low, high = session_range()
    for session in (first_session, last_session):
        if not low <= session <= high:
            raise BadInput(f"session {session} is not in the roll calls; expected {low} to {high}")
    if first_session > last_session:
        raise BadInput(f"first session {first_session} comes after last session {last_session}")
    calls = table("roll_calls").filter(pl.col("session").is_between(first_session, last_session)).sort("rcid")
    cast = (
        table("votes")
        .join(calls.select("rcid", column=pl.int_range(pl.len(), dtype=pl.Int32)), on="rcid")
        .with_columns(pl.col("iso3").cast(pl.String))
    )
    states = cast["iso3"].unique().sort()
    rows = cast.join(pl.DataFrame({"iso3": states, "row": np.arange(len(states), dtype=np.int32)}), on="iso3")
    votes = np.zeros((len(states), calls.height), dtype=np.int8)
    votes[rows["row"].to_numpy(), rows["column"].to_numpy()] = rows["vote"].to_numpy()
    votes.flags.writeable = False  # the answer is kept and shared
    years = sorted({day[:4] for day in calls["date"]})
    return Ballots(
        tuple(states),
        calls["session"].to_numpy(),
        votes,
        years[0] if len(years) == 1 else f"{years[0]}-{years[-1]}",
    )


def session_range() -> tuple[int, int]:
    """Return the first and the last session with a roll call."""
    sessions = table("roll_calls")["session"].to_numpy()
    return int(sessions.min()), int(sessions.max())
