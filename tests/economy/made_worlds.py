"""Random worlds of several sectors, and shocks to them."""

import numpy as np

from alat.economy import Baseline, Shock, from_flows


def world(seed: int, size: int, sectors: int, *, duty: bool = True, nil: float = 0.2) -> Baseline:
    """Return a world with inputs, tariffs and nil flows; what is used as input stays under what is bought.

    Where one side buys nothing from the other no wages balance their trade, and where neither does any wages do: each
    country buys from the next in the first sector. Tests that close deficits have no nil flow at all.
    """
    rng = np.random.default_rng(seed)
    flows = rng.lognormal(0.0, 1.0, (size, size, sectors))
    kept = rng.random((size, size, sectors)) >= nil
    own = np.arange(size)
    kept[own, (own + 1) % size, 0] = True
    flows = flows * kept
    flows[own, own] = 0.0
    flows[own, own] = flows.sum(axis=0) * rng.uniform(2.0, 4.0, (size, sectors)) + rng.uniform(
        1.0, 3.0, (size, sectors)
    )
    tariff = rng.uniform(0.0, 0.2, flows.shape) * (rng.random(flows.shape) < 0.7) if duty else np.zeros(flows.shape)
    tariff[own, own] = 0.0
    spent = (flows * (1 + tariff)).sum(axis=1)
    used = spent[:, :, None] * rng.uniform(0.7, 1.3, (size, sectors, sectors))
    return from_flows(
        tuple(f"C{n}" for n in range(size)),
        tuple(f"S{j}" for j in range(sectors)),
        flows=flows,
        value_added_share=rng.uniform(0.6, 0.9, (size, sectors)),
        input_shares=used / used.sum(axis=1, keepdims=True),
        theta=rng.uniform(2.0, 9.0, sectors),
        tariff=tariff,
    )


def shock(seed: int, baseline: Baseline, *, size: float = 0.2) -> Shock:
    """Return new trade costs and tariffs everywhere but at home."""
    rng = np.random.default_rng(seed + 1)
    cost = np.exp(rng.uniform(-size, size, baseline.shares.shape))
    tariff = baseline.tariff * rng.uniform(0.0, 1.5, baseline.shares.shape)
    own = np.arange(len(baseline.countries))
    cost[own, own] = 1.0
    return Shock(cost, tariff)
