"""Is it land or sea there? Points against the shipped outline of the land, many at once."""

from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl

from alat.data import table

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

BAND_DEGREES = 0.25
STEP_DEGREES = 0.1
_HALF_TURN = 180.0


def on_land(lon: Floats, lat: Floats) -> Bools:
    """Return which points lie on land (lakes count as land, the Caspian as sea); shores to the east are counted.

    Parameters
    ----------
    lon, lat
        (points,) degrees.
    """
    order = np.argsort(lat, kind="stable")
    inside = np.zeros(len(lon), dtype=bool)
    shore, starts = _shore()
    band = np.clip(np.floor((lat[order] + 90) / BAND_DEGREES).astype(np.int64), 0, len(starts) - 2)
    edges = np.flatnonzero(np.diff(band, prepend=-1, append=-1))
    for first, last in pairwise(edges):
        points = order[first:last]
        lines = shore[:, starts[band[first]] : starts[band[first] + 1]]
        inside[points] = _odd(lon[points], lat[points], lines=lines)
    return inside


def inland(lon: Floats, lat: Floats, *, margin: float) -> Bools:
    """Return which points have land on every side, `margin` degrees away."""
    return _all_round(lon, lat, margin=margin, land=True)


def offshore(lon: Floats, lat: Floats, *, margin: float) -> Bools:
    """Return which points have sea on every side, `margin` degrees away."""
    return _all_round(lon, lat, margin=margin, land=False)


def sampled(lines: pl.DataFrame) -> tuple[Floats, Floats, Ints]:
    """Return points along lines, `STEP_DEGREES` apart at the most, and the row each belongs to.

    Parameters
    ----------
    lines
        Columns lon and lat, each a list; a step over the map's seam is left out.
    """
    points = lines.select("lon", "lat").with_row_index("row").explode("lon", "lat")
    row = points["row"].to_numpy().astype(np.int64)
    x, y = points["lon"].to_numpy().astype(float), points["lat"].to_numpy().astype(float)
    step = np.flatnonzero((row[1:] == row[:-1]) & (np.abs(np.diff(x)) < _HALF_TURN))
    a, b, dx, dy = x[step], y[step], x[step + 1] - x[step], y[step + 1] - y[step]
    count = (np.maximum(np.abs(dx), np.abs(dy)) / STEP_DEGREES).astype(np.int64) + 2
    of = np.repeat(np.arange(len(step)), count)
    number = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    share = number / (count[of] - 1)
    return a[of] + dx[of] * share, b[of] + dy[of] * share, row[step][of]


def _all_round(lon: Floats, lat: Floats, *, margin: float, land: bool) -> Bools:
    left = np.arange(len(lon))
    for x, y in ((0.0, 0.0), (margin, 0.0), (-margin, 0.0), (0.0, margin), (0.0, -margin)):
        left = left[on_land(lon[left] + x, lat[left] + y) == land]
    found = np.zeros(len(lon), dtype=bool)
    found[left] = True
    return found


def _odd(lon: Floats, lat: Floats, *, lines: Floats) -> Bools:
    x0, y0, x1, y1 = lines[:, :, None]
    spans = (y0 > lat) != (y1 > lat)
    east = lon < (x1 - x0) * (lat - y0) / np.where(y1 == y0, 1.0, y1 - y0) + x0
    return np.asarray((spans & east).sum(axis=0) % 2 == 1)


@cache
def _shore() -> tuple[Floats, Ints]:
    """Return the shore as (4, lines) of x0, y0, x1, y1 by band of latitude, and where each band starts."""
    parts = []
    for ring in table("world_outline").sort("polygon", "ring", "point").partition_by("polygon", "ring"):
        x, y = ring["lon"].to_numpy(), ring["lat"].to_numpy()
        parts.append(np.array([x, y, np.roll(x, -1), np.roll(y, -1)]))
    lines = np.concatenate(parts, axis=1)
    low = np.floor((np.minimum(lines[1], lines[3]) + 90) / BAND_DEGREES).astype(np.int64)
    high = np.floor((np.maximum(lines[1], lines[3]) + 90) / BAND_DEGREES).astype(np.int64)
    count = high - low + 1
    band = np.repeat(low, count) + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    order = np.argsort(band, kind="stable")
    spread = np.repeat(np.arange(lines.shape[1]), count)[order]
    starts = np.searchsorted(band[order], np.arange(int(180 / BAND_DEGREES) + 2))
    return lines[:, spread], starts
