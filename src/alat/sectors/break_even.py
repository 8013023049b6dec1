"""At what would delivered ammonia pay, and does it?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from alat.sectors.energy_figures import EnergyFigure
from alat.sectors.energy_lane import AmmoniaLane
from alat.sectors.energy_price import AmmoniaPrice
from alat.sectors.energy_results import BuildVerdict
from alat.sectors.levelised import GIVEN_POWER, Floats, Values
from alat.sectors.spread import Spread, central_values

HIGHEST_WACC, STEPS = 0.5, 60
WACC = "finance.wacc"
# Figures of which the cost is a straight line: name, what a person calls it, unit.
_LINEAR = (
    (GIVEN_POWER, "price of power at the electrolyser", "USD/MWh"),
    ("electrolyser.capex", "cost of the electrolyser", "USD/kW"),
)
KILO = 1000.0


@dataclass(frozen=True, slots=True)
class BreakEven:
    """At which value of one figure, all else as it is, delivered ammonia costs as much as the price to beat.

    Attributes
    ----------
    what, unit
        The figure and its unit.
    value
        None where no value of it does.
    today
        What it is now; None where nothing of the kind is paid today.
    note
        What to read with it.
    """

    what: str
    value: float | None
    unit: str
    today: float | None
    note: str


def break_evens(
    figures: Mapping[str, EnergyFigure],
    cost: Callable[[Values], Floats],
    *,
    price: float,
    lane: AmmoniaLane,
) -> list[BreakEven]:
    """Return at what delivered ammonia would pay: the price, carbon, capital, power and electrolysers.

    Parameters
    ----------
    figures
        Of the country that makes it.
    cost
        From figures by name to USD a tonne delivered.
    price
        To beat, USD a tonne.
    lane
        Whose emissions are counted against it.
    """
    values = central_values(figures)
    today = float(cost(values))
    found = [
        BreakEven("price of ammonia at the destination", today, "USD/t", price, "what it costs, delivered"),
        _carbon(figures, lane, gap=today - price),
        _wacc(values, cost, price=price),
    ]
    for name, what, unit in _LINEAR:
        now = float(values[name]) if name in values else None
        found.append(_linear(values, cost, name=name, price=price, told=(what, unit, now)))
    return found


def judged(brought: Spread, home: Spread, *, price: AmmoniaPrice, names: tuple[str, str]) -> tuple[BuildVerdict, str]:
    """Return whether it pays, and why, in one or two sentences.

    Parameters
    ----------
    brought, home
        Ammonia delivered, and made at the destination itself.
    price
        To beat.
    names
        Of origin and destination.
    """
    asked = float(price.value.value or 0.0)
    if brought.p10 > asked:
        verdict = BuildVerdict.DO_NOT_BUILD
    elif brought.value > asked:
        verdict = BuildVerdict.NOT_ON_CENTRAL
    else:
        verdict = BuildVerdict.ON_CENTRAL if brought.p90 > asked else BuildVerdict.PAYS
    origin, destination = names
    reason = (
        f"Ammonia of {origin} costs {brought.value:,.0f} USD a tonne delivered to {destination} "
        f"(eight draws in ten: {brought.p10:,.0f} to {brought.p90:,.0f}); the price to beat is {asked:,.0f}."
    )
    highest = float(price.high.value or 0.0)
    if brought.p10 > highest > asked:
        reason += f" Nine draws in ten are above even its high end of {highest:,.0f}."
    cheaper, dearer = (destination, origin) if home.value < brought.value else (origin, destination)
    gap = abs(home.value - brought.value)
    reason += f" Made in {destination} itself it would cost {home.value:,.0f}: {cheaper} beats {dearer} by {gap:,.0f}."
    return verdict, reason


def _carbon(figures: Mapping[str, EnergyFigure], lane: AmmoniaLane, *, gap: float) -> BreakEven:
    grey = figures["grey.emissions"].value
    saved = grey - lane.kgco2e_per_t / KILO
    what, unit = "price of carbon", "USD/t CO2e"
    if gap <= 0:
        return BreakEven(what, 0.0, unit, None, "it pays without one")
    if saved <= 0:
        return BreakEven(what, None, unit, None, "the way there emits more than ammonia of gas does at its plant")
    note = f"on {saved:.2f} t CO2e saved a tonne: {grey:.2f} of ammonia of gas at its plant, less those of this lane"
    return BreakEven(what, gap / saved, unit, None, note)


def highest_wacc(values: Values, cost: Callable[[Values], Floats], *, price: float) -> float | None:
    """Return the highest cost of capital at which a cost does not exceed a price, found by halving.

    Parameters
    ----------
    values
        Figures by name.
    cost
        From figures to a cost that rises with the cost of capital.
    price
        In the unit of the cost.

    Returns
    -------
    float or None
        None where it is dearer even with money for nothing; `HIGHEST_WACC` where it pays at any up to that.
    """

    def at(rate: float) -> float:
        return float(cost({**values, WACC: np.asarray(rate)}))

    if at(0.0) > price:
        return None
    low, high = 0.0, HIGHEST_WACC
    if at(high) < price:
        return high
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if at(middle) <= price else (low, middle)
    return low


def _wacc(values: Values, cost: Callable[[Values], Floats], *, price: float) -> BreakEven:
    what, unit, today = "cost of capital", "share a year", float(values[WACC])
    found = highest_wacc(values, cost, price=price)
    if found is None:
        free = float(cost({**values, WACC: np.asarray(0.0)}))
        return BreakEven(what, None, unit, today, f"even with money for nothing it costs {free:,.0f} USD a tonne")
    if found == HIGHEST_WACC:
        return BreakEven(what, None, unit, today, f"it pays at any up to {HIGHEST_WACC:.0%}")
    return BreakEven(what, found, unit, today, "the highest at which it pays")


def _linear(
    values: Values, cost: Callable[[Values], Floats], *, name: str, price: float, told: tuple[str, str, float | None]
) -> BreakEven:
    what, unit, today = told
    free = float(cost({**values, name: np.asarray(0.0)}))
    slope = float(cost({**values, name: np.asarray(1.0)})) - free
    if free > price:
        return BreakEven(what, None, unit, today, f"even at nothing it costs {free:,.0f} USD a tonne")
    return BreakEven(what, (price - free) / slope, unit, today, "the highest at which it pays")
