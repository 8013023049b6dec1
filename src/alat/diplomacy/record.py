"""Which votes are asked about? The roll calls that ship, or those with a user's own added."""

import re
from dataclasses import dataclass
from functools import cache

import polars as pl

from alat.data import table

SOURCES = ("unga-roll-calls",)
_PREFIX = re.compile(r"^(?:A/)?(?:RES/|R/)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class VoteRecord:
    """Roll calls and the votes cast on them.

    Attributes
    ----------
    votes
        One row a vote: iso3, rcid, vote (1 yes, 2 abstain, 3 no); an absence is no row.
    calls
        One row a roll call, as `roll_calls` of the snapshot.
    repeated
        Pairs of roll calls on one draft that came back: rcid, again.
    sources
        Where they come from.
    notes
        What a reader of an answer must know of them.
    """

    votes: pl.DataFrame
    calls: pl.DataFrame
    repeated: pl.DataFrame
    sources: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def sessions(self) -> tuple[int, int]:
        """The first and the last session with a roll call."""
        sessions = self.calls["session"].to_numpy()
        return int(sessions.min()), int(sessions.max())


@cache
def shipped_record() -> VoteRecord:
    """Return the roll calls that ship."""
    votes = table("votes").with_columns(pl.col("iso3").cast(pl.String))
    return VoteRecord(votes, table("roll_calls"), table("repeated_resolutions"), SOURCES)


def bare_symbol(symbol: str) -> str:
    """Return the symbol of a resolution without what stands before its session: ``62/243`` of ``A/RES/62/243``."""
    return _PREFIX.sub("", symbol.strip()).upper()
