"""One step of the world towards its equilibrium: wages, prices and spending together, many scenarios at once.

Arrays inside carry the scenario first and the sector before the countries, so that each sector is one matrix-vector
product; equations and symbols are those of docs/economy.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alat.economy.baseline import Baseline, FloatArray, sold_and_levied
from alat.economy.shock import Closure, Shock


@dataclass(frozen=True, slots=True)
class Point:
    """Where a world stands: wages (N,) and prices (N, J), new over old, and expenditure (N, J) in money."""

    wages: FloatArray
    prices: FloatArray
    expenditure: FloatArray


@dataclass(frozen=True, slots=True)
class Accounts:
    """What follows from wages, prices and spending; S scenarios first.

    Attributes
    ----------
    log_costs
        Unit costs, new over old, in logarithms, (S, N, J).
    bundles
        Unit costs to the power of minus theta, (S, J, N).
    index
        What costs imply for prices to the power of minus theta, (S, J, N).
    sales
        What each country's sectors sell, without duty, (S, N, J).
    revenue, deficit, income
        Duty raised, what is borrowed from abroad, and final spending, (S, N).
    """

    log_costs: FloatArray
    bundles: FloatArray
    index: FloatArray
    sales: FloatArray
    revenue: FloatArray
    deficit: FloatArray
    income: FloatArray


@dataclass(frozen=True, slots=True)
class World:
    """A baseline and S shocks, laid out for the step.

    Attributes
    ----------
    weights
        Trade shares times (trade cost and duty, new over old) to the power of minus theta, (S, J, N, N), buyer first.
    net
        The same over one plus the new duty; the very array where nobody levies any.
    inputs
        Share of input k in the unit cost of sector j, (N, K, J).
    scale
        What spending is measured in, so that it moves around one: that of the baseline, (N, J).
    damping
        Over which the log gap of earnings moves the log wage, (N,).
    spending_ratio
        Spending over gross output in the baseline, (N,): what the multiplicative closure keeps.
    income
        Final spending in the baseline, (N,).
    """

    baseline: Baseline
    closure: Closure
    weights: FloatArray
    net: FloatArray
    inputs: FloatArray
    scale: FloatArray
    damping: FloatArray
    spending_ratio: FloatArray
    income: FloatArray

    @classmethod
    def of(cls, baseline: Baseline, shocks: Sequence[Shock], *, closure: Closure) -> "World":
        """Lay out the world for the shocks."""
        size, sectors = len(baseline.countries), len(baseline.sectors)
        weights = np.empty((len(shocks), sectors, size, size))
        duty = any(shock.tariff is not None for shock in shocks) or bool(baseline.tariff.any())
        net = np.empty_like(weights) if duty else weights
        shares = baseline.shares.transpose(2, 0, 1)
        old = 1 + baseline.tariff.transpose(2, 0, 1)
        for row, shock in enumerate(shocks):
            cost = shock.trade_cost.transpose(2, 0, 1)
            new = old if shock.tariff is None else 1 + shock.tariff.transpose(2, 0, 1)
            change = cost if shock.tariff is None else cost * (new / old)
            weights[row] = shares * change ** -baseline.theta[:, None, None]
            if duty:
                np.divide(weights[row], new, out=net[row])
        earned = np.where(baseline.expenditure > 0, baseline.expenditure, 0.0) * baseline.value_added_share
        total = earned.sum(axis=1)
        theta = (earned @ baseline.theta) / np.where(total > 0, total, 1.0)
        sold, levied = sold_and_levied(baseline)
        first = baseline.final_shares * baseline.value_added[:, None]
        return cls(
            baseline=baseline,
            closure=closure,
            weights=weights,
            net=net,
            inputs=(1 - baseline.value_added_share)[:, None, :] * baseline.input_shares,
            scale=np.where(baseline.expenditure > 0, baseline.expenditure, first),
            damping=1 + theta,
            spending_ratio=1 + baseline.deficit / sold.sum(axis=1),
            income=baseline.value_added + levied + baseline.deficit,
        )

    def pack(self, point: Point) -> FloatArray:
        """Return a point as the vector that the step moves."""
        with np.errstate(divide="ignore", invalid="ignore"):
            spending = np.where(self.scale > 0, np.log(point.expenditure / self.scale), 0.0)
        return np.concatenate([np.log(point.wages), np.log(point.prices).ravel(), spending.ravel()])

    def unpack(self, vector: FloatArray) -> Point:
        """Return the point that a vector stands for."""
        wages, prices, spending = (part[0] for part in self._split(vector[None, :]))
        return Point(np.exp(self.normalised(wages)), np.exp(prices), self.scale * np.exp(spending))

    def step(self, vectors: FloatArray) -> FloatArray:
        """Move log wages towards cleared markets, log prices to what costs imply, spending to what incomes imply."""
        wages, prices, spending = self._split(vectors)
        theta = self.baseline.theta
        # A step too far leaves the range of a float; the search takes back what is not finite.
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            wages = self.normalised(wages)
            at = self.accounts(wages, prices, expenditure=self.scale * np.exp(spending))
            earnings = (self.baseline.value_added_share * at.sales).sum(axis=2)
            excess = np.log(earnings / (np.exp(wages) * self.baseline.value_added))
            moved = self.normalised(wages + excess / self.damping)
            implied = (np.log(at.index) / -theta[:, None]).transpose(0, 2, 1)
            demand = self.demand(at)
            spent = np.where(self.scale > 0, np.log(demand / self.scale), 0.0)
        rows = len(vectors)
        return np.concatenate([moved, implied.reshape(rows, -1), spent.reshape(rows, -1)], axis=1)

    def accounts(self, log_wages: FloatArray, log_prices: FloatArray, *, expenditure: FloatArray) -> Accounts:
        """Return costs, sales, duty and incomes at wages (S, N), prices and expenditure (S, N, J)."""
        baseline = self.baseline
        log_costs = baseline.value_added_share * log_wages[:, :, None]
        log_costs = log_costs + (log_prices[:, :, None, :] @ self.inputs)[:, :, 0, :]
        bundles = np.exp(-baseline.theta * log_costs).transpose(0, 2, 1)
        index = _times(self.weights, bundles)
        bought = expenditure.transpose(0, 2, 1) / index
        sales = bundles * _times(self.net.transpose(0, 1, 3, 2), bought)
        if self.net is self.weights:
            revenue = np.zeros_like(log_wages)
        else:
            revenue = expenditure.sum(axis=2) - (bought * _times(self.net, bundles)).sum(axis=1)
        earned = np.exp(log_wages) * baseline.value_added
        deficit = self._deficit(sales.sum(axis=1), earned)
        sold = sales.transpose(0, 2, 1)
        return Accounts(log_costs, bundles, index, sold, revenue, deficit, earned + revenue + deficit)

    def demand(self, at: Accounts) -> FloatArray:
        """Return spending (S, N, J) on inputs of what is sold and on final goods out of income."""
        inputs = (self.inputs @ at.sales[:, :, :, None])[:, :, :, 0]
        demand: FloatArray = inputs + self.baseline.final_shares * at.income[:, :, None]
        return demand

    def normalised(self, log_wages: FloatArray) -> FloatArray:
        """Hold world value added: the numeraire."""
        added = self.baseline.value_added
        level = np.log(added.sum() / (np.exp(log_wages) * added).sum(axis=-1, keepdims=True))
        scaled: FloatArray = log_wages + level
        return scaled

    def _deficit(self, sold: FloatArray, earned: FloatArray) -> FloatArray:
        baseline = self.baseline
        if self.closure is Closure.ZERO:
            return np.zeros_like(earned)
        if self.closure is Closure.WORLD_SHARE:
            share: FloatArray = baseline.deficit / baseline.value_added.sum()
            return np.asarray(share * earned.sum(axis=-1, keepdims=True))
        ratio = self.spending_ratio
        scale = sold.sum(axis=-1, keepdims=True) / (sold * ratio).sum(axis=-1, keepdims=True)
        return np.asarray(sold * (ratio * scale - 1))

    def _split(self, vectors: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        size, cells = self.scale.shape[0], self.scale.size
        shape = (len(vectors), *self.scale.shape)
        prices = vectors[:, size : size + cells].reshape(shape)
        return vectors[:, :size], prices, vectors[:, size + cells :].reshape(shape)


def _times(matrices: FloatArray, vectors: FloatArray) -> FloatArray:
    product: FloatArray = (matrices @ vectors[..., None])[..., 0]
    return product
