"""How many boxes a year does the recorded trade of two countries come to? Nobody records it: a modelled range.

The value of 2023 goes through what the exporter sells to the whole world: how much of it travels in boxes, and what a
tonne of that is worth. The pair's own mix may be quite another, so that the range is wide.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from alat.data import Quantity, table
from alat.reference import Country, product
from alat.trade.flows import total
from alat.trade.records import snapshot_records

SUPPLY = "baci-hs92-exporters"
BOXED = ("container", "reefer")
_LOW, _HIGH = 0.75, 0.25


@dataclass(frozen=True, slots=True)
class Mix:
    """What a country sells: share of value in boxes, and USD a tonne of that (mean, first and third quartile)."""

    boxed_share: float
    usd_per_t: float
    low_usd_per_t: float
    high_usd_per_t: float
    year: int


@dataclass(frozen=True, slots=True)
class Volume:
    """Boxes a year from one country to another.

    Attributes
    ----------
    exporter, importer
        ISO3 codes.
    value
        The recorded trade of 2023; None where nothing is recorded or the pair is not covered, and its note says which.
    low_feu, central_feu, high_feu
        FEU a year, modelled. Central: the exporter's usual share in boxes, at its usual value a tonne. Low: the same
        share, at the value a tonne of its dearer goods. High: all of the value in boxes, at that of its cheaper goods.
    """

    exporter: str
    importer: str
    value: Quantity
    low_feu: float
    central_feu: float
    high_feu: float


def yearly(exporter: Country, importer: Country, *, load_t: float) -> Volume:
    """Return the boxes a year that the recorded trade from one country to another implies.

    Parameters
    ----------
    exporter, importer
        Countries.
    load_t
        Tonnes in one FEU.
    """
    value = total(exporter.iso3, importer.iso3, records=snapshot_records()).quantity
    mix = export_mix(exporter.iso3)
    if value.value is None or mix is None:
        return Volume(exporter.iso3, importer.iso3, value, 0.0, 0.0, 0.0)
    boxed = value.value * mix.boxed_share / load_t
    return Volume(
        exporter.iso3,
        importer.iso3,
        value,
        boxed / mix.high_usd_per_t,
        boxed / mix.usd_per_t,
        value.value / mix.low_usd_per_t / load_t,
    )


@cache
def export_mix(iso3: str) -> Mix | None:
    """Return what a country sells to the world in the latest year on record; None where nothing is recorded."""
    rows = table("supply_hs2").filter(pl.col("exporter") == iso3)
    if rows.is_empty():
        return None
    year = int(rows["year"].to_numpy().max())
    rows = rows.filter(pl.col("year") == year)
    cargo = [_cargo(chapter) for chapter in rows["hs2"]]
    boxed = rows.filter(pl.Series([kind in BOXED for kind in cargo], dtype=pl.Boolean))
    weighed = boxed.filter(pl.col("tonnes") > 0, pl.col("value_usd") > 0)
    if weighed.is_empty():
        return None
    value, tonnes = weighed["value_usd"].to_numpy(), weighed["tonnes"].to_numpy()
    mean = float(value.sum() / tonnes.sum())
    cheaper, dearer = (_quantile(value / tonnes, value, share=share) for share in (_HIGH, _LOW))
    share = float(boxed["value_usd"].to_numpy().sum() / rows["value_usd"].to_numpy().sum())
    return Mix(share, mean, min(cheaper, mean), max(dearer, mean), year)


def _cargo(chapter: str) -> str:
    return product(chapter).cargo


def _quantile(values: np.ndarray, weights: np.ndarray, *, share: float) -> float:
    """Return the value below which a share of the weights lies."""
    order = np.argsort(values)
    below = np.cumsum(weights[order]) / weights.sum()
    return float(values[order][int(np.searchsorted(below, share))])
