"""How a figure looks on a terminal: value, unit, year, basis and source, and never one without the others."""

import io
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from rich import box
from rich.console import Console
from rich.table import Table

from alat.data import Basis, Quantity, sources

NOT_KNOWN = "not known"
PIPED_WIDTH = 120
_STEPS = ((1e9, "bn", 2), (1e6, "m", 1), (1e3, "k", 1))
_SMALL_SHARE = 0.01
# Between two columns; how narrow a column of text may become whose words are longer.
_GAP, _NARROWEST_TEXT = 2, 14
_MOST_REPEATED = 2
_WHOLE_FROM = 1000.0
_SHOWN_UNITS = {"kgco2e": "kg CO2e", "usd": "USD", "usd_per_t": "USD/t"}


@dataclass(slots=True)
class Paper:
    """A page being written: text and tables in order, and the sources its figures cite.

    Attributes
    ----------
    console
        What draws, into a buffer.
    cited
        Ids of the sources cited so far, in order of first use.
    """

    console: Console
    cited: list[str] = field(default_factory=list)

    def say(self, text: str = "") -> None:
        """Write a line."""
        self.console.print(text)

    def title(self, text: str) -> None:
        """Write a heading."""
        self.console.print(text, style="bold")

    def quantities(self, rows: Iterable[tuple[str, Quantity]]) -> None:
        """Write a table of figures: what, value, year, basis, sources, note."""
        listed = list(rows)
        lines = [
            (label, figure(item), item.year, item.basis.value, self.cite(item.sources), item.note)
            for label, item in listed
        ]
        self.table(("figure", "value", "year", "basis", "source", "note"), lines, right=("value",))

    def table(
        self,
        columns: Sequence[str],
        rows: Iterable[Sequence[str]],
        *,
        right: Sequence[str] = (),
        title: str | None = None,
    ) -> None:
        """Write a table of texts, in blocks of columns where the page is too narrow for whole numbers.

        Columns in which every cell is empty are left out. Each further block repeats the first texts of its rows.
        """
        cells = [list(row) for row in rows]
        kept = [i for i in range(len(columns)) if not cells or any(row[i] for row in cells)]
        names = [columns[i] for i in kept]
        texts = [[row[i] for row in cells] for i in kept]
        numeric = [name in right for name in names]
        for number_of, block in enumerate(_blocks(names, texts, numeric=numeric, page=self.console.width)):
            again = f"{title} (continued)" if title else "(continued)"
            again = again if len(again) <= self.console.width else "(continued)"
            told = title if number_of == 0 else again
            fits = sum(_natural(names[i], texts[i]) + _GAP for i in block) <= self.console.width + _GAP
            drawn = Table(box=box.SIMPLE_HEAD, title=told, title_justify="left", padding=(0, 1, 0, 0), pad_edge=False)
            for i in block:
                drawn.add_column(
                    names[i],
                    justify="right" if numeric[i] else "left",
                    overflow="fold",
                    width=None if fits else _fixed(names[i], texts[i], whole=numeric[i]),
                )
            for at in range(len(cells)):
                drawn.add_row(*(texts[i][at] for i in block))
            self.console.print(drawn)

    def cite(self, ids: Iterable[str]) -> str:
        """Return footnote marks for source ids: ``[1] [3]``."""
        marks = []
        for source_id in dict.fromkeys(ids):
            if source_id not in self.cited:
                self.cited.append(source_id)
            marks.append(f"[{self.cited.index(source_id) + 1}]")
        return " ".join(marks)

    def close(self, ids: Iterable[str], notes: Iterable[str]) -> str:
        """Write notes and sources under everything, and return the page."""
        for note in dict.fromkeys(notes):
            self.say(f"Note: {note}")
        self.cite(ids)
        if self.cited:
            self.title("Sources")
        for number, source_id in enumerate(self.cited, start=1):
            self.say(f"[{number}] {_cited(source_id)}")
        file = self.console.file
        assert isinstance(file, io.StringIO)  # noqa: S101 - blank_paper made it
        return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def blank_paper(*, plain: bool) -> Paper:
    """Return an empty page, as wide as the terminal; `plain` without colour and of a fixed width, for a file."""
    width = PIPED_WIDTH if plain else max(80, shutil.get_terminal_size((PIPED_WIDTH, 24)).columns)
    colour = not plain and "NO_COLOR" not in os.environ
    return Paper(
        Console(
            file=io.StringIO(),
            width=width,
            markup=False,
            highlight=False,
            emoji=False,
            force_terminal=colour,
            color_system="standard" if colour else None,
            legacy_windows=False,
        )
    )


