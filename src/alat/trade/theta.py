"""How strongly does trade respond to its cost? Theta: a published parameter with a range, never fitted here.

A gravity equation finds what distance does to trade, which is theta times what distance does to cost; it cannot tell
the two apart. Dividing by a theta gives a cost, and so whatever follows from a cost must be read over theta's range.
"""

from dataclasses import dataclass
from functools import cache

import polars as pl

from alat.data import Basis, table
from alat.errors import BadInput
from alat.reference import cargo_class

ALL = "all"


@dataclass(frozen=True, slots=True)
class Theta:
    """The trade elasticity of a cargo class.

    Attributes
    ----------
    goods
        The class's code, or ``all``.
    low, central, high
        The range a result is to be read over, and what is taken without another choice; positive.
    basis, sources, note
        How they came to be, ids in `sources.csv`, and how centre and range were chosen.
    """

    goods: str
    low: float
    central: float
    high: float
    basis: Basis
    sources: tuple[str, ...]
    note: str

    @property
    def steps(self) -> tuple[tuple[str, float], ...]:
        """Low, central and high, each with its name."""
        return (("low", self.low), ("central", self.central), ("high", self.high))


def theta(cargo: str | None = None) -> Theta:
    """Return the trade elasticity of a cargo class, or of all goods together.

    Parameters
    ----------
    cargo
        A class's code, label or alias.

    Raises
    ------
    UnknownCode
        If there is no such class.

    Examples
    --------
    >>> theta().central, theta("container").low
    (5.0, 1.43)
    """
    return _thetas()[ALL if cargo in {None, ALL} else cargo_class(str(cargo)).code]


def studies() -> pl.DataFrame:
    """Return the published figures: study, goods, horizon, low, central, high, identified_by, source, note, basis."""
    return table("theta_studies")


def cost_factor(times_as_far: float, *, decay: float, elasticity: float) -> float:
    """Return by what factor trade cost is higher over a distance that is so many times as far.

    ``tau = times_as_far ** (decay / elasticity)``: the iceberg cost that cuts trade by ``times_as_far ** -decay``.

    Parameters
    ----------
    times_as_far
        Ratio of two distances, positive.
    decay
        By how much the logarithm of trade falls with that of distance: minus the fitted coefficient.
    elasticity
        Theta, positive.

    Raises
    ------
    BadInput
        If the ratio or theta is not positive.
    """
    if not times_as_far > 0 or not elasticity > 0:
        raise BadInput(f"a ratio of distances {times_as_far:g} and a theta of {elasticity:g}; expected both above 0")
    return float(times_as_far ** (decay / elasticity))


def sensitivity(coefficient: float, *, low: float, high: float) -> pl.DataFrame:
    """Return what a fitted coefficient of log distance says of trade cost, over theta's range, for each class.

    Parameters
    ----------
    coefficient, low, high
        The fitted coefficient and the ends of its interval; negative where trade falls with distance.

    Returns
    -------
    polars.DataFrame
        Columns goods, theta_is (low, central, high), theta, exponent, cost_twice_as_far, cost_ten_times_as_far,
        exponent_low, exponent_high (the ends from the coefficient's interval), basis, sources.
    """
    rows = [
        {
            "goods": each.goods,
            "theta_is": name,
            "theta": value,
            "exponent": -coefficient / value,
            "cost_twice_as_far": cost_factor(2, decay=-coefficient, elasticity=value),
            "cost_ten_times_as_far": cost_factor(10, decay=-coefficient, elasticity=value),
            "exponent_low": -high / value,
            "exponent_high": -low / value,
            "basis": Basis.ASSUMED.value,
            "sources": ";".join(each.sources),
        }
        for each in _thetas().values()
        for name, value in each.steps
    ]
    return pl.DataFrame(rows)


@cache
def _thetas() -> dict[str, Theta]:
    return {
        row["cargo"]: Theta(
            row["cargo"],
            row["low"],
            row["central"],
            row["high"],
            Basis(row["basis"]),
            tuple(row["sources"].split(";")),
            row["note"],
        )
        for row in table("theta_cargo").to_dicts()
    }
