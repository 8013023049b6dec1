"""How does trade fall with distance? Poisson pseudo-maximum likelihood with exporter and importer effects.

Santos Silva & Tenreyro (2006): ``E[T_ij] = exp(e_i + m_j + x_ij' b)``, zeros kept. Iteratively re-weighted least
squares; in each step both sets of effects are swept out exactly, by the normal equations of the dummies.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alat.errors import BadInput

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

_STEPS = 200


@dataclass(frozen=True, slots=True)
class PpmlFit:
    """A fitted gravity equation.

    Attributes
    ----------
    coefficients, standard_errors
        One a regressor; errors are robust to heteroskedasticity (HC0).
    exporter_effects, importer_effects
        One a party, in logs of the trade unit; importer effects average zero. NaN where a party has no trade.
    observations, steps
        Pairs used, and steps until the deviance stood still.
    """

    coefficients: Floats
    standard_errors: Floats
    exporter_effects: Floats
    importer_effects: Floats
    observations: int
    steps: int


def fit_ppml(trade: Floats, regressors: Floats, *, used: NDArray[np.bool_], tolerance: float = 1e-13) -> PpmlFit:
    """Fit trade on regressors with exporter and importer effects.

    Parameters
    ----------
    trade
        Exporters x importers, not negative, any unit.
    regressors
        Regressors x exporters x importers.
    used
        Which pairs are observations. A party without any trade is left out: its effect would be minus infinity.
    tolerance
        Change of the deviance at which to stop, as a share of the deviance and the trade together.

    Raises
    ------
    BadInput
        If a used trade value is negative or not a number, nothing is left to fit, or it does not converge.
    """
    values = np.where(used, trade, 0.0)
    if not np.isfinite(values).all() or (values < 0).any():
        raise BadInput("trade values must be finite and not negative")
    kept = used & (values.sum(axis=1) > 0)[:, None] & (values.sum(axis=0) > 0)[None, :]
    exporters, importers = np.nonzero(kept)
    if exporters.size <= len(regressors):
        raise BadInput(f"{exporters.size} pairs to fit {len(regressors)} regressors on; expected more")
    size = trade.shape[0]
    y, x = trade[kept], np.stack([r[kept] for r in regressors], axis=1)
    mean = (y + y.mean()) / 2
    deviance = np.inf
    for step in range(1, _STEPS + 1):
        target = np.log(mean) + (y - mean) / mean
        swept, effects = _sweep(np.column_stack([target, x]), mean, exporters=exporters, importers=importers, size=size)
        weighted = swept[:, 1:] * mean[:, None]
        bread = np.linalg.inv(weighted.T @ swept[:, 1:])
        b = bread @ (weighted.T @ swept[:, 0])
        mean = np.exp(target - swept[:, 0] + swept[:, 1:] @ b)
        before, deviance = deviance, _deviance(y, mean)
        if abs(before - deviance) <= tolerance * (deviance + y.sum()):
            scores = swept[:, 1:] * (y - mean)[:, None]
            errors = np.sqrt(np.diag(bread @ (scores.T @ scores) @ bread))
            fixed = effects[:, 0] - effects[:, 1:] @ b
            fixed[~np.isin(np.arange(2 * size), np.concatenate([exporters, size + importers]))] = np.nan
            shift = np.nanmean(fixed[size:])
            return PpmlFit(b, errors, fixed[:size] + shift, fixed[size:] - shift, y.size, step)
    raise BadInput(f"the gravity equation did not converge in {_STEPS} steps; is a regressor a mix of the effects?")


def _sweep(columns: Floats, weights: Floats, *, exporters: Ints, importers: Ints, size: int) -> tuple[Floats, Floats]:
    """Return the columns less their weighted exporter and importer means, and the effects taken out."""
    joint = np.zeros((size, size))
    np.add.at(joint, (exporters, importers), weights)
    system = np.block([[np.diag(joint.sum(axis=1)), joint], [joint.T, np.diag(joint.sum(axis=0))]])
    right = np.zeros((2 * size, columns.shape[1]))
    np.add.at(right, exporters, columns * weights[:, None])
    np.add.at(right, size + importers, columns * weights[:, None])
    scale = 1 / np.sqrt(np.maximum(np.diag(system), np.finfo(float).tiny))
    scale[np.diag(system) == 0] = 0.0
    effects = scale[:, None] * np.linalg.lstsq(system * np.outer(scale, scale), right * scale[:, None], rcond=1e-13)[0]
    return columns - effects[exporters] - effects[size + importers], effects


def _deviance(y: Floats, mean: Floats) -> float:
    logs = np.where(y > 0, y * np.log(np.where(y > 0, y, 1.0) / mean), 0.0)
    return float(2 * (logs - (y - mean)).sum())
