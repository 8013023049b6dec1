"""What does an edit of the network, or of duties, do to trade and real income, country by country?

One call from edit to welfare: freight between all countries before and after, trade costs by sector, equilibrium.
Beside the exact answer stand what each part brings alone, and its range over the scale of route choice and theta.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alat.data import datasets
from alat.economy.baseline import Baseline, FloatArray, income
from alat.economy.equilibrium import solve
from alat.economy.impact_results import Impact, Run
from alat.economy.kernel import Point
from alat.economy.result import Equilibrium
from alat.economy.shock import Shock
from alat.economy.split import path_split
from alat.economy.trade_costs import (
    ByChapter,
    ChapterChange,
    TradeCostChange,
    by_sector,
    chapter_changes,
    chapters_by_cargo,
)
from alat.network.scenario import BASE, Scenario
from alat.routing.kernel.by_value import RouteCosts, mu_range, route_costs
from alat.trade.theta import theta as elasticity

NOTES = (
    "Long run: every country at full employment, no adjustment, nothing on who gains within a country.",
    "A flow that is nil today stays nil, whatever the edit does to its cost.",
    "Freight of goods that fly, and of fuels (pipelines are not in the network), is left as it is.",
    "An edit holds for the goods of all countries that pass, not for those of the owner of the edit alone.",
    "No capacity binds: a way that becomes faster carries all who would choose it.",
)
Freight = Mapping[str, RouteCosts]
Changes = Mapping[str, ChapterChange]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class OwnTrade:
    """Trade between a country and its partners, both ways."""

    home: str
    partners: tuple[str, ...]

    def mask(self, countries: Sequence[str]) -> Flags:
        """Return (N, N) whether the flow between two countries is such trade."""
        at_home = np.array([code == self.home for code in countries])
        theirs = np.array([code in self.partners for code in countries])
        found: Flags = (at_home[:, None] & theirs[None, :]) | (theirs[:, None] & at_home[None, :])
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """What is changed.

    Attributes
    ----------
    scenario
        The network after it.
    tariff
        New ad valorem rates (N, N, J), buyer first; None where duties stay.
    own, others
        Where something helps some trade alone: which trade sees `scenario`, and the network that all other trade sees.
    """

    scenario: Scenario
    tariff: FloatArray | None = None
    own: OwnTrade | None = None
    others: Scenario | None = None


@dataclass(frozen=True, slots=True)
class _Question:
    """A world, what is edited, and the duties after it."""

    world: ByChapter
    edit: Edit
    on: Scenario

    def freight(self, mu_usd_per_t: float) -> tuple[Freight, Freight]:
        """Return freight by cargo class before and after."""
        classes = chapters_by_cargo(self.world.chapters)
        before = {cargo: route_costs(self.on, cargo, mu_usd_per_t=mu_usd_per_t) for cargo in classes}
        after = self._at(self.edit.scenario, before, mu_usd_per_t=mu_usd_per_t)
        if self.edit.own is None or self.edit.others is None:
            return before, after
        others = self._at(self.edit.others, before, mu_usd_per_t=mu_usd_per_t)
        own = self.edit.own
        return before, {cargo: _merged(after[cargo], others[cargo], own=own) for cargo in classes}

    def changes(self, mu_usd_per_t: float) -> Changes:
        """Return what the edit does to the cost of trade by chapter, by cargo class."""
        before, after = self.freight(mu_usd_per_t)
        return chapter_changes(self.world, before, after=after)

    def _at(self, scenario: Scenario, before: Freight, *, mu_usd_per_t: float) -> Freight:
        if scenario.edits == self.on.edits:
            return before
        after = {
            cargo: route_costs(scenario, cargo, mu_usd_per_t=mu_usd_per_t).of(before[cargo].countries)
            for cargo in before
        }
        return {cargo: before[cargo] if _same(before[cargo], after[cargo]) else after[cargo] for cargo in after}


def impact(
    world: ByChapter, edit: Edit, *, on: Scenario = BASE, ends: Mapping[str, Edit] = MappingProxyType({})
) -> Impact:
    """Return what an edit does to trade and real income.

    Parameters
    ----------
    world
        The world today, such as `sector_world`.
    edit
        What is changed.
    on
        The network before it.
    ends
        The edit at the ends of its own range, by name; each is answered once, all else central.

    Raises
    ------
    BadInput
        If duties have another shape or are below zero.
    NotConvergent
        If no equilibrium is found.
    """
    asked = _Question(world, edit, on)
    low, central, high = mu_range()
    changes = asked.changes(central)
    change = by_sector(world, changes.values())
    baseline = world.baseline
    shock = Shock(change.tau_hat, edit.tariff)
    found = solve(baseline, shock)
    runs = [Run("central", central, 1.0, found.welfare)]
    for mu in (central, low, high):
        runs += _over_theta(asked, changes if mu == central else asked.changes(mu), mu_usd_per_t=mu, start=found.point)
    runs += [_at_end(name, _Question(world, end, on), start=found.point) for name, end in ends.items()]
    cut = bool(np.isinf(change.tau_hat).any())
    split = None if cut else path_split(baseline, shock)
    return Impact(
        scenario=edit.scenario.name,
        countries=_countries(found, runs, cut=cut),
        parts=_parts(asked, changes, whole=found),
        split=split,
        runs=tuple(runs),
        equilibrium=found,
        costs=change,
        sources=tuple(dict.fromkeys((*baseline.sources, *datasets()["freight_costs"].sources, *elasticity().sources))),
        notes=(*NOTES, *_avoided(edit.scenario), *_said(change), *baseline.notes),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One way to take an edit.

    Attributes
    ----------
    theta_factor
        By what the trade elasticity of every sector is multiplied.
    only
        (N, N), buyer first: between whom trade costs change; between all where it is None.
    """

    theta_factor: float = 1.0
    only: Flags | None = None


