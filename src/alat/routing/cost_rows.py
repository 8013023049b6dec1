"""Which rows of the price tables does a cargo class pay, and where?

The tables are read once: the figures of a class are made up again for every figure that is moved.
"""

from functools import cache, lru_cache
from typing import Any

import polars as pl

from alat import data


@cache
def roles_of(cargo: str) -> dict[str, list[tuple[str, float]]]:
    """Return the rows that a cargo class takes by role, each with how many times it counts."""
    found: dict[str, list[tuple[str, float]]] = {}
    roles = data.table("cost_roles").filter(pl.col("cargo").is_in([cargo, "all"]))
    for role, row, times in roles.select("role", "row", "times").iter_rows():
        found.setdefault(role, []).append((row, times))
    return found


def places_of(kind: str, row: str) -> list[str]:
    """Return the countries or the passages that a row is for."""
    return [first for first, _ in _scopes().get((kind, row), ())]


def border_pairs(row: str) -> frozenset[tuple[str, str]]:
    """Return the pairs of countries between which a row applies at the border."""
    return frozenset(_scopes().get(("border", row), ()))


@cache
def ferry_pairs() -> frozenset[tuple[str, str]]:
    """Return the pairs of Caspian ports that rail and truck ferries join."""
    return frozenset(pair for (kind, _), pairs in _scopes().items() if kind == "ferry" for pair in pairs)


@cache
def leg_limits_km() -> dict[str, float]:
    """Return the longest legs by what they limit."""
    return dict(data.table("leg_limits").select("id", "km").iter_rows())


@cache
def due_rows(cargo: str) -> list[dict[str, Any]]:
    """Return the rows of what a load pays at straits and canals."""
    return data.table("passage_dues").filter(pl.col("cargo") == cargo).to_dicts()


@lru_cache(maxsize=64)
def surcharge_rows(cargo: str, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the rows of some surcharges on a cargo class."""
    return data.table("surcharges").filter((pl.col("cargo") == cargo) & pl.col("id").is_in(names)).to_dicts()


@cache
def _scopes() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return what rows are for, by kind and row."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for kind, row, first, second in data.table("cost_scopes").select("kind", "row", "first", "second").iter_rows():
        found.setdefault((kind, row), []).append((first, second))
    return found
