"""What the diplomacy room answers with."""

from dataclasses import dataclass
from datetime import date

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
    kappa, median_kappa
        Agreement beyond chance (Cohen's kappa): 1 is perfect, 0 what two states that vote as often yes, no and abstain,
        but each by itself, would reach.
    absent_first, absent_second
        Share of roll calls in those sessions with no vote recorded, among those on which the state had a vote to cast:
        from its first recorded vote on. Not known where it had none.
    by_session
        One row a session: session, votes, exact, median_exact.
    topic
        The topic of the roll calls, '' for all.
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
    kappa: Quantity
    median_kappa: Quantity
    absent_first: Quantity
    absent_second: Quantity
    by_session: pl.DataFrame
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    topic: str = ""


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


@dataclass(frozen=True, slots=True)
class RollCall:
    """One vote of the General Assembly, and how each state of a group voted.

    Attributes
    ----------
    rcid, session, date, resolution, title
        Which vote it was, as the roll-call file prints it; `date` is ISO text.
    yes, no, abstain
        States that voted so, of all states; counted from the votes themselves.
    group
        Name of the bloc whose members are listed, '' for every state that voted in that session.
    votes
        One row a state of the group: iso3, name, vote (yes, no, abstain, absent: no vote on this roll call by a state
        that voted in the session; no_record: none in the whole session, so that membership itself is not shown).
    tally
        How many rows of `votes` have each value.
    """

    rcid: int
    session: int
    date: str
    resolution: str
    title: str
    yes: Quantity
    no: Quantity
    abstain: Quantity
    group: str
    votes: pl.DataFrame
    tally: dict[str, int]
    sources: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contacts:
    """The contacts a study knows between two countries, and how long ago the last one was.

    Attributes
    ----------
    first, second
        The two countries.
    as_of
        The study's date.
    contacts
        Every row up to that date, oldest first: id, date_from, date_to, place, direction, level, type, status, who,
        outcome, source, url, basis, note.
    last
        Date of the latest contact that took place, as precise as its source; '' where none is known. An announcement or
        a statement to the press is no contact.
    days_since
        Days from then to `as_of`; where the source names no day, from the first of its month or year: at most so many.
    """

    first: Country
    second: Country
    as_of: date
    contacts: pl.DataFrame
    last: str
    days_since: Quantity
    sources: tuple[str, ...]
    notes: tuple[str, ...]
