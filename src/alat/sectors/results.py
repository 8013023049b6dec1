"""What the sectors room answers with."""

from dataclasses import dataclass

import polars as pl

from alat.data import Quantity


@dataclass(frozen=True, slots=True)
class MineralShares:
    """Who mines a mineral, and how much of the world's output each has.

    Attributes
    ----------
    mineral, year
        The mineral and the year of the figures.
    producers
        One row a country the source lists, largest first: rank, iso3, name, tonnes, share.
    world_t
        World output, from the shares and tonnes the source prints.
    rest
        Share of all countries that the source does not list; each of them has at most so much.
    """

    mineral: str
    year: int
    producers: pl.DataFrame
    world_t: Quantity
    rest: Quantity
    sources: tuple[str, ...]
    notes: tuple[str, ...]
