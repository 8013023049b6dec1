"""How is money counted so that steps add up to the cent? Whole cents, rounded once a step, half away from zero."""

from collections.abc import Iterable
from fractions import Fraction

from alat.routing.landed.results import CENTS

_HALF = Fraction(1, 2)


def exact(value: float) -> Fraction:
    """Return a number of a table as it is printed there: 0.15 is 3/20, not the nearest binary fraction."""
    return Fraction(repr(value))


def whole_cents(usd: Fraction) -> int:
    """Round an amount in US dollars to whole cents, a half away from zero, as an invoice does."""
    cents = abs(usd) * CENTS
    rounded = int(cents + _HALF)
    return rounded if usd >= 0 else -rounded


def per_unit(cents: Iterable[int], units: Fraction) -> tuple[int, ...]:
    """Return each step per unit in whole cents, such that they add up to the rounded total per unit.

    The running total is rounded, and a step is the difference of two of them; so any run of steps adds up too.
    """
    found: list[int] = []
    running, before = 0, 0
    for amount in cents:
        running += amount
        now = whole_cents(Fraction(running, CENTS) / units)
        found.append(now - before)
        before = now
    return tuple(found)
