"""What does a gravity fit say, with its sources and its limits? One answer for Python, the command line and the web."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from alat.data import Basis, Quantity
from alat.errors import BadInput
from alat.trade.gravity_fit import Degrees, GravityFit, fit_gravity
from alat.trade.gravity_sample import GravitySample, of_years, prepared
from alat.trade.theta import sensitivity, theta

NOT_IDENTIFIED = (
    "theta is not identified by distance alone: the fit gives theta times what distance does to cost; the costs shown"
    " hold for the theta beside them, a published parameter, and are to be read over its range"
)
NO_FORECAST = (
    "the fit predicts means: the median pair trades far less than predicted, so that the gap between a pair's trade and"
    " its prediction is no potential"
)


@dataclass(frozen=True, slots=True)
class GravityQuestion:
    """What to fit; None or nothing where the sample's own choice holds.

    Attributes
    ----------
    trade, on, effects, cluster, degrees
        As `fit_gravity` takes them; ``cluster`` may be ``("none",)``.
    years
        Years to keep; all without one.
    distance
        The regressor that is the logarithm of distance; one whose name says so without it.
    """

    trade: str | None = None
    on: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    cluster: tuple[str, ...] = ()
    degrees: Degrees = "effects"
    years: tuple[int, ...] = ()
    distance: str | None = None


@dataclass(frozen=True, slots=True)
class GravityAnswer:
    """A fitted gravity equation as it is shown.

    Attributes
    ----------
    equation
        In words.
    fitted_on
        The sample, in words.
    coefficients
        See `GravityFit`.
    rows
        Columns what, rows: given, kept, and lost to each reason.
    lost
        Columns reason, of, level, rows: every level that was left out.
    effects, clusters
        Columns name, levels.
    degrees
        What the errors were multiplied by.
    squared_correlation, adding_up, deviance
        How well it fits, how far it is from the totals it must reproduce, and the deviance in the unit of trade.
    distance
        The regressor read as the logarithm of distance; None where there is none.
    sensitivity
        Trade cost over theta's range; empty where there is no distance.
    """

    equation: str
    fitted_on: str
    coefficients: pl.DataFrame
    rows: pl.DataFrame
    lost: pl.DataFrame
    effects: pl.DataFrame
    clusters: pl.DataFrame
    degrees: str
    squared_correlation: Quantity
    adding_up: Quantity
    deviance: Quantity
    distance: str | None
    sensitivity: pl.DataFrame
    basis: Basis
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def gravity_answer(sample: GravitySample, question: GravityQuestion) -> GravityAnswer:
    """Fit a question on a sample.

    Raises
    ------
    BadInput
        If trade or regressors are named neither by the question nor by the sample, or the rows cannot be fitted.
    MissingExtra, NotConvergent
        See `fit_gravity`.
    """
    asked = _completed(question, sample)
    rows = prepared(sample, columns=[*asked.on, *asked.effects, *asked.cluster])
    rows = of_years(rows, asked.years) if asked.years else rows
    fit = fit_gravity(
        rows.frame,
        trade=asked.trade or "",
        on=asked.on,
        effects=asked.effects,
        cluster=asked.cluster,
        degrees=asked.degrees,
    )
    distance = asked.distance or _distance(asked.on)
    if distance is not None and distance not in asked.on:
        raise BadInput(f"--distance {distance}: is no regressor; those are {', '.join(asked.on)}")
    return _told(fit, rows, asked=asked, distance=distance)


def _completed(question: GravityQuestion, sample: GravitySample) -> GravityQuestion:
    trade = question.trade or sample.trade
    if not trade:
        raise BadInput(f"--trade: which column of {sample.source} is trade? It has {_columns(sample)}")
    on = question.on or sample.on
    if not on:
        raise BadInput(f"--on: which columns of {sample.source} explain trade? It has {_columns(sample)}")
    effects = question.effects or sample.effects
    if not effects:
        raise BadInput(
            f"--effects: which columns of {sample.source} are exporter and importer? It has {_columns(sample)}"
        )
    cluster = question.cluster or sample.cluster
    return replace(question, trade=trade, on=on, effects=effects, cluster=() if cluster == ("none",) else cluster)


def _columns(sample: GravitySample) -> str:
    return ", ".join(sample.frame.columns)


def _distance(on: Sequence[str]) -> str | None:
    """Return the one regressor that is named as a logarithm of distance."""
    found = [name for name in on if name.lower().startswith(("ln", "log")) and "dist" in name.lower()]
    return found[0] if len(found) == 1 else None


def _told(fit: GravityFit, sample: GravitySample, *, asked: GravityQuestion, distance: str | None) -> GravityAnswer:
    years = _span(sample)
    counts = [
        ("given", fit.given),
        ("left out, a value is missing", fit.missing),
        ("left out, separated (their effect has no trade at all)", fit.separated),
        ("left out, alone in an effect (fitted exactly)", fit.singletons),
        ("kept", fit.kept),
    ]
    clustered = (
        f"errors clustered by {' and '.join(asked.cluster)}" if asked.cluster else "errors robust, not clustered"
    )
    effects = ", ".join(asked.effects)
    terms = " + ".join(f"b x {name}" for name in asked.on)
    costs = _costs(fit, distance)

    def figure(value: float, unit: str, *, note: str) -> Quantity:
        return Quantity(value, unit, Basis.MODELLED, sample.sources, years, note)

    return GravityAnswer(
        f"E[{asked.trade}] = exp({terms} + effects of {effects}); PPML, {clustered}",
        f"{sample.source}{f', {years}' if years else ''}",
        fit.coefficients,
        pl.DataFrame(counts, schema={"what": pl.String, "rows": pl.Int64}, orient="row"),
        fit.lost,
        pl.DataFrame(fit.effects, schema={"name": pl.String, "levels": pl.Int64}, orient="row"),
        pl.DataFrame(fit.clusters, schema={"name": pl.String, "levels": pl.Int64}, orient="row"),
        fit.degrees,
        figure(fit.squared_correlation, "index", note="squared correlation of fitted and recorded trade"),
        figure(fit.adding_up, "share", note="largest miss of any effect's total trade"),
        figure(fit.deviance, "", note="in the unit of trade"),
        distance,
        costs,
        Basis.MODELLED,
        (*sample.sources, *(theta().sources if costs.height else ())),
        (*sample.notes, *fit.notes, *_limits(fit, distance)),
    )


def _limits(fit: GravityFit, distance: str | None) -> tuple[str, ...]:
    weak = fit.coefficients.filter((pl.col("low") < 0) & (pl.col("high") > 0))["name"].to_list()
    said = [f"not distinguishable from 0 at 95 %: {', '.join(weak)}"] if weak else []
    if distance is None:
        said.append(
            "no regressor is named as a logarithm of distance, so that no trade cost is shown; --distance names one"
        )
    elif fit.value(distance) >= 0:
        said.append(f"trade does not fall with {distance} in these rows, so that no trade cost is shown")
    return (*said, *((NOT_IDENTIFIED,) if distance else ()), NO_FORECAST)


def _costs(fit: GravityFit, distance: str | None) -> pl.DataFrame:
    if distance is None or fit.value(distance) >= 0:
        return pl.DataFrame()
    row = fit.coefficients.filter(pl.col("name") == distance).row(0, named=True)
    return sensitivity(row["value"], low=row["low"], high=row["high"])


def _span(sample: GravitySample) -> str:
    if "year" not in sample.frame.columns:
        return ""
    years = sorted({int(year) for year in sample.frame["year"].cast(pl.Float64, strict=False).drop_nulls().unique()})
    if len(years) <= 1:
        return "".join(map(str, years))
    return f"{years[0]}-{years[-1]} ({len(years)} years)"
