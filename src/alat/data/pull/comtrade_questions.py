"""Which questions does a pull put to UN Comtrade? Few, and each small enough for one answer."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from alat.errors import BadInput
from alat.reference import Country, country_from_comtrade

LEVELS = ("TOTAL", "2", "4", "6")
FLOWS = ("M", "X", "RM", "RX")
# As the interface documents: periods in one question; rows in one answer without key, and with a free one. The
# publisher's package says 250,000 for every key; a smaller limit costs a few more questions, a larger one rows.
MOST_PERIODS = 12
ROWS_WITHOUT_KEY = 500
ROWS_WITH_KEY = 100_000
_WORLD = "0"
_LARGEST_CODE = 1000
_PERIOD = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class ComtradeAsk:
    """What a user wants of UN Comtrade.

    Attributes
    ----------
    home, partners
        The reporters: trade of the one with each of the others, as both sides report it. Totals come with all
        partners of each, so that nothing recorded with one of them is not taken for a question never asked.
    periods
        Years (``2023``) or months (``2023-04``).
    level
        TOTAL, or the digits of the products: 2, 4 or 6. Totals always come too.
    """

    home: Country
    partners: tuple[Country, ...]
    periods: tuple[str, ...]
    level: str = "TOTAL"

    @property
    def frequency(self) -> str:
        """A for years, M for months."""
        return "M" if "-" in self.periods[0] else "A"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One call: who reports on whom (all partners and World where none is named), which periods, flows, products."""

    reporters: tuple[str, ...]
    partners: tuple[str, ...]
    frequency: str
    periods: tuple[str, ...]
    flows: tuple[str, ...]
    products: str

    def parameters(self, *, most_rows: int) -> Mapping[str, str]:
        """Return the parameters of the call."""
        partners = {"partnerCode": ",".join(self.partners)} if self.partners else {}
        return {
            "reporterCode": ",".join(self.reporters),
            "period": ",".join(period.replace("-", "") for period in self.periods),
            **partners,
            "partner2Code": _WORLD,
            "cmdCode": self.products,
            "flowCode": ",".join(self.flows),
            "customsCode": "C00",
            "motCode": "0",
            "maxRecords": str(most_rows),
            "format": "JSON",
            "includeDesc": "false",
        }

    def halves(self) -> tuple["Question", ...]:
        """Return two smaller questions that together are this one; none where it cannot be cut."""
        if len(self.periods) > 1:
            return tuple(replace(self, periods=half) for half in _cut(self.periods))
        if len(self.flows) > 1:
            return tuple(replace(self, flows=half) for half in _cut(self.flows))
        if len(self.partners) > 1:
            return tuple(replace(self, partners=half) for half in _cut(self.partners))
        return ()


def questions(ask: ComtradeAsk) -> Iterator[Question]:
    """Yield the questions of a pull: each reporter's totals with all partners, then products with those asked for."""
    if ask.level not in LEVELS:
        raise BadInput(f"level {ask.level!r}; expected TOTAL, 2, 4 or 6")
    sides = [(ask.home, ask.partners), *((partner, (ask.home,)) for partner in ask.partners)]
    for products in ("TOTAL", *(() if ask.level == "TOTAL" else (f"AG{ask.level}",))):
        for reporter, partners in sides:
            codes = tuple(code for partner in partners for code in comtrade_codes(partner))
            for start in range(0, len(ask.periods), MOST_PERIODS):
                yield Question(
                    reporters=comtrade_codes(reporter),
                    partners=() if products == "TOTAL" else codes,
                    frequency=ask.frequency,
                    periods=ask.periods[start : start + MOST_PERIODS],
                    flows=FLOWS,
                    products=products,
                )


def comtrade_codes(of: Country) -> tuple[str, ...]:
    """Return every code under which Comtrade has had a country; some of them ended years ago."""
    return tuple(
        str(code)
        for code in range(1, _LARGEST_CODE)
        if (found := country_from_comtrade(code)) is not None and found.iso3 == of.iso3
    )


def periods_between(first: str, last: str) -> tuple[str, ...]:
    """Return the years or months from one to another, both included.

    Raises
    ------
    BadInput
        If they are not two years, or two months such as 2023-04, in order.
    """
    if len(first) != len(last) or not (_is_period(first) and _is_period(last)) or first > last:
        raise BadInput(f"{first} to {last}; expected two years, or two months such as 2023-04, the earlier first")
    if "-" not in first:
        return tuple(str(year) for year in range(int(first), int(last) + 1))
    low, high = (int(text[:4]) * 12 + int(text[5:]) - 1 for text in (first, last))
    return tuple(f"{month // 12}-{month % 12 + 1:02}" for month in range(low, high + 1))


def _is_period(text: str) -> bool:
    return _PERIOD.fullmatch(text) is not None


def _cut(parts: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    middle = len(parts) // 2
    return parts[:middle], parts[middle:]
