"""The world of Caliendo and Parro (2015): 31 countries and 40 sectors of 1993, and the tariffs that NAFTA changed."""

from pathlib import Path

import numpy as np

from alat.economy import Baseline, Shock, balanced


def nafta_world(path: Path) -> tuple[Baseline, Shock]:
    """Return the world without deficits and what NAFTA changed in it, for benchmarks and for tests.

    Parameters
    ----------
    path
        `cp2015.npz`, as `../shared/data/README.md` has it.
    """
    data = np.load(path)
    # One input share of 48,050 is -0.0006 (Canada); the others of that sector are raised to make up for it.
    inputs = np.maximum(data["gamma_nkj"], 0.0)
    total = inputs.sum(axis=1, keepdims=True)
    observed = Baseline(
        countries=tuple(str(name) for name in data["regions"]),
        sectors=tuple(str(name) for name in data["sectors"]),
        expenditure=data["X_nj"],
        shares=data["pi_nij"],
        tariff=data["tau_nij_bln"],
        theta=data["theta_j"],
        value_added_share=data["gamma_nj"],
        input_shares=np.where(total > 0, inputs / np.where(total > 0, total, 1.0), 1 / inputs.shape[1]),
        final_shares=data["alpha_nj"] / data["alpha_nj"].sum(axis=1, keepdims=True),
        value_added=data["wL_n"],
        deficit=np.zeros(len(data["regions"])),
    )
    return balanced(observed), Shock(np.ones(observed.shares.shape), data["tau_nij_cfl"])