def gains_usd(world: ByChapter, edit: Edit, *, ways: Sequence[Way] = (Way(),), on: Scenario = BASE) -> FloatArray:
    """Return what each country gains, USD a year: the exact answer of `impact`, without what stands beside it.

    Parameters
    ----------
    world, edit, on
        As for `impact`.
    ways
        How the edit is taken.

    Returns
    -------
    FloatArray
        (ways, N).
    """
    changes = _Question(world, edit, on).changes(mu_range()[1])
    found: dict[float, FloatArray] = {}
    gains = np.empty((len(ways), len(world.baseline.countries)))
    for row, way in enumerate(ways):
        taken = _scaled(world, way.theta_factor)
        if way.theta_factor not in found:
            found[way.theta_factor] = by_sector(taken, changes.values()).tau_hat
        tau_hat = found[way.theta_factor]
        if way.only is not None:
            tau_hat = np.where(way.only[:, :, None], tau_hat, 1.0)
        gains[row] = solve(taken.baseline, Shock(tau_hat, edit.tariff)).welfare * income(world.baseline)
    return gains


def _merged(own_sees: RouteCosts, others_see: RouteCosts, *, own: OwnTrade) -> RouteCosts:
    """Return freight that is one thing for some trade and another for all other."""
    if own_sees is others_see:
        return own_sees
    mask = own.mask(own_sees.countries)
    return replace(own_sees, usd_per_t=np.where(mask, own_sees.usd_per_t, others_see.usd_per_t))


def _same(before: RouteCosts, after: RouteCosts) -> bool:
    return before.countries == after.countries and bool(np.array_equal(before.usd_per_t, after.usd_per_t))


def _over_theta(asked: _Question, changes: Changes, *, mu_usd_per_t: float, start: Point) -> list[Run]:
    """Answer at one scale of route choice, over the range of the elasticity; not again what is central in both."""
    usual = elasticity()
    runs = []
    for theta in (usual.low, usual.central, usual.high):
        factor = theta / usual.central
        if factor == 1.0 and mu_usd_per_t == mu_range()[1]:
            continue
        scaled = _scaled(asked.world, factor)
        shock = Shock(by_sector(scaled, changes.values()).tau_hat, asked.edit.tariff)
        runs.append(Run("central", mu_usd_per_t, factor, solve(scaled.baseline, shock, start=start).welfare))
    return runs