def figure(item: Quantity) -> str:
    """Return a quantity's value and unit as a person reads them; what is missing is shown as missing."""
    if item.value is None:
        return NOT_KNOWN
    mark = "~" if item.basis in {Basis.MODELLED, Basis.ASSUMED} else ""
    return mark + number(item.value, item.unit)


def number(value: float | None, unit: str) -> str:
    """Return a number with its unit: ``220.8 m USD``, ``89.4 %``, ``1,204 km``."""
    if value is None:
        return NOT_KNOWN
    formats: dict[str, Callable[[float], str]] = {
        "usd": _money,
        "share": lambda v: f"{100 * v:.1f} %" if abs(v) >= _SMALL_SHARE else f"{written_out(100 * v, digits=2)} %",
        "percentile": lambda v: f"{v:.0f} of 100",
        "ratio": lambda v: f"{v:.2f}",
        "index": lambda v: f"{v:.3f}",
        "count": lambda v: f"{v:,.0f}",
        "rank": lambda v: f"{v:,.0f}",
        "": _plain_number,
    }
    if unit in formats:
        return formats[unit](value)
    return f"{_plain_number(value)} {_SHOWN_UNITS.get(unit, unit)}"


def is_plain() -> bool:
    """Whether stdout is something else than a person's terminal."""
    return not sys.stdout.isatty()


def _blocks(
    names: Sequence[str], texts: Sequence[Sequence[str]], *, numeric: Sequence[bool], page: int
) -> list[list[int]]:
    """Return which columns stand side by side: all of them, where numbers stay whole and words stay legible."""
    least = [_least(name, cells, whole=whole) for name, cells, whole in zip(names, texts, numeric, strict=True)]
    first = next((i for i, whole in enumerate(numeric) if whole), 1)
    repeated = list(range(min(first, _MOST_REPEATED)))
    blocks: list[list[int]] = [[]]
    for i, width in enumerate(least):
        taken = sum(least[each] + _GAP for each in blocks[-1])
        if taken + width > page and set(blocks[-1]) - set(repeated):
            blocks.append(list(repeated))
        blocks[-1].append(i)
    return blocks


def _least(name: str, cells: Sequence[str], *, whole: bool) -> int:
    """Return how narrow a column can be: whole cells of numbers or of few letters, whole words of longer texts."""
    fixed = _fixed(name, cells, whole=whole)
    return _NARROWEST_TEXT if fixed is None else fixed


def _fixed(name: str, cells: Sequence[str], *, whole: bool) -> int | None:
    """Return the width at which no cell is broken, the name at its words only; None of longer texts."""
    widest = max((len(text) for text in (*name.split(), *cells)), default=1)
    return widest if whole or widest <= _NARROWEST_TEXT else None


def _natural(name: str, cells: Sequence[str]) -> int:
    return max(len(text) for text in (name, *cells))


def _plain_number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= _WHOLE_FROM else written_out(value, digits=4)


def written_out(value: float, *, digits: int) -> str:
    """Return so many significant digits without an exponent: 0.000008, never 8e-06."""
    return format(Decimal(f"{value:.{digits}g}"), "f")


def _money(value: float) -> str:
    for size, name, digits in _STEPS:
        if abs(value) >= size:
            return f"{value / size:,.{digits}f} {name} USD"
    return f"{value:,.0f} USD"


def _cited(source_id: str) -> str:
    known = sources().get(source_id)
    if known is None:
        return source_id
    parts = (f"{known.publisher}: {known.title}", known.year, known.licence, known.address)
    return ", ".join(part for part in parts if part) + f" ({source_id})"
