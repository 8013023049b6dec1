"""What does freight cost between all countries for goods whose owners lose more or less by a day?

Lanes are chosen anew at a few values of a day; between them costs are interpolated. What the best lane costs is concave
in the value of a day, so that a line between two points lies a little below it.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from alat import data, network
from alat.errors import BadInput, NotCovered
from alat.network.bars import pairs_under_bars
from alat.network.scenario import BASE, Scenario
from alat.reference import cargo_class
from alat.routing.decision import Decision, decision, revalued
from alat.routing.figures import Floats
from alat.routing.kernel.best import gateways, least_costs
from alat.routing.kernel.freight import chosen_mu, values_of
from alat.routing.kernel.graph import ArcGraph
from alat.routing.kernel.land_costs import access_costs
from alat.routing.kernel.layers import laid_out
from alat.routing.lines import same_edits
from alat.routing.steps import Ints

_HOURS_A_DAY = 24.0
_KEPT = 48


@dataclass(frozen=True, slots=True, eq=False)
class RouteCosts:
    """Generalised cost of freight of one cargo class between all countries, by what a day costs the owner.

    Attributes
    ----------
    cargo
        Cargo class.
    countries
        ISO3 codes: rows are origins, columns destinations.
    usd_per_t_day
        (points,) what a day costs the owner of a tonne, ascending.
    usd_per_t
        (points, countries, countries) money and time a tonne, infinite where no lane leads, 0 on the diagonal.
    mu_usd_per_t
        Scale of the unseen part of cost; 0 where the best lane alone counts (chartered ships).
    """

    cargo: str
    countries: tuple[str, ...]
    usd_per_t_day: Floats
    usd_per_t: Floats
    mu_usd_per_t: float

    def at(self, usd_per_t_day: npt.ArrayLike) -> Floats:
        """Return (origins, destinations) cost a tonne where a day costs the owner so much.

        Parameters
        ----------
        usd_per_t_day
            (origins,) US dollars a tonne and day, or one number for all.

        Notes
        -----
        Linear between points, and along the nearest line outside them; a class with one point has its cost at all.

        Raises
        ------
        BadInput
            If a value is not finite or below 0.
        """
        every = np.arange(len(self.countries))
        days = np.broadcast_to(np.asarray(usd_per_t_day, dtype=np.float64), every.shape)
        return self.between(every[:, None], every, usd_per_t_day=days[:, None])

    def of(self, countries: tuple[str, ...]) -> "RouteCosts":
        """Return the same for named countries alone: no lane leads to one that this freight does not know."""
        if countries == self.countries:
            return self
        row = {code: index for index, code in enumerate(self.countries)}
        own = np.array([index for index, code in enumerate(countries) if code in row], dtype=np.int64)
        known = np.array([row[code] for code in countries if code in row], dtype=np.int64)
        costs = np.full((len(self.usd_per_t_day), len(countries), len(countries)), np.inf)
        costs[:, own[:, None], own] = self.usd_per_t[:, known[:, None], known]
        costs[:, np.arange(len(countries)), np.arange(len(countries))] = 0.0
        costs.setflags(write=False)
        return replace(self, countries=countries, usd_per_t=costs)

    def between(self, origins: Ints, destinations: Ints, *, usd_per_t_day: npt.ArrayLike) -> Floats:
        """Return what `at` does, of some pairs alone.

        Parameters
        ----------
        origins, destinations
            Positions of countries; arrays of shapes that go together.
        usd_per_t_day
            US dollars a tonne and day of each pair.

        Raises
        ------
        BadInput
            If a value is not finite or below 0.
        """
        return self.on_lines(origins, destinations, days=day_lines(self.usd_per_t_day, usd_per_t_day))

    def on_lines(self, origins: Ints, destinations: Ints, *, days: "DayLines") -> Floats:
        """Return what `between` does, where the lines that the values of a day lie on are known."""
        if len(self.usd_per_t_day) == 1:
            only: Floats = self.usd_per_t[0][origins, destinations]
            return only
        first, second = (self.usd_per_t[row, origins, destinations] for row in (days.low, days.low + 1))
        # Where no lane leads the difference of two infinities is no number.
        with np.errstate(invalid="ignore"):
            line = first + days.weight * (second - first)
        found: Floats = np.where(np.isfinite(first), np.maximum(line, 0.0), np.inf)
        return found


class DayLines(NamedTuple):
    """Between which two points values of a day lie: the lower one, and how far on towards the next."""

    low: Ints
    weight: Floats


def day_lines(points: Floats, usd_per_t_day: npt.ArrayLike) -> DayLines:
    """Return between which points of `RouteCosts` values of a day lie; the same for every scenario.

    Parameters
    ----------
    points
        (points,) values of a day at which lanes were chosen, ascending.
    usd_per_t_day
        US dollars a tonne and day, of any shape.

    Raises
    ------
    BadInput
        If a value is not finite or below 0.
    """
    given = np.asarray(usd_per_t_day, dtype=np.float64)
    if not (np.isfinite(given) & (given >= 0.0)).all():
        raise BadInput("usd_per_t_day: expected finite numbers of 0 or more")
    if len(points) == 1:
        return DayLines(np.zeros(given.shape, dtype=np.int64), np.zeros(given.shape))
    low = np.clip(np.searchsorted(points, given) - 1, 0, len(points) - 2)
    return DayLines(low, (given - points[low]) / (points[low + 1] - points[low]))


def mu_range() -> tuple[float, float, float]:
    """Return the scale of the unseen part of cost (USD a tonne): low, the usual one, high."""
    row = data.table("kernel_parameters").row(by_predicate=pl.col("parameter") == "mu_usd_per_t", named=True)
    return float(row["low"]), float(row["value"]), float(row["high"])


def time_points(cargo: str) -> Floats:
    """Return (points,) the values of a day (USD a tonne) at which lanes of a cargo class are chosen, ascending.

    Raises
    ------
    UnknownCode
        If the cargo class is not known.
    NotCovered
        If it is not priced between all countries.
    """
    kind = cargo_class(cargo)
    rows = data.table("time_points").filter(pl.col("cargo") == kind.code)
    if rows.is_empty():
        raise NotCovered(f"{kind.code} is not priced between all countries")
    found: Floats = np.sort(rows["usd_per_t_day"].to_numpy().astype(np.float64))
    return found


def route_costs(
    scenario: Scenario = BASE, cargo: str = "container", *, mu_usd_per_t: float | None = None
) -> RouteCosts:
    """Return what freight costs between all countries by the value of a day.

    Parameters
    ----------
    scenario
        What is closed, opened, avoided, added or improved.
    cargo
        A cargo class that is priced between all countries.
    mu_usd_per_t
        Scale of the unseen part of cost, as in `freight`; goods in chartered ships take the best lane whatever it is.

    Raises
    ------
    UnknownCode, NotCovered
        If the cargo class is not known, or not priced between all countries.
    BadInput
        If mu is not above 0, or above the ceiling.
    """
    return _route_costs(same_edits(scenario), cargo_class(cargo).code, mu_usd_per_t=chosen_mu(mu_usd_per_t))


@lru_cache(maxsize=_KEPT)
def _route_costs(edits: Scenario, cargo: str, *, mu_usd_per_t: float) -> RouteCosts:
    kind, points = cargo_class(cargo), time_points(cargo)
    laid = [_laid_out(edits, kind.code, usd_per_t_day=float(point)) for point in points]
    iso3 = laid[0].countries
    apart, _ = pairs_under_bars(edits, iso3)
    costs = np.stack([each.usd(mu_usd_per_t * kind.load_t) for each in laid]) / kind.load_t
    costs[:, apart] = np.inf
    costs.setflags(write=False)
    return RouteCosts(cargo, iso3, points, costs, 0.0 if laid[0].least_usd is not None else mu_usd_per_t)


@dataclass(frozen=True, slots=True, eq=False)
class _LaidOut:
    """The choice of lanes at one value of a day: the layered graph, or its answer where the best lane alone counts."""

    countries: tuple[str, ...]
    graph: ArcGraph | None
    destinations: Ints
    least_usd: Floats | None

    def usd(self, mu_usd: float) -> Floats:
        """Return (countries, countries) generalised cost of a load."""
        if self.least_usd is not None:
            return self.least_usd
        assert self.graph is not None  # noqa: S101 - one of the two is there
        return values_of(self.graph, self.destinations, mu_usd=mu_usd)[1]


# The graph is kept without the land trees behind it, which are twenty times its size.
@lru_cache(maxsize=_KEPT)
def _laid_out(edits: Scenario, cargo: str, *, usd_per_t_day: float) -> _LaidOut:
    kind = cargo_class(cargo)
    choice = revalued(_choice(edits, cargo), kind.load_t * usd_per_t_day / _HOURS_A_DAY)
    places = gateways(choice)
    iso3 = tuple(choice.book.ground.iso3[place] for place in places)
    modes = tuple(graph.mode for graph in choice.book.graphs)
    out, into = (access_costs(choice.book, places, reverse=way, modes=modes) for way in (False, True))
    if choice.sea.tramp:
        return _LaidOut(iso3, None, places[:0], least_costs(choice, out, into=into))
    laid = laid_out(choice, out, into=into)
    return _LaidOut(iso3, laid.graph, laid.destinations, None)


# Points of one class follow each other.
@lru_cache(maxsize=2)
def _choice(edits: Scenario, cargo: str) -> Decision:
    return decision(network.load(edits), cargo)
