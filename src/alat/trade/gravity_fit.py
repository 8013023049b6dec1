"""How does trade fall with distance in these data? A gravity equation fitted on any frame, with many fixed effects.

``E[T] = exp(sum of effects + x b)``: Poisson pseudo-maximum likelihood (Santos Silva & Tenreyro 2006) with the effects
swept out (Correia, Guimaraes & Zylkin 2020), by pyfixest. Errors are clustered (Cameron, Gelbach & Miller 2011).
`fit_log_linear` is the older fit on logarithms, which loses the zeros and is biased where the spread of trade differs
between pairs; it is there to compare with. What is identified is trade's response to a regressor, never theta.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alat.data.interchange import to_polars
from alat.errors import BadInput
from alat.trade import gravity_rows as rows_of
from alat.trade.gravity_rows import GravityRows, Grouping
from alat.trade.gravity_solver import CONSTANT, Solved, adding_up, pyfixest, solve

Floats = NDArray[np.float64]
Degrees = Literal["effects", "clusters"]

_Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class GravityFit:
    """A fitted gravity equation, and what became of each row.

    Attributes
    ----------
    estimator
        ``ppml`` or ``ols of logs``.
    coefficients
        One row a regressor: name, value, standard_error, z, p (two-sided, normal), low, high (95 %, normal).
    effects, clusters
        Names, and how many levels each had in the rows kept.
    degrees
        What the standard errors were multiplied by, in words.
    given, kept, missing, separated, singletons, zeros
        Rows. `zeros` counts what a fit on logarithms cannot use; PPML keeps them.
    lost
        Which rows were left out and why: reason, of, level, rows.
    squared_correlation
        Of fitted and recorded trade (logarithms in a fit on logarithms), over the rows kept.
    adding_up
        The largest miss of any level's total trade, as a share of all trade; a Poisson fit with effects has none.
    deviance
        Of the fit, in the unit of trade; the residual sum of squares in a fit on logarithms.
    rows
        One row a row given: state, trade, expected (None where it was left out).
    notes
        What a reader must know.
    """

    estimator: str
    coefficients: pl.DataFrame
    effects: tuple[tuple[str, int], ...]
    clusters: tuple[tuple[str, int], ...]
    degrees: str
    given: int
    kept: int
    missing: int
    separated: int
    singletons: int
    zeros: int
    lost: pl.DataFrame
    squared_correlation: float
    adding_up: float
    deviance: float
    rows: pl.DataFrame
    notes: tuple[str, ...]

    def value(self, name: str) -> float:
        """Return the coefficient of a regressor."""
        return float(self.coefficients.filter(pl.col("name") == name)["value"].item())

    def error(self, name: str) -> float:
        """Return the standard error of a regressor."""
        return float(self.coefficients.filter(pl.col("name") == name)["standard_error"].item())


def fit_gravity(
    frame: object,
    *,
    trade: str,
    on: Sequence[str],
    effects: Sequence[str] = ("exporter", "importer"),
    cluster: Sequence[str] = (),
    degrees: Degrees = "effects",
) -> GravityFit:
    """Fit trade by Poisson pseudo-maximum likelihood, zeros kept.

    Parameters
    ----------
    frame
        Polars, pandas or Arrow; one row a flow.
    trade
        The column of trade: a level, not a logarithm, in any unit, not negative.
    on
        The columns of the regressors; take logarithms beforehand.
    effects
        Columns, or several joined by ``^``: ``("exporter^year", "importer^year", "pair")``. None at all gives the
        equation of before multilateral resistance, with a constant.
    cluster
        Within whose groups errors may be correlated, one or two groupings; with none, errors are robust to
        heteroskedasticity alone.
    degrees
        ``effects`` counts the effects that no cluster contains among the parameters, (N - 1) / (N - K), as fixest does;
        ``clusters`` does not, as Stata's ppml. Both multiply by G / (G - 1), G the smaller number of clusters.

    Raises
    ------
    MissingExtra
        If pyfixest is not installed, or too old.
    UnknownCode, BadInput
        If the frame cannot answer: see `gravity_rows`; or regressors are a mix of the effects and of each other.
    NotConvergent
        If the fit does not reach its tolerance.
    """
    pyfixest()
    ready = _ready(frame, trade=trade, on=on, effects=effects, cluster=cluster)
    rows = rows_of.swept(ready)
    while True:
        fitted, also, notes = solve(rows, on=on, poisson=True)
        if also is None:
            break
        rows = rows_of.swept(rows, also=also)
    return _result(rows, fitted, on=on, degrees=degrees, notes=notes)


def fit_log_linear(
    frame: object,
    *,
    trade: str,
    on: Sequence[str],
    effects: Sequence[str] = ("exporter", "importer"),
    cluster: Sequence[str] = (),
    degrees: Degrees = "effects",
) -> GravityFit:
    """Fit the logarithm of trade by least squares; zeros are left out and counted.

    Parameters and errors are those of `fit_gravity`.
    """
    pyfixest()
    rows = rows_of.without_zeros(_ready(frame, trade=trade, on=on, effects=effects, cluster=cluster))
    rows = rows_of.swept(rows, zeros_separate=False)
    fitted, _, notes = solve(rows, on=on, poisson=False)
    return _result(rows, fitted, on=on, degrees=degrees, notes=notes)


def _ready(
    frame: object, *, trade: str, on: Sequence[str], effects: Sequence[str], cluster: Sequence[str]
) -> GravityRows:
    if len(cluster) > 2:  # noqa: PLR2004 - the formula is for two
        raise BadInput(f"{len(cluster)} groupings of errors: {', '.join(cluster)}; expected one or two")
    return rows_of.gravity_rows(to_polars(frame), trade=trade, on=on, effects=effects, clusters=cluster)


def _result(
    rows: GravityRows, fitted: Solved, *, on: Sequence[str], degrees: Degrees, notes: tuple[str, ...]
) -> GravityFit:
    kept = rows.state == rows_of.KEPT
    factor, words, clusters = _degrees(rows, kept=kept, regressors=len(fitted.names), degrees=degrees)
    variance = np.diag(fitted.covariance) * factor
    if not (variance > 0).all():
        name = fitted.names[int(np.argmin(variance))]
        raise BadInput(f"the clustered variance of {name} is not positive: too few clusters two ways; cluster one way")
    expected = np.full(kept.size, np.nan)
    expected[kept] = fitted.expected
    y, mean = rows.trade[kept], fitted.expected
    pair = (y, mean) if fitted.poisson else (np.log(y), np.log(mean))
    ordered = [*(name for name in fitted.names if name == CONSTANT), *on]
    table = _coefficients(fitted, np.sqrt(variance)).with_columns(pl.col("name").cast(pl.Enum(ordered))).sort("name")
    return GravityFit(
        estimator="ppml" if fitted.poisson else "ols of logs",
        coefficients=table.with_columns(pl.col("name").cast(pl.String)),
        effects=tuple((group.name, np.unique(group.codes[kept]).size) for group in rows.effects),
        clusters=clusters,
        degrees=words,
        given=kept.size,
        kept=int(kept.sum()),
        missing=rows.count(rows_of.MISSING),
        separated=rows.count(rows_of.SEPARATED),
        singletons=rows.count(rows_of.SINGLETON),
        zeros=rows.count(rows_of.ZERO),
        lost=rows.lost,
        squared_correlation=float(np.corrcoef(*pair)[0, 1] ** 2),
        adding_up=adding_up(y, mean, effects=rows.effects, kept=kept),
        deviance=fitted.deviance,
        rows=pl.DataFrame(
            {
                "state": pl.Series([rows_of.STATES[code] for code in rows.state], dtype=pl.String),
                "trade": pl.Series(rows.trade).fill_nan(None),
                "expected": pl.Series(expected).fill_nan(None),
            }
        ),
        notes=notes,
    )


def _degrees(
    rows: GravityRows, *, kept: NDArray[np.bool_], regressors: int, degrees: Degrees
) -> tuple[float, str, tuple[tuple[str, int], ...]]:
    """Return what variances are multiplied by, that in words, and the clusters.

    pyfixest's own count of the effects inside clusters depends on the order of its columns (0.60), so it is not asked.
    """
    n = int(kept.sum())
    clusters = tuple((group.name, np.unique(group.codes[kept]).size) for group in rows.clusters)
    least = min((count for _, count in clusters), default=n)
    if least == 1:
        raise BadInput(f"errors are clustered by {clusters[0][0]}, which has one group in the rows kept; expected many")
    within = least / (least - 1)
    words = f"G / (G - 1), G = {least:,}"
    if degrees == "clusters":
        return within, words, clusters
    counts = [np.unique(group.codes[kept]).size for group in rows.effects]
    inside = [any(_inside(group, cluster, kept=kept) for cluster in rows.clusters) for group in rows.effects]
    swept = sum(counts) - max(len(counts) - 1, 0)
    swept -= sum(count - 1 for count, is_inside in zip(counts, inside, strict=True) if is_inside)
    parameters = regressors + swept
    if parameters >= n:
        raise BadInput(f"{n} rows for {parameters} parameters, effects included; expected more rows or fewer effects")
    return (n - 1) / (n - parameters) * within, f"(N - 1) / (N - K) x {words}; N = {n:,}, K = {parameters:,}", clusters


def _inside(group: Grouping, cluster: Grouping, *, kept: NDArray[np.bool_]) -> bool:
    """Whether each level of an effect lies in one cluster."""
    pairs = np.unique(np.stack([group.codes[kept], cluster.codes[kept]]), axis=1)
    return bool(np.unique(pairs[0]).size == pairs.shape[1])


def _coefficients(fitted: Solved, errors: Floats) -> pl.DataFrame:
    z = fitted.values / errors
    return pl.DataFrame(
        {
            "name": fitted.names,
            "value": fitted.values,
            "standard_error": errors,
            "z": z,
            "p": [erfc(abs(one) / sqrt(2)) for one in z],
            "low": fitted.values - _Z95 * errors,
            "high": fitted.values + _Z95 * errors,
        }
    )
