"""What the costs of measures are given as."""

import math
from dataclasses import dataclass
from enum import StrEnum

from alat.data import Basis
from alat.errors import BadInput


class Nature(StrEnum):
    """Whether a cost is paid once while a measure is built, or every year from its opening."""

    CAPITAL = "capital"
    YEARLY = "yearly"


class Flag(StrEnum):
    """What a page must show beside a cost."""

    NONE = ""
    TO_BE_SOURCED = "to_be_sourced"
    CONTRADICTED = "contradicted"
    FLOOR = "floor"


@dataclass(frozen=True, slots=True)
class Range:
    """A cost in USD with its ends.

    Raises
    ------
    BadInput
        If an end is not a number, is negative, or they are not in order.
    """

    low: float
    central: float
    high: float

    def __post_init__(self) -> None:
        """Refuse what no range can be."""
        if not all(math.isfinite(end) for end in self.ends):
            raise BadInput(f"a range of {self.low}, {self.central}, {self.high}; expected finite numbers")
        if self.low < 0:
            raise BadInput(f"a cost of {self.low:g} USD; expected 0 or more")
        if not self.low <= self.central <= self.high:
            raise BadInput(
                f"low {self.low:g}, central {self.central:g}, high {self.high:g}; expected them in this order"
            )

    @property
    def ends(self) -> tuple[float, float, float]:
        """Low, central and high, as a tuple."""
        return self.low, self.central, self.high

    def __add__(self, other: "Range") -> "Range":
        return Range(self.low + other.low, self.central + other.central, self.high + other.high)

    def times(self, factor: "Range") -> "Range":
        """Return the range with each end multiplied by the same end of a factor."""
        return Range(self.low * factor.low, self.central * factor.central, self.high * factor.high)


NIL = Range(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class CostLine:
    """One thing that is paid for.

    Attributes
    ----------
    measure, item
        Whose it is, and what.
    nature
        Once, or every year.
    usd
        The range; None for evidence that has no full range, or has none.
    printed
        What a piece of evidence prints, low and high, in USD; None where it prints none.
    money_year, basis, flag, source, address, note
        Where it comes from and what limits it; money is not brought to one year.
    """

    measure: str
    item: str
    nature: Nature
    usd: Range | None
    printed: tuple[float | None, float | None]
    money_year: str
    basis: Basis
    flag: Flag
    source: str
    address: str
    note: str


@dataclass(frozen=True, slots=True)
class MeasureCost:
    """What a measure costs.

    Attributes
    ----------
    measure, name, owner
        As the study has it.
    years_low, years_high
        Shortest and longest time to build.
    capital, yearly
        USD paid once while it is built, and every year from its opening; 0 only where no line of that nature is stated.
    lines
        What enters the two sums.
    evidence
        What was found and does not enter: anchors, analogies, and figures that contradict each other.
    flags
        What a page must show, each once.
    """

    measure: str
    name: str
    owner: str
    years_low: float
    years_high: float
    capital: Range
    yearly: Range
    lines: tuple[CostLine, ...]
    evidence: tuple[CostLine, ...]

    def __post_init__(self) -> None:
        """Refuse years that are not a time to build."""
        if not 0 <= self.years_low <= self.years_high < math.inf:
            said = f"{self.measure}: {self.years_low} to {self.years_high} years to build"
            raise BadInput(f"{said}; expected finite numbers of 0 or more, the shorter first")

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What a page must show beside the cost."""
        return tuple(dict.fromkeys(line.flag for line in self.lines if line.flag))


@dataclass(frozen=True, slots=True)
class Costs:
    """The costs of measures.

    Attributes
    ----------
    costs
        In the order of the plan.
    sources, notes
        Ids from `sources.csv`, and what a reader must know.
    """

    costs: tuple[MeasureCost, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
