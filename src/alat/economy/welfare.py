"""Welfare to the first order: the split into terms and volume of trade of Caliendo & Parro (2015), equation 15.

It takes baseline weights times relative changes, new over old less one, as the authors do: that reproduces what they
print. Its error grows with the square of the shock, and with logarithms in place of relative changes the sum is another
number: it is not exact. `Equilibrium.welfare` is, and `path_split` splits that.
"""

from dataclasses import dataclass

import numpy as np

from alat.economy.baseline import Baseline, FloatArray, income
from alat.economy.shock import Shock
from alat.errors import BadInput


@dataclass(frozen=True, slots=True)
class FirstOrder:
    """Parts of the change of welfare to the first order, as fractions of baseline income, each of shape (N,).

    Attributes
    ----------
    terms_of_trade
        Dearer exports less dearer imports, before duty and trade costs.
    volume_of_trade
        More imports times the duty on them: duty is a wedge between what a good costs and what it is worth.
    trade_cost
        What is saved as goods melt less on their way.
    transfer
        What more is borrowed from abroad, in the numeraire.
    """

    terms_of_trade: FloatArray
    volume_of_trade: FloatArray
    trade_cost: FloatArray
    transfer: FloatArray

    @property
    def total(self) -> FloatArray:
        """The change of welfare to the first order, a fraction, shape (N,)."""
        return np.asarray(self.terms_of_trade + self.volume_of_trade + self.trade_cost + self.transfer)


def first_order(
    baseline: Baseline, shock: Shock, *, costs: FloatArray, trade: FloatArray, deficit: FloatArray
) -> FirstOrder:
    """Return the parts of welfare to the first order.

    Parameters
    ----------
    baseline, shock
        The world before, and what changed.
    costs
        Unit costs, new over old, shape (N, J).
    trade
        What n pays for goods of i after the shock, duty included, shape (N, N, J).
    deficit
        What is borrowed from abroad after the shock, shape (N,).

    Raises
    ------
    BadInput
        If the shock ends a flow: nothing about that is small.
    """
    whole = income(baseline)
    bought = baseline.shares * baseline.expenditure[:, None, :] / (1 + baseline.tariff)
    dearer = costs - 1
    sold = (bought.sum(axis=0) * dearer).sum(axis=1)
    paid = np.einsum("nij,ij->n", bought, dearer)
    if np.isinf(shock.trade_cost).any():
        raise BadInput("a flow that ends has no first order: `welfare` is exact, and needs none")
    melted = shock.trade_cost - 1
    return FirstOrder(
        terms_of_trade=(sold - paid) / whole,
        volume_of_trade=_volume(baseline, shock, bought=bought, trade=trade, dearer=dearer) / whole,
        trade_cost=-(bought * melted).sum(axis=(1, 2)) / whole,
        transfer=(deficit - baseline.deficit) / whole,
    )


def _volume(
    baseline: Baseline, shock: Shock, *, bought: FloatArray, trade: FloatArray, dearer: FloatArray
) -> FloatArray:
    if not baseline.tariff.any():
        return np.zeros(len(baseline.countries))
    new = baseline.tariff if shock.tariff is None else shock.tariff
    taxed = (baseline.tariff > 0) & (bought > 0)
    after = trade / (1 + new)
    growth = after / np.where(taxed, bought, 1.0) - 1
    quantity = growth - dearer[None, :, :] - (shock.trade_cost - 1)
    return np.asarray((baseline.tariff * bought * np.where(taxed, quantity, 0.0)).sum(axis=(1, 2)))
