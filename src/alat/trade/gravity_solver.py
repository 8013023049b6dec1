"""Who solves for the coefficients? pyfixest, with every way it has of failing silently turned into an error.

Trade is divided by its mean and each regressor by its spread beforehand, so that no choice of unit decides when the
steps stop or what counts as collinear.
"""

import importlib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alat.errors import BadInput, MissingExtra, NotConvergent
from alat.trade.gravity_rows import KEPT, GravityRows, Grouping

Floats = NDArray[np.float64]

TOLERANCE = 1e-12
STEPS, SWEEPS = 200, 100_000
# Totals of a fitted Poisson model equal the data's; one that misses them by more than this has not converged.
ADDING_UP = 1e-8
CONSTANT = "constant"
LIBRARY = "pyfixest"


@dataclass(frozen=True, slots=True)
class Solved:
    """What a library found on the rows kept: coefficients, their raw covariance, expected trade, deviance."""

    poisson: bool
    names: tuple[str, ...]
    values: Floats
    covariance: Floats
    expected: Floats
    deviance: float


def solve(
    rows: GravityRows, *, on: Sequence[str], poisson: bool
) -> tuple[Solved, NDArray[np.bool_] | None, tuple[str, ...]]:
    """Solve for the rows kept; or return the rows that a mix of regressors and effects separates.

    Parameters
    ----------
    rows
        Swept of missing, separated and lone rows.
    on
        Names of the regressors, for errors.
    poisson
        Poisson pseudo-maximum likelihood; least squares of logarithms without it.

    Returns
    -------
    tuple
        What was found; the rows that are separated besides (nothing was found then), or None; what the library said.

    Raises
    ------
    MissingExtra, BadInput, NotConvergent
        See `fit_gravity`.
    """
    kept = rows.state == KEPT
    scale, unit = _scale(rows.regressors[kept], on=on), float(rows.trade[kept].mean())
    y = rows.trade[kept] / unit
    columns = _columns(rows, kept, y=y if poisson else np.log(y), scale=scale)
    fit, notes = _fit(columns, rows, names=on, poisson=poisson)
    if poisson and len(fit.na_index):
        also = np.zeros(kept.size, dtype=np.bool_)
        also[np.nonzero(kept)[0][np.asarray(fit.na_index, dtype=np.intp)]] = True
        return Solved(poisson, (), scale, scale, scale, 0.0), also, notes
    dropped = [on[int(name[1:])] for name in fit._collin_vars]  # noqa: SLF001 - pyfixest has no public list
    if dropped:
        raise BadInput(_mixed(dropped, rows))
    order = list(fit._coefnames)  # noqa: SLF001 - pyfixest has no public list of names
    names = tuple(CONSTANT if name == "Intercept" else on[int(name[1:])] for name in order)
    shrink = np.array([1.0 if name == "Intercept" else scale[int(name[1:])] for name in order])
    values = np.asarray(fit._beta_hat, dtype=np.float64) / shrink  # noqa: SLF001 - same
    values[[name == CONSTANT for name in names]] += np.log(unit)
    covariance = np.asarray(fit._vcov, dtype=np.float64) / np.outer(shrink, shrink)  # noqa: SLF001 - same
    if poisson:
        _check_converged(fit, y, rows=rows, kept=kept)
        expected, deviance = np.asarray(fit._Y_hat_response) * unit, float(fit.deviance) * unit  # noqa: SLF001 - same
    else:
        residual = np.asarray(fit._u_hat).ravel()  # noqa: SLF001 - same
        expected, deviance = np.exp(np.log(y) - residual) * unit, float(residual @ residual)
    return Solved(poisson, names, values, covariance, expected, deviance), None, notes


def pyfixest() -> ModuleType:
    """Return pyfixest, imported only here: it takes a second, and is optional."""
    try:
        library = importlib.import_module(LIBRARY)
    except ImportError:
        raise MissingExtra("fitting a gravity equation", extra="gravity") from None
    if not hasattr(library, "MapDemeaner"):
        raise MissingExtra("fitting a gravity equation", extra="gravity", found="the installed pyfixest is too old")
    return library


def adding_up(y: Floats, mean: Floats, *, effects: Sequence[Grouping], kept: NDArray[np.bool_]) -> float:
    """Return the largest miss of any level's total, as a share of the whole."""
    groups = [(group.codes[kept], len(group.levels)) for group in effects]
    misses = [np.abs(np.bincount(codes, weights=y - mean, minlength=size)).max() for codes, size in groups]
    return float(max([abs(float((y - mean).sum())), *misses]) / y.sum())


