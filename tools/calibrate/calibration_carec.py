"""How do rail and road in Central Asia and the Caucasus compare with CAREC's corridor measurements (CPMM)?"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from calibration_engine import Way, ways

from alat.routing import PartKind
from alat.routing.prices import price_factor

HERE = Path(__file__).parent
CPMM_YEAR = 2022
SECTION_KM = 500.0


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure of CPMM, and the engine's over the reference trips."""

    mode: str
    measure: str
    published: float
    ours: float
    unit: str
    fact: str
    role: str


def carec() -> tuple[Measured, ...]:
    """Return every measure of the table with the engine's answer, in dollars of CPMM's year."""
    with (HERE / "calibration_carec.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ours = {mode: dict(_measures(list(_trips(mode)))) for mode in ("road", "rail")}
    return tuple(
        Measured(
            mode=row["mode"],
            measure=row["measure"],
            published=float(row["published"]),
            ours=ours[row["mode"]][row["measure"]],
            unit=row["unit"],
            fact=row["fact"],
            role=row["role"],
        )
        for row in rows
    )


def _trips(mode: str) -> Iterator[Way]:
    with (HERE / "calibration_carec_trips.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["mode"] == mode:
                yield ways(row["origin"], row["destination"], modes=frozenset({mode}), via=frozenset(), avoid=())


def _measures(trips: list[Way]) -> Iterator[tuple[str, float]]:
    crossings = sum(part.kind is PartKind.BORDER and not part.policy_usd for way in trips for part in way.parts)
    km = sum(way.sum("km") for way in trips)
    moving = sum(way.sum("hours", lambda part: part.kind is PartKind.MOVE) for way in trips)
    at_borders = [way.sum("hours", lambda part: part.kind is PartKind.BORDER) for way in trips]
    paid = [way.sum("money_usd", lambda part: part.kind is PartKind.BORDER) for way in trips]
    then = price_factor(CPMM_YEAR)
    yield "border hours", sum(at_borders) / crossings
    yield "border cost", sum(paid) / crossings / then
    yield "cost", sum(way.sum("money_usd") for way in trips) / km * SECTION_KM / then
    yield "speed with delay", km / sum(way.sum("hours") for way in trips)
    yield "speed without delay", km / moving
