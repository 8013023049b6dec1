"""Which figures does an energy answer rest on? Rows of `energy_parameters`, and what a user puts in their place."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from alat.data import Basis, table
from alat.errors import BadInput, UnknownCode, near_matches
from alat.reference import Country

TABLE = "energy_parameters"
ANYWHERE = "WLD"
GIVEN = "given by the user"
# Shares that may be nil; every other share is divided by.
_MAY_BE_NIL = ("both.spill", "loss.share")
# Figures that are divided by, beside lives and shares.
_ABOVE_ZERO = (
    *("storage.hours", "storage.cycles", "ship.speed", "ship.cargo", "ship.days"),
    *("fuel.heating_value", "hydrogen.heating_value", "synthesis.heating_value"),
)


@dataclass(frozen=True, slots=True)
class EnergyFigure:
    """One figure with its range and where it is from.

    Attributes
    ----------
    name
        Technology and figure: ``solar.capex``.
    iso3
        The country of which it speaks; ``WLD`` for any.
    value, low, high
        What is counted on, and the ends of its range.
    unit, year
        Its unit, and the year of the figure or of the plant.
    basis, sources
        How it came to be, and ids from `sources.csv`.
    cited, url, note
        What the source prints, its address, and what limits it.
    """

    name: str
    iso3: str
    value: float
    low: float
    high: float
    unit: str
    year: str
    basis: Basis
    sources: tuple[str, ...]
    cited: str = ""
    url: str = ""
    note: str = ""


def energy_figures(country: Country, *, given: Mapping[str, float] | None = None) -> dict[str, EnergyFigure]:
    """Return the figures for a country by name: its own rows before those that hold anywhere.

    Parameters
    ----------
    country
        Where the plant stands.
    given
        Figures of the user by name, ``solar.capex`` for every country or ``AZE.solar.capex`` for one; they have no
        range.

    Raises
    ------
    UnknownCode
        If a given figure has no such name.
    BadInput
        If one is out of bounds: a negative cost of capital, a capacity factor over one, a life of nil.
    """
    rows = {row["parameter"]: row for row in table(TABLE).iter_rows(named=True) if row["iso3"] == ANYWHERE}
    rows |= {row["parameter"]: row for row in table(TABLE).iter_rows(named=True) if row["iso3"] == country.iso3}
    found = {name: _figure(row) for name, row in sorted(rows.items())}
    chosen = dict(sorted((given or {}).items(), key=lambda pair: pair[0].count(".")))
    for key, value in chosen.items():
        iso3, name = split_name(key)
        if name not in found:
            raise UnknownCode("energy figure", key, near=near_matches(name, found) or tuple(found)[:3])
        check_figure(name, value, unit=found[name].unit)
        if iso3 in {ANYWHERE, country.iso3}:
            found[name] = _given(found[name], value, iso3=country.iso3)
    return found


def split_name(key: str) -> tuple[str, str]:
    """Return the country and the name of ``AZE.solar.capex``; ``WLD`` where no country stands before it."""
    first, _, rest = key.partition(".")
    return (first.upper(), rest) if "." in rest else (ANYWHERE, key)


def check_figure(name: str, value: float, *, unit: str) -> None:
    """Refuse a figure that no plant can have.

    Raises
    ------
    BadInput
        With what was expected.
    """
    least_is_open = name in _ABOVE_ZERO or (unit in {"years", "share"} and name not in _MAY_BE_NIL)
    most = 1.0 if unit.startswith("share") else None
    fits = isfinite(value) and (value > 0 if least_is_open else value >= 0)
    if most is not None:
        fits = fits and (value < most if name in _MAY_BE_NIL or unit == "share a year" else value <= most)
    if fits:
        return
    span = "above 0" if least_is_open else "0 or more"
    if unit == "share a year":
        span += " and below 1 (0.08 is 8 %)"
    elif most is not None:
        span += " and below 1" if name in _MAY_BE_NIL else " and at most 1"
    raise BadInput(f"{name} is {value:g}; expected a number {span}, in {unit}")


def _figure(row: Mapping[str, object]) -> EnergyFigure:
    value, low, high = (float(str(row[end])) for end in ("value", "low", "high"))
    return EnergyFigure(
        name=str(row["parameter"]),
        iso3=str(row["iso3"]),
        value=value,
        low=low,
        high=high,
        unit=str(row["unit"]),
        year=str(row["year"] or ""),
        basis=Basis(str(row["basis"])),
        sources=tuple(str(row["sources"]).split(";")),
        cited=str(row["cited"] or ""),
        url=str(row["url"] or ""),
        note=str(row["note"] or ""),
    )


def _given(figure: EnergyFigure, value: float, *, iso3: str) -> EnergyFigure:
    return EnergyFigure(figure.name, iso3, value, value, value, figure.unit, "", Basis.ASSUMED, (), GIVEN)
