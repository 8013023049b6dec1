"""A slow reference: Poisson pseudo-maximum likelihood by dense dummies in NumPy, and its clustered variance."""

from collections.abc import Sequence

import numpy as np


def dense_ppml(
    y: np.ndarray, x: np.ndarray, *, effects: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return coefficients, the design with its dummies (a full set of the first effect), and the fitted mean."""
    dummies = [one[:, None] == np.unique(one)[None, :] for one in effects]
    design = np.column_stack([x, dummies[0], *(one[:, 1:] for one in dummies[1:])]).astype(float)
    mean = (y + y.mean()) / 2
    before = np.inf
    for _ in range(500):
        target = np.log(mean) + (y - mean) / mean
        root = np.sqrt(mean)
        b = np.linalg.lstsq(design * root[:, None], target * root, rcond=1e-14)[0]
        mean = np.exp(design @ b)
        deviance = 2 * (np.where(y > 0, y * np.log(np.where(y > 0, y, 1) / mean), 0) - (y - mean)).sum()
        if abs(before - deviance) <= 1e-14 * (1 + abs(deviance)):
            break
        before = deviance
    return b[: x.shape[1]], design, mean


def sandwich(y: np.ndarray, mean: np.ndarray, *, design: np.ndarray, clusters: Sequence[np.ndarray]) -> np.ndarray:
    """Return the raw clustered covariance: one way, or two ways by inclusion and exclusion."""
    bread = np.linalg.pinv(design.T @ (design * mean[:, None]), hermitian=True)
    scores = design * (y - mean)[:, None]
    parts = [(1.0, one) for one in clusters]
    if len(clusters) == 2:
        both = np.unique(np.stack(clusters, axis=1), axis=0, return_inverse=True)[1].ravel()
        parts.append((-1.0, both))
    meat = np.zeros((design.shape[1],) * 2)
    for sign, groups in parts:
        sums = np.zeros((groups.max() + 1, design.shape[1]))
        np.add.at(sums, groups, scores)
        meat += sign * (sums.T @ sums)
    return bread @ meat @ bread
