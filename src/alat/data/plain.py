"""A result as plain dictionaries and lists, for JSON: the same shape for every room."""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from enum import Enum
from pathlib import Path

import polars as pl


def plain(value: object) -> object:
    """Turn a result into what JSON can hold.

    Frozen dataclasses become objects by field name, frames become lists of rows, numbers that are not finite become
    null, dates become ISO text.

    Raises
    ------
    TypeError
        If a value has no plain form; a result must not hide one.
    """
    if value is None or (isinstance(value, bool | int | str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Enum | date | Path):
        return _text(value)
    return _container(value)


def _text(value: Enum | date | Path) -> object:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value.as_posix()


def _container(value: object) -> object:
    if isinstance(value, pl.DataFrame):
        return [plain(row) for row in value.to_dicts()]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, AbstractSet):
        return sorted(str(item) for item in value)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return [plain(item) for item in value]
    if type(value).__module__ == "numpy" and hasattr(value, "tolist"):
        # NumPy scalars and arrays, known without importing NumPy.
        return plain(value.tolist())
    raise TypeError(f"{type(value).__name__} has no plain form")
