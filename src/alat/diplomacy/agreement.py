"""How often do two countries vote alike, and is that much or little?

Agreement on the roll calls on which both cast a vote, exact, with Lijphart's half point (Lijphart 1963, "The Analysis
of Bloc Voting in the General Assembly") and beyond chance (Cohen's kappa), always beside the second country's rank
among all states and the median state: raw agreement is high for nearly everybody. An absence is no vote and counts for
nothing, and a state has no vote to miss before the first one recorded of it.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import polars as pl

from alat.data import Basis, Quantity, table
from alat.diplomacy.ballots import ABSTAIN, NO, NO_VOTE, SOURCES, YES, Ballots, ballots, voting_days
from alat.diplomacy.record import VoteRecord, shipped_record
from alat.diplomacy.results import Agreement
from alat.diplomacy.topics import topic_named
from alat.errors import SameParty
from alat.reference import Country, country

# A state with fewer votes in common is not ranked: its share moves by five points with a single vote.
FEWEST_VOTES = 20
FIRST_SESSION, LAST_SESSION = 65, 74
_SURE = 1e-12


def agreement(
    first: Country | str,
    second: Country | str,
    *,
    first_session: int = FIRST_SESSION,
    last_session: int = LAST_SESSION,
    topic: str | None = None,
    record: VoteRecord | None = None,
) -> Agreement:
    """Return how often two countries voted alike, with rank and median.

    Parameters
    ----------
    first, second
        The two countries, or their names or codes.
    first_session, last_session
        The sessions compared, both included (74 is 2019-20).
    topic
        Only roll calls on one topic, such as ``human rights``.
    record
        Roll calls and votes; those that ship without it.

    Returns
    -------
    Agreement
        Shares are None, with the reason, where one of them has no vote in those sessions.

    Raises
    ------
    SameParty
        If both are one country.
    BadInput
        If a session is not in the data, the first comes after the last, or no roll call is on the topic.
    UnknownCode
        If there is no such topic.

    Examples
    --------
    >>> found = agreement("AZE", "BRA")
    >>> round(found.exact.value, 3), round(found.median_exact.value, 3), found.rank
    (0.894, 0.911, 104)
    """
    one, other = _country(first), _country(second)
    if one == other:
        raise SameParty(f"{one.name} was given twice; expected two different countries")
    record = record or shipped_record()
    named = None if topic is None else topic_named(topic, record.calls)
    data = ballots(first_session, last_session, topic=named, record=record)
    return _answer(data, one, other=other, record=record, topic=named or "")


def _answer(data: Ballots, one: Country, *, other: Country, record: VoteRecord, topic: str) -> Agreement:
    pairs = _compare(data.votes, _index(data, one.iso3))
    at = _index(data, other.iso3)
    votes = 0 if at is None else int(pairs.votes[at])
    share = partial(_share, years=data.years, note="" if votes else _why_unknown(data, (one, other)))
    ranked = pairs.votes >= FEWEST_VOTES
    return Agreement(
        first=one,
        second=other,
        first_session=int(data.sessions.min()),
        last_session=int(data.sessions.max()),
        years=data.years,
        votes=votes,
        exact=share(_at(pairs.exact, at)),
        lijphart=share(_at(pairs.lijphart, at)),
        rank=1 + int((pairs.exact[ranked] > pairs.exact[at]).sum()) if at is not None and ranked[at] else None,
        ranked=int(ranked.sum()),
        median_exact=share(_median(pairs.exact[ranked])),
        median_lijphart=share(_median(pairs.lijphart[ranked])),
        kappa=share(_at(pairs.kappa, at), unit="index"),
        median_kappa=share(_median(pairs.kappa[ranked & np.isfinite(pairs.kappa)]), unit="index"),
        absent_first=_absent(data, one, record=record),
        absent_second=_absent(data, other, record=record),
        by_session=_by_session(data, one, other=other),
        sources=record.sources,
        notes=_notes(data, (one, other), votes=votes),
        topic=topic,
    )


@dataclass(frozen=True, slots=True)
class _Comparison:
    """One state against each: votes in common, exact and Lijphart's agreement (not a number where none is common).

    Kappa is not a number either where both cast but one kind of vote: chance alone would agree.
    """

    votes: npt.NDArray[np.int64]
    exact: npt.NDArray[np.float64]
    lijphart: npt.NDArray[np.float64]
    kappa: npt.NDArray[np.float64]


def _share(value: float | None, *, years: str, note: str, unit: str = "share") -> Quantity:
    return Quantity(value, unit, Basis.OBSERVED, SOURCES, years, note if value is None else "")


def _country(given: Country | str) -> Country:
    return given if isinstance(given, Country) else country(given)


def _index(data: Ballots, iso3: str) -> int | None:
    return data.states.index(iso3) if iso3 in data.states else None


def _compare(votes: npt.NDArray[np.int8], own: int | None) -> _Comparison:
    """Compare every row with the row `own`; that row itself has no vote in common with anybody."""
    both = np.zeros(votes.shape, dtype=bool)
    distance = np.zeros(votes.shape, dtype=np.int8)
    if own is not None:
        both = (votes != NO_VOTE) & (votes[own] != NO_VOTE)
        both[own] = False
        distance = np.where(both, np.abs(votes - votes[own]), 0)
    count = both.sum(axis=1)
    base = np.where(count > 0, count, np.nan)
    exact = (both & (distance == 0)).sum(axis=1) / base
    by_chance = np.zeros(len(votes))
    for kind in (YES, ABSTAIN, NO):
        theirs = (both & (votes == kind)).sum(axis=1) / base
        ours = (both & (votes[own] == kind)).sum(axis=1) / base if own is not None else theirs
        by_chance += ours * theirs
    room = np.where(by_chance < 1 - _SURE, 1 - by_chance, np.nan)
    return _Comparison(count, exact, 1 - distance.sum(axis=1, dtype=np.int64) / (2 * base), (exact - by_chance) / room)


def _at(shares: npt.NDArray[np.float64], at: int | None) -> float | None:
    return None if at is None or np.isnan(shares[at]) else float(shares[at])


def _median(shares: npt.NDArray[np.float64]) -> float | None:
    return float(np.median(shares)) if len(shares) else None


def _absent(data: Ballots, state: Country, *, record: VoteRecord) -> Quantity:
    """Return the share of roll calls that a state missed, among those on which it had a vote to cast."""
    days = voting_days(state.iso3, record)
    if days is None:
        return _share(None, years=data.years, note=f"no vote of {state.name} is recorded in any session")
    first, last = days
    could = (data.days >= first) & (data.days <= last)
    if not could.any():
        when = f"from {first} on" if max(data.days) < first else f"until {last}"
        return _share(None, years=data.years, note=f"{state.name} voted only {when}")
    at = _index(data, state.iso3)
    missed = 1.0 if at is None else float((data.votes[at][could] == NO_VOTE).mean())
    counted = f"of {int(could.sum())} roll calls from its first recorded vote on" if not could.all() else ""
    return Quantity(missed, "share", Basis.OBSERVED, SOURCES, data.years, counted)


def _by_session(data: Ballots, one: Country, *, other: Country) -> pl.DataFrame:
    own, at = _index(data, one.iso3), _index(data, other.iso3)
    rows = []
    for session in np.unique(data.sessions):
        pairs = _compare(data.votes[:, data.sessions == session], own)
        common = pairs.votes > 0
        rows.append(
            {
                "session": int(session),
                "votes": 0 if at is None else int(pairs.votes[at]),
                "exact": _at(pairs.exact, at),
                "median_exact": _median(pairs.exact[common]),
            }
        )
    columns = {"session": pl.Int64, "votes": pl.Int64, "exact": pl.Float64, "median_exact": pl.Float64}
    return pl.DataFrame(rows, schema=columns)


def _why_unknown(data: Ballots, sides: tuple[Country, Country]) -> str:
    silent = [side.name for side in sides if _index(data, side.iso3) is None]
    if silent:
        return f"no vote of {' or '.join(silent)} is recorded in {_span(data)}"
    return f"the two never voted on the same roll call in {_span(data)}"


def _span(data: Ballots) -> str:
    first, last = int(data.sessions.min()), int(data.sessions.max())
    return f"session {first}" if first == last else f"sessions {first}-{last}"


def _notes(data: Ballots, sides: tuple[Country, Country], *, votes: int) -> tuple[str, ...]:
    first = int(data.sessions.min())
    notes = ["An absence is no vote; paragraph and amendment votes count like any other roll call."]
    for side in sides:
        began = table("voters").filter(pl.col("iso3") == side.iso3)["first_session"].to_list()
        if began and began[0] > first:
            notes.append(f"{side.name} first voted in session {began[0]}; it had no earlier vote to miss.")
    if not votes:
        notes.append(f"Agreement is not known: {_why_unknown(data, sides)}.")
    elif votes < FEWEST_VOTES:
        notes.append(f"Only {votes} votes in common: too few to rank.")
    former = table("voters").filter(pl.col("historic"))["iso3"].to_list()
    counted = [state for state in data.states if state in former]
    if counted:
        notes.append(f"Former states are ranked under codes of their own: {', '.join(counted)}.")
    return tuple(notes)
