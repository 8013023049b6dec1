"""What the diplomacy room answers with."""

from dataclasses import dataclass

import polars as pl

from alat.data import Quantity
from alat.reference import Country


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often two countries voted alike in the General Assembly, and what that is worth.

    Attributes
    ----------
    first, second
        The two countries.
    first_session, last_session, years
        The sessions compared, and their calendar years.
    votes
        Roll calls on which both cast a vote (yes, no or abstain).
    exact
        Share of them with the same vote.
    lijphart
        The same with half a point for yes or no against abstain.
    rank, ranked
        The second country's place among all states by exact agreement with the first, and how many are ranked.
    median_exact, median_lijphart
        The median over those states.
    absent_first, absent_second
        Share of roll calls in those sessions with no vote recorded.
    by_session
        One row a session: session, votes, exact, median_exact.
    """

    first: Country
    second: Country
    first_session: int
    last_session: int
    years: str
    votes: int
    exact: Quantity
    lijphart: Quantity
    rank: int | None
    ranked: int
    median_exact: Quantity
    median_lijphart: Quantity
    absent_first: Quantity
    absent_second: Quantity
    by_session: pl.DataFrame
    sources: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Presence:
    """The posts a study knows between two countries; a missing row is never read as an absence.

    Attributes
    ----------
    first, second
        The two countries.
    outward, inward
        Posts of the first in the second, and back: level, city, since, until, status_date, covers_from, source, basis,
        note.
    """

    first: Country
    second: Country
    outward: pl.DataFrame
    inward: pl.DataFrame
    sources: tuple[str, ...]
    notes: tuple[str, ...]
