"""What changes in trade, prices and real income when trade costs change? Exact hat algebra, one sector.

Dekle, Eaton & Kortum (2008), "Global Rebalancing with Gravity", IMF Staff Papers 55(3); the identity that ties the
real wage to a country's trade with itself is of Arkolakis, Costinot & Rodríguez-Clare (2012), "New Trade Models,
Same Old Gains?", American Economic Review 102(1).
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl

from alat.economy.baseline import Baseline, FloatArray, check
from alat.economy.fixed_point import fixed_point
from alat.errors import BadInput, NotConvergent, UnknownCode, near_matches

# A step below the tolerance counts only if demand and prices are met to this many times it: a step can also be small
# because floating point swallows it.
_CERTAIN = 1e3


class Closure(StrEnum):
    """What becomes of trade imbalances.

    ``world_share`` holds each deficit at its share of world value added, ``multiplicative`` at its share of the
    country's own income (scaled so that the world adds up), ``zero`` closes them all.
    """

    WORLD_SHARE = "world_share"
    MULTIPLICATIVE = "multiplicative"
    ZERO = "zero"


@dataclass(frozen=True, slots=True, repr=False)
class Shock:
    """What changes: `trade_cost` is the new iceberg cost over the old, shape (N, N, J), buyer first."""

    trade_cost: FloatArray

    def __repr__(self) -> str:
        return f"Shock({int((self.trade_cost != 1).sum())} trade costs)"


@dataclass(frozen=True, slots=True)
class Certificate:
    """How nearly the answer is an equilibrium.

    Attributes
    ----------
    excess_demand
        Largest relative gap between what is sold and what is bought, over countries.
    price_gap
        Largest relative gap between a price index and the one its parts imply.
    walras
        World expenditure less world output, over world output.
    iterations
        Steps taken.
    """

    excess_demand: float
    price_gap: float
    walras: float
    iterations: int


@dataclass(frozen=True, slots=True, repr=False)
class Equilibrium:
    """The world after the shock, beside the baseline.

    Attributes
    ----------
    countries
        Names, N of them.
    closure
        What became of imbalances.
    wages, prices
        New over old, shape (N,); world value added is the numeraire.
    expenditure
        What each country spends, shape (N, J), in the unit of the baseline.
    trade
        What n buys from i, shape (N, N, J), in the unit of the baseline.
    real_wage
        Change of w / P as a fraction (0.001 is 0.1 %), shape (N,).
    welfare
        Change of real absorption, (w VA + D) / P, as a fraction, shape (N,): what the country can use, deficit
        included. It differs from `real_wage` wherever trade is not balanced.
    certificate
        How nearly this is an equilibrium.
    sources
        Ids from `sources.csv`.
    notes
        Assumptions a reader must know.
    """

    countries: tuple[str, ...]
    closure: Closure
    wages: FloatArray
    prices: FloatArray
    expenditure: FloatArray
    trade: FloatArray
    real_wage: FloatArray
    welfare: FloatArray
    certificate: Certificate
    sources: tuple[str, ...]
    notes: tuple[str, ...]

    def to_frame(self) -> pl.DataFrame:
        """Return one row a country: country, real_wage, welfare (fractions), wages, prices (new over old)."""
        return pl.DataFrame(
            {
                "country": self.countries,
                "real_wage": self.real_wage,
                "welfare": self.welfare,
                "wages": self.wages,
                "prices": self.prices,
            }
        )

    def __repr__(self) -> str:
        return f"Equilibrium({len(self.countries)} countries, excess demand {self.certificate.excess_demand:.1e})"


def solve(
    baseline: Baseline,
    shock: Shock,
    *,
    closure: Closure = Closure.WORLD_SHARE,
    tolerance: float = 1e-12,
    most_iterations: int = 5_000,
) -> Equilibrium:
    r"""Solve for the equilibrium after a shock to trade costs (one sector, roundabout inputs, no tariffs).

    With hats for new over old, beta the value-added share, pi the trade shares, X expenditure, tau the trade cost:

    .. math::

        \hat c_i = \hat w_i^{\beta_i} \hat P_i^{1-\beta_i}, \quad
        \hat P_n^{-\theta} = \sum_i \pi_{ni} (\hat c_i \hat\tau_{ni})^{-\theta}, \quad
        \pi'_{ni} = \pi_{ni} (\hat c_i \hat\tau_{ni} / \hat P_n)^{-\theta}, \quad
        \hat w_i VA_i / \beta_i = \sum_n \pi'_{ni} X'_n

    A flow that is nil in the baseline stays nil.

    Parameters
    ----------
    baseline
        The world before, of one sector.
    shock
        New trade costs over old; ones change nothing.
    closure
        What becomes of imbalances.
    tolerance
        Largest step in the logarithm of a wage or price at which to stop.
    most_iterations
        Steps before giving up.

    Raises
    ------
    BadInput
        If the baseline breaks its accounting, has several sectors or tariffs, or the shock has another shape or a
        cost that is not positive.
    NotConvergent
        If no equilibrium is reached; never a number that is not one.
    """
    _check_scope(baseline, shock)
    world = _World.of(baseline, shock, closure=closure)
    size = len(baseline.countries)
    found = fixed_point(world.step, np.zeros(2 * size), tolerance=tolerance, most_iterations=most_iterations)
    wages, prices = np.split(np.exp(found.point), 2)
    answer = _answer(baseline, world, wages=wages, prices=prices, iterations=found.iterations)
    _check_certificate(answer, tolerance=tolerance)
    return answer


def between(baseline: Baseline, first: str, *, others: tuple[str, ...], factor: float) -> Shock:
    """Return the shock that multiplies trade costs between one country and some others, both ways.

    Raises
    ------
    UnknownCode
        If a country is not in the baseline.
    BadInput
        If a country is paired with itself.
    """
    place = {name: index for index, name in enumerate(baseline.countries)}
    for name in (first, *others):
        if name not in place:
            raise UnknownCode("country of the baseline", name, near=near_matches(name, baseline.countries))
    if first in others:
        raise BadInput(f"{first} cannot be one of the others: trade with oneself has no cost here")
    cost = np.ones(baseline.shares.shape)
    rest = [place[name] for name in others]
    cost[place[first], rest] = factor
    cost[rest, place[first]] = factor
    return Shock(cost)


@dataclass(frozen=True, slots=True)
class _World:
    """What the map of wages and prices needs, as plain vectors of the one sector."""

    weights: FloatArray
    theta: float
    beta: FloatArray
    value_added: FloatArray
    deficit: FloatArray
    closure: Closure

    @classmethod
    def of(cls, baseline: Baseline, shock: Shock, *, closure: Closure) -> "_World":
        theta = float(baseline.theta[0])
        weights = baseline.shares[:, :, 0] * shock.trade_cost[:, :, 0] ** -theta
        beta = baseline.value_added_share[:, 0]
        return cls(weights, theta, beta, baseline.value_added, baseline.deficit, closure)

    def step(self, point: FloatArray) -> FloatArray:
        """Move log wages towards cleared markets and log prices to what costs imply."""
        log_wages, log_prices = np.split(point, 2)
        # A step too far leaves the range of a float; `fixed_point` takes back what is not finite.
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            log_wages = self.normalised(log_wages)
            costs = np.exp(-self.theta * (self.beta * log_wages + (1 - self.beta) * log_prices))
            index = self.weights @ costs
            output = np.exp(log_wages) * self.value_added / self.beta
            sales = costs * (self.weights.T @ (self.expenditure(output) / index))
            excess = np.log(sales / output)
            # The damping under which the plain map contracts: demand for a country falls by 1 + theta in its wage.
            moved = self.normalised(log_wages + excess / (1 + self.theta))
            return np.concatenate([moved, -np.log(index) / self.theta])

    def normalised(self, log_wages: FloatArray) -> FloatArray:
        """Hold world value added: the numeraire."""
        level = self.value_added.sum() / (np.exp(log_wages) * self.value_added).sum()
        scaled: FloatArray = log_wages + np.log(level)
        return scaled

    def expenditure(self, output: FloatArray) -> FloatArray:
        """Spend on final and intermediate goods what is earned and borrowed."""
        if self.closure is Closure.ZERO:
            return output
        if self.closure is Closure.WORLD_SHARE:
            share: FloatArray = self.deficit / self.value_added.sum()
            return np.asarray(output + share * (self.beta * output).sum())
        spent: FloatArray = output * (1 + self.beta * self.deficit / self.value_added)
        return np.asarray(spent * (output.sum() / spent.sum()))


def _answer(
    baseline: Baseline, world: _World, *, wages: FloatArray, prices: FloatArray, iterations: int
) -> Equilibrium:
    costs = (wages**world.beta * prices ** (1 - world.beta)) ** -world.theta
    index = world.weights @ costs
    output = wages * world.value_added / world.beta
    spent = world.expenditure(output)
    trade = world.weights * costs[None, :] * (spent / index)[:, None]
    absorbed = spent - (1 - world.beta) * output
    before = world.value_added + world.deficit
    certificate = Certificate(
        excess_demand=float(np.abs(trade.sum(axis=0) / output - 1).max()),
        price_gap=float(np.abs(index ** (-1 / world.theta) / prices - 1).max()),
        walras=float(spent.sum() / output.sum() - 1),
        iterations=iterations,
    )
    return Equilibrium(
        countries=baseline.countries,
        closure=world.closure,
        wages=wages,
        prices=prices,
        expenditure=spent[:, None],
        trade=trade[:, :, None],
        real_wage=wages / prices - 1,
        welfare=absorbed / prices / before - 1,
        certificate=certificate,
        sources=baseline.sources,
        notes=baseline.notes,
    )


def _check_certificate(answer: Equilibrium, *, tolerance: float) -> None:
    found = answer.certificate
    gap = max(found.excess_demand, found.price_gap)
    if not gap <= _CERTAIN * tolerance:
        last = np.log(np.concatenate([answer.wages, answer.prices]))
        raise NotConvergent(
            "the equilibrium", residual=gap, tolerance=tolerance, iterations=found.iterations, last=last
        )


def _check_scope(baseline: Baseline, shock: Shock) -> None:
    check(baseline)
    if len(baseline.sectors) != 1:
        raise BadInput(f"solve takes a baseline of one sector; got {len(baseline.sectors)}")
    if baseline.tariff.any():
        raise BadInput("solve takes a baseline without tariffs; tariff revenue is not modelled")
    if shock.trade_cost.shape != baseline.shares.shape:
        raise BadInput(f"shock: expected shape {baseline.shares.shape}; got {shock.trade_cost.shape}")
    if not (np.isfinite(shock.trade_cost) & (shock.trade_cost > 0)).all():
        raise BadInput("shock: expected trade costs over zero (new over old; 1 changes nothing)")
