"""What is told of an edit's impact: by country, by part, and over the range of what is assumed."""

from dataclasses import dataclass

import polars as pl

from alat.economy.baseline import FloatArray, place_of
from alat.economy.result import Equilibrium
from alat.economy.split import PathSplit
from alat.economy.trade_costs import TradeCostChange


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Run:
    """The answer at one end of what is assumed.

    Attributes
    ----------
    edit
        Which end of the edit's own range.
    mu_usd_per_t
        Scale of the unseen part of the choice of lanes.
    theta_factor
        By what the trade elasticity of every sector is multiplied.
    welfare
        (N,) exact change of real absorption, a fraction.
    """

    edit: str
    mu_usd_per_t: float
    theta_factor: float
    welfare: FloatArray

    def __repr__(self) -> str:
        return f"Run({self.edit}, mu={self.mu_usd_per_t:g} USD/t, theta x {self.theta_factor:g})"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Impact:
    """What an edit of the network, or of duties, does to trade and real income.

    Attributes
    ----------
    scenario
        Name of what was edited.
    countries
        One row a country: iso3, gain_usd (a year, of the baseline's: exact change of real absorption times absorption),
        gain_low_usd and gain_high_usd (over `runs`), welfare and real_wage (fractions), cost_saved_usd (what today's
        imports would cost less, no quantity moved; null where a flow ends), exports_usd, exports_change, imports_usd
        imports_change (before; as fractions, in the numeraire: world value added).
    parts
        One row a country and part: iso3, part (a cargo class, ``duties``, ``together``), welfare, gain_usd. Each part
        is what it brings alone; ``together`` is what is left of the whole.
    split
        Terms of trade, volume of trade and trade cost along the path to the whole; None where a flow ends.
    runs
        The answer over the scale of route choice, the elasticity and the edit's own range, the central one first.
    equilibrium
        The central answer.
    costs
        What became of trade costs.
    sources, notes
        As ever.
    """

    scenario: str
    countries: pl.DataFrame
    parts: pl.DataFrame
    split: PathSplit | None
    runs: tuple[Run, ...]
    equilibrium: Equilibrium
    costs: TradeCostChange
    sources: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def world_gain_usd(self) -> float:
        """Sum of the gains of all countries, a year."""
        return float(self.countries["gain_usd"].sum())

    def trade_between(self, seller: str, *, buyer: str) -> tuple[float, float]:
        """Return what a country sells another before and after, in the money of the baseline (USD a year, before duty).

        Raises
        ------
        UnknownCode
            If one of the two is not in the world.
        """
        before = self.equilibrium.baseline
        i, n = (place_of("country", name, among=before.countries) for name in (seller, buyer))
        paid = before.shares[n, i] * before.expenditure[n] / (1 + before.tariff[n, i])
        return float(paid.sum()), float(self.equilibrium.trade_before_duty[n, i].sum())

    def __repr__(self) -> str:
        return f"Impact({self.scenario}, world {self.world_gain_usd / 1e6:,.1f} million USD a year)"
