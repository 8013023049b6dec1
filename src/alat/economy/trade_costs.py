"""How do freight costs over the network change what it costs to trade, by buyer, seller and sector?

    tau_ijk = 1 + cost_ijk / v_ik,    tau^_ijk = (v_ik + cost'_ijk) / (v_ik + cost_ijk)

with v_ik the value of a tonne of chapter k at the border of exporter i, and cost_ijk what a tonne pays in money and
time to importer j, a day costing v_ik times the share that its sector loses by a day. Chapters of a sector are brought
together by their weight in the pair's trade: tau^_ij = (sum_k w_ijk tau^_ijk ^ -theta) ^ (-1 / theta), which is exact
for a sector whose varieties are sourced alike.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from alat.economy.baseline import Baseline, FloatArray
from alat.errors import BadInput
from alat.reference import product
from alat.routing.kernel.by_value import DayLines, RouteCosts, day_lines
from alat.routing.loads import time_share
from alat.routing.read_once import Same
from alat.routing.shipped_values import shipped_values

Ints = NDArray[np.int64]

# Most oil and gas goes by pipelines that the network does not have; a tanker's cost would stand for them wrongly.
_LEFT_OUT = frozenset({"27"})


class ByChapter(Protocol):
    """What is asked of a world: its baseline, and its trade by exporter, importer and chapter."""

    @property
    def baseline(self) -> Baseline:
        """The world's equilibrium today."""

    @property
    def chapters(self) -> tuple[str, ...]:
        """Chapters of the Harmonized System."""

    @property
    def sector_of(self) -> Mapping[str, int]:
        """The sector of each chapter."""

    @property
    def flows_usd(self) -> NDArray[np.floating]:
        """Trade, exporter x importer x chapter."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TradeCostChange:
    """New trade costs over old, N countries and J sectors.

    Attributes
    ----------
    tau_hat
        (N, N, J), buyer first; 1 where nothing changes, infinite where every chapter of a flow is cut off.
    cut_off_usd
        Trade of today whose only lane is gone.
    not_reached_usd
        Trade of today between countries that no lane joins, before or after: left as it is.
    left_out_usd
        Trade in goods that fly, and in fuels: left as it is.
    """

    tau_hat: FloatArray
    cut_off_usd: float
    not_reached_usd: float
    left_out_usd: float

    def __repr__(self) -> str:
        return f"TradeCostChange({int((self.tau_hat != 1).sum())} cells)"


def chapters_by_cargo(chapters: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Return which chapters travel in each cargo class, by position; goods that fly and fuels are in none."""
    found: dict[str, list[int]] = {}
    for index, chapter in enumerate(chapters):
        cargo = product(chapter).cargo
        if chapter not in _LEFT_OUT and cargo != "air":
            found.setdefault(cargo, []).append(index)
    return {cargo: tuple(rows) for cargo, rows in sorted(found.items())}


@dataclass(frozen=True, slots=True, eq=False)
class ChapterChange:
    """New over old cost of trade by chapter, wherever there is trade in one cargo class.

    Attributes
    ----------
    exporter, importer, sector
        (cells,) positions in the world.
    usd
        (cells,) trade of today.
    hat
        (cells,) new over old cost, infinite where the chapter is cut off.
    reached
        (cells,) whether a lane leads today; where none does the cost is left as it is.
    """

    exporter: Ints
    importer: Ints
    sector: Ints
    usd: FloatArray
    hat: FloatArray
    reached: NDArray[np.bool_]


def trade_cost_change(
    world: ByChapter, before: Mapping[str, RouteCosts], *, after: Mapping[str, RouteCosts]
) -> TradeCostChange:
    """Return what a change of freight does to trade costs: `chapter_changes` brought together by `by_sector`."""
    return by_sector(world, chapter_changes(world, before, after=after).values())


def chapter_changes(
    world: ByChapter, before: Mapping[str, RouteCosts], *, after: Mapping[str, RouteCosts]
) -> dict[str, ChapterChange]:
    """Return what a change of freight does to the cost of trade by chapter, by cargo class.

    Parameters
    ----------
    world
        Trade by chapter.
    before, after
        Freight by cargo class; a class that is in neither, or the same in both, changes nothing and is not returned.

    Raises
    ------
    BadInput
        If the two hold other classes, or other countries in one class.
    """
    if set(before) != set(after):
        raise BadInput(f"freight after is of {', '.join(sorted(after))}; expected {', '.join(sorted(before))}")
    priced = chapters_by_cargo(world.chapters)
    changed = [cargo for cargo in sorted(set(before) & set(priced)) if before[cargo] is not after[cargo]]
    return {cargo: _change(world, before[cargo], after=after[cargo], columns=priced[cargo]) for cargo in changed}