def _at_end(name: str, asked: _Question, *, start: Point) -> Run:
    central = mu_range()[1]
    shock = Shock(by_sector(asked.world, asked.changes(central).values()).tau_hat, asked.edit.tariff)
    return Run(name, central, 1.0, solve(asked.world.baseline, shock, start=start).welfare)


def _scaled(world: ByChapter, factor: float) -> ByChapter:
    """Return the world with other elasticities: its flows are the same, and so are its accounts."""
    return world if factor == 1.0 else _Scaled(world, replace(world.baseline, theta=world.baseline.theta * factor))


class _Scaled:
    """A world whose baseline is another."""

    def __init__(self, world: ByChapter, baseline: Baseline) -> None:
        self.baseline, self.chapters = baseline, world.chapters
        self.sector_of, self.flows_usd = world.sector_of, world.flows_usd


def _countries(found: Equilibrium, runs: list[Run], *, cut: bool) -> pl.DataFrame:
    baseline = found.baseline
    whole = income(baseline)
    every = np.stack([run.welfare for run in runs])
    before = baseline.shares * baseline.expenditure[:, None, :] / (1 + baseline.tariff)
    sold, bought = (_across(each.sum(axis=2)) for each in (before, found.trade_before_duty))
    saved = None if cut else -(before * (found.shock.trade_cost - 1)).sum(axis=(1, 2))
    return pl.DataFrame(
        {
            "iso3": baseline.countries,
            "gain_usd": found.welfare * whole,
            "gain_low_usd": every.min(axis=0) * whole,
            "gain_high_usd": every.max(axis=0) * whole,
            "welfare": found.welfare,
            "real_wage": found.real_wage,
            "cost_saved_usd": pl.Series([None] * len(whole) if saved is None else saved, dtype=pl.Float64),
            "exports_usd": sold.sum(axis=0),
            "exports_change": _growth(sold.sum(axis=0), bought.sum(axis=0)),
            "imports_usd": sold.sum(axis=1),
            "imports_change": _growth(sold.sum(axis=1), bought.sum(axis=1)),
        }
    )


def _across(flows: FloatArray) -> FloatArray:
    """Return trade with others, own trade taken out."""
    others: FloatArray = flows * (1 - np.eye(len(flows)))
    return others


def _growth(before: FloatArray, after: FloatArray) -> FloatArray:
    return np.divide(after, before, out=np.ones_like(before), where=before > 0) - 1


def _parts(asked: _Question, changes: Changes, *, whole: Equilibrium) -> pl.DataFrame:
    """Return what each cargo class and duties bring alone, and what is left of the whole."""
    baseline = asked.world.baseline
    alone = {}
    for cargo, only in changes.items():
        change = by_sector(asked.world, (only,))
        alone[cargo] = solve(baseline, Shock(change.tau_hat), start=whole.point).welfare
    if asked.edit.tariff is not None:
        still = np.ones(baseline.shares.shape)
        alone["duties"] = solve(baseline, Shock(still, asked.edit.tariff), start=whole.point).welfare
    alone["together"] = whole.welfare - sum(alone.values(), np.zeros(len(whole.welfare)))
    absorption = income(baseline)
    rows = [
        pl.DataFrame({"iso3": baseline.countries, "part": part, "welfare": welfare, "gain_usd": welfare * absorption})
        for part, welfare in alone.items()
    ]
    return pl.concat(rows)


def _avoided(edited: Scenario) -> tuple[str, ...]:
    """Say that what no lane may touch trades by none either."""
    shut = [code for code in edited.avoid if code]
    return (f"No lane touches {', '.join(shut)}: their own trade by land and sea ends too.",) if shut else ()


def _said(change: TradeCostChange) -> tuple[str, ...]:
    """Say how much trade the edit cannot speak of."""
    said = [
        f"Left as it is because it flies or is fuel: {change.left_out_usd / 1e9:,.0f} billion USD of today's trade."
    ]
    if change.not_reached_usd:
        said.append(f"No lane of the network joins the two ends of {change.not_reached_usd / 1e6:,.0f} million USD.")
    if change.cut_off_usd:
        said.append(f"Cut off, without any lane left: {change.cut_off_usd / 1e6:,.0f} million USD of today's trade.")
    return tuple(said)
