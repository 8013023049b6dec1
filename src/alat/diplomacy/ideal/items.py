"""Which votes say where a state stands?

Paragraph and amendment votes after 1989 are left out, as the published estimates leave them out, and so are a session
and two seats. What is left is brought together by draft: one that comes back session after session is one draft, and
ties the sessions together. A draft on which all voted alike says nothing. Everything left out is counted.
"""

from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from alat.data import table
from alat.diplomacy.ballots import ABSTAIN, NO, YES
from alat.diplomacy.record import VoteRecord
from alat.diplomacy.topics import on_topic
from alat.errors import BadInput

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

POLE = "USA"
_WHOLE_TEXTS_ONLY_AFTER = "1989-12-31"
_PART, _ALIKE = "paragraph or amendment after 1989", "all voted alike"


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """Votes of one kind: which unit cast each, and on which draft."""

    unit: Ints
    draft: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Ballot:
    """Votes by unit (a state in a span of sessions) and draft.

    Attributes
    ----------
    units
        One row a unit, by state and span: iso3, session (the last of its span), votes.
    gap
        (units,) sessions since the same state's unit before; 0 where there is none.
    kinds
        Yes votes, abstentions, no votes.
    roll_calls
        How many are used.
    some
        (drafts, 3) whether anybody voted yes, abstained, voted no.
    left_out
        One row a reason: reason, roll_calls, votes.
    """

    units: pl.DataFrame
    gap: Ints
    kinds: tuple[Votes, Votes, Votes]
    roll_calls: int
    some: Flags
    left_out: pl.DataFrame

    @property
    def drafts(self) -> int:
        """How many drafts there are."""
        return len(self.some)

    @property
    def one_cut(self) -> Flags:
        """(drafts,) whether nobody abstained, so that one cut parts yes from no."""
        found: Flags = ~self.some[:, 1]
        return found

    @property
    def free_cuts(self) -> Flags:
        """(drafts, 2) whether the first and the second cut are there to be found."""
        yes, abstain, no = self.some.T
        return np.stack([yes, no & abstain], axis=1)

    @property
    def at_pole(self) -> Flags:
        """(units,) whether it is the pole's: the state that stands on the positive side."""
        found: Flags = (self.units["iso3"] == POLE).to_numpy()
        return found


def ballot(record: VoteRecord, *, topic: str | None = None, span: int = 1) -> Ballot:
    """Return the votes that say where states stand.

    Parameters
    ----------
    record
        Roll calls and votes.
    topic
        A topic as the source writes it: only roll calls that are tagged with it.
    span
        How many sessions make one unit of a state, counted back from the last session.

    Raises
    ------
    BadInput
        If the span is below 1, or no vote is left.
    """
    if span < 1:
        raise BadInput(f"span {span}; expected 1 session or more")
    calls = record.calls if topic is None else on_topic(record.calls, topic)
    cast = record.votes.join(calls.select("rcid", "session", "date", part=_part()), on="rcid")
    reasons = _reasons(cast)
    kept = cast.filter(reasons == "").join(_drafts(record), on="rcid")
    alike = kept.group_by("draft").agg(alike=pl.col("vote").n_unique() == 1)
    kept = kept.join(alike, on="draft")
    unanimous = kept.filter("alike").select("rcid", reason=pl.lit(_ALIKE))
    other = cast.select("rcid", reason=reasons).filter(pl.col("reason") != "")
    left_out = _counted(pl.concat([other, unanimous]))
    kept = kept.filter(~pl.col("alike"))
    if kept.is_empty():
        raise BadInput("no vote is left that says where a state stands: expected drafts on which states differ")
    return _arranged(kept, last=record.sessions[1], span=span, left_out=left_out)


def _part() -> pl.Expr:
    return pl.col("paragraph").fill_null(value=False) | pl.col("amendment").fill_null(value=False)


def _reasons(cast: pl.DataFrame) -> pl.Series:
    """Return why each vote is left out, '' where it is not."""
    found = pl.lit("")
    for row in table("votes_left_out").reverse().iter_rows(named=True):
        here = pl.lit(value=True)
        if row["session"] is not None:
            here &= pl.col("session") == row["session"]
        if row["iso3"] is not None:
            here &= pl.col("iso3") == row["iso3"]
        found = pl.when(here).then(pl.lit(row["reason"])).otherwise(found)
    part = (pl.col("date") > _WHOLE_TEXTS_ONLY_AFTER) & pl.col("part")
    return cast.select(reason=pl.when(part).then(pl.lit(_PART)).otherwise(found)).to_series()


def _drafts(record: VoteRecord) -> pl.DataFrame:
    """Return the draft of each roll call; chains of repetitions are followed through roll calls that are not used."""
    pairs = record.repeated.select("rcid", "again").rows()
    every = sorted({*record.calls["rcid"].to_list(), *chain.from_iterable(pairs)})
    at = {rcid: number for number, rcid in enumerate(every)}
    ends = np.array([(at[first], at[second]) for first, second in pairs], dtype=np.int64).reshape(-1, 2)
    tied = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(every), len(every)))
    _, label = connected_components(tied, directed=False)
    return pl.DataFrame({"rcid": every, "draft": label}, schema={"rcid": record.votes["rcid"].dtype, "draft": pl.Int64})


def _counted(left_out: pl.DataFrame) -> pl.DataFrame:
    grouped = left_out.group_by("reason").agg(roll_calls=pl.col("rcid").n_unique(), votes=pl.len())
    return grouped.cast({"roll_calls": pl.Int64, "votes": pl.Int64}).sort("votes", "reason", descending=[True, False])


def _arranged(kept: pl.DataFrame, *, last: int, span: int, left_out: pl.DataFrame) -> Ballot:
    names = kept["draft"].unique().sort()
    numbered = pl.DataFrame({"draft": names, "number": np.arange(len(names), dtype=np.int64)})
    ends = last - (last - pl.col("session").cast(pl.Int64)) // span * span
    kept = kept.join(numbered, on="draft").with_columns(end=ends)
    units = kept.group_by("iso3", session="end").agg(votes=pl.len().cast(pl.Int64)).sort("iso3", "session")
    rows = kept.join(units.with_row_index("unit"), left_on=["iso3", "end"], right_on=["iso3", "session"])
    same = (units["iso3"] == units["iso3"].shift(1)).fill_null(value=False).to_numpy()
    gap = np.where(same, np.diff(units["session"].to_numpy(), prepend=0), 0).astype(np.int64)
    yes, abstain, no = (_of_kind(rows, kind) for kind in (YES, ABSTAIN, NO))
    kinds = (yes, abstain, no)
    some = np.stack([np.bincount(each.draft, minlength=len(names)) > 0 for each in kinds], axis=1)
    return Ballot(units, gap, kinds, rows["rcid"].n_unique(), some, left_out)


def _of_kind(rows: pl.DataFrame, kind: int) -> Votes:
    here = rows.filter(pl.col("vote") == kind)
    return Votes(here["unit"].to_numpy().astype(np.int64), here["number"].to_numpy())
