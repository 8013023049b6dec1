"""Does the engine find the lanes a throw-away prototype of it found (November 2026)?"""

import csv
from dataclasses import dataclass
from pathlib import Path

from alat.network.scenario import Scenario
from alat.routing import Lane, lanes

TABLE = Path(__file__).with_suffix(".csv")
MONEY_TOLERANCE, DAYS_TOLERANCE = 0.25, 0.20
_AT_PORTS = frozenset({"load ship", "transship", "unload ship"})


@dataclass(frozen=True, slots=True)
class Expected:
    """One expected lane, and the one found.

    Attributes
    ----------
    pair, scenario, by
        From where to where, under which scenario, best by what (``generalised`` or ``money``).
    money_usd, days
        Expected.
    ports
        Names one of which a port of the lane must bear; empty for any.
    found_usd, found_days, found_ports
        Found.
    """

    pair: str
    scenario: str
    by: str
    money_usd: float
    days: float
    ports: tuple[str, ...]
    found_usd: float
    found_days: float
    found_ports: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether money, days and a port are as expected."""
        money = abs(self.found_usd / self.money_usd - 1) <= MONEY_TOLERANCE
        days = abs(self.found_days / self.days - 1) <= DAYS_TOLERANCE
        return money and days and self.port_agrees

    @property
    def port_agrees(self) -> bool:
        """Whether a port of the lane bears an expected name."""
        return not self.ports or any(name in port for name in self.ports for port in self.found_ports)


def expected_lanes() -> tuple[Expected, ...]:
    """Return every expected lane of the table with the one found."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(_expected(row) for row in csv.DictReader(file))


def _expected(row: dict[str, str]) -> Expected:
    scenario = Scenario(row["scenario"], close=_listed(row["close"], ";"), avoid=_listed(row["avoid"], ";"))
    found = lanes(row["origin"], row["destination"], scenario=scenario).lanes
    lane = next(lane for lane in found if row["by"] in lane.best_in)
    return Expected(
        pair=f"{row['origin']}-{row['destination']}",
        scenario=row["scenario"],
        by=row["by"],
        money_usd=float(row["money_usd"]),
        days=float(row["days"]),
        ports=_listed(row["ports"], "|"),
        found_usd=lane.money_usd,
        found_days=lane.hours / 24,
        found_ports=_ports(lane),
    )


def _ports(lane: Lane) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.start_name for part in lane.parts if part.detail in _AT_PORTS))


def _listed(cell: str, mark: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(mark) if part)
