"""Which rows can a gravity equation be fitted on, and which are lost to it, and why?

A row is lost where a value is missing, where an effect's every trade value is zero (its effect would be minus
infinity: it is separated), and where it is alone in an effect (a singleton: the effect fits it exactly). Taking one row
out can leave another alone or separated, so the sweep goes on until nothing changes. Nothing is lost without being
counted and named.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alat.errors import BadInput, UnknownCode, near_matches

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

KEPT, MISSING, SEPARATED, SINGLETON, ZERO = range(5)
STATES = ("kept", "missing", "separated", "singleton", "zero")
NO_LEVEL = -1
LOST = {"reason": pl.String, "of": pl.String, "level": pl.String, "rows": pl.Int64}


@dataclass(frozen=True, slots=True)
class Grouping:
    """One set of effects or clusters over the rows.

    Attributes
    ----------
    name
        As it was asked for: ``exporter`` or ``exporter^year``.
    codes
        Each row's level, `NO_LEVEL` where a part of it is missing.
    levels
        The name of each level.
    """

    name: str
    codes: Ints
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GravityRows:
    """A frame made ready for a fit.

    Attributes
    ----------
    trade, regressors
        rows, and rows x regressors; NaN where missing.
    effects, clusters
        Their groupings.
    state
        One of `KEPT`, `MISSING`, `SEPARATED`, `SINGLETON` and `ZERO` a row.
    lost
        Columns reason, of (a column or an effect), level, rows.
    """

    trade: Floats
    regressors: Floats
    effects: tuple[Grouping, ...]
    clusters: tuple[Grouping, ...]
    state: NDArray[np.int8]
    lost: pl.DataFrame

    def count(self, state: int) -> int:
        """Return how many rows are in a state."""
        return int((self.state == state).sum())


def gravity_rows(
    frame: pl.DataFrame, *, trade: str, on: Sequence[str], effects: Sequence[str], clusters: Sequence[str]
) -> GravityRows:
    """Read the columns of a question from a frame and say which rows can be used.

    Parameters
    ----------
    frame
        One row a flow.
    trade
        Column of trade, not negative.
    on
        Columns of the regressors, numbers or truth values.
    effects, clusters
        Columns, or several joined by ``^``: ``exporter^year``.

    Raises
    ------
    UnknownCode
        If a column is not there.
    BadInput
        If a column holds text for a number, an infinite one or negative trade, a column is named twice, or nothing is
        left to fit.
    """
    _check_names(frame, trade=trade, on=on, groups=[*effects, *clusters])
    _check_once({"regressors": on, "effects": effects, "clusters": clusters})
    flows = _trade(frame, trade)
    columns = [_numbers(frame, name) for name in on]
    regressors = np.stack(columns, axis=1) if columns else np.empty((frame.height, 0))
    groups = {name: _grouping(frame, name) for name in dict.fromkeys([*effects, *clusters])}
    state = np.full(frame.height, KEPT, dtype=np.int8)
    lost = []
    holes = {trade: np.isnan(flows), **{name: np.isnan(column) for name, column in zip(on, columns, strict=True)}}
    holes |= {name: group.codes == NO_LEVEL for name, group in groups.items()}
    for name, hole in holes.items():
        if hole.any():
            lost.append(("missing", name, "", int(hole.sum())))
            state[hole] = MISSING
    found = GravityRows(
        flows,
        regressors,
        tuple(groups[name] for name in effects),
        tuple(groups[name] for name in clusters),
        state,
        pl.DataFrame(lost, schema=LOST, orient="row"),
    )
    if not found.count(KEPT):
        raise BadInput(f"nothing is left to fit: {frame.height} rows, {found.count(MISSING)} with a missing value")
    return found


def without_zeros(rows: GravityRows) -> GravityRows:
    """Return the rows with those of no trade left out, as a fit on logarithms must."""
    zero = (rows.state == KEPT) & (rows.trade == 0)
    lost = [("zero", "trade", "", int(zero.sum()))] if zero.any() else []
    return _with(rows, np.where(zero, ZERO, rows.state).astype(np.int8), lost=lost)


def swept(rows: GravityRows, *, also: NDArray[np.bool_] | None = None, zeros_separate: bool = True) -> GravityRows:
    """Return the rows with separated ones and singletons left out, until nothing changes.

    Parameters
    ----------
    rows
        As `gravity_rows` gives them.
    also
        Rows that a mix of regressors and effects separates.
    zeros_separate
        Whether an effect without any trade separates its rows; not in a fit on logarithms.

    Raises
    ------
    BadInput
        If every trade value is zero, or no row is left.
    """
    state, lost = rows.state.copy(), []
    flows = rows.trade[state == KEPT]
    if flows.size and flows.min() == flows.max():
        same = "zero" if not flows.any() else f"{flows[0]:g}"
        raise BadInput(f"every one of {flows.size} trade values is {same}; there is nothing to explain")
    if also is not None and also.any():
        state[also] = SEPARATED
        lost.append(("separated", "a mix of regressors and effects", "", int(also.sum())))
    changed = True
    while changed:
        changed = False
        for group in rows.effects:
            for reason, mark in ((SEPARATED, _empty), (SINGLETON, _alone)):
                if reason == SEPARATED and not zeros_separate:
                    continue
                level, count = mark(group, state == KEPT, trade=rows.trade)
                if level.size:
                    changed = True
                    state[(state == KEPT) & np.isin(group.codes, level)] = reason
                    names = [group.levels[index] for index in level]
                    lost += [(STATES[reason], group.name, *pair) for pair in zip(names, count.tolist(), strict=True)]
    if not (state == KEPT).any():
        alone, gone = int((state == SINGLETON).sum()), int((state == SEPARATED).sum())
        raise BadInput(
            f"nothing is left to fit: of {rows.count(KEPT)} rows {alone} are alone in an effect and {gone} belong to"
            " one without trade; expected several partners a party, or fewer effects"
        )
    return _with(rows, state, lost=lost)


def _check_names(frame: pl.DataFrame, *, trade: str, on: Sequence[str], groups: Sequence[str]) -> None:
    if frame.is_empty():
        raise BadInput("the frame has no rows")
    for name in [trade, *on, *(part for group in groups for part in _parts(group))]:
        if name not in frame.columns:
            raise UnknownCode("column", name, near=near_matches(name, frame.columns) or tuple(frame.columns[:8]))
    if not on:
        raise BadInput("no regressor was named; expected at least one column such as ln_DIST")
    for name in on:
        if name == trade:
            raise BadInput(f"{name} is the trade itself; it cannot explain itself")


def _check_once(named: dict[str, Sequence[str]]) -> None:
    for role, names in named.items():
        for name in names:
            if list(names).count(name) > 1:
                raise BadInput(f"{name} is named twice among the {role}")


def _parts(group: str) -> list[str]:
    return [part.strip() for part in group.split("^")]


def _trade(frame: pl.DataFrame, name: str) -> Floats:
    flows = _numbers(frame, name)
    if (flows < 0).any():
        row = int(np.argmax(flows < 0))
        raise BadInput(f"column {name}, row {row + 1}: {flows[row]:g}; expected trade that is not negative")
    return flows


def _numbers(frame: pl.DataFrame, name: str) -> Floats:
    column = frame[name]
    if column.dtype == pl.Boolean or column.dtype.is_numeric():
        values = column.cast(pl.Float64).fill_null(float("nan")).to_numpy().astype(np.float64)
    else:
        values = _read_text(column, name)
    endless = np.isinf(values)
    if endless.any():
        row = int(np.argmax(endless))
        raise BadInput(f"column {name}, row {row + 1}: {values[row]}; expected a finite number (a logarithm of zero?)")
    return values


def _read_text(column: pl.Series, name: str) -> Floats:
    """Return a column of text as numbers if each value is one; CSV files often come so."""
    text = column.cast(pl.String, strict=False)
    values = text.str.strip_chars().cast(pl.Float64, strict=False)
    odd = values.is_null() & text.is_not_null()
    if odd.any():
        row = int(odd.arg_true()[0])
        raise BadInput(f"column {name}, row {row + 1}: {text[row]!r}; expected a number")
    return values.fill_null(float("nan")).to_numpy()


def _grouping(frame: pl.DataFrame, name: str) -> Grouping:
    parts = [_label(frame[part]) for part in _parts(name)]
    joined = pl.DataFrame({f"{i}": part for i, part in enumerate(parts)}).select(
        level=pl.concat_str(pl.all(), separator=" ", ignore_nulls=False)
    )["level"]
    levels = joined.drop_nulls().unique().sort()
    place = pl.DataFrame({"level": levels, "code": pl.Series(range(levels.len()), dtype=pl.Int64)})
    codes = joined.to_frame().join(place, on="level", how="left", maintain_order="left")["code"]
    return Grouping(name, codes.fill_null(NO_LEVEL).to_numpy().astype(np.intp), tuple(levels))


def _label(column: pl.Series) -> pl.Series:
    """Return a column as text in which the year 2006.0 is 2006, and an empty text is missing."""
    if column.dtype.is_float():
        column = column.fill_nan(None)
        if (column.drop_nulls() % 1 == 0).all():
            column = column.cast(pl.Int64)
    text = column.cast(pl.String).str.strip_chars()
    return text.replace("", None)


def _empty(group: Grouping, kept: NDArray[np.bool_], *, trade: Floats) -> tuple[Ints, Ints]:
    """Return the levels without any trade, and their rows."""
    count = np.bincount(group.codes[kept], minlength=len(group.levels))
    total = np.bincount(group.codes[kept], weights=trade[kept], minlength=len(group.levels))
    level = np.nonzero((count > 0) & (total == 0))[0]
    return level, count[level]


def _alone(group: Grouping, kept: NDArray[np.bool_], *, trade: Floats) -> tuple[Ints, Ints]:
    """Return the levels of a single row."""
    del trade
    count = np.bincount(group.codes[kept], minlength=len(group.levels))
    level = np.nonzero(count == 1)[0]
    return level, count[level]


def _with(rows: GravityRows, state: NDArray[np.int8], *, lost: Sequence[tuple[str, str, str, int]]) -> GravityRows:
    listed = pl.concat([rows.lost, pl.DataFrame(lost, schema=LOST, orient="row")])
    return GravityRows(rows.trade, rows.regressors, rows.effects, rows.clusters, state, listed)
