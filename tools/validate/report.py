"""Write docs/validation.md: every figure on it comes from this run.

Run `.venv/bin/python -m tools.validate.report` from the project's root; with a folder it reads the raw files there.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import fill
from typing import Any

import numpy as np
import polars as pl
from tools.validate import appearance, filters, mixes, partners, prose
from tools.validate.filters import Cells, Fate, Thresholds
from tools.validate.records import exports, reported
from tools.validate.scores import Area

from alat.data import table
from alat.reference import product
from alat.trade.records import snapshot_records

ROOT = Path(__file__).resolve().parents[2]
RAW = ROOT.parent / "shared" / "data"
PAGE = ROOT / "docs" / "validation.md"
NAMED = ("ARG", "ARM", "BLR", "BRA", "CHL", "COL", "ECU", "GEO", "KAZ", "MEX", "PER", "TUR", "UKR", "URY", "UZB")
WIDTH = 130
# What the page proposes: the shipped three, and a last year that has not fallen far below the mean.
FATE_HEAD = (
    "chapters",
    "a country",
    "go on each year",
    "advantage later",
    "lost half their share",
    "gained share",
    "share of exports",
)


def main(raw: Path = RAW) -> None:
    """Write the page."""
    PAGE.write_text(page(raw), encoding="utf-8")
    print(f"{PAGE.name} written")


def page(raw: Path) -> str:
    """Return the page."""
    parts = [prose.HEAD, *_mixes(raw), *_filters(raw), *_chapters(raw), *_pairs(raw), prose.LIMITS]
    blocks = [block for part in parts for block in part.strip().split("\n\n")]
    return "\n\n".join(_wrapped(block.strip("\n")) for block in blocks) + "\n"


def _mixes(raw: Path) -> Iterator[str]:
    rows = table("estimate_trust")
    yield prose.MIXES
    pairs = rows.filter(pl.col("kind") == "pair").sort("low_usd")
    yield _grid(
        ("pair's total", "pairs", "largest section right", "trade in the wrong section, mean"),
        [
            (
                _size(each),
                f"{each['observations']}",
                _percent(each["top_right_share"]),
                _percent(each["misallocated_share"]),
            )
            for each in pairs.iter_rows(named=True)
        ],
    )
    cells = rows.filter(pl.col("kind") != "pair").sort("kind", "low_usd", descending=[True, False])
    yield _grid(
        ("observed cell", "cells", "off by more than three times", "rank correlation"),
        [
            (
                "all" if each["kind"] == "all" else _size(each),
                f"{each['observations']:,}",
                _percent(each["far_off_share"]),
                f"{each['rank_correlation']:.2f}",
            )
            for each in cells.iter_rows(named=True)
        ],
    )
    every = rows.filter(pl.col("kind") == "all").row(0, named=True)
    yield (
        f"Over all cells {_percent(every['misallocated_share'])} of trade stands in the wrong one. The fit never "
        "gives a "
        "zero, so small cells are overstated; the rank correlation within a size is weak but for the largest. This is "
        "the best case: exact sums of the same years, on one continent, by section. With sums of several years and "
        "sources, and by chapter, it is worse, as the world's own fit shows where two bulk chapters were "
        "observed (BACI "
        f"{mixes.YEAR}, the 200 largest pairs of each of their main headings, both countries covered by the totals):"
    )
    yield _bulk(raw)
    yield prose.MIXES_END


def _bulk(raw: Path) -> str:
    return _grid(
        ("chapter", "guess", "pairs", "off by a factor of, median", "off by more than three times", "rank correlation"),
        [
            (
                f"{each.chapter} {_short(each.chapter)}",
                each.guess,
                f"{each.pairs}",
                f"{each.factor:.2f}",
                _percent(each.far),
                f"{each.rank:.2f}",
            )
            for each in mixes.misses(raw)
        ],
    )


def _filters(raw: Path) -> Iterator[str]:
    found = filters.cells(exports(raw))
    yield (
        f"## Do chapters that the lists keep go on being supplied?\n\nThe opportunity lists keep a chapter by "
        f"four thresholds (table `trade_parameters`): {filters.shipped()}, chapters set apart left out. The first "
        "three were chosen on one exporter; this study tried them on others and brought the fourth, on the last year. "
        "So the first three are tested here, and the fourth on halves of the exporters. They are applied to 2011-2015 "
        f"and looked at in 2016-2020, on {len(found.codes)} other "
        f"exporters (all above {filters.LEAST_EXPORTS_USD / 1e6:g} million USD a year whose imports by chapter are "
        "known; China's are not). " + prose.COLUMNS
    )
    yield _fates("by the first three thresholds", filters.by_reason(found))
    yield _bands_text(found)
    yield _fates("chapters near a threshold, the other two holding", filters.bands(found))
    yield prose.UNSTEADY
    yield _fates("kept chapters that are not steady", filters.unsteady(found))
    yield "With one threshold varied:"
    yield _fates("thresholds", filters.varied(found))
    yield from _choices(found)
    yield from _lost(found)
    yield _named(found)


def _bands_text(found: Cells) -> str:
    fates = dict(filters.by_reason(found))
    kept, dropped = fates["kept"], fates["dropped: no advantage"]
    return (
        f"A kept chapter goes on in {_percent(kept.stays)} of cases and loses half its share of the world in "
        f"{_percent(kept.lost)}; one dropped for want of advantage in {_percent(dropped.stays)} and "
        f"{_percent(dropped.lost)}. **The lists say what is really supplied, not what will grow**: a kept chapter "
        "gains "
        f"share in {_percent(kept.grew)} of cases, one without advantage in {_percent(dropped.grew)}."
    )


def _choices(found: Cells) -> Iterator[str]:
    yield (
        "### Chosen on one half, tested on the other\n\nExporters are split by every other code. On one half the "
        f"thresholds are chosen, out of {len(filters.GRID):,} settings, whose kept chapters lose half their share "
        f"least often, while they keep {_percent(filters.VALUE_KEPT)} of the export value and "
        f"{_percent(filters.LASTING_KEPT)} "
        "of the lasting chapters that the first three keep; then they are looked at on the other half. The last "
        "column "
        "is by how many points of a hundred fewer are lost than by the first three, with the 90 % interval over "
        "resampled exporters."
    )
    halves, three = filters.halves(found), filters.first_three()
    shape_only = tuple(
        each
        for each in filters.GRID
        if (each.rca, each.net, each.regular_usd) == (three.rca, three.net, three.regular_usd)
    )
    rows = []
    for name, own, other in (("first", *halves), ("second", *halves[::-1])):
        for what, grid in (("all free", filters.GRID), ("the first three held", shape_only)):
            rows.append(_choice(f"{name} half, {what}", filters.choose(own, grid), other=other))
        rows.append(_choice(f"{name} half, as shipped", filters.shipped(), other=other))
    yield _grid(("chosen on", "thresholds", "lost, other half", "by the first three there", "fewer lost"), rows)
    yield _verdict(found)


def _verdict(found: Cells) -> str:
    fates, shapes = dict(filters.by_reason(found)), dict(filters.unsteady(found))
    kept, proposed = fates["kept"], filters.fate(found, filters.kept(found, filters.shipped()))
    net = fates["dropped: net importer"].lost / kept.lost
    rising, falling = (each.lost for each in shapes.values())
    return prose.VERDICT.format(
        net=f"{filters.first_three().net:g}",
        times=f"{net:.1f}",
        usd=f"{filters.first_three().regular_usd:,.0f}",
        irregular=_percent(fates["dropped: irregular"].lost),
        rising=_percent(rising),
        falling=_percent(falling),
        last=f"{filters.shipped().last:g}",
        before=_percent(kept.lost),
        after=_percent(proposed.lost),
        fewer=_percent(1 - proposed.cells / kept.cells),
        value=_percent(1 - proposed.value / kept.value),
    )


def _choice(name: str, limits: Thresholds, *, other: Cells) -> tuple[str, ...]:
    point, low, high = filters.gain(other, limits)
    chosen, three = (filters.fate(other, filters.kept(other, each)).lost for each in (limits, filters.first_three()))
    change = f"{100 * point:.1f} ({100 * low:.1f} to {100 * high:.1f})"
    return name, str(limits), _percent(chosen), _percent(three), change


def _lost(found: Cells) -> Iterator[str]:
    rows, lost, kept = filters.lost_chapters(found)
    yield (
        "### False keeps\n\nThe kept chapters that lost half their share most often. Ships and aircraft lead: single "
        "works, sold once or sold on. Beyond them false keeps are spread: by entropy they are as many as "
        f"{lost:.0f} equally common chapters, all kept ones as {kept:.0f}."
    )
    yield _grid(
        ("chapter", "lost half", "kept", "share"),
        [(f"{chapter} {_short(chapter)}", f"{a}", f"{b}", _percent(share)) for chapter, a, b, share in rows],
    )


def _named(found: Cells) -> str:
    rows = []
    for code in NAMED:
        if code not in found.codes:
            continue
        one = filters.only(found, np.array(found.codes) == code)
        tried = (filters.first_three(), filters.shipped())
        three, four = (filters.fate(one, filters.kept(one, each)) for each in tried)
        rows.append((code, f"{three.cells}", _percent(three.lost), f"{four.cells}", _percent(four.lost)))
    head = ("exporter", "kept by the first three", "lost half", "kept as shipped", "lost half")
    return "Exporters of the shipped case's regions:\n\n" + _grid(head, rows)


def _chapters(raw: Path) -> Iterator[str]:
    yield prose.CHAPTERS
    best = 0.0
    for race in appearance.races(exports(raw)):
        yield (
            f"RCA below {race.below:g} in 2011-2015: {race.cases:,} chapters of {race.exporters} exporters, of which "
            f"{race.came} ({_percent(race.came / race.cases)}) reached an RCA of one by 2018-2020."
        )
        yield _areas(race.areas, race.best)
        best = max(best, *race.best.values())
    yield f"{prose.CHAPTERS_END.rstrip()} {_percent(best)} of a score's best twentieth appeared."


def _pairs(raw: Path) -> Iterator[str]:
    seen = reported(raw, snapshot_records().codes)
    yield prose.PAIRS
    for race in partners.races(raw, seen):
        yield (
            f"Came to trade: {race.what}. {race.cases:,} pairs of {race.exporters} exporters, of which {race.came} "
            f"({_percent(race.came / race.cases)}) did."
        )
        yield _areas(race.areas, race.best)
    silent, came = partners.never_recorded(seen)
    yield (
        f"**Where nothing was recorded at all.** {silent:,} pairs had no record on either side in 2011-2015 "
        "though both "
        f"reported; {came} of them traded above a million in 2023. ITC's potential is zero there by construction; the "
        "structural one is not, but so little came of such pairs that nothing can be said for or against its order."
    )
    yield prose.PAIRS_END


def _areas(areas: dict[str, Area], best: dict[str, float]) -> str:
    rows = [
        (
            name,
            f"{each.within:.2f} ({each.within_band[0]:.2f}-{each.within_band[1]:.2f})",
            f"{each.overall:.2f} ({each.overall_band[0]:.2f}-{each.overall_band[1]:.2f})",
            _percent(best[name]),
        )
        for name, each in areas.items()
    ]
    return _grid(("score", "AUC within an exporter", "AUC over all", "of the best-scored twentieth, came"), rows)


def _fates(first: str, rows: Iterable[tuple[str, Fate]]) -> str:
    return _grid(
        (first, *FATE_HEAD),
        [
            (
                name,
                f"{each.cells:,}",
                f"{each.each:.1f}",
                *(_percent(v) for v in (each.stays, each.advantage, each.lost, each.grew, each.value)),
            )
            for name, each in rows
        ],
    )


def _grid(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _wrapped(block: str) -> str:
    """Return a paragraph or list in lines of the page's width; tables and titles as they are."""
    if block.startswith(("|", "#")):
        return block
    items = ["* " + item for item in block.removeprefix("* ").split("\n* ")] if block.startswith("* ") else [block]
    return "\n".join(
        fill(
            " ".join(item.split()),
            WIDTH,
            subsequent_indent="  " if item.startswith("* ") else "",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for item in items
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _size(row: dict[str, Any]) -> str:
    low, high = row["low_usd"], row["high_usd"]
    if low == 0:
        return f"under {_money(high)}"
    return f"{_money(low)} and more" if high is None else f"{_money(low)} to {_money(high)}"


def _money(usd: float) -> str:
    if usd >= 1e9:
        return f"{usd / 1e9:g} bn"
    return f"{usd / 1e6:g} m" if usd >= 1e6 else f"{usd / 1e3:g} k"


def _short(chapter: str) -> str:
    return product(chapter).label.split(";")[0].split(",")[0]


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:2]))
