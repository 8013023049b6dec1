"""What does a tonne of ammonia cost at a plant, and brought to another country, part by part?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from alat.reference import Country
from alat.sectors.energy_figures import EnergyFigure, energy_figures
from alat.sectors.energy_lane import AmmoniaLane, carriage
from alat.sectors.levelised import SUPPLIES, Floats, Values, ammonia, tank
from alat.sectors.spread import Cost, Spread, central_values, spread


@dataclass(frozen=True, slots=True)
class Site:
    """A country with its figures, and the power with which it makes ammonia."""

    country: Country
    figures: dict[str, EnergyFigure]
    supply: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A site, and the lane from it."""

    site: Site
    lane: AmmoniaLane

    def cost(self) -> Cost:
        """Return the cost of a tonne that arrives, USD, as a function of the figures."""
        return delivered(self.site.supply, self.lane)

    def spread(self) -> Spread:
        """Return that cost with its range."""
        return spread(self.cost(), self.site.figures)


def site(country: Country, given: Mapping[str, float] | None, *, supply: str | None) -> Site:
    """Return a country with its figures, and the supply asked for or else the one that makes ammonia cheapest.

    The choice is made on central figures and kept in every draw: a plant is built once.
    """
    figures = energy_figures(country, given=given)
    values = central_values(figures)
    best = supply or min(SUPPLIES, key=lambda each: float(made(each)(values)))
    return Site(country, figures, best)


def made(supply: str) -> Callable[[Values], Floats]:
    """Return the cost of ammonia out of the tank at the plant, USD a tonne, as a function of the figures."""

    def cost(values: Values) -> Floats:
        return np.asarray(sum(ammonia(values, supply).values()), dtype=float)

    return cost


def delivered(supply: str, lane: AmmoniaLane) -> Callable[[Values], Floats]:
    """Return the cost of ammonia delivered by a lane, USD a tonne that arrives, as a function of the figures."""

    def cost(values: Values) -> Floats:
        return np.asarray(sum(delivered_parts(values, supply, lane=lane).values()), dtype=float)

    return cost


def delivered_parts(values: Values, supply: str, *, lane: AmmoniaLane) -> dict[str, Floats]:
    """Return the parts of delivered ammonia, USD for a tonne that arrives: what is lost was paid for too."""
    parts = {**ammonia(values, supply), **carriage(values, lane), "tank_at_destination": tank(values)}
    lost = values["loss.share"] / (1 - values["loss.share"])
    return {**parts, "losses": np.asarray(sum(parts.values()) * lost, dtype=float)}
