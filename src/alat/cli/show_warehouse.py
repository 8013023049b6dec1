"""How a load and the history of loads look."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from alat.cli.answer import QUIET_S
from alat.cli.listings import Listing
from alat.cli.paper import Paper, number
from alat.data.pull.baci import Progress, pull_baci
from alat.data.warehouse import (
    Vintage,
    configured_url,
    default_url,
    flow_dataset,
    loading,
    loading_url,
    open_warehouse,
    shown,
    vintages,
)
from alat.errors import BadInput

HASH_SHOWN = 12
_MILLION = 1e6
_RANGE = re.compile(r"(\d{4})(?:-(\d{4}))?")


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a load brought."""

    warehouse: str
    vintage: Vintage
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def pulled_baci(source: Path, *, years: str | None, fewer_years: bool, url: str | None) -> Pulled:
    """Load BACI, telling how far it has come.

    Raises
    ------
    BadInput
        If a file is not sound, the years are no years, or some of the load before would go; the vintage before stays.
    """
    chosen = None if years is None else parsed_years(years)
    with loading(loading_url(url)) as warehouse:
        before = {each.dataset: each.years for each in vintages(warehouse) if each.state == "current"}
        vintage = pull_baci(source, warehouse=warehouse, years=chosen, fewer_years=fewer_years, progress=tell)
        gone = sorted({*before.get(vintage.dataset, ())} - {*vintage.years})
        left = f"Years of the load before that this one has not, and that are gone: {', '.join(map(str, gone))}"
        return Pulled(warehouse.shown, vintage, notes=tuple(filter(None, (vintage.note, left if gone else ""))))


def history() -> Listing:
    """Return every load on record in the warehouse in use, newest first."""
    url = configured_url()
    if url is None:
        note = f"No warehouse is in use: the snapshot alone answers. `alat data pull` makes {shown(default_url())}"
        return Listing("Loads on record", pl.DataFrame(), notes=(note,))
    with open_warehouse(url) as warehouse:
        answering = flow_dataset(warehouse)
        rows = [_row(each, answering=answering) for each in vintages(warehouse)]
        return Listing(f"Loads on record in {warehouse.shown}", pl.DataFrame(rows), notes=_notes(rows))


def show_pulled(paper: Paper, result: Pulled) -> None:
    """Write what was loaded."""
    each = result.vintage
    paper.title(f"{each.dataset} {each.release} is loaded into {result.warehouse}")
    paper.say(f"{each.rows:,} rows of {each.first_year} to {each.last_year}, sha256 {each.sha256[:HASH_SHOWN]}")
    if each.value_usd is not None and each.unmapped_usd is not None:
        share = each.unmapped_usd / each.value_usd if each.value_usd else 0.0
        parts = f"of which under codes that are no country of today: {number(each.unmapped_usd, 'usd')}"
        whole = "World" if each.first_year == each.last_year else f"World, {each.first_year} to {each.last_year} added"
        paper.say(f"{whole}: {number(each.value_usd, 'usd')}, {parts} ({number(share, 'share')})")


def parsed_years(text: str) -> tuple[int, ...]:
    """Return the years of ``2014-2023`` or ``2019,2023``.

    Raises
    ------
    BadInput
        If a part is neither a year nor a span that goes forwards.
    """
    years: set[int] = set()
    for part in text.split(","):
        match = _RANGE.fullmatch(part.strip())
        span = range(int(match[1]), int(match[2] or match[1]) + 1) if match else range(0)
        if not span:
            raise BadInput(f"--years {text!r}: {part.strip()!r}; expected years such as 2014-2023 or 2019,2023")
        years.update(span)
    return tuple(sorted(years))


def tell(progress: Progress) -> None:
    """Write on stderr how far a load has come: at once on a terminal, else when it has taken two seconds."""
    if sys.stderr.isatty() or progress.elapsed_s >= QUIET_S:
        sys.stderr.write(f"alat: data pull baci: {told(progress)}\n")
        sys.stderr.flush()


def told(progress: Progress) -> str:
    """Return how far a load has come: rows, rate and time left."""
    rate = progress.rows / max(progress.elapsed_s, 1e-3)
    left_s = (progress.expected_rows - progress.rows) / rate if rate else 0.0
    ending = f"about {left_s:.0f} s left" if progress.done < progress.years else "adding up"
    rows = f"{progress.rows / _MILLION:.1f} m rows, {rate / _MILLION:.2f} m rows/s"
    return f"{progress.year} ({progress.done} of {progress.years}), {rows}, {ending}"


def _row(each: Vintage, *, answering: Vintage | None) -> dict[str, object]:
    flows = answering is not None and each.dataset.partition("-")[0] == answering.dataset.partition("-")[0]
    chosen = answering if answering is not None and each.id == answering.id else None
    return {
        "dataset": each.dataset,
        "release": each.release,
        "years": "" if each.first_year is None else f"{each.first_year}-{each.last_year}",
        "rows": each.rows,
        "world_usd": each.value_usd,
        "unmapped_usd": each.unmapped_usd,
        "loaded": each.loaded_at[:19].replace("T", " "),
        "sha256": each.sha256[:HASH_SHOWN],
        "state": "passed over" if flows and chosen is None and each.state == "current" else each.state,
        "note": each.note if chosen is None else chosen.note,
    }


def _notes(rows: list[dict[str, object]]) -> tuple[str, ...]:
    if not rows:
        return ("Nothing has been loaded yet.",)
    return ("Times are UTC. A superseded load is on record only; its rows are gone, load its files again to have it.",)
