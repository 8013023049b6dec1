"""How often is a strait, port or border shut, and for how long?

From closures that were reported and the years in which they were looked for; press reports are not a full record, so
that most odds are a floor.
"""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import polars as pl
from scipy.special import gammaincinv

from alat.data import Basis, table
from alat.routing.figures import weakest

DAYS_A_YEAR = 365.25
_LOW, _HIGH = 0.1, 0.9
_JEFFREYS_SHAPE = 0.5
SOURCE = "alat-disruptions"


@dataclass(frozen=True, slots=True)
class Record:
    """What is on record of the closures of one thing.

    Attributes
    ----------
    target
        Passage, place, or two countries with ``-`` between.
    days
        Length of each closure on record.
    years
        Over how many years they were looked for.
    per_year, per_year_low, per_year_high
        Closures a year: the count over the years, and the interval (P10, P90) of a Poisson rate under Jeffreys' prior.
    odds_in_a_year
        Chance of at least one closure in a year at that rate.
    share_of_time
        Share of time it is shut, at that rate and the mean length.
    basis, sources
        The weakest of the closures: `reported`, or `assumed` where a page does not say how long one lasted.
    note
        What the count means.
    """

    target: str
    days: tuple[float, ...]
    years: float
    per_year: float
    per_year_low: float
    per_year_high: float
    odds_in_a_year: float
    share_of_time: float
    basis: Basis
    sources: tuple[str, ...]
    note: str


@cache
def records() -> dict[str, Record]:
    """Return what is on record, by target; a thing that is not there has no closure on record, which is not none."""
    events = table("disruptions")
    found = {}
    for window in table("disruption_windows").iter_rows(named=True):
        own = events.filter(pl.col("target") == window["target"])
        years = (
            date.fromisoformat(window["until"]) + timedelta(days=1) - date.fromisoformat(window["since"])
        ).days / DAYS_A_YEAR
        found[window["target"]] = _record(window["target"], own, years=years, note=window["note"])
    return found


def _record(target: str, events: pl.DataFrame, *, years: float, note: str) -> Record:
    days = tuple(events["days"].to_list())
    per_year = len(days) / years
    low, high = (gammaincinv(len(days) + _JEFFREYS_SHAPE, share) / years for share in (_LOW, _HIGH))
    return Record(
        target=target,
        days=days,
        years=years,
        per_year=per_year,
        per_year_low=float(low),
        per_year_high=float(high),
        odds_in_a_year=-math.expm1(-per_year),
        share_of_time=min(sum(days) / (years * DAYS_A_YEAR), 1.0),
        basis=weakest(Basis(name) for name in events["basis"]),
        sources=(SOURCE,),
        note=note,
    )
