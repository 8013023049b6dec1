"""Where does each state stand, session by session, and how sure is that?"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import polars as pl

from alat.data import Basis, table
from alat.diplomacy.ballots import check_span, span_of_years
from alat.diplomacy.ideal.fit import STEP_VARIANCE, Fit, fitted
from alat.diplomacy.ideal.items import POLE, Ballot, ballot
from alat.diplomacy.ideal.ordinal import Floats
from alat.diplomacy.ideal.spread import spread, standardised
from alat.diplomacy.record import VoteRecord, shipped_record
from alat.diplomacy.topics import topic_named
from alat.errors import NotConvergent
from alat.reference import countries

# A state with fewer votes stands where its neighbours in time do: it has no point of its own.
FEWEST_VOTES = 20
# Sessions that make one point on a topic: a topic comes up a handful of times a session.
TOPIC_SPAN = 5
OPPOSITE = "RUS"
METHOD_SOURCE = "bailey-strezhnev-voeten-2020"
_NINE_IN_TEN = 1.6448536269514722
NOTES = (
    "One dimension, fitted to every recorded vote; what it means is read off the votes, not given.",
    "Compare ranks and z within a session; raw levels drift between sessions and are not shown.",
    f"z is 0 at the mean of a session's states, 1 a standard deviation from it; the positive side is that of {POLE}.",
    f"Fewer than {FEWEST_VOTES} votes: too few, no point.",
)
_ON_ALL = "Intervals hold nine in ten by simulation; before session 46, and beyond two deviations, they are too narrow."
_ON_A_TOPIC = "Intervals are meant to hold nine in ten; on a topic that was not tried by simulation."
SCHEMA = {
    "iso3": pl.String, "session": pl.Int64, "votes": pl.Int64, "z": pl.Float64, "z_low": pl.Float64,
    "z_high": pl.Float64, "rank": pl.Int64, "ranked": pl.Int64,
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class IdealPoints:
    """Where states stand on the main line of division of the General Assembly.

    Attributes
    ----------
    topic
        The topic of the votes, '' for all.
    span
        How many sessions make one point.
    points
        One row a state and span: iso3, name, session (the last of the span), years (of its roll calls), votes, z,
        z_low, z_high (nine in ten), rank (1 is the positive end), ranked. No z and no rank where votes are too few.
    left_out
        Votes that were not used: reason, roll_calls, votes.
    roll_calls, votes
        How many were used.
    basis
        Always modelled.
    """

    topic: str
    span: int
    points: pl.DataFrame
    left_out: pl.DataFrame
    roll_calls: int
    votes: int
    basis: Basis
    sources: tuple[str, ...]
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        return f"IdealPoints({self.topic or 'all votes'}, {self.points.height} points)"

    def of(self, iso3: str) -> pl.DataFrame:
        """Return the rows of one state, oldest first."""
        return self.points.filter(pl.col("iso3") == iso3).sort("session")

    def within(self, first_session: int, last_session: int) -> "IdealPoints":
        """Return the points whose span holds one of some sessions, both ends included.

        Raises
        ------
        BadInput
            If a session has no point at all, or the first comes after the last.
        """
        low, high = self.points["session"].min(), self.points["session"].max()
        check_span(first_session, last_session, within=(max(1, int(low) - self.span + 1), int(high)))  # type: ignore[arg-type]
        begins = pl.col("session") - self.span + 1
        rows = self.points.filter(pl.col("session") >= first_session, begins <= last_session)
        return replace(self, points=rows)


def ideal_points(record: VoteRecord | None = None, *, topic: str | None = None, span: int | None = None) -> IdealPoints:
    """Return where states stand, fitted to the votes.

    Parameters
    ----------
    record
        Roll calls and votes; those that ship without it.
    topic
        Only votes on one topic, such as ``human rights``.
    span
        Sessions that make one point, counted back from the last; 1 without a topic, 5 with one.

    Returns
    -------
    IdealPoints

    Raises
    ------
    UnknownCode
        If there is no such topic.
    BadInput
        If the span is below 1, or no vote is left.
    NotConvergent
        If points do not come to rest, or the two ends of the scale change places on the way.

    Notes
    -----
    The dynamic ordinal model of Bailey, Strezhnev & Voeten (2017), by its posterior mode; see `fit`.
    """
    record = record or shipped_record()
    named = None if topic is None else topic_named(topic, record.calls)
    width = span if span is not None else 1 if topic is None else TOPIC_SPAN
    given = ballot(record, topic=named, span=width)
    rows = _no_points(given)
    if (given.units["votes"] >= FEWEST_VOTES).any():
        fit = fitted(given)
        keep_sides(given, fit.points)
        rows = told(given, fit)
    return _answer(record, given, rows=rows, topic=named or "", span=width)


@cache
def shipped_points() -> IdealPoints:
    """Return `ideal_points()` of the votes that ship, as they were fitted when the snapshot was made."""
    record = shipped_record()
    given = ballot(record)
    return _answer(record, given, rows=table("ideal_points"), topic="", span=1)


def keep_sides(given: Ballot, points: Floats) -> None:
    """Refuse points whose two ends change places on the way: a solution turned round fits as well, or better.

    Raises
    ------
    NotConvergent
        If the pole stands below the other end in a span in which both cast enough votes.
    """
    rows = given.units.with_columns(point=pl.Series(points)).filter(pl.col("votes") >= FEWEST_VOTES)
    ends = [rows.filter(pl.col("iso3") == end).select("session", "point") for end in (POLE, OPPOSITE)]
    both = ends[0].join(ends[1], on="session", suffix="_opposite").sort("session")
    turned = both.filter(pl.col("point") <= pl.col("point_opposite"))
    if turned.height:
        by = float((turned["point_opposite"] - turned["point"]).max())  # type: ignore[arg-type]
        what = f"ideal points: {POLE} stands below {OPPOSITE} in session {turned['session'][0]}; their sides"
        raise NotConvergent(what, residual=by, tolerance=0.0, iterations=0, last=points)


def told(given: Ballot, fit: Fit) -> pl.DataFrame:
    """Return z with its interval and rank by unit, without those that have too few votes."""
    count = given.units.height
    z, sd = np.empty(count), np.empty(count)
    for block in spread(given, fit, step_variance=STEP_VARIANCE):
        z[block.units], sd[block.units] = standardised(fit.points[block.units], block.covariance)
    enough = pl.col("votes") >= FEWEST_VOTES
    rows = given.units.with_columns(z=pl.Series(z), sd=pl.Series(sd)).with_columns(
        z=pl.when(enough).then("z"), sd=pl.when(enough).then("sd")
    )
    half = _NINE_IN_TEN * pl.col("sd")
    return (
        rows.with_columns(z_low=pl.col("z") - half, z_high=pl.col("z") + half)
        .with_columns(
            rank=pl.col("z").rank("min", descending=True).over("session"), ranked=pl.col("z").count().over("session")
        )
        .select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
    )


def _years(record: VoteRecord, ends: pl.Series, *, span: int) -> pl.DataFrame:
    """Return the calendar years of the roll calls of each span, by its last session."""
    calls = record.calls.select(pl.col("session").cast(pl.Int64), day="date")
    rows = []
    for end in ends.sort():
        days = calls.filter(pl.col("session") > end - span, pl.col("session") <= end)["day"]
        rows.append((end, span_of_years(days.to_list())))
    return pl.DataFrame(rows, schema={"session": pl.Int64, "years": pl.String}, orient="row")


def _no_points(given: Ballot) -> pl.DataFrame:
    empty = {name: pl.lit(None, dtype=kind) for name, kind in SCHEMA.items() if name not in given.units.columns}
    return given.units.with_columns(**empty).select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def _answer(record: VoteRecord, given: Ballot, *, rows: pl.DataFrame, topic: str, span: int) -> IdealPoints:
    names = {code: one.name for code, one in countries().items()}
    former = dict(table("voters").select("iso3", "name").iter_rows())
    named = rows.join(_years(record, rows["session"].unique(), span=span), on="session").with_columns(
        name=pl.col("iso3")
        .replace_strict(former | names, default=None, return_dtype=pl.String)
        .fill_null(pl.col("iso3"))
    )
    notes = [*NOTES, _ON_A_TOPIC if topic else _ON_ALL]
    if not rows["z"].count():
        notes.append("No state cast enough votes: too few for any point.")
    return IdealPoints(
        topic=topic,
        span=span,
        points=named.select("iso3", "name", "session", "years", *list(SCHEMA)[2:]).sort("iso3", "session"),
        left_out=given.left_out,
        roll_calls=given.roll_calls,
        votes=int(given.units["votes"].sum()),
        basis=Basis.MODELLED,
        sources=(*record.sources, METHOD_SOURCE),
        notes=(*notes, *record.notes),
    )
