"""Which frame is it? Polars, pandas and Arrow in and out; pandas is imported only by those who ask for it."""

from typing import TYPE_CHECKING, Any, cast

import polars as pl

from alat.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def to_polars(frame: object, *, name: str = "the frame") -> pl.DataFrame:
    """Return a Polars frame of what was given: Polars (lazy too), pandas, or anything that speaks Arrow's C stream.

    Parameters
    ----------
    frame
        A ``polars.DataFrame`` or ``LazyFrame``, ``pandas.DataFrame`` (its index is left out), ``pyarrow.Table``,
        ``RecordBatch``, a DuckDB or Ibis result ...
    name
        What an error calls it.

    Raises
    ------
    BadInput
        If it is no frame, or a column has no text for a name, stands twice, or mixes types.
    """
    if isinstance(frame, pl.DataFrame):
        return frame
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if type(frame).__module__.partition(".")[0] == "pandas" and hasattr(frame, "columns"):
        return _from_pandas(frame, name=name)
    if hasattr(frame, "__arrow_c_stream__") or type(frame).__module__.partition(".")[0] == "pyarrow":
        try:
            return pl.DataFrame(cast("Any", frame))
        except (pl.exceptions.PolarsError, TypeError, ValueError) as error:
            raise BadInput(f"{name}: {str(error).splitlines()[0]}") from None
    raise BadInput(f"{name} is a {type(frame).__name__}; expected a Polars, pandas or Arrow frame")


def to_pandas(frame: pl.DataFrame) -> "pd.DataFrame":
    """Return a pandas frame; list columns hold lists, missing values are pandas' own."""
    return frame.to_pandas()


def to_arrow(frame: pl.DataFrame) -> "pa.Table":
    """Return a ``pyarrow.Table``."""
    return frame.to_arrow()


def _from_pandas(frame: Any, *, name: str) -> pl.DataFrame:  # noqa: ANN401 - pandas is not imported for its type
    columns = list(frame.columns)
    for column in columns:
        if not isinstance(column, str):
            raise BadInput(f"{name}: the column name {column!r} is a {type(column).__name__}; expected text")
        if columns.count(column) > 1:
            raise BadInput(f"{name}: the column {column!r} stands twice")
    parts = {}
    for column in columns:
        try:
            parts[column] = pl.from_pandas(frame[column].reset_index(drop=True), nan_to_null=True)
        except (ValueError, TypeError, ArithmeticError) as error:
            first = str(error).splitlines()[0]
            raise BadInput(f"{name}, column {column}: its values have no one type ({first})") from None
    return pl.DataFrame(parts)
