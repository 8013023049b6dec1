"""How much trade would be ordinary for a pair, and where does its recorded trade stand among like pairs?

For the shipped totals the equation was fitted when the snapshot was built, for a user's flows it is fitted on first
use (`alat.trade.ppml`). It predicts means: the median pair trades far less than predicted, so that the gap to a
prediction is no potential; the place among like pairs is what can be read.
"""

from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alat.data import Basis, Quantity, table
from alat.trade.ppml import PpmlFit, fit_ppml
from alat.trade.records import KEPT, Records
from alat.trade.settings import parameter

GEOGRAPHY = "cepii-geodist"
REGRESSORS = ("ln_distance", "contiguity", "language", "colony")

Floats = NDArray[np.float64]


def predicted(exporter: str, importer: str, *, records: Records) -> Quantity:
    """Return the mean trade that the gravity equation expects of a pair of ISO3 codes, in US dollars."""
    year, sources = str(records.year), (records.source, GEOGRAPHY)
    place = places(records)
    if exporter not in place or importer not in place:
        return Quantity(None, "usd", Basis.MODELLED, sources, year, f"no {year} totals to fit on")
    value = float(expected(records)[place[exporter], place[importer]])
    if value == 0:
        return Quantity(None, "usd", Basis.MODELLED, sources, year, "no distance in GeoDist")
    return Quantity(value, "usd", Basis.MODELLED, sources, year, "a mean: the median pair trades far less")


def like_percentile(exporter: str, importer: str, *, records: Records) -> Quantity:
    """Return where recorded over predicted trade stands among pairs of like prediction (0-100).

    Compared are the pairs that the records cover and whose prediction is within a factor of two; one with nothing
    recorded counts as nothing.
    """
    year, sources = str(records.year), (records.source, GEOGRAPHY)
    place = places(records)
    pair = (place.get(exporter, -1), place.get(importer, -1))
    if -1 in pair or not covered(records)[pair]:
        note = f"{records.name} does not cover the pair, or GeoDist has no distance"
        return Quantity(None, "percentile", Basis.MODELLED, sources, year, note)
    times = parameter("like_pairs_times")
    mean, flows = expected(records), trade(records)
    alike = covered(records) & (mean > mean[pair] / times) & (mean < mean[pair] * times)
    ratios = flows[alike] / mean[alike]
    share = float((ratios < flows[pair] / mean[pair]).mean())
    note = f"among {int(alike.sum())} pairs predicted within a factor of {times:g}"
    return Quantity(100 * share, "percentile", Basis.MODELLED, sources, year, note)


@lru_cache(maxsize=KEPT)
def places(records: Records) -> dict[str, int]:
    """Return the row and column of each code."""
    return {code: index for index, code in enumerate(records.codes)}


@lru_cache(maxsize=KEPT)
def expected(records: Records) -> Floats:
    """Return predicted trade in US dollars, codes x codes; 0 where there is no distance and on the diagonal."""
    coefficients, of_exporter, of_importer = _equation(records)
    logs = np.tensordot(coefficients, np.nan_to_num(geography(records)), axes=1)
    logs[np.isnan(geography(records)[0])] = -np.inf
    return np.asarray(np.exp(logs + of_exporter[:, None] + of_importer[None, :]), dtype=np.float64)


@lru_cache(maxsize=KEPT)
def covered(records: Records) -> NDArray[np.bool_]:
    """Return which pairs the records cover and the equation predicts."""
    focal = np.array([code in records.focal for code in records.codes])
    return np.asarray((focal[:, None] | focal[None, :]) & (expected(records) > 0), dtype=np.bool_)


@lru_cache(maxsize=KEPT)
def trade(records: Records) -> Floats:
    """Return recorded trade in US dollars, codes x codes, 0 where there is no row."""
    place = places(records)
    values = np.zeros((len(place), len(place)))
    for (exporter, importer), value in records.totals_usd.items():
        values[place[exporter], place[importer]] = value
    return values


@lru_cache(maxsize=KEPT)
def geography(records: Records) -> Floats:
    """Return log distance, border, language and colonial link, each codes x codes; NaN where there is no distance."""
    place = places(records)
    pairs = table("gravity_geography").filter(pl.col("first").is_in(list(place)) & pl.col("second").is_in(list(place)))
    first, second = ([place[code] for code in pairs[side]] for side in ("first", "second"))
    found = np.full((len(REGRESSORS), len(place), len(place)), np.nan)
    columns = [pairs["distance_km"].log(), *(pairs[name].cast(pl.Float64) for name in REGRESSORS[1:])]
    for index, column in enumerate(columns):
        found[index][first, second] = found[index][second, first] = column.to_numpy()
    return found


def fitted(records: Records) -> PpmlFit:
    """Fit the equation on records that are not the shipped ones: every covered pair with a distance, zeros kept."""
    focal = np.array([code in records.focal for code in records.codes])
    used = (focal[:, None] | focal[None, :]) & ~np.isnan(geography(records)[0])
    return fit_ppml(trade(records), geography(records), used=used)


def _equation(records: Records) -> tuple[Floats, Floats, Floats]:
    """Return coefficients in the order of the regressors, and effects of exporters and importers (-inf: no trade)."""
    if records.flows is not None:
        found = fitted(records)
        return (found.coefficients, _no_trade(found.exporter_effects), _no_trade(found.importer_effects))
    shipped = table("gravity_fit")
    values = dict(shipped.filter(pl.col("kind") == "coefficient").select("name", "value").iter_rows())
    place = places(records)
    return (
        np.array([values[name] for name in REGRESSORS]),
        _effects(shipped, "exporter", place=place),
        _effects(shipped, "importer", place=place),
    )


def _no_trade(effects: Floats) -> Floats:
    return np.where(np.isnan(effects), -np.inf, effects)


def _effects(fitted: pl.DataFrame, kind: str, *, place: dict[str, int]) -> Floats:
    effects = np.full(len(place), -np.inf)
    for name, value in fitted.filter(pl.col("kind") == kind).select("name", "value").iter_rows():
        effects[place[name]] = value
    return effects
