"""What a brief is made of: blocks of runs, where a run is text or a number that knows where it came from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """Words.

    Attributes
    ----------
    text
        The words.
    strong
        Whether they stand out.
    given
        Whether they are a name or a statement out of the data, which alone may hold a digit.
    """

    text: str
    strong: bool = False
    given: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A number, date or missing number as it is printed.

    Attributes
    ----------
    text
        What is printed, unit included where the words around it do not say it.
    basis
        ``observed``, ``reported``, ``reconciled``, ``modelled``, ``assumed``; ``counted`` for what the brief counts in
        its own rows, ``given`` for a date or number that a table states.
    unit, year, sources, note
        As in `Quantity`.
    missing
        '' or which of the three it is: ``not_known``, ``nothing_recorded``, ``not_covered``.
    strong
        Whether it stands out.
    """

    text: str
    basis: str
    unit: str = ""
    year: str = ""
    sources: tuple[str, ...] = field(default=())
    note: str = ""
    missing: str = ""
    strong: bool = False


Run = Text | Value
Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title of the brief, 2 a section, 3 a part of it."""

    runs: Runs
    level: int
    anchor: str = ""
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running words; `style` is ``body``, ``intro`` (stays with what follows), ``lead``, ``note`` or ``bullet``."""

    runs: Runs
    style: str = "body"
    sources: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One number for the decision page: the number, what it is, and what limits it."""

    value: Value
    label: Runs
    note: Runs


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The numbers of the decision page, side by side."""

    items: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its title, whether it holds numbers, its width in parts."""

    title: Runs
    number: bool = False
    parts: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a finding, with a note of units, years and basis below."""

    caption: Runs
    columns: tuple[Column, ...]
    rows: tuple[tuple[Runs, ...], ...]
    note: Runs = ()
    sources: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart under a finding, with a note of units, years and basis below.

    Attributes
    ----------
    name
        Its file name without suffix; unique in a document.
    caption
        What the chart shows, as a finding.
    svg
        The picture.
    alt
        The same for a reader who does not see it.
    """

    name: str
    caption: Runs
    svg: str
    alt: str
    note: Runs = ()
    sources: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Callout:
    """Blocks in a box."""

    title: Runs
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Side:
    """Two stacks of blocks beside each other; `parts` are their widths."""

    left: "tuple[Block, ...]"
    right: "tuple[Block, ...]"
    parts: tuple[float, float] = (1.0, 1.0)


@dataclass(frozen=True, slots=True)
class SourceList:
    """Where the numbered list of every source that was used is printed."""


@dataclass(frozen=True, slots=True)
class SmallPrint:
    """Remarks in small type, in two columns."""

    items: tuple[Runs, ...]


Block = Heading | Paragraph | KeyFigures | Table | Figure | Callout | Side | SmallPrint | SourceList


@dataclass(frozen=True, slots=True)
class Document:
    """A whole brief.

    Attributes
    ----------
    language
        Its language tag.
    title
        Its title in plain words.
    footer
        What stands at the foot of each page: the legend of the marks.
    blocks
        Everything in order.
    addresses
        Where the sources are that only a study knows, by what it calls them.
    """

    language: str
    title: str
    footer: Runs
    blocks: tuple[Block, ...]
    addresses: Mapping[str, str] = field(default_factory=dict)


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield every block in reading order, those inside boxes and columns after their box."""
    for block in blocks:
        yield block
        if isinstance(block, Callout):
            yield from walk(block.blocks)
        elif isinstance(block, Side):
            yield from walk(block.left)
            yield from walk(block.right)


def runs_of(block: Block) -> tuple[Run, ...]:
    """Return every run of a block, not of the blocks inside it."""
    found: tuple[Run, ...] = ()
    match block:
        case Heading() | Paragraph():
            found = block.runs
        case KeyFigures():
            found = tuple(run for item in block.items for run in (item.value, *item.label, *item.note))
        case Table():
            cells = [run for row in block.rows for cell in row for run in cell]
            titles = [run for column in block.columns for run in column.title]
            found = (*block.caption, *titles, *cells, *block.note)
        case Figure():
            found = (*block.caption, *block.note)
        case Callout():
            found = block.title
        case SmallPrint():
            found = tuple(run for item in block.items for run in item)
        case Side() | SourceList():
            pass
    return found


def cited(block: Block) -> tuple[str, ...]:
    """Return the sources a block rests on, in order of first mention."""
    stated = block.sources if isinstance(block, Paragraph | Table | Figure) else ()
    found = [source for run in runs_of(block) if isinstance(run, Value) for source in run.sources]
    return tuple(dict.fromkeys([*found, *stated]))


def number_sources(document: Document) -> dict[str, int]:
    """Return each source's number in the list at the end, in order of first mention."""
    ids = dict.fromkeys(source for block in walk(document.blocks) for source in cited(block))
    return {source: number for number, source in enumerate(ids, start=1)}
