"""Which pairs come to trade? Potentials against plainer scores, fitted on 2011-2015, found in 2016 and in 2023.

Nothing of the outcome's years goes into a score: trade is what both sides reported in 2011-2015, the gravity equation
is fitted on it, exporters' mixes are of the same years, and an importer's mix is that of its suppliers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from tools.validate.records import EXPORTERS, USD_PER_MUSD, Reported
from tools.validate.scores import Area, area, draws, top_share

from alat.data import table
from alat.trade.gravity import trade
from alat.trade.ppml import fit_ppml
from alat.trade.records import snapshot_records

SILENT_USD, CAME_USD = 1e5, (1e6, 5e6)
LEAST_YEARS = 3
BASE_YEARS = 5
SCALINGS = 300

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Race:
    """How scores rank the pairs that came to trade among those that did not trade before."""

    what: str
    exporters: int
    cases: int
    came: int
    areas: dict[str, Area]
    best: dict[str, float]


def races(raw: Path, seen: Reported) -> Iterator[Race]:
    """Yield a race for each year and size that counts as having come to trade."""
    before = _before(seen)
    scores, placed = _scores(raw, before)
    larger = np.fmax(seen.by_exporter, seen.by_importer)
    some = np.nan_to_num(larger[:BASE_YEARS]).max(axis=0)
    told = _told(seen.by_exporter, axis=2)[:, None] & _told(seen.by_importer, axis=1)[None, :]
    could = told & placed & (some < SILENT_USD)
    focal = np.array([code in snapshot_records().focal for code in seen.codes])
    known_2023 = focal[:, None] | focal[None, :]
    known_2016 = ~np.isnan(larger[BASE_YEARS])
    weights = draws(len(seen.codes))
    for what, known, after, least in (
        ("above 1 m USD in 2023 (BACI)", known_2023, trade(snapshot_records()), CAME_USD[0]),
        ("above 5 m USD in 2023 (BACI)", known_2023, trade(snapshot_records()), CAME_USD[1]),
        ("above 1 m USD in 2016 (either record)", known_2016, np.nan_to_num(larger[BASE_YEARS]), CAME_USD[0]),
    ):
        exporter, importer = np.nonzero(could & known)
        came = after[exporter, importer] > least
        cases = {name: score[exporter, importer] for name, score in scores.items()}
        areas = {name: area(score, came, exporter=exporter, weights=weights) for name, score in cases.items()}
        best = {name: top_share(score, came) for name, score in cases.items()}
        yield Race(what, np.unique(exporter).size, came.size, int(came.sum()), areas, best)


def never_recorded(seen: Reported) -> tuple[int, int]:
    """Return how many pairs had no record on either side though both reported, and how many traded by 2023."""
    larger = np.nan_to_num(np.fmax(seen.by_exporter, seen.by_importer)[:BASE_YEARS]).max(axis=0)
    told = _told(seen.by_exporter, axis=2)[:, None] & _told(seen.by_importer, axis=1)[None, :]
    focal = np.array([code in snapshot_records().focal for code in seen.codes])
    here = told & (larger == 0) & (focal[:, None] | focal[None, :]) & ~np.eye(larger.shape[0], dtype=bool)
    return int(here.sum()), int((trade(snapshot_records())[here] > CAME_USD[0]).sum())


def _told(records: Floats, *, axis: int) -> Bools:
    """Return which countries reported in enough years of the base."""
    return np.asarray((~np.isnan(records[:BASE_YEARS]).all(axis=axis)).sum(axis=0) >= LEAST_YEARS, dtype=np.bool_)


def _before(seen: Reported) -> Floats:
    """Return mean trade of the base: the importer's record where it reported, else the exporter's; NaN if neither."""
    best = np.where(np.isnan(seen.by_importer), seen.by_exporter, seen.by_importer)[:BASE_YEARS]
    years = (~np.isnan(best)).sum(axis=0)
    total = np.nansum(best, axis=0)
    mean: Floats = np.divide(total, years, out=np.full_like(total, np.nan), where=years >= LEAST_YEARS)
    return mean


def _scores(raw: Path, before: Floats) -> tuple[dict[str, Floats], Bools]:
    """Return the scores of all pairs, and which pairs have a distance."""
    place = {code: index for index, code in enumerate(snapshot_records().codes)}
    pairs = table("gravity_geography").filter(pl.col("first").is_in(list(place)) & pl.col("second").is_in(list(place)))
    columns = [np.log(pairs["distance_km"].to_numpy())]
    columns += [pairs[name].cast(pl.Float64).to_numpy() for name in ("contiguity", "language", "colony")]
    regressors = np.zeros((len(columns), len(place), len(place)))
    placed = np.zeros(before.shape, dtype=np.bool_)
    first, second = ([place[code] for code in pairs[side]] for side in ("first", "second"))
    placed[first, second] = placed[second, first] = True
    for regressor, column in zip(regressors, columns, strict=True):
        regressor[first, second] = regressor[second, first] = column
    flows = np.nan_to_num(before)
    mean = _gravity(flows, regressors, used=placed & ~np.isnan(before))
    sold, bought = flows.sum(axis=1), flows.sum(axis=0)
    mix = _mixes(raw)
    exports, imports = mix * sold[:, None], flows.T @ mix
    of_product = exports.sum(axis=0)
    share = np.divide(exports, of_product, out=np.zeros_like(exports), where=of_product > 0)
    return {
        "structural potential": _structural(mean, exports, imports=imports),
        "gravity mean": mean,
        "supply x demand by chapter, no ease": share @ imports.T,
        "product of both totals": np.outer(sold, bought),
        "the importer's total": np.broadcast_to(bought, before.shape),
        "overlap of mixes (complementarity)": _overlap(exports, imports),
        "nearness": -regressors[0],
        "ITC ease x supply x demand": flows,
    }, placed


def _gravity(flows: Floats, regressors: Floats, *, used: Bools) -> Floats:
    fit = fit_ppml(flows / USD_PER_MUSD, regressors, used=used, tolerance=1e-10)
    effects = fit.exporter_effects[:, None] + fit.importer_effects[None, :]
    logs = effects + np.tensordot(fit.coefficients, regressors, 1)
    return np.asarray(np.where(np.isnan(logs) | (regressors[0] == 0), 0.0, np.exp(np.nan_to_num(logs))))


def _mixes(raw: Path) -> Floats:
    """Return each exporter's mix by chapter, 2011-2015; zeros where the file lacks it."""
    rows = pl.read_parquet(raw / EXPORTERS).filter(pl.col("year") < 2011 + BASE_YEARS)
    chapters = sorted(set(rows["hs2"]))
    place = {code: index for index, code in enumerate(snapshot_records().codes)}
    values = np.zeros((len(place), len(chapters)))
    for code, chapter, musd in rows.select("exporter", "hs2", "value_musd").iter_rows():
        if code in place:
            values[place[code], chapters.index(chapter)] += musd
    return _shares(values)


def _structural(mean: Floats, exports: Floats, *, imports: Floats) -> Floats:
    """Return the sum over chapters of predictions scaled to both sides' trade in each (as `alat.trade.structural`)."""
    wanted = imports * _over(exports.sum(axis=0), imports.sum(axis=0))
    of_importer = np.ones_like(wanted)
    for _ in range(SCALINGS):
        of_exporter = _over(exports, mean @ of_importer)
        of_importer = _over(wanted, mean.T @ of_exporter)
    return np.asarray(mean * (of_exporter @ of_importer.T), dtype=np.float64)


def _overlap(exports: Floats, imports: Floats) -> Floats:
    sold, bought = _shares(exports), _shares(imports)
    return np.stack([np.minimum(one, bought).sum(axis=1) for one in sold])


def _shares(values: Floats) -> Floats:
    return _over(values, np.broadcast_to(values.sum(axis=1, keepdims=True), values.shape))


def _over(wanted: Floats, reached: Floats) -> Floats:
    return np.divide(wanted, reached, out=np.zeros_like(wanted), where=reached > 0)
