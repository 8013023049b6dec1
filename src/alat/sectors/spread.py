"""How far may an answer be from its central value? Ends, draws and what each figure moves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from alat.sectors.energy_figures import EnergyFigure
from alat.sectors.levelised import Floats, Values

Cost: TypeAlias = Callable[[Values], Floats]
DRAWS, SEED = 4000, 20251126
LOWER, UPPER = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class Spread:
    """A cost and its range.

    Attributes
    ----------
    value
        With every figure at its central value.
    least, most
        With every figure at the end that makes it cheap, or dear: all luck, or all bad luck, at once.
    p10, p90
        Between which eight draws in ten lie, each figure drawn on its own from a triangle over its range.
    swings
        What the cost is with one figure at its low and at its high end, largest swing first.
    """

    value: float
    least: float
    most: float
    p10: float
    p90: float
    swings: tuple[tuple[str, float, float], ...]


def spread(cost: Cost, figures: Mapping[str, EnergyFigure]) -> Spread:
    """Return a cost with its range.

    Parameters
    ----------
    cost
        From figures by name to a cost, monotone in each of them.
    figures
        Each with its low and high end.
    """
    central = central_values(figures)
    swings = [
        (name, _at(cost, central, name=name, value=each.low), _at(cost, central, name=name, value=each.high))
        for name, each in figures.items()
        if each.low != each.high
    ]
    moved = [swing for swing in swings if swing[1] != swing[2]]
    cheap = dict(central)
    dear = dict(central)
    for name, at_low, at_high in moved:
        ends = (np.asarray(figures[name].low), np.asarray(figures[name].high))
        cheap[name], dear[name] = ends if at_low < at_high else ends[::-1]
    drawn = cost(draws(figures))
    p10, p90 = np.quantile(drawn, [LOWER, UPPER])
    moved.sort(key=lambda swing: (-abs(swing[2] - swing[1]), swing[0]))
    return Spread(float(cost(central)), float(cost(cheap)), float(cost(dear)), float(p10), float(p90), tuple(moved))


def _at(cost: Cost, central: Values, *, name: str, value: float) -> float:
    return float(cost({**central, name: np.asarray(value, dtype=float)}))


def central_values(figures: Mapping[str, EnergyFigure]) -> dict[str, Floats]:
    """Return the central value of every figure."""
    return {name: np.asarray(each.value, dtype=float) for name, each in figures.items()}


def draws(figures: Mapping[str, EnergyFigure], *, count: int = DRAWS, seed: int = SEED) -> dict[str, Floats]:
    """Return draws of every figure: independent, triangular, and the same chances for two countries."""
    chances = np.random.default_rng(seed).random((len(figures), count))
    return {name: triangular(chances[row], figures[name]) for row, name in enumerate(sorted(figures))}


def triangular(chance: Floats, figure: EnergyFigure) -> Floats:
    """Return the quantiles of a triangle over a figure's range with its value on top."""
    low, mode, high = figure.low, figure.value, figure.high
    width = high - low
    if width == 0:
        return np.full(chance.shape, mode)
    rising = low + np.sqrt(chance * width * (mode - low))
    falling = high - np.sqrt((1 - chance) * width * (high - mode))
    found: Floats = np.where(chance * width < mode - low, rising, falling)
    return found
