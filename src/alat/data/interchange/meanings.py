"""What does a column of an exported table mean, and how did its numbers come to be?

A column that was a field of a result means what the docstring of its dataclass says; what a frame's columns mean, and
the basis of every number that has none beside it, stand in `data/exports.csv`.
"""

import csv
import inspect
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from alat.sealed import read_bytes

FILE = "data/exports.csv"
ANY = "*"
# The basis of a number that counts and measures nothing: a year, a session.
LABEL = "label"
# The basis of a column whose rows each have their own, beside it.
EACH = "each"
ASKED = "asked"
_ATTRIBUTES = re.compile(r"^Attributes\n-+\n(.*?)(?=^\S[^\n]*\n-{3,}\n|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column says.

    Attributes
    ----------
    meaning
        In words.
    basis
        How its numbers came to be: one of `Basis`, `ASKED` for what the question itself gave, `LABEL` or `EACH`; ''
        where it holds no figure.
    source
        Where its numbers are from, if not from the sources of the answer.
    """

    meaning: str = ""
    basis: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """Where in a result something stands.

    Attributes
    ----------
    holder
        What it is a field of: a dataclass (``Lane``), or a frame or mapping in one (``Opportunities.products``).
    name
        Its name there.
    kind
        The dataclass, whose docstring says what is written nowhere else.
    basis, source
        What the thing that holds it states for all that it holds; '' where it states nothing.
    """

    holder: str
    name: str
    kind: type | None = None
    basis: str = ""
    source: str = ""

    @property
    def path(self) -> str:
        """What its own fields have for a holder, if it has any."""
        return f"{self.holder}.{self.name}" if self.holder else self.name

    @property
    def meaning(self) -> Meaning:
        """What it says, and how its numbers came to be."""
        stated = _stated()
        found = stated.get((self.holder, self.name), Meaning())
        usual = stated.get((ANY, self.name), Meaning())
        said = documented(self.kind).get(self.name, "") if self.kind is not None else ""
        return Meaning(found.meaning or said or usual.meaning, found.basis or usual.basis, found.source or usual.source)


@cache
def documented(kind: type) -> Mapping[str, str]:
    """Return what the docstring of a dataclass says of each of its fields, those of the classes it is made from too."""
    said: dict[str, str] = {}
    for one in reversed(kind.__mro__):
        section = _ATTRIBUTES.search(inspect.cleandoc(one.__doc__ or ""))
        said |= dict(_fields(section[1])) if section else {}
    return said


def _fields(section: str) -> Iterator[tuple[str, str]]:
    for names, text in re.findall(r"^(\S[^\n]*)\n((?:[ \t]+[^\n]*\n?|\n)+)", section, re.MULTILINE):
        words = " ".join(text.split())
        yield from ((name.strip(), words) for name in names.split(","))


@cache
def _stated() -> Mapping[tuple[str, str], Meaning]:
    rows = csv.DictReader(io.StringIO(read_bytes(FILE).decode("utf-8"), newline=""))
    return {
        (row["holder"], column): Meaning(row["meaning"], row["basis"], row["source"])
        for row in rows
        for column in row["columns"].split("|")
    }
