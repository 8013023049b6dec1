"""Which words does a brief use? All prose stands in `strings/<language>.toml`, and no number does.

A sentence of the catalogue holds ``{placeholders}`` and ``*words that stand out*``. A typed digit or a placeholder
without a value breaks the build.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from alat import sealed
from alat.brief import format as numbers
from alat.brief.document import Run, Runs, Text, Value
from alat.data import Quantity
from alat.errors import BrokenTemplate

Given = Quantity | Value | Text | Runs | str | date
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_PIECES = re.compile(r"(\{[a-z_]+\}|\*)")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The words of one language.

    Attributes
    ----------
    language
        Its tag: ``en``.
    entries
        Sentence by key: ``trade.lead``.
    """

    language: str
    entries: Mapping[str, str]

    def word(self, key: str) -> str:
        """Return an entry that has no placeholder.

        Raises
        ------
        BrokenTemplate
            If there is no such entry, or it asks for a value.
        """
        text = self._entry(key)
        if _PLACEHOLDER.search(text):
            raise BrokenTemplate(f"strings/{self.language}.toml, {key}: asks for a value, and none was given")
        return text

    def say(self, key: str, values: Mapping[str, Given] | None = None) -> Runs:
        """Return an entry as runs, each placeholder replaced by its value.

        Parameters
        ----------
        key
            ``section.name``.
        values
            What each placeholder stands for. A quantity is printed with its unit; a missing one in words.

        Raises
        ------
        BrokenTemplate
            If the entry is missing or types a digit, or a placeholder has no value. A value that a language does not
            use is no error.
        """
        text = self._entry(key)
        values = values or {}
        lacking = sorted(set(_PLACEHOLDER.findall(text)) - set(values))
        if lacking:
            given = ", ".join(sorted(values)) or "nothing"
            raise BrokenTemplate(
                f"strings/{self.language}.toml, {key}: no value for {{{'}, {'.join(lacking)}}}; given: {given}"
            )
        runs: list[Run] = []
        strong = False
        for piece in _PIECES.split(text):
            if piece == "*":
                strong = not strong
            elif piece.startswith("{"):
                runs += [_stand_out(run, strong=strong) for run in self._runs(values[piece[1:-1]])]
            elif piece:
                runs.append(Text(piece, strong))
        return tuple(runs)

    def show(
        self,
        quantity: Quantity,
        *,
        unit: str = "",
        form: str = "full",
        missing: str = "not_known",
        digits: int = numbers.HONEST_DIGITS,
    ) -> Value:
        """Print a quantity.

        Parameters
        ----------
        quantity
            What to print.
        unit
            The unit to print in; '' picks one that suits the size.
        form
            ``full``; ``short``, where room is scarce; ``bare`` leaves the unit out, where a column's title says it.
        missing
            Which of the three a missing value is: ``not_known``, ``nothing_recorded`` or ``not_covered``.
        digits
            Significant digits of a modelled amount; `numbers.COMPARED_DIGITS` in a table that compares.
        """
        text, shown, absent = "", unit or quantity.unit, ""
        if quantity.known:
            number, shown = numbers.split(quantity, unit=unit, digits=digits)
            text = number if form == "bare" else self._with_unit(number, shown, short=form == "short")
        else:
            text, absent = self.word(f"missing.{missing}"), missing
        return Value(
            text=text.replace(" ", numbers.NBSP) if quantity.known else text,
            basis=str(quantity.basis),
            unit=shown,
            year=quantity.year,
            sources=quantity.sources,
            note=quantity.note,
            missing=absent,
        )

    def count(self, number: int, *, of: str = "") -> Value:
        """Print a number that the brief counted itself; `of` says what was counted."""
        return Value(numbers.grouped(number, decimals=0), "counted", unit="count", note=of)

    def day(self, when: date | str, *, form: str = "full") -> Value:
        """Print a date, a month or a year as a person writes it; `form` ``short`` cuts the month's name."""
        year, month, number = numbers.day(when)
        if not month:
            return Value(year, "given", unit="date")
        name = self.word("months.list" if form == "full" else "months.short").split()[int(month) - 1]
        key = "months.day" if number else "months.month"
        text = self._entry(key).replace("{day}", number).replace("{month}", name).replace("{year}", year)
        return Value(text.replace(" ", numbers.NBSP), "given", unit="date")

    def join(self, items: Sequence[Runs], *, last: str = "list.last") -> Runs:
        """Join runs as a list of words: one, two and three."""
        runs: list[Run] = []
        for index, item in enumerate(items):
            if index:
                runs.append(Text(self.word(last if index == len(items) - 1 else "list.comma")))
            runs += item
        return tuple(runs)

    def _with_unit(self, number: str, unit: str, *, short: bool) -> str:
        short_key = f"units_short.{unit}"
        pattern = self._entry(short_key if short and short_key in self.entries else f"units.{unit}")
        return pattern.replace("{n}", number).replace("{gas}", numbers.GAS)

    def _entry(self, key: str) -> str:
        try:
            text = self.entries[key]
        except KeyError:
            raise BrokenTemplate(f"strings/{self.language}.toml has no entry {key}") from None
        refuse_digits(text, f"strings/{self.language}.toml, {key}")
        return text

    def _runs(self, value: Given) -> Runs:
        match value:
            case Quantity():
                return (self.show(value),)
            case Value() | Text():
                return (value,)
            case str():
                return (Text(value, given=True),)
            case date():
                return (self.day(value),)
            case _:
                return value


@cache
def catalogue(language: str = "en") -> Catalogue:
    """Return the words of a language, every entry held to the rule that no number is typed.

    Raises
    ------
    BrokenTemplate
        If an entry types a digit or is not text.
    """
    content = tomllib.loads(sealed.read_bytes(f"brief/strings/{language}.toml").decode("utf-8"))
    return read_catalogue(content, language)


def read_catalogue(content: Mapping[str, object], language: str) -> Catalogue:
    """Make a catalogue of parsed TOML: tables of sentences.

    Raises
    ------
    BrokenTemplate
        If an entry types a digit or is not text.
    """
    entries: dict[str, str] = {}
    for section, sentences in content.items():
        if not isinstance(sentences, dict):
            raise BrokenTemplate(f"strings/{language}.toml, {section}: expected a table of sentences")
        for name, text in sentences.items():
            key = f"{section}.{name}"
            if not isinstance(text, str):
                raise BrokenTemplate(f"strings/{language}.toml, {key}: expected text")
            refuse_digits(text, f"strings/{language}.toml, {key}")
            entries[key] = text
    return Catalogue(language, entries)


def refuse_digits(text: str, place: str) -> None:
    """Refuse a typed number.

    Raises
    ------
    BrokenTemplate
        If `text` holds a digit of any script, superscripts and fractions included.
    """
    digit = next((character for character in text if character.isnumeric()), None)
    if digit is not None:
        raise BrokenTemplate(f"{place}: types {digit!r}; a number must be a reference to a computed value")


def _stand_out(run: Run, *, strong: bool) -> Run:
    return replace(run, strong=True) if strong else run
