"""How is a number printed for a minister? Units a person says, as many digits as help, spaces that do not break."""

import math
from datetime import date

from alat.data import Basis, Quantity
from alat.errors import BrokenTemplate

NBSP = "\u00a0"
MINUS = "\u2212"
GAS = "CO\u2082e"
HOURS_A_DAY = 24.0
MILLION = 1e6

# unit of a quantity -> (unit it is printed in, factor)
_PRINTED = {
    "usd": ("usd", 1.0),
    "musd": ("usd", MILLION),
    "h": ("days", 1.0 / HOURS_A_DAY),
    "days": ("days", 1.0),
    "share": ("percent", 100.0),
    "ratio": ("ratio", 1.0),
    "index": ("index", 1.0),
    "percentile": ("percentile", 1.0),
    "percent": ("percent", 1.0),
    "count": ("count", 1.0),
    "rank": ("rank", 1.0),
    "year": ("year", 1.0),
    "km": ("km", 1.0),
    "km_per_h": ("km_per_h", 1.0),
    "kgco2e": ("tco2e", 0.001),
    "t": ("t", 1.0),
}
_SCALES = ((1e9, "usd_billion"), (1e5, "usd_million"), (1e3, "usd_thousand"))
_DIVISORS = {"usd_billion": 1e9, "usd_million": 1e6, "usd_thousand": 1e3}
# A model whose parameters are half assumed holds two digits of an amount; a count, a rank or a ratio is no amount.
_ROUNDED = frozenset({Basis.MODELLED, Basis.ASSUMED})
_AMOUNTS = frozenset({"usd", "percent", "days", "tco2e", "km", "km_per_h", "t"})
HONEST_DIGITS, COMPARED_DIGITS = 2, 3
# Below a thousandth of its unit an amount is only said to be below it.
_LEAST = 0.001
_LONG_DAYS = 10
_WHOLE = frozenset({"count", "rank", "year", "percentile", "km", "t"})


def grouped(value: float, *, decimals: int) -> str:
    """Print a number with thousands separators and a true minus sign.

    Parameters
    ----------
    value
        A finite number.
    decimals
        Digits after the point.
    """
    text = f"{abs(value):,.{decimals}f}"
    negative = value < 0 and any(digit in text for digit in "123456789")
    return MINUS + text if negative else text


def significant(value: float, digits: int) -> float:
    """Round a number to so many significant digits."""
    if value == 0:
        return 0.0
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def amount(value: float) -> str:
    """Print an amount in its unit: one decimal from one on, two significant digits below, at the least 0.001."""
    size = abs(value)
    if size == 0:
        return "0"
    if size < _LEAST:
        return f"{'>' if value < 0 else '<'}{NBSP}{grouped(math.copysign(_LEAST, value), decimals=3)}"
    if size >= 1:
        return grouped(value, decimals=0 if size >= 1000 else 1)  # noqa: PLR2004 - from a thousand on a decimal helps nobody
    digits = 2 if size >= 0.1 else 1  # noqa: PLR2004 - under a tenth the second digit helps nobody
    rounded = significant(value, digits)
    return grouped(rounded, decimals=max(digits - 1 - math.floor(math.log10(abs(rounded))), 1))


def rounded(value: float, digits: int) -> str:
    """Print an amount with so many significant digits, trailing zeros included: they are known."""
    near = significant(value, digits)
    if abs(near) < _LEAST:
        return amount(value)
    return grouped(near, decimals=max(0, digits - 1 - math.floor(math.log10(abs(near)))))


def split(quantity: Quantity, *, unit: str = "", digits: int = HONEST_DIGITS) -> tuple[str, str]:
    """Return a known quantity's printed number and the unit key that words it.

    An amount that is modelled or assumed is rounded to `digits` significant digits; what was recorded is printed as
    precisely as its record is read.

    Parameters
    ----------
    quantity
        A quantity whose value is known.
    unit
        The unit to print in (``usd_million``, ``percent`` ...); '' picks one that suits the size.
    digits
        Significant digits of a modelled amount: two, or three where figures are compared with each other.

    Raises
    ------
    BrokenTemplate
        If the value is missing or not finite, or the unit has no printed form.
    """
    if quantity.value is None or not math.isfinite(quantity.value):
        raise BrokenTemplate(f"a {quantity.unit} without a finite value was to be printed as a number")
    round_to = digits if quantity.basis in _ROUNDED else 0
    if quantity.unit.startswith("usd_per_"):
        return rounded(quantity.value, round_to) if round_to else grouped(quantity.value, decimals=0), quantity.unit
    if quantity.unit not in _PRINTED:
        raise BrokenTemplate(f"unit {quantity.unit!r} has no printed form; expected one of {', '.join(_PRINTED)}")
    printed, factor = _PRINTED[quantity.unit]
    value = quantity.value * factor
    if round_to and printed in _AMOUNTS:
        value = significant(value, round_to)
    if printed == "usd":
        printed = unit or _usd_scale(value)
        value /= _DIVISORS.get(printed, 1.0)
        if printed == "usd" and not round_to:
            return grouped(value, decimals=0), printed
        return rounded(value, round_to) if round_to else amount(value), printed
    if round_to and printed in _AMOUNTS:
        return rounded(value, round_to), printed
    return _plain(value, printed), printed


def day(value: date | str) -> tuple[str, str, str]:
    """Return year, month and day of an ISO date ('' for what it does not state), without leading zeros."""
    year, month, number = [*str(value).split("-"), "", ""][:3]
    return year, month.lstrip("0"), number.lstrip("0")


def _usd_scale(value: float) -> str:
    for least, unit in _SCALES:
        if abs(value) >= least:
            return unit
    return "usd"


def _ratio(value: float) -> str:
    """Print a ratio: near one it needs two decimals, from twenty on none."""
    least_by_decimals = ((20.0, 0), (2.0, 1))
    return grouped(value, decimals=next((n for least, n in least_by_decimals if abs(value) >= least), 2))


def _plain(value: float, printed: str) -> str:
    if printed == "year":
        return f"{value:.0f}"
    if printed == "ratio":
        return _ratio(value)
    if printed == "percent" and abs(value) < 1:
        return amount(value)
    # Hours matter on a short way.
    decimals = {"index": 1, "percent": 1, "tco2e": 1, "km_per_h": 1, "days": int(round(abs(value), 1) < _LONG_DAYS)}
    return grouped(value, decimals=0 if printed in _WHOLE else decimals[printed])
