"""Solve the world as Caliendo & Parro (2015) describe it: no acceleration, no joint step, loops where they are clear.

For given wages: prices by plain iteration, shares, spending by one dense linear system, then wages by the deficit that
is left over. Slow; it shares no code with the kernel.
"""

import numpy as np

from alat.economy import Baseline, Closure, Shock


def solve_plainly(baseline: Baseline, shock: Shock, *, closure: Closure, passes: int = 4_000) -> dict[str, np.ndarray]:
    """Return wages, prices, expenditure and welfare (fraction)."""
    duty = baseline.tariff if shock.tariff is None else shock.tariff
    wages = np.ones(len(baseline.countries))
    added = baseline.value_added
    for _ in range(passes):
        wages *= added.sum() / (wages * added).sum()
        prices, shares = _prices(baseline, shock.trade_cost * (1 + duty) / (1 + baseline.tariff), wages=wages)
        spent, lent = _spending(baseline, shares, duty=duty, wages=wages, closure=closure)
        sold = np.einsum("nij,nj->ij", shares / (1 + duty), spent)
        earned = (baseline.value_added_share * sold).sum(axis=1)
        gap = np.log(earned / (wages * added))
        if np.abs(gap).max() < 1e-13:
            break
        wages = wages * np.exp(gap / (1 + baseline.theta.max()))
    raised = np.einsum("nij,nj->n", shares * duty / (1 + duty), spent)
    level = np.prod(prices**baseline.final_shares, axis=1)
    before = np.einsum("nij,nj->n", baseline.shares * baseline.tariff / (1 + baseline.tariff), baseline.expenditure)
    welfare = (wages * added + raised + lent) / level / (added + before + baseline.deficit) - 1
    return {"wages": wages, "prices": prices, "expenditure": spent, "welfare": welfare}


def _prices(baseline: Baseline, change: np.ndarray, *, wages: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    size, sectors = baseline.expenditure.shape
    prices = np.ones((size, sectors))
    for _ in range(1_000):
        costs = np.empty((size, sectors))
        for n in range(size):
            for j in range(sectors):
                share = baseline.value_added_share[n, j]
                inputs = np.prod(prices[n] ** baseline.input_shares[n, :, j])
                costs[n, j] = wages[n] ** share * inputs ** (1 - share)
        terms = baseline.shares * (costs[None] * change) ** -baseline.theta
        new = terms.sum(axis=1) ** (-1 / baseline.theta)
        moved = np.abs(new / prices - 1).max()
        prices = new
        if moved < 1e-15:
            break
    return prices, terms / terms.sum(axis=1, keepdims=True)


def _spending(
    baseline: Baseline, shares: np.ndarray, *, duty: np.ndarray, wages: np.ndarray, closure: Closure
) -> tuple[np.ndarray, np.ndarray]:
    """Solve X = inputs(X) + alpha (w VA + R(X) + D) for given deficits; those in turn by iteration where they move."""
    size, sectors = baseline.expenditure.shape
    cells = size * sectors
    matrix = np.eye(cells)
    for n in range(size):
        for j in range(sectors):
            row = n * sectors + j
            for m in range(size):
                for k in range(sectors):
                    needs = (1 - baseline.value_added_share[n, k]) * baseline.input_shares[n, j, k]
                    matrix[row, m * sectors + k] -= needs * shares[m, n, k] / (1 + duty[m, n, k])
            for k in range(sectors):
                rate = (shares[n, :, k] * duty[n, :, k] / (1 + duty[n, :, k])).sum()
                matrix[row, n * sectors + k] -= baseline.final_shares[n, j] * rate
    earned = wages * baseline.value_added
    lent = baseline.deficit * earned.sum() / baseline.value_added.sum() * (closure is not Closure.ZERO)
    inverse = np.linalg.inv(matrix)
    paid = baseline.shares / (1 + baseline.tariff)
    ratio = 1 + baseline.deficit / np.einsum("nij,nj->i", paid, baseline.expenditure)
    for _ in range(200):
        spent = (inverse @ (baseline.final_shares * (earned + lent)[:, None]).ravel()).reshape(size, sectors)
        if closure is not Closure.MULTIPLICATIVE:
            break
        sold = np.einsum("nij,nj->i", shares / (1 + duty), spent)
        lent = sold * (ratio * sold.sum() / (sold * ratio).sum() - 1)
    return spent, lent
