"""What a duty is: a rate on the customs value, an amount on the tonne, or both, and on what it rests."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from alat.data import Basis


class DutyKind(StrEnum):
    """What a duty was read from, in the order in which one stands before the next."""

    TERRITORY = "one_customs_territory"
    PREFERENTIAL = "preferential"
    APPLIED = "applied"
    AGREEMENT = "agreement"
    MFN = "mfn"
    LINE = "shipped_line"
    FINER_LINES = "mean_of_finer_lines"
    WIDER_MEAN = "mean_of_wider_code"
    CLASS_RATE = "class_rate"
    AVERAGE = "average"
    UNKNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty on the customs value, on the tonne, or both.

    Attributes
    ----------
    rate
        Share of the customs value; None where the duty is not known.
    low, high
        Ends of the range of what sources print; equal to `rate` where they agree.
    usd_per_t
        Specific duty on top.
    basis, sources, year
        What it rests on.
    detail, notes
        The line it was read from, and what a reader must know.
    cleared
        Whether goods are cleared by customs at all: they are not inside one customs territory.
    kind
        What it was read from.
    held_by
        The goods it is on record for: an HS code, ``01-24`` or ``all``; '' for an average, an agreement or none.
    lines
        Of how many lines it is a mean; None where it is no mean of lines, or nobody tells.
    """

    rate: Fraction | None
    low: Fraction | None
    high: Fraction | None
    usd_per_t: Fraction
    basis: Basis
    sources: tuple[str, ...]
    year: str
    detail: str
    notes: tuple[str, ...] = ()
    cleared: bool = True
    kind: DutyKind = DutyKind.LINE
    held_by: str = ""
    lines: int | None = None

    @property
    def known(self) -> bool:
        """Whether there is a duty at all, nought included."""
        return self.rate is not None