def by_sector(world: ByChapter, changes: Iterable[ChapterChange]) -> TradeCostChange:
    """Return trade costs by sector from those of chapters, at the elasticities of the world.

    Parameters
    ----------
    world
        Trade by chapter, and the elasticity of each sector.
    changes
        Of cargo classes; a chapter that is in none keeps its cost.
    """
    theta, shape = world.baseline.theta, world.baseline.shares.shape
    every = list(changes)
    total = _by_sector(world).transpose(1, 0, 2)
    kept = total.copy()
    for each in every:
        moved = np.flatnonzero(each.hat != 1.0)
        sector = each.sector[moved]
        cells = np.ravel_multi_index((each.importer[moved], each.exporter[moved], sector), shape)
        lost = each.usd[moved] * (each.hat[moved] ** -theta[sector] - 1.0)
        kept += np.bincount(cells, weights=lost, minlength=total.size).reshape(shape)
    # A flow that is nil has no weights, and stays nil whatever its cost.
    share = np.divide(np.maximum(kept, 0.0), total, out=np.ones_like(total), where=total > 0)
    share[kept == total] = 1.0
    with np.errstate(divide="ignore"):
        tau_hat = share ** (-1.0 / theta)
    rows = np.arange(len(tau_hat))
    tau_hat[rows, rows] = 1.0
    within = [column for columns in chapters_by_cargo(world.chapters).values() for column in columns]
    return TradeCostChange(
        tau_hat,
        cut_off_usd=sum(float(each.usd[np.isinf(each.hat)].sum()) for each in every),
        not_reached_usd=sum(float(each.usd[~each.reached].sum()) for each in every),
        left_out_usd=float(total.sum() - world.flows_usd[:, :, within].sum(dtype=np.float64)),
    )


def _by_sector(world: ByChapter) -> FloatArray:
    """Return trade by exporter, importer and sector."""
    of = np.zeros((len(world.chapters), len(world.baseline.sectors)))
    place = {chapter: index for index, chapter in enumerate(world.chapters)}
    for chapter, sector in world.sector_of.items():
        of[place[chapter], sector] = 1.0
    found: FloatArray = world.flows_usd.astype(np.float64) @ of
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """Where there is trade in the chapters of one cargo class, and what freight costs there today.

    `ends` are rows and columns of the freight, `worth` what a tonne is worth, `days` what a day takes of it.
    """

    exporter: Ints
    importer: Ints
    sector: Ints
    usd: FloatArray
    ends: tuple[Ints, Ints]
    worth: FloatArray
    days: DayLines
    old: FloatArray


def _change(world: ByChapter, before: RouteCosts, *, after: RouteCosts, columns: tuple[int, ...]) -> ChapterChange:
    """Return new over old cost of the chapters of one cargo class; asked anew only of pairs whose freight changes."""
    if before.countries != after.countries:
        raise BadInput(f"freight of {before.cargo} is of other countries after than before")
    sectors = tuple(world.sector_of[world.chapters[column]] for column in columns)
    names = (world.baseline.countries, world.chapters)
    cells = _cells(Same(world.flows_usd), Same(before), names=names, columns=columns, sectors=sectors)
    other = np.flatnonzero(_other_freight(before, after)[cells.ends])
    worth, old = cells.worth[other], cells.old[other]
    days = DayLines(cells.days.low[other], cells.days.weight[other])
    new = after.on_lines(cells.ends[0][other], cells.ends[1][other], days=days)
    hat = np.ones(len(cells.usd))
    # Infinity over infinity is a flow that no lane of the model carries either way.
    with np.errstate(invalid="ignore"):
        hat[other] = np.where(np.isfinite(old), (worth + new) / (worth + old), 1.0)
    return ChapterChange(cells.exporter, cells.importer, cells.sector, cells.usd, hat, np.isfinite(cells.old))


def _other_freight(before: RouteCosts, after: RouteCosts) -> NDArray[np.bool_]:
    """Return (origins, destinations) whether freight is another than before."""
    if not np.array_equal(before.usd_per_t_day, after.usd_per_t_day):
        raise BadInput(f"freight of {before.cargo} is at other values of a day after than before")
    found: NDArray[np.bool_] = (before.usd_per_t != after.usd_per_t).any(axis=0)
    return found


# Every scenario asks of the same trade and the same freight of today.
@lru_cache(maxsize=24)
def _cells(
    flows_usd: Same[NDArray[np.floating]],
    before: Same[RouteCosts],
    *,
    names: tuple[tuple[str, ...], tuple[str, ...]],
    columns: tuple[int, ...],
    sectors: tuple[int, ...],
) -> _Cells:
    countries, chapters = names
    freight, flows = before.held, flows_usd.held
    row = {code: index for index, code in enumerate(freight.countries)}
    at = np.array([row.get(code, -1) for code in countries])
    traded = flows[:, :, columns] > 0
    traded &= (at[:, None, None] >= 0) & (at[None, :, None] >= 0)
    rows = np.arange(len(at))
    traded[rows, rows] = False
    exporter, importer, chapter = np.nonzero(traded)
    value, share = _values(countries, chapters, cargo=freight.cargo)
    worth = value[:, columns][exporter, chapter]
    ends, day = (at[exporter], at[importer]), worth * share[list(columns)][chapter]
    usd = flows[exporter, importer, np.array(columns)[chapter]].astype(np.float64)
    sector = np.array(sectors, dtype=np.int64)[chapter]
    days = day_lines(freight.usd_per_t_day, day)
    return _Cells(exporter, importer, sector, usd, ends, worth, days, freight.on_lines(*ends, days=days))


@lru_cache(maxsize=32)
def _values(countries: tuple[str, ...], chapters: tuple[str, ...], *, cargo: str) -> tuple[FloatArray, FloatArray]:
    """Return (exporters, chapters) value of a tonne, the usual one where none is known, and what a day takes of it."""
    value = shipped_values(countries, chapters).usd_per_t
    known = np.isfinite(value)
    usual = [float(np.median(one[here])) if here.any() else 0.0 for one, here in zip(value.T, known.T, strict=True)]
    priced = chapters_by_cargo(chapters)[cargo]
    share = np.full(len(chapters), np.nan)
    for column in priced:
        share[column] = time_share(chapters[column], cargo=cargo).value or 0.0
    return np.where(known, value, usual), share
