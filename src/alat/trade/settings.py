"""Which thresholds and marks does the room assume? Tables with a reason for each."""

from functools import cache

from alat.data import table
from alat.errors import UnknownCode, near_matches


def parameter(name: str) -> float:
    """Return an assumed threshold of `trade_parameters`.

    Raises
    ------
    UnknownCode
        If there is no such parameter.
    """
    try:
        return _parameters()[name]
    except KeyError:
        raise UnknownCode("trade parameter", name, near=near_matches(name, _parameters())) from None


@cache
def set_apart() -> dict[str, str]:
    """Return the HS chapters that stand apart (fuels, precious goods, arms, art), and why."""
    return dict(table("trade_chapters").select("hs2", "apart").iter_rows())


@cache
def entrepots() -> frozenset[str]:
    """Return the countries whose imports are often sold on."""
    return frozenset(table("trade_entrepots")["iso3"])


@cache
def _parameters() -> dict[str, float]:
    return dict(table("trade_parameters").select("name", "value").iter_rows())
