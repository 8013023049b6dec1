"""What a number is: its value, unit, year, basis and sources, never one without the others."""

import math
from dataclasses import dataclass, field
from enum import StrEnum

from alat.errors import BadInput


class Basis(StrEnum):
    """How a number came to be."""

    OBSERVED = "observed"
    REPORTED = "reported"
    RECONCILED = "reconciled"
    MODELLED = "modelled"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number with what a reader needs to trust it.

    Attributes
    ----------
    value
        The number, or None where it is not known.
    unit
        Its unit as in column names: ``usd``, ``km``, ``h``, ``share``, ``count``, ``rank`` ...
    basis
        How it came to be.
    sources
        Ids from `sources.csv`.
    year
        Year or period it speaks of ("2023", "2012-2016"), '' where none applies.
    note
        Why it is missing, who reported it, or what limits it.
    """

    value: float | None
    unit: str
    basis: Basis
    sources: tuple[str, ...] = field(default=())
    year: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a number that is not one: what is not known is None, never NaN."""
        if self.value is not None and not math.isfinite(self.value):
            raise BadInput(f"a quantity in {self.unit} is {self.value}; expected a finite number, or None if not known")

    @property
    def known(self) -> bool:
        """Whether there is a number at all."""
        return self.value is not None
