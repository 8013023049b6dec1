"""Which published times, prices and lengths does the engine meet, and which does it miss?

Each row of `calibration_facts.csv` is one question with its published answer, its tolerance, and whether parameters
were fitted to it (``fit``) or not (``held-out``).
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from calibration_engine import Way, ways

from alat import data
from alat.routing import PartKind
from alat.routing.prices import price_factor

TABLE = Path(__file__).with_suffix(".csv")


@dataclass(frozen=True, slots=True)
class Checked:
    """One fact, and what the engine says.

    Attributes
    ----------
    id, use, what, unit, source, note
        As in the table.
    low, high
        The published figure, in the engine's money where it is a price.
    printed
        The published figure as printed.
    ours
        The engine's figure.
    error
        How far ours lies outside the published figure or band, as a share of its nearer end; 0 inside.
    tolerance
        The largest error that counts as agreement.
    """

    id: str
    use: str
    what: str
    unit: str
    low: float
    high: float
    printed: str
    ours: float
    error: float
    tolerance: float
    source: str
    note: str

    @property
    def agrees(self) -> bool:
        """Whether the error is within the tolerance."""
        return abs(self.error) <= self.tolerance


def facts() -> tuple[Checked, ...]:
    """Return every fact of the table with the engine's answer."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(_checked(row) for row in csv.DictReader(file))


def _checked(row: dict[str, str]) -> Checked:
    factor = _to_model_money(row)
    low, high = float(row["low"]) * factor, float(row["high"]) * factor
    ours = _ours(row)
    error = ours / high - 1 if ours > high else ours / low - 1 if ours < low else 0.0
    printed = row["low"] if row["low"] == row["high"] else f"{row['low']}-{row['high']}"
    return Checked(
        id=row["id"],
        use=row["use"],
        what=row["what"],
        unit="USD per FEU" if row["quantity"] == "money" else row["unit"],
        low=low,
        high=high,
        printed=f"{printed} {row['unit']} ({row['year']})",
        ours=ours,
        error=error,
        tolerance=float(row["tolerance"]),
        source=row["source"],
        note=row["note"],
    )


def _to_model_money(row: dict[str, str]) -> float:
    """Return what turns the published price into dollars of the model's year for one load."""
    if row["quantity"] != "money":
        return 1.0
    return (_parameter("P02") if row["unit"] == "USD per TEU" else 1.0) * price_factor(int(row["year"]))


def _parameter(row: str) -> float:
    return float(data.table("parameters").row(by_predicate=pl.col("id") == row, named=True)["value"])


def _ours(row: dict[str, str]) -> float:
    way = _way(row, avoid=_listed(row["avoid"])).without(_listed(row["leave_out"]))
    measures: dict[str, Callable[[], float]] = {
        "money": lambda: way.sum("money_usd"),
        "days": lambda: way.sum("hours") / 24,
        "hours": lambda: way.sum("hours"),
        "km": lambda: way.sum("km"),
        "rail km": lambda: way.sum("km", lambda part: part.mode == "rail"),
        "km a day": lambda: way.sum("km") / way.sum("hours") * 24,
        "caspian share": lambda: _caspian_hours(way) / way.sum("hours"),
        "times northern": lambda: way.sum("hours") / _northern(row).sum("hours"),
    }
    return measures[row["quantity"]]()


def _northern(row: dict[str, str]) -> Way:
    """Return the way by rail that avoids nobody."""
    return _way({**row, "modes": "rail"}, avoid=())


def _way(row: dict[str, str], *, avoid: tuple[str, ...]) -> Way:
    modes, via = frozenset(_listed(row["modes"])), frozenset(_listed(row["via"]))
    return ways(row["origin"], row["destination"], modes=modes, via=via, avoid=avoid)


def _caspian_hours(way: Way) -> float:
    """Return the hours from the first port of the Caspian to the last: handling, wait and crossing."""
    at_sea = [part for part in way.parts if part.mode == "caspian"]
    ports = {place for part in at_sea for place in (part.start, part.end)}
    handled = [part for part in way.parts if part.kind is PartKind.HANDLING and part.start in ports]
    return sum(part.hours for part in (*at_sea, *handled))


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())
