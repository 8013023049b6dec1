"""A document as plain dictionaries, ready for a template: every number with its title, every block with its sources."""

import math
from collections.abc import Mapping
from typing import Any

from alat.brief.catalogue import Catalogue, refuse_digits
from alat.brief.document import (
    Block,
    Callout,
    Document,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Runs,
    Side,
    SmallPrint,
    SourceList,
    Table,
    Text,
    Value,
    cited,
    number_sources,
    walk,
)
from alat.data.sources import sources

_MARKED = ("modelled", "assumed")
# Small print: characters a line, and the room between two items in lines.
_LINE, _BETWEEN = 56, 0.5
# Characters from which on a table may run over a page's end.
_LONG_TABLE = 1500

View = dict[str, Any]


def view(document: Document, words: Catalogue) -> View:
    """Return a document as dictionaries and lists that JSON can hold.

    Raises
    ------
    BrokenTemplate
        If words that are no datum hold a digit.
    """
    writer = _Writer(words, number_sources(document), addresses=document.addresses)
    listed = [writer.source(source, number) for source, number in writer.numbers.items()]
    return {
        "language": document.language,
        "title": document.title,
        "footer": writer.runs(document.footer),
        "labels": {
            "title_level": 1,
            "page": words.word("page.page"),
            "of": words.word("page.of"),
            "contents": words.word("page.contents"),
            "opens": words.word("page.ref_open"),
            "closes": words.word("page.ref_close"),
        },
        "blocks": [writer.block(block) for block in document.blocks],
        "sources": listed,
        "sources_cut": _half(
            [sum(len(str(part)) for name, part in source.items() if name != "id") for source in listed]
        ),
        "contents": [
            {"anchor": block.anchor, "runs": writer.runs(block.runs)}
            for block in document.blocks
            if isinstance(block, Heading) and block.level == 2 and block.anchor  # noqa: PLR2004 - sections are level two
        ],
    }


def figures(document: Document) -> tuple[Figure, ...]:
    """Return every figure in reading order."""
    return tuple(block for block in walk(document.blocks) if isinstance(block, Figure))


def _half(lengths: list[int]) -> int:
    """Return where to cut a list so that both columns are about as long."""
    lines = [math.ceil(length / _LINE) + _BETWEEN for length in lengths]
    return min(range(len(lines) + 1), key=lambda cut: (abs(sum(lines[:cut]) - sum(lines[cut:])), cut))


class _Writer:
    """Writes blocks with one numbering of sources; holds nothing else."""

    def __init__(self, words: Catalogue, numbers: dict[str, int], *, addresses: Mapping[str, str]) -> None:
        self.words = words
        self.numbers = numbers
        self.addresses = addresses

    def block(self, block: Block) -> View:
        references = sorted(self.numbers[source] for source in cited(block))
        found: View = {}
        match block:
            case Heading():
                found = {"kind": "heading", "level": block.level, "anchor": block.anchor, "new_page": block.new_page}
                found["runs"] = self.runs(block.runs)
            case Paragraph():
                found = {"kind": "paragraph", "style": block.style, "runs": self.runs(block.runs)}
                found["references"] = references
            case KeyFigures():
                found = {"kind": "key_figures", "items": [self._key_figure(item) for item in block.items]}
            case Table():
                found = self._table(block, references)
            case Figure():
                found = {"kind": "figure", "name": block.name, "alt": block.alt, "svg": block.svg}
                found |= {"caption": self.runs(block.caption), "note": self.runs(block.note), "references": references}
            case Callout():
                inner = [self.block(each) for each in block.blocks]
                found = {"kind": "callout", "title": self.runs(block.title), "blocks": inner}
            case Side():
                left, right = ([self.block(each) for each in side] for side in (block.left, block.right))
                found = {"kind": "side", "left": left, "right": right, "parts": list(block.parts)}
            case SmallPrint():
                items = [self.runs(item) for item in block.items]
                cut = _half([sum(len(str(run["text"])) for run in item) for item in items])
                found = {"kind": "small_print", "left": items[:cut], "right": items[cut:]}
            case SourceList():
                found = {"kind": "sources"}
        return found

    def runs(self, runs: Runs, *, marks: bool = True) -> list[View]:
        return [self.run(run, marks=marks) for run in runs]

    def run(self, run: Text | Value, *, marks: bool = True) -> View:
        if isinstance(run, Text):
            if not run.given:
                refuse_digits(run.text, "the words of a brief")
            return {"kind": "text", "text": run.text, "strong": run.strong, "given": run.given}
        marked = run.basis in _MARKED and not run.missing
        return {
            "kind": "value",
            "text": run.text,
            "strong": run.strong,
            "basis": run.basis,
            "missing": run.missing,
            "italic": marked or bool(run.missing),
            "mark": self.words.word(f"mark.{run.basis}") if marked and marks else "",
            "unit": run.unit,
            "year": run.year,
            "sources": " ".join(run.sources),
            "title": self._title(run),
        }

    def source(self, source: str, number: int) -> View:
        known = sources().get(source)
        if known is None:
            return {
                "id": source,
                "number": number,
                "title": source,
                "publisher": "",
                "year": "",
                "licence": "",
                "address": self.addresses.get(source) or self.words.word("page.no_address"),
            }
        return {
            "id": source,
            "number": number,
            "title": known.title,
            "publisher": known.publisher,
            "year": known.year,
            "licence": known.licence,
            "address": known.address,
        }

    def _key_figure(self, item: KeyFigure) -> View:
        return {
            "value": self.run(item.value),
            "label": self.runs(item.label),
            "note": self.runs(item.note),
            "references": self._references(item.value, *item.label, *item.note),
        }

    def _table(self, table: Table, references: list[int]) -> View:
        bases = {
            run.basis
            for row in table.rows
            for cell in row
            for run in cell
            if isinstance(run, Value) and not run.missing
        }
        note = [*self.runs(table.note)]
        for basis in _MARKED:
            if basis in bases:
                note += self.runs(self.words.say(f"basis_note.{basis}"))
        if note:
            note[0] = {**note[0], "text": note[0]["text"].lstrip()}
        return {
            "kind": "table",
            "caption": self.runs(table.caption),
            "columns": [
                {"title": self.runs(column.title), "number": column.number, "parts": column.parts}
                for column in table.columns
            ],
            "rows": [[self.runs(cell, marks=False) for cell in row] for row in table.rows],
            "note": note,
            "references": references,
            "long": sum(len(run.text) for row in table.rows for cell in row for run in cell) > _LONG_TABLE,
        }

    def _references(self, *runs: Text | Value) -> list[int]:
        return sorted({self.numbers[source] for run in runs if isinstance(run, Value) for source in run.sources})

    def _title(self, run: Value) -> str:
        """Say what stands behind a number: basis, period, publishers and what limits it."""
        known = sources()
        publishers = [known[source].publisher if source in known else source for source in run.sources]
        parts = [self.words.word(f"basis.{run.basis}"), run.year, ", ".join(dict.fromkeys(publishers)), run.note]
        return "; ".join(part for part in parts if part)