def _columns(rows: GravityRows, kept: NDArray[np.bool_], *, y: Floats, scale: Floats) -> pl.DataFrame:
    """Return what the library reads, under names that no formula can misread."""
    columns: dict[str, Any] = {"y": y}
    columns |= {f"x{i}": rows.regressors[kept, i] / scale[i] for i in range(scale.size)}
    columns |= {f"f{i}": group.codes[kept] for i, group in enumerate(rows.effects)}
    columns |= {f"c{i}": group.codes[kept] for i, group in enumerate(rows.clusters)}
    return pl.DataFrame(columns)


def _scale(regressors: Floats, *, on: Sequence[str]) -> Floats:
    """Return each regressor's spread, by which it is divided so that no unit decides what counts as collinear."""
    spread = regressors.std(axis=0)
    flat = spread <= 1e-12 * np.abs(regressors).max(axis=0, initial=0.0)
    if flat.any():
        name = on[int(np.argmax(flat))]
        value = regressors[0, int(np.argmax(flat))]
        raise BadInput(f"{name} is {value:g} in every one of {len(regressors)} rows that can be used; leave it out")
    return np.asarray(spread, dtype=np.float64)


def _fit(
    columns: pl.DataFrame, rows: GravityRows, *, names: Sequence[str], poisson: bool
) -> tuple[Any, tuple[str, ...]]:
    """Call pyfixest; its refusals become errors of the tree, its warnings notes."""
    library, data = pyfixest(), columns.to_pandas()
    effects = " + ".join(f"f{i}" for i in range(len(rows.effects)))
    formula = "y ~ " + " + ".join(f"x{i}" for i in range(len(names))) + (f" | {effects}" if effects else "")
    clusters = "+".join(f"c{i}" for i in range(len(rows.clusters)))
    shared = {
        "vcov": {"CRV1": clusters} if clusters else "hetero",
        "ssc": library.ssc(k_adj=False, G_adj=False),
        "fixef_rm": "none",
        "demeaner": library.MapDemeaner(fixef_tol=TOLERANCE, fixef_maxiter=SWEEPS),
        "copy_data": False,
    }
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            if poisson:
                limits = {"iwls_tol": TOLERANCE, "iwls_maxiter": STEPS, "separation_check": ["ir"]}
                fit = library.fepois(formula, data, **shared, **limits)
            else:
                fit = library.feols(formula, data, **shared)
        except (ValueError, ArithmeticError, np.linalg.LinAlgError) as error:
            raise _refusal(error, rows, names=names) from None
    # What it says of its own dependencies is nothing that a user of Alat can act on.
    said = [
        " ".join(str(one.message).split()) for one in told if issubclass(one.category, UserWarning | RuntimeWarning)
    ]
    if any("maximum number of iterations" in text for text in said):
        raise NotConvergent("the check for separation", residual=np.nan, tolerance=TOLERANCE, iterations=SWEEPS)
    return fit, tuple(f"pyfixest: {text}" for text in dict.fromkeys(said) if "because of separation" not in text)


def _refusal(error: Exception, rows: GravityRows, *, names: Sequence[str]) -> Exception:
    text = " ".join(str(error).split())
    if "collinear" in text:
        return BadInput(_mixed(list(names), rows))
    if "Demeaning failed" in text or isinstance(error, ArithmeticError | np.linalg.LinAlgError):
        return NotConvergent("sweeping out the effects", residual=np.nan, tolerance=TOLERANCE, iterations=SWEEPS)
    return BadInput(f"the gravity equation cannot be fitted: {text}")


def _mixed(names: Sequence[str], rows: GravityRows) -> str:
    effects = ", ".join(group.name for group in rows.effects) or "the constant"
    many = "are a mix" if len(names) > 1 else "is a mix"
    return f"{', '.join(names)} {many} of the effects ({effects}) and of the other regressors; leave it out"


def _check_converged(
    fit: Any,  # noqa: ANN401 - pyfixest's
    y: Floats,
    *,
    rows: GravityRows,
    kept: NDArray[np.bool_],
) -> None:
    # pyfixest does not raise where its steps run out; it only leaves the mark unset.
    miss = adding_up(y, np.asarray(fit._Y_hat_response), effects=rows.effects, kept=kept)  # noqa: SLF001 - no public name
    if not fit.convergence or not miss <= ADDING_UP:
        raise NotConvergent("the gravity equation", residual=miss, tolerance=ADDING_UP, iterations=STEPS)
