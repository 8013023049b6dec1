"""What is a dollar of one year in the money of the model?"""

from collections.abc import Mapping
from functools import lru_cache

from alat import data
from alat.errors import NotCovered

# The year whose money every price of a lane is in.
PRICE_YEAR = 2025


def price_factor(year: int | None) -> float:
    """Return how many dollars of the model's year one dollar of a year is; 1 where a price bears no year.

    Raises
    ------
    NotCovered
        If there is no price level of the year.
    """
    if year is None:
        return 1.0
    levels = _price_levels()
    if year not in levels:
        raise NotCovered(f"no price of {year} can be used: price levels are of {min(levels)} to {max(levels)}")
    return levels[PRICE_YEAR] / levels[year]


@lru_cache(maxsize=1)
def _price_levels() -> Mapping[int, float]:
    return dict(data.table("price_levels").select("year", "index").iter_rows())
