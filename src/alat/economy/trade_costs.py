"""How do freight costs over the network change what it costs to trade, by buyer, seller and sector?

    tau_ijk = 1 + cost_ijk / v_ik,    tau^_ijk = (v_ik + cost'_ijk) / (v_ik + cost_ijk)

with v_ik the value of a tonne of chapter k at the border of exporter i, and cost_ijk what a tonne pays in money and
time to importer j, a day costing v_ik times the share that its sector loses by a day. Chapters of a sector are brought
together by their weight in the pair's trade: tau^_ij = (sum_k w_ijk tau^_ijk ^ -theta) ^ (-1 / theta), which is exact
for a sector whose varieties are sourced alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from alat.economy.baseline import Baseline, FloatArray
from alat.errors import BadInput
from alat.reference import product
from alat.routing.kernel.by_value import RouteCosts
from alat.routing.loads import time_share
from alat.routing.shipped_values import shipped_values

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


def trade_cost_change(
    world: ByChapter, before: Mapping[str, RouteCosts], *, after: Mapping[str, RouteCosts]
) -> TradeCostChange:
    """Return what a change of freight does to trade costs.

    Parameters
    ----------
    world
        Trade by chapter.
    before, after
        Freight by cargo class; a class that is in neither, or the same in both, changes nothing.

    Raises
    ------
    BadInput
        If the two hold other classes, or other countries in one class.
    """
    if set(before) != set(after):
        raise BadInput(f"freight after is of {', '.join(sorted(after))}; expected {', '.join(sorted(before))}")
    baseline = world.baseline
    size, sectors = len(baseline.countries), len(baseline.sectors)
    total, kept = np.zeros((size, size, sectors)), np.zeros((size, size, sectors))
    priced = chapters_by_cargo(world.chapters)
    place = {chapter: index for index, chapter in enumerate(world.chapters)}
    for chapter, sector in world.sector_of.items():
        total[:, :, sector] += world.flows_usd[:, :, place[chapter]]
    kept += total
    cut = unreached = 0.0
    for cargo in sorted(set(before) & set(priced)):
        if before[cargo] is after[cargo]:
            continue
        hats = _ByCargo(world, before[cargo], after=after[cargo])
        for column in priced[cargo]:
            sector = world.sector_of[world.chapters[column]]
            flow = world.flows_usd[:, :, column].astype(np.float64)
            hat, none = hats.of(column)
            kept[:, :, sector] += flow * (hat ** -baseline.theta[sector] - 1.0)
            cut += float(flow[np.isinf(hat)].sum())
            unreached += float(flow[none].sum())
    within = [column for columns in priced.values() for column in columns]
    left_out = float(total.sum() - world.flows_usd[:, :, within].sum(dtype=np.float64))
    # A flow that is nil has no weights, and stays nil whatever its cost.
    share = np.divide(np.maximum(kept, 0.0), total, out=np.ones_like(total), where=total > 0)
    share[kept == total] = 1.0
    with np.errstate(divide="ignore"):
        tau_hat = (share ** (-1.0 / baseline.theta)).transpose(1, 0, 2)
    rows = np.arange(size)
    tau_hat[rows, rows] = 1.0
    return TradeCostChange(tau_hat, cut, unreached, left_out)


class _ByCargo:
    """New over old cost of the chapters of one cargo class, exporter x importer."""

    def __init__(self, world: ByChapter, before: RouteCosts, *, after: RouteCosts) -> None:
        if before.countries != after.countries:
            raise BadInput(f"freight of {before.cargo} is of other countries after than before")
        self._before, self._after = before, after
        row = {code: index for index, code in enumerate(before.countries)}
        known = [(place, row[code]) for place, code in enumerate(world.baseline.countries) if code in row]
        self._own = np.array([place for place, _ in known], dtype=np.int64)
        self._at = np.array([place for _, place in known], dtype=np.int64)
        self._chapters = world.chapters
        self._size = len(world.baseline.countries)
        self._values = shipped_values(world.baseline.countries, world.chapters).usd_per_t

    def of(self, column: int) -> tuple[FloatArray, NDArray[np.bool_]]:
        """Return tau-hat of a chapter, infinite where it is cut off, and where no lane leads before."""
        value = self._values[:, column]
        share = time_share(self._chapters[column], cargo=self._before.cargo).value or 0.0
        usual = float(np.nanmedian(value)) if np.isfinite(value).any() else 0.0
        day = np.full(len(self._before.countries), usual * share)
        own = np.where(np.isfinite(value[self._own]), value[self._own], usual)
        day[self._at] = own * share
        pairs = np.ix_(self._at, self._at)
        old, new = self._before.at(day)[pairs], self._after.at(day)[pairs]
        hat = np.ones((self._size, self._size))
        none = np.ones((self._size, self._size), dtype=bool)
        open_before = np.isfinite(old)
        # Infinity over infinity is a flow that no lane of the model carries either way.
        with np.errstate(invalid="ignore"):
            change = np.where(open_before, (own[:, None] + new) / (own[:, None] + old), 1.0)
        cells = np.ix_(self._own, self._own)
        hat[cells], none[cells] = change, ~open_before
        np.fill_diagonal(none, val=False)
        return hat, none
