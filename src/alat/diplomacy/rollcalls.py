"""How did each state of a group vote on one resolution?"""

from collections import Counter
from datetime import date
from typing import Any

import polars as pl

from alat.data import Basis, Quantity, table
from alat.diplomacy.ballots import ABSTAIN, NO, SOURCES, YES
from alat.diplomacy.record import bare_symbol
from alat.diplomacy.results import RollCall
from alat.errors import AmbiguousName, UnknownCode, near_matches
from alat.reference import Bloc, countries

NAMES = {YES: "yes", ABSTAIN: "abstain", NO: "no"}
ABSENT, NO_RECORD = "absent", "no_record"
TALLIED = ("yes", "no", "abstain", ABSENT, NO_RECORD)


def roll_call(which: int | str, *, group: Bloc | None = None) -> RollCall:
    """Return one roll call and the votes of a group's members.

    Parameters
    ----------
    which
        The number of the roll call in the source (4828), or the resolution: ``62/243``, ``A/RES/62/243``.
    group
        The bloc whose members on the day of the vote are listed; without it, every state that voted in that session.

    Raises
    ------
    UnknownCode
        If there is no such roll call.
    AmbiguousName
        If the resolution had several, none of them on the text as a whole.
    EmptyBloc
        If the bloc has no member on that day.

    Examples
    --------
    >>> found = roll_call("62/243")
    >>> found.yes.value, found.no.value, found.abstain.value
    (38, 7, 101)
    """
    call = _by_number(which) if isinstance(which, int) else _by_resolution(which)
    day = str(call["date"])
    names = _listed(call, group)
    votes = _votes(call, names)
    found = Counter(votes["vote"])

    def states(column: str) -> Quantity:
        return Quantity(call[column], "states", Basis.OBSERVED, SOURCES, day[:4])

    return RollCall(
        rcid=call["rcid"],
        session=call["session"],
        date=day,
        resolution=call["resolution"],
        title=call["title"],
        yes=states("yes"),
        no=states("no"),
        abstain=states("abstain"),
        group=group.name if group is not None else "",
        votes=votes,
        tally={vote: found[vote] for vote in TALLIED},
        sources=SOURCES,
        notes=("A recorded vote can be corrected afterwards, so that a press release may print other counts.",),
    )


def _by_number(rcid: int) -> dict[str, Any]:
    found = table("roll_calls").filter(pl.col("rcid") == rcid)
    if not found.height:
        raise UnknownCode("roll call", str(rcid))
    return found.row(0, named=True)


def _by_resolution(symbol: str) -> dict[str, Any]:
    calls = table("roll_calls").filter(pl.col("resolution") != "")
    wanted = bare_symbol(symbol)
    bare = pl.Series([bare_symbol(resolution) for resolution in calls["resolution"]])
    found = calls.filter(bare == wanted)
    if not found.height:
        raise UnknownCode("resolution", symbol, near=near_matches(wanted, sorted(set(bare))))
    whole = found.filter(~(pl.col("paragraph").fill_null(value=False) | pl.col("amendment").fill_null(value=False)))
    if whole.height != 1 < found.height:
        raise AmbiguousName("resolution", symbol, candidates=[f"roll call {rcid}" for rcid in found["rcid"]])
    return (whole if whole.height else found).row(0, named=True)


def _listed(call: dict[str, Any], group: Bloc | None) -> dict[str, str]:
    """Return the names of the states to list, by code."""
    if group is not None:
        return {member.iso3: member.name for member in group.members(date.fromisoformat(call["date"]))}
    voters = dict(table("voters").select("iso3", "name").iter_rows())
    return {state: _name(state, voters) for state in sorted(_active(call))}


def _name(state: str, voters: dict[str, str]) -> str:
    return countries()[state].name if state in countries() else voters[state]


def _active(call: dict[str, Any]) -> set[str]:
    """Return the states that voted at least once in the session."""
    session = table("roll_calls").filter(pl.col("session") == call["session"]).select("rcid")
    return set(table("votes").join(session, on="rcid", how="semi")["iso3"].cast(pl.String).unique())


def _votes(call: dict[str, Any], names: dict[str, str]) -> pl.DataFrame:
    rows = table("votes").filter(pl.col("rcid") == call["rcid"])
    cast = dict(zip(rows["iso3"].cast(pl.String), rows["vote"], strict=True))
    active = _active(call)
    words = [NAMES[cast[state]] if state in cast else ABSENT if state in active else NO_RECORD for state in names]
    return pl.DataFrame(
        {"iso3": list(names), "name": list(names.values()), "vote": words},
        schema={"iso3": pl.String, "name": pl.String, "vote": pl.String},
    ).sort("iso3")
