"""How much trade would be ordinary for a pair, and where does its recorded trade stand among like pairs?

The equation is fitted when the snapshot is built (`alat.trade.ppml`). It predicts means: the median pair trades far
less than predicted, so that the gap to a prediction is no potential; the place among like pairs is what can be read.
"""

from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alat.data import Basis, Quantity, table
from alat.trade.flows import SOURCE, YEAR, codes, focal_codes, recorded
from alat.trade.settings import parameter

GEOGRAPHY = "cepii-geodist"
SOURCES = (SOURCE, GEOGRAPHY)

Floats = NDArray[np.float64]


def predicted(exporter: str, importer: str) -> Quantity:
    """Return the mean trade of 2023 that the gravity equation expects of a pair of ISO3 codes, in US dollars."""
    place = {code: index for index, code in enumerate(codes())}
    if exporter not in place or importer not in place:
        return Quantity(None, "usd", Basis.MODELLED, SOURCES, str(YEAR), f"no {YEAR} totals to fit on")
    value = float(expected()[place[exporter], place[importer]])
    if value == 0:
        return Quantity(None, "usd", Basis.MODELLED, SOURCES, str(YEAR), "no distance in GeoDist")
    return Quantity(value, "usd", Basis.MODELLED, SOURCES, str(YEAR), "a mean: the median pair trades far less")


def like_percentile(exporter: str, importer: str) -> Quantity:
    """Return where recorded over predicted trade stands among pairs of like prediction (0-100).

    Compared are the pairs that the totals file covers and whose prediction is within a factor of two; one with nothing
    recorded counts as nothing.
    """
    place = {code: index for index, code in enumerate(codes())}
    pair = (place.get(exporter, -1), place.get(importer, -1))
    if -1 in pair or not covered()[pair]:
        note = "the totals file does not cover the pair, or GeoDist has no distance"
        return Quantity(None, "percentile", Basis.MODELLED, SOURCES, str(YEAR), note)
    times = parameter("like_pairs_times")
    mean = expected()
    alike = covered() & (mean > mean[pair] / times) & (mean < mean[pair] * times)
    ratios = trade()[alike] / mean[alike]
    share = float((ratios < trade()[pair] / mean[pair]).mean())
    note = f"among {int(alike.sum())} pairs predicted within a factor of {times:g}"
    return Quantity(100 * share, "percentile", Basis.MODELLED, SOURCES, str(YEAR), note)


@cache
def expected() -> Floats:
    """Return predicted trade in US dollars, codes x codes; 0 where there is no distance and on the diagonal."""
    place = {code: index for index, code in enumerate(codes())}
    size = len(place)
    fitted = table("gravity_fit")
    b = dict(fitted.filter(pl.col("kind") == "coefficient").select("name", "value").iter_rows())
    pairs = table("gravity_geography")
    log_mean = (
        b["ln_distance"] * pairs["distance_km"].log()
        + b["contiguity"] * pairs["contiguity"].cast(pl.Float64)
        + b["language"] * pairs["language"].cast(pl.Float64)
        + b["colony"] * pairs["colony"].cast(pl.Float64)
    ).to_numpy()
    first, second = ([place[code] for code in pairs[side]] for side in ("first", "second"))
    logs = np.full((size, size), -np.inf)
    logs[first, second] = logs[second, first] = log_mean
    return np.exp(
        logs + _effects(fitted, "exporter", place=place)[:, None] + _effects(fitted, "importer", place=place)[None, :]
    )


@cache
def covered() -> NDArray[np.bool_]:
    """Return which pairs the totals file covers and the equation predicts."""
    focal = np.array([code in focal_codes() for code in codes()])
    return np.asarray((focal[:, None] | focal[None, :]) & (expected() > 0), dtype=np.bool_)


@cache
def trade() -> Floats:
    """Return recorded trade of 2023 in US dollars, codes x codes, 0 where there is no row."""
    place = {code: index for index, code in enumerate(codes())}
    values = np.zeros((len(place), len(place)))
    for (exporter, importer), value in recorded().items():
        values[place[exporter], place[importer]] = value
    return values


def _effects(fitted: pl.DataFrame, kind: str, *, place: dict[str, int]) -> Floats:
    effects = np.full(len(place), -np.inf)
    for name, value in fitted.filter(pl.col("kind") == kind).select("name", "value").iter_rows():
        effects[place[name]] = value
    return effects
