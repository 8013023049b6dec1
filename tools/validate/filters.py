"""Do chapters that the opportunity lists keep go on being supplied, and would other thresholds do better?

Thresholds are applied to 2011-2015 and what became of each chapter of each exporter is seen in 2016-2020. Azerbaijan,
on which the thresholds were once chosen, is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray
from tools.validate.records import BASE, LATER, Exports
from tools.validate.scores import DRAWS, LEVEL, SEED

from alat.trade.complexity import revealed_advantage
from alat.trade.settings import parameter

CHOSEN_ON = "AZE"
LEAST_EXPORTS_USD = 5e8
STAYS_USD = 1e5
LOST = 0.5
UNSTEADY = 0.4
VALUE_KEPT, LASTING_KEPT = 0.95, 0.90

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Thresholds:
    """The filters of the lists: advantage, export-import ratio, least year in USD; least and last over the mean."""

    rca: float
    net: float
    regular_usd: float
    steady: float = 0.0
    last: float = 0.0

    def __str__(self) -> str:
        """Return what a table calls them."""
        shape = "".join(
            f", {name} year >= {share:g} of the mean"
            for name, share in (("least", self.steady), ("last", self.last))
            if share
        )
        return f"RCA >= {self.rca:g}, net >= {self.net:g}, each year > {self.regular_usd / 1e6:g} m{shape}"


@dataclass(frozen=True)
class Cells:
    """Chapters of exporters before and after, exporters x chapters."""

    codes: tuple[str, ...]
    chapters: tuple[str, ...]
    rca: Floats
    rca_last_year: Floats
    net: Floats
    least_usd: Floats
    steady: Floats
    last: Floats
    base_usd: Floats
    present: Bools
    stays: Bools
    change: Floats
    rca_later: Floats


@dataclass(frozen=True)
class Fate:
    """What became of a set of chapters."""

    cells: int
    each: float
    stays: float
    advantage: float
    lost: float
    grew: float
    median: float
    value: float


GRID = tuple(
    Thresholds(*each)
    for each in product(
        (0.25, 0.5, 0.75, 1.0, 1.5),
        (0.0, 0.1, 0.25, 0.5, 1.0),
        (0.0, 1e5, 1e6, 1e7),
        (0.0, 0.25, 0.4, 0.5),
        (0.0, 0.25, 0.5, 0.6, 0.7),
    )
)


def first_three() -> Thresholds:
    """Return the thresholds that ship without the one on the last year, which this study brought."""
    return Thresholds(parameter("rca_at_least"), parameter("net_ratio_at_least"), parameter("regular_usd"))


def shipped() -> Thresholds:
    """Return the thresholds that ship."""
    return replace(first_three(), last=parameter("last_share_at_least"))


def cells(seen: Exports) -> Cells:
    """Return the chapters of every exporter large enough whose imports are known."""
    base, later = seen.usd[BASE], seen.usd[LATER]
    mean, after = base.mean(axis=0), later.mean(axis=0)
    large = (mean.sum(axis=1) >= LEAST_EXPORTS_USD) & seen.imports_known
    used = large & np.array([code != CHOSEN_ON for code in seen.codes])
    share, share_later = mean / mean.sum(axis=0), after / after.sum(axis=0)
    ratio = np.divide(mean, seen.imports_usd, out=np.full_like(mean, np.inf), where=seen.imports_usd > 0)
    least = base.min(axis=0)
    return Cells(
        tuple(code for code, each in zip(seen.codes, used, strict=True) if each),
        seen.chapters,
        rca=revealed_advantage(mean)[used],
        rca_last_year=revealed_advantage(base[-1])[used],
        net=np.minimum(ratio, 1.0)[used],
        least_usd=least[used],
        steady=np.divide(least, mean, out=np.zeros_like(mean), where=mean > 0)[used],
        last=np.divide(base[-1], mean, out=np.zeros_like(mean), where=mean > 0)[used],
        base_usd=mean[used],
        present=mean[used] > 0,
        stays=later.min(axis=0)[used] > STAYS_USD,
        change=np.divide(share_later, share, out=np.full_like(share, np.nan), where=share > 0)[used],
        rca_later=revealed_advantage(after)[used],
    )


def kept(found: Cells, limits: Thresholds) -> Bools:
    """Return which chapters pass all thresholds."""
    return (
        found.present
        & (found.rca >= limits.rca)
        & (found.net >= limits.net)
        & (found.least_usd > limits.regular_usd)
        & (found.steady >= limits.steady)
        & (found.last >= limits.last)
    )


def fate(found: Cells, chosen: Bools) -> Fate:
    """Return what became of the chosen chapters."""
    here = chosen & found.present
    change = found.change[here]
    return Fate(
        cells=int(here.sum()),
        each=float(here.sum() / len(found.codes)),
        stays=float(found.stays[here].mean()),
        advantage=float((found.rca_later[here] >= 1).mean()),
        lost=float((change < LOST).mean()),
        grew=float((change >= 1).mean()),
        median=float(np.median(change)),
        value=float(found.base_usd[here].sum() / found.base_usd.sum()),
    )


def by_reason(found: Cells) -> Iterator[tuple[str, Fate]]:
    """Yield what became of all, of the kept, and of the dropped by the first threshold that drops them."""
    limits = first_three()
    advantage, net = found.rca >= limits.rca, found.net >= limits.net
    regular = found.least_usd > limits.regular_usd
    yield "all chapters exported in 2011-2015", fate(found, found.present)
    yield "kept", fate(found, kept(found, limits))
    yield "dropped: no advantage", fate(found, ~advantage)
    yield "dropped: net importer", fate(found, advantage & ~net)
    yield "dropped: irregular", fate(found, advantage & net & ~regular)


def bands(found: Cells) -> Iterator[tuple[str, Fate]]:
    """Yield what became of chapters just below and above each threshold, the other two holding."""
    limits = first_three()
    advantage, net = found.rca >= limits.rca, found.net >= limits.net
    regular = found.least_usd > limits.regular_usd
    for low, high in ((0.25, 0.5), (0.5, 0.75), (0.75, 1.0), (1.0, 1.25), (1.25, 2.0), (2.0, np.inf)):
        yield f"RCA {_span(low, high)}", fate(found, net & regular & (found.rca >= low) & (found.rca < high))
    for low, high in ((0.0, 0.1), (0.1, 0.25), (0.25, 0.5), (0.5, 1.0), (1.0, np.inf)):
        span = _span(low, high) if high < np.inf else "1 (net exporter)"
        yield f"export-import ratio {span}", fate(found, advantage & regular & (found.net >= low) & (found.net < high))
    for low, high in ((-1.0, 1e5), (1e5, 1e6), (1e6, 1e7), (1e7, np.inf)):
        span = _span(max(low, 0.0) / 1e6, high / 1e6)
        yield f"least year, million USD, {span}", fate(found, advantage & net & _in(found.least_usd, low, high=high))
    for low, high in ((-1.0, 0.1), (0.1, 0.25), (0.25, 0.4), (0.4, 0.6), (0.6, np.inf)):
        span = _span(max(low, 0.0), min(high, 1.0))
        yield (
            f"least year over the mean year, {span}",
            fate(found, kept(found, limits) & _in(found.steady, low, high=high)),
        )
    for low, high in ((-1.0, 0.25), (0.25, 0.5), (0.5, 0.8), (0.8, 1.25), (1.25, 2.0), (2.0, np.inf)):
        span = _span(max(low, 0.0), high)
        yield (
            f"last year over the mean year, {span}",
            fate(found, kept(found, limits) & _in(found.last, low, high=high)),
        )


def unsteady(found: Cells) -> Iterator[tuple[str, Fate]]:
    """Yield what became of kept chapters whose least year is far below their mean, by where they stood last."""
    here = kept(found, first_three()) & (found.steady < UNSTEADY)
    yield "least year below 0.4 of the mean, last year above it", fate(found, here & (found.last >= 1))
    yield "least year below 0.4 of the mean, last year below it", fate(found, here & (found.last < 1))


def varied(found: Cells) -> Iterator[tuple[str, Fate]]:
    """Yield what became of the kept with one threshold varied."""
    limits = first_three()
    yield "the first three", fate(found, kept(found, limits))
    yield "as shipped: with the fourth", fate(found, kept(found, shipped()))
    for rca in (0.5, 0.75, 1.5, 2.0):
        yield f"RCA >= {rca:g}", fate(found, kept(found, replace(limits, rca=rca)))
    last = replace(limits, rca=0.0)
    yield "RCA of the last year alone >= 1", fate(found, kept(found, last) & (found.rca_last_year >= limits.rca))
    for net in (0.0, 0.1, 0.5, 1.0):
        yield f"export-import ratio >= {net:g}", fate(found, kept(found, replace(limits, net=net)))
    for usd in (0.0, 1e6, 1e7):
        yield f"each year > {usd / 1e6:g} m USD", fate(found, kept(found, replace(limits, regular_usd=usd)))
    for steady in (0.25, 0.4, 0.5):
        yield f"least year >= {steady:g} of the mean year", fate(found, kept(found, replace(limits, steady=steady)))
    for share in (0.25, 0.5, 0.6, 0.7):
        yield f"last year >= {share:g} of the mean year", fate(found, kept(found, replace(limits, last=share)))


def halves(found: Cells) -> tuple[Cells, Cells]:
    """Return every other exporter by code, and the rest."""
    size = len(found.codes)
    return only(found, np.arange(size) % 2 == 0), only(found, np.arange(size) % 2 == 1)


def only(found: Cells, here: Bools) -> Cells:
    """Return the cells of some exporters."""
    arrays = {
        name: getattr(found, name)[here]
        for name in Cells.__dataclass_fields__
        if isinstance(getattr(found, name), np.ndarray)
    }
    return replace(found, codes=tuple(np.array(found.codes)[here].tolist()), **arrays)


def choose(found: Cells, grid: tuple[Thresholds, ...] = GRID) -> Thresholds:
    """Return the thresholds of a grid whose kept chapters are lost least.

    They must keep nearly all of the export value and of the lasting chapters that the first three keep, so that
    a short list is no way out.
    """
    shipped = kept(found, first_three())
    lasting = found.stays & (found.change >= LOST)
    value = VALUE_KEPT * found.base_usd[shipped].sum()
    count = LASTING_KEPT * (shipped & lasting).sum()
    best, lost = first_three(), np.inf
    for limits in grid:
        here = kept(found, limits)
        if found.base_usd[here & shipped].sum() < value or (here & shipped & lasting).sum() < count:
            continue
        share = float((found.change[here] < LOST).mean())
        if share < lost:
            best, lost = limits, share
    return best


def gain(found: Cells, limits: Thresholds) -> tuple[float, float, float]:
    """Return by how much less is lost than by the first three, with its interval over resampled exporters."""
    lost = np.nan_to_num(found.change, nan=0.0) < LOST
    sums = [
        np.stack([(here & lost).sum(axis=1), here.sum(axis=1)]).astype(np.float64)
        for here in (kept(found, first_three()), kept(found, limits))
    ]
    size = len(found.codes)
    weights = np.random.default_rng(SEED).multinomial(size, np.full(size, 1 / size), size=DRAWS).astype(np.float64)
    shipped, other = (weights @ each[0] / (weights @ each[1]) for each in sums)
    low, high = np.percentile(shipped - other, LEVEL)
    point = sums[0][0].sum() / sums[0][1].sum() - sums[1][0].sum() / sums[1][1].sum()
    return float(point), float(low), float(high)


def lost_chapters(found: Cells) -> tuple[list[tuple[str, int, int, float]], float, float]:
    """Return the chapters that kept lists lose most often (chapter, lost, kept, share), and how spread both are.

    The spread is the number of equally common chapters with the same entropy.
    """
    here = kept(found, first_three())
    lost, every = (here & (found.change < LOST)).sum(axis=0), here.sum(axis=0)
    often = [k for k in range(len(found.chapters)) if every[k] >= 10]
    order = sorted(often, key=lambda k: (-lost[k] / every[k], found.chapters[k]))[:8]
    rows = [(found.chapters[k], int(lost[k]), int(every[k]), float(lost[k] / every[k])) for k in order]
    return rows, _spread(lost), _spread(every)


def _in(values: Floats, low: float, *, high: float) -> Bools:
    return (values > low) & (values <= high)


def _span(low: float, high: float) -> str:
    return f"{low:g} and more" if high == np.inf else f"{low:g}-{high:g}"


def _spread(counts: NDArray[np.int64]) -> float:
    shares = counts[counts > 0] / counts.sum()
    return float(np.exp(-(shares * np.log(shares)).sum()))
